package cli

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// The traps of the provider library (docs/decisions/0003), each held from outside on
// a running broker.

// tokenRequest sends a token request as an app would; header and body are the caller's.
func (w *world) tokenRequest(method, query, body string, header http.Header) *answer {
	w.t.Helper()
	req, err := http.NewRequest(method, w.issuer+"/oauth/token"+query, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, values := range header {
		req.Header[name] = values
	}
	return w.newBrowser().do(req)
}

func basic(client, secret string) http.Header {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(client, secret)
	return r.Header
}

func codeForm(code string, extra ...string) url.Values {
	f := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {portfolioURI}, "code_verifier": {verifier}}
	for i := 0; i < len(extra); i += 2 {
		if f.Set(extra[i], extra[i+1]); extra[i+1] == "" {
			f.Del(extra[i])
		}
	}
	return f
}

func wantError(t *testing.T, name string, a *answer, status int, code string) {
	t.Helper()
	if a.StatusCode != status || !strings.Contains(a.body, `"error":"`+code+`"`) {
		t.Errorf("%s: %d %s, want %d %s", name, a.StatusCode, a.body, status, code)
	}
	if a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: Cache-Control %q (RFC 6749 §5.1)", name, a.Header.Get("Cache-Control"))
	}
}

// One code redeemed many times at once: at most one answer, and reuse ends it.
func TestTrapOneCodeManyAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	code := w.newBrowser().login(w.request("portfolio", portfolioURI), "petteflat", "yara").Get("code")
	answers := make([]*answer, 64)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = w.redeem("portfolio", portfolioURI, code) })
	}
	wg.Wait()
	won := 0
	for _, a := range answers {
		if a.StatusCode != http.StatusOK {
			wantError(t, "a late redemption", a, http.StatusBadRequest, "invalid_grant")
			continue
		}
		won++
		_, token, _ := strings.Cut(a.body, `"access_token":"`)
		token, _, _ = strings.Cut(token, `"`)
		if u := w.userinfo(token); u.StatusCode != http.StatusUnauthorized || u.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("after the reuse userinfo answers %d", u.StatusCode)
		}
	}
	if won > 1 {
		t.Errorf("%d of 64 redemptions won", won)
	}
}

