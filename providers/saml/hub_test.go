package saml

import (
	"crypto/rsa"
	"encoding/base64"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
	"sluis/providers/hub"
	"sluis/providers/saml/metadata"
)

// accepted stands in the verdicts for an answer that is accepted.
const accepted refusal.Code = 0

// verdicts says of every misbehaviour of the test hubs what becomes of it here: the
// refusal of contract 14 and 15 that it must meet, or accepted. A misbehaviour that
// is not in it fails the test. What is wrong with a person is for package claims to
// say, so those are accepted.
func verdicts() map[string]refusal.Code {
	v := map[string]refusal.Code{}
	list := func(code refusal.Code, names ...string) {
		for _, n := range names {
			v[n] = code
		}
	}
	list(accepted, "honest", "signed-assertion-only", "signed-response-only", "signed-both",
		"key-info-absent", "key-info-foreign-certificate", // KeyInfo is never looked at
		"signature-base64-wrapped", "signed-with-prefix-list", "rsa-sha384", "rsa-sha512",
		"destination-missing-unsigned-response", "response-issuer-missing", "confirmation-twice",
		"audience-second-of-two", "audience-first-of-two", "one-time-use",
		"expired-within-skew", "not-yet-valid-within-skew", "issued-ahead-within-skew", "authn-instant-old", "session-end-ahead",
		"authn-context-other", "attribute-statement-split", "authority-other", "size-8k", "size-64k", "form-base64-wrapped",
		// about the person
		"attribute-statement-missing", "attribute-twice-same", "number-of-another-organisation", "number-missing", "number-empty",
		"class-missing", "class-empty", "name-missing", "affiliation-missing", "affiliation-affiliate", "attribute-twice-different",
		"attribute-with-two-values", "two-student-numbers", "organisation-missing", "organisation-empty", "organisation-entree",
		"organisation-surfconext", "uid-missing", "uid-empty", "name-id-empty",
		// about the form around it, which is not seen here
		"form-response-twice", "form-relay-state-missing", "form-relay-state-other")
	list(refusal.Signature, "xsw1", "xsw2", "xsw7", "unsigned", "foreign-key", "foreign-key-with-certificate", "foreign-key-with-key-value",
		"reference-twice", "reference-empty", "reference-elsewhere", "reference-absent", "signature-twice", "signed-info-twice")
	list(refusal.Algorithm, "transform-xslt", "rsa-sha1", "signature-sha1", "digest-sha1", "hmac-sha1-with-public-key",
		"hmac-sha256-with-public-key", "c14n-inclusive", "c14n-with-comments")
	list(refusal.Destination, "destination-missing", "destination-empty", "destination-wrong-unsigned-response", "destination-wrong")
	list(refusal.InResponseTo, "in-response-to-missing", "in-response-to-wrong", "unsolicited",
		"confirmation-in-response-to-missing", "confirmation-in-response-to-wrong")
	list(refusal.Issuer, "response-issuer-wrong", "assertion-issuer-wrong", "assertion-issuer-missing")
	list(refusal.SAMLVersion, "response-version-1.1", "assertion-version-1.1")
	list(refusal.StatusNoPassive, "status-no-passive")
	list(refusal.StatusAuthnFailed, "status-authn-failed")
	list(refusal.StatusRequestDenied, "status-request-denied")
	list(refusal.StatusNoAuthnContext, "status-no-authn-context", "status-no-authn-context-top")
	list(refusal.StatusOther, "status-requester", "status-responder-with-assertion")
	list(refusal.NoAssertion, "assertion-missing")
	list(refusal.SecondAssertion, "xsw3", "xsw4", "xsw5", "xsw6", "xsw8", "two-assertions-both-signed", "two-assertions-second-unsigned", "two-assertions-first-unsigned")
	list(accepted, "encrypted-assertion", "encrypted-assertion-in-signed-response", "encrypted-assertion-signed-both",
		"encrypted-name-id", "encrypted-name-id-in-encrypted-assertion", "encrypted-aes128-gcm", "encrypted-aes192-gcm",
		"encrypted-oaep-sha256", "encrypted-oaep-11", "encrypted-oaep-11-sha256-mgf1sha256", "encrypted-oaep-11-sha1-mgf1sha256",
		"encrypted-oaep-11-sha256-mgf1sha1", "encrypted-key-beside", "encrypted-key-beside-listed", "encrypted-key-beside-loose")
	list(refusal.Undecryptable, "encrypted-rsa-1_5", "encrypted-aes128-cbc", "encrypted-aes256-cbc-in-unsigned-response",
		"encrypted-not-signed-at-all", "encrypted-foreign-signature", "encrypted-tampered", "encrypted-same-id")
	for _, fault := range hub.EncryptionFaults() {
		list(refusal.Undecryptable, "encrypted-fault-"+fault)
	}
	list(refusal.SecondAssertion, "encrypted-beside-plain", "encrypted-twice")
	list(refusal.StatusOther, "encrypted-status-with-assertion") // before anything is decrypted
	list(refusal.Audience, "encrypted-for-another-audience")
	list(refusal.Expired, "encrypted-expired")
	list(refusal.InResponseTo, "encrypted-answer-to-another")
	list(refusal.SubjectConfirmation, "confirmation-holder-of-key-then-bearer", "confirmation-with-not-before", "subject-missing",
		"confirmation-missing", "confirmation-holder-of-key", "confirmation-without-method", "confirmation-without-data", "confirmation-without-end")
	list(refusal.Recipient, "confirmation-elsewhere-then-here", "recipient-missing", "recipient-wrong")
	list(refusal.ForbiddenXML, "name-id-with-comment", "name-id-with-pi", "name-id-with-cdata",
		"value-with-comment", "value-with-pi", "value-with-cdata", "doctype", "doctype-with-entity")
	list(refusal.ElementInValue, "name-id-with-element", "value-with-element")
	list(refusal.NameIDFormat, "name-id-missing", "name-id-transient", "name-id-unspecified", "name-id-email", "name-id-format-missing")
	list(refusal.Conditions, "conditions-missing")
	list(refusal.Audience, "audience-missing", "audience-empty", "audience-wrong", "audience-restriction-twice")
	list(refusal.SessionEnded, "session-end-passed")
	list(refusal.NotYetValid, "issued-an-hour-ahead", "not-yet-valid")
	list(refusal.Expired, "expired", "confirmation-expired")
	list(refusal.AuthnStatement, "authn-statement-twice", "authn-statement-missing", "authn-instant-missing", "authn-instant-unreadable")
	list(refusal.AnswerTooLarge, "size-300k")
	list(refusal.MalformedXML, "duplicate-id", "encoding-iso-8859-1", "encoding-utf-16", // an ID twice is seen before anything else
		"xsw1-same-id", "xsw2-same-id", "xsw3-same-id", "xsw4-same-id", "xsw5-same-id", "xsw6-same-id", "xsw7-same-id", "xsw8-same-id")
	return v
}

