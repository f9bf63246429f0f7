package hub

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/beevik/etree"
)

// Encryption is how an answer is encrypted (XML Encryption 1.1, saml-core §6). The
// zero Encryption is the Assertion under AES-256-GCM and rsa-oaep-mgf1p, to the
// first encryption key that the service provider published; where it published
// none, to its signing key; where it has none, to the hub's own.
type Encryption struct {
	What string // "" the Assertion · "name-id" · "both", the one inside the other
	Data string // URI of the content's algorithm
	Key  string // URI of the key's algorithm

	// Digest and MGF are URIs of the OAEP parameters. Empty, they are not named, and
	// the standard's own hold: SHA-1 twice.
	Digest, MGF string

	// Place is where the EncryptedKey stands: "" in the KeyInfo of the EncryptedData ·
	// "beside" it, each referring to the other, as OpenSAML has it · "listed", beside
	// it with a ReferenceList alone · "loose", beside it without any reference.
	Place string
	To    string // "" the first key · "last" · "all", an EncryptedKey for each

	Fault string // one of EncryptionFaults
}

const (
	nsXenc   = "http://www.w3.org/2001/04/xmlenc#"
	nsXenc11 = "http://www.w3.org/2009/xmlenc11#"

	algOAEPMGF1P = nsXenc + "rsa-oaep-mgf1p"
	algOAEP      = nsXenc11 + "rsa-oaep"
	algRSA15     = nsXenc + "rsa-1_5"
)

// lock replaces an element by its encrypted self in a holder, an EncryptedAssertion
// or EncryptedID.
func (h *Hub) lock(req RequestInfo, e *etree.Element, holder string, c Encryption) error {
	if e == nil {
		return fmt.Errorf("hub: there is nothing to put into a %s", holder)
	}
	parent, at := e.Parent(), e.Index()
	plain := plaintext(e, c.Fault)
	locked, err := c.encrypt(plain, h.recipients(req, c))
	if err != nil {
		return err
	}
	box := etree.NewElement("saml:" + holder)
	c.build(box, locked)
	parent.RemoveChild(e)
	parent.InsertChildAt(at, box)
	if c.Fault == "beside-plain" {
		parent.AddChild(e)
	}
	if c.Fault == "holder-twice" {
		parent.InsertChildAt(at, box.Copy())
	}
	return nil
}

// recipients are the keys to encrypt to.
func (h *Hub) recipients(req RequestInfo, c Encryption) []*rsa.PublicKey {
	keys := []*rsa.PublicKey{&h.current().private.PublicKey}
	if sp, ok := h.sp(req.Issuer); ok && len(sp.enc) > 0 {
		keys = sp.enc
	}
	switch c.To {
	case "all":
		return keys
	case "last":
		return keys[len(keys)-1:]
	}
	return keys[:1]
}

// plaintext writes an element so that it can stand alone: with the namespaces that
// its ancestors declare. Exclusive canonicalisation takes them off again.
func plaintext(e *etree.Element, fault string) []byte {
	switch fault {
	case "not-xml":
		return []byte("dit is geen XML <")
	case "nothing-inside":
		return nil
	case "blank-inside":
		return []byte("   \n  ")
	case "comment-inside":
		return []byte("<!-- niets -->")
	case "other-element":
		return []byte(`<saml:Advice xmlns:saml="` + nsAssertion + `"/>`)
	case "other-namespace":
		return []byte(`<saml:` + e.Tag + ` xmlns:saml="urn:x">` + Evil + `</saml:` + e.Tag + `>`)
	}
	apart := e.Copy()
	for up := e.Parent(); up != nil && fault != "undeclared-prefix"; up = up.Parent() {
		for _, a := range up.Attr {
			if a.Space == "xmlns" && apart.SelectAttr("xmlns:"+a.Key) == nil {
				apart.CreateAttr("xmlns:"+a.Key, a.Value)
			}
		}
	}
	var b bytes.Buffer
	apart.WriteTo(&b, &etree.WriteSettings{CanonicalText: true, CanonicalAttrVal: true})
	switch fault {
	case "two-inside":
		b.Write(slices.Clone(b.Bytes()))
	case "doctype-inside":
		return append([]byte("<!DOCTYPE saml:Assertion>"), b.Bytes()...)
	case "locked-inside":
		return []byte(`<saml:EncryptedAssertion xmlns:saml="` + nsAssertion + `"/>`)
	}
	return b.Bytes()
}

