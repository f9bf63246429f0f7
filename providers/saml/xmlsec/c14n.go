package xmlsec

import (
	"bufio"
	"io"
	"slices"
	"strings"
)

// canon writes elements in exclusive canonical form without comments (Exclusive
// XML Canonicalization 1.0) straight from the node table. It cannot fail: there is
// no half or empty canonical form that something could be verified against.
type canon struct {
	out   *bufio.Writer // gathers the many small pieces before they reach the hash
	skip  Node          // the signature that the enveloped transform leaves out
	list  []string      // InclusiveNamespaces PrefixList, "" for #default
	shown []attr        // declarations that the open elements wrote, innermost last
}

// canonical writes element n to out, a hash, whose errors are nil.
func (n Node) canonical(out io.Writer, skip Node, list []string) {
	c := canon{bufio.NewWriterSize(out, 1024), skip, list, make([]attr, 0, 16)}
	for _, prefix := range list {
		if uri, ok := n.d.resolve(n.i, prefix); ok {
			c.show(prefix, uri) // the list counts what was declared above the apex
		}
	}
	c.element(n, 0)
	_ = c.out.Flush() // see out
}

// element writes element n; shown[mark:] is what it has to declare already.
func (c *canon) element(n Node, mark int) {
	e := n.entry()
	declarations, attrs := n.d.attrs[e.first:e.plain], n.d.attrs[e.plain:e.last]
	n.d.visits += 1 + (1+len(attrs))*len(c.shown) // an upper bound of what show compares
	c.show(e.prefix, e.space)
	for _, a := range attrs {
		if a.prefix != "" {
			c.show(a.prefix, a.space)
		}
	}
	for _, a := range declarations {
		if slices.Contains(c.list, a.local) {
			c.show(a.local, a.value)
		}
	}
	slices.SortFunc(c.shown[mark:], byExpandedName)
	c.write("<", e.name)
	for _, part := range [...][]attr{c.shown[mark:], attrs} {
		for _, a := range part {
			c.write(" ", a.name, `="`)
			c.escape(a.value, &valueEscapes)
			c.write(`"`)
		}
	}
	c.write(">")
	inner := len(c.shown)
	for child := range n.kids() {
		if child.Local() == "" {
			c.escape(child.entry().text, &textEscapes)
		} else if child != c.skip {
			c.element(child, inner)
			c.shown = c.shown[:inner]
		}
	}
	c.write("</", e.name, ">")
}

// show adds a declaration unless an open element has written the same one.
func (c *canon) show(prefix, uri string) {
	shown := "" // what an undeclared default is worth
	for k := len(c.shown) - 1; k >= 0; k-- {
		if c.shown[k].local == prefix {
			shown = c.shown[k].value
			break
		}
	}
	if shown != uri && prefix != "xml" {
		name := strings.TrimSuffix("xmlns:"+prefix, ":")
		c.shown = append(c.shown, attr{qname: qname{name: name, local: prefix}, value: uri})
	}
}

// What Canonical XML §2.3 writes for characters below 64.
var (
	textEscapes  = [64]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"}
	valueEscapes = [64]string{'&': "&amp;", '<': "&lt;", '"': "&quot;", '\t': "&#x9;", '\n': "&#xA;", '\r': "&#xD;"}
)

func (c *canon) escape(s string, escapes *[64]string) {
	done := 0
	for i := 0; i < len(s); i++ {
		if s[i] < 64 && escapes[s[i]] != "" {
			c.write(s[done:i], escapes[s[i]])
			done = i + 1
		}
	}
	c.write(s[done:])
}

func (c *canon) write(pieces ...string) {
	for _, s := range pieces {
		_, _ = c.out.WriteString(s)
	}
}
