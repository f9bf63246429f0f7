package xmlenc

import (
	"crypto"
	"crypto/rsa"
	"slices"

	"sluis/providers/saml/xmlsec"
)

const (
	// MaxKeys is how many EncryptedKeys a message may hold: one for our current key
	// and one for the next. Each costs a private-key operation under each of ours.
	MaxKeys = 2

	maxWrapped = 1024 // bytes of an encrypted key: RSA of 8192 bits
)

// sealed is an EncryptedData taken apart. Its first fault sticks; what a fault leaves
// empty stays empty, and is decrypted all the same.
type sealed struct {
	content content
	data    []byte
	keys    [MaxKeys]wrapped
	fault   error
}

// wrapped is an EncryptedKey: how, and what.
type wrapped struct {
	oaep  rsa.OAEPOptions
	value []byte
}

func (s *sealed) require(ok bool, detail string) {
	if !ok && s.fault == nil {
		s.fault = &Error{detail}
	}
}

// read takes the holder apart: one EncryptedData, whose EncryptedKeys stand in its
// KeyInfo or beside it (saml-core §6.1). Nothing outside the holder is looked at.
// KeyName, X509Data and Recipient may name a key of ours or not: which key opens
// the message, the message does not decide.
func read(holder xmlsec.Node, cbc bool) *sealed {
	s := &sealed{content: contents()[0]}
	data, beside := s.inHolder(holder)
	parts := s.parts(data, "EncryptionMethod", "KeyInfo", "CipherData")
	if kind, has := data.Attr("Type"); has {
		s.require(kind == spaceEnc+"Element", "EncryptedData: Type is not Element")
	}
	s.readContent(parts[0], cbc)
	s.data = s.cipherValue(parts[2], xmlsec.MaxBytes)
	keys, wanted := s.inKeyInfo(parts[1])
	for _, uri := range wanted {
		s.require(slices.ContainsFunc(beside, func(k xmlsec.Node) bool { return refersTo(uri, k) }), "RetrievalMethod: not to an EncryptedKey beside the EncryptedData")
	}
	keys = append(keys, beside...)
	s.require(len(keys) > 0, "no EncryptedKey")
	s.require(len(keys) <= MaxKeys, "more EncryptedKeys than we have keys")
	for i, k := range keys[:min(len(keys), MaxKeys)] {
		s.keys[i] = s.readKey(k, data)
	}
	return s
}

func (s *sealed) inHolder(holder xmlsec.Node) (data xmlsec.Node, beside []xmlsec.Node) {
	for c := range holder.Children() {
		switch {
		case c.Is(spaceEnc, "EncryptedData"):
			s.require(!data.OK(), "two EncryptedData")
			data = c
		case c.Is(spaceEnc, "EncryptedKey"):
			beside = append(beside, c)
		default:
			s.require(false, "something other than EncryptedData and EncryptedKey")
		}
	}
	s.require(data.OK(), "no EncryptedData")
	return data, beside
}

// inKeyInfo gives the keys that stand in the KeyInfo, and the references to others.
func (s *sealed) inKeyInfo(info xmlsec.Node) (keys []xmlsec.Node, wanted []string) {
	for c := range info.Children() {
		switch {
		case c.Is(spaceEnc, "EncryptedKey"):
			keys = append(keys, c)
		case c.Is(spaceDS, "RetrievalMethod"):
			uri, _ := c.Attr("URI")
			kind, has := c.Attr("Type")
			s.require(!has || kind == spaceEnc+"EncryptedKey", "RetrievalMethod: Type is not EncryptedKey")
			for range c.Children() {
				s.require(false, "RetrievalMethod: with a transform")
			}
			wanted = append(wanted, uri)
		}
	}
	return keys, wanted
}

func (s *sealed) readContent(method xmlsec.Node, cbc bool) {
	uri, _ := method.Attr("Algorithm")
	list := contents()
	at := slices.IndexFunc(list, func(c content) bool { return c.uri == uri })
	s.require(at >= 0, "EncryptedData: algorithm is not on the list")
	s.content = list[max(at, 0)]
	s.require(!s.content.cbc || cbc, "EncryptedData: AES-CBC is not allowed for this message")
	for range method.Children() {
		s.require(false, "EncryptedData: EncryptionMethod with parameters")
	}
}

// readKey takes an EncryptedKey apart. A ReferenceList is not needed, but what it
// lists must be the data at hand.
func (s *sealed) readKey(k, data xmlsec.Node) wrapped {
	parts := s.parts(k, "EncryptionMethod", "KeyInfo", "CipherData", "ReferenceList", "CarriedKeyName")
	for ref := range parts[3].Children() {
		uri, _ := ref.Attr("URI")
		s.require(ref.Is(spaceEnc, "DataReference") && refersTo(uri, data), "ReferenceList: of other data")
	}
	return wrapped{s.transport(parts[0]), s.cipherValue(parts[2], maxWrapped)}
}

// transport reads how a key was wrapped. OAEPparams are refused: nobody sends a
// label, and we would have nothing to compare it with.
func (s *sealed) transport(method xmlsec.Node) rsa.OAEPOptions {
	uri, _ := method.Attr("Algorithm")
	s.require(uri == transportMGF1P || uri == transportOAEP, "EncryptedKey: algorithm is not RSA-OAEP")
	o := rsa.OAEPOptions{Hash: crypto.SHA1, MGFHash: crypto.SHA1}
	seen := map[string]bool{}
	for c := range method.Children() {
		named, _ := c.Attr("Algorithm")
		switch {
		case c.Is(spaceDS, "DigestMethod"):
			o.Hash = digests(named)
		case c.Is(spaceEnc11, "MGF"):
			o.MGFHash = masks(named)
			s.require(uri == transportOAEP || o.MGFHash == crypto.SHA1, "EncryptedKey: rsa-oaep-mgf1p with another mask than its own")
		default:
			s.require(false, "EncryptedKey: EncryptionMethod with parameters that are not known here")
		}
		s.require(!seen[c.Local()], "EncryptedKey: a parameter that stands twice")
		seen[c.Local()] = true
	}
	s.require(o.Hash != 0 && o.MGFHash != 0, "EncryptedKey: digest or mask is not on the list")
	return o
}

// cipherValue decodes a CipherData. A CipherReference would have us fetch what a
// stranger names.
func (s *sealed) cipherValue(data xmlsec.Node, limit int) []byte {
	value := s.parts(data, "CipherValue")[0]
	text, err := value.Text()
	s.require(err == nil, "CipherData: no CipherValue of text alone")
	b, err := xmlsec.DecodeBase64(text, limit)
	s.require(err == nil, "CipherValue: not base64, or too long")
	return b
}

// parts gives the children of n in the order of the names, the zero Node for one
// that is not there. One that has another name, or stands twice, is a fault.
func (s *sealed) parts(n xmlsec.Node, names ...string) []xmlsec.Node {
	found := make([]xmlsec.Node, len(names))
	for c := range n.Children() {
		at := slices.IndexFunc(names, func(name string) bool { return c.Is(spaceEnc, name) || name == "KeyInfo" && c.Is(spaceDS, name) })
		s.require(at >= 0, "an element that has no place here")
		if at >= 0 {
			s.require(!found[at].OK(), "an element that may stand once stands twice")
			found[at] = c
		}
	}
	return found
}

func refersTo(uri string, n xmlsec.Node) bool {
	id, _ := n.Attr("Id")
	return id != "" && uri == "#"+id
}
