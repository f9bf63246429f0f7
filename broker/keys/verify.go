package keys

import (
	"crypto"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// ErrSignature says that a token bears no valid signature of the keys at hand.
var ErrSignature = errors.New("keys: no valid signature of a known key")

// Header is what a token says of itself, once its signature has been verified.
type Header struct{ Alg, Kid, Typ string }

// readHeader reads a header to find the key; nothing of it is believed yet. The
// decoder is go-jose's, which tells cases apart and refuses duplicate members: two
// readers of one header must not see two algorithms.
//
// jku, x5u, x5c and jwk would have the token bring its own key, and are not read
// (ASVS 9.1.3). A crit that is not understood must be refused (RFC 7515 §4.1.11);
// none is understood here, b64 of RFC 7797 included.
func readHeader(jwt string) (Header, error) {
	if len(jwt) > maxJWT {
		return Header{}, fmt.Errorf("keys: token is longer than %d bytes", maxJWT)
	}
	if strings.Count(jwt, ".") != 2 || strings.IndexFunc(jwt, notCompact) >= 0 {
		return Header{}, errors.New("keys: token is not in compact serialisation")
	}
	text, _, _ := strings.Cut(jwt, ".")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return Header{}, errors.New("keys: token header is not base64url")
	}
	var h struct {
		Alg  string          `json:"alg"`
		Kid  string          `json:"kid"`
		Typ  string          `json:"typ"`
		Crit json.RawMessage `json:"crit"`
		B64  json.RawMessage `json:"b64"`
	}
	if json.Unmarshal(raw, &h) != nil {
		return Header{}, errors.New("keys: token header is not a JSON object of the known form")
	}
	if h.Crit != nil || h.B64 != nil {
		return Header{}, errors.New("keys: token header demands an extension")
	}
	return Header{Alg: h.Alg, Kid: h.Kid, Typ: h.Typ}, nil
}

// notCompact finds what a compact serialisation cannot hold. Go's base64 passes over
// line ends, and one signature would be good for many spellings of a token.
func notCompact(c rune) bool {
	return (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.'
}

func verify(jwt string, alg jose.SignatureAlgorithm, public crypto.PublicKey) ([]byte, error) {
	signed, err := jose.ParseSignedCompact(jwt, []jose.SignatureAlgorithm{alg})
	if err != nil {
		return nil, ErrSignature
	}
	payload, err := signed.Verify(public)
	if err != nil {
		return nil, ErrSignature
	}
	return payload, nil
}

// Verify gives the payload of a token that one of the keys signed with one of algs.
// Only RS256, PS256, ES256 and EdDSA can be in algs; "none" and HS* verify nothing,
// whatever the caller allows.
//
// A token with a kid verifies under the key of that name, or under a key that has
// none; a token without, under every key of its type.
func (c *ClientKeys) Verify(jwt string, algs []string) ([]byte, Header, error) {
	h, err := readHeader(jwt)
	if err != nil {
		return nil, Header{}, err
	}
	if !slices.Contains(algs, h.Alg) || !slices.Contains(Algorithms(), h.Alg) {
		return nil, Header{}, errors.New("keys: token is signed with an algorithm that is not allowed")
	}
	for _, k := range c.keys {
		if !k.fits(h) {
			continue
		}
		if payload, err := verify(jwt, jose.SignatureAlgorithm(h.Alg), k.public); err == nil {
			return payload, h, nil
		}
	}
	return nil, Header{}, ErrSignature
}
