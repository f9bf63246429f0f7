package saml

import (
	"crypto/rsa"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
	"sluis/providers/hub"
)

// TestVerifyHonest: both ways of signing that the hubs have, and both at once, give
// exactly what was signed, values untouched (contract 15).
func TestVerifyHonest(t *testing.T) {
	t.Parallel()
	c := surf(t)
	want := &providers.Identity{
		Assertion: "CORTO2222",
		NameID:    claims.NameID{Format: claims.FormatPersistent, Value: "69c803b4b218529bc4ae3ae0047cb5481e72c772"},
		Attributes: []claims.Attribute{
			{Name: "uid", Values: []string{"qj7cks8qdz9ph54@petteflat"}},
			{Name: "eduPersonAffiliation", Values: []string{"student", "member"}},
			{Name: "sn", Values: []string{" Pükkelen & zn "}},
			{Name: "eckId", Values: []string{""}},
		},
		Authority:    "https://idp.petteflat.example.nl/",
		ACR:          "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
		AuthnInstant: clock.Add(-time.Second),
		NotOnOrAfter: clock.Add(299 * time.Second),
	}
	digests := make(map[[32]byte]bool)
	for name, s := range map[string]style{
		"assertion signed": {assertion: true},
		"response signed":  {response: true},
		"both signed":      {response: true, assertion: true},
	} {
		got, err := c.Verify(answer(t, c, s.sign(t, reply(t, c), surfKey())))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		digests[got.Digest] = true
		got.Digest = [32]byte{}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: identity differs from what was signed:\n got %+v\nwant %+v", name, got, want)
		}
	}
	if len(digests) != 1 {
		t.Errorf("one assertion in %d wrappers has %d digests, and must have one", 3, len(digests))
	}
}

// TestDigestTellsApart: two assertions never share a digest, also where one differs
// only in how its values are cut.
func TestDigestTellsApart(t *testing.T) {
	t.Parallel()
	c := surf(t)
	seen := make(map[[32]byte]string)
	for name, change := range map[string]func(*el){
		"none":  func(*el) {},
		"ID":    func(r *el) { r.at(t, "saml:Assertion").set("ID", "CORTO3333") },
		"value": func(r *el) { r.at(t, "saml:Assertion", "saml:AttributeStatement", "saml:Attribute").kids[0].text = "x" },
		"two values": func(r *el) {
			a := r.at(t, "saml:Assertion", "saml:AttributeStatement")
			a.kids[1] = attribute("eduPersonAffiliation", "studentmember")
		},
		"two names": func(r *el) {
			a := r.at(t, "saml:Assertion", "saml:AttributeStatement")
			a.kids[1] = attribute("eduPersonAffiliation", "student")
			a.kids = slices.Insert(a.kids, 2, attribute("member"))
		},
		"NameID": func(r *el) { r.at(t, "saml:Assertion", "saml:Subject", "saml:NameID").text = "y" },
	} {
		r := reply(t, c)
		change(r)
		id, err := c.Verify(answer(t, c, style{assertion: true}.sign(t, r, surfKey())))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if other, ok := seen[id.Digest]; ok {
			t.Errorf("%s and %s have one digest", name, other)
		}
		seen[id.Digest] = name
	}
}

// TestDigestNamesTheHub: an ID is unique at the hub that made it, no further.
func TestDigestNamesTheHub(t *testing.T) {
	t.Parallel()
	digest := func(c *Connection, key *rsa.PrivateKey) [32]byte {
		id, err := c.Verify(answer(t, c, style{assertion: true}.sign(t, reply(t, c), key)))
		if err != nil {
			t.Fatal(err)
		}
		return id.Digest
	}
	if digest(entree(t), entreeKey()) == digest(surf(t), surfKey()) {
		t.Error("one ID at two hubs has one digest")
	}
}

