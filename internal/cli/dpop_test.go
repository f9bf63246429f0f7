package cli

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sluis/broker/store"
)

// dpopKey is the key of an app that proves possession (RFC 9449).
type dpopKey struct {
	w   *world
	key *ecdsa.PrivateKey
}

func (w *world) newDPoPKey() dpopKey {
	w.t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	return dpopKey{w, k}
}

// thumbprint is dpop_jkt.
func (k dpopKey) thumbprint() string {
	k.w.t.Helper()
	sum, err := (&jose.JSONWebKey{Key: k.key.Public()}).Thumbprint(crypto.SHA256)
	if err != nil {
		k.w.t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// proof is made for one request; token and nonce may be "".
func (k dpopKey) proof(method, path, token, nonce string) string {
	k.w.t.Helper()
	claims := map[string]any{"jti": rand.Text(), "htm": method, "htu": k.w.issuer + path, "iat": k.w.clock.now().Unix()}
	if token != "" {
		sum := sha256.Sum256([]byte(token))
		claims["ath"] = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		k.w.t.Fatal(err)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: k.key}, &jose.SignerOptions{
		ExtraHeaders: map[jose.HeaderKey]any{"typ": "dpop+jwt", "jwk": jose.JSONWebKey{Key: k.key.Public()}}})
	if err != nil {
		k.w.t.Fatal(err)
	}
	o, err := s.Sign(payload)
	if err != nil {
		k.w.t.Fatal(err)
	}
	text, err := o.CompactSerialize()
	if err != nil {
		k.w.t.Fatal(err)
	}
	return text
}

// redeemBound takes a code to the token endpoint with a proof; secret "" is a public client.
func (w *world) redeemBound(client, redirect, secret, code, proof string) *answer {
	w.t.Helper()
	form := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier}}
	if secret == "" {
		form.Set("client_id", client)
	}
	req, err := http.NewRequest(http.MethodPost, w.issuer+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if secret != "" {
		req.SetBasicAuth(client, secret)
	}
	if proof != "" {
		req.Header.Set("DPoP", proof)
	}
	return w.newBrowser().do(req)
}

// infoBound asks for userinfo by a scheme.
func (w *world) infoBound(scheme, token, proof string) *answer {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodGet, w.issuer+"/oauth/userinfo", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", scheme+" "+token)
	if proof != "" {
		req.Header.Set("DPoP", proof)
	}
	return w.newBrowser().do(req)
}

func (a *answer) member(t testing.TB, name string) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(a.body), &m); err != nil {
		t.Fatalf("%d %s: %v", a.StatusCode, a.body, err)
	}
	s, _ := m[name].(string)
	return s
}

// dpopApps are a confidential app that must, a public one that must with a nonce, and
// the usual ones, that may.
var dpopApps = worldApps + strings.NewReplacer("id: stil", "id: gebonden", "/stil", "/gebonden",
	"id_token_alg: ES256", "dpop_bound_access_tokens: true").Replace(worldApps[strings.Index(worldApps, "\n  - id: stil")+1:]) +
	strings.NewReplacer("id: stil", "id: open", "/stil", "/open", "{method: client_secret_basic, secret_file: app.secret}", "{method: none}",
		"id_token_alg: ES256", "dpop_bound_access_tokens: true\n    dpop_nonce: true").Replace(worldApps[strings.Index(worldApps, "\n  - id: stil")+1:])

