package xmlsec

import (
	"crypto"
	"crypto/elliptic"
	"strings"
	"testing"
)

// Who may sign what, with what (contract 15; design §5.1).
func TestOpenAccepts(t *testing.T) {
	t.Parallel()
	rsaKey, p256, p384, p521 := hubRSA(), hubP256(), newECDSA(elliptic.P384()), newECDSA(elliptic.P521())
	for name, c := range map[string]struct {
		m          message
		s          seal
		resp, asrt bool
	}{
		"assertion signed":           {message{}, seal{by: rsaKey}, false, true},
		"response signed":            {message{responseSigned: true, assertionBare: true}, seal{by: rsaKey}, true, false},
		"both signed":                {message{responseSigned: true}, seal{by: rsaKey}, true, true},
		"RSA with SHA-384":           {message{}, seal{by: rsaKey, hash: crypto.SHA384, digest: crypto.SHA384}, false, true},
		"RSA with SHA-512":           {message{}, seal{by: rsaKey, hash: crypto.SHA512, digest: crypto.SHA512}, false, true},
		"mixed hashes":               {message{}, seal{by: rsaKey, hash: crypto.SHA256, digest: crypto.SHA512}, false, true},
		"P-256":                      {message{}, seal{by: p256}, false, true},
		"P-256 with SHA-512":         {message{responseSigned: true}, seal{by: p256, hash: crypto.SHA512}, true, true},
		"P-384":                      {message{}, seal{by: p384, hash: crypto.SHA384}, false, true},
		"P-521":                      {message{}, seal{by: p521, hash: crypto.SHA512}, false, true},
		"KeyInfo with a certificate": {message{responseSigned: true}, seal{by: rsaKey, keyInfo: true}, true, true},
		"wrapped base64":             {message{}, seal{by: rsaKey, wrapBase64: true}, false, true},
		"PrefixList":                 {message{}, seal{by: rsaKey, list: "xs"}, false, true},
		"PrefixList of SignedInfo":   {message{}, seal{by: rsaKey, infoList: "xs saml"}, false, true},
		"prefix that is not there":   {message{}, seal{by: rsaKey, list: "xs nowhere"}, false, true},
		"default namespace":          {message{defaultNamespace: true}, seal{by: rsaKey}, false, true},
		"pretty-printed":             {message{pretty: true, responseSigned: true}, seal{by: rsaKey}, true, true},
		"many attributes":            {message{attributes: 400}, seal{by: rsaKey}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := c.m.signed(t, c.s)
			m, err := Open([]byte(doc), []Key{attackerRSA().pub, c.s.by.pub})
			if err != nil {
				t.Fatalf("refused: %v", err)
			}
			if m.ResponseSigned != c.resp || m.AssertionSigned != c.asrt {
				t.Errorf("signed: Response %v, Assertion %v; want %v, %v", m.ResponseSigned, m.AssertionSigned, c.resp, c.asrt)
			}
			if m.Assertion.KeyID != c.s.by.pub.ID() {
				t.Errorf("key %s, want the hub's", m.Assertion.KeyID)
			}
			if id, _ := m.Assertion.Attr("ID"); id != assertionID {
				t.Errorf("assertion %q, want %q", id, assertionID)
			}
			if m.Assertion.Child(spaceDS, "Signature").OK() || m.Response.Child(spaceDS, "Signature").OK() {
				t.Error("a signature can be read: its content is not signed")
			}
			_, err = Open([]byte(doc), []Key{attackerRSA().pub})
			if got := reasonOf(t, err); got != ReasonSignature && got != ReasonKey {
				t.Errorf("under another key: %v, want a refusal for the signature or the key", err)
			}
			_, err = Open([]byte(doc), nil)
			wantReason(t, err, ReasonKey)
		})
	}
}

