package hub

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

// TestRequestAccepted holds that a signed request is understood to the letter.
func TestRequestAccepted(t *testing.T) {
	t.Parallel()
	h, sp := testHub(t, SURFconext), newTestSP()
	state := `a b&c=d"<>é+%/ü'`
	raw := sp.redirect(h.SSO(), ask{
		destination: h.SSO(), acs: spACS, relayState: state, extra: ` ForceAuthn="true" IsPassive="1"`,
		inner: `<samlp:NameIDPolicy Format="` + formatPersistent + `" AllowCreate="true"/><samlp:Scoping ProxyCount="1"><samlp:IDPList><samlp:IDPEntry ProviderID="https://a.example"/><samlp:IDPEntry ProviderID="https://b.example"/></samlp:IDPList><samlp:RequesterID>urn:app:1</samlp:RequesterID></samlp:Scoping>`,
	})
	got, err := h.ParseRequest(raw)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != theRequest.ID || got.Issuer != spEntity || got.ACS != spACS || got.Destination != h.SSO() || got.RelayState != state {
		t.Errorf("understood %+v", got)
	}
	if !got.ForceAuthn || !got.IsPassive || !got.Signed || got.NameIDFormat != formatPersistent || got.ProxyCount != "1" || got.KeyID != h.KeyID() {
		t.Errorf("understood %+v", got)
	}
	if strings.Join(got.IDPList, " ") != "https://a.example https://b.example" || strings.Join(got.RequesterIDs, " ") != "urn:app:1" {
		t.Errorf("scoping %q %q", got.IDPList, got.RequesterIDs)
	}
}

// TestRequestDefaultACS: AssertionConsumerServiceURL may be absent (saml-core §3.4.1).
func TestRequestDefaultACS(t *testing.T) {
	t.Parallel()
	h := testHub(t, Entree)
	got, err := h.ParseRequest(newTestSP().redirect(h.base+"/sso", ask{destination: h.base + "/sso"}))
	if err != nil || got.ACS != spACS || got.KeyID != "" || got.RelayState != "" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestRequestRefused has one fault each; the words say that this fault was found.
func TestRequestRefused(t *testing.T) {
	t.Parallel()
	h, sp := testHub(t, SURFconext), newTestSP()
	stranger := testSP{testKeys()[2]}
	good := ask{destination: h.SSO(), acs: spACS, relayState: "state-1"}
	with := func(change func(*ask)) string {
		a := good
		change(&a)
		return sp.redirect(h.SSO(), a)
	}
	raw := sp.redirect(h.SSO(), good)
	unsigned := h.SSO() + "?SAMLRequest=" + url.QueryEscape(deflated(good.xml()))
	bomb := base64.StdEncoding.EncodeToString([]byte(deflated(strings.Repeat("<a>", 1<<20))))
	for _, c := range []struct{ name, raw, says string }{
		{"no query", h.SSO(), "no query"},
		{"no message", h.SSO() + "?RelayState=x", "no SAMLRequest"},
		{"elsewhere", strings.Replace(raw, "/sso/", "/other/", 1), "not an SSO address"},
		{"unknown key", strings.Replace(raw, "key:"+h.KeyID(), "key:20180101", 1), "no key"},
		{"unsigned", unsigned, "not signed"},
		{"signature of another key", stranger.redirect(h.SSO(), good), "verifies under no key"},
		{"relay state changed", strings.Replace(raw, "state-1", "state-2", 1), "verifies under no key"},
		{"relay state respelled", strings.Replace(raw, "state-1", "%73tate-1", 1), "verifies under no key"},
		{"relay state dropped", strings.Replace(raw, "&RelayState=state-1", "", 1), "verifies under no key"},
		{"RSA-SHA1", strings.Replace(raw, url.QueryEscape(algRSASHA256), url.QueryEscape(algRSASHA1), 1), "not RSA-SHA256"},
		{"signature is no base64", raw + "%21", "signature: illegal base64"},
		{"parameter twice", raw + "&RelayState=state-1", "twice"},
		{"bad percent", raw + "%", "parameter Signature"},
		{"not deflated", h.SSO() + "?" + sp.signed("SAMLRequest="+url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(good.xml())))), "inflate"},
		{"no base64", h.SSO() + "?" + sp.signed("SAMLRequest=%21%21"), "illegal base64"},
		{"too large", h.SSO() + "?" + sp.signed("SAMLRequest="+strings.Repeat("A", maxRequest+4)), "more than"},
		{"too large inflated", h.SSO() + "?" + sp.signed("SAMLRequest="+url.QueryEscape(deflated(strings.Repeat("<a>", 1<<20)))), "inflated"},
		{"inflates to nonsense", h.SSO() + "?" + sp.signed("SAMLRequest="+url.QueryEscape(bomb)), "inflate"},
		{"unknown issuer", with(func(a *ask) { a.issuer = "https://other.example" }), "not registered"},
		{"unregistered ACS", with(func(a *ask) { a.acs = "https://evil.example/acs" }), "assertion consumer service"},
		{"destination of another hub", with(func(a *ask) { a.destination = "https://other.example/sso" }), "destination"},
		{"destination without the key", with(func(a *ask) { a.destination = h.base + "/sso" }), "destination"},
		{"signed without destination", with(func(a *ask) { a.destination = "" }), "no destination"},
		{"version", with(func(a *ask) { a.version = "1.1" }), "version"},
		{"binding", with(func(a *ask) {
			a.extra = ` ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"`
		}), "HTTP-POST"},
		{"long relay state", with(func(a *ask) { a.relayState = strings.Repeat("x", 81) }), "RelayState is 81 bytes"},
		{"relay state that a form would change", with(func(a *ask) { a.relayState = "a\nb" }), "byte for byte"},
		{"comment", with(func(a *ask) { a.inner = "<!-- -->" }), "DOCTYPE"},
		{"another message", h.SSO() + "?" + sp.signed("SAMLRequest="+url.QueryEscape(deflated(`<samlp:LogoutRequest xmlns:samlp="`+nsProtocol+`"/>`))), "not an AuthnRequest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := h.ParseRequest(c.raw)
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got error %v, want one with %q", err, c.says)
			}
		})
	}
	if _, err := h.ParseRequest(raw); err != nil {
		t.Errorf("the request that all of these were made from: %v", err)
	}
}

