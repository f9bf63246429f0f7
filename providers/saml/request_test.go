package saml

import (
	"bytes"
	"compress/flate"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"io"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
	"sluis/providers/saml/metadata"
)

// sentRequest is what a hub reads: encoding/xml here, a library of its own there.
type sentRequest struct {
	XMLName      xml.Name
	ID           string    `xml:",attr"`
	Version      string    `xml:",attr"`
	IssueInstant time.Time `xml:",attr"`
	Destination  string    `xml:",attr"`
	ACS          string    `xml:"AssertionConsumerServiceURL,attr"`
	Binding      string    `xml:"ProtocolBinding,attr"`
	ForceAuthn   string    `xml:",attr"`
	IsPassive    string    `xml:",attr"`
	Issuer       string    `xml:"urn:oasis:names:tc:SAML:2.0:assertion Issuer"`
	Policy       *struct {
		Format      *string `xml:",attr"`
		AllowCreate string  `xml:",attr"`
	} `xml:"NameIDPolicy"`
	IDP []struct {
		ProviderID string `xml:",attr"`
	} `xml:"Scoping>IDPList>IDPEntry"`
}

func question() providers.Question {
	return providers.Question{ID: requestID, RelayState: "opaque-Handle_01.x~", Now: clock}
}

// send starts a login and reads the URL as the hub does: signature first, over the
// query as it came and not as anybody would encode it again.
func send(t testing.TB, c *Connection, q providers.Question) (string, sentRequest, url.Values) {
	t.Helper()
	started, err := c.Start(q)
	if err != nil {
		t.Fatal(err)
	}
	if started.KeySet != keySet(t, c).ID {
		t.Errorf("key set %q, want that of the SSO address", started.KeySet)
	}
	_, query, _ := strings.Cut(started.URL, "?")
	signed, signature, ok := strings.Cut(query[strings.Index(query, "SAMLRequest="):], "&Signature=")
	if !ok {
		t.Fatalf("no Signature at the end of %s", started.URL)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := url.QueryUnescape(signature)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := base64.StdEncoding.DecodeString(raw)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(signed))
	if err := rsa.VerifyPKCS1v15(&ourKey().PublicKey, crypto.SHA256, sum[:], sig); err != nil {
		t.Errorf("signature over the exact query: %v", err)
	}
	packed, err := base64.StdEncoding.DecodeString(values.Get("SAMLRequest"))
	if err != nil {
		t.Fatal(err)
	}
	message, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var read sentRequest
	if err := xml.Unmarshal(message, &read); err != nil {
		t.Fatalf("%v in %s", err, message)
	}
	return started.URL, read, values
}

// TestAuthnRequest is F-05 and contract 14: Redirect, signed, the ACS URL that our
// metadata names, no NameIDPolicy for Entree and persistent for SURFconext.
func TestAuthnRequest(t *testing.T) {
	t.Parallel()
	for _, c := range []*Connection{entree(t), surf(t)} {
		t.Run(c.id, func(t *testing.T) {
			t.Parallel()
			at, got, values := send(t, c, question())
			sso := keySet(t, c).SSO
			if !strings.HasPrefix(at, sso+"?SAMLRequest=") {
				t.Errorf("URL does not begin with the SSO address: %s", at)
			}
			if values.Get("RelayState") != question().RelayState || values.Get("SigAlg") != sigRSASHA256 || len(values) != 4 {
				t.Errorf("parameters: %v", values)
			}
			if got.XMLName.Space != nsProtocol || got.XMLName.Local != "AuthnRequest" || got.Version != "2.0" || got.ID != requestID ||
				!got.IssueInstant.Equal(clock) || got.Destination != sso || got.Binding != bindingPOST || got.Issuer != c.entityID {
				t.Errorf("request: %+v", got)
			}
			if !bytes.Contains(c.Metadata(), []byte(`Location="`+got.ACS+`"`)) {
				t.Errorf("ACS URL %q is not the one in our metadata", got.ACS)
			}
			if got.ForceAuthn != "" || got.IsPassive != "" || got.IDP != nil {
				t.Errorf("asked for more than a login: %+v", got)
			}
			switch {
			case c.id == "entree" && got.Policy != nil:
				t.Error("Entree is asked for a NameID format")
			case c.id == "surfconext" && (got.Policy == nil || got.Policy.Format == nil || *got.Policy.Format != claims.FormatPersistent || got.Policy.AllowCreate != "true"):
				t.Errorf("SURFconext is not asked for a persistent NameID: %+v", got.Policy)
			}
		})
	}
}

