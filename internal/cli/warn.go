package cli

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"sluis/internal/metric"
)

// watcher tells of deadlines in the log, once per threshold, and keeps what health and
// metrics show (F-17). The log is told anew after a restart.
type watcher struct {
	due    func(context.Context) ([]deadline, error)
	logger *slog.Logger
	now    func() time.Time
	mu     sync.Mutex      // held while the log is told
	told   map[string]told // by kind and what it is about
}

// told is what the log has heard of a deadline.
type told struct {
	end  time.Time
	step float64 // days before the end
}

func newWatcher(due func(context.Context) ([]deadline, error), logger *slog.Logger, now func() time.Time) *watcher {
	return &watcher{due: due, logger: logger, now: now, told: map[string]told{}}
}

// look tells what is new.
func (w *watcher) look(ctx context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	all, err := w.due(ctx)
	if err != nil {
		if ctx.Err() == nil {
			w.logger.Error("deadlines not read", "error", err.Error())
		}
		return
	}
	now := w.now()
	for _, d := range all {
		step, near := d.threshold(now)
		key := d.Kind + " " + d.About
		if !near {
			delete(w.told, key)
			continue
		}
		if have, ok := w.told[key]; ok && have.end.Equal(d.End) && have.step <= step {
			continue
		}
		w.told[key] = told{d.End, step}
		w.logger.Warn("deadline", "kind", d.Kind, "about", d.About, "days", d.whole(now), "end", d.End.UTC().Format(time.RFC3339), "sentence", d.sentence(now))
	}
}

// lines are the warnings of this moment, for health.
func (w *watcher) lines() (out []string) {
	all, err := w.due(context.Background())
	if err != nil {
		return []string{"deadlines cannot be read"}
	}
	for _, d := range all {
		if d.near(w.now()) {
			out = append(out, "warning: "+d.sentence(w.now()))
		}
	}
	return out
}

// measure registers the days left, a gauge for each kind; those of a hub's metadata
// are measured with its feed.
func (w *watcher) measure(m *metric.Set) {
	gauge := func(kind, label, help string) {
		m.Gauges("sluis_"+kind+"_days", help, label, func() map[string]float64 {
			all, err := w.due(context.Background())
			if err != nil {
				return nil
			}
			out := map[string]float64{}
			for _, d := range all {
				if d.Kind == kind {
					out[d.About] = d.days(w.now())
				}
			}
			return out
		})
	}
	gauge(ownCertificate, "connection", "Days until the certificate of the key that signs our requests ends.")
	gauge(ownKeyMove, "connection", "Days until our next key signs; the hub must know it by then.")
	gauge(metadataSigner, "connection", "Days until the pinned certificate of a hub's metadata ends.")
	gauge(tokenKey, "alg", "Days until a key for tokens has signed for a year; absent while its successor waits.")
}
