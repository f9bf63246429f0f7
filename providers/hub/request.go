package hub

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	nsProtocol      = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsAssertion     = "urn:oasis:names:tc:SAML:2.0:assertion"
	bindingPOST     = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
	bindingRedirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
)

// Caps of a request: real ones are below 4 KiB.
const (
	maxRequest    = 64 << 10
	maxRelayState = 80 // saml-bindings §3.4.3
)

// RequestInfo is an AuthnRequest as it was understood.
type RequestInfo struct {
	ID           string
	Issuer       string
	ACS          string // as asked, or the default of the service provider
	Destination  string
	RelayState   string
	ForceAuthn   bool
	IsPassive    bool
	NameIDFormat string // of the NameIDPolicy; empty: none
	IDPList      []string
	RequesterIDs []string
	ProxyCount   string   // as written; empty: none
	Classes      []string // AuthnContextClassRefs of the RequestedAuthnContext
	KeyID        string   // of the SSO address that was used; empty: the address without one
	Signed       bool     // a signature was there, and it verified
}

// authnRequest is what is read of the message (saml-core §3.4.1).
type authnRequest struct {
	XMLName         xml.Name `xml:"urn:oasis:names:tc:SAML:2.0:protocol AuthnRequest"`
	ID              string   `xml:",attr"`
	Version         string   `xml:",attr"`
	Destination     string   `xml:",attr"`
	ForceAuthn      string   `xml:",attr"`
	IsPassive       string   `xml:",attr"`
	ProtocolBinding string   `xml:",attr"`
	ACS             string   `xml:"AssertionConsumerServiceURL,attr"`
	Issuer          string   `xml:"urn:oasis:names:tc:SAML:2.0:assertion Issuer"`
	NameIDPolicy    struct {
		Format string `xml:",attr"`
	} `xml:"NameIDPolicy"`
	Classes []string `xml:"RequestedAuthnContext>AuthnContextClassRef"`
	Scoping struct {
		ProxyCount string `xml:",attr"`
		IDPList    struct {
			Entries []struct {
				ProviderID string `xml:",attr"`
			} `xml:"IDPEntry"`
		} `xml:"IDPList"`
		RequesterIDs []string `xml:"RequesterID"`
	} `xml:"Scoping"`
}

// ParseRequest reads an AuthnRequest from the URL that a browser was sent to, as
// the hub does itself: signature over the query as it was written (saml-bindings
// §3.4.4.1), a registered issuer and ACS, our own address as Destination. It is
// stricter than EngineBlock where a service provider's mistake would otherwise
// stay unseen.
func (h *Hub) ParseRequest(rawURL string) (RequestInfo, error) {
	path, query, ok := strings.Cut(rawURL, "?")
	if !ok {
		return RequestInfo{}, errors.New("hub: request has no query")
	}
	r, err := h.parse(strings.TrimPrefix(path, h.base), query)
	if err != nil {
		return RequestInfo{}, fmt.Errorf("hub: request: %w", err)
	}
	return r, nil
}

// parse reads the request at a path below the base URL.
func (h *Hub) parse(path, rawQuery string) (RequestInfo, error) {
	keyID, ok := keyOfPath(path)
	if !ok {
		return RequestInfo{}, fmt.Errorf("%q is not an SSO address of this hub", path)
	}
	if _, ok := h.keyFor(keyID); !ok {
		return RequestInfo{}, fmt.Errorf("this hub has no key %q", keyID)
	}
	q, err := readQuery(rawQuery)
	if err != nil {
		return RequestInfo{}, err
	}
	message, err := inflate(q.message)
	if err != nil {
		return RequestInfo{}, err
	}
	var m authnRequest
	if err := decodeRequest(message, &m); err != nil {
		return RequestInfo{}, err
	}
	sp, ok := h.sp(strings.TrimSpace(m.Issuer))
	if !ok {
		return RequestInfo{}, fmt.Errorf("issuer %q is not registered", m.Issuer)
	}
	if err := q.verify(sp.keys, h.unsignedOK); err != nil {
		return RequestInfo{}, err
	}
	r := m.info(sp)
	r.RelayState, r.KeyID, r.Signed = q.relayState, keyID, q.signature != ""
	return r, h.checkRequest(m, r, sp)
}

func (h *Hub) checkRequest(m authnRequest, r RequestInfo, sp *SP) error {
	switch {
	case m.Version != "2.0":
		return fmt.Errorf("version %q is not 2.0", m.Version)
	case m.ID == "":
		return errors.New("the request has no ID")
	case m.Destination != "" && m.Destination != h.ssoAt(r.KeyID) && (r.KeyID != "" || m.Destination != h.base+"/sso"):
		return fmt.Errorf("destination %q is not where the request came", m.Destination)
	case m.Destination == "" && r.Signed: // saml-bindings §3.4.5.2
		return errors.New("a signed request has no destination")
	case m.ProtocolBinding != "" && m.ProtocolBinding != bindingPOST:
		return fmt.Errorf("protocol binding %q is not HTTP-POST", m.ProtocolBinding)
	case !slices.Contains(sp.ACS, r.ACS):
		return fmt.Errorf("assertion consumer service %q is not registered", r.ACS)
	case len(r.RelayState) > maxRelayState:
		return fmt.Errorf("RelayState is %d bytes, and %d are allowed", len(r.RelayState), maxRelayState)
	}
	return nil
}

