package xmlenc

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/subtle"
	"errors"
	"fmt"
	"math/big"

	"sluis/providers/saml/xmlsec"
)

// MaxOwn is how many keys of ours an [Opener] tries: those of a rollover, and one
// that is late to go.
const MaxOwn = 3

// Error is every refusal of a message. Detail is fixed words. What was found wrong
// with the shape of a message is named, since its sender can see that as well; of
// what happened under a key of ours, all that is ever said is that it failed.
type Error struct{ Detail string }

func (e *Error) Error() string { return "xmlenc: " + e.Detail }

// errOpen is any fault behind a private key: a key that none of ours unwraps, two
// keys that differ, a wrong tag, bad padding.
var errOpen = &Error{"cannot be decrypted"}

// Opener decrypts what was encrypted to any of its keys. It is safe for concurrent
// use where they are.
type Opener struct {
	keys   []crypto.Decrypter
	public []*rsa.PublicKey
}

// New takes the private keys, 1 to [MaxOwn], RSA of 2048 to 8192 bits each.
func New(keys []crypto.Decrypter) (*Opener, error) {
	if len(keys) == 0 || len(keys) > MaxOwn {
		return nil, fmt.Errorf("xmlenc: %d decryption keys, not 1 to %d", len(keys), MaxOwn)
	}
	o := &Opener{keys: keys}
	for _, k := range keys {
		if k == nil {
			return nil, errors.New("xmlenc: a decryption key is missing")
		}
		pub, ok := k.Public().(*rsa.PublicKey)
		if !ok || pub.N.BitLen() < 2048 || pub.N.BitLen() > 8*maxWrapped {
			return nil, errors.New("xmlenc: a decryption key is not RSA of 2048 to 8192 bits")
		}
		o.public = append(o.public, pub)
	}
	return o, nil
}

// Open decrypts the one EncryptedData in holder, an EncryptedAssertion or
// EncryptedID. It costs [MaxKeys] operations under each key, whatever the message.
//
// insecureCBC admits AES-CBC, which anybody can alter without being noticed: only a
// signature over holder, verified before, makes that harmless (Jager and Somorovsky,
// CCS 2011). Every error is an *[Error].
func (o *Opener) Open(holder xmlsec.Node, insecureCBC bool) ([]byte, error) {
	s := read(holder, insecureCBC)
	key, unwrapped := o.unwrap(s)
	plain, opened := s.content.open(key, s.data)
	switch {
	case s.fault != nil:
		return nil, s.fault
	case !unwrapped || !opened:
		return nil, errOpen
	}
	return plain, nil
}

// unwrap gives the content key. Every EncryptedKey is tried under every key of ours,
// also after one has fit, so that nobody can count which did. Where none fits the
// key is random: what follows does the same work, and fails by itself.
func (o *Opener) unwrap(s *sealed) (key []byte, ok bool) {
	key = make([]byte, s.content.size)
	rand.Read(key)
	two := false // keys for one ciphertext: which is meant would be up to us
	for _, w := range s.keys {
		for i := range o.keys {
			got := o.try(i, w, len(key))
			switch {
			case got == nil:
			case !ok:
				key, ok = got, true
			case subtle.ConstantTimeCompare(key, got) == 0:
				two = true
			}
		}
	}
	return key, ok && !two
}

// try unwraps under one key of ours; nil where that fails, or gives a key of another
// size. crypto/rsa returns early from what is no number below its modulus, so it
// gets a number that is.
func (o *Opener) try(i int, w wrapped, size int) []byte {
	pub := o.public[i]
	fits := len(w.value) == pub.Size() && new(big.Int).SetBytes(w.value).Cmp(pub.N) < 0
	if !fits {
		w.value = make([]byte, pub.Size())
		rand.Read(w.value[1:])
	}
	if w.oaep.Hash == 0 || w.oaep.MGFHash == 0 {
		w.oaep.Hash, w.oaep.MGFHash = crypto.SHA256, crypto.SHA256
	}
	key, err := o.keys[i].Decrypt(rand.Reader, w.value, &w.oaep)
	if err != nil || !fits || len(key) != size {
		return nil
	}
	return key
}
