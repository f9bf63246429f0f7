package keys

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// clientSide is a client's own keys.
type clientSide struct {
	rsa, rsa2 *rsa.PrivateKey
	ec, p384  *ecdsa.PrivateKey
	ed        ed25519.PrivateKey
}

func newClientSide(t testing.TB) clientSide {
	t.Helper()
	var c clientSide
	var errs [5]error
	c.rsa, errs[0] = rsa.GenerateKey(rand.Reader, 2048)
	c.rsa2, errs[1] = rsa.GenerateKey(rand.Reader, 2048)
	c.ec, errs[2] = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	c.p384, errs[3] = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	_, c.ed, errs[4] = ed25519.GenerateKey(rand.Reader)
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// jwk encodes a key, with members added or replaced ("name", "value", …).
func jwk(t testing.TB, key any, members ...string) string {
	t.Helper()
	text, err := json.Marshal(jose.JSONWebKey{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(members); i += 2 {
		m[members[i]] = members[i+1]
	}
	if text, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func set(keys ...string) string { return `{"keys":[` + strings.Join(keys, ",") + `]}` }

func num(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }

func TestParseClientKeys(t *testing.T) {
	t.Parallel()
	c := newClientSide(t)
	for name, text := range map[string]string{
		"each type":                       set(jwk(t, c.rsa.Public()), jwk(t, c.ec.Public()), jwk(t, c.ed.Public())),
		"with names":                      set(jwk(t, c.rsa.Public(), "kid", "1"), jwk(t, c.ec.Public(), "kid", "2")),
		"two without a name":              set(jwk(t, c.rsa.Public()), jwk(t, c.rsa2.Public())),
		"beside a key for encryption":     set(jwk(t, c.rsa.Public(), "use", "enc", "kid", "e"), jwk(t, c.ec.Public(), "use", "sig", "kid", "s")),
		"members that we have no use for": set(jwk(t, c.ec.Public(), "x5u", "https://elsewhere.test", "colour", "blue")),
	} {
		if _, err := ParseClientKeys([]byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParseClientKeysRefuses(t *testing.T) {
	t.Parallel()
	c := newClientSide(t)
	n := c.rsa.N
	small := new(big.Int).SetBit(new(big.Int).Rsh(n, 1), 0, 1) // 2047 bits
	large := new(big.Int).SetBit(new(big.Int).Lsh(big.NewInt(1), maxRSA), 0, 1)
	modulus := func(n *big.Int, e string) string { return fmt.Sprintf(`{"kty":"RSA","n":"%s","e":"%s"}`, num(n), e) }
	for _, r := range []struct{ name, text, says string }{
		{"nothing", ``, "not a JSON object"},
		{"no JSON", `keys`, "not a JSON object"},
		{"a list", `[]`, "not a JSON object"},
		{"a key without a set", jwk(t, c.ec.Public()), "no key"},
		{"an empty set", set(), "no key"},
		{"an empty object", `{}`, "no key"},
		{"two lists of keys", `{"keys":[` + jwk(t, c.ec.Public()) + `],"keys":[]}`, "not a JSON object"},
		{"something behind the set", set(jwk(t, c.ec.Public())) + `{}`, "not a JSON object"},
		{"only a key for encryption", set(jwk(t, c.rsa.Public(), "use", "enc")), "no key"},
		{"only a key for wrapping", `{"keys":[` + strings.Replace(jwk(t, c.rsa.Public()), `{`, `{"key_ops":["wrapKey"],`, 1) + `]}`, "no key"},
		{"null for a key", set("null"), "not a valid public key"},
		{"a key without a type", set(`{"kid":"1"}`), "not a valid public key"},
		{"a kid that is a number", set(`{"kty":"RSA","kid":7}`), "known form"},
		{"a private RSA key", set(jwk(t, c.rsa)), "private key"},
		{"a private EC key", set(jwk(t, c.ec)), "private key"},
		{"a private Ed25519 key", set(jwk(t, c.ed)), "private key"},
		{"a private key behind a good one", set(jwk(t, c.ec.Public(), "kid", "1"), jwk(t, c.rsa)), "key 2 of the set: it is a private key"},
		{"a private key for encryption", set(jwk(t, c.ec.Public()), strings.Replace(jwk(t, c.rsa), "{", `{"use":"enc",`, 1)), "private key"},
		{"a prime alone", set(jwk(t, c.rsa.Public(), "p", num(c.rsa.Primes[0]))), "private key"},
		{"a seed", set(jwk(t, c.ed.Public(), "priv", "AA")), "private key"},
		{"a symmetric key", set(`{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"}`), "symmetric"},
		{"a symmetric member", set(jwk(t, c.ec.Public(), "k", "c2VjcmV0")), "symmetric"},
		{"RSA of 2047 bits", set(modulus(small, "AQAB")), "this one 2047"},
		{"RSA of 8193 bits", set(modulus(large, "AQAB")), "not a valid public key"},
		{"an even modulus", set(modulus(new(big.Int).Lsh(small, 1), "AQAB")), "possible RSA"},
		{"an exponent of 1", set(modulus(n, "AQ")), "not a valid public key"},
		{"an even exponent", set(modulus(n, "BA")), "possible RSA"},
		{"an exponent of 33 bits", set(modulus(n, "AQAAAAE")), "possible RSA"},
		{"an exponent of 128 bits", set(modulus(n, "AQAAAAAAAAAAAAAAAAAAAQ")), ""},
		{"P-384", set(jwk(t, c.p384.Public())), "P-256"},
		{"a point off the curve", set(`{"kty":"EC","crv":"P-256","x":"` + strings.Repeat("A", 42) + `E","y":"` + strings.Repeat("A", 42) + `E"}`), "not a valid public key"},
		{"an Ed25519 key of small order", set(`{"kty":"OKP","crv":"Ed25519","x":"` + strings.Repeat("A", 43) + `"}`), "not a valid public key"},
		{"X25519", set(`{"kty":"OKP","crv":"X25519","x":"` + strings.Repeat("A", 43) + `"}`), "not a valid public key"},
		{"an unknown type", set(`{"kty":"AKP","alg":"ML-DSA-44","pub":"AA"}`), "not a valid public key"},
		{"one kid twice", set(jwk(t, c.rsa.Public(), "kid", "1"), jwk(t, c.ec.Public(), "kid", "1")), "same kid"},
		{"one kid twice, once for encryption", set(jwk(t, c.rsa.Public(), "kid", "1", "use", "enc"), jwk(t, c.ec.Public(), "kid", "1")), "same kid"},
		{"a long kid", set(jwk(t, c.ec.Public(), "kid", strings.Repeat("k", maxKeyName+1))), "longer than"},
		{"too many keys", set(strings.Split(strings.Repeat(jwk(t, c.ec.Public())+"\n", maxKeys+1), "\n")[:maxKeys+1]...), "more than 20"},
		{"too large", strings.Repeat(" ", maxJWKS) + set(jwk(t, c.ec.Public())), "larger than"},
		{"deep nesting", strings.Repeat(`[`, maxJWKS), "not a JSON object"},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			got, err := ParseClientKeys([]byte(r.text))
			if err == nil || got != nil {
				t.Fatal("it was taken")
			}
			if !strings.Contains(err.Error(), r.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q does not say %q", err, r.says)
			}
		})
	}
}

// signed makes a token with go-jose, so that what our own Verify accepts was not
// made by our own hand.
func signed(t testing.TB, alg string, key any, members map[jose.HeaderKey]any) string {
	t.Helper()
	opts := &jose.SignerOptions{ExtraHeaders: members}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(alg), Key: key}, opts)
	if err != nil {
		t.Fatal(err)
	}
	object, err := s.Sign([]byte(someClaims))
	if err != nil {
		t.Fatal(err)
	}
	text, err := object.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func kid(name string) map[jose.HeaderKey]any { return map[jose.HeaderKey]any{"kid": name} }

func mustParse(t testing.TB, keys ...string) *ClientKeys {
	t.Helper()
	c, err := ParseClientKeys([]byte(set(keys...)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVerify(t *testing.T) {
	t.Parallel()
	c := newClientSide(t)
	all := mustParse(t, jwk(t, c.rsa.Public(), "kid", "r"), jwk(t, c.rsa2.Public()), jwk(t, c.ec.Public(), "kid", "e"), jwk(t, c.ed.Public(), "kid", "d"))
	for _, v := range []struct {
		name, alg string
		key       any
		members   map[jose.HeaderKey]any
		want      Header
	}{
		{"RS256 by kid", "RS256", c.rsa, kid("r"), Header{"RS256", "r", ""}},
		{"PS256 by kid", "PS256", c.rsa, kid("r"), Header{"PS256", "r", ""}},
		{"ES256 by kid", "ES256", c.ec, kid("e"), Header{"ES256", "e", ""}},
		{"EdDSA by kid", "EdDSA", c.ed, kid("d"), Header{"EdDSA", "d", ""}},
		{"without kid", "RS256", c.rsa, nil, Header{"RS256", "", ""}},
		{"a key without a name", "RS256", c.rsa2, kid("x"), Header{"RS256", "x", ""}},
		{"with typ", "ES256", c.ec, map[jose.HeaderKey]any{"typ": "client-authentication+jwt"}, Header{"ES256", "", "client-authentication+jwt"}},
		{"with a jku to look elsewhere, which is not done", "ES256", c.ec, map[jose.HeaderKey]any{"jku": "https://attacker.test/jwks"}, Header{"ES256", "", ""}},
	} {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			payload, h, err := all.Verify(signed(t, v.alg, v.key, v.members), Algorithms())
			if err != nil || string(payload) != someClaims || h != v.want {
				t.Errorf("%q, %+v, %v", payload, h, err)
			}
		})
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	c, stranger := newClientSide(t), newClientSide(t)
	own := jwk(t, c.rsa.Public(), "kid", "r")
	keys := mustParse(t, own, jwk(t, c.ec.Public(), "kid", "e", "alg", "ES256"), jwk(t, c.ed.Public(), "kid", "enc", "use", "enc"))
	good := signed(t, "RS256", c.rsa, kid("r"))
	part := strings.Split(good, ".")
	all := Algorithms()
	public, ok := c.rsa.Public().(*rsa.PublicKey)
	if !ok {
		t.Fatal("no RSA key")
	}
	with := func(head string) string { return header(head) + "." + part[1] + "." + part[2] }
	for _, r := range []struct {
		name, jwt string
		algs      []string
	}{
		{"an algorithm that is not allowed", good, []string{"PS256", "ES256"}},
		{"nothing allowed", good, nil},
		{"a stranger's key", signed(t, "RS256", stranger.rsa, kid("r")), all},
		{"a stranger's key without kid", signed(t, "RS256", stranger.rsa, nil), all},
		{"a kid of no key", signed(t, "RS256", c.rsa, kid("x")), all},
		{"another key's kid", signed(t, "RS256", c.rsa, kid("e")), all},
		{"a key for encryption", signed(t, "EdDSA", c.ed, kid("enc")), all},
		{"a stranger's key in the header", signed(t, "ES256", stranger.ec, map[jose.HeaderKey]any{"jwk": jose.JSONWebKey{Key: stranger.ec.Public()}}), all},
		{"a crit", with(`{"alg":"RS256","kid":"r","crit":["exp"],"exp":1}`), all},
		{"an empty crit", with(`{"alg":"RS256","kid":"r","crit":[]}`), all},
		{"unencoded payload (RFC 7797)", with(`{"alg":"RS256","kid":"r","b64":false,"crit":["b64"]}`), all},
		{"none", header(`{"alg":"none"}`) + "." + part[1] + ".", append([]string{"none"}, all...)},
		{"None", header(`{"alg":"None"}`) + "." + part[1] + ".", append([]string{"None"}, all...)},
		{"the public key as an HMAC key", signed(t, "HS256", public.N.Bytes(), kid("r")), append([]string{"HS256"}, all...)},
		{"no algorithm", with(`{"kid":"r"}`), append([]string{""}, all...)},
		{"two algorithms", with(`{"alg":"none","alg":"RS256","kid":"r"}`), all},
		{"ALG", with(`{"ALG":"RS256","kid":"r"}`), all},
		{"a header that is no object", with(`"RS256"`), all},
		{"a null header", with(`null`), all},
		{"an empty signature", part[0] + "." + part[1] + ".", all},
		{"another payload", part[0] + "." + header(`{}`) + "." + part[2], all},
		{"padding", part[0] + "=." + part[1] + "." + part[2], all},
		{"a line end", good + "\n", all},
		{"a space", " " + good, all},
		{"two parts", part[0] + "." + part[1], all},
		{"five parts", good + "..", all},
		{"JSON serialisation", `{"payload":"` + part[1] + `","protected":"` + part[0] + `","signature":"` + part[2] + `"}`, all},
		{"empty", "", all},
		{"dots", "..", all},
		{"too long", good + strings.Repeat("A", maxJWT), all},
	} {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			if payload, h, err := keys.Verify(r.jwt, r.algs); err == nil || payload != nil || h != (Header{}) {
				t.Errorf("%q, %+v, %v", payload, h, err)
			}
		})
	}
	if _, _, err := keys.Verify(good, all); err != nil {
		t.Errorf("the good one: %v", err)
	}
	// A JWK's own alg binds it.
	bound := mustParse(t, jwk(t, c.rsa.Public(), "alg", "PS256"))
	if _, _, err := bound.Verify(signed(t, "RS256", c.rsa, nil), all); err == nil {
		t.Error("a key for PS256 verified RS256")
	}
	if _, _, err := bound.Verify(signed(t, "PS256", c.rsa, nil), all); err != nil {
		t.Errorf("a key for PS256: %v", err)
	}
	if _, _, err := new(ClientKeys).Verify(good, all); err == nil {
		t.Error("no key verified something")
	}
}
