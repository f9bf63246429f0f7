package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sluis/broker/store"
)

// lostBefore is a state store that lost what it had before an instant.
type lostBefore struct {
	store.State
	at time.Time
}

func (s lostBefore) Horizon() time.Time { return s.at }

// TestHorizonOfClientAssertions: a client assertion from before the store lost its end
// may have been used, and one that does not say when it was made may be that old.
func TestHorizonOfClientAssertions(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	if err != nil {
		t.Fatal(err)
	}
	lost := time.Now()
	settings := "    profile: basic\n    client_auth: {method: private_key_jwt, jwks_file: app.jwks}\n    id_token_alg: ES256"
	w := newWorld(t, partyApp("jwt", jwtURI, settings), func(w *world) {
		w.write("app.jwks", string(set))
		w.state = func(s store.State) store.State { return lostBefore{s, lost} }
	})
	call := func(times map[string]any) *answer {
		c := map[string]any{"iss": "jwt", "sub": "jwt", "aud": w.issuer, "jti": rand.Text(), "exp": lost.Unix() + 120}
		for name, value := range times {
			c[name] = value
		}
		return w.tokenRequest(http.MethodPost, "", url.Values{"grant_type": {"authorization_code"}, "code": {"x"}, "redirect_uri": {jwtURI}, "code_verifier": {verifier},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {signedJWT(t, jose.ES256, key, c)}}.Encode(), nil)
	}
	before, after := lost.Unix()-1, lost.Unix()+1
	for name, times := range map[string]map[string]any{"iat after": {"iat": after}, "nbf after": {"nbf": after}, "iat after, nbf before": {"iat": after, "nbf": before}} {
		wantError(t, name, call(times), http.StatusBadRequest, "invalid_grant")
	}
	for name, times := range map[string]map[string]any{"iat before": {"iat": before}, "nbf before": {"nbf": before}, "neither": {}, "iat before, nbf after": {"iat": before, "nbf": after}} {
		wantError(t, name, call(times), http.StatusUnauthorized, "invalid_client")
	}
}