// TestAuthnRequestOptions: ForceAuthn (contract 15), the school's own identity
// provider, and an absent RelayState, which leaves the signed string too
// (bindings §3.4.4.1).
func TestAuthnRequestOptions(t *testing.T) {
	t.Parallel()
	q := question()
	q.ForceAuthn, q.IdP, q.RelayState = true, `https://idp.petteflat.example.nl/?a=1&b="2"`, ""
	q.Now = clock.In(time.FixedZone("CET", 3600))
	at, got, values := send(t, entree(t), q)
	if got.ForceAuthn != "true" || len(got.IDP) != 1 || got.IDP[0].ProviderID != q.IdP || !got.IssueInstant.Equal(clock) {
		t.Errorf("request: %+v", got)
	}
	if values.Has("RelayState") || strings.Contains(at, "RelayState") {
		t.Error("an empty RelayState was sent")
	}
}

// TestRelayStateIsEncoded: crewjam put it into the signed string as it was, so that
// a value could add parameters (saml-notes §1).
func TestRelayStateIsEncoded(t *testing.T) {
	t.Parallel()
	q := question()
	q.RelayState = "a b&SigAlg=evil#x+é%41"
	_, _, values := send(t, entree(t), q)
	if values.Get("RelayState") != q.RelayState || len(values["SigAlg"]) != 1 {
		t.Errorf("RelayState or SigAlg came out as %q, %q", values["RelayState"], values["SigAlg"])
	}
}

// TestSSOWithQuery: the hub's own query goes along, outside the signature.
func TestSSOWithQuery(t *testing.T) {
	t.Parallel()
	c := connect(t, claims.Entree, "entree", hubMetadata(t, entreeHub, "https://engine.entree.example.nl/sso?tenant=1", entreeKey()))
	at, got, values := send(t, c, question())
	if !strings.HasPrefix(at, "https://engine.entree.example.nl/sso?tenant=1&SAMLRequest=") || values.Get("tenant") != "1" {
		t.Errorf("URL: %s", at)
	}
	if got.Destination != "https://engine.entree.example.nl/sso?tenant=1" {
		t.Errorf("Destination: %s", got.Destination)
	}
}

// TestStartRefuses: a question that could not be answered safely is not asked.
func TestStartRefuses(t *testing.T) {
	t.Parallel()
	c := entree(t)
	for name, change := range map[string]func(*providers.Question){
		"RelayState of 81 bytes":   func(q *providers.Question) { q.RelayState = strings.Repeat("x", 81) },
		"no ID":                    func(q *providers.Question) { q.ID = "" },
		"guessable ID":             func(q *providers.Question) { q.ID = "_1234" },
		"ID begins with a digit":   func(q *providers.Question) { q.ID = "1" + q.ID },
		"ID with a quote":          func(q *providers.Question) { q.ID += `"` },
		"ID with a colon":          func(q *providers.Question) { q.ID += ":a" },
		"endless ID":               func(q *providers.Question) { q.ID = strings.Repeat("a", 257) },
		"no time":                  func(q *providers.Question) { q.Now = time.Time{} },
		"control character in IdP": func(q *providers.Question) { q.IdP = "\x00" },
	} {
		q := question()
		change(&q)
		if started, err := c.Start(q); err == nil {
			t.Errorf("%s: sent to %s", name, started.URL)
		}
	}
	q := question()
	q.RelayState = strings.Repeat("x", 80)
	if _, err := c.Start(q); err != nil {
		t.Errorf("RelayState of 80 bytes: %v", err)
	}
}

// TestStartWithoutMetadata: a hub that cannot be trusted gets no pupil.
func TestStartWithoutMetadata(t *testing.T) {
	t.Parallel()
	cfg := testConfig(t, claims.Entree, "entree")
	cfg.Metadata = metadata.NewLive(metadata.Options{})
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Start(question())
	wantRefusal(t, nil, err, refusal.HubUnavailable)
}

// TestStartTogether: the desks are shared; two requests never mix.
func TestStartTogether(t *testing.T) {
	t.Parallel()
	c := entree(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			q := question()
			q.ID += strings.Repeat("x", i)
			q.RelayState = strings.Repeat("r", i+1)
			if _, got, values := send(t, c, q); got.ID != q.ID || values.Get("RelayState") != q.RelayState {
				t.Errorf("asked %s, sent %s", q.ID, got.ID)
			}
		})
	}
	wg.Wait()
}

func BenchmarkStart(b *testing.B) {
	c := surf(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Start(question()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSign is the floor of BenchmarkStart: the one signature.
func BenchmarkSign(b *testing.B) {
	sum := sha256.Sum256([]byte("x"))
	for b.Loop() {
		if _, err := ourKey().Sign(nil, sum[:], crypto.SHA256); err != nil {
			b.Fatal(err)
		}
	}
}
