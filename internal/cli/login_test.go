package cli

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const (
	portfolioURI = "http://127.0.0.1:9/callback"
	stilURI      = "http://127.0.0.1:9/stil"
)

type tokens struct {
	AccessToken string `json:"access_token"`
	IDToken     string `json:"id_token"`
	ExpiresIn   int    `json:"expires_in"`
}

func (w *world) tokens(client, redirect, code string) (tokens, map[string]any) {
	w.t.Helper()
	a := w.redeem(client, redirect, code)
	if a.StatusCode != http.StatusOK {
		w.t.Fatalf("token endpoint: %d %s", a.StatusCode, a.body)
	}
	var t tokens
	if err := json.Unmarshal([]byte(a.body), &t); err != nil {
		w.t.Fatal(err)
	}
	return t, payload(w.t, t.IDToken)
}

func payload(t testing.TB, jwt string) map[string]any {
	t.Helper()
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		t.Fatalf("not a JWT: %q", jwt)
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func (w *world) info(token string) map[string]any {
	w.t.Helper()
	a := w.userinfo(token)
	if a.StatusCode != http.StatusOK {
		w.t.Fatalf("userinfo: %d %s", a.StatusCode, a.body)
	}
	var m map[string]any
	if err := json.Unmarshal([]byte(a.body), &m); err != nil {
		w.t.Fatal(err)
	}
	return m
}

// TestLogin is the main job (F-01, M-01, M-07): a pupil logs in through each hub,
// sees what the app will get, and the app holds that and nothing else.
func TestLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	cases := []struct {
		name, school, login string
		want                map[string]any
	}{
		{"a pupil through Entree", "petteflat", "yara", map[string]any{"name": "Yara van den Heuvel", "given_name": "Yara",
			"family_name": "van den Heuvel", "student_number": "2041187", "class": []any{"H2A"}, "school": "petteflat"}},
		{"a student through SURFconext, whose school sends no class", "harderwijk", "lukasz", map[string]any{"name": "Łukasz de Vries",
			"given_name": "Łukasz", "family_name": "de Vries", "student_number": "s1234567", "school": "harderwijk"}},
		{"a teacher, without a pupil's number (contract 10)", "petteflat", "docent", map[string]any{"name": "Sjoerd Dijkstra",
			"given_name": "Sjoerd", "family_name": "Dijkstra", "school": "petteflat"}},
	}
	subs := map[any]bool{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			b := w.newBrowser()
			page := b.arrive(w.request("portfolio", portfolioURI), c.school, c.login)
			if page.StatusCode != http.StatusOK {
				t.Fatalf("%d: %s", page.StatusCode, text(page.body))
			}
			for _, v := range []string{c.want["name"].(string)} {
				if !strings.Contains(page.body, v) {
					t.Errorf("the page does not show %q: %s", v, text(page.body))
				}
			}
			q := mustQuery(t, b.proceed(page).next(t))
			if q.Get("state") != "staat" || q.Get("iss") != w.issuer || q.Get("code") == "" {
				t.Fatalf("the app was called with %v", q)
			}
			tok, id := w.tokens("portfolio", portfolioURI, q.Get("code"))
			info := w.info(tok.AccessToken)
			sub := info["sub"]
			delete(info, "sub")
			if !equalJSON(info, c.want) {
				t.Errorf("userinfo holds %v, want %v", info, c.want)
			}
			if sub != id["sub"] || subs[sub] {
				t.Errorf("sub %v: ID token %v, seen before %v", sub, id["sub"], subs[sub])
			}
			subs[sub] = true
			wantClaims := []string{"acr", "at_hash", "aud", "auth_time", "exp", "iat", "iss", "jti", "nonce", "sid", "sub"}
			if got := slices.Sorted(maps.Keys(id)); !slices.Equal(got, wantClaims) {
				t.Errorf("ID token holds %v, want %v", got, wantClaims)
			}
			if id["nonce"] != "eenmalig" || id["aud"] != "portfolio" || id["exp"].(float64)-id["iat"].(float64) != 300 {
				t.Errorf("ID token %v", id)
			}
		})
	}
}

func equalJSON(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}
