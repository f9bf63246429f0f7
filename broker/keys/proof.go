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

// maxProof caps a DPoP proof in bytes. The largest there can be, of an RSA key of
// 8192 bits, has some 3.8 KiB.
const maxProof = 4 << 10

// Proof is what a DPoP proof says (RFC 9449 §4.2), once its signature has verified
// under the key that it brought itself. It proves that its sender holds that key and
// nothing else: whether it is for this request, fresh and new, the caller judges.
type Proof struct {
	Thumbprint string // of the key: SHA-256 of RFC 7638, 43 characters of base64url

	ID       string   `json:"jti"`
	Method   string   `json:"htm"`
	URI      string   `json:"htu"`
	IssuedAt *float64 `json:"iat"` // Unix seconds; nil where it is missing
	Token    string   `json:"ath"` // digest of the access token
	Nonce    string   `json:"nonce"`
}

// VerifyProof reads a DPoP proof that was signed with one of algs, of which only
// RS256, PS256, ES256 and EdDSA can be: typ is dpop+jwt, and jwk is a public key that
// could have been registered. "none" and HS* verify nothing, whatever the caller
// allows.
func VerifyProof(jwt string, algs []string) (Proof, error) {
	if len(jwt) > maxProof {
		return Proof{}, fmt.Errorf("keys: proof is longer than %d bytes", maxProof)
	}
	h, err := readHeader(jwt)
	if err != nil {
		return Proof{}, err
	}
	switch {
	case h.Typ != "dpop+jwt": // any other token that was signed with the key must not pass for a proof (RFC 8725 §3.11)
		return Proof{}, errors.New("keys: proof is not of type dpop+jwt")
	case !slices.Contains(algs, h.Alg) || !slices.Contains(Algorithms(), h.Alg):
		return Proof{}, errors.New("keys: proof is signed with an algorithm that is not allowed")
	}
	key, err := proofKey(jwt)
	if err != nil {
		return Proof{}, err
	}
	if !key.fits(Header{Alg: h.Alg}) {
		return Proof{}, errors.New("keys: the proof's key is not for its algorithm")
	}
	payload, err := verify(jwt, jose.SignatureAlgorithm(h.Alg), key.public)
	if err != nil {
		return Proof{}, err
	}
	var p Proof
	if json.Unmarshal(payload, &p) != nil {
		return Proof{}, errors.New("keys: proof holds no JSON object of the known form")
	}
	digest, err := (&jose.JSONWebKey{Key: key.public}).Thumbprint(crypto.SHA256)
	if err != nil {
		return Proof{}, fmt.Errorf("keys: proof: %w", err)
	}
	p.Thumbprint = base64.RawURLEncoding.EncodeToString(digest)
	return p, nil
}

// proofKey gives the key in a proof's header. It is the one place where a token
// brings its own key: a proof shows possession, and it is the thumbprint that is
// compared with what is known.
func proofKey(jwt string) (clientKey, error) {
	text, _, _ := strings.Cut(jwt, ".")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return clientKey{}, errors.New("keys: proof header is not base64url")
	}
	var h struct {
		JWK json.RawMessage `json:"jwk"`
	}
	if json.Unmarshal(raw, &h) != nil || h.JWK == nil {
		return clientKey{}, errors.New("keys: proof header has no jwk")
	}
	k, verifies, err := parseClientKey(h.JWK)
	if err != nil {
		return clientKey{}, fmt.Errorf("keys: the proof's key: %w", err)
	}
	if !verifies {
		return clientKey{}, errors.New("keys: the proof's key is not for signatures")
	}
	return k, nil
}
