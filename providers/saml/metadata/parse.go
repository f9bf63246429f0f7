package metadata

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sluis/providers/saml/aggregate"
	"sluis/providers/saml/xmlsec"
)

// MaxEntity is the largest description of one entity that is read. A hub's own is
// some 10 KiB; a logo inside it may be a hundred.
const MaxEntity = 1 << 20

const (
	nsMetadata      = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsDsig          = "http://www.w3.org/2000/09/xmldsig#"
	nsProtocol      = "urn:oasis:names:tc:SAML:2.0:protocol"
	bindingRedirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
)

// maxEntityID is saml-core §8.3.6.
const maxEntityID = 1024

// Options say what a document must be to be trusted.
type Options struct {
	// EntityID is the hub that is wanted: one of an aggregate. Empty: the document
	// holds one EntityDescriptor, and that is the hub.
	EntityID string
	// SigningKey is the key that must have signed the document; SURF signs its
	// metadata with another key than its answers (federations §2.8). Nil: how the
	// document got here is trusted, as with a file that an operator put there, and a
	// signature in it is not looked at.
	SigningKey *xmlsec.Key
	// RequireValidUntil refuses a document that never ages: for what is fetched
	// (F-03). Files may lack it (contract 2).
	RequireValidUntil bool
	// MaxValidity refuses a validUntil that lies further ahead; zero: no limit.
	MaxValidity time.Duration
}

// Entity is a hub as its metadata describes it.
type Entity struct {
	EntityID   string
	ValidUntil time.Time // the earliest on the path to the entity; zero: none
	// CacheDuration is after how long the publisher wants it fetched again; 0: it does
	// not say, or says it in a way that cannot be read.
	CacheDuration time.Duration
	KeySet        KeySet
	// CertificateEnd is the earliest notAfter among the signing certificates; zero
	// where none could be read. It switches nothing off; an operator hears of it.
	CertificateEnd time.Time
	// Certificates are those of the signing keys that could be read.
	Certificates []Certificate
	About
}

// Certificate is what is told of a certificate: its key is trusted, and nothing else of it.
type Certificate struct {
	Fingerprint string // SHA-256 of the DER, hex
	Begin, End  time.Time
}

// Warning is a sentence for an operator about a document that is nonetheless used.
type Warning string

func (e *Entity) expired(now time.Time) bool {
	return !e.ValidUntil.IsZero() && !now.Before(e.ValidUntil)
}

// Parse reads a document that is held in memory.
func Parse(b []byte, now time.Time, o Options) (*Entity, []Warning, error) {
	return Read(bytes.NewReader(b), now, o)
}

// Read reads one entity, or an aggregate of which one is wanted, as it comes: no more
// of it is held than one entity. What is wrong with another entity is nobody's
// concern here. The error says what an operator or the hub must change; it quotes
// addresses and entityIDs, which are public.
func Read(r io.Reader, now time.Time, o Options) (*Entity, []Warning, error) {
	several := 0
	found, err := aggregate.Read(r, o.aggregate(), func(a aggregate.Entity) (described, bool) {
		id, _ := a.Attr("entityID")
		if o.EntityID != "" && id != o.EntityID {
			return described{}, false
		}
		if several++; several > 2 { // two are one too many already
			return described{}, false
		}
		return describe(a, now, o), true
	})
	if err != nil {
		return nil, nil, fmt.Errorf("metadata: %w", err)
	}
	switch {
	case len(found) == 1:
	case o.EntityID != "" && len(found) == 0:
		return nil, nil, fmt.Errorf("metadata: %w: the document does not describe %q", ErrEntity, o.EntityID)
	case o.EntityID != "":
		return nil, nil, fmt.Errorf("metadata: %w: the document describes %q twice", ErrEntity, o.EntityID)
	case len(found) == 0:
		return nil, nil, fmt.Errorf("metadata: %w: the document holds no EntityDescriptor", ErrEntity)
	default:
		return nil, nil, fmt.Errorf("metadata: %w: the document describes several entities, and none is named (entity)", ErrEntity)
	}
	one := found[0]
	if one.err != nil {
		return nil, nil, fmt.Errorf("metadata of %q: %w", one.entity.EntityID, one.err)
	}
	return &one.entity, one.warnings, nil
}

func (o Options) aggregate() aggregate.Options {
	out := aggregate.Options{MaxEntity: MaxEntity}
	if o.SigningKey != nil {
		out.Keys = []xmlsec.Key{*o.SigningKey}
	}
	return out
}

// described is an entity as it stands there, and what is wrong with it. It says
// nothing before the document has been verified.
type described struct {
	entity   Entity
	warnings []Warning
	err      error
}

