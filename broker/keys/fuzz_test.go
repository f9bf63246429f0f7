package keys

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"strings"
	"testing"
)

// FuzzParseClientKeys: whatever a supplier sends as its key set, no panic, and what
// is taken is public, strong, and of a known type.
func FuzzParseClientKeys(f *testing.F) {
	c := newClientSide(f)
	f.Add([]byte(set(jwk(f, c.rsa.Public(), "kid", "1"), jwk(f, c.ec.Public()), jwk(f, c.ed.Public()))))
	f.Add([]byte(set(jwk(f, c.rsa))))                                            // private
	f.Add([]byte(set(`{"kty":"oct","k":"c2VjcmV0"}`)))                           // symmetric
	f.Add([]byte(set(`{"kty":"RSA","n":"AQAB","e":"AQAB"}`)))                    // tiny
	f.Add([]byte(set(`{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}`)))           // off the curve
	f.Add([]byte(set(`{"kty":"RSA","n":"","e":"","x5c":["AA"],"x5t":"AA"}`)))    // certificates
	f.Add([]byte(`{"keys":[null,{"kty":null}]}`))                                // nulls
	f.Add([]byte(`{"keys":[{"D":"AA","kty":"RSA"}],"Keys":[{"kty":"\u0052"}]}`)) // case and escapes
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := ParseClientKeys(text)
		if err != nil {
			if got != nil || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%v, %q", got, err)
			}
			return
		}
		if len(got.keys) == 0 || len(got.keys) > maxKeys {
			t.Fatalf("%d keys", len(got.keys))
		}
		for _, k := range got.keys {
			switch p := k.public.(type) {
			case *rsa.PublicKey:
				if p.N.BitLen() < minRSA || p.N.BitLen() > maxRSA {
					t.Fatalf("RSA of %d bits", p.N.BitLen())
				}
			case *ecdsa.PublicKey, ed25519.PublicKey:
			default:
				t.Fatalf("a key of type %T", p)
			}
		}
		got.Verify(header(`{"alg":"RS256"}`)+".e30.AAAA", Algorithms()) //nolint:errcheck // it must not panic on any key
	})
}

// FuzzVerify: nothing verifies but the tokens that were signed, spelled as they were.
func FuzzVerify(f *testing.F) {
	c := newClientSide(f)
	keys := mustParse(f, jwk(f, c.rsa.Public(), "kid", "r"), jwk(f, c.ec.Public()), jwk(f, c.ed.Public()))
	genuine := map[string]bool{}
	for alg, key := range map[string]any{"RS256": c.rsa, "PS256": c.rsa, "ES256": c.ec, "EdDSA": c.ed} {
		jwt := signed(f, alg, key, nil)
		genuine[jwt] = true
		f.Add(jwt)
		f.Add(strings.Replace(jwt, ".", ".\n", 1)) // another spelling
	}
	f.Add(header(`{"alg":"none"}`) + ".e30.")                                     // no signature
	f.Add(header(`{"alg":"ES256","crit":["b64"],"b64":false}`) + ".e30.AAAA")     // extension
	f.Add(header(`{"alg":"ES256","jwk":{"kty":"EC","crv":"P-256"}}`) + ".e30.AA") // a key of its own
	f.Add("..")
	f.Fuzz(func(t *testing.T, jwt string) {
		payload, _, err := keys.Verify(jwt, Algorithms())
		if err == nil && !genuine[jwt] && !sameBits(jwt, genuine) {
			t.Fatalf("verified %q of %q", payload, jwt)
		}
	})
}

// sameBits allows for the last character of a base64 text, some bits of which are
// in no byte.
func sameBits(jwt string, genuine map[string]bool) bool {
	for g := range genuine {
		if len(g) == len(jwt) && g[:len(g)-1] == jwt[:len(jwt)-1] {
			return true
		}
	}
	return false
}
