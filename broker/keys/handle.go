package keys

import (
	"crypto/rand"
	"encoding/base64"
)

// HandleLength is the length of a handle in characters.
const HandleLength = 43

// NewHandle gives 256 random bits in base64url without padding: HandleLength
// characters.
func NewHandle() string {
	var raw [32]byte
	rand.Read(raw[:]) // never fails (crypto/rand)
	var text [HandleLength]byte
	base64.RawURLEncoding.Encode(text[:], raw[:])
	return string(text[:])
}
