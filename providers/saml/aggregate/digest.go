package aggregate

import (
	"bytes"
	"errors"
	"fmt"
	"hash"

	"sluis/providers/saml/xmlsec"
)

// digest hashes the canonical form of a document that is never whole. A nil digest,
// of a document whose root is not signed, hashes nothing.
type digest struct {
	pledge xmlsec.Pledge
	hash   hash.Hash
	out    bytes.Buffer
	around []surround // one per open group, outermost first
}

// surround is the canonical form of the open groups' tags, before and behind.
type surround struct{ before, behind []byte }

func newDigest(p xmlsec.Pledge) *digest { return &digest{pledge: p, hash: p.Hash()} }

var errFrame = errors.New("a part of the document has no canonical form of its own")

// enter takes the empty frame with the group that has been opened last. An end tag's
// canonical form is the tag.
func (s *digest) enter(empty *xmlsec.Document, end []byte) {
	if s == nil {
		return
	}
	s.out.Reset()
	s.pledge.Canonical(&s.out, empty.Root())
	behind := bytes.Clone(end)
	if n := len(s.around); n > 0 {
		behind = append(behind, s.around[n-1].behind...)
	}
	before, _ := bytes.CutSuffix(s.out.Bytes(), behind)
	s.around = append(s.around, surround{bytes.Clone(before), behind})
}

// start hashes the root's start tag.
func (s *digest) start() { s.hash.Write(s.around[0].before) }

// piece hashes what stands inside the frame; more is an end tag that is not part of it.
func (s *digest) piece(doc *xmlsec.Document, more []byte) error {
	if s == nil {
		return nil
	}
	s.out.Reset()
	s.pledge.Canonical(&s.out, doc.Root())
	a := s.around[len(s.around)-1]
	b, before := bytes.CutPrefix(s.out.Bytes(), a.before)
	b, behind := bytes.CutSuffix(b, a.behind)
	b, extra := bytes.CutSuffix(b, more)
	if !before || !behind || !extra {
		return errFrame
	}
	s.hash.Write(b)
	return nil
}

// leave hashes the end tag of the innermost group.
func (s *digest) leave() {
	if s == nil {
		return
	}
	n := len(s.around) - 1
	end := s.around[n].behind
	if n > 0 {
		end = end[:len(end)-len(s.around[n-1].behind)]
	}
	s.hash.Write(end)
	s.around = s.around[:n]
}

// check compares the whole with what was signed.
func (s *digest) check() error {
	if s == nil || s.pledge.Kept(s.hash.Sum(nil)) {
		return nil
	}
	return fmt.Errorf("%w: the content is not what was signed", ErrSignature)
}