// partner is a hub and our connection with it.
type partner struct {
	hub        *hub.Hub
	connection *Connection
	people     []hub.Person
}

// hubs makes one of each style, once.
var hubs = sync.OnceValue(func() map[hub.Style]partner {
	out := make(map[hub.Style]partner)
	for style, key := range map[hub.Style]*rsa.PrivateKey{hub.Entree: entreeKey(), hub.SURFconext: surfKey()} {
		schools, people := hub.DemoPeople(style)
		h, err := hub.New(hub.Config{Style: style, BaseURL: "https://" + string(style) + ".hub.test", Key: key,
			Schools: schools, People: people, Now: func() time.Time { return clock }})
		if err != nil {
			panic(err)
		}
		out[style] = partner{hub: h, people: people}
	}
	return out
})

// meet registers either with the other, by their metadata.
func meet(t testing.TB, style hub.Style) partner {
	t.Helper()
	p := hubs()[style]
	live, _, err := metadata.Static(p.hub.Metadata(), clock, metadata.Options{EntityID: p.hub.EntityID()})
	if err != nil {
		t.Fatal(err)
	}
	cfg := testConfig(t, claims.Federation(style), string(style))
	cfg.Metadata = live
	if p.connection, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	if err := p.hub.AcceptSP(p.connection.Metadata()); err != nil {
		t.Fatal(err)
	}
	return p
}

// ask sends a question and has the hub read it.
func (p partner) ask(t testing.TB) (hub.RequestInfo, providers.Answer) {
	t.Helper()
	q := question()
	started, err := p.connection.Start(q)
	if err != nil {
		t.Fatal(err)
	}
	req, err := p.hub.ParseRequest(started.URL)
	if err != nil {
		t.Fatal(err)
	}
	if !req.Signed || req.ID != q.ID || req.RelayState != q.RelayState || req.ACS != p.connection.acs || req.Issuer != p.connection.entityID {
		t.Errorf("the hub understood %+v", req)
	}
	return req, providers.Answer{RequestID: q.ID, KeySet: started.KeySet, Asked: clock, Now: clock}
}

