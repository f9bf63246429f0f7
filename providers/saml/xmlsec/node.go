package xmlsec

import "iter"

// Node is one element of a document; the zero Node means none, and all its methods
// may be called. It leads to its descendants only: never up, never to a neighbour,
// never into a ds:Signature, whose content the enveloped transform leaves unsigned.
type Node struct {
	d *Document
	i int
}

// Root gives the root element.
func (d *Document) Root() Node { return Node{d, 0} }

// OK tells whether there is an element.
func (n Node) OK() bool { return n.d != nil }

// Space gives the namespace, "" for none.
func (n Node) Space() string { return n.entry().space }

// Local gives the name without its prefix.
func (n Node) Local() string { return n.entry().local }

// Is compares the expanded name.
func (n Node) Is(space, local string) bool { return n.OK() && n.Local() == local && n.Space() == space }

// Attr gives the value of an attribute without a namespace, as nearly all of
// SAML's are: samlp:Destination is not Destination.
func (n Node) Attr(local string) (string, bool) { return n.AttrNS("", local) }

// AttrNS gives the value of an attribute in a namespace.
func (n Node) AttrNS(space, local string) (string, bool) {
	if e := n.entry(); n.OK() {
		for _, a := range n.d.attrs[e.plain:e.last] {
			if a.local == local && a.space == space {
				return a.value, true
			}
		}
	}
	return "", false
}

// Children gives the element children in order.
func (n Node) Children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for c := range n.kids() {
			if c.Local() != "" && !c.Is(spaceDS, "Signature") && !yield(c) {
				return
			}
		}
	}
}

// ChildrenNamed gives the element children of one name.
func (n Node) ChildrenNamed(space, local string) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for c := range n.Children() {
			if c.Is(space, local) && !yield(c) {
				return
			}
		}
	}
}

// Child gives the first child of that name, or the zero Node.
func (n Node) Child(space, local string) Node {
	for c := range n.ChildrenNamed(space, local) {
		return c
	}
	return Node{}
}

// Text gives the whole text of a leaf, white space included. An element inside it, a
// comment beside its text, or no leaf at all is [ReasonContent]: no value is a part
// of a value (contract 15). Which values may hold an element is the caller's to know.
func (n Node) Text() (text string, err error) {
	ok := n.OK()
	for c := range n.kids() {
		ok = ok && c.Local() == "" && c.i == n.i+1
		text = c.entry().text
	}
	if !ok {
		return "", refuse(ReasonContent, "not a value of text alone")
	}
	return text, nil
}

func (n Node) entry() *node {
	if n.d == nil {
		return &node{}
	}
	return &n.d.nodes[n.i]
}

// kids gives all children, texts and signatures included.
func (n Node) kids() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for k, end := n.i+1, n.entry().end; k < end && yield(Node{n.d, k}); k = n.d.nodes[k].end {
		}
	}
}
