package conformance

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// clientKeys are the private keys of the apps that have some.
type clientKeys struct {
	ec, otherEC *ecdsa.PrivateKey // ES256
	rsa         *rsa.PrivateKey   // RS256, PS256

	authority, vouched, own *certificate // of tls_client_auth and self_signed_tls_client_auth
}

func newClientKeys(t testing.TB) clientKeys {
	t.Helper()
	var k clientKeys
	var errs [3]error
	k.ec, errs[0] = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	k.otherEC, errs[1] = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	k.rsa, errs[2] = rsa.GenerateKey(rand.Reader, 2048)
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	var none *certificate
	k.authority = newAuthority(t)
	k.vouched = k.authority.issue(t, "app.test", elliptic.P256())
	k.own = none.issue(t, "eigen.test", elliptic.P256())
	return k
}

// files are the public halves, as an app registers them.
func (k clientKeys) files(t testing.TB) map[string]string {
	return map[string]string{"ec.jwks": jwks(t, k.ec.Public()), "otherec.jwks": jwks(t, k.otherEC.Public()), "rsa.jwks": jwks(t, k.rsa.Public()),
		"ca.pem": k.authority.pem(), "eigen.pem": k.own.pem(),
		"fapi.jwks": keySet(t, jose.JSONWebKey{Key: k.ec.Public(), KeyID: "k", Use: "sig"}, jose.JSONWebKey{Key: k.rsa.Public(), KeyID: "r", Use: "sig"})}
}

func jwks(t testing.TB, public crypto.PublicKey) string {
	t.Helper()
	return keySet(t, jose.JSONWebKey{Key: public, KeyID: "k", Use: "sig"})
}

func keySet(t testing.TB, keys ...jose.JSONWebKey) string {
	t.Helper()
	b, err := json.Marshal(jose.JSONWebKeySet{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// signed spells a JWT. typ and further header members come from header.
func signed(t testing.TB, alg jose.SignatureAlgorithm, key any, header map[jose.HeaderKey]any, claims any) string {
	t.Helper()
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, &jose.SignerOptions{ExtraHeaders: header})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	o, err := s.Sign(b)
	if err != nil {
		t.Fatal(err)
	}
	out, err := o.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// publicKey reads a JWK as an app does.
func publicKey(t testing.TB, jwk map[string]any) any {
	t.Helper()
	b, err := json.Marshal(jwk)
	if err != nil {
		t.Fatal(err)
	}
	var k jose.JSONWebKey
	if err := k.UnmarshalJSON(b); err != nil {
		t.Fatal(err)
	}
	return k.Key
}
