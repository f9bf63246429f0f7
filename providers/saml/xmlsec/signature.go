package xmlsec

import (
	"bytes"
	"encoding/base64"
	"hash"
	"io"
	"slices"
	"strings"
)

const (
	algEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	maxSignature = 1024 // bytes
	idAlphabet   = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-."
)

// signature is a ds:Signature whose shape was checked. Its first error sticks.
type signature struct {
	at, info       Node // the ds:Signature and its SignedInfo
	method, digest algorithm
	infoList, list []string // the two PrefixLists
	sum, value     []byte   // DigestValue and SignatureValue
	err            error
}

func (s *signature) require(ok bool, r Reason, detail string) {
	if !ok && s.err == nil {
		s.err = refuse(r, detail)
	}
}

// findSignature gives the one signature child of n. Its place among the children
// does not matter (Auth0 and Oracle put it last): readers never see it.
func (n Node) findSignature() (at Node, err error) {
	for c := range n.kids() {
		n.d.visits++
		if c.Is(spaceDS, "Signature") {
			if at.OK() {
				err = refuse(ReasonExtraSignature, "an element has two signatures")
			}
			at = c
		}
	}
	return at, err
}

// readSignature takes the signature of n apart. Every part is found by its exact
// position, so a second SignedInfo or a DigestValue elsewhere finds no reader
// (CVE-2024-45409, CVE-2025-29774, EngineBlock H01).
func readSignature(n Node) *signature {
	at, err := n.findSignature()
	s := &signature{at: at, err: err}
	s.require(at.OK(), ReasonNoSignature, "the element has no signature")
	top := s.shape(at, ReasonSignatureShape, 2, spaceDS, "SignedInfo", "SignatureValue", "KeyInfo")
	info := s.shape(top[0], ReasonSignatureShape, 3, spaceDS, "CanonicalizationMethod", "SignatureMethod", "Reference")
	ref := s.shape(info[2], ReasonSignatureShape, 3, spaceDS, "Transforms", "DigestMethod", "DigestValue")
	transforms := s.shape(ref[0], ReasonTransform, 2, spaceDS, "Transform", "Transform")
	s.info, s.infoList = top[0], s.excC14N(info[0], ReasonAlgorithm)
	s.method, s.digest = s.algorithm(info[1], false), s.algorithm(ref[1], true)

	// Some providers begin an ID with a digit; more is not let through, since
	// "#xpointer(/)" would be the whole document to other validators.
	id, _ := n.Attr("ID")
	uri, _ := info[2].Attr("URI")
	s.require(id != "" && strings.Trim(id, idAlphabet) == "" && uri == "#"+id, ReasonReference, "the reference is not to the ID of the element that holds it")
	first, _ := transforms[0].Attr("Algorithm")
	s.require(first == algEnveloped, ReasonTransform, "the first transform is not enveloped-signature")
	s.shape(transforms[0], ReasonTransform, 0, spaceDS)
	s.list = s.excC14N(transforms[1], ReasonTransform)
	s.sum, s.value = s.bytes(ref[2]), s.bytes(top[1])
	return s
}

// shape gives the children of n, which must be exactly the named ones in that order,
// those beyond need optional, and no text but white space.
func (s *signature) shape(n Node, r Reason, need int, space string, names ...string) (found [3]Node) {
	count := 0
	for c := range n.kids() {
		n.d.visits++
		if count < len(names) && c.Is(space, names[count]) {
			found[count] = c
			count++
		} else {
			s.require(c.Local() == "" && isBlank(c.entry().text), r, "unexpected content in the signature")
		}
	}
	s.require(count >= need, r, "the signature is not complete")
	return found
}

func (s *signature) algorithm(n Node, digest bool) algorithm {
	s.shape(n, ReasonSignatureShape, 0, spaceDS)
	uri, _ := n.Attr("Algorithm")
	list := algorithms()
	if n.OK() {
		list = append(list, n.d.extra...)
	}
	at := slices.IndexFunc(list, func(a algorithm) bool { return a.uri == uri && digest == (a.use == forDigest) })
	s.require(at >= 0, ReasonAlgorithm, "digest or signature algorithm is not allowed")
	return list[max(at, 0)]
}

// excC14N reads an element that names exclusive c14n, and its PrefixList.
func (s *signature) excC14N(n Node, r Reason) []string {
	inclusive := s.shape(n, r, 0, spaceExc, "InclusiveNamespaces")[0]
	s.shape(inclusive, r, 0, spaceExc)
	uri, _ := n.Attr("Algorithm")
	prefixes, ok := inclusive.Attr("PrefixList")
	list := strings.Fields(prefixes)
	s.require(uri == spaceExc && ok == inclusive.OK() && len(list) <= maxAttrs, r, "canonicalization other than exclusive without comments")
	for i := range list {
		if list[i] == "#default" {
			list[i] = ""
		}
	}
	return list
}

// bytes decodes the base64 in n.
func (s *signature) bytes(n Node) []byte {
	text, err := n.Text()
	s.require(err == nil, ReasonSignatureShape, "a value in the signature is not text alone")
	b, err := DecodeBase64(text, maxSignature)
	s.require(err == nil, ReasonBase64, "a value in the signature is not base64")
	return b
}

// signer finds the key that signed SignedInfo.
func (s *signature) signer(keys []Key) Key {
	h := s.method.hash.New()
	s.info.canonical(h, Node{}, s.infoList)
	sum, why := h.Sum(nil), ReasonKey
	for _, k := range keys {
		if k.use != s.method.use {
			continue
		}
		if why = ReasonSignature; k.verify(s.method, sum, s.value) {
			return k
		}
	}
	s.require(false, why, "none of the keys made this signature")
	return Key{}
}

// covers compares n, without the signature itself, with what was signed.
func (s *signature) covers(n Node) {
	h := s.digest.hash.New()
	n.canonical(h, s.at, s.list)
	s.require(bytes.Equal(h.Sum(nil), s.sum), ReasonDigest, "the content is not what was signed")
}

// Pledge is what a key has signed about an element that nobody holds whole: what it
// must hash to. It hands out nothing; whoever gathers the element piece by piece
// believes no piece of it before [Pledge.Kept].
type Pledge struct{ s *signature }

// Pledge checks the one signature of el under keys like [Document.Verify], but not
// that it covers el.
func (d *Document) Pledge(el Node, keys []Key) (Pledge, error) {
	s := readSignature(el)
	if s.err == nil {
		s.signer(keys)
	}
	return Pledge{s}, s.err
}

// Hash is a new hash of the kind that was signed.
func (p Pledge) Hash() hash.Hash { return p.s.digest.hash.New() }

// Canonical writes el, without a signature that is its child, to a hash or buffer in
// the form that was signed.
func (p Pledge) Canonical(out io.Writer, el Node) {
	at, _ := el.findSignature()
	el.canonical(out, at, p.s.list)
}

// Kept tells whether sum, of the whole canonical form, is what was signed.
func (p Pledge) Kept(sum []byte) bool { return bytes.Equal(sum, p.s.sum) }

var withoutBlanks = strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "")

// DecodeBase64 decodes RFC 4648 §4 base64 of at most limit bytes. It may be
// wrapped or hold XML white space anywhere; padding is required and unused bits
// are zero, so that but for the white space a value has one spelling.
func DecodeBase64(s string, limit int) ([]byte, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(withoutBlanks.Replace(s))
	switch {
	case err != nil:
		return nil, refuse(ReasonBase64, "malformed base64")
	case len(b) > limit:
		return nil, refuse(ReasonTooLarge, "base64 of more bytes than allowed")
	}
	return b, nil
}
