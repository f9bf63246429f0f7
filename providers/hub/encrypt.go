package hub

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"fmt"

	"github.com/beevik/etree"
)

const nsXenc = "http://www.w3.org/2001/04/xmlenc#"

// encrypt puts the signed Assertion into an EncryptedAssertion (xmlenc-core §2.1):
// AES-256-GCM under RSA-OAEP to the service provider's key, or, where it gave none,
// to the hub's own. No hub sends one; a service provider has to say so.
func (h *Hub) encrypt(req RequestInfo, response *etree.Element) error {
	assertion := response.SelectElement("Assertion")
	if assertion == nil {
		return fmt.Errorf("hub: there is no Assertion to encrypt")
	}
	to := &h.current().private.PublicKey
	if sp, ok := h.sp(req.Issuer); ok && sp.enc != nil {
		to = sp.enc
	}
	at := assertion.Index()
	response.RemoveChild(assertion)
	assertion.CreateAttr("xmlns:saml", nsAssertion)
	var plain bytes.Buffer
	assertion.WriteTo(&plain, &etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true})
	content := make([]byte, 32)
	rand.Read(content)
	block, err := aes.NewCipher(content)
	if err != nil {
		return err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return err
	}
	wrapped, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, to, content, nil) // rsa-oaep-mgf1p: SHA-1 by definition
	if err != nil {
		return fmt.Errorf("hub: encrypt: %w", err)
	}
	holder := etree.NewElement("saml:EncryptedAssertion")
	data := add(holder, "xenc:EncryptedData", "xmlns:xenc", nsXenc, "Type", nsXenc+"Element")
	add(data, "xenc:EncryptionMethod", "Algorithm", "http://www.w3.org/2009/xmlenc11#aes256-gcm")
	key := add(add(data, "ds:KeyInfo", "xmlns:ds", nsDsig), "xenc:EncryptedKey")
	add(key, "xenc:EncryptionMethod", "Algorithm", nsXenc+"rsa-oaep-mgf1p")
	cipherValue(key, wrapped)
	cipherValue(data, gcm.Seal(nil, nil, plain.Bytes(), nil))
	response.InsertChildAt(at, holder)
	return nil
}

func cipherValue(parent *etree.Element, b []byte) {
	add(add(parent, "xenc:CipherData"), "xenc:CipherValue").CreateText(base64.StdEncoding.EncodeToString(b))
}
