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
	Assertion Verified // zero where a status other than Success came without one, and while it is Sealed
	Sealed    Node     // a saml:EncryptedAssertion in its place; unsigned unless ResponseSigned

	ResponseSigned  bool
	AssertionSigned bool // by its own signature

	whole Verified // the Response, where it is signed
	keys  []Key
}

// Open parses a message and holds it to the rules that leave no room to wrap, move
// or double what was signed:
//
//   - the root is a samlp:Response, with at most one Assertion or EncryptedAssertion
//     anywhere in it, which is its direct child;
//   - each ds:Signature is a child of that Response or that Assertion, one each,
//     and every one present verifies under keys;
//   - the Assertion is covered by its own signature, the Response's, or both; of an
//     encrypted one [Message.Unseal] sees to that.
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
	if !d.Root().Is(spaceSAMLP, "Response") {
		return nil, refuse(ReasonRoot, "the root is not a SAML 2.0 Response")
	}
	assertion, sealed, err := d.survey(0)
	if err != nil {
		return nil, err
	}
	whole, errWhole := d.verifyIfSigned(d.Root(), keys)
	own, errOwn := d.verifyIfSigned(assertion, keys)
	m := &Message{
		Response: d.Root(), Assertion: own, Sealed: sealed,
		ResponseSigned: whole.OK(), AssertionSigned: own.OK(), whole: whole, keys: keys,
	}
	status, _ := m.Response.Child(spaceSAMLP, "Status").Child(spaceSAMLP, "StatusCode").Attr("Value")
	switch err := cmp.Or(errWhole, errOwn); {
	case err != nil:
		return nil, err
	case own.OK() || sealed.OK() || !assertion.OK() && status != "" && status != "urn:oasis:names:tc:SAML:2.0:status:Success":
		return m, nil
	case !assertion.OK():
		return nil, refuse(ReasonNoAssertion, "no assertion")
	}
	if err := m.cover(assertion, own); err != nil {
		return nil, err
	}
	return m, nil
}

// cover makes an assertion the message's, under the signature that covers it.
func (m *Message) cover(assertion Node, own Verified) error {
	switch {
	case own.OK():
		m.Assertion, m.AssertionSigned = own, true
	case m.whole.OK():
		m.Assertion = Verified{assertion, m.whole.KeyID}
	default:
		return refuse(ReasonNoSignature, "neither the Response nor the Assertion is signed")
	}
	return nil
}

// Unseal takes the decrypted content of Sealed for the Assertion of the message.
//
// It is read as a document of its own, which declares every prefix it uses. The
// namespaces around the ciphertext are not lent to it: those that a Response does
// not use itself, exclusive canonicalisation leaves out of what is signed, and
// whoever carries the message could give the assertion another meaning through
// them. Within that document [Open]'s rules hold: one Assertion, at most one
// signature, which is its own and verifies; no ID that the message around it has.
// Without a signature of its own it is covered by the Response's, which has to be
// over the ciphertext.
func (m *Message) Unseal(plain []byte) error {
	if !m.Sealed.OK() {
		return refuse(ReasonNoAssertion, "there is no encrypted assertion")
	}
	outer := m.Sealed.d
	d, err := Parse(plain)
	if err != nil {
		return err
	}
	d.extra = outer.extra
	if !d.Root().Is(spaceSAML, "Assertion") {
		return refuse(ReasonRoot, "what was encrypted is not an Assertion")
	}
	if _, _, err := d.survey(-1); err != nil {
		return err
	}
	for id := range d.ids {
		if outer.ids[id] {
			return refuse(ReasonDuplicateID, "an ID inside the encrypted assertion stands outside it too")
		}
	}
	own, err := d.verifyIfSigned(d.Root(), m.keys)
	if err != nil {
		return err
	}
	return m.cover(d.Root(), own)
}

// verifyIfSigned gives the zero Verified for an element without a signature.
func (d *Document) verifyIfSigned(el Node, keys []Key) (Verified, error) {
	if present, err := d.Signature(el); !present || err != nil {
		return Verified{}, err
	}
	return d.Verify(el, keys)
}

// survey looks at every element once and gives the one Assertion, or the one that
// is sealed; parent is the node it must be a child of, -1 for the root itself. It
// goes by the local name: an Assertion of a foreign namespace has no business here
// either.
func (d *Document) survey(parent int) (assertion, sealed Node, err error) {
	d.visits += len(d.nodes)
	for i, n := range d.nodes {
		isSealed := n.local == "EncryptedAssertion"
		switch one := isSealed || n.local == "Assertion"; {
		case one && (assertion.OK() || sealed.OK()):
			return Node{}, Node{}, refuse(ReasonSecondAssertion, "more than one assertion")
		case one && (n.parent != parent || n.space != spaceSAML):
			return Node{}, Node{}, refuse(ReasonAssertionPlace, "an assertion that is not where the one assertion stands")
		case isSealed:
			sealed = Node{d, i}
		case one:
			assertion = Node{d, i}
		case n.local == "Signature" && n.space == spaceDS && n.parent != 0 && n.parent != assertion.i:
			return Node{}, Node{}, refuse(ReasonExtraSignature, "a signature of neither the Response nor its Assertion")
		}
	}
	return assertion, sealed, nil
}
