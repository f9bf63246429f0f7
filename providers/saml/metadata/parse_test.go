package metadata

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/providers/saml/xmlsec"
)

var clock = time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)

// Two keys of a hub, and one that is too short.
var (
	firstKey  = sync.OnceValue(func() *rsa.PrivateKey { return newKey(2048) })
	secondKey = sync.OnceValue(func() *rsa.PrivateKey { return newKey(2048) })
	shortKey  = sync.OnceValue(func() *rsa.PrivateKey { return newKey(1024) })
)

// pinnedKey signs metadata. It is always the same one: a fuzzing engine runs its
// worker in another process, whose seeds must verify there too.
func pinnedKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	scalar := sha256.Sum256([]byte("metadata"))
	k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newKey(bits int) *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return k
}

// certificate dates are around the clock; end says when it stops.
func newCertificate(t testing.TB, key crypto.Signer, end time.Time) string {
	t.Helper()
	tpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "hub"}, NotBefore: clock.AddDate(-2, 0, 0), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, tpl, tpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(der)
}

const (
	hub = "https://engine.example.nl/authentication/idp/metadata"
	sso = "https://engine.example.nl/authentication/idp/single-sign-on/key:20230403"
)

// document is metadata in parts, each of which a test can spoil. It is written in
// canonical form, so that a test can sign it without canonicalising anything.
type document struct {
	entityID, attrs, role, keys, service string
	before, after                        string // around the role
}

func honest(t testing.TB, keys ...*rsa.PrivateKey) document {
	d := document{entityID: hub, role: `protocolSupportEnumeration="` + nsProtocol + `"`, service: service(bindingRedirect, sso)}
	for _, k := range keys {
		d.keys += keyDescriptor(` use="signing"`, newCertificate(t, k, clock.AddDate(1, 0, 0)))
	}
	return d
}

func service(binding, location string) string {
	return `<md:SingleSignOnService Binding="` + binding + `" Location="` + location + `"></md:SingleSignOnService>`
}