// TestDPoPLogin: a login of an app with DPoP, from the authorization request to
// userinfo (RFC 9449, O-13): a token that was stolen is worth nothing without the key.
func TestDPoPLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dpopApps)
	mine, stolen := w.newDPoPKey(), w.newDPoPKey()
	for _, c := range []struct{ name, client, redirect, secret string }{
		{"an app that may", "portfolio", portfolioURI, appSecret},
		{"an app that must", "gebonden", "http://127.0.0.1:9/gebonden", appSecret},
	} {
		code := w.newBrowser().login(w.request(c.client, c.redirect), "petteflat", "yara").Get("code")
		a := w.redeemBound(c.client, c.redirect, c.secret, code, mine.proof("POST", "/oauth/token", "", ""))
		token := a.member(t, "access_token")
		if a.StatusCode != http.StatusOK || a.member(t, "token_type") != "DPoP" || token == "" {
			t.Fatalf("%s: %d %s", c.name, a.StatusCode, a.body)
		}
		for _, scheme := range []string{"DPoP", "dpop", "DPOP"} {
			if a := w.infoBound(scheme, token, mine.proof("GET", "/oauth/userinfo", token, "")); a.StatusCode != http.StatusOK || a.member(t, "sub") == "" {
				t.Errorf("%s: userinfo by %s: %d %s", c.name, scheme, a.StatusCode, a.body)
			}
		}
		const algs = `algs="ES256 EdDSA PS256 RS256"`
		for _, r := range []struct {
			how       string
			a         *answer
			challenge string
		}{
			{"by Bearer", w.infoBound("Bearer", token, ""), `Bearer error="invalid_token", DPoP ` + algs},
			{"by Bearer, with a proof", w.infoBound("Bearer", token, mine.proof("GET", "/oauth/userinfo", token, "")), `Bearer error="invalid_token", DPoP ` + algs},
			{"without a proof", w.infoBound("DPoP", token, ""), `DPoP error="invalid_dpop_proof", ` + algs},
			{"with another key", w.infoBound("DPoP", token, stolen.proof("GET", "/oauth/userinfo", token, "")), `DPoP error="invalid_token", ` + algs},
		} {
			if got := r.a.Header.Get("WWW-Authenticate"); r.a.StatusCode != http.StatusUnauthorized || got != r.challenge {
				t.Errorf("%s: %s: %d %q, want %q", c.name, r.how, r.a.StatusCode, got, r.challenge)
			}
		}
	}
	code := w.newBrowser().login(w.request("gebonden", "http://127.0.0.1:9/gebonden"), "petteflat", "yara").Get("code")
	if a := w.redeemBound("gebonden", "http://127.0.0.1:9/gebonden", appSecret, code, ""); a.StatusCode != http.StatusBadRequest || a.member(t, "error") != "invalid_dpop_proof" {
		t.Errorf("an app that must, without a proof: %d %s", a.StatusCode, a.body)
	}
	if a := w.redeemBound("gebonden", "http://127.0.0.1:9/gebonden", appSecret, code, mine.proof("POST", "/oauth/token", "", "")); a.StatusCode != http.StatusOK {
		t.Errorf("the refusal spent the code: %d %s", a.StatusCode, a.body)
	}
}

// TestDPoPNonce: an app that needs a nonce is told it, at both endpoints, and is given
// the next one in time (RFC 9449 §8, §9). It is a public client, in a browser.
func TestDPoPNonce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dpopApps)
	k := w.newDPoPKey()
	// At the beginning of a nonce's 150 seconds, so that what follows does not depend on when
	// the test runs.
	const slot = 150 * time.Second
	now := w.clock.now()
	w.clock.advance(now.Truncate(slot).Add(slot + 5*time.Second).Sub(now))
	const redirect = "http://127.0.0.1:9/open"
	code := w.newBrowser().login(w.request("open", redirect), "petteflat", "yara").Get("code")
	told := w.redeemBound("open", redirect, "", code, k.proof("POST", "/oauth/token", "", ""))
	nonce := told.Header.Get("DPoP-Nonce")
	if told.StatusCode != http.StatusBadRequest || told.member(t, "error") != "use_dpop_nonce" || nonce == "" {
		t.Fatalf("without a nonce: %d %s, %q", told.StatusCode, told.body, nonce)
	}
	a := w.redeemBound("open", redirect, "", code, k.proof("POST", "/oauth/token", "", nonce))
	if a.StatusCode != http.StatusOK || a.member(t, "token_type") != "DPoP" {
		t.Fatalf("with the nonce: %d %s", a.StatusCode, a.body)
	}
	token := a.member(t, "access_token")
	told = w.infoBound("DPoP", token, k.proof("GET", "/oauth/userinfo", token, "x"+nonce[1:]))
	if told.StatusCode != http.StatusUnauthorized || !strings.HasPrefix(told.Header.Get("WWW-Authenticate"), `DPoP error="use_dpop_nonce"`) || told.Header.Get("DPoP-Nonce") == "" {
		t.Errorf("userinfo with another nonce: %d %q", told.StatusCode, told.Header)
	}
	w.clock.advance(slot)
	a = w.infoBound("DPoP", token, k.proof("GET", "/oauth/userinfo", token, nonce))
	next := a.Header.Get("DPoP-Nonce")
	if a.StatusCode != http.StatusOK || next == "" || next == nonce {
		t.Errorf("with a nonce that grows old: %d, next %q of %q", a.StatusCode, next, nonce)
	}
	w.clock.advance(slot)
	if a = w.infoBound("DPoP", token, k.proof("GET", "/oauth/userinfo", token, nonce)); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("with a nonce of five minutes ago: %d", a.StatusCode)
	}
	if a = w.infoBound("DPoP", token, k.proof("GET", "/oauth/userinfo", token, next)); a.StatusCode != http.StatusOK {
		t.Errorf("with the next one: %d %s", a.StatusCode, a.body)
	}
}

