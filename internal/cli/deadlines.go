package cli

import (
	"cmp"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math"
	"slices"
	"time"

	"sluis/broker/admin"
	"sluis/broker/keys"
	"sluis/broker/registry"
)

// The kinds of deadline. They are part of metric names and of log lines.
const (
	ownCertificate  = "own_certificate"      // of the key that signs our requests
	ownKeyMove      = "own_key_move"         // the day from which a staged key signs
	hubCertificate  = "hub_certificate"      // the earliest of a hub's
	hubMetadata     = "hub_metadata"         // validUntil
	metadataSigner  = "metadata_certificate" // of the pinned key that signs a hub's metadata
	tokenKey        = "token_key"            // a year of signing, and no next key is staged
	hoursOfDay      = 24
	shownDaysBefore = 90
)

// deadline is something that ends, or begins, on a day that somebody must be ready for.
type deadline struct {
	Kind  string    `json:"kind"`
	About string    `json:"about"` // connection, or algorithm
	End   time.Time `json:"end"`
	Do    string    `json:"do"` // what to do before it
	// life is how long what ends was good for when it came; zero: it does not renew
	// itself. A document of two weeks is no news in its first.
	life time.Duration
}

func (d deadline) days(now time.Time) float64 { return d.End.Sub(now).Hours() / hoursOfDay }

// whole is days as people count them.
func (d deadline) whole(now time.Time) int { return int(math.Round(d.days(now))) }

// near says that a deadline is worth a warning now.
func (d deadline) near(now time.Time) bool { _, ok := d.threshold(now); return ok }

// threshold gives the last of 90, 30, 7 and 1 days before the end that has passed; 0
// from the end on. What renews itself knows only those thresholds that are shorter than
// half its life, and a quarter of its life: SURFconext's metadata lives for a day and
// is fetched anew long before (federations §2.8).
func (d deadline) threshold(now time.Time) (days float64, ok bool) {
	steps := []float64{shownDaysBefore, 30, 7, 1, 0}
	if d.life > 0 {
		whole := d.life.Hours() / hoursOfDay
		steps = slices.DeleteFunc(steps, func(s float64) bool { return s > whole/2 })
		steps = append(steps, whole/4)
	}
	left := d.days(now)
	for _, s := range steps {
		if left <= s && (!ok || s < days) {
			days, ok = s, true
		}
	}
	return days, ok
}

// sentence is what log and health say.
func (d deadline) sentence(now time.Time) string {
	when := fmt.Sprintf("in %s", count(d.whole(now), "day"))
	if left := d.End.Sub(now); left < 0 {
		when = "that day is past"
	} else if left < hoursOfDay*time.Hour {
		when = "in less than a day"
	}
	return fmt.Sprintf("%s: %s %s (%s): %s", d.About, happens(d.Kind), day(d.End), when, d.Do)
}

func happens(kind string) string {
	switch kind {
	case ownCertificate:
		return "our certificate ends on"
	case ownKeyMove:
		return "our next key signs from"
	case hubCertificate:
		return "a certificate of the hub ends on"
	case hubMetadata:
		return "the hub's metadata is valid until"
	case metadataSigner:
		return "the certificate under which the hub's metadata is trusted ends on"
	}
	return "the key for tokens has signed for a year on"
}

// deadlines gives everything that ends, the earliest first.
func (h *hubs) deadlines(ctx context.Context) ([]deadline, error) {
	listed, _, err := h.ring.Inventory(ctx)
	if err != nil {
		return nil, err
	}
	out := append(ownDeadlines(listed, h.names()), h.hubDeadlines()...)
	slices.SortStableFunc(out, func(a, b deadline) int { return cmp.Or(a.End.Compare(b.End), cmp.Compare(a.About, b.About)) })
	return out, nil
}

// ownDeadlines reads our own keys: of connections in the registry, and of tokens.
func ownDeadlines(listed []keys.Listed, connections []string) (out []deadline) {
	staged := map[string]bool{}
	for _, k := range listed {
		if k.Stage == keys.StagePublished {
			staged[k.Connection+" "+k.Alg] = true
		}
	}
	for _, k := range listed {
		next := staged[k.Connection+" "+k.Alg]
		switch {
		case k.Connection == "" && k.Stage == keys.StageInUse && !next:
			out = append(out, deadline{Kind: tokenKey, About: k.Alg, End: k.Used.Add(admin.TokenTerm), Do: "run `sluis keys rotate --alg " + k.Alg + "`"})
		case k.Connection == "" || !slices.Contains(connections, k.Connection):
		case k.Stage == keys.StagePublished && !k.Used.IsZero():
			out = append(out, deadline{Kind: ownKeyMove, About: k.Connection, End: k.Used, Do: "the hub must have loaded our metadata with the next key before"})
		case k.Stage == keys.StageInUse && next:
			out = append(out, deadline{Kind: ownCertificate, About: k.Connection, End: k.Expires, Do: "the next key waits: run `sluis keys move --connection " + k.Connection + "` once the hub has our new metadata"})
		case k.Stage == keys.StageInUse:
			out = append(out, deadline{Kind: ownCertificate, About: k.Connection, End: k.Expires, Do: "run `sluis keys stage --connection " + k.Connection + "`, and give the hub the new metadata"})
		}
	}
	return out
}

// lifetime is how long a fetched document was good for when it was first seen here. A
// hub that confirms an old document day after day does not renew it.
type lifetime struct {
	until time.Time
	whole time.Duration
}

// pinnedEnd gives the earliest end among the certificates that are pinned for fetched
// metadata; zero where none is.
func pinnedEnd(sources ...registry.Metadata) (end time.Time) {
	for _, m := range sources {
		block, _ := pem.Decode(m.Signing)
		if m.URL == "" || block == nil {
			continue
		}
		// One that cannot be read is odd, and trusted for its key all the same.
		if c, err := x509.ParseCertificate(block.Bytes); err == nil && (end.IsZero() || c.NotAfter.Before(end)) {
			end = c.NotAfter
		}
	}
	return end
}

// hubDeadlines reads what hubs published and what an operator pinned.
func (h *hubs) hubDeadlines() (out []deadline) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for id, b := range h.byID {
		source := b.registered.Metadata
		if end := pinnedEnd(source, b.registered.IdPs); !end.IsZero() {
			out = append(out, deadline{Kind: metadataSigner, About: id, End: end,
				Do: "ask the federation for its present certificate and put it in signing_cert_file; the key is trusted still"})
		}
		e := b.live.Entity()
		if e == nil {
			continue
		}
		if !e.CertificateEnd.IsZero() {
			out = append(out, deadline{Kind: hubCertificate, About: id, End: e.CertificateEnd,
				Do: "the hub is to publish its next one; ask it when, and see that our copy of its metadata follows. Its key is trusted still"})
		}
		if e.ValidUntil.IsZero() {
			continue
		}
		d := deadline{Kind: hubMetadata, About: id, End: e.ValidUntil, Do: "put the hub's present metadata in the file that metadata.file names; logins end that day"}
		if source.URL != "" {
			if !b.lives.until.Equal(e.ValidUntil) {
				b.lives = lifetime{e.ValidUntil, e.ValidUntil.Sub(h.now())}
			}
			d.life, d.Do = b.lives.whole, "it has not been renewed: see why it cannot be fetched; logins end that day"
		}
		out = append(out, d)
	}
	return out
}
