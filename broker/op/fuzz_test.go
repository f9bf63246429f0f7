package op

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"sluis/broker/flow"
)

// What anybody may send is read without a panic, within its limits, and says the
// same as the standard library where both take it.
func FuzzParameters(f *testing.F) {
	for _, seed := range []string{"", "a=b&a=c", "client_id=x&state=%20%zz", "scope=openid+profile", strings.Repeat("a&", 100), "=&==&%3d=1", "a;b=c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p, ok := parseParameters(raw)
		if !ok {
			return
		}
		if len(raw) > maxRequest || len(p.value) > maxParameter {
			t.Fatalf("%d bytes and %d parameters were taken", len(raw), len(p.value))
		}
		want, err := url.ParseQuery(raw)
		if err != nil || len(want) != len(p.value) {
			t.Fatalf("taken, but the standard library says %v, %v", want, err)
		}
		for name, values := range want {
			if p.twice[name] != (len(values) > 1) || p.get(name) != values[len(values)-1] {
				t.Errorf("%q: %q, twice %t; want %q", name, p.get(name), p.twice[name], values)
			}
		}
	})
}

func FuzzClaimsParameter(f *testing.F) {
	for _, seed := range []string{"", "{}", `{"userinfo":{"name":null}}`, `{"id_token":{"sub":{"value":"x"}}}`, `{"userinfo":{"class":{"essential":true}}}`, `[`, `{"userinfo":[]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p, ok := parseParameters("claims=" + url.QueryEscape(raw))
		if !ok {
			return
		}
		var r flow.Request
		if fault := readClaims(&r, nil, p); fault != nil && (fault.code == "" || r.Asked != 0) {
			t.Errorf("a fault %q that asks for %v", fault.code, r.Asked)
		}
	})
}

func FuzzCredentials(f *testing.F) {
	f.Add("Basic "+base64.StdEncoding.EncodeToString([]byte("a:b")), "a.b.c")
	f.Add("basic  x", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.")
	f.Add("Bearer x", "")
	f.Fuzz(func(t *testing.T, header, jwt string) {
		if id, secret, ok := parseBasic(header); ok && len(id)+len(secret) > len(header) {
			t.Errorf("a header of %d bytes gave %d", len(header), len(id)+len(secret))
		}
		if issuer := unverifiedIssuer(jwt); len(issuer) > 6*len(jwt) {
			t.Errorf("an assertion of %d bytes gave %d", len(jwt), len(issuer))
		}
	})
}

// FuzzTokenCalls: whatever is posted to the endpoints that hear of tokens, by a client
// that proves itself or not: no panic, no 5xx, no token that was not asked for with one,
// and nothing of the person.
func FuzzTokenCalls(f *testing.F) {
	p := newProvider(f)
	app, _ := p.Registry().App("portfolio")
	app.Refresh = true // this snapshot is this test's own
	ctx := context.Background()
	mine := held(f, p.Token(ctx, redemption(p.hand(f))))
	f.Add("grant_type=refresh_token&refresh_token=x&scope=openid", true)
	f.Add("token="+mine.AccessToken[:40]+"&token_type_hint=refresh_token", true)
	f.Add("token=a.b.c&client_id=portfolio", false)
	f.Add("grant_type=refresh_token&refresh_token=%00&scope=%ff", true)
	f.Add("resource=x&resource=y&token=", true)
	f.Fuzz(func(t *testing.T, body string, proven bool) {
		c := asked()
		c.Body = body
		if !proven {
			c.Authorization = nil
		}
		for name, endpoint := range map[string]func(context.Context, Call) JSON{"token": p.Token, "introspect": p.Introspect, "revoke": p.Revoke} {
			res := endpoint(ctx, c)
			text := string(res.Body)
			switch {
			case res.Status >= 500, !proven && res.Status == 200, !json.Valid(res.Body):
				t.Errorf("%s answers %d %s", name, res.Status, text)
			case strings.Contains(text, "access_token\":") || strings.Contains(text, `"active":true`) || strings.Contains(text, "Pükkelen"):
				t.Errorf("%s gives %s", name, text)
			}
		}
	})
}

// Whatever a logout request says, it leads to a registered address, to our own page or
// to a page that refuses; and what it leads to is made of nothing else.
func FuzzEndSession(f *testing.F) {
	p := newProvider(f)
	app, _ := p.Registry().App("portfolio")
	app.PostLogoutRedirectURIs = []string{"https://app.example.nl/left", "https://app.example.nl/left?x=1"}
	id, err := p.Ring.SignJWT("ES256", "JWT", []byte(`{"iss":"https://sluis.example.nl","aud":"portfolio","sub":"s","sid":"d"}`))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "client_id=portfolio", "id_token_hint=" + id, "id_token_hint=" + id + "&post_logout_redirect_uri=https%3A%2F%2Fapp.example.nl%2Fleft&state=a",
		"client_id=portfolio&post_logout_redirect_uri=https://app.example.nl/left%3fx=1&state=%0d%0aX:1", "post_logout_redirect_uri=//evil.test", "id_token_hint=a.b.c&ui_locales=nl-NL"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		l, refused := p.EndSession(raw)
		if refused != nil {
			if l != (flow.Leaving{}) {
				t.Fatalf("refused, and leaves %+v", l)
			}
			return
		}
		if l.To != "" && (l.App != "portfolio" || !app.LogsOutTo(l.To)) || l.SID != "" && l.SID != "d" || l.Lang != "" && l.Lang != "nl" && l.Lang != "en" {
			t.Fatalf("%q leaves %+v", raw, l)
		}
		u, err := url.Parse(p.LeftURL(l))
		if err != nil || l.To == "" && u.String() != "" || l.To != "" && u.Host != "app.example.nl" || l.HasState && l.To != "" && u.Query().Get("state") != l.State {
			t.Fatalf("%q leads to %v, %v", raw, u, err)
		}
	})
}
