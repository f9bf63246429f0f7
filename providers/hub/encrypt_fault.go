package hub

import (
	"bytes"
	"crypto/rsa"
	"math/big"

	"github.com/beevik/etree"
)

// EncryptionFaults are what an Encryption can do wrong. Each but the last group is
// to be refused however the answer is signed.
func EncryptionFaults() []string {
	return []string{
		// the ciphertext
		"tag", "nonce", "body", "data-empty", "data-short", "data-cut", "data-long",
		// the key
		"key-altered", "key-empty", "key-short", "key-long", "key-above-modulus", "key-zero", "foreign-key", "key-of-other-size",
		"two-keys-differ", "three-keys", "no-key",
		// the shape
		"no-data", "two-data", "data-not-base64", "key-not-base64", "cipher-reference", "element-in-cipher-value", "type-content",
		"retrieval-elsewhere", "reference-elsewhere", "retrieval-transform", "text-of-two", "unknown-child",
		// the algorithms
		"data-unknown", "data-3des", "data-missing", "data-parameter", "key-unknown", "key-missing", "digest-unknown", "digest-twice",
		"mask-unknown", "mask-with-mgf1p", "oaep-params",
		// what is inside
		"not-xml", "nothing-inside", "blank-inside", "comment-inside", "other-element", "other-namespace", "two-inside",
		"doctype-inside", "undeclared-prefix", "locked-inside",
	}
}

// CBCFaults are those of an Encryption with AES-CBC alone.
func CBCFaults() []string { return []string{"padding-zero", "padding-long", "blocks-cut", "one-block"} }

// addressed is a content key on its way to a recipient.
type addressed struct {
	to  *rsa.PublicKey
	key []byte
}

func (c Encryption) contentKeys(key []byte, to []*rsa.PublicKey) []addressed {
	var out []addressed
	for _, pub := range to {
		out = append(out, addressed{pub, key})
	}
	switch c.Fault {
	case "foreign-key":
		n := new(big.Int).Sub(out[0].to.N, big.NewInt(2)) // a modulus that nobody has the factors of
		out[0].to = &rsa.PublicKey{N: n, E: out[0].to.E}
	case "key-of-other-size":
		out[0].key = random(24 - 8*(len(key)/24)) // 16 for 24 and 32, 24 for 16
	case "two-keys-differ":
		out = append(out[:1], addressed{out[0].to, random(len(key))})
	case "three-keys":
		out = []addressed{out[0], out[0], out[0]}
	case "no-key":
		return nil
	}
	return out
}

// spoil alters ciphertexts.
func (c Encryption) spoil(l *locked) {
	switch c.Fault {
	case "tag":
		l.data[len(l.data)-1] ^= 1
	case "nonce":
		l.data[0] ^= 1
	case "body":
		l.data[len(l.data)/2] ^= 1
	case "data-empty":
		l.data = nil
	case "one-block":
		l.data = l.data[:16]
	case "data-short":
		l.data = l.data[:11]
	case "data-cut", "blocks-cut":
		l.data = l.data[:len(l.data)-5]
	case "data-long":
		l.data = append(l.data, 0)
	case "key-altered":
		l.keys[0][len(l.keys[0])-1] ^= 1
	case "key-empty":
		l.keys[0] = nil
	case "key-short":
		l.keys[0] = l.keys[0][1:]
	case "key-long":
		l.keys[0] = append(l.keys[0], 0)
	case "key-above-modulus":
		l.keys[0] = bytes.Repeat([]byte{0xff}, len(l.keys[0]))
	case "key-zero":
		l.keys[0] = make([]byte, len(l.keys[0]))
	}
}

// bend alters what is written around the ciphertexts.
func (c Encryption) bend(box, data *etree.Element) {
	key := data.FindElement("KeyInfo/EncryptedKey")
	if key == nil {
		key = box.SelectElement("EncryptedKey")
	}
	c.bendShape(box, data, key)
	c.bendMethods(data, key)
}

func (c Encryption) bendShape(box, data, key *etree.Element) {
	value := find(data, "CipherData", "CipherValue")
	switch c.Fault {
	case "two-data":
		box.AddChild(data.Copy())
	case "data-not-base64":
		value.SetText("%%%")
	case "key-not-base64":
		find(key, "CipherData", "CipherValue").SetText("A")
	case "cipher-reference":
		holder := data.SelectElement("CipherData")
		holder.RemoveChild(value)
		add(holder, "xenc:CipherReference", "URI", EvilOrigin)
	case "element-in-cipher-value":
		add(value, "xenc:CipherValue")
	case "type-content":
		attr(data, "Type", nsXenc+"Content")
	case "retrieval-elsewhere":
		add(data.SelectElement("KeyInfo"), "ds:RetrievalMethod", "Type", nsXenc+"EncryptedKey", "URI", "#_"+Evil)
	case "reference-elsewhere":
		add(add(key, "xenc:ReferenceList"), "xenc:DataReference", "URI", "#_"+Evil)
	case "retrieval-transform":
		twin := key.Copy()
		attr(twin, "xmlns:xenc", nsXenc)
		attr(twin, "xmlns:ds", nsDsig)
		attr(twin, "Id", "_k")
		box.AddChild(twin)
		at := add(data.SelectElement("KeyInfo"), "ds:RetrievalMethod", "Type", nsXenc+"EncryptedKey", "URI", "#_k")
		add(add(at, "ds:Transforms"), "ds:Transform", "Algorithm", algXSLT)
	case "text-of-two":
		add(data.SelectElement("CipherData"), "xenc:CipherValue").CreateText("AAAA")
	case "unknown-child":
		add(box, "saml:Other")
	}
}

func (c Encryption) bendMethods(data, key *etree.Element) {
	content, transport := data.SelectElement("EncryptionMethod"), find(key, "EncryptionMethod")
	digest := func(uri string) { add(transport, "ds:DigestMethod", "Algorithm", uri) }
	mask := func(uri string) { add(transport, "xenc11:MGF", "xmlns:xenc11", nsXenc11, "Algorithm", uri) }
	switch c.Fault {
	case "data-unknown":
		attr(content, "Algorithm", "urn:x")
	case "data-3des":
		attr(content, "Algorithm", nsXenc+"tripledes-cbc")
	case "data-missing":
		data.RemoveChild(content)
	case "data-parameter":
		add(content, "xenc:KeySize").CreateText("256")
	case "key-unknown":
		attr(transport, "Algorithm", nsXenc+"kw-aes256")
	case "key-missing":
		key.RemoveChild(transport)
	case "digest-unknown":
		digest("http://www.w3.org/2001/04/xmldsig-more#md5")
	case "digest-twice":
		digest(algSHA1)
		digest(algSHA1)
	case "mask-unknown":
		mask("urn:x")
	case "mask-with-mgf1p":
		attr(transport, "Algorithm", algOAEPMGF1P)
		mask(nsXenc11 + "mgf1sha256")
	case "oaep-params":
		add(transport, "xenc:OAEPparams").CreateText("AAAA")
	}
}

// wrapPKCS1v15 is RFC 8017 §7.2.1. Everyone who can be asked to open it can be asked
// too often (Bleichenbacher 1998), so nobody may.
func wrapPKCS1v15(to *rsa.PublicKey, key []byte) []byte {
	padded := bytes.Repeat([]byte{0xa5}, to.Size())
	padded[0], padded[1], padded[to.Size()-len(key)-1] = 0, 2, 0
	copy(padded[to.Size()-len(key):], key)
	m := new(big.Int).Exp(new(big.Int).SetBytes(padded), big.NewInt(int64(to.E)), to.N)
	return m.FillBytes(padded)
}