// Each row is a shape of Response that must not pass (contract 14; saml-notes §2).
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	hub := seal{by: hubRSA()}
	plain := message{}.signed(t, hub)
	whole := message{responseSigned: true, assertionBare: true}.signed(t, hub)
	both := message{responseSigned: true}.signed(t, hub)
	bare := message{assertionBare: true}
	assertion := cut(t, plain, "<saml:Assertion ", "</saml:Assertion>")
	signature := cut(t, plain, "<ds:Signature ", "</ds:Signature>")
	anotherID := strings.ReplaceAll(strings.Replace(assertion, signature, "", 1), assertionID, "_b")
	replace := func(doc, old, new string) string {
		t.Helper()
		if !strings.Contains(doc, old) {
			t.Fatalf("the message does not hold %s", old)
		}
		return strings.Replace(doc, old, new, 1)
	}
	for name, c := range map[string]struct {
		doc  string
		want Reason
	}{
		"nothing signed":                      {bare.text(), ReasonNoSignature},
		"no assertion, Success":               {message{noAssertion: true}.text(), ReasonNoAssertion},
		"no assertion, no status":             {strings.ReplaceAll(message{noAssertion: true}.text(), "samlp:Status>", "samlp:Stat>"), ReasonNoAssertion},
		"no assertion, empty status":          {replace(message{noAssertion: true}.text(), "urn:oasis:names:tc:SAML:2.0:status:Success", ""), ReasonNoAssertion},
		"no assertion, status elsewhere":      {replace(message{noAssertion: true, status: "urn:x"}.text(), "<samlp:Status>", `<samlp:Status xmlns:samlp="u:1">`), ReasonNoAssertion},
		"an assertion alone":                  {`<?xml version="1.0"?>` + replace(assertion, "<saml:Assertion ", `<saml:Assertion xmlns:saml="`+spaceSAML+`" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" `), ReasonRoot},
		"Response of SAML 1.1":                {strings.ReplaceAll(plain, spaceSAMLP, "urn:oasis:names:tc:SAML:1.0:protocol"), ReasonRoot},
		"LogoutResponse":                      {strings.ReplaceAll(plain, "samlp:Response", "samlp:LogoutResponse"), ReasonRoot},
		"second assertion after":              {replace(plain, "</samlp:Response>", anotherID+"</samlp:Response>"), ReasonSecondAssertion},
		"second assertion before":             {replace(plain, assertion, anotherID+assertion), ReasonSecondAssertion},
		"second assertion in Advice":          {replace(plain, "<saml:AuthnStatement ", "<saml:Advice>"+anotherID+"</saml:Advice><saml:AuthnStatement "), ReasonSecondAssertion},
		"second assertion in Extensions":      {replace(plain, "<samlp:Status>", "<samlp:Extensions>"+anotherID+"</samlp:Extensions><samlp:Status>"), ReasonAssertionPlace},
		"second assertion in KeyInfo":         {replace(plain, "</ds:Signature>", "<ds:KeyInfo>"+anotherID+"</ds:KeyInfo></ds:Signature>"), ReasonSecondAssertion},
		"second assertion, no namespace":      {replace(plain, "</samlp:Response>", "<Assertion/></samlp:Response>"), ReasonSecondAssertion},
		"second assertion, SAML 1.1":          {replace(plain, "</samlp:Response>", `<Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion"/></samlp:Response>`), ReasonSecondAssertion},
		"foreign assertion first":             {replace(plain, "<samlp:Status>", `<Assertion xmlns="u:1"/><samlp:Status>`), ReasonAssertionPlace},
		"assertion wrapped":                   {replace(plain, assertion, "<samlp:Extensions>"+assertion+"</samlp:Extensions>"), ReasonAssertionPlace},
		"the Response wrapped":                {strings.Replace(replace(plain, `ID="`+responseID+`"`, `ID="_w"><samlp:Response ID="`+responseID+`"`), "</samlp:Response>", "</samlp:Response></samlp:Response>", 1), ReasonAssertionPlace},
		"encrypted beside a plain one":        {replace(plain, "</samlp:Response>", "<saml:EncryptedAssertion/></samlp:Response>"), ReasonSecondAssertion},
		"encrypted before a plain one":        {replace(plain, assertion, "<saml:EncryptedAssertion/>"+assertion), ReasonSecondAssertion},
		"encrypted inside a plain one":        {replace(plain, "<saml:Subject>", "<saml:Advice><saml:EncryptedAssertion/></saml:Advice><saml:Subject>"), ReasonSecondAssertion},
		"two encrypted ones":                  {replace(plain, assertion, "<saml:EncryptedAssertion/><saml:EncryptedAssertion/>"), ReasonSecondAssertion},
		"encrypted, foreign":                  {replace(plain, assertion, `<EncryptedAssertion xmlns="u:1"/>`), ReasonAssertionPlace},
		"encrypted, in Extensions":            {replace(plain, assertion, `<samlp:Extensions><saml:EncryptedAssertion/></samlp:Extensions>`), ReasonAssertionPlace},
		"encrypted, signed itself":            {replace(plain, assertion, "<saml:EncryptedAssertion>"+signature+"</saml:EncryptedAssertion>"), ReasonExtraSignature},
		"encrypted, put into a signed one":    {replace(whole, cut(t, whole, "<saml:Assertion ", "</saml:Assertion>"), "<saml:EncryptedAssertion/>"), ReasonDigest},
		"signature moved to the Response":     {replace(replace(plain, signature, ""), "<samlp:Status>", signature+"<samlp:Status>"), ReasonReference},
		"signature moved into Subject":        {replace(replace(plain, signature, ""), "<saml:NameID ", signature+"<saml:NameID "), ReasonExtraSignature},
		"signature in Extensions":             {replace(plain, "<samlp:Status>", "<samlp:Extensions>"+signature+"</samlp:Extensions><samlp:Status>"), ReasonExtraSignature},
		"signature in a signature":            {replace(plain, "</ds:Signature>", "<ds:KeyInfo>"+signature+"</ds:KeyInfo></ds:Signature>"), ReasonExtraSignature},
		"two signatures on the assertion":     {replace(plain, signature, signature+signature), ReasonExtraSignature},
		"signature of the Response twice":     {replace(whole, "<samlp:Status>", cut(t, whole, "<ds:Signature ", "</ds:Signature>")+"<samlp:Status>"), ReasonExtraSignature},
		"Response's is bad, assertion's good": {replace(both, `Destination="https://broker`, `Destination="https://evil`), ReasonDigest},
		"content changed":                     {replace(plain, "qj7cks8qdz9ph54", "admin"), ReasonDigest},
		"content changed, Response signed":    {replace(whole, "qj7cks8qdz9ph54", "admin"), ReasonDigest},
		"assertion renamed":                   {strings.ReplaceAll(plain, assertionID, "_b"), ReasonSignature},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := Open([]byte(c.doc), []Key{hubRSA().pub})
			wantReason(t, err, c.want)
			if m != nil && err != nil {
				t.Error("a message beside the refusal")
			}
		})
	}
}