// A request that does not fit finds no code and spends none (contract 17): the last
// row, the right one, still works.
func TestTrapCodeIsBound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	code := w.newBrowser().login(w.request("portfolio", portfolioURI), "petteflat", "yara").Get("code")
	own := basic("portfolio", appSecret)
	for _, c := range []struct {
		name, query string
		form        url.Values
		raw         string
		header      http.Header
		method      string
		status      int
		code        string
	}{
		{name: "no verifier", form: codeForm(code, "code_verifier", ""), header: own, status: 400, code: "invalid_grant"},
		{name: "another verifier", form: codeForm(code, "code_verifier", strings.Repeat("a", 43)), header: own, status: 400, code: "invalid_grant"},
		{name: "the challenge as verifier: plain", form: codeForm(code, "code_verifier", challenge), header: own, status: 400, code: "invalid_grant"},
		{name: "a short verifier", form: codeForm(code, "code_verifier", "kort"), header: own, status: 400, code: "invalid_grant"},
		{name: "a long verifier", form: codeForm(code, "code_verifier", strings.Repeat("a", 129)), header: own, status: 400, code: "invalid_grant"},
		{name: "a verifier of other characters", form: codeForm(code, "code_verifier", strings.Repeat("é", 30)), header: own, status: 400, code: "invalid_grant"},
		{name: "another redirect_uri", form: codeForm(code, "redirect_uri", stilURI), header: own, status: 400, code: "invalid_grant"},
		{name: "no redirect_uri", form: codeForm(code, "redirect_uri", ""), header: own, status: 400, code: "invalid_grant"},
		{name: "another client", form: codeForm(code), header: basic("stil", appSecret), status: 400, code: "invalid_grant"},
		{name: "no code", form: codeForm("", "code", ""), header: own, status: 400, code: "invalid_request"},
		{name: "no grant_type", form: codeForm(code, "grant_type", ""), header: own, status: 400, code: "invalid_request"},
		{name: "refresh_token", form: codeForm(code, "grant_type", "refresh_token"), header: own, status: 400, code: "unauthorized_client"},
		{name: "password", form: codeForm(code, "grant_type", "password"), header: own, status: 400, code: "unsupported_grant_type"},
		{name: "client_credentials", form: codeForm(code, "grant_type", "client_credentials"), header: own, status: 400, code: "unsupported_grant_type"},
		{name: "jwt-bearer", form: codeForm(code, "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion", "a.b.c"), header: own, status: 400, code: "unsupported_grant_type"},
		{name: "token exchange of an opaque token", form: codeForm(code, "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange", "subject_token", "x"), header: own, status: 400, code: "unsupported_grant_type"},
		{name: "a wrong secret", form: codeForm(code), header: basic("portfolio", "een-ander-geheim-van-genoeg-lengte"), status: 401, code: "invalid_client"},
		{name: "no secret", form: codeForm(code, "client_id", "portfolio"), status: 401, code: "invalid_client"},
		{name: "the secret in the body: not the registered method", form: codeForm(code, "client_id", "portfolio", "client_secret", appSecret), status: 401, code: "invalid_client"},
		{name: "an unknown client", form: codeForm(code), header: basic("niemand", appSecret), status: 401, code: "invalid_client"},
		{name: "the secret twice", form: codeForm(code, "client_secret", appSecret), header: own, status: 400, code: "invalid_request"},
		{name: "a parameter twice", raw: codeForm(code).Encode() + "&code=" + code, header: own, status: 400, code: "invalid_request"},
		{name: "parameters in the query", query: "?grant_type=authorization_code", form: codeForm(code), header: own, status: 400, code: "invalid_request"},
		{name: "a body of JSON", raw: "{}", header: http.Header{"Authorization": own["Authorization"], "Content-Type": {"application/json"}}, status: 400, code: "invalid_request"},
	} {
		body := c.raw
		if body == "" {
			body = c.form.Encode()
		}
		a := w.tokenRequest(http.MethodPost, c.query, body, c.header)
		wantError(t, c.name, a, c.status, c.code)
		if c.status == http.StatusUnauthorized && !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Basic ") {
			t.Errorf("%s: no WWW-Authenticate (RFC 6749 §5.2)", c.name)
		}
	}
	if a := w.tokenRequest(http.MethodGet, "?"+codeForm(code).Encode(), "", own); a.StatusCode != http.StatusMethodNotAllowed || a.Header.Get("Allow") == "" {
		t.Errorf("GET at the token endpoint: %d", a.StatusCode)
	}
	if _, id := w.tokens("portfolio", portfolioURI, code); id["sub"] == "" {
		t.Error("no sub")
	}
}

// The redirect_uri is compared byte for byte and never unescaped; what differs gets a
// page and no redirect (O-03, contract 16).
func TestTrapRedirectURI(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for _, uri := range []string{
		"", portfolioURI + "/", portfolioURI + "//", portfolioURI + "?", portfolioURI + "?x=1", portfolioURI + "#", portfolioURI + "#x", portfolioURI + "%2f",
		portfolioURI + "%20", portfolioURI + " ", portfolioURI + "%00", portfolioURI + "\n", "http://127.0.0.1:9/Callback", "http://127.0.0.1:9/call%62ack",
		"http://127.0.0.1:9/%63allback", "http://127.0.0.1:9//callback", "http://127.0.0.1:9/./callback", "http://127.0.0.1:9/x/../callback", "http://127.0.0.1:9",
		"http://127.0.0.1/callback", "http://127.0.0.1:09/callback", "http://127.0.0.1:10/callback", "http://localhost:9/callback", "http://[::1]:9/callback",
		"https://127.0.0.1:9/callback", "HTTP://127.0.0.1:9/callback", "http://user@127.0.0.1:9/callback", "http://127.0.0.1:9@kwaad.example/callback",
		"http://127.0.0.1:9\\@kwaad.example/callback", "//127.0.0.1:9/callback", "http://127.0.0.1.kwaad.example:9/callback", "javascript:alert(1)", stilURI,
		url.QueryEscape(portfolioURI),
	} {
		a := w.newBrowser().get(w.request("portfolio", uri))
		if a.StatusCode < 400 || a.StatusCode > 499 || a.Header.Get("Location") != "" || !strings.Contains(a.body, "SLUIS-1002") {
			t.Errorf("%q: %d to %q", uri, a.StatusCode, a.Header.Get("Location"))
		}
	}
}