// TestNotOnOrAfter is the earliest of all ends, whichever element has it.
func TestNotOnOrAfter(t *testing.T) {
	t.Parallel()
	c := surf(t)
	for _, tc := range []struct{ confirmation, conditions string }{
		{"2026-01-01T09:01:00Z", "2026-01-01T09:05:00Z"}, {"2026-01-01T09:05:00Z", "2026-01-01T09:01:00Z"}, {"2026-01-01T09:01:00Z", "-"},
	} {
		r := reply(t, c)
		r.at(t, "saml:Assertion", "saml:Subject", "saml:SubjectConfirmation", "saml:SubjectConfirmationData").set("NotOnOrAfter", tc.confirmation)
		r.at(t, "saml:Assertion", "saml:Conditions").set("NotOnOrAfter", tc.conditions)
		id, err := c.Verify(answer(t, c, style{assertion: true}.sign(t, r, surfKey())))
		if err != nil || !id.NotOnOrAfter.Equal(clock.Add(time.Minute)) {
			t.Errorf("%v: %v", tc, err)
		}
	}
}

// TestNoAssertionByItself: the validator refuses a Success without an Assertion;
// should it ever let one pass, this side refuses it too.
func TestNoAssertionByItself(t *testing.T) {
	t.Parallel()
	wantRefusal(t, nil, new(reading).assertionPresent(), refusal.NoAssertion)
}

// TestTargetedID: the one attribute whose value is an element gives that element's
// text (contract 15).
func TestTargetedID(t *testing.T) {
	t.Parallel()
	c := surf(t)
	r := reply(t, c)
	a := r.at(t, "saml:Assertion", "saml:AttributeStatement").kids[0]
	a.set("Name", "urn:mace:dir:attribute-def:eduPersonTargetedID")
	a.kids[0] = &el{name: "saml:AttributeValue", kids: []*el{{name: "saml:NameID", text: "270E4CB4"}}}
	id, err := c.Verify(answer(t, c, style{assertion: true}.sign(t, r, surfKey())))
	if err != nil || id.Attributes[0].Values[0] != "270E4CB4" {
		t.Errorf("not read: %v", err)
	}
}

// refused is a change to a genuine Response, made before it is signed, that must
// be refused under a named code (contract 14, 15).
type refused struct {
	name   string
	change func(*el)
	code   refusal.Code
	style  style // zero: the Assertion is signed
}