// cut gives the first part of doc that begins and ends so.
func cut(t testing.TB, doc, from, to string) string {
	t.Helper()
	at := strings.Index(doc, from)
	if at < 0 || !strings.Contains(doc[at:], to) {
		t.Fatalf("no %s … %s in the message", from, to)
	}
	return doc[at : at+strings.Index(doc[at:], to)+len(to)]
}

// With a good signature of the Response, a bad one of its assertion still refuses:
// every signature present must verify (contract 15; crewjam does not look).
func TestOpenChecksEverySignature(t *testing.T) {
	t.Parallel()
	doc := sign(t, message{responseSigned: true}.text(), assertionID, seal{by: attackerRSA()})
	_, err := Open([]byte(sign(t, doc, responseID, seal{by: hubRSA()})), []Key{hubRSA().pub})
	wantReason(t, err, ReasonSignature)
}

// A status other than Success may come without an assertion; it counts as signed
// only where the Response is.
func TestOpenStatus(t *testing.T) {
	t.Parallel()
	denied := message{noAssertion: true, status: "urn:oasis:names:tc:SAML:2.0:status:Responder"}
	signed := denied
	signed.responseSigned = true
	for doc, want := range map[string]bool{denied.text(): false, signed.signed(t, seal{by: hubRSA()}): true} {
		m, err := Open([]byte(doc), []Key{hubRSA().pub})
		if err != nil {
			t.Fatalf("refused: %v", err)
		}
		if m.Assertion.OK() || m.AssertionSigned || m.ResponseSigned != want {
			t.Errorf("assertion %v, signed %v and %v; want none, %v and false", m.Assertion.OK(), m.ResponseSigned, m.AssertionSigned, want)
		}
		if v, _ := m.Response.Child(spaceSAMLP, "Status").Child(spaceSAMLP, "StatusCode").Attr("Value"); v != denied.status {
			t.Errorf("status %q, want %q", v, denied.status)
		}
	}
	_, err := Open([]byte(strings.Replace(signed.signed(t, seal{by: hubRSA()}), ":Responder", ":Requester", 1)), []Key{hubRSA().pub})
	wantReason(t, err, ReasonDigest)
}
