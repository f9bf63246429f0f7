package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// Caps on a registered key set. Verification tries every key that may fit, and its
// cost grows with the modulus: both are bounded.
const (
	maxJWKS    = 64 << 10
	maxKeys    = 20
	minRSA     = 2048
	maxRSA     = 8192
	maxKeyName = 256
)

// ClientKeys are the public keys that a client registered.
type ClientKeys struct{ keys []clientKey }

type clientKey struct {
	kid    string
	alg    string // "" where the JWK names none
	public crypto.PublicKey
}

// ParseClientKeys reads a JWKS (RFC 7517 §5) of RSA (2048 to 8192 bits), P-256 and
// Ed25519 keys. It refuses a set with a private or symmetric key, so that nobody
// leaves one with us, with any other type of key, with two keys of one kid, or
// without a key that may verify. Keys for encryption are passed over.
func ParseClientKeys(jwks []byte) (*ClientKeys, error) {
	if len(jwks) > maxJWKS {
		return nil, fmt.Errorf("keys: key set is larger than %d bytes", maxJWKS)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(jwks, &set); err != nil {
		return nil, errors.New("keys: key set is not a JSON object with a list of keys")
	}
	if len(set.Keys) > maxKeys {
		return nil, fmt.Errorf("keys: key set has more than %d keys", maxKeys)
	}
	out := &ClientKeys{}
	names := map[string]bool{}
	for i, raw := range set.Keys {
		k, verifies, err := parseClientKey(raw)
		if err != nil {
			return nil, fmt.Errorf("keys: key %d of the set: %w", i+1, err)
		}
		if k.kid != "" && names[k.kid] {
			return nil, fmt.Errorf("keys: key %d of the set: an earlier key has the same kid", i+1)
		}
		names[k.kid] = true
		if verifies {
			out.keys = append(out.keys, k)
		}
	}
	if len(out.keys) == 0 {
		return nil, errors.New("keys: key set has no key that may verify a signature")
	}
	return out, nil
}

// jwkMembers are the members that decide before a key is parsed. The private ones
// are looked for by name, since a parser may pass over a "d" beside a public key.
type jwkMembers struct {
	Kty string          `json:"kty"`
	Use string          `json:"use"`
	Alg string          `json:"alg"`
	Kid string          `json:"kid"`
	Ops []string        `json:"key_ops"`
	D   json.RawMessage `json:"d"`
	P   json.RawMessage `json:"p"`
	Q   json.RawMessage `json:"q"`
	DP  json.RawMessage `json:"dp"`
	DQ  json.RawMessage `json:"dq"`
	QI  json.RawMessage `json:"qi"`
	Oth json.RawMessage `json:"oth"`
	K   json.RawMessage `json:"k"`
	// Priv is the seed of a key of type AKP.
	Priv json.RawMessage `json:"priv"`
}

func (m jwkMembers) private() bool {
	return slices.ContainsFunc([]json.RawMessage{m.D, m.P, m.Q, m.DP, m.DQ, m.QI, m.Oth, m.Priv}, func(v json.RawMessage) bool { return v != nil })
}

func parseClientKey(raw []byte) (k clientKey, verifies bool, err error) {
	var m jwkMembers
	if json.Unmarshal(raw, &m) != nil {
		return k, false, errors.New("it is not a JSON object of the known form")
	}
	switch {
	case m.private():
		return k, false, errors.New("it is a private key: register the public half, and replace this key, since it has been shown")
	case m.Kty == "oct" || m.K != nil:
		return k, false, errors.New("it is a symmetric key: register a public key")
	case len(m.Kid) > maxKeyName:
		return k, false, fmt.Errorf("its kid is longer than %d bytes", maxKeyName)
	}
	var jwk jose.JSONWebKey
	if jwk.UnmarshalJSON(raw) != nil || !jwk.IsPublic() {
		return k, false, errors.New("it is not a valid public key of type RSA, EC or OKP")
	}
	if err := acceptable(jwk.Key); err != nil {
		return k, false, err
	}
	k = clientKey{kid: m.Kid, alg: m.Alg, public: jwk.Key}
	return k, (m.Use == "" || m.Use == "sig") && (m.Ops == nil || slices.Contains(m.Ops, "verify")), nil
}

func acceptable(public crypto.PublicKey) error {
	switch p := public.(type) {
	case *rsa.PublicKey:
		if n := p.N.BitLen(); n < minRSA || n > maxRSA {
			return fmt.Errorf("RSA keys have %d to %d bits, this one %d", minRSA, maxRSA, n)
		}
		if p.E < 3 || p.E > math.MaxInt32 || p.E&1 == 0 || p.N.Bit(0) == 0 {
			return errors.New("it is not a possible RSA key")
		}
		return nil
	case *ecdsa.PublicKey:
		if p.Curve == elliptic.P256() {
			return nil
		}
		return errors.New("of the curves only P-256 and Ed25519 are taken")
	case ed25519.PublicKey:
		if len(p) == ed25519.PublicKeySize {
			return nil
		}
	}
	return errors.New("it is not a key of type RSA, P-256 or Ed25519")
}

// Verifies reports whether a token signed with alg could verify under one of the
// keys.
func (c *ClientKeys) Verifies(alg string) bool {
	return slices.ContainsFunc(c.keys, func(k clientKey) bool { return k.fits(Header{Alg: alg}) })
}

// fits reports whether a token of this header may be this key's: by name, by type,
// and by the algorithm that the key says it is for.
func (k clientKey) fits(h Header) bool {
	if k.kid != "" && h.Kid != "" && k.kid != h.Kid || k.alg != "" && k.alg != h.Alg {
		return false
	}
	switch k.public.(type) {
	case *rsa.PublicKey:
		return h.Alg == "RS256" || h.Alg == "PS256"
	case *ecdsa.PublicKey:
		return h.Alg == "ES256"
	case ed25519.PublicKey:
		return h.Alg == "EdDSA"
	}
	return false
}
