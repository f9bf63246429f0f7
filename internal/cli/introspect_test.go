package cli

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// introspected gives what introspection says of a token, and its members in one line.
func (w *world) introspected(client, token string, extra ...string) (map[string]any, string) {
	w.t.Helper()
	f := url.Values{"token": {token}}
	for i := 0; i < len(extra); i += 2 {
		f.Set(extra[i], extra[i+1])
	}
	a := w.endpoint("/oauth/introspect", client, f)
	var m map[string]any
	if err := json.Unmarshal([]byte(a.body), &m); err != nil || a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "application/json" ||
		a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Pragma") != "no-cache" {
		w.t.Fatalf("introspection: %d %v %s", a.StatusCode, a.Header, a.body)
	}
	return m, strings.Join(slices.Sorted(maps.Keys(m)), " ")
}

// TestIntrospection is contract 18 and RFC 7662: what is said, to whom, and nothing of the
// person beside the pseudonym.
func TestIntrospection(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	const access, refresh = "acr active aud auth_time client_id exp iat iss scope sub token_type", "active aud client_id exp iss scope sub"
	for client, audience := range map[string]string{"ververs": w.issuer, "getekend": "https://api.getekend.example"} {
		h := w.family(client, "yara")
		id := payload(t, h.ID)
		for _, hint := range []string{"", "access_token", "refresh_token", "iets"} {
			got, members := w.introspected(client, h.Access, "token_type_hint", hint)
			if members != access || got["active"] != true || got["client_id"] != client || got["aud"] != audience || got["iss"] != w.issuer || got["sub"] != id["sub"] ||
				got["scope"] != h.Scope || got["token_type"] != "Bearer" || got["exp"].(float64)-got["iat"].(float64) != 900 || got["auth_time"] != id["auth_time"] || got["acr"] != id["acr"] {
				t.Errorf("%s, hint %q: %v", client, hint, got)
			}
			got, members = w.introspected(client, h.Refresh, "token_type_hint", hint)
			if left := time.Until(time.Unix(int64(got["exp"].(float64)), 0)); members != refresh || got["active"] != true || got["client_id"] != client || got["aud"] != w.issuer || got["sub"] != id["sub"] || left > 6*time.Hour || left < 5*time.Hour {
				t.Errorf("%s, refresh token, hint %q: %v", client, hint, got)
			}
		}
		got, members := w.introspected("portfolio", h.Access) // it is named in introspect
		if members != access || got["sub"] != id["sub"] {
			t.Errorf("%s, asked by an app that it names: %v", client, got)
		}
		for name, c := range map[string][2]string{"of another app": {"stil", h.Access}, "a refresh token of another app": {"stil", h.Refresh},
			"a refresh token, by an app that is named": {"portfolio", h.Refresh}, "an ID token": {client, h.ID}, "a long text": {client, strings.Repeat("x", 5000)},
			"nothing known": {client, strings.Repeat("x", 43)}, "a short text": {client, "x"}} {
			if a := w.endpoint("/oauth/introspect", c[0], url.Values{"token": {c[1]}}); a.body != `{"active":false}` || a.StatusCode != http.StatusOK {
				t.Errorf("%s: %s: %d %s", client, name, a.StatusCode, a.body)
			}
		}
	}
}

// TestIntrospectionHoldsNobody: no value of a person stands in an introspection, nor in a
// signed access token, whatever was released (contract 18, O-15). Userinfo shows that they
// were there to be told.
func TestIntrospectionHoldsNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	values := newScanner("van den Heuvel", "2041187")
	for _, client := range []string{"ververs", "getekend"} {
		h := w.family(client, "yara")
		for _, token := range []string{h.Access, h.Refresh} {
			a := w.endpoint("/oauth/introspect", client, url.Values{"token": {token}})
			if found := values.find([]byte(a.body)); found != "" {
				t.Errorf("%s: introspection holds %s", client, found)
			}
		}
		if found := values.find([]byte(h.Access)); found != "" {
			t.Errorf("%s: the access token holds %s", client, found)
		}
		if values.find([]byte(w.userinfo(h.Access).body)) == "" {
			t.Errorf("%s: userinfo holds no value: the scanner is blind", client)
		}
	}
}

