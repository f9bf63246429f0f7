package cli

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/internal/config"
	"sluis/internal/feed"
	"sluis/internal/metric"
	"sluis/internal/outbound"
	"sluis/providers/saml"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlsec"
)

// maxValidity is how far ahead the validUntil of fetched metadata may lie: what is
// stolen from a hub is worth something for so long (F-03).
const maxValidity = 28 * 24 * time.Hour

// hubs holds one provider per connection and follows the registry.
type hubs struct {
	ring     *keys.Ring
	issuer   string
	operator config.Operator
	cache    string // directory of the last good copies of fetched metadata
	client   *outbound.Client
	fetches  *metric.Counter
	logger   *slog.Logger
	now      func() time.Time
	wake     chan struct{} // a feed is new and may be due at once
	line     *saml.Line

	mu   sync.RWMutex
	byID map[string]*link
}

// link is one connection with what is held for it.
type link struct {
	registered *registry.Connection
	feed       *feed.Feed
	hand       hand     // under mu
	lives      lifetime // of fetched metadata; under mu
}

// follow makes the providers of a snapshot: all of them, or an error and none.
// A connection that stays keeps its metadata, and with it the key sets that
// pending requests remember.
func (h *hubs) follow(ctx context.Context, snap *registry.Snapshot) error {
	next := map[string]*link{}
	var problems []error
	for _, c := range snap.Connections() {
		b, err := h.make(ctx, c)
		if err != nil {
			problems = append(problems, fmt.Errorf("connection %s: %w", c.ID, err))
		}
		next[c.ID] = b
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	h.mu.Lock()
	h.byID = next
	h.mu.Unlock()
	select {
	case h.wake <- struct{}{}:
	default:
	}
	return nil
}

func (h *hubs) make(ctx context.Context, c *registry.Connection) (*link, error) {
	h.mu.RLock()
	old := h.byID[c.ID]
	h.mu.RUnlock()
	b := &link{registered: c}
	var err error
	if b.feed, err = h.feed(c, old); err != nil {
		return nil, err
	}
	if old != nil && old.feed == b.feed {
		h.mu.RLock()
		b.lives = old.lives
		h.mu.RUnlock()
	}
	b.hand, err = h.equip(ctx, b)
	return b, err
}

// feed keeps the feed of a connection whose source is the same, and makes one where it
// is not. A file is read at each reload: whoever saves it wants it used.
func (h *hubs) feed(c *registry.Connection, old *link) (*feed.Feed, error) {
	if old != nil && old.sameSource(c) {
		old.feed.Follow(c.Metadata.Refresh)
		if c.Metadata.File == "" {
			return old.feed, nil
		}
		return old.feed, old.feed.Reread()
	}
	source := feed.Source{File: c.Metadata.File, URL: c.Metadata.URL, Refresh: c.Metadata.Refresh, Options: metadata.Options{EntityID: c.Metadata.Entity}}
	if source.URL != "" {
		key, err := signingKey(c.Metadata.Signing)
		if err != nil {
			return nil, fmt.Errorf("metadata.signing_cert_file: %w", err)
		}
		source.Options.SigningKey, source.Options.RequireValidUntil, source.Options.MaxValidity = &key, true, maxValidity
	}
	return feed.Open(feed.Config{Name: c.ID, Source: source, Cache: h.cache, Client: h.client, Logger: h.logger, Now: h.now, Fetches: h.fetches})
}

// sameSource tells whether a connection is trusted by the same road as before: the
// same entity of the same place under the same key. Our own entityID belongs to it:
// another one is another registration.
func (b *link) sameSource(c *registry.Connection) bool {
	was, is := b.registered.Metadata, c.Metadata
	return b.registered.EntityID == c.EntityID && was.File == is.File && was.URL == is.URL && was.Entity == is.Entity && string(was.Signing) == string(is.Signing)
}

func signingKey(bundle []byte) (xmlsec.Key, error) {
	block, _ := pem.Decode(bundle)
	if block == nil {
		return xmlsec.Key{}, errors.New("no PEM certificate")
	}
	return xmlsec.KeyFromCertificate(block.Bytes)
}