func refusedResponses(t *testing.T) []refused {
	response := style{response: true}
	status := func(values ...string) func(*el) {
		return func(r *el) {
			at := r.at(t, "samlp:Status")
			for i, v := range values {
				code := &el{name: "samlp:StatusCode", attrs: []string{"Value", statusPrefix + v}}
				if i == 0 {
					at.kids = nil
				}
				at.kids = append(at.kids, code)
				at = code
			}
		}
	}
	return []refused{
		{"Response of SAML 1.1", func(r *el) { r.set("Version", "1.1") }, refusal.SAMLVersion, style{}},
		{"Response without Version", func(r *el) { r.set("Version", "-") }, refusal.SAMLVersion, style{}},
		{"Response without ID", func(r *el) { r.set("ID", "-") }, refusal.MalformedXML, style{}},
		{"Response without IssueInstant", func(r *el) { r.set("IssueInstant", "-") }, refusal.MalformedXML, style{}},
		{"IssueInstant with an offset", func(r *el) { r.set("IssueInstant", "2026-01-01T09:59:59+01:00") }, refusal.MalformedXML, style{}},
		{"another Response Issuer", func(r *el) { r.at(t, "saml:Issuer").text = entreeHub }, refusal.Issuer, style{}},
		{"an empty Response Issuer", func(r *el) { r.at(t, "saml:Issuer").text = "" }, refusal.Issuer, style{}},
		{"Response Issuer of another Format", func(r *el) { r.at(t, "saml:Issuer").set("Format", claims.FormatPersistent) }, refusal.Issuer, style{}},
		{"two Response Issuers", func(r *el) { r.after(t, "saml:Issuer", r.at(t, "saml:Issuer")) }, refusal.Issuer, style{}},
		{"wrong Destination", func(r *el) { r.set("Destination", "https://sluis.example.nl/saml/entree/acs") }, refusal.Destination, style{}},
		{"wrong Destination, signed", func(r *el) { r.set("Destination", "https://evil.example/acs") }, refusal.Destination, response},
		{"no Destination, signed", func(r *el) { r.set("Destination", "-") }, refusal.Destination, response},
		{"empty Destination", func(r *el) { r.set("Destination", "") }, refusal.Destination, style{}},
		{"Destination in a namespace", func(r *el) { r.set("samlp:Destination", r.attr("Destination")); r.set("Destination", "-") }, refusal.Destination, response},
		{"Destination of other case", func(r *el) { r.set("Destination", strings.ToUpper(r.attr("Destination"))) }, refusal.Destination, style{}},
		{"answers another request", func(r *el) { r.set("InResponseTo", "_other") }, refusal.InResponseTo, style{}},
		{"unsolicited", func(r *el) { r.set("InResponseTo", "-") }, refusal.InResponseTo, style{}},
		{"no Status", func(r *el) { r.drop("samlp:Status") }, refusal.MalformedXML, style{}},
		{"two Statuses", func(r *el) {
			r.after(t, "saml:Issuer", &el{name: "samlp:Status", kids: []*el{{name: "samlp:StatusCode", attrs: []string{"Value", statusPrefix + "Success"}}}})
		}, refusal.MalformedXML, style{}},
		{"two StatusCodes", func(r *el) { s := r.at(t, "samlp:Status"); s.kids = append(s.kids, s.kids[0]) }, refusal.MalformedXML, style{}},
		{"NoPassive, nested, with an Assertion", status("Responder", "NoPassive"), refusal.StatusNoPassive, style{}},
		{"NoAuthnContext at the top, with an Assertion", status("NoAuthnContext"), refusal.StatusNoAuthnContext, style{}},
		{"AuthnFailed", status("Responder", "AuthnFailed"), refusal.StatusAuthnFailed, style{}},
		{"RequestDenied", status("Responder", "RequestDenied"), refusal.StatusRequestDenied, style{}},
		{"ProxyCountExceeded", status("Responder", "ProxyCountExceeded"), refusal.StatusProxyCount, style{}},
		{"RequestDenied, third level", status("Responder", "Whatever", "RequestDenied"), refusal.StatusRequestDenied, style{}},
		{"Requester", status("Requester"), refusal.StatusOther, style{}},
		{"Success with something inside", status("Success", "Success"), refusal.StatusOther, style{}},
		{"Success in another spelling", status("success"), refusal.StatusOther, style{}},
		{"Success with a blank", status("Success "), refusal.StatusOther, style{}},
		{"no StatusCode value", func(r *el) { r.at(t, "samlp:Status", "samlp:StatusCode").set("Value", "-") }, refusal.StatusOther, style{}},
		{"no Assertion", func(r *el) { r.drop("saml:Assertion") }, refusal.NoAssertion, response},
		{"two Assertions", func(r *el) {
			r.kids = append(r.kids, &el{name: "saml:Assertion", attrs: []string{"ID", "_z"}})
		}, refusal.SecondAssertion, style{}},
		{"an encrypted Assertion beside it", func(r *el) { r.kids = append(r.kids, &el{name: "saml:EncryptedAssertion"}) }, refusal.SecondAssertion, style{}},
		{"nothing signed", func(r *el) {}, refusal.Signature, style{response: true, assertion: true}},
	}
}

