package aggregate

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"sluis/providers/saml/xmlsec"
)

const (
	nsMetadata = "urn:oasis:names:tc:SAML:2.0:metadata"
	groupName  = "EntitiesDescriptor"
	entityName = "EntityDescriptor"
)

// Options say what is read.
type Options struct {
	// Keys of which one must have signed: the whole document, or, where its root has
	// no signature, each entity that is kept. None: no signature is looked at.
	Keys []xmlsec.Key
	// MaxEntity caps one entity with what stands around it, in bytes.
	MaxEntity int
}

var (
	// ErrSignature is a document that the keys did not sign, or not as it is.
	ErrSignature = errors.New("signature")
	// ErrTooLarge is an entity, or what stands between two, beyond its cap.
	ErrTooLarge = errors.New("too-large")
)

// Entity is an EntityDescriptor with the groups it stands in, outermost first. It is
// not verified yet: it may be read, but nothing may be done with what it says before
// [Read] has returned.
type Entity struct {
	xmlsec.Node
	Groups []xmlsec.Node
}

// Read reads a document to its end and gives what take made of its entities, those
// it wanted to keep. On any error it gives nothing.
//
// A signature of the root must be its first child, as the schema has it
// (saml-metadata §2.3.1): what it signed has to be known before the rest passes by.
func Read[T any](r io.Reader, o Options, take func(Entity) (kept T, keep bool)) ([]T, error) {
	var kept []T
	d := &reading{cut: newCutter(r, o.MaxEntity), options: o, entity: func(e Entity) bool {
		v, keep := take(e)
		if keep {
			kept = append(kept, v)
		}
		return keep
	}}
	if err := d.run(); err != nil {
		return nil, fmt.Errorf("aggregate: %w", err)
	}
	return kept, nil
}

// reading is one document while it passes by.
type reading struct {
	cut     *cutter
	options Options
	entity  func(Entity) (keep bool)

	frame  frame
	begun  bool    // an element in the root has been seen
	over   bool    // the root has ended
	single []byte  // a document whose root is no group
	sum    *digest // nil: the root is not signed, or nobody asks
}

func (d *reading) run() error {
	for {
		p, err := d.cut.next()
		if err != nil {
			return err
		}
		switch p.kind {
		case ends:
			return d.end(p)
		case opens:
			err = d.open(p)
		case closes:
			err = d.close(p)
		case element:
			err = d.child(p)
		}
		if err != nil {
			return err
		}
	}
}

// limit is that of a framed piece: the groups' tags come on top.
func (d *reading) limit() int { return 2 * d.options.MaxEntity }

// open enters a group; the first is the root.
func (d *reading) open(p piece) error {
	outer := len(d.frame.groups)
	if d.over || outer == maxGroups {
		return errors.New("a group behind the end of the document, or groups nested too deeply")
	}
	g := group{start: bytes.Clone(p.tag), end: []byte("</" + p.name + ">")}
	text := p.raw[:len(p.raw)-len(p.tag)]
	var before []byte
	if outer == 0 { // with what stands before the root, which is read only here
		before, text = text, nil
	}
	piece, err := d.read(nil, append(bytes.Clone(text), append(bytes.Clone(p.tag), g.end...)...))
	if err != nil {
		return err
	}
	if outer > 0 {
		d.begun = true
		if err := d.sum.piece(piece.doc, g.end); err != nil {
			return err
		}
	}
	d.frame.groups = append(d.frame.groups, g)
	empty, err := d.read(before, nil)
	if err != nil {
		return err
	}
	d.sum.enter(empty.doc, g.end)
	return nil
}

// close leaves the innermost group. The root's tags stay, for what comes behind.
func (d *reading) close(p piece) error {
	n := len(d.frame.groups) - 1
	if n < 0 || d.over {
		return errors.New("an end tag without its start tag")
	}
	ours := d.frame.groups[n].end
	d.frame.groups[n].end = p.tag // as it was written
	last, err := d.read(nil, p.raw[:len(p.raw)-len(p.tag)])
	d.frame.groups[n].end = ours
	if err != nil {
		return err
	}
	if err := d.sum.piece(last.doc, nil); err != nil {
		return err
	}
	d.sum.leave()
	if d.over = n == 0; !d.over {
		d.frame.groups = d.frame.groups[:n]
	}
	return nil
}

// child reads an element that is no group: an entity, the root's signature, or what
// else may stand there.
func (d *reading) child(p piece) error {
	if d.over {
		return errors.New("an element behind the end of the document")
	}
	f, err := d.read(nil, p.raw)
	switch {
	case err != nil:
		return err
	case len(f.groups) == 0: // it is the whole document
		d.over, d.single = true, bytes.Clone(p.raw)
	case !f.child.OK(): // Children passes over signatures
		return d.signature(f.doc)
	}
	d.begun = true
	if err := d.sum.piece(f.doc, nil); err != nil {
		return err
	}
	return d.take(f)
}

// take offers an entity. One that is kept is covered by the signature of the root, or
// has its own.
func (d *reading) take(f framed) error {
	e := Entity{Node: f.child, Groups: f.groups}
	if !e.Is(nsMetadata, entityName) || !d.entity(e) || len(d.options.Keys) == 0 || d.sum != nil {
		return nil
	}
	if _, err := f.doc.Verify(e.Node, d.options.Keys); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}

// signature takes the root's signature: in its first place, and once. One in an inner
// group is content like any other.
func (d *reading) signature(doc *xmlsec.Document) error {
	if len(d.frame.groups) > 1 || len(d.options.Keys) == 0 {
		return d.sum.piece(doc, nil)
	}
	if d.begun {
		return fmt.Errorf("%w: it is not the first in the document, or not the only one", ErrSignature)
	}
	d.begun = true
	pledge, err := doc.Pledge(doc.Root(), d.options.Keys)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	d.sum = newDigest(pledge)
	root, err := d.read(nil, nil)
	if err != nil {
		return err
	}
	d.sum.enter(root.doc, d.frame.groups[0].end)
	d.sum.start()
	return d.sum.piece(doc, nil)
}

// end reads what is behind the root, and holds the whole to what was signed.
func (d *reading) end(p piece) error {
	if !d.over {
		if _, err := d.read(nil, p.raw); err != nil {
			return err // nothing, no markup, or an element that does not end
		}
		return errors.New("the document ends too early")
	}
	if _, err := d.frame.around(d.single, nil, p.raw, d.limit()); err != nil {
		return err
	}
	return d.sum.check()
}

// framed is a piece as xmlsec reads it in its place.
type framed struct {
	doc    *xmlsec.Document
	groups []xmlsec.Node // the open ones, outermost first
	child  xmlsec.Node   // the one element in the innermost; zero where there is none
}

func (d *reading) read(before, inside []byte) (framed, error) {
	doc, err := d.frame.around(before, inside, nil, d.limit())
	if err != nil {
		return framed{}, err
	}
	return d.frame.chain(doc)
}
