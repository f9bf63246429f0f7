package cli

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"sluis/internal/feed"
	"sluis/internal/metric"
)

// refreshEvery is how often the feeds are asked whether they are due.
const refreshEvery = 30 * time.Second

// run keeps the metadata of all hubs current until ctx ends. It has a goroutine of its
// own: a server that dawdles holds up nothing else.
func (h *hubs) run(ctx context.Context) {
	tick := time.NewTicker(refreshEvery)
	defer tick.Stop()
	for {
		h.refresh(ctx)
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
		case <-tick.C:
		}
	}
}

// refresh fetches what is due, each from its own server at the same time, and looks
// whether all can still be used.
func (h *hubs) refresh(ctx context.Context) {
	var wg sync.WaitGroup
	for _, f := range h.all() {
		wg.Go(func() {
			if f.Due() {
				f.Fetch(ctx)
			}
			f.Watch()
		})
	}
	wg.Wait()
}

// all gives the feeds of all connections.
func (h *hubs) all() []*feed.Feed {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var out []*feed.Feed
	for _, b := range h.byID {
		out = append(out, b.feeds()...)
	}
	return out
}

// feeds gives those of one connection: all of them must be usable for a login.
func (b *link) feeds() []*feed.Feed {
	if b.idps == nil {
		return []*feed.Feed{b.feed}
	}
	return []*feed.Feed{b.feed, b.idps}
}

// reports gives how each feed stands, by name.
func (h *hubs) reports() []feed.Report {
	var out []feed.Report
	for _, f := range h.all() {
		out = append(out, f.Report())
	}
	slices.SortFunc(out, func(a, b feed.Report) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// ready is an error where no login can begin at all. One hub of two without usable
// metadata is an alarm, and no reason to take the other one's logins away.
func (h *hubs) ready() error {
	h.mu.RLock()
	links := slices.Collect(maps.Values(h.byID))
	h.mu.RUnlock()
	for _, b := range links {
		if !slices.ContainsFunc(b.feeds(), func(f *feed.Feed) bool { return !f.Report().Usable }) {
			return nil
		}
	}
	if len(links) == 0 {
		return nil
	}
	return errors.New(strings.Join(h.lines(), "\n"))
}

// lines say how each hub's metadata stands, for whoever reads /healthz.
func (h *hubs) lines() []string {
	var out []string
	for _, r := range h.reports() {
		out = append(out, r.Line(h.now()))
	}
	return out
}

// measure registers what is known about the hubs' metadata.
func (h *hubs) measure(m *metric.Set) {
	gauge := func(name, help string, read func(feed.Report) (float64, bool)) {
		m.Gauges(name, help, "connection", func() map[string]float64 {
			out := map[string]float64{}
			for _, r := range h.reports() {
				if v, ok := read(r); ok {
					out[r.Name] = v
				}
			}
			return out
		})
	}
	gauge("sluis_hub_certificate_days", "Days until the earliest signing certificate of a hub ends.", func(r feed.Report) (float64, bool) {
		return r.CertificateEnd.Sub(h.now()).Hours() / 24, !r.CertificateEnd.IsZero()
	})
	gauge("sluis_hub_metadata_usable", "1 while logins can begin at a hub, 0 without metadata that may be used.", func(r feed.Report) (float64, bool) {
		if r.Usable {
			return 1, true
		}
		return 0, true
	})
	gauge("sluis_hub_metadata_valid_seconds", "Seconds until a hub's metadata expires; below 0 it has, and no login begins there.", func(r feed.Report) (float64, bool) {
		return r.ValidUntil.Sub(h.now()).Seconds(), !r.ValidUntil.IsZero()
	})
	gauge("sluis_hub_metadata_age_seconds", "Seconds since a hub's metadata was last fetched or confirmed.", func(r feed.Report) (float64, bool) {
		return h.now().Sub(r.Confirmed).Seconds(), r.Fetched && !r.Confirmed.IsZero()
	})
	gauge("sluis_hub_metadata_failures", "Fetches of a hub's metadata that failed since the last one that did not.", func(r feed.Report) (float64, bool) {
		return float64(r.Failures), r.Fetched
	})
}
