package hub

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/beevik/etree"
)

// painter makes pictures of answers: lines that say what is in them, with IDs by
// role, signatures by verdict, and an Assertion that is all genuine or all forged
// as one line.
type painter struct {
	t              *testing.T
	h              *Hub
	p              Person
	lines          []string // of the honest answer
	honest, forged []string // its Assertion
}

func newPainter(t *testing.T, h *Hub, p Person) *painter {
	b, err := h.XML(theRequest, p, Misbehaviour{})
	if err != nil {
		t.Fatal(err)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(b); err != nil {
		t.Fatal(err)
	}
	a := &painter{t: t, h: h, p: p}
	assertion := doc.Root().SelectElement("Assertion")
	a.honest = a.content(assertion)
	forge(assertion)
	a.forged = a.content(assertion)
	a.lines = a.picture(Misbehaviour{})
	return a
}

// content is an Assertion without its ID, its place and its signature.
func (a *painter) content(assertion *etree.Element) []string {
	c := assertion.Copy()
	take(c)
	for _, nested := range c.SelectElements("Assertion") {
		c.RemoveChild(nested)
	}
	roles := map[string]string{c.SelectAttrValue("ID", ""): "«id»"}
	if s := find(c, "AuthnStatement"); s != nil {
		roles[s.SelectAttrValue("SessionIndex", "")] = "«id»"
	}
	return a.walk(c, "", roles, true)
}

func (a *painter) picture(m Misbehaviour) []string {
	a.t.Helper()
	b, err := a.h.XML(theRequest, a.p, m)
	if err != nil {
		a.t.Fatalf("%+v: %v", m, err)
	}
	var out []string
	text, encoding := decoded(b)
	if encoding != "" {
		out = append(out, "bytes are "+encoding)
	}
	if len(b) > 20<<10 {
		out = append(out, fmt.Sprintf("more than %d KiB", len(b)>>10/10*10))
	}
	doc := etree.NewDocument()
	doc.ReadSettings.PreserveCData = true
	doc.ReadSettings.Entity = map[string]string{"given": first(a.p.Attributes, "givenName")}
	if err := doc.ReadFromBytes(text); err != nil {
		a.t.Fatalf("%+v: %v", m, err)
	}
	for _, token := range doc.Child {
		if d, ok := token.(*etree.Directive); ok {
			out = append(out, "<!"+d.Data+">")
		}
	}
	root := doc.Root()
	roles := map[string]string{root.SelectAttrValue("ID", ""): "«response»"}
	if first := find(root, "Assertion"); first != nil && roles[first.SelectAttrValue("ID", "")] == "" {
		roles[first.SelectAttrValue("ID", "")] = "«assertion»"
	}
	return append(out, a.walk(root, "", roles, false)...)
}

func decoded(b []byte) ([]byte, string) {
	switch {
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		units := make([]uint16, 0, len(b)/2)
		for i := 2; i+1 < len(b); i += 2 {
			units = append(units, binary.BigEndian.Uint16(b[i:]))
		}
		return []byte(strings.Replace(string(utf16.Decode(units)), "UTF-16", "UTF-8", 1)), "UTF-16"
	case bytes.Contains(b, []byte("ISO-8859-1")):
		runes := make([]rune, len(b))
		for i, c := range b {
			runes[i] = rune(c)
		}
		return []byte(strings.Replace(string(runes), "ISO-8859-1", "UTF-8", 1)), "ISO-8859-1"
	}
	return b, ""
}

// walk gives the lines of an element. Inside, an Assertion is not folded.
func (a *painter) walk(e *etree.Element, above string, roles map[string]string, inside bool) []string {
	at := above + "/" + e.Tag
	switch e.Tag {
	case "AttributeStatement", "AudienceRestriction", "Audience", "SubjectConfirmation":
		at += order(e)
	case "Attribute":
		at += "[" + e.SelectAttrValue("Name", "") + "]"
	case "Signature":
		return a.signature(e, at, roles)
	case "Assertion":
		if inside {
			break
		}
		if line := a.fold(e, at, roles); line != "" {
			out := []string{line}
			for _, c := range slices.Concat(e.SelectElements("Signature"), e.SelectElements("Assertion")) {
				out = append(out, a.walk(c, at, roles, false)...)
			}
			return out
		}
	}
	var out []string
	if len(e.Child) == 0 {
		out = append(out, at)
	}
	for _, t := range e.Attr {
		// What every attribute has says nothing.
		if t.Key == "NameFormat" && t.Value == nameFormatURI || t.Key == "Name" || t.FullKey() == "xsi:type" && t.Value == "xs:string" {
			continue
		}
		out = append(out, at+" "+t.FullKey()+"="+brief(t.Value, roles))
	}
	for _, token := range e.Child {
		switch c := token.(type) {
		case *etree.Element:
			out = append(out, a.walk(c, at, roles, inside)...)
		case *etree.CharData:
			switch {
			case c.IsCData():
				out = append(out, at+" cdata: "+c.Data)
			case e.Tag == "CipherValue":
				out = append(out, at+" text: "+shape(c.Data))
			default:
				out = append(out, at+" text: "+brief(c.Data, roles))
			}
		case *etree.Comment:
			out = append(out, at+" comment: "+c.Data)
		case *etree.ProcInst:
			out = append(out, at+" pi: "+c.Target+" "+c.Inst)
		}
	}
	return out
}

// order tells an element from its siblings of the same kind before it.
func order(e *etree.Element) string {
	if e.Parent() == nil {
		return ""
	}
	if i := slices.Index(e.Parent().SelectElements(e.Tag), e); i > 0 {
		return fmt.Sprint("#", i+1)
	}
	return ""
}

// fold gives one line for an Assertion that is forged throughout, or that is
// genuine and not where it belongs.
func (a *painter) fold(e *etree.Element, at string, roles map[string]string) string {
	id := " " + brief(e.SelectAttrValue("ID", ""), roles)
	content := a.content(e)
	switch {
	case slices.Equal(content, a.forged):
		return at + id + " forged"
	case !slices.Equal(content, a.honest):
		return ""
	case at == "/Response/Assertion" && roles[e.SelectAttrValue("ID", "")] == "«assertion»":
		return ""
	}
	return at + id + " genuine"
}

// signature is one line, and one for every element that hides in it.
func (a *painter) signature(e *etree.Element, at string, roles map[string]string) []string {
	var parts []string
	for _, info := range e.SelectElements("SignedInfo") {
		one := last(info, "CanonicalizationMethod") + " " + last(info, "SignatureMethod")
		for _, r := range info.SelectElements("Reference") {
			one += " (" + brief(r.SelectAttrValue("URI", ""), roles)
			for _, t := range r.FindElements("Transforms/Transform") {
				one += ", " + word(t.SelectAttrValue("Algorithm", ""))
				if n := t.SelectElement("InclusiveNamespaces"); n != nil {
					one += "[" + n.SelectAttrValue("PrefixList", "") + "]"
				}
			}
			one += ", " + last(r, "DigestMethod") + " " + shape(find(r, "DigestValue").Text()) + ")"
		}
		parts = append(parts, one)
	}
	parts = append(parts, "value "+shape(find(e, "SignatureValue").Text()))
	for _, k := range e.FindElements("KeyInfo//*") {
		if len(k.ChildElements()) == 0 {
			parts = append(parts, k.Tag+" "+shape(k.Text()))
		}
	}
	all := strings.Join(parts, "; ")
	for _, role := range []string{"«assertion»", "«response»", "«new»"} {
		all = strings.Replace(all, "xml-exc-c14n# rsa-sha256 (#"+role+", enveloped-signature, xml-exc-c14n#, sha256 32 bytes); value 256 bytes; X509Certificate the hub's", "plain, of "+role, 1)
	}
	out := []string{at + ": " + all + "; " + a.state(e)}
	for _, tag := range []string{"Assertion", "Response", "Object"} {
		for _, hidden := range e.SelectElements(tag) {
			out = append(out, a.walk(hidden, at, roles, false)...)
		}
	}
	return out
}

func last(e *etree.Element, tag string) string {
	return word(find(e, tag).SelectAttrValue("Algorithm", ""))
}

// word is the end of a URI.
func word(uri string) string { return uri[strings.LastIndexAny(strings.TrimSuffix(uri, "#"), "/#")+1:] }

func brief(v string, roles map[string]string) string {
	switch id := strings.TrimPrefix(v, "#"); {
	case roles[id] != "":
		return strings.TrimSuffix(v, id) + roles[id]
	case strings.HasPrefix(id, "CORTO"):
		return strings.TrimSuffix(v, id) + "«new»"
	}
	if len(v) > 90 {
		return v[:40] + "…"
	}
	return v
}

// shape says how base64 is written and how much it is; what it holds is judged
// where signatures are.
func shape(s string) string {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return "no base64"
	}
	size := fmt.Sprint(len(b), " bytes")
	if len(b) > 512 {
		size = "many bytes" // certificates and ciphertexts differ by a few
	}
	if strings.Contains(s, "\n") {
		size += " in lines"
	}
	for i, k := range testKeys() {
		if bytes.Equal(b, k.der) {
			size = []string{"the hub's", "the service provider's", "foreign"}[i] + strings.TrimPrefix(size, "many bytes")
		}
	}
	return size
}

