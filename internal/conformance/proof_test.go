package conformance

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"
)

// proof is a DPoP proof before it is signed, so that anything may be wrong with it.
type proof struct {
	header, claims map[string]any
	key            *ecdsa.PrivateKey
}

// newKey makes a key for proofs.
func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// publicJWK spells a key as a JWK (RFC 7518 §6.2).
func publicJWK(key *ecdsa.PrivateKey) map[string]any {
	point, err := key.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	return map[string]any{"kty": "EC", "crv": "P-256", "x": b64(point[1:33]), "y": b64(point[33:])}
}

// thumbprint is RFC 7638 of a P-256 key.
func thumbprint(key *ecdsa.PrivateKey) string {
	k := publicJWK(key)
	sum := sha256.Sum256([]byte(`{"crv":"P-256","kty":"EC","x":"` + k["x"].(string) + `","y":"` + k["y"].(string) + `"}`))
	return b64(sum[:])
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// proof is one for a request, as it should be; token is the access token that goes along.
func (w *world) proof(key *ecdsa.PrivateKey, method, path, token string) *proof {
	p := &proof{key: key, header: map[string]any{"typ": "dpop+jwt", "alg": "ES256", "jwk": publicJWK(key)},
		claims: map[string]any{"jti": rand.Text(), "htm": method, "htu": w.issuer + path, "iat": w.clock.now().Unix()}}
	if token != "" {
		sum := sha256.Sum256([]byte(token))
		p.claims["ath"] = b64(sum[:])
	}
	return p
}

// String signs the proof with its key, whatever its header says.
func (p *proof) String() string {
	h, err1 := json.Marshal(p.header)
	c, err2 := json.Marshal(p.claims)
	text := b64(h) + "." + b64(c)
	digest := sha256.Sum256([]byte(text))
	r, s, err3 := ecdsa.Sign(rand.Reader, p.key, digest[:])
	if err1 != nil || err2 != nil || err3 != nil {
		panic("conformance: a proof of texts and numbers")
	}
	return text + "." + b64(append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...))
}

// proving adds a DPoP header.
func (c call) proving(proof string) call {
	c.header = c.header.Clone()
	if c.header == nil {
		c.header = http.Header{}
	}
	c.header.Add("DPoP", proof)
	return c
}
