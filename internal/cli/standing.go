package cli

import (
	"context"
	"slices"

	"sluis/broker/admin"
	"sluis/internal/feed"
)

// Standing tells admins how each connection stands on this node.
func (h *hubs) Standing(context.Context) ([]admin.Federation, error) {
	var out []admin.Federation
	for _, id := range h.names() {
		if b, ok := h.link(id); ok {
			out = append(out, h.standing(b))
		}
	}
	return out, nil
}

func (h *hubs) standing(b *link) admin.Federation {
	c := b.registered
	f := admin.Federation{ID: c.ID, Federation: string(c.Federation), EntityID: c.EntityID, MetadataURL: h.metadataURL(c.ID), ACS: c.ACS, Usable: true}
	if e := b.live.Entity(); e != nil {
		f.Hub = e.EntityID
		for _, k := range e.Certificates {
			f.Certificates = append(f.Certificates, admin.Certificate{Fingerprint: k.Fingerprint, End: k.End})
		}
	}
	for i, from := range b.feeds() {
		m := c.Metadata
		if i > 0 {
			m = c.IdPs
		}
		s := source(from.Report())
		s.Schools, s.From = i > 0, m.URL
		if s.From == "" {
			s.From = m.File
		}
		f.Sources = append(f.Sources, s)
		f.Usable = f.Usable && s.Usable
	}
	return f
}

// Turn takes our keys of a connection as the records have them now.
func (h *hubs) Turn(ctx context.Context, connection string) {
	if b, ok := h.link(connection); ok {
		h.turn(ctx, b)
	}
}

func source(r feed.Report) admin.Source {
	return admin.Source{Fetched: r.Fetched, Usable: r.Usable, Confirmed: r.Confirmed, ValidUntil: r.ValidUntil,
		Failed: r.Failed, Due: r.Due, Failures: r.Failures, Cause: r.Cause}
}

// Refresh has the metadata of a connection fetched, or its file read, now.
func (h *hubs) Refresh(ctx context.Context, connection string) bool {
	b, ok := h.link(connection)
	if !ok {
		return false
	}
	var waits []<-chan struct{}
	for _, f := range b.feeds() {
		waits = append(waits, f.Hurry())
	}
	select {
	case h.wake <- struct{}{}:
	default: // it is awake
	}
	for _, done := range slices.Backward(waits) {
		select {
		case <-done:
		case <-ctx.Done():
			return true
		}
	}
	return true
}