// TestRevocation is RFC 7009: either token ends the whole of its login, twice is once, and
// what is not the caller's stays as it was.
func TestRevocation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	revoke := func(client, token string, extra ...string) {
		t.Helper()
		f := url.Values{"token": {token}}
		for i := 0; i < len(extra); i += 2 {
			f.Set(extra[i], extra[i+1])
		}
		if a := w.endpoint("/oauth/revoke", client, f); a.StatusCode != http.StatusOK || a.body != "{}" || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("revocation: %d %s", a.StatusCode, a.body)
		}
	}
	for _, client := range []string{"ververs", "getekend"} {
		for name, which := range map[string]func(first, next held) string{
			"the access token":          func(_, next held) string { return next.Access },
			"the refresh token":         func(_, next held) string { return next.Refresh },
			"an earlier access token":   func(first, _ held) string { return first.Access },
			"a spent refresh token too": func(first, _ held) string { return first.Refresh },
		} {
			for _, hint := range []string{"", "access_token", "refresh_token", "iets"} {
				first := w.family(client, "yara")
				other := w.family(client, "yara")
				next := w.refresh(client, first.Refresh).held(t)
				for _, token := range []string{first.Access, next.Access, first.Refresh, next.Refresh} {
					revoke("stil", token, "token_type_hint", hint)
				}
				if a := w.userinfo(next.Access); a.StatusCode != http.StatusOK {
					t.Fatalf("%s: another app ended it", name)
				}
				revoke(client, which(first, next), "token_type_hint", hint)
				w.wantEnded(t, client, first, next)
				revoke(client, which(first, next), "token_type_hint", hint)
				if a := w.userinfo(other.Access); a.StatusCode != http.StatusOK {
					t.Errorf("%s: another login of the same pupil ended too: %d", name, a.StatusCode)
				}
				w.refresh(client, other.Refresh).held(t)
			}
		}
	}
	for _, token := range []string{"x", strings.Repeat("x", 43), strings.Repeat("x", 5000)} {
		revoke("ververs", token)
	}
}

// TestRevocationWithoutRefresh: an app that gets no refresh tokens ends its access token.
func TestRevocationWithoutRefresh(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	tok, _ := w.tokens("stil", stilURI, w.newBrowser().login(w.request("stil", stilURI), "petteflat", "yara").Get("code"))
	w.info(tok.AccessToken)
	if _, members := w.introspected("stil", tok.AccessToken); !strings.Contains(members, "client_id") {
		t.Errorf("introspection of its own: %s", members)
	}
	w.endpoint("/oauth/revoke", "stil", url.Values{"token": {tok.AccessToken}})
	if a := w.userinfo(tok.AccessToken); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("revoked: userinfo %d", a.StatusCode)
	}
}