func refusedSubjects(t *testing.T) []refused {
	a := func(r *el, path ...string) *el { return r.at(t, append([]string{"saml:Assertion"}, path...)...) }
	data := func(r *el) *el {
		return a(r, "saml:Subject", "saml:SubjectConfirmation", "saml:SubjectConfirmationData")
	}
	return []refused{
		{"Assertion of SAML 1.1", func(r *el) { a(r).set("Version", "1.1") }, refusal.SAMLVersion, style{}},
		{"Assertion without ID", func(r *el) { a(r).set("ID", "-") }, refusal.MalformedXML, style{response: true}},
		{"Assertion of another hub", func(r *el) { a(r, "saml:Issuer").text = entreeHub }, refusal.Issuer, style{}},
		{"Assertion without Issuer", func(r *el) { a(r).drop("saml:Issuer") }, refusal.Issuer, style{response: true}},
		{"an element in the Issuer", func(r *el) { a(r, "saml:Issuer").kids = []*el{{name: "saml:X"}} }, refusal.ElementInValue, style{}},
		{"no IssueInstant", func(r *el) { a(r).set("IssueInstant", "-") }, refusal.MalformedXML, style{}},
		{"no Subject", func(r *el) { a(r).drop("saml:Subject") }, refusal.SubjectConfirmation, style{}},
		{"two Subjects", func(r *el) { a(r).after(t, "saml:Subject", a(r, "saml:Subject")) }, refusal.SubjectConfirmation, style{}},
		{"no NameID", func(r *el) { a(r, "saml:Subject").drop("saml:NameID") }, refusal.NameIDFormat, style{}},
		{"two NameIDs", func(r *el) { a(r, "saml:Subject").after(t, "saml:NameID", a(r, "saml:Subject", "saml:NameID")) }, refusal.NameIDFormat, style{}},
		{"a BaseID beside it", func(r *el) { a(r, "saml:Subject").after(t, "saml:NameID", &el{name: "saml:BaseID"}) }, refusal.NameIDFormat, style{}},
		{"EncryptedID that is none", func(r *el) { a(r, "saml:Subject", "saml:NameID").name = "saml:EncryptedID" }, refusal.Undecryptable, style{}},
		{"EncryptedID beside a NameID", func(r *el) {
			a(r, "saml:Subject").after(t, "saml:NameID", &el{name: "saml:EncryptedID"})
		}, refusal.NameIDFormat, style{}},
		{"two EncryptedIDs", func(r *el) {
			a(r, "saml:Subject").after(t, "saml:NameID", &el{name: "saml:EncryptedID"})
			a(r, "saml:Subject", "saml:NameID").name = "saml:EncryptedID"
		}, refusal.NameIDFormat, style{}},
		{"transient NameID", func(r *el) {
			a(r, "saml:Subject", "saml:NameID").set("Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient")
		}, refusal.NameIDFormat, style{}},
		{"NameID without Format", func(r *el) { a(r, "saml:Subject", "saml:NameID").set("Format", "-") }, refusal.NameIDFormat, style{}},
		{"an element in the NameID", func(r *el) { a(r, "saml:Subject", "saml:NameID").kids = []*el{{name: "saml:X", text: "evil"}} }, refusal.ElementInValue, style{}},
		{"no SubjectConfirmation", func(r *el) { a(r, "saml:Subject").drop("saml:SubjectConfirmation") }, refusal.SubjectConfirmation, style{}},
		{"holder of key", func(r *el) {
			a(r, "saml:Subject", "saml:SubjectConfirmation").set("Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key")
		}, refusal.SubjectConfirmation, style{}},
		{"holder of key beside bearer", func(r *el) {
			s := a(r, "saml:Subject")
			s.kids = append(s.kids, &el{name: "saml:SubjectConfirmation", attrs: []string{"Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"}})
		}, refusal.SubjectConfirmation, style{}},
		{"confirmed by somebody else", func(r *el) {
			c := a(r, "saml:Subject", "saml:SubjectConfirmation")
			c.kids = append(c.kids, &el{name: "saml:NameID", text: "x"})
		}, refusal.SubjectConfirmation, style{}},
		{"no SubjectConfirmationData", func(r *el) { a(r, "saml:Subject", "saml:SubjectConfirmation").kids = nil }, refusal.SubjectConfirmation, style{}},
		{"two SubjectConfirmationData", func(r *el) { c := a(r, "saml:Subject", "saml:SubjectConfirmation"); c.kids = append(c.kids, c.kids[0]) }, refusal.SubjectConfirmation, style{}},
		{"a second bearer that does not fit", func(r *el) {
			s := a(r, "saml:Subject")
			s.kids = append(s.kids, &el{name: "saml:SubjectConfirmation", attrs: []string{"Method", methodBearer}, kids: []*el{{name: "saml:SubjectConfirmationData"}}})
		}, refusal.Recipient, style{}},
		{"no Recipient", func(r *el) { data(r).set("Recipient", "-") }, refusal.Recipient, style{}},
		{"another Recipient", func(r *el) { data(r).set("Recipient", "https://sluis.example.nl/saml/entree/acs") }, refusal.Recipient, style{}},
		{"confirmation of another request", func(r *el) { data(r).set("InResponseTo", "_other") }, refusal.InResponseTo, style{}},
		{"confirmation of no request", func(r *el) { data(r).set("InResponseTo", "-") }, refusal.InResponseTo, style{}},
		{"confirmation without end", func(r *el) { data(r).set("NotOnOrAfter", "-") }, refusal.SubjectConfirmation, style{}},
		{"confirmation with NotBefore", func(r *el) { data(r).set("NotBefore", "2026-01-01T08:00:00Z") }, refusal.SubjectConfirmation, style{}},
	}
}

