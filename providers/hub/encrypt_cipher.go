package hub

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
)

// Algorithms of XML Encryption for content.
const (
	algAES128GCM = nsXenc11 + "aes128-gcm"
	algAES192GCM = nsXenc11 + "aes192-gcm"
	algAES256GCM = nsXenc11 + "aes256-gcm"
	algAES128CBC = nsXenc + "aes128-cbc"
	algAES192CBC = nsXenc + "aes192-cbc"
	algAES256CBC = nsXenc + "aes256-cbc"
)

// locked is what encryption gives: the data, and their key for each recipient.
type locked struct {
	data []byte
	keys [][]byte
}

// encrypt makes the ciphertexts, and spoils them where that is the fault.
func (c Encryption) encrypt(plain []byte, to []*rsa.PublicKey) (locked, error) {
	size, cbc, err := c.content()
	if err != nil {
		return locked{}, err
	}
	key := random(size)
	block, err := aes.NewCipher(key)
	if err != nil {
		return locked{}, err
	}
	var l locked
	if cbc {
		l.data = encryptCBC(block, plain, c.Fault)
	} else {
		gcm, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return locked{}, err
		}
		l.data = gcm.Seal(nil, nil, plain, nil)
	}
	for _, wrapped := range c.contentKeys(key, to) {
		value, err := c.wrap(wrapped.to, wrapped.key)
		if err != nil {
			return locked{}, err
		}
		l.keys = append(l.keys, value)
	}
	c.spoil(&l)
	return l, nil
}

// content gives the size of the content's key. An algorithm that nobody may take is
// written where the fault says so, around AES-256-GCM.
func (c Encryption) content() (size int, cbc bool, err error) {
	switch or(c.Data, algAES256GCM) {
	case algAES128GCM:
		return 16, false, nil
	case algAES192GCM:
		return 24, false, nil
	case algAES256GCM:
		return 32, false, nil
	case algAES128CBC:
		return 16, true, nil
	case algAES192CBC:
		return 24, true, nil
	case algAES256CBC:
		return 32, true, nil
	}
	return 0, false, fmt.Errorf("hub: no content encryption %q", c.Data)
}

// encryptCBC pads as XML Encryption §5.2.2: the last byte says how much.
func encryptCBC(block cipher.Block, plain []byte, fault string) []byte {
	n := aes.BlockSize - len(plain)%aes.BlockSize
	padding := random(n)
	padding[n-1] = byte(n)
	switch fault {
	case "padding-zero":
		padding[n-1] = 0
	case "padding-long":
		padding[n-1] = 200
	}
	iv := random(aes.BlockSize)
	padded := append(append([]byte{}, plain...), padding...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(padded, padded)
	return append(iv, padded...)
}

// wrap encrypts a content key to a recipient. The PKCS #1 v1.5 padding is written
// out here: no library should be asked for it any more.
func (c Encryption) wrap(to *rsa.PublicKey, key []byte) ([]byte, error) {
	o := rsa.OAEPOptions{Hash: crypto.SHA1, MGFHash: crypto.SHA1}
	switch c.Digest {
	case "", algSHA1:
	case algSHA256:
		o.Hash = crypto.SHA256
	default:
		return nil, fmt.Errorf("hub: no digest %q", c.Digest)
	}
	switch c.MGF {
	case "", nsXenc11 + "mgf1sha1":
	case nsXenc11 + "mgf1sha256":
		o.MGFHash = crypto.SHA256
	default:
		return nil, fmt.Errorf("hub: no mask %q", c.MGF)
	}
	switch or(c.Key, algOAEPMGF1P) {
	case algOAEPMGF1P, algOAEP:
		value, err := rsa.EncryptOAEPWithOptions(rand.Reader, to, key, &o)
		if err != nil {
			return nil, fmt.Errorf("hub: encrypt: %w", err)
		}
		return value, nil
	case algRSA15:
		return wrapPKCS1v15(to, key), nil
	}
	return nil, fmt.Errorf("hub: no key encryption %q", c.Key)
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}
