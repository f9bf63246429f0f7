package saml

import (
	"sluis/internal/refusal"
	"sluis/providers/saml/xmlsec"
)

// decrypted opens an EncryptedAssertion. Until what is inside has verified, there is
// one refusal for everything that can be wrong with it, so that nobody who altered
// a ciphertext can tell how far it came: not decrypted, not XML, no Assertion, not
// signed and wrongly signed are one code and one page.
func (r *reading) decrypted() error {
	sealed := r.message.Sealed
	if !sealed.OK() {
		return nil
	}
	plain, err := r.decrypt(sealed)
	if err != nil {
		return err
	}
	if err := r.message.Unseal(plain); err != nil {
		return refusal.New(refusal.Undecryptable, err)
	}
	r.assertion = r.message.Assertion.Node
	return nil
}

// decryptedID opens an EncryptedID. The ciphertext is a part of the Assertion that
// was verified, so what it says was signed; it is one NameID, a document of its own.
func (r *reading) decryptedID(sealed xmlsec.Node) (xmlsec.Node, error) {
	plain, err := r.decrypt(sealed)
	if err != nil {
		return xmlsec.Node{}, err
	}
	d, err := xmlsec.Parse(plain)
	if err != nil {
		return xmlsec.Node{}, refusal.New(refusal.Undecryptable, err)
	}
	if !d.Root().Is(nsAssertion, "NameID") {
		return xmlsec.Node{}, no(refusal.Undecryptable, "EncryptedID: not a NameID inside")
	}
	return d.Root(), nil
}

// decrypt opens what our metadata let the hub encrypt. AES-CBC can be altered
// unnoticed, so it is taken for a while, from a hub that has nothing better, where
// the Response's own signature has verified over it.
func (r *reading) decrypt(holder xmlsec.Node) ([]byte, error) {
	c := r.connection
	if c.opener == nil {
		return nil, no(refusal.Encrypted, "Response: encrypted, and this connection takes no encryption")
	}
	leave, ok := c.line.enter()
	if !ok {
		return nil, no(refusal.Busy, "Response: encrypted, and too many wait to be decrypted")
	}
	defer leave()
	plain, err := c.opener.Open(holder, r.signed && r.answer.Now.Before(c.cbcUntil))
	if err != nil {
		return nil, refusal.New(refusal.Undecryptable, err)
	}
	return plain, nil
}
