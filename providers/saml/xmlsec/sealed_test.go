package xmlsec

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

const emptyBox = `<saml:EncryptedAssertion><saml:Sealed Id="_box"/></saml:EncryptedAssertion>`

// box is a Response around something encrypted. Decryption itself is for package
// xmlenc: here, whoever tests says what was inside.
func box(t testing.TB, signed bool) *Message {
	t.Helper()
	doc := strings.Replace(message{noAssertion: true, responseSigned: signed}.text(), "</samlp:Response>", emptyBox+"</samlp:Response>", 1)
	if signed {
		doc = sign(t, doc, responseID, seal{by: hubRSA()})
	}
	m, err := Open([]byte(doc), []Key{hubRSA().pub})
	if err != nil {
		t.Fatal(err)
	}
	if !m.Sealed.OK() || m.Assertion.OK() || m.ResponseSigned != signed {
		t.Fatalf("sealed %t, assertion %t, signed %t", m.Sealed.OK(), m.Assertion.OK(), m.ResponseSigned)
	}
	return m
}

const declarations = ` xmlns:saml="` + spaceSAML + `" xmlns:samlp="` + spaceSAMLP + `" xmlns:ds="` + spaceDS +
	`" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`

// alone makes a document of an assertion that was cut out of one.
func alone(assertion string) string {
	at := strings.IndexAny(assertion, " >")
	if at < 0 {
		return assertion
	}
	return assertion[:at] + declarations + assertion[at:]
}

// What may be in an EncryptedAssertion, and what may not (issue 3; F-10).
func TestUnseal(t *testing.T) {
	t.Parallel()
	hub := seal{by: hubRSA()}
	assertion := func(m message, s seal) string {
		return cut(t, m.signed(t, s), "<saml:Assertion ", "</saml:Assertion>")
	}
	own := assertion(message{}, hub)
	bare := assertion(message{assertionBare: true}, hub)
	signature := cut(t, own, "<ds:Signature ", "</ds:Signature>")
	for name, c := range map[string]struct {
		plain            string
		unsigned, signed Reason // in a Response of that kind; "" is accepted
	}{
		"signed itself":             {alone(own), "", ""},
		"not signed":                {alone(bare), ReasonNoSignature, ""},
		"with a declaration":        {`<?xml version="1.0"?>` + alone(own) + "\n", "", ""},
		"signed by a stranger":      {alone(assertion(message{}, seal{by: attackerRSA()})), ReasonSignature, ReasonSignature},
		"altered":                   {alone(strings.Replace(own, "H2A", "H2B", 1)), ReasonDigest, ReasonDigest},
		"namespaces from outside":   {own, ReasonNamespace, ReasonNamespace},
		"not signed, from outside":  {bare, ReasonNamespace, ReasonNamespace},
		"not XML":                   {"geen XML", ReasonSyntax, ReasonSyntax},
		"nothing":                   {"", ReasonSyntax, ReasonSyntax},
		"blanks":                    {" \n ", ReasonSyntax, ReasonSyntax},
		"a comment":                 {"<!-- -->", ReasonComment, ReasonComment},
		"a doctype":                 {"<!DOCTYPE a>" + alone(own), ReasonDoctype, ReasonDoctype},
		"not UTF-8":                 {alone(own) + "\xff", ReasonEncoding, ReasonEncoding},
		"too long":                  {alone(own) + strings.Repeat(" ", MaxBytes), ReasonTooLarge, ReasonTooLarge},
		"two":                       {alone(own) + alone(own), ReasonSyntax, ReasonSyntax},
		"two, one inside the other": {alone(atEnd(bare, own)), ReasonDuplicateID, ReasonDuplicateID},
		"another inside it":         {alone(atEnd(bare, strings.ReplaceAll(own, assertionID, "_b"))), ReasonSecondAssertion, ReasonSecondAssertion},
		"encrypted once more":       {alone(emptyBox), ReasonRoot, ReasonRoot},
		"encrypted inside it":       {alone(atEnd(own, emptyBox)), ReasonSecondAssertion, ReasonSecondAssertion},
		"another element":           {alone(strings.ReplaceAll(own, "saml:Assertion", "saml:Advice")), ReasonRoot, ReasonRoot},
		"another namespace":         {strings.Replace(alone(own), spaceSAML, "urn:x", 1), ReasonRoot, ReasonRoot},
		"a Response":                {message{}.signed(t, hub), ReasonRoot, ReasonRoot},
		"wrapped":                   {alone("<saml:Assertion ID=\"_c\">" + own + "</saml:Assertion>"), ReasonSecondAssertion, ReasonSecondAssertion},
		"a second signature":        {alone(atEnd(own, signature)), ReasonExtraSignature, ReasonExtraSignature},
		"a signature elsewhere":     {alone(strings.Replace(bare, "<saml:Subject>", "<saml:Subject>"+signature, 1)), ReasonExtraSignature, ReasonExtraSignature},
		"the ID of the Response":    {alone(strings.ReplaceAll(bare, assertionID, responseID)), ReasonDuplicateID, ReasonDuplicateID},
		"the ID of the box":         {alone(strings.ReplaceAll(bare, assertionID, "_box")), ReasonDuplicateID, ReasonDuplicateID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for signed, want := range map[bool]Reason{false: c.unsigned, true: c.signed} {
				m := box(t, signed)
				wantReason(t, m.Unseal([]byte(c.plain)), want)
				if m.Assertion.OK() != (want == "") {
					t.Errorf("Response signed %t: assertion %t", signed, m.Assertion.OK())
				}
				if want == "" && (m.AssertionSigned != strings.Contains(c.plain, signature) || m.Assertion.KeyID != hubRSA().pub.ID()) {
					t.Errorf("Response signed %t: signed itself %t", signed, m.AssertionSigned)
				}
			}
		})
	}
	m, err := Open([]byte(message{}.signed(t, hub)), []Key{hubRSA().pub})
	if err != nil {
		t.Fatal(err)
	}
	before := m.Assertion
	wantReason(t, m.Unseal([]byte(alone(bare))), ReasonNoAssertion) // nothing was sealed
	if m.Assertion != before {
		t.Error("a plain assertion was replaced")
	}
}

