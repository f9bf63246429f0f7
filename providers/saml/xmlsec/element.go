package xmlsec

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Namespaces that mean something here.
const (
	spaceXML   = "http://www.w3.org/XML/1998/namespace"
	spaceXMLNS = "http://www.w3.org/2000/xmlns/"
	spaceDS    = "http://www.w3.org/2000/09/xmldsig#"
	spaceExc   = "http://www.w3.org/2001/10/xml-exc-c14n#"
	spaceSAML  = "urn:oasis:names:tc:SAML:2.0:assertion"
	spaceSAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
)

func (p *parser) startTag() {
	i, at := len(p.d.nodes), len(p.d.attrs)
	if p.depth++; p.depth > p.limits.MaxDepth {
		p.fail(ReasonTooDeep, "elements nested too deeply")
	} else if p.open < 0 && i > 0 {
		p.fail(ReasonSyntax, "second root element")
	}
	p.take("<")
	name, local := p.name()
	p.d.nodes = append(p.d.nodes, node{name: name, local: local, parent: p.open, first: at, plain: at, last: at})
	p.open = i
	for {
		spaced, empty := p.skipBlanks(), p.take("/")
		if p.take(">") {
			if p.bind(i); empty {
				p.close()
			}
			return
		}
		if empty || !spaced {
			p.fail(ReasonSyntax, "malformed start tag")
			return
		}
		p.attribute(&p.d.nodes[i])
	}
}

func (p *parser) endTag() {
	if p.take("</"); p.open < 0 || !p.take(p.d.nodes[p.open].name) {
		p.fail(ReasonSyntax, "end tag without its start tag")
		return
	}
	if p.skipBlanks(); !p.take(">") {
		p.fail(ReasonSyntax, "end tag without its start tag")
	}
	p.close()
}

// close ends the innermost element.
func (p *parser) close() {
	n := &p.d.nodes[p.open]
	n.end = len(p.d.nodes)
	p.inScope -= n.plain - n.first
	p.open = n.parent
	p.depth--
}

func (p *parser) take(s string) (ok bool) {
	p.rest, ok = strings.CutPrefix(p.rest, s)
	return ok
}

func (p *parser) skipBlanks() bool {
	before := len(p.rest)
	for p.rest != "" && (p.rest[0] == ' ' || p.rest[0] == '\n' || p.rest[0] == '\t') {
		p.rest = p.rest[1:]
	}
	return len(p.rest) < before
}

// name reads a QName of ASCII letters, digits, '_', '-' and '.'. XML allows more;
// SAML, metadata and XML signatures use no more, and an alphabet without
// look-alikes and without normal forms leaves no two readers to disagree.
func (p *parser) name() (name, local string) {
	n, part := 0, 0
	for ; n < len(p.rest); n++ {
		c := p.rest[n]
		if c == ':' && part == 0 && n > 0 {
			part = n + 1
		} else if !('a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || n > part && ('0' <= c && c <= '9' || c == '-' || c == '.')) {
			break
		}
	}
	if n == part {
		p.fail(ReasonSyntax, "malformed name")
		return "", ""
	}
	name, local, p.rest = p.rest[:n], p.rest[part:n], p.rest[n:]
	return name, local
}

// blanksInValue is attribute value normalization for CDATA (XML 1.0 §3.3.3).
var blanksInValue = strings.NewReplacer("\n", " ", "\t", " ")

func (p *parser) attribute(n *node) {
	name, local := p.name()
	p.skipBlanks()
	given := p.take("=")
	p.skipBlanks()
	if !given || p.rest == "" || p.rest[0] != '"' && p.rest[0] != '\'' {
		p.fail(ReasonSyntax, "attribute without a quoted value")
		return
	}
	raw, rest, ended := strings.Cut(p.rest[1:], p.rest[:1])
	if p.rest = rest; !ended || strings.Contains(raw, "<") {
		p.fail(ReasonSyntax, "malformed attribute value")
	}
	a := attr{name: name, local: local, value: p.expand(blanksInValue.Replace(raw))}
	if name != "xmlns" && prefixOf(name, local) != "xmlns" {
		p.d.attrs = append(p.d.attrs, a)
		return
	}
	a.space, a.local = declared, strings.TrimPrefix(strings.TrimPrefix(name, "xmlns"), ":")
	p.declare(a.local, a.value)
	p.d.attrs = slices.Insert(p.d.attrs, n.plain, a)
	n.plain++
}

// absoluteURI is narrower than RFC 3986. Relative namespaces have no canonical form
// (Canonical XML §1.3).
var absoluteURI = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:[!#-%'-;=?-~]+$`)

// declare holds Namespaces in XML 1.0 §3; only xmlns="" may undo a declaration.
func (p *parser) declare(prefix, uri string) {
	p.inScope++
	undone := prefix == "" && uri == ""
	if !undone && (len(uri) > maxURI || !absoluteURI.MatchString(uri)) {
		p.fail(ReasonNamespace, "namespace is not an absolute URI")
	} else if prefix == "xml" || prefix == "xmlns" || uri == spaceXML || uri == spaceXMLNS {
		p.fail(ReasonNamespace, "reserved prefix or namespace")
	}
}

// bind gives element i and its attributes their namespaces, and puts declarations
// and attributes in canonical order, where duplicates are neighbours.
func (p *parser) bind(i int) {
	n := &p.d.nodes[i]
	n.last = len(p.d.attrs)
	attrs := p.d.attrs[n.first:]
	if len(attrs) > maxAttrs || p.inScope > maxInScope {
		p.fail(ReasonTooMany, "too many attributes or namespaces")
		return
	}
	n.space = p.space(i, n.name, n.local)
	for k := n.plain; k < n.last; k++ {
		a := &p.d.attrs[k]
		if len(a.name) > len(a.local) { // the default namespace is not for attributes
			a.space = p.space(i, a.name, a.local)
		}
		// Nothing here is found by ID, but other readers of the same message do so.
		if (a.space == "" || a.space == spaceXML) && strings.EqualFold(a.local, "id") {
			if p.ids[a.value] {
				p.fail(ReasonDuplicateID, "two elements have the same ID")
			}
			p.ids[a.value] = true
		}
	}
	slices.SortFunc(p.d.attrs[n.first:n.plain], byExpandedName)
	slices.SortFunc(p.d.attrs[n.plain:n.last], byExpandedName)
	for k := 1; k < len(attrs); k++ {
		if byExpandedName(attrs[k-1], attrs[k]) == 0 {
			p.fail(ReasonDuplicateAttr, "attribute or declaration given twice")
		}
	}
}

func byExpandedName(a, b attr) int {
	return cmp.Or(cmp.Compare(a.space, b.space), cmp.Compare(a.local, b.local))
}

func (p *parser) space(i int, name, local string) string {
	uri, ok := p.d.resolve(i, prefixOf(name, local))
	if !ok {
		p.fail(ReasonNamespace, "undeclared prefix")
	}
	return uri
}