func refusedStatements(t *testing.T) []refused {
	a := func(r *el, path ...string) *el { return r.at(t, append([]string{"saml:Assertion"}, path...)...) }
	restriction := func(audience string) *el {
		return &el{name: "saml:AudienceRestriction", kids: []*el{{name: "saml:Audience", text: audience}}}
	}
	return []refused{
		{"no Conditions", func(r *el) { a(r).drop("saml:Conditions") }, refusal.Conditions, style{}},
		{"two Conditions", func(r *el) { a(r).after(t, "saml:Conditions", a(r, "saml:Conditions")) }, refusal.Conditions, style{}},
		{"NotBefore without a zone", func(r *el) { a(r, "saml:Conditions").set("NotBefore", "2026-01-01T08:00:00") }, refusal.Conditions, style{}},
		{"an empty NotOnOrAfter", func(r *el) { a(r, "saml:Conditions").set("NotOnOrAfter", "") }, refusal.Conditions, style{}},
		{"an unknown condition", func(r *el) { c := a(r, "saml:Conditions"); c.kids = append(c.kids, &el{name: "saml:Condition"}) }, refusal.Conditions, style{}},
		{"no AudienceRestriction", func(r *el) { a(r, "saml:Conditions").kids = nil }, refusal.Audience, style{}},
		{"no Audience", func(r *el) { a(r, "saml:Conditions", "saml:AudienceRestriction").kids = nil }, refusal.Audience, style{}},
		{"another audience", func(r *el) {
			a(r, "saml:Conditions", "saml:AudienceRestriction", "saml:Audience").text = "https://app.example/"
		}, refusal.Audience, style{}},
		{"our other connection as audience", func(r *el) {
			a(r, "saml:Conditions", "saml:AudienceRestriction", "saml:Audience").text = "https://sluis.example.nl/saml/entree"
		}, refusal.Audience, style{}},
		{"a second restriction without us", func(r *el) {
			c := a(r, "saml:Conditions")
			c.kids = append(c.kids, restriction("https://app.example/"))
		}, refusal.Audience, style{}},
		{"an element in the Audience", func(r *el) {
			a(r, "saml:Conditions", "saml:AudienceRestriction", "saml:Audience").kids = []*el{{name: "saml:X"}}
		}, refusal.ElementInValue, style{}},
		{"no AuthnStatement", func(r *el) { a(r).drop("saml:AuthnStatement") }, refusal.AuthnStatement, style{}},
		{"two AuthnStatements", func(r *el) { a(r).after(t, "saml:AuthnStatement", a(r, "saml:AuthnStatement")) }, refusal.AuthnStatement, style{}},
		{"no AuthnInstant", func(r *el) { a(r, "saml:AuthnStatement").set("AuthnInstant", "-") }, refusal.AuthnStatement, style{}},
		{"no AuthnContext", func(r *el) { a(r, "saml:AuthnStatement").kids = nil }, refusal.AuthnStatement, style{}},
		{"two class references", func(r *el) { c := a(r, "saml:AuthnStatement", "saml:AuthnContext"); c.kids = append(c.kids, c.kids[0]) }, refusal.AuthnStatement, style{}},
		{"an element in the class reference", func(r *el) {
			a(r, "saml:AuthnStatement", "saml:AuthnContext", "saml:AuthnContextClassRef").kids = []*el{{name: "saml:X"}}
		}, refusal.ElementInValue, style{}},
		{"an element in the authority", func(r *el) {
			a(r, "saml:AuthnStatement", "saml:AuthnContext", "saml:AuthenticatingAuthority").kids = []*el{{name: "saml:X"}}
		}, refusal.ElementInValue, style{}},
		{"malformed SessionNotOnOrAfter", func(r *el) { a(r, "saml:AuthnStatement").set("SessionNotOnOrAfter", "later") }, refusal.AuthnStatement, style{}},
	}
}