// TestSignedTokens: the access token of RFC 9068 and the userinfo of OpenID Connect Core
// 5.3.2, member by member.
func TestSignedTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	h := w.family("getekend", "yara")
	id, at := payload(t, h.ID), payload(t, h.Access)
	if got := strings.Join(slices.Sorted(maps.Keys(at)), " "); got != "acr aud auth_time azp client_id exp iat iss jti scope sub" {
		t.Errorf("the access token says %s", got)
	}
	if at["iss"] != w.issuer || at["sub"] != id["sub"] || at["aud"] != "https://api.getekend.example" || at["client_id"] != "getekend" || at["azp"] != "getekend" || at["scope"] != h.Scope ||
		at["exp"].(float64)-at["iat"].(float64) != 900 || len(at["jti"].(string)) < 22 || at["jti"] == id["jti"] || at["auth_time"] != id["auth_time"] || at["acr"] != id["acr"] {
		t.Errorf("the access token: %v", at)
	}
	if head := header(t, h.Access); head["typ"] != "at+jwt" || head["alg"] != "ES256" || head["kid"] == nil {
		t.Errorf("header of the access token: %v", head)
	}
	if _, err := w.node.hubs.ring.VerifyOwn("at+jwt", h.Access); err != nil {
		t.Errorf("the access token: %v", err)
	}
	a := w.userinfo(h.Access)
	if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "application/jwt" {
		t.Fatalf("userinfo: %d %s", a.StatusCode, a.Header.Get("Content-Type"))
	}
	if _, err := w.node.hubs.ring.VerifyOwn("JWT", a.body); err != nil {
		t.Errorf("userinfo: %v", err)
	}
	info := payload(t, a.body)
	if got := strings.Join(slices.Sorted(maps.Keys(info)), " "); got != "aud class family_name given_name iss name student_number sub" {
		t.Errorf("userinfo says %s", got)
	}
	if head := header(t, a.body); head["alg"] != "PS256" || info["iss"] != w.issuer || info["aud"] != "getekend" || info["sub"] != id["sub"] || info["name"] != "Yara van den Heuvel" {
		t.Errorf("userinfo: %v %v", head, info)
	}
	next := w.refresh("getekend", h.Refresh, "scope", "openid class").held(t)
	if at := payload(t, next.Access); at["scope"] != "openid class" || at["sub"] != id["sub"] {
		t.Errorf("the access token of a refresh: %v", at)
	}
	for name, token := range map[string]string{"its jti": at["jti"].(string), "an ID token": h.ID, "a userinfo answer": a.body,
		"without its signature": h.Access[:strings.LastIndex(h.Access, ".")+1], "with another payload": strings.Join([]string{strings.Split(h.Access, ".")[0], strings.Split(h.ID, ".")[1], strings.Split(h.Access, ".")[2]}, ".")} {
		if a := w.userinfo(token); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s as an access token: %d", name, a.StatusCode)
		}
	}
}

// header reads what a JWT says of itself.
func header(t *testing.T, jwt string) map[string]any {
	t.Helper()
	head, _, _ := strings.Cut(jwt, ".")
	return payload(t, "."+head+".")
}

// TestDiscoveryOfTokens: discovery lists what is registered, and nothing else.
func TestDiscoveryOfTokens(t *testing.T) {
	t.Parallel()
	document := func(apps string) map[string]any {
		w := newWorld(t, apps)
		a := w.newBrowser().get("/.well-known/openid-configuration")
		var m map[string]any
		if err := json.Unmarshal([]byte(strings.ReplaceAll(a.body, w.issuer, "")), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	plain, family := document(worldApps), document(familyApps)
	for name, want := range map[string][2]any{
		"introspection_endpoint":                        {"/oauth/introspect", "/oauth/introspect"},
		"revocation_endpoint":                           {"/oauth/revoke", "/oauth/revoke"},
		"grant_types_supported":                         {[]any{"authorization_code"}, []any{"authorization_code", "refresh_token"}},
		"userinfo_signing_alg_values_supported":         {nil, []any{"PS256"}},
		"token_endpoint_auth_methods_supported":         {[]any{"client_secret_basic"}, []any{"client_secret_basic", "none"}},
		"introspection_endpoint_auth_methods_supported": {[]any{"client_secret_basic"}, []any{"client_secret_basic"}},
		"revocation_endpoint_auth_methods_supported":    {[]any{"client_secret_basic"}, []any{"client_secret_basic"}},
	} {
		if !equalJSON(plain[name], want[0]) || !equalJSON(family[name], want[1]) {
			t.Errorf("%s: %v and, with families, %v; want %v", name, plain[name], family[name], want)
		}
	}
}
