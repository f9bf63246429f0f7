package saml

import (
	"bytes"
	"cmp"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"slices"
	"strings"
	"testing"
)

// el is an element of a test message that is written in exclusive canonical form
// from the start, so that its digest is that of its own bytes: these tests sign
// without the validator's canonicalisation, and a fault in that cannot cancel out.
type el struct {
	name  string   // with one of the prefixes
	attrs []string // names and values in turn
	text  string   // stands before the kids
	kids  []*el
}

// prefixes are bound to one namespace each, in every test message.
var prefixes = map[string]string{
	"saml": nsAssertion, "samlp": nsProtocol, "ds": nsDsig, "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}

func (e *el) canonical() string {
	var b strings.Builder
	e.write(&b, nil)
	return b.String()
}

// write declares a prefix where it is first used on the way down, and only if it
// is used: that is what makes canonical form exclusive.
func (e *el) write(b *strings.Builder, declared []string) {
	b.WriteString("<" + e.name)
	pairs := make([]string, 0, len(e.attrs)/2)
	used := []string{e.name}
	for i := 0; i < len(e.attrs); i += 2 {
		pairs = append(pairs, " "+e.attrs[i]+`="`+attrText.Replace(e.attrs[i+1])+`"`)
		used = append(used, e.attrs[i])
	}
	slices.Sort(used)
	for _, name := range used {
		prefix, _, ok := strings.Cut(name, ":")
		if ok && !slices.Contains(declared, prefix) {
			declared = append(slices.Clone(declared), prefix)
			b.WriteString(" xmlns:" + prefix + `="` + prefixes[prefix] + `"`)
		}
	}
	slices.SortFunc(pairs, func(a, b string) int { // those without a prefix come first
		return cmp.Or(cmp.Compare(strings.Count(attrName(a), ":"), strings.Count(attrName(b), ":")), strings.Compare(a, b))
	})
	b.WriteString(strings.Join(pairs, "") + ">" + plainText.Replace(e.text))
	for _, k := range e.kids {
		k.write(b, declared)
	}
	b.WriteString("</" + e.name + ">")
}

var (
	attrText  = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
	plainText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
)

func attrName(pair string) string {
	name, _, _ := strings.Cut(pair, "=")
	return name
}

// readTree reads a published sample: elements, attributes and text; comments,
// declarations, white space between elements and old signatures are left out.
func readTree(t testing.TB, b []byte) *el {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	name := func(n xml.Name) string { return strings.TrimPrefix(n.Space+":"+n.Local, ":") }
	var open []*el
	for {
		token, err := d.RawToken()
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &el{name: name(token.Name)}
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					e.attrs = append(e.attrs, name(a.Name), a.Value)
				}
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.kids, parent.text = append(parent.kids, e), ""
			}
			open = append(open, e)
		case xml.CharData:
			if len(open) > 0 && len(open[len(open)-1].kids) == 0 {
				open[len(open)-1].text += string(token)
			}
		case xml.EndElement:
			if len(open) == 1 {
				open[0].drop("ds:Signature")
				open[0].at(t, "saml:Assertion").drop("ds:Signature")
				return open[0]
			}
			open = open[:len(open)-1]
		}
	}
}

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
	info := &el{name: "ds:SignedInfo", kids: []*el{
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
	i := slices.IndexFunc(e.kids, func(k *el) bool { return k.name == "saml:Issuer" })
	e.kids = slices.Insert(e.kids, i+1, &el{name: "ds:Signature", kids: []*el{
		info, {name: "ds:SignatureValue", text: base64.StdEncoding.EncodeToString(value)},
	}})
}
