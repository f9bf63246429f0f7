package op

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sluis/broker/grant"
)

// TestBlockedPerson is O-21 for a person: a block reaches code, refresh token, userinfo
// and introspection at their next use; a guard that cannot be asked refuses for the
// moment, and ends nothing.
func TestBlockedPerson(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	snap := p.Registry()
	app, ok := snap.App("portfolio")
	if !ok {
		t.Fatal("no app")
	}
	app.Refresh = true // this snapshot is this test's own
	var blocked bool
	var broken error
	p.Blocked = func(_ context.Context, g grant.Grant) (bool, error) {
		if g.App != "portfolio" || g.Subject == "" || g.School == "" {
			t.Errorf("asked about %q of %q at %q", g.Subject, g.School, g.App)
		}
		return blocked, broken
	}
	ctx := context.Background()
	first, other := held(t, p.Token(ctx, redemption(p.hand(t)))), held(t, p.Token(ctx, redemption(p.hand(t))))
	code := p.hand(t)
	uses := map[string]func() JSON{
		"userinfo":                         func() JSON { return p.UserInfo(ctx, Call{Authorization: []string{"Bearer " + first.AccessToken}}) },
		"introspection":                    func() JSON { return p.Introspect(ctx, asked("token", first.AccessToken)) },
		"introspection of a refresh token": func() JSON { return p.Introspect(ctx, asked("token", first.RefreshToken)) },
		"refresh": func() JSON {
			return p.Token(ctx, asked("grant_type", "refresh_token", "refresh_token", first.RefreshToken))
		},
	}
	broken = errors.New("the guard cannot be asked")
	for name, use := range uses {
		if res := use(); res.Status != http.StatusServiceUnavailable {
			t.Errorf("%s, without an answer of the guard: %d %s", name, res.Status, res.Body)
		}
	}
	broken, blocked = nil, true
	for name, want := range map[string]struct {
		status int
		says   string
	}{"userinfo": {401, "invalid_token"}, "introspection": {200, `{"active":false}`}, "introspection of a refresh token": {200, `{"active":false}`}, "refresh": {400, "invalid_grant"}} {
		if res := uses[name](); res.Status != want.status || !strings.Contains(string(res.Body), want.says) {
			t.Errorf("%s: %d %s, want %d %s", name, res.Status, res.Body, want.status, want.says)
		}
	}
	if res := p.Token(ctx, redemption(code)); res.Status != http.StatusBadRequest {
		t.Errorf("code: %d %s", res.Status, res.Body)
	}
	blocked = false
	if res := uses["refresh"](); res.Status != http.StatusBadRequest {
		t.Errorf("the family that was refused goes on: %d", res.Status)
	}
	if res := p.Token(ctx, asked("grant_type", "refresh_token", "refresh_token", other.RefreshToken)); res.Status != http.StatusOK {
		t.Errorf("the family that was not asked for meanwhile: %d %s", res.Status, res.Body)
	}
}

// held reads a token response.
func held(t testing.TB, res JSON) (out tokenResponse) {
	t.Helper()
	if err := json.Unmarshal(res.Body, &out); err != nil || res.Status != http.StatusOK {
		t.Fatalf("no tokens: %d %s", res.Status, res.Body)
	}
	return out
}

// asked is a request of portfolio with a form.
func asked(pairs ...string) Call {
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	c := redemption("")
	c.Body = form.Encode()
	return c
}
