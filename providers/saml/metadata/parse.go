package metadata

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluis/providers/saml/xmlsec"
)

// MaxBytes is the largest document that is read. A hub's own descriptor is some
// 10 KiB; an aggregate of all its schools is not what we trust (federations §0.2).
const MaxBytes = 1 << 20

// maxNodes fits a document of MaxBytes as densely written as metadata ever is.
const maxNodes = 64 << 10

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
	// EntityID is the hub that is wanted. Empty: the document holds one
	// EntityDescriptor, and that is the hub.
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
	KeySet     KeySet
	// CertificateEnd is the earliest notAfter among the signing certificates; zero
	// where none could be read. It switches nothing off; an operator hears of it.
	CertificateEnd time.Time
}

// Warning is a sentence for an operator about a document that is nonetheless used.
type Warning string

func (e *Entity) expired(now time.Time) bool {
	return !e.ValidUntil.IsZero() && !now.Before(e.ValidUntil)
}

// Parse reads a document of at most [MaxBytes]. The error says what an operator
// or the hub must change; it quotes addresses and entityIDs, which are public.
func Parse(b []byte, now time.Time, o Options) (*Entity, []Warning, error) {
	doc, err := xmlsec.ParseWith(b, xmlsec.Options{MaxBytes: MaxBytes, MaxNodes: maxNodes, AllowComments: true})
	if err != nil {
		return nil, nil, fmt.Errorf("metadata: %w", err)
	}
	found, err := locate(doc, o.EntityID)
	if err != nil {
		return nil, nil, fmt.Errorf("metadata: %w", err)
	}
	if o.SigningKey != nil {
		if err := found.checkSignature(doc, *o.SigningKey); err != nil {
			return nil, nil, fmt.Errorf("metadata: signature under the pinned key: %w", err)
		}
	}
	e := &Entity{ValidUntil: found.validUntil}
	e.EntityID, _ = found.node.Attr("entityID")
	if err := e.checkDates(now, o); err != nil {
		return nil, nil, fmt.Errorf("metadata of %q: %w", e.EntityID, err)
	}
	warnings, err := e.readRole(found.node, now)
	if err != nil {
		return nil, nil, fmt.Errorf("metadata of %q: %w", e.EntityID, err)
	}
	if e.ValidUntil.IsZero() {
		warnings = append(warnings, "the document has no validUntil: it is trusted until it is replaced")
	}
	return e, warnings, nil
}

// entity is an EntityDescriptor and what the way to it said.
type entity struct {
	node       xmlsec.Node
	validUntil time.Time
}

// locate finds the one EntityDescriptor that is wanted, at any depth of groups.
func locate(doc *xmlsec.Document, want string) (*entity, error) {
	var found []entity
	if err := walk(doc.Root(), time.Time{}, want, &found); err != nil {
		return nil, err
	}
	switch {
	case len(found) == 1:
	case want != "" && len(found) == 0:
		return nil, fmt.Errorf("the document does not describe %q", want)
	case want != "":
		return nil, fmt.Errorf("the document describes %q twice", want)
	case len(found) == 0:
		return nil, errors.New("the document holds no EntityDescriptor")
	default:
		return nil, errors.New("the document describes several entities, and none is named")
	}
	id, _ := found[0].node.Attr("entityID")
	if id == "" || len(id) > maxEntityID || strings.ContainsAny(id, " \t\r\n") {
		return nil, fmt.Errorf("entityID is not a name of 1 to %d characters without blanks", maxEntityID)
	}
	return &found[0], nil
}

// walk goes down through groups only. The parser caps the depth.
func walk(n xmlsec.Node, until time.Time, want string, found *[]entity) error {
	group := n.Is(nsMetadata, "EntitiesDescriptor")
	if !group && !n.Is(nsMetadata, "EntityDescriptor") {
		return nil
	}
	if v, ok := n.Attr("validUntil"); ok {
		t, ok := Instant(v)
		if !ok {
			return errors.New("validUntil is not a time in UTC, such as 2026-01-31T09:00:00Z")
		}
		if until.IsZero() || t.Before(until) {
			until = t
		}
	}
	if group {
		for child := range n.Children() {
			if err := walk(child, until, want, found); err != nil {
				return err
			}
		}
		return nil
	}
	if id, _ := n.Attr("entityID"); want == "" || id == want {
		*found = append(*found, entity{node: n, validUntil: until})
	}
	return nil
}

// checkSignature wants a signature over the whole document, or over the
// descriptor itself where the group around it has none.
func (e *entity) checkSignature(doc *xmlsec.Document, key xmlsec.Key) error {
	signed, err := doc.Signature(doc.Root())
	if err != nil {
		return err
	}
	target := e.node
	if signed {
		target = doc.Root()
	}
	_, err = doc.Verify(target, []xmlsec.Key{key})
	return err
}

func (e *Entity) checkDates(now time.Time, o Options) error {
	switch {
	case e.ValidUntil.IsZero() && o.RequireValidUntil:
		return errors.New("validUntil is missing")
	case e.ValidUntil.IsZero():
		return nil
	case e.expired(now):
		return fmt.Errorf("it was valid until %s", e.ValidUntil.Format(time.RFC3339))
	case o.MaxValidity > 0 && e.ValidUntil.Sub(now) > o.MaxValidity:
		return fmt.Errorf("it is valid until %s, more than %s ahead", e.ValidUntil.Format(time.RFC3339), o.MaxValidity)
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
