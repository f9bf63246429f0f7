package cli

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
)

// TestClientKeysOfAProfile: an app whose keys cannot sign what its profile takes is
// found by `sluis check`, not by its first pupil (O-25).
func TestClientKeysOfAProfile(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	edKey, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		profile string
		keys    []map[string]string
		refused string // part of the sentence; "" where the set is good
	}{
		"basic, EC":                        {"basic", []map[string]string{jwk(t, ecKey.Public())}, ""},
		"basic, Ed25519":                   {"basic", []map[string]string{jwk(t, edKey)}, ""},
		"nlgov, RSA":                       {"nlgov", []map[string]string{jwk(t, rsaKey.Public())}, ""},
		"nlgov, RSA beside EC":             {"nlgov", []map[string]string{jwk(t, ecKey.Public()), jwk(t, rsaKey.Public())}, ""},
		"nlgov, RSA for PS256":             {"nlgov", []map[string]string{jwk(t, rsaKey.Public(), "alg", "PS256")}, ""},
		"fapi2, RSA":                       {"fapi2", []map[string]string{jwk(t, rsaKey.Public())}, ""},
		"fapi2, EC":                        {"fapi2", []map[string]string{jwk(t, ecKey.Public())}, ""},
		"fapi2, RSA for RS256":             {"fapi2", []map[string]string{jwk(t, rsaKey.Public(), "alg", "RS256")}, "takes PS256 and ES256 and EdDSA"},
		"nlgov, EC":                        {"nlgov", []map[string]string{jwk(t, ecKey.Public())}, "takes RS256 and PS256"},
		"nlgov, Ed25519":                   {"nlgov", []map[string]string{jwk(t, edKey)}, "takes RS256 and PS256"},
		"nlgov, RSA for another algorithm": {"nlgov", []map[string]string{jwk(t, rsaKey.Public(), "alg", "RS512")}, "takes RS256 and PS256"},
		"nlgov, RSA for encryption":        {"nlgov", []map[string]string{jwk(t, ecKey.Public()), jwk(t, rsaKey.Public(), "use", "enc")}, "takes RS256 and PS256"},
	} {
		set, err := json.Marshal(map[string]any{"keys": c.keys})
		if err != nil {
			t.Fatal(err)
		}
		err = clientKeys(c.profile, set)
		if c.refused == "" && err != nil || c.refused != "" && (err == nil || !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%s: %v, want %q", name, err, c.refused)
		}
	}
}

// jwk writes a public key with further members.
func jwk(t *testing.T, public crypto.PublicKey, members ...string) map[string]string {
	t.Helper()
	b64 := base64.RawURLEncoding.EncodeToString
	out := map[string]string{}
	switch p := public.(type) {
	case *rsa.PublicKey:
		out = map[string]string{"kty": "RSA", "n": b64(p.N.Bytes()), "e": "AQAB"}
	case *ecdsa.PublicKey:
		point, err := p.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		out = map[string]string{"kty": "EC", "crv": "P-256", "x": b64(point[1:33]), "y": b64(point[33:])}
	case ed25519.PublicKey:
		out = map[string]string{"kty": "OKP", "crv": "Ed25519", "x": b64(p)}
	}
	for i := 0; i < len(members); i += 2 {
		out[members[i]] = members[i+1]
	}
	return out
}