func (m *authnRequest) info(sp *SP) RequestInfo {
	r := RequestInfo{
		ID: m.ID, Issuer: sp.EntityID, ACS: m.ACS, Destination: m.Destination,
		ForceAuthn: xsTrue(m.ForceAuthn), IsPassive: xsTrue(m.IsPassive),
		NameIDFormat: m.NameIDPolicy.Format, RequesterIDs: m.Scoping.RequesterIDs,
		ProxyCount: m.Scoping.ProxyCount, Classes: m.Classes,
	}
	if r.ACS == "" {
		r.ACS = sp.ACS[0]
	}
	for _, e := range m.Scoping.IDPList.Entries {
		r.IDPList = append(r.IDPList, e.ProviderID)
	}
	return r
}

func xsTrue(s string) bool { return s == "true" || s == "1" }

// keyOfPath reads "/sso" and "/sso/key:<id>".
func keyOfPath(path string) (keyID string, ok bool) {
	if path == "/sso" {
		return "", true
	}
	keyID, ok = strings.CutPrefix(path, "/sso/key:")
	return keyID, ok && keyID != ""
}

// query is the redirect binding's query: values as written where the signature
// covers them, decoded where they are used.
type query struct {
	message    string // SAMLRequest, decoded
	relayState string
	sigAlg     string
	signature  string
	signed     string // the octets that the signature covers
}

func readQuery(raw string) (query, error) {
	written := make(map[string]string, 4)
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch name {
		case "SAMLRequest", "RelayState", "SigAlg", "Signature":
		default:
			continue
		}
		if _, twice := written[name]; twice {
			return query{}, fmt.Errorf("parameter %s is there twice", name)
		}
		written[name] = value
	}
	var q query
	for name, into := range map[string]*string{
		"SAMLRequest": &q.message, "RelayState": &q.relayState, "SigAlg": &q.sigAlg, "Signature": &q.signature,
	} {
		value, err := url.QueryUnescape(written[name])
		if err != nil {
			return query{}, fmt.Errorf("parameter %s: %w", name, err)
		}
		*into = value
	}
	if q.message == "" {
		return query{}, errors.New("there is no SAMLRequest")
	}
	if !utf8.ValidString(q.relayState) || strings.ContainsFunc(q.relayState, func(r rune) bool { return r < ' ' }) {
		return query{}, errors.New("RelayState cannot be returned in a form byte for byte")
	}
	q.signed = "SAMLRequest=" + written["SAMLRequest"]
	if state, ok := written["RelayState"]; ok {
		q.signed += "&RelayState=" + state
	}
	q.signed += "&SigAlg=" + written["SigAlg"]
	return q, nil
}

func (q query) verify(keys []*rsa.PublicKey, unsignedOK bool) error {
	if q.signature == "" {
		if unsignedOK {
			return nil
		}
		return errors.New("the request is not signed")
	}
	if q.sigAlg != algRSASHA256 {
		return fmt.Errorf("signature algorithm %q is not RSA-SHA256", q.sigAlg)
	}
	signature, err := base64.StdEncoding.DecodeString(q.signature)
	if err != nil {
		return fmt.Errorf("signature: %w", err)
	}
	digest := sha256.Sum256([]byte(q.signed))
	for _, key := range keys {
		if rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature) == nil {
			return nil
		}
	}
	return errors.New("the signature verifies under no key of the issuer")
}

func inflate(message string) ([]byte, error) {
	if len(message) > maxRequest {
		return nil, fmt.Errorf("SAMLRequest is more than %d bytes", maxRequest)
	}
	packed, err := base64.StdEncoding.DecodeString(message)
	if err != nil {
		return nil, fmt.Errorf("SAMLRequest: %w", err)
	}
	b, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxRequest+1))
	if err != nil {
		return nil, fmt.Errorf("SAMLRequest: inflate: %w", err)
	}
	if len(b) > maxRequest {
		return nil, fmt.Errorf("SAMLRequest is more than %d bytes inflated", maxRequest)
	}
	return b, nil
}

// decodeRequest refuses a DOCTYPE, which encoding/xml would skip in silence.
func decodeRequest(b []byte, m *authnRequest) error {
	if bytes.Contains(b, []byte("<!")) {
		return errors.New("the request holds a DOCTYPE, a comment or CDATA")
	}
	if err := xml.Unmarshal(b, m); err != nil {
		return fmt.Errorf("the request is not an AuthnRequest: %w", err)
	}
	return nil
}
