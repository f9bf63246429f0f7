package saml

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"time"

	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers/saml/xmlsec"
)

// Caps on what an answer may hold. A hub sends some 40 attributes; isMemberOf can
// have hundreds of values.
const (
	maxAttributes = 512
	maxValues     = 4096
)

// attributes reads every AttributeStatement. Names are taken whole; FriendlyName
// and NameFormat are not looked at (federations §1.2, saml-notes §1).
func (r *reading) attributes() error {
	values := 0
	for statement := range r.assertion.ChildrenNamed(nsAssertion, "AttributeStatement") {
		for a := range statement.Children() {
			switch {
			case a.Is(nsAssertion, "EncryptedAttribute"):
				return no(refusal.Encrypted, "AttributeStatement: EncryptedAttribute")
			case !a.Is(nsAssertion, "Attribute"):
				return no(refusal.MalformedXML, "AttributeStatement: holds something other than Attribute")
			}
			read, err := readAttribute(a)
			if err != nil {
				return err
			}
			values += len(read.Values)
			if r.identity.Attributes = append(r.identity.Attributes, read); len(r.identity.Attributes) > maxAttributes || values > maxValues {
				return no(refusal.AnswerTooLarge, "AttributeStatement: too many attributes or values")
			}
		}
	}
	r.identity.Digest = r.digest()
	return nil
}

func readAttribute(a xmlsec.Node) (claims.Attribute, error) {
	name, _ := a.Attr("Name")
	if name == "" {
		return claims.Attribute{}, no(refusal.MalformedXML, "Attribute: Name is missing")
	}
	read := claims.Attribute{Name: name, Values: make([]string, 0, 1)}
	for v := range a.Children() {
		if !v.Is(nsAssertion, "AttributeValue") {
			return claims.Attribute{}, no(refusal.MalformedXML, "Attribute: holds something other than AttributeValue")
		}
		value, err := v.Text()
		if err != nil && isTargetedID(name) {
			value, err = nestedNameID(v)
		}
		if err != nil {
			return claims.Attribute{}, refusal.New(refusal.ElementInValue, err)
		}
		read.Values = append(read.Values, value)
	}
	return read, nil
}

// isTargetedID names the one attribute whose value is an element (contract 15).
func isTargetedID(name string) bool {
	switch name {
	case "eduPersonTargetedID", "urn:mace:dir:attribute-def:eduPersonTargetedID", "urn:oid:1.3.6.1.4.1.5923.1.1.1.10":
		return true
	}
	return false
}

// nestedNameID reads the text of a value that is one NameID.
func nestedNameID(v xmlsec.Node) (string, error) {
	id, err := only(v, nsAssertion, "NameID")
	if err != nil {
		return "", err
	}
	for child := range v.Children() {
		if child != id {
			return "", errors.New("saml: AttributeValue: holds something beside a NameID")
		}
	}
	return id.Text()
}

// digest names the assertion by who made it, its ID and all that is read from it,
// each with its length. So it is the same in another wrapper or encoding, and two
// answers with one digest are one identity. A hub's ID has 160 random bits: nobody
// finds a value from a digest.
func (r *reading) digest() [32]byte {
	h := digester{sha256.New()}
	i := &r.identity
	h.add(r.hub, i.Assertion, i.NameID.Format, i.NameID.Value, i.Authority, i.ACR,
		i.AuthnInstant.Format(time.RFC3339Nano), i.NotOnOrAfter.Format(time.RFC3339Nano))
	for _, a := range i.Attributes {
		h.add(a.Name)
		h.add(a.Values...)
	}
	return [32]byte(h.Sum(nil))
}

type digester struct{ hash.Hash }

// add writes a list so that no two lists give the same bytes.
func (d digester) add(list ...string) {
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(list)))
	d.Write(n[:])
	for _, s := range list {
		binary.BigEndian.PutUint32(n[:], uint32(len(s)))
		d.Write(n[:])
		d.Write([]byte(s))
	}
}
