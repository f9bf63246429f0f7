package saml

import (
	"compress/flate"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sluis/internal/refusal"
	"sluis/providers"
)

// Namespaces and names that we write (saml-core §3.4.1, saml-bindings §3.5).
const (
	nsProtocol   = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsAssertion  = "urn:oasis:names:tc:SAML:2.0:assertion"
	bindingPOST  = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
	sigRSASHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
)

// maxRelayState is saml-bindings §3.4.3: "MUST NOT exceed 80 bytes in length".
const maxRelayState = 80

// Bounds of a request's ID: 128 random bits take at least 20 characters in the
// densest alphabet that an NCName allows.
const (
	minRequestID = 20
	maxRequestID = 256
)

// Start gives the URL of a signed AuthnRequest by HTTP-Redirect (contract 14,
// F-05). It costs one RSA signature and, beside it, next to nothing; it touches no
// store. Without usable hub metadata the refusal is [refusal.HubUnavailable]; any
// other error is a fault of the caller.
func (c *Connection) Start(q providers.Question) (providers.Started, error) {
	if err := checkQuestion(q); err != nil {
		return providers.Started{}, err
	}
	keys, err := c.metadata.Current(q.Now)
	if err != nil {
		return providers.Started{}, refusal.New(refusal.HubUnavailable, fmt.Errorf("saml: start at %s: %w", c.id, err))
	}
	url, err := c.redirect(q, keys.SSO)
	if err != nil {
		return providers.Started{}, fmt.Errorf("saml: start at %s: %w", c.id, err)
	}
	return providers.Started{URL: url, KeySet: keys.ID}, nil
}

// checkQuestion never names what it found: ID and RelayState are handles.
func checkQuestion(q providers.Question) error {
	switch {
	case !isRequestID(q.ID):
		return fmt.Errorf("saml: request id is no NCName of %d to %d plain characters", minRequestID, maxRequestID)
	case len(q.RelayState) > maxRelayState:
		return fmt.Errorf("saml: RelayState is %d bytes, and %d are allowed", len(q.RelayState), maxRelayState)
	case q.Now.IsZero():
		return errors.New("saml: question without a time")
	case !writable(q.IdP), !writable(q.Requester), slices.ContainsFunc(q.Classes, func(v string) bool { return v == "" || !writable(v) }):
		return errors.New("saml: an identity provider, requester or context class cannot be written in XML")
	case q.Passive && q.ForceAuthn:
		return errors.New("saml: a login that nobody sees cannot be a new one")
	}
	return nil
}

// isRequestID allows the ASCII part of NCName: xs:ID may not begin with a digit,
// which a hex ID does ten times out of sixteen.
func isRequestID(s string) bool {
	if len(s) < minRequestID || len(s) > maxRequestID {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || c != '-' && c != '.' && (c < '0' || c > '9')) {
			return false
		}
	}
	return true
}

// authnRequest writes the message itself (saml-core §3.4.1). The ACS URL is
// explicit: SURFconext ignores the index (federations §2.2).
func (c *Connection) authnRequest(d *document, q providers.Question, destination string) {
	force, passive := "", ""
	if q.ForceAuthn {
		force = "true"
	}
	if q.Passive {
		passive = "true"
	}
	d.open("samlp:AuthnRequest",
		"xmlns:samlp", nsProtocol, "xmlns:saml", nsAssertion,
		"ID", q.ID, "Version", "2.0", "IssueInstant", q.Now.UTC().Format(time.RFC3339),
		"Destination", destination, "ForceAuthn", force, "IsPassive", passive,
		"ProtocolBinding", bindingPOST, "AssertionConsumerServiceURL", c.acs)
	d.text("saml:Issuer", c.entityID)
	if c.profile.nameIDPolicy != "" {
		d.empty("samlp:NameIDPolicy", "Format", c.profile.nameIDPolicy, "AllowCreate", "true")
	}
	if len(q.Classes) > 0 {
		// SURFconext's gateway takes the first as the least it will do, whatever the
		// comparison; exact is what it documents (federations §2.7).
		d.open("samlp:RequestedAuthnContext", "Comparison", "exact")
		for _, class := range q.Classes {
			d.text("saml:AuthnContextClassRef", class)
		}
		d.close("samlp:RequestedAuthnContext")
	}
	c.scoping(d, q)
	d.close("samlp:AuthnRequest")
}

