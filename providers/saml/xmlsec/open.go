package xmlsec

import "cmp"

// Verified is an element all of whose readable content a signature covers. It comes
// from [Document.Verify] and [Open] alone; to make one by hand is a defect.
type Verified struct {
	Node
	KeyID string // [Key.ID] of the key that made the signature
}

// Signature tells whether el has a ds:Signature of its own. More than one, or one
// out of place, is an error.
func (d *Document) Signature(el Node) (present bool, err error) {
	at, err := el.findSignature()
	return at.OK(), err
}

// Verify checks the one signature of el under keys, and that it covers el: its
// shape first, then SignedInfo under each key of the right kind; what the content
// must hash to is read only from a SignedInfo that a key has signed. KeyInfo is
// not looked at.
func (d *Document) Verify(el Node, keys []Key) (Verified, error) {
	s := readSignature(el)
	if s.err != nil {
		return Verified{}, s.err
	}
	key := s.signer(keys)
	if s.covers(el); s.err != nil {
		return Verified{}, s.err
	}
	return Verified{el, key.id}, nil
}

// Message is a samlp:Response whose signatures hold.
//
// The attributes and other children of Response (Destination, InResponseTo,
// Issuer, Status) are unsigned unless ResponseSigned: they may refuse a login,
// never make one.
type Message struct {
	Response  Node
	Assertion Verified // zero where a status other than Success came without one

	ResponseSigned  bool
	AssertionSigned bool // by its own signature
}

// Open parses a message and holds it to the rules that leave no room to wrap, move
// or double what was signed:
//
//   - the root is a samlp:Response, with at most one Assertion anywhere in it,
//     which is its direct child; an EncryptedAssertion is refused;
//   - each ds:Signature is a child of that Response or that Assertion, one each,
//     and every one present verifies under keys;
//   - the Assertion is covered by its own signature, the Response's, or both.
//
// Without an Assertion the status must be other than Success.
func Open(b []byte, keys []Key) (*Message, error) {
	d, err := Parse(b)
	if err != nil {
		return nil, err
	}
	return d.open(keys)
}

func (d *Document) open(keys []Key) (*Message, error) {
	assertion, err := d.survey()
	if err != nil {
		return nil, err
	}
	whole, errWhole := d.verifyIfSigned(d.Root(), keys)
	own, errOwn := d.verifyIfSigned(assertion, keys)
	m := &Message{d.Root(), own, whole.OK(), own.OK()}
	status, _ := m.Response.Child(spaceSAMLP, "Status").Child(spaceSAMLP, "StatusCode").Attr("Value")
	switch err := cmp.Or(errWhole, errOwn); {
	case err != nil:
		return nil, err
	case own.OK() || !assertion.OK() && status != "" && status != "urn:oasis:names:tc:SAML:2.0:status:Success":
		return m, nil
	case !assertion.OK():
		return nil, refuse(ReasonNoAssertion, "no assertion")
	case !whole.OK():
		return nil, refuse(ReasonNoSignature, "neither the Response nor the Assertion is signed")
	}
	m.Assertion = Verified{assertion, whole.KeyID}
	return m, nil
}

// verifyIfSigned gives the zero Verified for an element without a signature.
func (d *Document) verifyIfSigned(el Node, keys []Key) (Verified, error) {
	if present, err := d.Signature(el); !present || err != nil {
		return Verified{}, err
	}
	return d.Verify(el, keys)
}

// survey looks at every element once and gives the one Assertion. It goes by the
// local name: an Assertion of a foreign namespace has no business here either.
func (d *Document) survey() (assertion Node, err error) {
	if !d.Root().Is(spaceSAMLP, "Response") {
		return Node{}, refuse(ReasonRoot, "the root is not a SAML 2.0 Response")
	}
	d.visits += len(d.nodes)
	for i, n := range d.nodes {
		switch {
		case n.local == "EncryptedAssertion":
			return Node{}, refuse(ReasonEncrypted, "the assertion is encrypted")
		case n.local == "Assertion" && assertion.OK():
			return Node{}, refuse(ReasonSecondAssertion, "more than one assertion")
		case n.local == "Assertion" && (n.parent != 0 || n.space != spaceSAML):
			return Node{}, refuse(ReasonAssertionPlace, "an assertion that is not a child of the Response")
		case n.local == "Assertion":
			assertion = Node{d, i}
		case n.local == "Signature" && n.space == spaceDS && n.parent != 0 && n.parent != assertion.i:
			return Node{}, refuse(ReasonExtraSignature, "a signature of neither the Response nor its Assertion")
		}
	}
	return assertion, nil
}