// build writes the EncryptedData and its keys into the holder.
func (c Encryption) build(box *etree.Element, l locked) {
	if c.Fault == "no-data" {
		return
	}
	data := add(box, "xenc:EncryptedData", "xmlns:xenc", nsXenc, "Id", string(Missing), "Type", nsXenc+"Element")
	add(data, "xenc:EncryptionMethod", "Algorithm", or(c.Data, algAES256GCM))
	var info *etree.Element
	if c.Place == "" || c.Place == "beside" {
		info = add(data, "ds:KeyInfo", "xmlns:ds", nsDsig)
	}
	home, name := info, "_"+box.Tag // IDs differ where one holder is inside another
	if c.Place != "" {
		home = box
		attr(data, "Id", name+"-data")
	}
	for i, value := range l.keys {
		id := fmt.Sprint(name, "-key", i)
		if c.Place == "beside" {
			add(info, "ds:RetrievalMethod", "Type", nsXenc+"EncryptedKey", "URI", "#"+id)
		}
		key := add(home, "xenc:EncryptedKey")
		if home == box {
			attr(key, "xmlns:xenc", nsXenc)
			attr(key, "xmlns:ds", nsDsig)
			attr(key, "Id", id)
		}
		c.method(key)
		cipherValue(key, value)
		if c.Place == "beside" || c.Place == "listed" {
			add(add(key, "xenc:ReferenceList"), "xenc:DataReference", "URI", "#"+name+"-data")
		}
	}
	cipherValue(data, l.data)
	c.bend(box, data)
}

// method writes how the keys are encrypted.
func (c Encryption) method(key *etree.Element) {
	m := add(key, "xenc:EncryptionMethod", "Algorithm", or(c.Key, algOAEPMGF1P))
	if c.Digest != "" {
		add(m, "ds:DigestMethod", "Algorithm", c.Digest)
	}
	if c.MGF != "" {
		add(m, "xenc11:MGF", "xmlns:xenc11", nsXenc11, "Algorithm", c.MGF)
	}
}

func cipherValue(parent *etree.Element, b []byte) {
	text := base64.StdEncoding.EncodeToString(b)
	if len(b) > 64 {
		text = lines(text, 76) // as xmlsec1 and Java write it
	}
	add(add(parent, "xenc:CipherData"), "xenc:CipherValue").CreateText(text)
}

// encryptAssertion is what comes between the two signatures: the Assertion's is
// inside the ciphertext, the Response's is over it.
func (h *Hub) encryptAssertion(req RequestInfo, m *Misbehaviour, response *etree.Element) error {
	if m.Encrypt == nil || m.Encrypt.What == "name-id" {
		return nil
	}
	if slices.Contains(assertionParts(), m.Tamper) {
		if err := tamper(response, m.Tamper); err != nil {
			return err
		}
	}
	return h.lock(req, response.SelectElement("Assertion"), "EncryptedAssertion", *m.Encrypt)
}

// encryptNameID comes before all signatures. Where both are encrypted, a fault is in
// the outer one.
func (h *Hub) encryptNameID(req RequestInfo, m *Misbehaviour, response *etree.Element) error {
	if m.Encrypt == nil || m.Encrypt.What == "" {
		return nil
	}
	c := *m.Encrypt
	if c.What == "both" {
		c.Fault = ""
	}
	return h.lock(req, find(response, "Assertion", "Subject", "NameID"), "EncryptedID", c)
}
