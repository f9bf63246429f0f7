package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// maxJWT caps a token that somebody hands in, in bytes.
const maxJWT = 16 << 10

// SignJWT signs claims, a JSON object, with the key of alg that is in use now, as a
// JWS in compact serialisation (RFC 7515 §3.1). The header holds alg, kid and typ.
func (r *Ring) SignJWT(alg, typ string, claims []byte) (string, error) {
	k, ok := r.today().signers[alg]
	if !ok {
		return "", fmt.Errorf("keys: sign: no key for algorithm %q", alg)
	}
	header := k.header
	if typ != "JWT" {
		header = k.headerOf(typ)
	}
	enc := base64.RawURLEncoding
	out := make([]byte, 0, len(header)+2+enc.EncodedLen(len(claims))+enc.EncodedLen(rsaBits/8))
	out = append(out, header...)
	out = append(out, '.')
	out = enc.AppendEncode(out, claims)
	signature, err := k.sign(out)
	if err != nil {
		return "", fmt.Errorf("keys: sign: %w", err)
	}
	out = append(out, '.')
	return string(enc.AppendEncode(out, signature)), nil
}

func (k *signingKey) headerOf(typ string) string {
	text, err := json.Marshal(struct {
		Alg string `json:"alg"`
		Kid string `json:"kid"`
		Typ string `json:"typ"`
	}{k.alg, k.kid, typ})
	if err != nil {
		panic("keys: encode header: " + err.Error()) // three strings always encode
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

func (k *signingKey) sign(input []byte) ([]byte, error) {
	digest := sha256.Sum256(input)
	switch private := k.private.(type) {
	case *rsa.PrivateKey:
		if k.alg == "PS256" { // RFC 7518 §3.5: the salt is as long as the hash
			return rsa.SignPSS(rand.Reader, private, crypto.SHA256, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		}
		return rsa.SignPKCS1v15(nil, private, crypto.SHA256, digest[:])
	case *ecdsa.PrivateKey: // RFC 7518 §3.4: r and s, 32 bytes each, not ASN.1
		r, s, err := ecdsa.Sign(rand.Reader, private, digest[:])
		if err != nil {
			return nil, err
		}
		out := make([]byte, 64)
		r.FillBytes(out[:32])
		s.FillBytes(out[32:])
		return out, nil
	case ed25519.PrivateKey:
		return ed25519.Sign(private, input), nil
	}
	return nil, fmt.Errorf("key of type %T cannot sign", k.private)
}

// VerifyOwn gives the payload of a token of one type (the header's typ) that this
// installation signed, with a key that is published still. One key signs tokens of
// several types, and none may pass for another (RFC 8725 §3.11). Whether it has expired
// is not looked at.
func (r *Ring) VerifyOwn(typ, jwt string) ([]byte, error) {
	h, err := readHeader(jwt)
	if err != nil {
		return nil, err
	}
	if h.Typ != typ {
		return nil, ErrSignature
	}
	k, ok := r.today().published[h.Kid]
	if !ok || k.alg != h.Alg || encrypts(k.alg) {
		return nil, ErrSignature
	}
	return verify(jwt, jose.SignatureAlgorithm(k.alg), k.private.Public())
}
