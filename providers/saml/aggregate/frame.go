package aggregate

import (
	"errors"

	"sluis/providers/saml/xmlsec"
)

// maxGroups caps how deep groups nest. Federations nest them once, if at all.
const maxGroups = 8

// frame is the start tags of the open groups and their end tags: what a piece stands
// in. The same bytes surround every piece, so its canonical form is always found
// between the same bytes.
type frame struct {
	groups []group
	doc    []byte // scratch
}

// group is the tags of an open group, start and end.
type group struct{ start, end []byte }

// around puts a piece into the frame and reads the whole: before stands outside the
// root in front of it, after behind it.
func (f *frame) around(before, inside, after []byte, limit int) (*xmlsec.Document, error) {
	f.doc = append(f.doc[:0], before...)
	for _, g := range f.groups {
		f.doc = append(f.doc, g.start...)
	}
	f.doc = append(f.doc, inside...)
	for i := len(f.groups) - 1; i >= 0; i-- {
		f.doc = append(f.doc, f.groups[i].end...)
	}
	f.doc = append(f.doc, after...)
	return xmlsec.ParseWith(f.doc, xmlsec.Options{MaxBytes: limit, MaxNodes: maxNodes, AllowComments: true})
}

// maxNodes fits an entity of [Options.MaxEntity] as densely written as metadata ever
// is.
const maxNodes = 64 << 10

// chain finds the piece in a framed document. Anything in it beside the open groups
// and one element means that cutter and xmlsec read a piece differently.
func (f *frame) chain(d *xmlsec.Document) (framed, error) {
	out, at := framed{doc: d}, d.Root()
	for i := range f.groups {
		if !at.Is(nsMetadata, groupName) {
			return framed{}, errors.New("an EntitiesDescriptor of a foreign namespace")
		}
		out.groups = append(out.groups, at)
		next, more := onlyChild(at)
		if more || i < len(f.groups)-1 && !next.OK() {
			return framed{}, errors.New("a group does not hold what it was cut to")
		}
		at = next
	}
	out.child = at
	return out, nil
}

func onlyChild(n xmlsec.Node) (child xmlsec.Node, more bool) {
	for c := range n.Children() {
		if child.OK() {
			return child, true
		}
		child = c
	}
	return child, false
}