func keyDescriptor(use string, certificates ...string) string {
	s := `<md:KeyDescriptor` + use + `><ds:KeyInfo xmlns:ds="` + nsDsig + `"><ds:X509Data>`
	for _, c := range certificates {
		s += `<ds:X509Certificate>` + c + `</ds:X509Certificate>`
	}
	return s + `</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
}

func (d document) String() string {
	return `<md:EntityDescriptor xmlns:md="` + nsMetadata + `" ID="_e"` + d.attrs + ` entityID="` + d.entityID + `">` + d.before +
		`<md:IDPSSODescriptor ` + d.role + `>` + d.keys + d.service + `</md:IDPSSODescriptor>` + d.after + `</md:EntityDescriptor>`
}

// signed puts an enveloped signature of the pinned key in the first place of the
// root element, whose ID is id.
func signed(t testing.TB, canonical, id string) string {
	t.Helper()
	const exc = "http://www.w3.org/2001/10/xml-exc-c14n#"
	alg := func(name, uri string) string { return `<ds:` + name + ` Algorithm="` + uri + `"></ds:` + name + `>` }
	sum := sha256.Sum256([]byte(canonical))
	info := `>` + alg("CanonicalizationMethod", exc) + alg("SignatureMethod", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256") +
		`<ds:Reference URI="#` + id + `"><ds:Transforms>` + alg("Transform", nsDsig+"enveloped-signature") + alg("Transform", exc) + `</ds:Transforms>` +
		alg("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256") + `<ds:DigestValue>` + base64.StdEncoding.EncodeToString(sum[:]) +
		`</ds:DigestValue></ds:Reference></ds:SignedInfo>`
	over := sha256.Sum256([]byte(`<ds:SignedInfo xmlns:ds="` + nsDsig + `"` + info))
	r, sig, err := ecdsa.Sign(rand.Reader, pinnedKey(t), over[:])
	if err != nil {
		t.Fatal(err)
	}
	value := append(r.FillBytes(make([]byte, 32)), sig.FillBytes(make([]byte, 32))...)
	i := strings.Index(canonical, ">") + 1
	return canonical[:i] + `<ds:Signature xmlns:ds="` + nsDsig + `"><ds:SignedInfo` + info + `<ds:SignatureValue>` +
		base64.StdEncoding.EncodeToString(value) + `</ds:SignatureValue></ds:Signature>` + canonical[i:]
}

func publicKey(t testing.TB, k crypto.Signer) *xmlsec.Key {
	t.Helper()
	key, err := xmlsec.KeyFromPublic(k.Public())
	if err != nil {
		t.Fatal(err)
	}
	return &key
}

// TestParse reads what hubs publish: one key or two, any use of white space, an
// encryption key beside them, a group around it all.
func TestParse(t *testing.T) {
	t.Parallel()
	wrapped := honest(t, firstKey())
	wrapped.keys = keyDescriptor("", "\n"+strings.Join(strings.SplitAfter(newCertificate(t, firstKey(), clock.AddDate(1, 0, 0)), "A"), "\n\t  "))
	encryption := honest(t, firstKey())
	encryption.keys += keyDescriptor(` use="encryption"`, newCertificate(t, secondKey(), clock.AddDate(1, 0, 0)))
	more := honest(t, firstKey())
	more.service = service("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", "https://engine.example.nl/post") + more.service + service(bindingRedirect, "https://engine.example.nl/other")
	twice := honest(t, firstKey(), firstKey())
	other := honest(t, secondKey())
	other.entityID = "https://other.example.nl/"
	nested := `<md:EntitiesDescriptor xmlns:md="` + nsMetadata + `"><md:EntitiesDescriptor>` + strings.Replace(other.String(), `"_e"`, `"_f"`, 1) + `</md:EntitiesDescriptor><md:EntitiesDescriptor>` + honest(t, firstKey()).String() + `</md:EntitiesDescriptor></md:EntitiesDescriptor>`
	for _, tc := range []struct {
		name, doc string
		o         Options
		keys      []*rsa.PrivateKey
	}{
		{"as a hub publishes it", honest(t, firstKey()).String(), Options{}, []*rsa.PrivateKey{firstKey()}},
		{"named", honest(t, firstKey()).String(), Options{EntityID: hub}, []*rsa.PrivateKey{firstKey()}},
		{"two keys (F-04)", honest(t, firstKey(), secondKey()).String(), Options{}, []*rsa.PrivateKey{firstKey(), secondKey()}},
		{"one key twice", twice.String(), Options{}, []*rsa.PrivateKey{firstKey()}},
		{"wrapped certificate, no use", wrapped.String(), Options{}, []*rsa.PrivateKey{firstKey()}},
		{"an encryption key", encryption.String(), Options{}, []*rsa.PrivateKey{firstKey()}},
		{"several services", more.String(), Options{}, []*rsa.PrivateKey{firstKey()}},
		{"declaration, comment, byte order mark", "\ufeff<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- EngineBlock -->\n" + honest(t, firstKey()).String(), Options{}, []*rsa.PrivateKey{firstKey()}},
		{"one of a group", nested, Options{EntityID: hub}, []*rsa.PrivateKey{firstKey()}},
		{"signed by the pinned key", signed(t, honest(t, firstKey()).String(), "_e"), Options{SigningKey: publicKey(t, pinnedKey(t))}, []*rsa.PrivateKey{firstKey()}},
		{"signed, but no key is pinned", signed(t, honest(t, firstKey()).String(), "_e"), Options{}, []*rsa.PrivateKey{firstKey()}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e, _, err := Parse([]byte(tc.doc), clock, tc.o)
			if err != nil {
				t.Fatal(err)
			}
			if e.EntityID != hub || e.KeySet.EntityID != hub || e.KeySet.SSO != sso {
				t.Errorf("entity %q at %q", e.EntityID, e.KeySet.SSO)
			}
			if len(e.KeySet.Keys) != len(tc.keys) {
				t.Fatalf("%d keys, want %d", len(e.KeySet.Keys), len(tc.keys))
			}
			for i, k := range tc.keys {
				if e.KeySet.Keys[i].ID() != publicKey(t, k).ID() {
					t.Errorf("key %d is another one", i)
				}
			}
		})
	}
}

// TestParseWarns: what a certificate says about itself switches nothing off
// (saml-notes §1: an expired or odd certificate broke logins elsewhere).
func TestParseWarns(t *testing.T) {
	t.Parallel()
	ended := honest(t)
	ended.keys = keyDescriptor(` use="signing"`, newCertificate(t, firstKey(), clock.AddDate(0, 0, -1)))
	chain := honest(t)
	chain.keys = keyDescriptor(` use="signing"`, newCertificate(t, firstKey(), clock.AddDate(1, 0, 0)), newCertificate(t, secondKey(), clock.AddDate(1, 0, 0)))
	odd := honest(t)
	odd.keys = keyDescriptor(` use="signing"`, negativeSerial(t, firstKey()))
	for name, tc := range map[string]struct {
		doc  document
		says string
	}{
		"ended certificate": {ended, "ended on 2025-12-31"},
		"negative serial":   {odd, "is odd"},
		"a chain":           {chain, "further certificates"},
		"no validUntil":     {honest(t, firstKey()), "no validUntil"},
	} {
		e, warnings, err := Parse([]byte(tc.doc.String()), clock, Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(e.KeySet.Keys) != 1 || e.KeySet.Keys[0].ID() != publicKey(t, firstKey()).ID() {
			t.Errorf("%s: the key is not used", name)
		}
		said := false
		for _, w := range warnings {
			said = said || strings.Contains(string(w), tc.says)
		}
		if !said {
			t.Errorf("%s: warnings %q do not say %q", name, warnings, tc.says)
		}
	}
	one := honest(t)
	one.keys = keyDescriptor(` use="signing"`, newCertificate(t, pinnedKey(t), clock.AddDate(1, 0, 0)))
	if _, warnings, err := Parse([]byte(signed(t, one.String(), "_e")), clock, Options{SigningKey: publicKey(t, pinnedKey(t))}); err != nil || len(warnings) != 2 || !strings.Contains(string(warnings[0]), "signs logins too") {
		t.Errorf("one key for both: %q, %v", warnings, err)
	}
	e, warnings, err := Parse([]byte(strings.Replace(honest(t, firstKey()).String(), `ID="_e"`, `ID="_e" validUntil="2026-01-02T09:00:00Z"`, 1)), clock, Options{})
	if err != nil || len(warnings) != 0 || !e.CertificateEnd.Equal(clock.AddDate(1, 0, 0)) || !e.ValidUntil.Equal(clock.AddDate(0, 0, 1)) {
		t.Errorf("a sound document: %+v, warnings %q, error %v", e, warnings, err)
	}
}

// negativeSerial makes a certificate that crypto/x509 refuses to read, by turning
// the serial number 1 into -1. Its signature is then wrong, which nobody looks at.
func negativeSerial(t *testing.T, key *rsa.PrivateKey) string {
	t.Helper()
	der, err := base64.StdEncoding.DecodeString(newCertificate(t, key, clock.AddDate(1, 0, 0)))
	if err != nil {
		t.Fatal(err)
	}
	one, err := asn1.Marshal(1)
	if err != nil {
		t.Fatal(err)
	}
	i := strings.Index(string(der), string(one)+"\x30")
	if i < 0 {
		t.Fatal("no serial number 1 in the certificate")
	}
	der[i+2] = 0xff
	if _, err := x509.ParseCertificate(der); err == nil {
		t.Fatal("crypto/x509 reads a negative serial number: this test tests nothing")
	}
	return base64.StdEncoding.EncodeToString(der)
}

// TestSignedGroup: the pinned key may have signed the descriptor inside a group.
func TestSignedGroup(t *testing.T) {
	t.Parallel()
	o := Options{EntityID: hub, SigningKey: publicKey(t, pinnedKey(t))}
	inner := `<md:EntitiesDescriptor xmlns:md="` + nsMetadata + `">` + signed(t, honest(t, firstKey()).String(), "_e") + `</md:EntitiesDescriptor>`
	if _, _, err := Parse([]byte(inner), clock, o); err != nil {
		t.Errorf("descriptor signed: %v", err)
	}
	entity := strings.Replace(honest(t, firstKey()).String(), ` xmlns:md="`+nsMetadata+`"`, "", 1)
	outer := signed(t, `<md:EntitiesDescriptor xmlns:md="`+nsMetadata+`" ID="_g">`+entity+`</md:EntitiesDescriptor>`, "_g")
	if _, _, err := Parse([]byte(outer), clock, o); err != nil {
		t.Errorf("group signed: %v", err)
	}
}

// TestEarliestValidUntil: group, entity and role may each have one (saml-metadata
// §2.3.1, §2.3.2, §2.4.1); the first to pass counts, wherever it stands.
func TestEarliestValidUntil(t *testing.T) {
	t.Parallel()
	const early, later, latest = "2026-01-02T09:00:00Z", "2026-01-03T09:00:00Z", "2026-01-04T09:00:00Z"
	for _, at := range [][3]string{
		{early, later, latest}, {early, latest, later}, {later, early, latest}, {latest, early, later}, {later, latest, early}, {latest, later, early},
		{"", early, later}, {early, "", ""}, {"", "", early}, {later, "", early}, {early, "", later},
	} {
		attr := func(v string) string {
			if v == "" {
				return ""
			}
			return ` validUntil="` + v + `"`
		}
		d := honest(t, firstKey())
		d.attrs = attr(at[1])
		d.role += attr(at[2])
		e, _, err := Parse([]byte(group(attr(at[0]), d.String())), clock, Options{})
		if err != nil || !e.ValidUntil.Equal(clock.AddDate(0, 0, 1)) {
			t.Errorf("%q: %+v, %v", at, e, err)
		}
	}
}

func TestEndpoints(t *testing.T) {
	t.Parallel()
	for _, ok := range []string{
		sso, "https://hub.test/", "https://engine.example.nl:8443/sso?tenant=1", "http://127.0.0.1:8081/sso", "http://localhost/sso", "http://hub.localhost:8081/sso", "http://[::1]:80/sso",
	} {
		if err := CheckEndpoint(ok); err != nil {
			t.Errorf("%s: %v", ok, err)
		}
	}
	for _, bad := range []string{
		"", "/sso", "//engine.example.nl/sso", "http://engine.example.nl/sso", "http://localhost.evil.example/", "http://evillocalhost/", "http://127.0.0.1.evil.example/",
		"javascript:alert(1)", "data:text/html,x", "https:", "https://", "https:///sso", "https://user@engine.example.nl/", "https://:443/",
		"https://engine.example.nl/#x", "https://engine.example.nl/#", "https://engine.example.nl/ sso", "https://engine.example.nl/\r\nX:y",
		"HTTPS://engine.example.nl\\@evil.example/", "https://engine.example.nl/%zz", "ftp://engine.example.nl/", "https://engine.example.nl/" + strings.Repeat("x", maxURL),
	} {
		if CheckEndpoint(bad) == nil {
			t.Errorf("%q is admitted", bad)
		}
	}
}
