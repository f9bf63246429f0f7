package keys

import (
	"crypto/cipher"
	"crypto/rand"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"
)

// A box is one byte of format, a random nonce, the ciphertext and its tag.
const boxFormat = 1

// ErrSealed says that a box did not open: another key, another label, or changed
// bytes. Which of these is not told apart.
var ErrSealed = errors.New("keys: the box does not open with this key")

// wide gives XChaCha20-Poly1305. Server keys live for years and seal a box for each
// authorization request, which anyone may send: AES-GCM with random nonces of 96
// bits is only good for 2³² of them, 192 bits have no end.
func wide(key [32]byte) cipher.AEAD {
	a, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		panic("keys: " + err.Error()) // only for a key that is not 32 bytes
	}
	return a
}

func seal(a cipher.AEAD, label string, plain []byte) []byte {
	head := 1 + a.NonceSize()
	box := make([]byte, head, head+len(plain)+a.Overhead())
	box[0] = boxFormat
	rand.Read(box[1:]) // never fails (crypto/rand)
	return a.Seal(box, box[1:], plain, []byte(label))
}

func open(a cipher.AEAD, label string, box []byte) ([]byte, error) {
	head := 1 + a.NonceSize()
	if len(box) < head+a.Overhead() || box[0] != boxFormat {
		return nil, ErrSealed
	}
	plain, err := a.Open(nil, box[1:head], box[head:], []byte(label))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// SealWith seals under a key that is not ours to keep: a handle (design §1.6), or
// a key of the login log. Only who brings the same key and the same kind opens it.
//
// The box's own key is HKDF-SHA-256(key, info = kind), for ChaCha20-Poly1305: a
// handle seals a few boxes and a log key a day's logins, far below the 2³² that
// random nonces of 96 bits allow. It is chosen over AES-GCM because a key is used
// once or twice, and setting AES-GCM up costs more than sealing does.
// The key must be unguessable; it may be text.
func SealWith(key []byte, kind string, plaintext []byte) ([]byte, error) {
	a, err := narrow(key, kind)
	if err != nil {
		return nil, err
	}
	return seal(a, "", plaintext), nil
}

// OpenWith opens what SealWith sealed; otherwise the error is ErrSealed.
func OpenWith(key []byte, kind string, box []byte) ([]byte, error) {
	a, err := narrow(key, kind)
	if err != nil {
		return nil, err
	}
	return open(a, "", box)
}

// shortest is the length below which a key is taken for a fault of the caller: an
// empty or truncated handle would seal for everyone.
const shortest = 16

func narrow(key []byte, kind string) (cipher.AEAD, error) {
	if len(key) < shortest {
		return nil, errors.New("keys: the key to seal with is too short")
	}
	own := derive(key, kind)
	return chacha20poly1305.New(own[:])
}
