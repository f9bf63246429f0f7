package cli

import (
	"context"
	"crypto"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/config"
	"sluis/internal/outbound"
	"sluis/providers"
	"sluis/providers/saml"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlsec"
)

// Limits on fetched metadata (F-03): it must be signed by the registered key and
// say until when it is valid, at most four weeks ahead.
const (
	maxMetadata = 1 << 20
	maxValidity = 28 * 24 * time.Hour
)

// hubs holds one provider per connection and follows the registry.
type hubs struct {
	ring     *keys.Ring
	issuer   string
	operator config.Operator
	cache    string // directory of the last good copies of fetched metadata
	client   *outbound.Client
	logger   *slog.Logger
	now      func() time.Time

	mu   sync.RWMutex
	byID map[string]*link
}

// link is one connection with what is held for it.
type link struct {
	registered *registry.Connection
	live       *metadata.Live
	conn       *saml.Connection
	fetched    outbound.Document
	due        time.Time
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
		problems = append(problems, err)
		next[c.ID] = b
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	h.mu.Lock()
	h.byID = next
	h.mu.Unlock()
	return nil
}

func (h *hubs) make(ctx context.Context, c *registry.Connection) (*link, error) {
	h.mu.RLock()
	old := h.byID[c.ID]
	h.mu.RUnlock()
	b := &link{registered: c}
	if old != nil && old.registered.Metadata.URL == c.Metadata.URL && old.registered.EntityID == c.EntityID {
		b.live, b.fetched, b.due = old.live, old.fetched, old.due
	} else if err := h.open(b); err != nil {
		return nil, err
	}
	if c.Metadata.XML != nil {
		if err := h.set(b, c.Metadata.XML); err != nil {
			return nil, fmt.Errorf("connection %s: %w", c.ID, err)
		}
	}
	signer, certificate, err := h.ring.SAML(ctx, c.ID)
	if err != nil {
		return nil, fmt.Errorf("connection %s: %w", c.ID, err)
	}
	cfg := saml.Config{Signer: signer, Certificate: certificate, InsecureCBCUntil: c.Encryption.InsecureCBCUntil}
	if c.Encryption.Accepted {
		if cfg.Decrypters, err = decrypters(signer); err != nil {
			return nil, fmt.Errorf("connection %s: %w", c.ID, err)
		}
	}
	b.conn, err = saml.New(h.registration(c, b.live, cfg))
	return b, err
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

// open makes the metadata holder: fetched documents start from the last good copy,
// so that a hub that cannot be reached at start stops no login.
func (h *hubs) open(b *link) error {
	c := b.registered
	if c.Metadata.URL == "" {
		b.live = metadata.NewLive(metadata.Options{})
		return nil
	}
	key, err := signingKey(c.Metadata.Signing)
	if err != nil {
		return fmt.Errorf("connection %s: metadata.signing_cert_file: %w", c.ID, err)
	}
	b.live = metadata.NewLive(metadata.Options{SigningKey: &key, RequireValidUntil: true, MaxValidity: maxValidity})
	last, err := os.ReadFile(h.copyOf(c.ID))
	if err == nil {
		err = h.set(b, last)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		h.logger.Warn("last good metadata not used", "connection", c.ID, "error", err.Error())
	}
	return nil
}

func signingKey(bundle []byte) (xmlsec.Key, error) {
	block, _ := pem.Decode(bundle)
	if block == nil {
		return xmlsec.Key{}, errors.New("no PEM certificate")
	}
	return xmlsec.KeyFromCertificate(block.Bytes)
}

func (h *hubs) copyOf(id string) string { return filepath.Join(h.cache, id+".xml") }

func (h *hubs) set(b *link, doc []byte) error {
	warnings, err := b.live.Set(doc, h.now())
	for _, w := range warnings {
		h.logger.Warn("metadata", "connection", b.registered.ID, "warning", string(w))
	}
	return err
}

// registration is what our metadata says at this hub. It hangs on the connection
// and the operator alone, never on an app.
func (h *hubs) registration(c *registry.Connection, live *metadata.Live, cfg saml.Config) saml.Config {
	cfg.ID, cfg.EntityID, cfg.ACS, cfg.Federation = c.ID, c.EntityID, c.ACS, c.Federation
	cfg.Metadata, cfg.Attributes = live, c.Attributes
	cfg.Name = claims.Text{NL: h.operator.Name.NL, EN: h.operator.Name.EN}
	if u, err := url.Parse(h.issuer); err == nil && cfg.Name.NL == "" {
		cfg.Name = claims.Text{NL: "Sluis op " + u.Host, EN: "Sluis at " + u.Host}
	}
	cfg.Description = claims.Text{
		NL: "Laat leerlingen en medewerkers inloggen bij apps, met alleen de gegevens die zijn afgesproken.",
		EN: "Lets pupils and staff sign in to apps, with only the data that was agreed.",
	}
	cfg.PrivacyURL = claims.Text{NL: h.issuer + "/privacy?lang=nl", EN: h.issuer + "/privacy?lang=en"}
	for _, who := range []struct {
		kind  saml.ContactKind
		email string
	}{{saml.Technical, h.operator.Technical}, {saml.Support, h.operator.Support}, {saml.Security, h.operator.Security}} {
		if who.email != "" {
			cfg.Contacts = append(cfg.Contacts, saml.Contact{Kind: who.kind, Name: cfg.Name.EN, Email: who.email})
		}
	}
	return cfg
}

// refresh fetches what is due. A failure keeps what is held: a fetch that fails
// never stops logins before validUntil.
func (h *hubs) refresh(ctx context.Context) {
	h.mu.RLock()
	var due []*link
	for _, b := range h.byID {
		if b.registered.Metadata.URL != "" && !h.now().Before(b.due) {
			due = append(due, b)
		}
	}
	h.mu.RUnlock()
	slices.SortFunc(due, func(a, b *link) int { return a.due.Compare(b.due) })
	for _, b := range due {
		h.fetch(ctx, b)
	}
}

// retryAfter is how soon a failed fetch is tried again.
const retryAfter = 5 * time.Minute

func (h *hubs) fetch(ctx context.Context, b *link) {
	m := b.registered.Metadata
	doc, err := h.client.Fetch(ctx, m.URL, maxMetadata, b.fetched)
	if err == nil && !doc.Same {
		if err = h.set(b, doc.Body); err == nil {
			err = keepCopy(h.copyOf(b.registered.ID), doc.Body)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		b.due = h.now().Add(retryAfter)
		h.logger.Warn("metadata not refreshed; the last good copy stays in use", "connection", b.registered.ID, "error", err.Error())
		return
	}
	doc.Body = nil
	b.fetched, b.due = doc, h.now().Add(m.Refresh)
}

// keepCopy replaces the last good copy whole or not at all.
func keepCopy(path string, doc []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("last good copy: %w", err)
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, doc, 0o600); err != nil {
		return fmt.Errorf("last good copy: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("last good copy: %w", err)
	}
	return nil
}

// ready says which connection has no usable metadata.
func (h *hubs) ready() error {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for id, b := range h.byID {
		if _, err := b.live.Current(h.now()); err != nil {
			return fmt.Errorf("connection %s: %w", id, err)
		}
	}
	return nil
}

// certificateEnds gives, per connection, the days until the earliest end among the
// hub's certificates, for the metrics.
func (h *hubs) certificateEnds() map[string]float64 {
	h.mu.RLock()
	defer h.mu.RUnlock()
	out := map[string]float64{}
	for id, b := range h.byID {
		if e := b.live.Entity(); e != nil && !e.CertificateEnd.IsZero() {
			out[id] = e.CertificateEnd.Sub(h.now()).Hours() / 24
		}
	}
	return out
}