// scoping narrows who may answer (saml-core §3.4.1.2). The chosen school's identity
// provider lets the hub skip its own question which school it is. ProxyCount is left
// out: a hub is a proxy, and how many more stand behind it is the school's affair.
func (c *Connection) scoping(d *document, q providers.Question) {
	if q.IdP == "" && q.Requester == "" {
		return
	}
	d.open("samlp:Scoping")
	if q.IdP != "" {
		d.open("samlp:IDPList")
		d.empty("samlp:IDPEntry", "ProviderID", q.IdP)
		d.close("samlp:IDPList")
	}
	if q.Requester != "" {
		d.text("samlp:RequesterID", q.Requester)
	}
	d.close("samlp:Scoping")
}

// desk is the room that one redirect is written in. A flate.Writer is hundreds of
// kilobytes: it is used again.
type desk struct {
	message  document
	squeezed squeezed
	deflate  *flate.Writer
}

// squeezed is an io.Writer into bytes.
type squeezed struct{ b []byte }

func (s *squeezed) Write(p []byte) (int, error) {
	s.b = append(s.b, p...)
	return len(p), nil
}

func newDesk() any {
	d := new(desk)
	// The error is for levels that do not exist. A request is some 700 bytes: the
	// fastest level gives a URL that is hardly longer.
	d.deflate, _ = flate.NewWriter(&d.squeezed, flate.BestSpeed)
	return d
}

// redirect encodes and signs a request (saml-bindings §3.4.4.1): the signature
// covers SAMLRequest, RelayState and SigAlg in their encoded form and nothing else.
// A query that the hub's own SSO URL has stands before them, outside the signature.
func (c *Connection) redirect(q providers.Question, sso string) (string, error) {
	d := c.desks.Get().(*desk)
	defer c.desks.Put(d)
	d.message.b, d.squeezed.b = d.message.b[:0], d.squeezed.b[:0]
	c.authnRequest(&d.message, q, sso)
	d.deflate.Reset(&d.squeezed)
	if _, err := d.deflate.Write(d.message.b); err != nil {
		return "", fmt.Errorf("deflate request: %w", err)
	}
	if err := d.deflate.Close(); err != nil {
		return "", fmt.Errorf("deflate request: %w", err)
	}
	url := make([]byte, 0, len(sso)+3*len(d.squeezed.b)/2+1024)
	url = append(url, sso...)
	if strings.Contains(sso, "?") {
		url = append(url, '&')
	} else {
		url = append(url, '?')
	}
	from := len(url)
	url = append(url, "SAMLRequest="...)
	url = appendBase64(url, d.squeezed.b)
	if q.RelayState != "" {
		url = append(url, "&RelayState="...)
		url = appendPercent(url, q.RelayState)
	}
	url = append(url, "&SigAlg="...)
	url = appendPercent(url, sigRSASHA256)
	digest := sha256.Sum256(url[from:])
	signature, err := c.signer.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return "", fmt.Errorf("sign request: %w", err)
	}
	url = append(url, "&Signature="...)
	return string(appendBase64(url, signature)), nil
}

// appendBase64 appends the base64 of b, with the three characters of that
// alphabet that mean something in a query percent-encoded.
func appendBase64(dst, b []byte) []byte {
	plain := base64.StdEncoding.AppendEncode(nil, b)
	return appendPercent(dst, plain)
}

// appendPercent encodes all but the unreserved characters (RFC 3986 §2.3). A blank
// becomes %20: the plus sign means a blank in forms only.
func appendPercent[S string | []byte](dst []byte, s S) []byte {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		c := s[i]
		switch {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', c == '-', c == '.', c == '_', c == '~':
			dst = append(dst, c)
		default:
			dst = append(dst, '%', hex[c>>4], hex[c&15])
		}
	}
	return dst
}
