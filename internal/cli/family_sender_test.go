package cli

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// TestRefreshBySender: in profile fapi2 a refresh token does not rotate, and is for the key
// and the client that it was given to (FAPI 2.0 SP 5.3.2.1, O-14).
func TestRefreshBySender(t *testing.T) {
	t.Parallel()
	k := newKeyed(t, partyApp("bank", bankURI, "    profile: fapi2\n    refresh: on\n    client_auth: {method: private_key_jwt, jwks_file: app.jwks}")+
		partyApp("elders", overheidURI, "    profile: fapi2\n    refresh: on\n    client_auth: {method: private_key_jwt, jwks_file: app.jwks}"))
	form := k.assertion("bank", jose.ES256, k.ec)
	maps.Copy(form, pushForm("bank", bankURI))
	code := k.newBrowser().login(k.push(form, nil), "petteflat", "yara").Get("code")
	own, other := k.newDPoPKey(), k.newDPoPKey()
	token := func(client string, key *dpopKey, pairs ...string) *answer {
		f := k.assertion(client, jose.ES256, k.ec)
		for i := 0; i < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		h := http.Header{}
		if key != nil {
			h.Set("DPoP", key.proof(http.MethodPost, "/oauth/token", "", ""))
		}
		return k.post("/oauth/token", f, h)
	}
	first := token("bank", &own, "grant_type", "authorization_code", "code", code, "redirect_uri", bankURI, "code_verifier", verifier).held(t)
	if first.Type != "DPoP" || first.Refresh == "" {
		t.Fatalf("a token of type %s", first.Type)
	}
	refresh := []string{"grant_type", "refresh_token", "refresh_token", first.Refresh}
	for name, c := range map[string]struct {
		client string
		key    *dpopKey
		error  string
	}{
		"without a proof": {"bank", nil, "invalid_dpop_proof"}, "with another key": {"bank", &other, "invalid_grant"}, "as another client": {"elders", &own, "invalid_grant"},
	} {
		wantError(t, name, token(c.client, c.key, refresh...), http.StatusBadRequest, c.error)
	}
	for range 3 {
		k.clock.advance(5 * time.Hour)
		next := token("bank", &own, refresh...).held(t)
		if next.Refresh != first.Refresh || next.Type != "DPoP" || next.Access == first.Access {
			t.Errorf("refreshed: the same refresh token %t, type %s", next.Refresh == first.Refresh, next.Type)
		}
		if a := k.infoBound("DPoP", next.Access, own.proof(http.MethodGet, "/oauth/userinfo", next.Access, "")); a.StatusCode != http.StatusOK {
			t.Errorf("userinfo: %d %s", a.StatusCode, a.body)
		}
		for _, one := range []string{next.Access, next.Refresh} {
			f := k.assertion("bank", jose.ES256, k.ec)
			f.Set("token", one)
			got := payloadOf(t, k.post("/oauth/introspect", f, nil))
			if cnf, _ := got["cnf"].(map[string]any); got["active"] != true || cnf["jkt"] != own.thumbprint() {
				t.Errorf("introspection: %v", got)
			}
		}
	}
	f := k.assertion("bank", jose.ES256, k.ec)
	f.Set("token", first.Refresh)
	k.post("/oauth/revoke", f, nil)
	wantError(t, "revoked", token("bank", &own, refresh...), http.StatusBadRequest, "invalid_grant")
}

// TestRefreshOfABoundPublicClient: it has nothing but the token and the key to show
// (RFC 9449 §5); a client that authenticates may come with a new key.
func TestRefreshOfABoundPublicClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	own, other := w.newDPoPKey(), w.newDPoPKey()
	for _, client := range []string{"openbaar", "ververs"} {
		secret := map[string]string{"ververs": appSecret}[client]
		code := w.newBrowser().login(w.request(client, familyURI(client)), "petteflat", "yara").Get("code")
		first := w.redeemBound(client, familyURI(client), secret, code, own.proof(http.MethodPost, "/oauth/token", "", "")).held(t)
		refresh := func(token string, key *dpopKey) *answer {
			h := basic(client, secret)
			f := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
			if secret == "" {
				h = http.Header{}
				f.Set("client_id", client)
			}
			if key != nil {
				h.Set("DPoP", key.proof(http.MethodPost, "/oauth/token", "", ""))
			}
			return w.post("/oauth/token", f, h)
		}
		if secret == "" {
			wantError(t, "without a proof", refresh(first.Refresh, nil), http.StatusBadRequest, "invalid_grant")
			wantError(t, "with another key", refresh(first.Refresh, &other), http.StatusBadRequest, "invalid_grant")
			next := refresh(first.Refresh, &own).held(t)
			wantError(t, "the next one, with another key", refresh(next.Refresh, &other), http.StatusBadRequest, "invalid_grant")
			refresh(next.Refresh, &own).held(t)
			continue
		}
		next := refresh(first.Refresh, &other).held(t)
		got, _ := w.introspected(client, next.Access)
		if cnf, _ := got["cnf"].(map[string]any); got["token_type"] != "DPoP" || cnf["jkt"] != other.thumbprint() {
			t.Errorf("introspection: %v", got)
		}
	}
}

// payloadOf reads an answer in JSON.
func payloadOf(t *testing.T, a *answer) (m map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.body), &m); err != nil {
		t.Fatalf("%d %s: %v", a.StatusCode, a.body, err)
	}
	return m
}
