package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

const someProof = `{"jti":"e1j3V_bKic8-LAEB","htm":"GET","htu":"https://sluis.example/oauth/userinfo","iat":1562262618.5,"ath":"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo","nonce":"n"}`

// proof signs any header and payload whatever with a P-256 key: what go-jose would not make.
func proof(t testing.TB, key *ecdsa.PrivateKey, head, payload string) string {
	t.Helper()
	text := header(head) + "." + header(payload)
	sum := sha256.Sum256([]byte(text))
	r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	var sig [64]byte
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
	return text + "." + base64.RawURLEncoding.EncodeToString(sig[:])
}

// made makes a proof with go-jose.
func made(t testing.TB, alg string, key, public any, payload string) string {
	t.Helper()
	o := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{"typ": "dpop+jwt", "jwk": jose.JSONWebKey{Key: public}}}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(alg), Key: key}, o)
	if err != nil {
		t.Fatal(err)
	}
	object, err := s.Sign([]byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	text, err := object.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestVerifyProof: a proof of each algorithm, by go-jose's hand, and the thumbprint
// that RFC 9449 §6.1 prints for the key of its examples.
func TestVerifyProof(t *testing.T) {
	t.Parallel()
	c := newClientSide(t)
	for alg, jwt := range map[string]string{
		"RS256": made(t, "RS256", c.rsa, c.rsa.Public(), someProof), "PS256": made(t, "PS256", c.rsa, c.rsa.Public(), someProof),
		"ES256": made(t, "ES256", c.ec, c.ec.Public(), someProof), "EdDSA": made(t, "EdDSA", c.ed, c.ed.Public(), someProof),
	} {
		p, err := VerifyProof(jwt, Algorithms())
		if err != nil {
			t.Errorf("%s: %v", alg, err)
			continue
		}
		if len(p.Thumbprint) != 43 || p.ID != "e1j3V_bKic8-LAEB" || p.Method != "GET" || p.URI != "https://sluis.example/oauth/userinfo" ||
			*p.IssuedAt != 1562262618.5 || p.Token != "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo" || p.Nonce != "n" {
			t.Errorf("%s: %+v", alg, p)
		}
		if _, err := VerifyProof(jwt, nil); err == nil {
			t.Errorf("%s: verified where no algorithm is allowed", alg)
		}
	}
	// RFC 9449 §5, figure 2 (line breaks removed); its key's thumbprint is in figure 8.
	const example = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19" +
		".eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ" +
		".2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
	p, err := VerifyProof(example, []string{"ES256"})
	if err != nil || p.Thumbprint != "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" || p.URI != "https://server.example.com/token" {
		t.Errorf("the example of RFC 9449: %+v, %v", p, err)
	}
}

// TestVerifyProofRefuses: each of these differs from a good proof in one thing.
func TestVerifyProofRefuses(t *testing.T) {
	t.Parallel()
	c := newClientSide(t)
	weak, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // it is to be refused
	if err != nil {
		t.Fatal(err)
	}
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key := jwk(t, c.ec.Public())
	head := func(members string) string { return `{"typ":"dpop+jwt","alg":"ES256","jwk":` + key + members + `}` }
	good := proof(t, c.ec, head(""), someProof)
	if _, err := VerifyProof(good, Algorithms()); err != nil {
		t.Fatalf("the good one: %v", err)
	}
	part := strings.Split(good, ".")
	own := func(jwk string) string {
		return proof(t, c.ec, `{"typ":"dpop+jwt","alg":"ES256","jwk":`+jwk+`}`, someProof)
	}
	for name, jwt := range map[string]string{
		"empty":                         "",
		"no typ":                        proof(t, c.ec, `{"alg":"ES256","jwk":`+key+`}`, someProof),
		"typ JWT":                       proof(t, c.ec, `{"typ":"JWT","alg":"ES256","jwk":`+key+`}`, someProof),
		"typ in capitals":               proof(t, c.ec, `{"typ":"DPOP+JWT","alg":"ES256","jwk":`+key+`}`, someProof),
		"typ with application/":         proof(t, c.ec, `{"typ":"application/dpop+jwt","alg":"ES256","jwk":`+key+`}`, someProof),
		"typ twice":                     proof(t, c.ec, `{"typ":"JWT","typ":"dpop+jwt","alg":"ES256","jwk":`+key+`}`, someProof),
		"no alg":                        proof(t, c.ec, `{"typ":"dpop+jwt","jwk":`+key+`}`, someProof),
		"alg none":                      header(`{"typ":"dpop+jwt","alg":"none","jwk":`+key+`}`) + "." + part[1] + ".",
		"alg of another type of key":    proof(t, c.ec, `{"typ":"dpop+jwt","alg":"RS256","jwk":`+key+`}`, someProof),
		"alg ES384":                     made(t, "ES384", p384, p384.Public(), someProof),
		"alg HS256":                     proof(t, c.ec, `{"typ":"dpop+jwt","alg":"HS256","jwk":{"kty":"oct","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"}}`, someProof),
		"no jwk":                        proof(t, c.ec, `{"typ":"dpop+jwt","alg":"ES256"}`, someProof),
		"no jwk but a kid":              proof(t, c.ec, `{"typ":"dpop+jwt","alg":"ES256","kid":"1"}`, someProof),
		"a null jwk":                    own("null"),
		"a jwk that is a text":          own(`"x"`),
		"an empty jwk":                  own(`{}`),
		"two jwks":                      proof(t, c.ec, head(`,"jwk":`+key), someProof),
		"a private jwk":                 own(jwk(t, c.ec)),
		"a private member alone":        own(jwk(t, c.ec.Public(), "d", "AAAA")),
		"a symmetric jwk":               own(`{"kty":"oct","k":"c2VjcmV0"}`),
		"a symmetric member":            own(jwk(t, c.ec.Public(), "k", "AAAA")),
		"RSA of 1024 bits":              made(t, "PS256", weak, weak.Public(), someProof),
		"another key in the header":     own(jwk(t, newClientSide(t).ec.Public())),
		"a key for encryption":          own(jwk(t, c.ec.Public(), "use", "enc")),
		"a key for another algorithm":   own(jwk(t, c.ec.Public(), "alg", "ES384")),
		"a point off the curve":         own(`{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}`),
		"a crit":                        proof(t, c.ec, head(`,"crit":["exp"],"exp":1`), someProof),
		"unencoded payload":             proof(t, c.ec, head(`,"b64":false,"crit":["b64"]`), someProof),
		"another payload":               part[0] + "." + header(`{}`) + "." + part[2],
		"an empty signature":            part[0] + "." + part[1] + ".",
		"two parts":                     part[0] + "." + part[1],
		"five parts":                    good + "..",
		"padding":                       part[0] + "=." + part[1] + "." + part[2],
		"a line end":                    good + "\n",
		"too long":                      good + strings.Repeat("A", maxProof),
		"a payload that is a list":      proof(t, c.ec, head(""), `[]`),
		"a payload that is no JSON":     proof(t, c.ec, head(""), `x`),
		"a claim twice":                 proof(t, c.ec, head(""), `{"htm":"GET","htm":"POST"}`),
		"jti a number":                  proof(t, c.ec, head(""), `{"jti":1}`),
		"htm a list":                    proof(t, c.ec, head(""), `{"htm":["GET"]}`),
		"iat a text":                    proof(t, c.ec, head(""), `{"iat":"1562262618"}`),
		"JSON serialisation":            `{"payload":"` + part[1] + `","protected":"` + part[0] + `","signature":"` + part[2] + `"}`,
		"a signature in ASN.1, not raw": part[0] + "." + part[1] + "." + header("0E\x02 "+strings.Repeat("a", 32)),
	} {
		if p, err := VerifyProof(jwt, Algorithms()); err == nil || p != (Proof{}) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	if _, err := VerifyProof(good, []string{"PS256"}); err == nil {
		t.Error("ES256 verified where PS256 alone is allowed")
	}
}

// FuzzVerifyProof: whatever stands in the header, no panic, and nothing verifies that
// was not signed with the key it names.
func FuzzVerifyProof(f *testing.F) {
	c := newClientSide(f)
	for alg, k := range map[string][2]any{"PS256": {c.rsa, c.rsa.Public()}, "ES256": {c.ec, c.ec.Public()}, "EdDSA": {c.ed, c.ed.Public()}} {
		jwt := made(f, alg, k[0], k[1], someProof)
		f.Add(jwt)
		f.Add(strings.Replace(jwt, ".", ".\n", 1))
	}
	f.Add(header(`{"typ":"dpop+jwt","alg":"none","jwk":{}}`) + ".e30.")
	f.Add(header(`{"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}`) + ".e30.AAAA")
	f.Add(header(`{"typ":"dpop+jwt","alg":"RS256","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB","x5c":["AA"]}}`) + ".e30.AAAA")
	f.Add("..")
	f.Fuzz(func(t *testing.T, jwt string) {
		p, err := VerifyProof(jwt, Algorithms())
		if err != nil {
			if p != (Proof{}) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("%+v, %q", p, err)
			}
			return
		}
		signed, err := jose.ParseSignedCompact(jwt, []jose.SignatureAlgorithm{"RS256", "PS256", "ES256", "EdDSA"})
		if err != nil {
			t.Fatalf("go-jose does not read it: %v", err)
		}
		key := signed.Signatures[0].Protected.JSONWebKey
		if key == nil || !key.IsPublic() {
			t.Fatal("verified without a public key")
		}
		digest, err := key.Thumbprint(crypto.SHA256)
		if err != nil || base64.RawURLEncoding.EncodeToString(digest) != p.Thumbprint {
			t.Fatalf("another thumbprint: %v", err)
		}
		if _, err := signed.Verify(key); err != nil {
			t.Fatalf("go-jose does not verify it: %v", err)
		}
	})
}
