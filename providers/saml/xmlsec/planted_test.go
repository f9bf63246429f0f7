package xmlsec

import (
	"crypto/x509"
	"regexp"
	"strings"
)

// planted is a validator with one fault that real ones had. The mutation run must
// catch each: a run that cannot tell them from the real one proves nothing.
type planted struct {
	name string
	open func(doc string, keys []Key) (assertion Node)
}

func plantedValidators() []planted {
	return []planted{
		{"reads an unsigned sibling", readsSibling},
		{"last ID wins", lastIDWins},
		{"ignores namespaces", ignoresNamespaces},
		{"accepts a second assertion", acceptsSecond},
		{"skips the digest", skipsDigest},
		{"uses KeyInfo", usesKeyInfo},
	}
}

func parsed(doc string) *Document {
	d, err := Parse([]byte(doc))
	if err != nil || !d.Root().Is(spaceSAMLP, "Response") {
		return nil
	}
	return d
}

// readsSibling is content with a signed assertion anywhere, and then reads the
// Response's first (CVE-2022-41912; dex, 2020).
func readsSibling(doc string, keys []Key) Node {
	d := parsed(doc)
	if d == nil {
		return Node{}
	}
	for i := range d.nodes {
		if n := (Node{d, i}); n.Is(spaceSAML, "Assertion") {
			if _, err := d.Verify(n, keys); err == nil {
				return d.Root().Child(spaceSAML, "Assertion")
			}
		}
	}
	return Node{}
}

var anyID = regexp.MustCompile(` (?:ID|Id|id|xml:id)="([^"]*)"`)

// lastIDWins checks the digest of whatever bears the ID last, and reads the element
// that holds the signature (XSW with equal IDs). That the tokenizer refuses doubles
// is got round by renaming all but the last.
func lastIDWins(doc string, keys []Key) Node {
	last := map[string]int{}
	for _, at := range anyID.FindAllStringSubmatchIndex(doc, -1) {
		last[doc[at[2]:at[3]]] = at[0]
	}
	var b strings.Builder
	done := 0
	for _, at := range anyID.FindAllStringSubmatchIndex(doc, -1) {
		if last[doc[at[2]:at[3]]] != at[0] {
			b.WriteString(doc[done:at[2]] + "renamed-" + strings.Repeat("x", at[0]%97) + "-")
			done = at[2]
		}
	}
	d := parsed(b.String() + doc[done:])
	if d == nil {
		return Node{}
	}
	reader := d.Root().Child(spaceSAML, "Assertion")
	at, err := reader.findSignature()
	if err != nil || !at.OK() {
		return Node{}
	}
	uri, _ := findLocal(at, "Reference").Attr("URI")
	for i := range d.nodes {
		target := Node{d, i}
		if id, ok := target.Attr("ID"); !ok || "#"+id != uri || target.Local() == "" {
			continue
		}
		if referenceFits(target, at, keys) {
			return reader
		}
	}
	return Node{}
}

// referenceFits checks the signature at, and its digest against target wherever it
// stands, without a signature of its own.
func referenceFits(target, at Node, keys []Key) bool {
	s := &signature{at: at, info: findLocal(at, "SignedInfo")}
	s.infoList = listOf(findLocal(at, "CanonicalizationMethod"))
	s.list = listOf(findLocal(at, "Transforms"))
	s.method = s.algorithm(findLocal(at, "SignatureMethod"), false)
	s.digest = s.algorithm(findLocal(at, "DigestMethod"), true)
	s.sum, s.value = s.bytes(findLocal(at, "DigestValue")), s.bytes(findLocal(at, "SignatureValue"))
	if s.err != nil {
		return false
	}
	s.signer(keys)
	if own, _ := target.findSignature(); own.OK() {
		s.at = own
	}
	s.covers(target)
	return s.err == nil
}

func listOf(n Node) []string {
	list, _ := findLocal(n, "InclusiveNamespaces").Attr("PrefixList")
	return strings.Fields(list)
}

// ignoresNamespaces verifies the saml:Assertion and reads the first element of that
// name ("The Fragile Lock", 2025).
func ignoresNamespaces(doc string, keys []Key) Node {
	d := parsed(doc)
	if d == nil {
		return Node{}
	}
	if _, err := d.Verify(d.Root().Child(spaceSAML, "Assertion"), keys); err != nil {
		return Node{}
	}
	for c := range d.Root().Children() {
		if c.Local() == "Assertion" {
			return c
		}
	}
	return Node{}
}

// acceptsSecond verifies what is signed and reads the last assertion.
func acceptsSecond(doc string, keys []Key) (found Node) {
	d := parsed(doc)
	if d == nil {
		return Node{}
	}
	signed := false
	for c := range d.Root().ChildrenNamed(spaceSAML, "Assertion") {
		if present, err := d.Signature(c); present || err != nil {
			if _, err := d.Verify(c, keys); err != nil {
				return Node{}
			}
			signed = true
		}
		found = c
	}
	if !signed {
		return Node{}
	}
	return found
}

// skipsDigest checks SignedInfo alone.
func skipsDigest(doc string, keys []Key) Node {
	d := parsed(doc)
	if d == nil {
		return Node{}
	}
	assertion, _, err := d.survey(0)
	if err != nil || !assertion.OK() {
		return Node{}
	}
	s := readSignature(assertion)
	if s.err != nil {
		return Node{}
	}
	if s.signer(keys); s.err != nil {
		return Node{}
	}
	return assertion
}

// usesKeyInfo trusts the certificate in the message (CVE-2021-21238).
func usesKeyInfo(doc string, keys []Key) Node {
	if found := certificateText.FindStringSubmatch(doc); found != nil {
		if der, err := DecodeBase64(found[1], 1<<16); err == nil {
			if cert, err := x509.ParseCertificate(der); err == nil {
				if key, err := KeyFromPublic(cert.PublicKey); err == nil {
					keys = []Key{key}
				}
			}
		}
	}
	m, err := Open([]byte(doc), keys)
	if err != nil {
		return Node{}
	}
	return m.Assertion.Node
}