// TestMisbehaviours is contract 14 and 15 and the SAML part of F-06 and F-11:
// everything that the test hubs can do wrong meets the refusal that is meant for
// it, and an honest answer in any dress gives exactly the honest identity.
func TestMisbehaviours(t *testing.T) {
	t.Parallel()
	want := verdicts()
	seen := make(map[string]bool)
	for _, style := range []hub.Style{hub.Entree, hub.SURFconext} {
		p := meet(t, style)
		req, q := p.ask(t)
		honest := p.verify(t, req, q, hub.Misbehaviour{})
		for _, named := range hub.Misbehaviours() {
			code, known := want[named.Name]
			if named.M.Tamper != "" && named.M.Encrypt == nil { // whatever it is that was changed after signing
				code, known = refusal.Signature, true
			}
			seen[named.Name] = true
			if !known {
				t.Errorf("the hubs misbehave in a way that has no verdict here: %s", named.Name)
				continue
			}
			if named.Only != "" && named.Only != style {
				continue
			}
			t.Run(string(style)+"/"+named.Name, func(t *testing.T) {
				field, err := p.hub.Answer(req, p.people[0], named.M)
				if err != nil {
					t.Fatal(err)
				}
				q := q
				q.SAMLResponse = field
				got, err := p.connection.Verify(q)
				p.judge(t, named, code, honest, got, err)
			})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if !seen[name] {
			t.Errorf("a verdict on %s, which no hub does any more", name)
		}
	}
}

func (p partner) verify(t testing.TB, req hub.RequestInfo, q providers.Answer, m hub.Misbehaviour) *providers.Identity {
	t.Helper()
	field, err := p.hub.Answer(req, p.people[0], m)
	if err != nil {
		t.Fatal(err)
	}
	q.SAMLResponse = field
	id, err := p.connection.Verify(q)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// judge compares with the verdict, and the verdict with what the hub's author
// thinks of it.
func (p partner) judge(t *testing.T, named hub.Named, code refusal.Code, honest, got *providers.Identity, err error) {
	t.Helper()
	if code != accepted {
		if named.Honest {
			t.Errorf("the hub is honest, yet the verdict is %s", refusal.Lookup(code).Name)
		}
		wantRefusal(t, got, err, code)
		for _, a := range honest.Attributes {
			for _, v := range a.Values {
				if len(v) > 3 && strings.Contains(err.Error(), v) {
					t.Errorf("the error holds a value of %s", a.Name)
				}
			}
		}
		return
	}
	if !named.Honest && !named.Either && !named.Claims && !named.Form {
		t.Error("the hub's author says that this must be refused")
	}
	if err != nil {
		t.Fatal(err)
	}
	if named.Claims {
		return
	}
	if got.NameID != honest.NameID {
		t.Errorf("another NameID than that of the honest answer")
	}
	for _, a := range honest.Attributes {
		if !slices.ContainsFunc(got.Attributes, func(b claims.Attribute) bool { return reflect.DeepEqual(a, b) }) {
			t.Errorf("attribute %s differs from the honest answer's", a.Name)
		}
	}
}

// TestHonestPeople: everybody whom the hubs know arrives as the hub wrote them,
// compared with what another parser makes of the same answer; however it is signed,
// it is the same identity.
func TestHonestPeople(t *testing.T) {
	t.Parallel()
	for _, style := range []hub.Style{hub.Entree, hub.SURFconext} {
		p := meet(t, style)
		req, q := p.ask(t)
		for _, person := range p.people {
			for _, coverage := range []hub.Coverage{hub.SignAssertion, hub.SignBoth, hub.SignResponse} {
				raw, err := p.hub.XML(req, person, hub.Misbehaviour{Sign: coverage})
				if err != nil {
					t.Fatal(err)
				}
				q.SAMLResponse = base64.StdEncoding.EncodeToString(raw)
				id, err := p.connection.Verify(q)
				if err != nil {
					t.Errorf("%s, %s: %v", person.Login, coverage, err)
					continue
				}
				if want := attributesOf(t, raw); !reflect.DeepEqual(id.Attributes, want) {
					t.Errorf("%s, %s: attributes differ", person.Login, coverage)
				}
				if id.NameID.Value == "" || id.Authority == "" || id.ACR == "" || !id.AuthnInstant.Equal(clock) {
					t.Errorf("%s, %s: not all was read", person.Login, coverage)
				}
			}
		}
	}
}

// TestHubRollover is F-04 with a real hub: it begins to sign with a new key at a
// new address while logins are under way. Not one of them fails.
func TestHubRollover(t *testing.T) {
	t.Parallel()
	schools, people := hub.DemoPeople(hub.SURFconext)
	h, err := hub.New(hub.Config{Style: hub.SURFconext, BaseURL: "https://rolling.hub.test", Key: surfKey(), Schools: schools, People: people, Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	p := partner{hub: h, people: people}
	live, _, err := metadata.Static(h.Metadata(), clock, metadata.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := testConfig(t, claims.SURFconext, "rolling")
	cfg.Metadata = live
	if p.connection, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	if err := h.AcceptSP(p.connection.Metadata()); err != nil {
		t.Fatal(err)
	}
	before, underWay := p.ask(t)
	if _, err := h.RotateKey(entreeKey(), nil); err != nil {
		t.Fatal(err)
	}
	p.verify(t, before, underWay, hub.Misbehaviour{}) // the old address answers with the old key
	if _, err := live.Set(h.Metadata(), clock); err != nil {
		t.Fatal(err)
	}
	p.verify(t, before, underWay, hub.Misbehaviour{}) // our metadata moved on meanwhile
	after, fresh := p.ask(t)
	if after.KeyID == before.KeyID || fresh.KeySet == underWay.KeySet {
		t.Error("the new request went to the old key")
	}
	p.verify(t, after, fresh, hub.Misbehaviour{})
	field, err := h.Answer(before, people[0], hub.Misbehaviour{})
	if err != nil {
		t.Fatal(err)
	}
	fresh.SAMLResponse = field
	id, err := p.connection.Verify(fresh) // signed by the old key, asked under the new one
	wantRefusal(t, id, err, refusal.Signature)
}
