package attack

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// node is a piece of a message. Attributes are kept in canonical order and namespaces
// are declared where they are first used, so that the canonical form of an element is
// its own text, comments apart.
type node struct {
	kind  kind
	name  string      // of an element, with its prefix
	attrs [][2]string // namespace declarations first
	text  string      // of all kinds but elements
	kids  []*node
}

type kind uint8

const (
	element kind = iota
	words        // character data
	comment
	instruction
	cdata
)

// write gives an element as it is sent, or in exclusive canonical form (comments
// left out, CDATA as text).
func (n *node) write(b *strings.Builder, canonical bool) {
	switch {
	case n.kind == words, n.kind == cdata && canonical:
		b.WriteString(textEscapes.Replace(n.text))
	case n.kind == cdata:
		b.WriteString("<![CDATA[" + n.text + "]]>")
	case n.kind == instruction:
		b.WriteString("<?" + n.text + "?>")
	case n.kind == comment && !canonical:
		b.WriteString("<!--" + n.text + "-->")
	case n.kind == element:
		b.WriteString("<" + n.name)
		for _, a := range n.attrs {
			b.WriteString(" " + a[0] + `="` + valueEscapes.Replace(a[1]) + `"`)
		}
		b.WriteString(">")
		for _, k := range n.kids {
			k.write(b, canonical)
		}
		b.WriteString("</" + n.name + ">")
	}
}

func (n *node) source() string { return n.asText(false) }

func (n *node) canonical() string { return n.asText(true) }

func (n *node) asText(canonical bool) string {
	var b strings.Builder
	n.write(&b, canonical)
	return b.String()
}

var (
	textEscapes  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#xD;")
	valueEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#x9;", "\n", "&#xA;", "\r", "&#xD;")
)

// fragment reads a piece of XML of ours: an element, a comment, a processing
// instruction, a CDATA section, or words.
func fragment(s string) ([]*node, error) {
	if inner, ok := strings.CutPrefix(s, "<![CDATA["); ok {
		return []*node{{kind: cdata, text: strings.TrimSuffix(inner, "]]>")}}, nil
	}
	root := &node{}
	open := []*node{root}
	for d := xml.NewDecoder(strings.NewReader(s)); ; {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return root.kids, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %q: %w", s, err)
		}
		at := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			e := &node{name: written(t.Name)}
			for _, a := range t.Attr {
				e.set(written(a.Name), a.Value)
			}
			at.kids, open = append(at.kids, e), append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			at.kids = append(at.kids, &node{kind: words, text: string(t)})
		case xml.Comment:
			at.kids = append(at.kids, &node{kind: comment, text: string(t)})
		case xml.ProcInst:
			at.kids = append(at.kids, &node{kind: instruction, text: strings.TrimSpace(t.Target + " " + string(t.Inst))})
		}
	}
}

func written(n xml.Name) string { return strings.TrimPrefix(n.Space+":"+n.Local, ":") }

func (n *node) local() string { return n.name[strings.Index(n.name, ":")+1:] }

// set gives an attribute a value, in canonical order.
func (n *node) set(name, value string) {
	n.unset(name)
	n.attrs = append(n.attrs, [2]string{name, value})
	rank := func(a [2]string) int {
		switch {
		case a[0] == "xmlns":
			return 0
		case strings.HasPrefix(a[0], "xmlns:"):
			return 1
		case !strings.Contains(a[0], ":"):
			return 2
		}
		return 3
	}
	slices.SortFunc(n.attrs, func(a, b [2]string) int { return cmp.Or(rank(a)-rank(b), strings.Compare(a[0], b[0])) })
}

func (n *node) unset(name string) {
	n.attrs = slices.DeleteFunc(n.attrs, func(a [2]string) bool { return a[0] == name })
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a[0] == name {
			return a[1]
		}
	}
	return ""
}

func (n *node) clone() *node {
	c := *n
	c.attrs = slices.Clone(n.attrs)
	c.kids = make([]*node, len(n.kids))
	for i, k := range n.kids {
		c.kids[i] = k.clone()
	}
	return &c
}

// find walks a path of local names, "Assertion/AttributeStatement/Attribute[2]"; the
// root's own name and "." stand for n itself. It gives the parent too.
func (n *node) find(path string) (found, parent *node, err error) {
	found = n
	if path == "." || path == n.local() {
		return n, nil, nil
	}
	for part := range strings.SplitSeq(path, "/") {
		name, index, numbered := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		nth := 1
		if numbered {
			if nth, err = strconv.Atoi(index); err != nil {
				return nil, nil, fmt.Errorf("path %s: %w", path, err)
			}
		}
		if part == "." {
			continue
		}
		parent = found
		found = nil
		for _, k := range parent.kids {
			if k.kind == element && k.local() == name {
				if nth--; nth == 0 {
					found = k
					break
				}
			}
		}
		if found == nil {
			return nil, nil, fmt.Errorf("the message has no %s", path)
		}
	}
	return found, parent, nil
}