// TestUnsignedRequests: with the switch an unsigned one passes, and a wrongly
// signed one still does not.
func TestUnsignedRequests(t *testing.T) {
	t.Parallel()
	h := testHub(t, SURFconext, func(c *Config) { c.InsecureUnsignedRequests = true })
	a := ask{destination: h.SSO(), acs: spACS}
	got, err := h.ParseRequest(h.SSO() + "?SAMLRequest=" + url.QueryEscape(deflated(a.xml())))
	if err != nil || got.Signed {
		t.Errorf("unsigned: %+v, %v", got, err)
	}
	if _, err := h.ParseRequest(testSP{testKeys()[2]}.redirect(h.SSO(), a)); err == nil {
		t.Error("a signature of a stranger passed")
	}
}

// TestAcceptSP reads what service providers publish: keys for signing only, the
// default ACS first, base64 in lines.
func TestAcceptSP(t *testing.T) {
	t.Parallel()
	sp := newTestSP()
	document := func(keys, acs string) []byte {
		return []byte(`<?xml version="1.0"?><md:EntityDescriptor xmlns:md="` + nsMetadata + `" entityID="https://new.example/saml"><md:SPSSODescriptor protocolSupportEnumeration="` + nsProtocol + `">` + keys + acs + `</md:SPSSODescriptor></md:EntityDescriptor>`)
	}
	key := func(use, text string) string {
		return `<md:KeyDescriptor` + use + `><ds:KeyInfo xmlns:ds="` + nsDsig + `"><ds:X509Data><ds:X509Certificate>` + text + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
	}
	acs := func(binding, location, extra string) string {
		return `<md:AssertionConsumerService Binding="` + binding + `" Location="` + location + `" index="0"` + extra + `/>`
	}
	post := acs(bindingPOST, "https://new.example/acs", "")
	h := testHub(t, Entree)
	good := document(key(` use="signing"`, lines(sp.key.base64, 64))+key(` use="encryption"`, testKeys()[2].base64),
		acs(bindingRedirect, "https://new.example/redirect", "")+post+acs(bindingPOST, "https://new.example/default", ` isDefault="true"`))
	if err := h.AcceptSP(good); err != nil {
		t.Fatal(err)
	}
	a := ask{issuer: "https://new.example/saml", destination: h.SSO()}
	if got, err := h.ParseRequest(sp.redirect(h.SSO(), a)); err != nil || got.ACS != "https://new.example/default" {
		t.Errorf("default ACS: %+v, %v", got, err)
	}
	if _, err := h.ParseRequest(testSP{testKeys()[2]}.redirect(h.SSO(), a)); err == nil {
		t.Error("a request signed with the encryption key passed")
	}
	if known, _ := h.sp("https://new.example/saml"); len(known.enc) != 1 || !known.enc[0].Equal(&testKeys()[2].private.PublicKey) {
		t.Errorf("%d keys to encrypt to", len(known.enc))
	}
	a.acs = "https://new.example/redirect"
	if _, err := h.ParseRequest(sp.redirect(h.SSO(), a)); err == nil {
		t.Error("an ACS of another binding passed")
	}
	for name, bad := range map[string][]byte{
		"no XML":         []byte("{}"),
		"an IdP":         h.Metadata(),
		"no key":         document("", post),
		"no ACS":         document(key("", sp.key.base64), ""),
		"no certificate": document(key("", "AAAA"), post),
		"too large":      append(document(key("", sp.key.base64), post), make([]byte, maxMetadata)...),
	} {
		if err := h.AcceptSP(bad); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// FuzzParseRequest: whatever a browser brings, the hub answers with an error or a
// request of a registered issuer, and does not fall over.
func FuzzParseRequest(f *testing.F) {
	h, sp := testHub(f, SURFconext, func(c *Config) { c.InsecureUnsignedRequests = true }), newTestSP()
	a := ask{destination: h.SSO(), acs: spACS, relayState: "r"}
	f.Add(sp.redirect(h.SSO(), a))                                               // signed
	f.Add(h.SSO() + "?SAMLRequest=" + url.QueryEscape(deflated(a.xml())))        // unsigned
	f.Add(h.base + "/sso?SAMLRequest=" + url.QueryEscape(deflated("<!DOCTYPE"))) // markup declaration
	f.Add(h.SSO() + "?SAMLRequest=%zz&Signature")                                // broken escapes, no value
	f.Fuzz(func(t *testing.T, raw string) {
		r, err := h.ParseRequest(raw)
		if err == nil && (r.Issuer != spEntity || r.ID == "" || len(r.RelayState) > maxRelayState) {
			t.Errorf("accepted %+v", r)
		}
	})
}
