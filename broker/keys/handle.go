package keys

import (
	"crypto/rand"
	"encoding/base64"
)

// NewHandle gives 256 random bits in base64url without padding: 43 characters.
func NewHandle() string {
	var raw [32]byte
	rand.Read(raw[:]) // never fails (crypto/rand)
	var text [43]byte
	base64.RawURLEncoding.Encode(text[:], raw[:])
	return string(text[:])
}