// TestDPoPReplayAcrossRestart: a proof serves once, before and after a restart.
func TestDPoPReplayAcrossRestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, dpopApps)
	k := w.newDPoPKey()
	code := w.newBrowser().login(w.request("portfolio", portfolioURI), "petteflat", "yara").Get("code")
	atToken := k.proof("POST", "/oauth/token", "", "")
	token := w.redeemBound("portfolio", portfolioURI, appSecret, code, atToken).member(t, "access_token")
	used := k.proof("GET", "/oauth/userinfo", token, "")
	if a := w.infoBound("DPoP", token, used); a.StatusCode != http.StatusOK {
		t.Fatalf("the first time: %d %s", a.StatusCode, a.body)
	}
	for _, when := range []string{"before a restart", "after it"} {
		if a := w.infoBound("DPoP", token, used); a.StatusCode != http.StatusUnauthorized || a.member(t, "error") != "invalid_dpop_proof" {
			t.Errorf("replayed %s: %d %s", when, a.StatusCode, a.body)
		}
		code := w.newBrowser().login(w.request("portfolio", portfolioURI), "petteflat", "yara").Get("code")
		if a := w.redeemBound("portfolio", portfolioURI, appSecret, code, atToken); a.StatusCode != http.StatusBadRequest || a.member(t, "error") != "invalid_dpop_proof" {
			t.Errorf("replayed %s: %d %s", when, a.StatusCode, a.body)
		}
		if a := w.infoBound("DPoP", token, k.proof("GET", "/oauth/userinfo", token, "")); a.StatusCode != http.StatusOK {
			t.Errorf("a new proof %s: %d %s", when, a.StatusCode, a.body)
		}
		w.stop()
		w.start()
	}
}

// TestStoreCallsOfDPoP: a proof costs one call of the state, for its jti; the code of a
// request without dpop_jkt one more, since it is first looked for under the key.
func TestStoreCallsOfDPoP(t *testing.T) {
	t.Parallel()
	var state atomic.Int64
	w := newWorld(t, dpopApps, func(w *world) {
		w.state = func(s store.State) store.State { return countedState{s, &state} }
	})
	k := w.newDPoPKey()
	for _, c := range []struct {
		name        string
		extra       []string
		token, info int64
	}{
		{"with dpop_jkt", []string{"dpop_jkt", k.thumbprint()}, 4, 3},
		{"without", nil, 5, 3},
	} {
		code := w.newBrowser().login(w.request("portfolio", portfolioURI, c.extra...), "petteflat", "yara").Get("code")
		before := state.Load()
		token := w.redeemBound("portfolio", portfolioURI, appSecret, code, k.proof("POST", "/oauth/token", "", "")).member(t, "access_token")
		if n := state.Load() - before; n != c.token {
			t.Errorf("%s: the token endpoint makes %d calls, planned were %d", c.name, n, c.token)
		}
		before = state.Load()
		if a := w.infoBound("DPoP", token, k.proof("GET", "/oauth/userinfo", token, "")); a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", c.name, a.StatusCode, a.body)
		}
		if n := state.Load() - before; n != c.info {
			t.Errorf("%s: userinfo makes %d calls, planned were %d", c.name, n, c.info)
		}
	}
}
