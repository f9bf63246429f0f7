package xmlsec

import (
	"strings"
	"sync"
	"testing"
)

// genuine is a message a hub signed, cut into the parts that mutations move about.
type genuine struct {
	name   string
	doc    string
	signer *testSigner
	keys   []Key

	assertion string // the text of the element
	ownSig    string // its signature, "" where the Response alone is signed
	bare      string // the element without it
	rest      string // doc with {{A}} for the assertion
	wholeSig  string // the Response's signature, or ""

	head, tail string // of what is signed, around its signature

	claims map[string]bool // the trees that may come out: this message's
	wholes map[string]bool // the same of the Response, where it is signed
}

func newGenuine(t testing.TB, name string, m message, s seal) *genuine {
	t.Helper()
	g := &genuine{name: name, doc: m.signed(t, s), signer: s.by, keys: []Key{s.by.pub}, claims: map[string]bool{}, wholes: map[string]bool{}}
	tag := "saml:Assertion"
	if m.defaultNamespace {
		tag = "Assertion"
	}
	g.assertion = cut(t, g.doc, "<"+tag+" ", "</"+tag+">")
	g.bare = g.assertion
	if !m.assertionBare {
		g.ownSig = cut(t, g.assertion, "<ds:Signature ", "</ds:Signature>")
		g.bare = strings.Replace(g.assertion, g.ownSig, "", 1)
	}
	g.rest = strings.Replace(g.doc, g.assertion, "{{A}}", 1)
	if m.responseSigned {
		g.wholeSig = cut(t, g.rest, "<ds:Signature ", "</ds:Signature>")
	}
	signed, sig := g.assertion, g.ownSig
	if sig == "" {
		signed, sig = g.doc[strings.Index(g.doc, "<samlp:Response"):], g.wholeSig
	}
	g.head, g.tail, _ = strings.Cut(signed, sig)
	opened, err := Open([]byte(g.doc), g.keys)
	if err != nil {
		t.Fatalf("%s: the genuine message is refused: %v", name, err)
	}
	g.claims[tree(opened.Assertion.Node)] = true
	g.wholes[tree(opened.Response)] = true
	return g
}

// intact tells whether the signed octets still stand in the mutant, in one piece
// but for the signature.
func (g *genuine) intact(doc string) bool {
	_, after, ok := strings.Cut(doc, g.head)
	return ok && strings.Contains(after, g.tail)
}

var genuineOnce sync.Once
var genuineList []*genuine

// genuines are the messages that the law is tried on: each way of signing, both
// kinds of key, both ways of writing namespaces.
func genuines(t testing.TB) []*genuine {
	t.Helper()
	genuineOnce.Do(func() {
		genuineList = []*genuine{
			newGenuine(t, "assertion signed", message{}, seal{by: hubRSA(), list: "xs"}),
			newGenuine(t, "response signed", message{responseSigned: true, assertionBare: true, person: "b2"}, seal{by: hubRSA(), keyInfo: true}),
			newGenuine(t, "both signed", message{responseSigned: true, person: "c3"}, seal{by: hubRSA(), keyInfo: true}),
			newGenuine(t, "P-256, default namespace", message{defaultNamespace: true, person: "d4"}, seal{by: hubP256()}),
			newGenuine(t, "pretty-printed, wrapped", message{pretty: true, person: "e5"}, seal{by: hubRSA(), wrapBase64: true, infoList: "saml"}),
		}
	})
	return genuineList
}
