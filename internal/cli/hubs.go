package cli

import (
	"context"
	"crypto"
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
	"sluis/providers"
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
	conn       *saml.Connection
}

// provider gives the connection that a login goes through.
func (h *hubs) provider(id string) (providers.Provider, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	b, ok := h.byID[id]
	if !ok {
		return nil, false
	}
	return b.conn, true
}

func (h *hubs) spMetadata(id string) ([]byte, bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	b, ok := h.byID[id]
	if !ok {
		return nil, false
	}
	return b.conn.Metadata(), true
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
	signer, certificate, err := h.ring.SAML(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	cfg := saml.Config{Signer: signer, Certificate: certificate, Line: h.line, InsecureCBCUntil: c.Encryption.InsecureCBCUntil}
	if c.Encryption.Accepted {
		if cfg.Decrypters, err = decrypters(signer); err != nil {
			return nil, err
		}
	}
	b.conn, err = saml.New(h.registration(c, b.feed.Live(), cfg))
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

// decrypters gives our keys for the other thing that they do, so that one certificate
// at the hub is one rollover. That one key signs and decrypts is safe with these two
// paddings: PKCS #1 v1.5 for signatures and OAEP have nothing in common.
func decrypters(keys ...crypto.Signer) ([]crypto.Decrypter, error) {
	out := make([]crypto.Decrypter, len(keys))
	for i, k := range keys {
		d, ok := k.(crypto.Decrypter)
		if !ok {
			return nil, errors.New("its key cannot decrypt, and encryption.answers is not refuse")
		}
		out[i] = d
	}
	return out, nil
}
