package xmlenc

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	_ "crypto/sha1" // OAEP's hash, not a signature's: nobody has to find collisions here
	_ "crypto/sha256"
)

// Namespaces of XML Encryption 1.0 and 1.1, and of XML Signature.
const (
	spaceEnc   = "http://www.w3.org/2001/04/xmlenc#"
	spaceEnc11 = "http://www.w3.org/2009/xmlenc11#"
	spaceDS    = "http://www.w3.org/2000/09/xmldsig#"
)

// content is how data are encrypted (XML Encryption 1.1 §5.2).
type content struct {
	uri  string
	size int // of the key, in bytes
	cbc  bool
}

// Contents gives the URIs of what an [Opener] takes from everybody, for metadata.
func Contents() []string {
	return []string{spaceEnc11 + "aes128-gcm", spaceEnc11 + "aes192-gcm", spaceEnc11 + "aes256-gcm"}
}

func contents() []content {
	list := []content{
		{spaceEnc + "aes128-cbc", 16, true}, {spaceEnc + "aes192-cbc", 24, true}, {spaceEnc + "aes256-cbc", 32, true},
	}
	for i, uri := range Contents() {
		list = append(list, content{uri, 16 + 8*i, false})
	}
	return list
}

// How keys are wrapped (XML Encryption 1.1 §5.5). The older way fixes the mask's hash
// to SHA-1, the newer one lets the message name it.
const (
	transportMGF1P = spaceEnc + "rsa-oaep-mgf1p"
	transportOAEP  = spaceEnc11 + "rsa-oaep"
)

// Transports gives their URIs, for metadata.
func Transports() []string { return []string{transportMGF1P, transportOAEP} }

// digests are the hashes of OAEP, masks those of its mask generation. SHA-1 is the
// default of either. It is no weakness: OAEP asks no collision resistance of it.
func digests(uri string) crypto.Hash {
	switch uri {
	case spaceDS + "sha1":
		return crypto.SHA1
	case spaceEnc + "sha256":
		return crypto.SHA256
	}
	return 0
}

func masks(uri string) crypto.Hash {
	switch uri {
	case spaceEnc11 + "mgf1sha1":
		return crypto.SHA1
	case spaceEnc11 + "mgf1sha256":
		return crypto.SHA256
	}
	return 0
}

// open decrypts in place. It fails on anything too short, and never panics: the
// length of what a stranger sent is looked at first (GO-2026-4760).
func (c content) open(key, sealed []byte) (plain []byte, ok bool) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, false
	}
	if c.cbc {
		return openCBC(block, sealed)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil || len(sealed) < gcm.NonceSize()+gcm.Overhead() {
		return nil, false
	}
	nonce, sealed := sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():]
	plain, err = gcm.Open(sealed[:0], nonce, sealed, nil)
	return plain, err == nil
}

// openCBC takes off the padding of XML Encryption §5.2.2: the last byte says how
// much there is, and the others may be anything.
func openCBC(block cipher.Block, sealed []byte) (plain []byte, ok bool) {
	if len(sealed) < 2*aes.BlockSize || len(sealed)%aes.BlockSize != 0 {
		return nil, false
	}
	iv, plain := sealed[:aes.BlockSize], sealed[aes.BlockSize:]
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, plain)
	padding := int(plain[len(plain)-1])
	if padding < 1 || padding > aes.BlockSize {
		return nil, false
	}
	return plain[:len(plain)-padding], true
}