// Faults of a request go to the app by the road it asked for, with state and iss.
func TestTrapAuthorizeFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for _, c := range []struct{ name, key, value, code string }{
		{"no PKCE", "code_challenge", "", "invalid_request"},
		{"plain", "code_challenge_method", "plain", "invalid_request"},
		{"no method is plain", "code_challenge_method", "", "invalid_request"},
		{"a challenge of 42", "code_challenge", challenge[:42], "invalid_request"},
		{"a challenge of 44", "code_challenge", challenge + "a", "invalid_request"},
		{"a challenge of other characters", "code_challenge", challenge[:42] + "=", "invalid_request"},
		{"no openid: there would be no ID token", "scope", "profile", "invalid_scope"},
		{"the implicit flow", "response_type", "id_token", "unsupported_response_type"},
		{"the hybrid flow", "response_type", "code id_token", "unsupported_response_type"},
		{"a token", "response_type", "token", "unsupported_response_type"},
		{"a request object", "request", "a.b.c", "request_not_supported"},
		{"a request_uri", "request_uri", "https://kwaad.example/", "request_uri_not_supported"},
		{"prompt none", "prompt", "none", "login_required"},
		{"prompt none and more", "prompt", "none login", "invalid_request"},
		{"a negative max_age", "max_age", "-1", "invalid_request"},
		{"max_age that is no number", "max_age", "1e3", "invalid_request"},
		{"max_age beyond 31 bits", "max_age", "2147483648", "invalid_request"},
		{"a foreign id_token_hint", "id_token_hint", "a.b.c", "invalid_request"},
		{"a nonce over 1 KiB", "nonce", strings.Repeat("n", 1025), "invalid_request"},
	} {
		extra := []string{c.key, c.value}
		q := mustQuery(t, w.newBrowser().get(w.request("portfolio", portfolioURI, extra...)).next(t))
		if q.Get("error") != c.code || q.Get("state") != "staat" || q.Get("iss") != w.issuer || q.Has("code") {
			t.Errorf("%s, by query: %v", c.name, q)
		}
		a := w.newBrowser().get(w.request("portfolio", portfolioURI, append(extra, "response_mode", "form_post")...))
		f := a.hidden()
		if a.StatusCode != http.StatusOK || a.action(t) != portfolioURI || f.Get("error") != c.code || f.Get("state") != "staat" || f.Get("iss") != w.issuer {
			t.Errorf("%s, by form_post: %d %v", c.name, a.StatusCode, f)
		}
		if a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: CORS on authorize", c.name)
		}
	}
	if q := mustQuery(t, w.newBrowser().get(w.request("portfolio", portfolioURI)+"&scope=openid").next(t)); q.Get("error") != "invalid_request" {
		t.Errorf("a parameter twice: %v", q)
	}
}

// Origins are answered where they are registered and nowhere else (contract 20).
func TestTrapCORS(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for path, may := range map[string]bool{"/oauth/token": true, "/oauth/userinfo": true, "/oauth/jwks": true,
		"/.well-known/openid-configuration": true, "/oauth/authorize": false, "/login/school": false, "/privacy": false} {
		for origin, registered := range map[string]bool{"http://127.0.0.1:9": true, "https://kwaad.example": false, "null": false, "http://127.0.0.1:99": false} {
			for _, method := range []string{http.MethodOptions, http.MethodGet, http.MethodPost} {
				req, err := http.NewRequest(method, w.issuer+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				req.Header.Set("Origin", origin)
				req.Header.Set("Access-Control-Request-Method", "POST")
				h := w.newBrowser().do(req).Header
				want := ""
				if may && registered {
					want = origin
				}
				if h.Get("Access-Control-Allow-Origin") != want || h.Get("Access-Control-Allow-Credentials") != "" {
					t.Errorf("%s %s from %s: %q", method, path, origin, h.Get("Access-Control-Allow-Origin"))
				}
			}
		}
	}
}