func refusedAttributes(t *testing.T) []refused {
	statement := func(r *el) *el { return r.at(t, "saml:Assertion", "saml:AttributeStatement") }
	first := func(r *el) *el { return statement(r).kids[0] }
	// targeted makes the first attribute an eduPersonTargetedID that holds these.
	targeted := func(r *el, kids ...*el) {
		first(r).set("Name", "urn:oid:1.3.6.1.4.1.5923.1.1.1.10")
		first(r).kids[0] = &el{name: "saml:AttributeValue", kids: kids}
	}
	return []refused{
		{"EncryptedAttribute", func(r *el) { first(r).name = "saml:EncryptedAttribute" }, refusal.Encrypted, style{}},
		{"Attribute without Name", func(r *el) { first(r).set("Name", "-") }, refusal.MalformedXML, style{}},
		{"something else in the statement", func(r *el) { first(r).name = "saml:Thing" }, refusal.MalformedXML, style{}},
		{"something else in the attribute", func(r *el) { first(r).kids[0].name = "saml:Thing" }, refusal.MalformedXML, style{}},
		{"an element in a value", func(r *el) { first(r).kids[0].kids = []*el{{name: "saml:X", text: "evil"}} }, refusal.ElementInValue, style{}},
		{"a NameID in another attribute's value", func(r *el) {
			first(r).kids[0] = &el{name: "saml:AttributeValue", kids: []*el{{name: "saml:NameID", text: "x"}}}
		}, refusal.ElementInValue, style{}},
		{"two NameIDs in eduPersonTargetedID", func(r *el) {
			targeted(r, &el{name: "saml:NameID"}, &el{name: "saml:NameID"})
		}, refusal.ElementInValue, style{}},
		{"something beside the NameID of eduPersonTargetedID", func(r *el) {
			targeted(r, &el{name: "saml:NameID"}, &el{name: "saml:X"})
		}, refusal.ElementInValue, style{}},
		{"an element inside the NameID of eduPersonTargetedID", func(r *el) {
			targeted(r, &el{name: "saml:NameID", kids: []*el{{name: "saml:X"}}})
		}, refusal.ElementInValue, style{}},
		{"too many attributes", func(r *el) {
			s := statement(r)
			for range maxAttributes {
				s.kids = append(s.kids, attribute("x"))
			}
		}, refusal.AnswerTooLarge, style{}},
		{"too many values", func(r *el) {
			s := statement(r)
			s.kids[0] = attribute("x", make([]string, maxValues+1)...)
		}, refusal.AnswerTooLarge, style{}},
	}
}

// TestVerifyRefuses: one planted fault each, in a Response whose signatures hold.
func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	c := surf(t)
	all := slices.Concat(refusedResponses(t), refusedSubjects(t), refusedStatements(t), refusedAttributes(t))
	for _, f := range all {
		t.Run(f.name, func(t *testing.T) {
			r := reply(t, c)
			if f.name == "nothing signed" {
				f.style = style{}
			} else if f.style == (style{}) {
				f.style.assertion = true
			}
			f.change(r)
			id, err := c.Verify(answer(t, c, f.style.sign(t, r, surfKey())))
			wantRefusal(t, id, err, f.code)
		})
	}
}

// wantRefusal also holds that no error tells what the hub said of a person (design
// §1.4), or quotes a handle of ours.
func wantRefusal(t testing.TB, id *providers.Identity, err error, code refusal.Code) {
	t.Helper()
	if id != nil {
		t.Error("an identity came with a refusal")
	}
	var r *refusal.Error
	if !errors.As(err, &r) {
		t.Fatalf("got error %v, want a refusal %s", err, code)
	}
	if r.Code != code {
		t.Errorf("refused as %v, want %s", r, refusal.Lookup(code).Name)
	}
	for _, secret := range []string{"qj7cks8qdz9ph54", "Pükkelen", "69c803b4b218529b", "student", "petteflat", requestID, "CORTO", hub.Evil} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error holds %q: %v", secret, err)
		}
	}
}