// plantedBoxes are faults that validators of encrypted assertions had.
func plantedBoxes() map[string]func(d *Document, keys []Key) bool {
	return map[string]func(d *Document, keys []Key) bool{
		// Anybody can encrypt to a public key (encrypted assertion injection, CVE-2026-2092).
		"takes decryption for a signature": func(d *Document, _ []Key) bool { return d.Root().Local() == "Assertion" },
		"is content with a signed assertion inside": func(d *Document, keys []Key) bool {
			for i := range d.nodes {
				if _, err := d.Verify(Node{d, i}, keys); d.nodes[i].local == "Assertion" && err == nil {
					return true
				}
			}
			return false
		},
		"skips the digest": func(d *Document, keys []Key) bool {
			s := readSignature(d.Root())
			if s.err == nil {
				s.signer(keys)
			}
			return s.err == nil
		},
	}
}

// The law (design §5.1) for what was encrypted by anybody: for every mutation of a
// genuine assertion, encrypted to us in an unsigned Response, the outcome is
// refusal or exactly the genuine claims. SLUIS_MUTANTS sets how many are tried.
func TestSealedLaw(t *testing.T) {
	t.Parallel()
	total := 2500
	if n, err := strconv.Atoi(os.Getenv("SLUIS_MUTANTS")); err == nil {
		total = n / 2
	}
	run := &lawRun{t: t, mutations: allMutations(t), list: genuines(t)}
	for _, m := range run.mutations {
		run.weights += m.weight
	}
	shells := map[*testSigner]string{}
	for _, g := range run.list {
		shells[g.signer] = strings.Replace(message{noAssertion: true}.text(), "</samlp:Response>", emptyBox+"</samlp:Response>", 1)
	}
	caught := map[string]string{}
	refused, accepted := 0, 0
	for i := range total {
		r := rand.New(rand.NewPCG(uint64(i), 7))
		m, g := run.draw(r), run.list[r.IntN(len(run.list))]
		plain := inner(m.make(r, g))
		outer, err := Open([]byte(shells[g.signer]), g.keys)
		if err != nil {
			t.Fatal(err)
		}
		if err := outer.Unseal([]byte(plain)); err != nil {
			refused++
			reasonOf(t, err)
		} else if accepted++; !run.allowed(m, g)[tree(outer.Assertion.Node)] {
			t.Errorf("LAW BROKEN by mutant %d (%s of %q): other claims than the hub's", i, m.class, g.name)
		}
		d, err := Parse([]byte(plain))
		if err != nil {
			continue
		}
		for name, takes := range plantedBoxes() {
			if caught[name] == "" && takes(d, g.keys) && !run.allowed(m, g)[tree(d.Root())] {
				caught[name] = m.class
			}
		}
	}
	t.Logf("%d mutants: %d refused, %d accepted; planted faults caught by %v", total, refused, accepted, caught)
	if len(caught) != len(plantedBoxes()) || accepted < total/20 || refused < total/20 {
		t.Errorf("too tame: planted faults caught by %v", caught)
	}
}

// inner takes the assertion, or what became of it, out of a mutant.
func inner(doc string) string {
	for _, tag := range []string{"saml:Assertion", "Assertion"} {
		from, to := strings.Index(doc, "<"+tag), strings.LastIndex(doc, "</"+tag+">")
		if from >= 0 && to > from {
			return alone(doc[from : to+len("</"+tag+">")])
		}
	}
	return doc
}
