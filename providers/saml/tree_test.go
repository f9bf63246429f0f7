package saml

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// el is an element of a test message that is written in exclusive canonical form
// from the start, so that its digest is that of its own bytes: these tests sign
// without any canonicalisation, and a fault in the validator's cannot cancel out.
type el struct {
	name  string // with its prefix
	decls []string
	attrs []string // names and values in turn
	text  string
	kids  []*el
	raw   string // written instead of everything else
}

func (e *el) canonical() string {
	if e.raw != "" {
		return e.raw
	}
	var b strings.Builder
	b.WriteString("<" + e.name)
	for _, prefix := range e.decls {
		b.WriteString(" xmlns:" + prefix + `="` + prefixes[prefix] + `"`)
	}
	pairs := make([]string, 0, len(e.attrs)/2)
	for i := 0; i < len(e.attrs); i += 2 {
		pairs = append(pairs, " "+e.attrs[i]+`="`+strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(e.attrs[i+1])+`"`)
	}
	slices.Sort(pairs)
	b.WriteString(strings.Join(pairs, "") + ">")
	b.WriteString(strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(e.text))
	for _, k := range e.kids {
		b.WriteString(k.canonical())
	}
	b.WriteString("</" + e.name + ">")
	return b.String()
}

var prefixes = map[string]string{"saml": nsAssertion, "samlp": nsProtocol, "ds": nsDsig, "xsi": "http://www.w3.org/2001/XMLSchema-instance"}

// at finds a descendant by a path of names, the first of each.
func (e *el) at(t testing.TB, path ...string) *el {
	t.Helper()
	for _, name := range path {
		i := slices.IndexFunc(e.kids, func(k *el) bool { return k.name == name })
		if i < 0 {
			t.Fatalf("test message has no %s in %s", name, e.name)
		}
		e = e.kids[i]
	}
	return e
}

func (e *el) attr(name string) string {
	for i := 0; i < len(e.attrs); i += 2 {
		if e.attrs[i] == name {
			return e.attrs[i+1]
		}
	}
	return ""
}

// set gives an attribute a value, or takes it away with "-".
func (e *el) set(name, value string) {
	for i := 0; i < len(e.attrs); i += 2 {
		if e.attrs[i] == name {
			e.attrs = slices.Delete(e.attrs, i, i+2)
			break
		}
	}
	if value != "-" {
		e.attrs = append(e.attrs, name, value)
	}
}

// drop takes away every child of that name.
func (e *el) drop(name string) {
	e.kids = slices.DeleteFunc(e.kids, func(k *el) bool { return k.name == name })
}

// after puts elements behind the first child of a name.
func (e *el) after(t testing.TB, name string, more ...*el) {
	t.Helper()
	i := slices.IndexFunc(e.kids, func(k *el) bool { return k.name == name })
	if i < 0 {
		t.Fatalf("test message has no %s in %s", name, e.name)
	}
	e.kids = slices.Insert(e.kids, i+1, more...)
}

// sign puts an enveloped signature behind the Issuer.
func (e *el) sign(t testing.TB, key *rsa.PrivateKey) {
	t.Helper()
	digest := sha256.Sum256([]byte(e.canonical()))
	alg := func(name, uri string, kids ...*el) *el {
		return &el{name: "ds:" + name, attrs: []string{"Algorithm", uri}, kids: kids}
	}
	const exc = "http://www.w3.org/2001/10/xml-exc-c14n#"
	info := &el{name: "ds:SignedInfo", decls: []string{"ds"}, kids: []*el{
		alg("CanonicalizationMethod", exc),
		alg("SignatureMethod", sigRSASHA256),
		{name: "ds:Reference", attrs: []string{"URI", "#" + e.attr("ID")}, kids: []*el{
			{name: "ds:Transforms", kids: []*el{alg("Transform", nsDsig+"enveloped-signature"), alg("Transform", exc)}},
			alg("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256"),
			{name: "ds:DigestValue", text: base64.StdEncoding.EncodeToString(digest[:])},
		}},
	}}
	sum := sha256.Sum256([]byte(info.canonical()))
	value, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	info.decls = nil // inherited from ds:Signature; its canonical form has it again
	i := slices.IndexFunc(e.kids, func(k *el) bool { return k.name == "saml:Issuer" })
	e.kids = slices.Insert(e.kids, i+1, &el{name: "ds:Signature", decls: []string{"ds"}, kids: []*el{
		info, {name: "ds:SignatureValue", text: base64.StdEncoding.EncodeToString(value)},
	}})
}
