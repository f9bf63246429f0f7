package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

const someClaims = `{"iss":"https://sluis.test","sub":"abc"}`

func sign(t testing.TB, r *Ring, alg string) string {
	t.Helper()
	jwt, err := r.SignJWT(alg, "JWT", []byte(someClaims))
	if err != nil {
		t.Fatal(err)
	}
	return jwt
}

func decode(t testing.TB, text string) []byte {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// byCrypto verifies with the standard library alone, as RFC 7518 §3.3 to §3.5 and
// RFC 8037 §3.1 have it.
func byCrypto(public crypto.PublicKey, alg, input string, signature []byte) error {
	digest := sha256.Sum256([]byte(input))
	ok := false
	switch p := public.(type) {
	case *rsa.PublicKey:
		if alg == "PS256" {
			return rsa.VerifyPSS(p, crypto.SHA256, digest[:], signature, &rsa.PSSOptions{SaltLength: sha256.Size})
		}
		return rsa.VerifyPKCS1v15(p, crypto.SHA256, digest[:], signature)
	case *ecdsa.PublicKey:
		ok = len(signature) == 64 && ecdsa.Verify(p, digest[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:]))
	case ed25519.PublicKey:
		ok = ed25519.Verify(p, []byte(input), signature)
	}
	if !ok {
		return errors.New("no")
	}
	return nil
}

// What the published JWKS says is what tokens verify with, for an app with go-jose
// and for one that follows the RFCs by hand.
func TestSignJWT(t *testing.T) {
	t.Parallel()
	r := openRing(t, newStore(t), master(1), fixedClock())
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(r.JWKS(), &set); err != nil {
		t.Fatal(err)
	}
	for _, alg := range Algorithms() {
		t.Run(alg, func(t *testing.T) {
			t.Parallel()
			for range 20 { // r and s of ECDSA are now and then a byte shorter
				jwt := sign(t, r, alg)
				part := strings.Split(jwt, ".")
				var h struct{ Alg, Kid, Typ string }
				if err := json.Unmarshal(decode(t, part[0]), &h); err != nil {
					t.Fatal(err)
				}
				if want := fmt.Sprintf(`{"alg":"%s","kid":"%s","typ":"JWT"}`, alg, h.Kid); string(decode(t, part[0])) != want {
					t.Errorf("header %s", decode(t, part[0]))
				}
				keys := set.Key(h.Kid)
				if len(keys) != 1 || keys[0].Algorithm != alg {
					t.Fatalf("%d keys of kid %s", len(keys), h.Kid)
				}
				signed, err := jose.ParseSigned(jwt, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(alg)})
				if err != nil {
					t.Fatal(err)
				}
				if payload, err := signed.Verify(keys[0]); err != nil || string(payload) != someClaims {
					t.Errorf("go-jose: %q, %v", payload, err)
				}
				if err := byCrypto(keys[0].Key, alg, part[0]+"."+part[1], decode(t, part[2])); err != nil {
					t.Errorf("crypto: %v", err)
				}
				if payload, err := r.VerifyOwn("JWT", jwt); err != nil || string(payload) != someClaims {
					t.Errorf("VerifyOwn: %q, %v", payload, err)
				}
			}
		})
	}
}

func TestSignJWTOtherType(t *testing.T) {
	t.Parallel()
	r := openRing(t, newStore(t), master(1), fixedClock())
	jwt, err := r.SignJWT("ES256", "logout+jwt", []byte(someClaims))
	if err != nil {
		t.Fatal(err)
	}
	if h := string(decode(t, strings.Split(jwt, ".")[0])); !strings.HasSuffix(h, `,"typ":"logout+jwt"}`) {
		t.Errorf("header %s", h)
	}
	if _, err := r.VerifyOwn("logout+jwt", jwt); err != nil {
		t.Error(err)
	}
	for _, typ := range []string{"JWT", "", "Logout+JWT", "at+jwt"} {
		if _, err := r.VerifyOwn(typ, jwt); err == nil {
			t.Errorf("it passes for a token of type %q", typ)
		}
	}
	for _, alg := range []string{"", "none", "HS256", "RS512", "rs256"} {
		if jwt, err := r.SignJWT(alg, "JWT", []byte(someClaims)); err == nil {
			t.Errorf("signed with %q: %s", alg, jwt)
		}
	}
}

// Contract 19: public parameters only; kid, alg and use on each; RSA and EC.
func TestJWKS(t *testing.T) {
	t.Parallel()
	r := openRing(t, newStore(t), master(1), fixedClock())
	var set struct{ Keys []map[string]string }
	if err := json.Unmarshal(r.JWKS(), &set); err != nil {
		t.Fatal(err)
	}
	allowed := map[string]string{
		"RSA": "alg e kid kty n use", "EC": "alg crv kid kty use x y", "OKP": "alg crv kid kty use x",
	}
	algs, kids := map[string]bool{}, map[string]bool{}
	for _, k := range set.Keys {
		for member := range k {
			if !strings.Contains(" "+allowed[k["kty"]]+" ", " "+member+" ") {
				t.Errorf("%s key shows %q", k["kty"], member)
			}
		}
		if len(k) != len(strings.Fields(allowed[k["kty"]])) || k["use"] != "sig" || len(k["kid"]) != 43 {
			t.Errorf("key %v", k)
		}
		algs[k["alg"]], kids[k["kid"]] = true, true
	}
	for _, alg := range Algorithms() {
		if !algs[alg] {
			t.Errorf("no key for %s", alg)
		}
	}
	if len(set.Keys) != len(Algorithms()) || len(kids) != len(set.Keys) {
		t.Errorf("%d keys, %d names", len(set.Keys), len(kids))
	}
	if &r.JWKS()[0] != &r.JWKS()[0] {
		t.Error("the key set is made anew for each request")
	}
}

// id_token_hint comes from outside.
func TestVerifyOwnRefuses(t *testing.T) {
	t.Parallel()
	r := openRing(t, newStore(t), master(1), fixedClock())
	other := openRing(t, newStore(t), master(1), fixedClock())
	jwt := sign(t, r, "RS256")
	part := strings.Split(jwt, ".")
	psHeader := strings.Split(sign(t, r, "PS256"), ".")[0]
	for name, bad := range map[string]string{
		"another installation's":     sign(t, other, "RS256"),
		"another payload":            part[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"def"}`)) + "." + part[2],
		"another algorithm's header": psHeader + "." + part[1] + "." + part[2],
		"no signature":               part[0] + "." + part[1] + ".",
		"algorithm none":             header(`{"alg":"none"}`) + "." + part[1] + ".",
		"its key, another algorithm": header(strings.Replace(string(decode(t, part[0])), "RS256", "PS256", 1)) + "." + part[1] + "." + part[2],
		"a line end in it":           part[0] + "." + part[1] + "\n." + part[2],
		"four parts":                 jwt + ".",
		"empty":                      "",
		"too long":                   jwt + strings.Repeat("A", maxJWT),
	} {
		if payload, err := r.VerifyOwn("JWT", bad); err == nil || payload != nil {
			t.Errorf("%s: %q, %v", name, payload, err)
		}
	}
}

func header(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
