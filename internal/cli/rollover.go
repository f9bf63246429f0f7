package cli

import (
	"context"
	"maps"
	"slices"
	"time"

	"sluis/providers"
	"sluis/providers/saml"
)

// hand is our side of a connection under the keys of a moment.
type hand struct {
	conn  *saml.Connection
	until time.Time // when the calendar changes its keys; zero: not by itself
}

func (d hand) over(now time.Time) bool { return !d.until.IsZero() && !now.Before(d.until) }

// equip makes our side of a connection with the keys of this moment: the one that
// signs, those that our metadata holds, and those that decrypt (F-04).
func (h *hubs) equip(ctx context.Context, b *link) (hand, error) {
	c := b.registered
	own, err := h.ring.SAMLKeys(ctx, c.ID)
	if err != nil {
		return hand{}, err
	}
	cfg := saml.Config{Signer: own.Signer, Certificate: own.Certificate, Next: own.Also, Line: h.line, InsecureCBCUntil: c.Encryption.InsecureCBCUntil}
	if c.Encryption.Accepted {
		// One key does both, so that one certificate at the hub is one rollover. It is
		// safe: PKCS #1 v1.5 signatures and OAEP share no padding.
		cfg.Decrypters, cfg.Encryption = own.Decrypters, own.Encryption
	}
	conn, err := saml.New(h.registration(c, b.live, cfg))
	return hand{conn, own.Until}, err
}

// provider gives the connection that a login goes through.
func (h *hubs) provider(id string) (providers.Provider, bool) {
	conn, ok := h.side(id)
	if !ok {
		return nil, false
	}
	return conn, true
}

func (h *hubs) spMetadata(id string) ([]byte, bool) {
	conn, ok := h.side(id)
	if !ok {
		return nil, false
	}
	return conn.Metadata(), true
}

// side gives our side of a connection, under other keys from the second on that the
// calendar names.
func (h *hubs) side(id string) (*saml.Connection, bool) {
	h.mu.RLock()
	b, ok := h.byID[id]
	var d hand
	if ok {
		d = b.hand
	}
	h.mu.RUnlock()
	if !ok {
		return nil, false
	}
	if d.over(h.now()) {
		d = h.turn(context.Background(), b)
	}
	return d.conn, true
}

// turn takes the keys of this moment. Where that fails, the ones before go on: a login
// may fail at the hub then, and without it would fail here.
func (h *hubs) turn(ctx context.Context, b *link) hand {
	next, err := h.equip(ctx, b)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		h.logger.Error("our keys of a connection were not exchanged", "connection", b.registered.ID, "error", err.Error())
		return b.hand
	}
	b.hand = next
	return next
}

// link gives a connection by its id.
func (h *hubs) link(id string) (*link, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	b, ok := h.byID[id]
	return b, ok
}

// names gives the connections in order.
func (h *hubs) names() []string {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return slices.Sorted(maps.Keys(h.byID))
}

// metadataURL is where a hub finds our metadata of a connection.
func (h *hubs) metadataURL(id string) string { return h.issuer + "/saml/" + id + "/metadata" }
