package hub

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// noon is when these tests happen.
var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

const (
	spEntity = "https://sp.example/saml"
	spACS    = "https://sp.example/saml/acs"
)

// testKeys are made once: a key costs a tenth of a second.
var testKeys = sync.OnceValue(func() [3]*signingKey {
	var out [3]*signingKey
	for i := range out {
		k, err := newSigningKey(nil, nil, "test.example", noon)
		if err != nil {
			panic(err)
		}
		out[i] = k
	}
	return out
})

// testSP asks for logins.
type testSP struct{ key *signingKey }

func newTestSP() testSP { return testSP{testKeys()[1]} }

func (sp testSP) registration() SP {
	return SP{EntityID: spEntity, ACS: []string{spACS, "https://sp.example/saml/acs2"}, Certificates: [][]byte{sp.key.der}}
}

// ask is an AuthnRequest; what is empty is left out.
type ask struct {
	id, issuer, acs, destination, inner, extra, relayState string
	version                                                string
}

func (a ask) xml() string {
	attrs := fmt.Sprintf(` ID=%q Version=%q IssueInstant="2026-01-15T12:00:00Z"`, or(a.id, "_0123456789abcdef0123456789abcdef"), or(a.version, "2.0"))
	if a.destination != "" {
		attrs += fmt.Sprintf(" Destination=%q", a.destination)
	}
	if a.acs != "" {
		attrs += fmt.Sprintf(" AssertionConsumerServiceURL=%q", a.acs)
	}
	return `<samlp:AuthnRequest xmlns:samlp="` + nsProtocol + `" xmlns:saml="` + nsAssertion + `"` + attrs + a.extra + `>` +
		`<saml:Issuer>` + or(a.issuer, spEntity) + `</saml:Issuer>` + a.inner + `</samlp:AuthnRequest>`
}

func deflated(s string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestSpeed)
	w.Write([]byte(s))
	w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// redirect gives the URL that a browser is sent to, signed over the raw query.
func (sp testSP) redirect(to string, a ask) string {
	q := "SAMLRequest=" + url.QueryEscape(deflated(a.xml()))
	if a.relayState != "" {
		q += "&RelayState=" + url.QueryEscape(a.relayState)
	}
	return to + "?" + sp.signed(q)
}

func (sp testSP) signed(q string) string {
	q += "&SigAlg=" + url.QueryEscape(algRSASHA256)
	sum := sha256.Sum256([]byte(q))
	signature, err := rsa.SignPKCS1v15(rand.Reader, sp.key.private, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return q + "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
}

// testHub is a hub with the demo's people, one service provider and a fixed clock.
func testHub(tb testing.TB, style Style, change ...func(*Config)) *Hub {
	tb.Helper()
	schools, people := DemoPeople(style)
	c := Config{
		Style: style, EntityID: "https://hub.example/metadata", BaseURL: "https://hub.example",
		Key: testKeys()[0].private, Certificate: testKeys()[0].der,
		Schools: schools, People: people, SPs: []SP{newTestSP().registration()},
		Now: func() time.Time { return noon },
	}
	for _, f := range change {
		f(&c)
	}
	h, err := New(c)
	if err != nil {
		tb.Fatal(err)
	}
	h.foreign = func() (*signingKey, error) { return testKeys()[2], nil }
	return h
}

var theRequest = RequestInfo{ID: "_0123456789abcdef0123456789abcdef", Issuer: spEntity, ACS: spACS, NameIDFormat: formatPersistent}

func person(tb testing.TB, h *Hub, login string) Person {
	tb.Helper()
	p, ok := h.Person(login)
	if !ok {
		tb.Fatalf("no person %q", login)
	}
	return p
}

// pupilOf is the person that most tests are about.
func pupilOf(style Style) string {
	if style == Entree {
		return "yara"
	}
	return "jaantje"
}

// tool gives a program that the test needs. Without it the test is skipped by
// name; in CI it fails.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed, and CI may skip nothing", name)
	}
	t.Skipf("%s is not installed: what it would check here is not checked", name)
	return ""
}

func file(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
