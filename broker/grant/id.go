package grant

import (
	"crypto/sha256"
	"encoding/base64"
)

// idLength is the length of a grant's id: 128 bits in base64url.
const idLength = 22

// IDOf derives a grant's id from its code, one way: who holds the id (it stands
// in the spent mark, readable in a dump) learns nothing of the code.
func IDOf(code string) string {
	h := sha256.Sum256([]byte("sluis grant id\x00" + code))
	return base64.RawURLEncoding.EncodeToString(h[:16])
}