func describe(a aggregate.Entity, now time.Time, o Options) (d described) {
	if d.err = d.entity.readID(a.Node); d.err != nil {
		return d
	}
	if d.err = d.entity.readDates(a); d.err != nil {
		return d
	}
	if d.err = d.entity.checkDates(now, o); d.err != nil {
		return d
	}
	d.warnings, d.err = d.entity.readRole(a.Node, now)
	d.entity.About = readAbout(a.Node)
	if o.SigningKey != nil && slices.ContainsFunc(d.entity.KeySet.Keys, func(k xmlsec.Key) bool { return k.ID() == o.SigningKey.ID() }) {
		d.warnings = append(d.warnings, "the key that signs the metadata signs logins too: whoever steals it can name his own keys")
	}
	if d.entity.ValidUntil.IsZero() {
		d.warnings = append(d.warnings, "the document has no validUntil: it is trusted until it is replaced")
	}
	return d
}

func (e *Entity) readID(n xmlsec.Node) error {
	id, _ := n.Attr("entityID")
	if id == "" || len(id) > maxEntityID || strings.ContainsAny(id, " \t\r\n") {
		return fmt.Errorf("entityID is not a name of 1 to %d characters without blanks", maxEntityID)
	}
	e.EntityID = strings.Clone(id) // a part of a whole document
	return nil
}

// readDates takes the earliest validUntil and the shortest cacheDuration on the way
// from the root to the entity (saml-metadata §2.3.1, §2.3.2).
func (e *Entity) readDates(a aggregate.Entity) error {
	for _, n := range append(slices.Clone(a.Groups), a.Node) {
		if v, ok := n.Attr("validUntil"); ok {
			t, ok := Instant(v)
			if !ok {
				return fmt.Errorf("%w: validUntil is not a time in UTC, such as 2026-01-31T09:00:00Z", ErrValidity)
			}
			if e.ValidUntil.IsZero() || t.Before(e.ValidUntil) {
				e.ValidUntil = t
			}
		}
		if v, ok := n.Attr("cacheDuration"); ok {
			d, ok := Duration(v)
			if ok && (e.CacheDuration == 0 || d < e.CacheDuration) {
				e.CacheDuration = d
			}
		}
	}
	return nil
}

func (e *Entity) checkDates(now time.Time, o Options) error {
	switch {
	case e.ValidUntil.IsZero() && o.RequireValidUntil:
		return fmt.Errorf("%w: validUntil is missing", ErrValidity)
	case e.ValidUntil.IsZero():
		return nil
	case e.expired(now):
		return fmt.Errorf("%w: it was valid until %s", ErrExpired, e.ValidUntil.Format(time.RFC3339))
	case o.MaxValidity > 0 && e.ValidUntil.Sub(now) > o.MaxValidity:
		return fmt.Errorf("%w: it is valid until %s, more than %s ahead", ErrValidity, e.ValidUntil.Format(time.RFC3339), o.MaxValidity)
	}
	return nil
}

// readRole reads the IdP role: where to send a request, and which keys sign.
func (e *Entity) readRole(n xmlsec.Node, now time.Time) ([]Warning, error) {
	var role xmlsec.Node
	for r := range n.ChildrenNamed(nsMetadata, "IDPSSODescriptor") {
		protocols, _ := r.Attr("protocolSupportEnumeration")
		if !slices.Contains(strings.Fields(protocols), nsProtocol) {
			continue
		}
		if role.OK() {
			return nil, errors.New("it has two SAML 2.0 identity provider roles")
		}
		role = r
	}
	if !role.OK() {
		return nil, errors.New("it has no SAML 2.0 identity provider role")
	}
	// A role can age before its entity does (saml-metadata §2.4.1).
	if v, ok := role.Attr("validUntil"); ok {
		t, ok := Instant(v)
		if !ok || !now.Before(t) {
			return nil, errors.New("the identity provider role is no longer valid")
		}
		if e.ValidUntil.IsZero() || t.Before(e.ValidUntil) {
			e.ValidUntil = t
		}
	}
	sso, err := redirectService(role)
	if err != nil {
		return nil, err
	}
	keys, warnings, err := e.readKeys(role, now)
	if err != nil {
		return nil, err
	}
	e.KeySet = newKeySet(e.EntityID, sso, keys)
	return warnings, nil
}

// redirectService gives the first HTTP-Redirect address: the hubs offer one.
func redirectService(role xmlsec.Node) (string, error) {
	for s := range role.ChildrenNamed(nsMetadata, "SingleSignOnService") {
		if binding, _ := s.Attr("Binding"); binding != bindingRedirect {
			continue
		}
		location, _ := s.Attr("Location")
		if err := CheckEndpoint(location); err != nil {
			return "", fmt.Errorf("SingleSignOnService %q: %w", location, err)
		}
		return location, nil
	}
	return "", errors.New("it has no SingleSignOnService for HTTP-Redirect")
}