// state judges a signature where it stands, by the key that made it.
func (a *painter) state(signature *etree.Element) string {
	info := signature.SelectElements("SignedInfo")
	value := signature.SelectElement("SignatureValue")
	if len(info) == 0 || value == nil {
		return "broken"
	}
	signed := info[len(info)-1]
	method := find(signed, "SignatureMethod").SelectAttrValue("Algorithm", "")
	s, err := a.h.seal(&Misbehaviour{C14N: find(signed, "CanonicalizationMethod").SelectAttrValue("Algorithm", "")}, a.h.current())
	if err != nil {
		return err.Error()
	}
	octets, err := canonicalOctets(s.c14n, signed)
	if err != nil {
		return err.Error()
	}
	sum, _ := hashed(method, octets)
	raw, _ := base64.StdEncoding.DecodeString(value.Text())
	made := "by nobody we know"
	for i, k := range testKeys() {
		if rsa.VerifyPKCS1v15(&k.private.PublicKey, hashOf(method), sum, raw) == nil {
			made = "by " + []string{"the hub", "the service provider", "a foreign key"}[i]
		}
	}
	return made + ", digest " + a.digestState(signature, signed)
}

// digestState recomputes the first Reference over the parent without this
// signature.
func (a *painter) digestState(signature, info *etree.Element) string {
	reference := info.SelectElement("Reference")
	if reference == nil {
		return "of nothing"
	}
	parent := signature.Parent()
	if "#"+parent.SelectAttrValue("ID", "") != reference.SelectAttrValue("URI", "") {
		return "of another element"
	}
	doc := etree.NewDocument()
	doc.SetRoot(rootOf(parent).Copy())
	same := doc.FindElement(parent.GetPath())
	for _, twin := range doc.FindElements(parent.GetPath()) { // the path of twins is the same
		if twin.Index() == parent.Index() {
			same = twin
		}
	}
	take(same)
	c14n := algExcC14N
	prefixes := ""
	for _, t := range reference.FindElements("Transforms/Transform") {
		if a := t.SelectAttrValue("Algorithm", ""); strings.Contains(a, "c14n") {
			c14n = a
			if n := t.SelectElement("InclusiveNamespaces"); n != nil {
				prefixes = n.SelectAttrValue("PrefixList", "")
			}
		}
	}
	s, err := a.h.seal(&Misbehaviour{C14N: c14n}, testKeys()[0])
	if err != nil {
		return err.Error()
	}
	octets, err := canonicalOctets(withPrefixes(s.c14n, prefixes), same)
	if err != nil {
		return err.Error()
	}
	sum, err := hashed(find(reference, "DigestMethod").SelectAttrValue("Algorithm", ""), octets)
	if err != nil {
		return err.Error()
	}
	raw, _ := base64.StdEncoding.DecodeString(find(reference, "DigestValue").Text())
	if bytes.Equal(raw, sum) {
		return "right"
	}
	return "wrong"
}

func rootOf(e *etree.Element) *etree.Element {
	for e.Parent() != nil && e.Parent().Tag != "" {
		e = e.Parent()
	}
	return e
}
