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
	p.depth++
	p.require(p.depth <= p.limits.MaxDepth, ReasonTooDeep, "elements nested too deeply")
	p.require(p.open >= 0 || i == 0, ReasonSyntax, "second root element")
	p.take("<")
	p.d.nodes = append(p.d.nodes, node{qname: p.name(), parent: p.open, first: at, plain: at, last: at})
	p.open = i
	for p.err == nil {
		spaced, empty := p.skipBlanks(), p.take("/")
		if p.take(">") {
			if p.bind(i); empty {
				p.close()
			}
			return
		}
		p.require(spaced && !empty, ReasonSyntax, "malformed start tag")
		p.attribute(&p.d.nodes[i])
	}
}

func (p *parser) endTag() {
	p.take("</")
	fits := p.open >= 0 && p.take(p.d.nodes[p.open].name)
	p.skipBlanks()
	p.require(p.take(">") && fits, ReasonSyntax, "end tag without its start tag")
	if fits {
		p.close()
	}
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
func (p *parser) name() qname {
	n, part := 0, 0
	for ; n < len(p.rest); n++ {
		c := p.rest[n]
		if c == ':' && part == 0 && n > 0 {
			part = n + 1
		} else if !('a' <= c|0x20 && c|0x20 <= 'z' || c == '_' || n > part && ('0' <= c && c <= '9' || c == '-' || c == '.')) {
			break
		}
	}
	p.require(n > part, ReasonSyntax, "malformed name")
	q := qname{p.rest[:n], p.rest[:max(0, part-1)], p.rest[part:n]}
	p.rest = p.rest[n:]
	return q
}

// blanksInValue is attribute value normalization for CDATA (XML 1.0 §3.3.3).
var blanksInValue = strings.NewReplacer("\n", " ", "\t", " ")

// absoluteURI is narrower than RFC 3986. Relative namespaces have no canonical form
// (Canonical XML §1.3).
var absoluteURI = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:[!#-%'-;=?-~]+$`)

func (p *parser) attribute(n *node) {
	a := attr{qname: p.name()}
	p.skipBlanks()
	given := p.take("=")
	p.skipBlanks()
	quote := p.rest[:min(1, len(p.rest))]
	raw, rest, ended := strings.Cut(p.rest[len(quote):], quote)
	p.require(given && ended && (quote == `"` || quote == "'") && !strings.Contains(raw, "<"), ReasonSyntax, "malformed attribute")
	p.require(len(p.d.attrs)-n.first < maxAttrs, ReasonTooMany, "too many attributes")
	p.rest, a.value = rest, p.expand(blanksInValue.Replace(raw))
	if a.name != "xmlns" && a.prefix != "xmlns" {
		p.d.attrs = append(p.d.attrs, a)
		return
	}
	// Namespaces in XML 1.0 §3; only xmlns="" may undo a declaration.
	a.space, a.local = declared, strings.TrimPrefix(a.name[len("xmlns"):], ":")
	reserved := a.local == "xml" || a.local == "xmlns" || a.value == spaceXML || a.value == spaceXMLNS
	plain := len(a.value) <= maxURI && absoluteURI.MatchString(a.value)
	p.require(!reserved && (plain || a.value == "" && a.local == ""), ReasonNamespace, "namespace is reserved or no absolute URI")
	p.inScope++
	p.require(p.inScope <= maxInScope, ReasonTooMany, "too many namespaces")
	p.d.attrs = slices.Insert(p.d.attrs, n.plain, a)
	n.plain++
}

// bind gives element i and its attributes their namespaces, and puts declarations
// and attributes in canonical order, where duplicates are neighbours.
func (p *parser) bind(i int) {
	n := &p.d.nodes[i]
	n.last = len(p.d.attrs)
	n.space = p.space(i, n.prefix)
	declarations, attrs := p.d.attrs[n.first:n.plain], p.d.attrs[n.plain:]
	for k := range attrs {
		a := &attrs[k]
		if a.prefix != "" { // the default namespace is not for attributes
			a.space = p.space(i, a.prefix)
		}
		// Nothing here is found by ID, but other readers of the same message do so.
		if (a.space == "" || a.space == spaceXML) && strings.EqualFold(a.local, "id") {
			p.require(!p.d.ids[a.value], ReasonDuplicateID, "two elements have the same ID")
			p.d.ids[a.value] = true
		}
	}
	for _, list := range [...][]attr{declarations, attrs} {
		slices.SortFunc(list, byExpandedName)
		for k := 1; k < len(list); k++ {
			p.require(byExpandedName(list[k-1], list[k]) != 0, ReasonDuplicateAttr, "attribute or declaration given twice")
		}
	}
}

func byExpandedName(a, b attr) int {
	return cmp.Or(cmp.Compare(a.space, b.space), cmp.Compare(a.local, b.local))
}

func (p *parser) space(i int, prefix string) string {
	uri, ok := p.d.resolve(i, prefix)
	p.require(ok, ReasonNamespace, "undeclared prefix")
	return uri
}
