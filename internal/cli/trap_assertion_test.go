package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

const jwtURI = "http://127.0.0.1:9/jwt"

// A client assertion proves its client once, to this issuer, now (contract 17).
func TestTrapClientAssertion(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	if err != nil {
		t.Fatal(err)
	}
	settings := "    profile: basic\n    client_auth: {method: private_key_jwt, jwks_file: app.jwks}\n    id_token_alg: ES256"
	w := newWorld(t, partyApp("jwt", jwtURI, settings), func(w *world) { w.write("app.jwks", string(set)) })
	good := func() map[string]any {
		now := w.clock.now().Unix()
		return map[string]any{"iss": "jwt", "sub": "jwt", "aud": w.issuer, "jti": rand.Text(), "iat": now, "exp": now + 60}
	}
	with := func(name string, value any) map[string]any {
		c := good()
		if c[name] = value; value == nil {
			delete(c, name)
		}
		return c
	}
	call := func(assertion string, extra ...string) *answer {
		f := url.Values{"grant_type": {"authorization_code"}, "code": {"x"}, "redirect_uri": {jwtURI}, "code_verifier": {verifier},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {assertion}}
		for i := 0; i < len(extra); i += 2 {
			f.Set(extra[i], extra[i+1])
		}
		return w.tokenRequest(http.MethodPost, "", f.Encode(), nil)
	}
	es := func(claims map[string]any) string { return signedJWT(t, jose.ES256, key, claims) }
	now := w.clock.now().Unix()

	// The code is unknown: whoever got past authentication is told so.
	for name, claims := range map[string]map[string]any{"as it should be": good(), "iat 10 s ahead": with("iat", now+10), "without iat": with("iat", nil)} {
		wantError(t, name, call(es(claims)), http.StatusBadRequest, "invalid_grant")
	}
	for name, claims := range map[string]map[string]any{
		"iat 61 s ahead": with("iat", now+61), "nbf 61 s ahead": with("nbf", now+61), "expired": with("exp", now-1), "without exp": with("exp", nil),
		"exp a day ahead": with("exp", now+86400), "without jti": with("jti", nil), "another iss": with("iss", "stil"), "another sub": with("sub", "stil"),
		"aud a list": with("aud", []string{w.issuer}), "aud the endpoint": with("aud", w.issuer+"/oauth/token"), "without aud": with("aud", nil),
	} {
		wantError(t, name, call(es(claims)), http.StatusUnauthorized, "invalid_client")
	}
	once := es(good())
	wantError(t, "the first time", call(once), http.StatusBadRequest, "invalid_grant")
	wantError(t, "the same jti again", call(once), http.StatusUnauthorized, "invalid_client")

	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(good())
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	for name, jwt := range map[string]string{
		"another key":               signedJWT(t, jose.ES256, other, good()),
		"HS256 with the public key": signedJWT(t, jose.HS256, set, good()),
		"alg none":                  b64([]byte(`{"alg":"none"}`)) + "." + b64(body) + ".",
		"no JWT":                    "a.b.c",
		"empty":                     "",
	} {
		wantError(t, name, call(jwt), http.StatusUnauthorized, "invalid_client")
	}
	wantError(t, "another type", call(es(good()), "client_assertion_type", "urn:kwaad"), http.StatusUnauthorized, "invalid_client")
	wantError(t, "a secret beside it", call(es(good()), "client_secret", appSecret), http.StatusBadRequest, "invalid_request")
}

func signedJWT(t *testing.T, alg jose.SignatureAlgorithm, key any, claims map[string]any) string {
	t.Helper()
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := s.Sign(b)
	if err != nil {
		t.Fatal(err)
	}
	out, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return out
}
