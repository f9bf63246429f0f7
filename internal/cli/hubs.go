package cli

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
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
	live       *metadata.Live
	feed       *feed.Feed
	schools    *metadata.Authorities // nil: the hub's word is taken
	idps       *feed.Feed            // of schools
	hand       hand                  // under mu
	lives      lifetime              // of fetched metadata; under mu
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
	if old != nil && old.registered.EntityID == c.EntityID { // another one is another registration
		b.inherit(old)
	}
	if err := h.feeds(b); err != nil {
		return nil, err
	}
	if old != nil && old.registered.EntityID == c.EntityID && old.live != b.live {
		b.live.Succeed(old.live, h.now())
	}
	if old != nil && old.feed == b.feed {
		h.mu.RLock()
		b.lives = old.lives
		h.mu.RUnlock()
	}
	var err error
	b.hand, err = h.equip(ctx, b)
	return b, err
}

// inherit keeps what is held where the source is the same, and with it the key sets
// that pending requests remember.
func (b *link) inherit(old *link) {
	if old.registered.Metadata.Same(b.registered.Metadata) {
		b.live, b.feed = old.live, old.feed
	}
	if old.registered.IdPs.Same(b.registered.IdPs) {
		b.schools, b.idps = old.schools, old.idps
	}
}

// feeds makes the feeds that a connection has not inherited. A file is read at each
// reload: whoever saves it wants it used.
func (h *hubs) feeds(b *link) (err error) {
	c := b.registered
	if b.feed != nil {
		err = b.feed.Follow(c.Metadata.Refresh)
	} else {
		var o metadata.Options
		if o, err = trust(c.Metadata); err != nil {
			return fmt.Errorf("metadata.signing_cert_file: %w", err)
		}
		b.live = metadata.NewLive(o)
		b.feed, err = h.feed(c.ID, c.Metadata, b.live)
	}
	if err != nil || !c.IdPs.Named() {
		return err
	}
	if b.idps != nil {
		err = b.idps.Follow(c.IdPs.Refresh)
	} else {
		var o metadata.Options
		if o, err = trust(c.IdPs); err != nil {
			return fmt.Errorf("idps_metadata.signing_cert_file: %w", err)
		}
		b.schools = metadata.NewAuthorities(o)
		b.idps, err = h.feed(c.ID+idpsFeed, c.IdPs, b.schools)
	}
	return err
}

func (h *hubs) feed(name string, m registry.Metadata, holder feed.Holder) (*feed.Feed, error) {
	return feed.Open(feed.Config{
		Name: name, Source: feed.Source{File: m.File, URL: m.URL, Refresh: m.Refresh}, Holder: holder,
		Cache: h.cache, Client: h.client, Logger: h.logger, Now: h.now, Fetches: h.fetches,
	})
}

// idpsFeed ends the name of a feed of the schools behind a hub. No id of a connection
// has a dot.
const idpsFeed = ".idps"

// copiesOf is where the last good copies lie.
func copiesOf(i config.Installation) string { return filepath.Join(i.Data, "metadata") }

// trust is what a document must be to be taken: from a file as it is, from a URL
// signed and dated (F-03).
func trust(m registry.Metadata) (metadata.Options, error) {
	o := metadata.Options{EntityID: m.Entity}
	if m.URL == "" {
		return o, nil
	}
	key, err := signingKey(m.Signing)
	o.SigningKey, o.RequireValidUntil, o.MaxValidity = &key, true, maxValidity
	return o, err
}

// maySpeak asks the federation's own list whether a school's identity provider may
// speak for an organisation, where the connection has such a list.
func (h *hubs) maySpeak(connection, authority, organisation string) (bool, error) {
	h.mu.RLock()
	b := h.byID[connection]
	h.mu.RUnlock()
	if b == nil || b.schools == nil {
		return true, nil
	}
	return b.schools.MaySpeak(authority, organisation, h.now())
}

func signingKey(bundle []byte) (xmlsec.Key, error) {
	block, _ := pem.Decode(bundle)
	if block == nil {
		return xmlsec.Key{}, errors.New("no PEM certificate")
	}
	return xmlsec.KeyFromCertificate(block.Bytes)
}
