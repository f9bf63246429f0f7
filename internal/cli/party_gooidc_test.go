package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sluis/providers/hub/hubtest"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	goPage     = "go-oidc.md"
	goRedirect = "http://127.0.0.1:9/go"
)

var goApps = []struct{ id, settings string }{
	{"go-post", "    profile: basic\n    client_auth: {method: client_secret_post, secret_file: app.secret}\n    id_token_alg: EdDSA"},
	{"go-public", "    profile: basic\n    client_auth: {method: none}\n    id_token_alg: ES256"},
}

// goApp is a program in Go as most are: go-oidc and x/oauth2. What they leave to
// their caller (state, iss, nonce, at_hash, the sub of userinfo) it does itself.
type goApp struct {
	provider               *oidc.Provider
	conf                   oauth2.Config
	verifier, state, nonce string // of this login, kept for this browser
}

func newGoApp(issuer, id, secret string) (*goApp, error) {
	provider, err := oidc.NewProvider(context.Background(), issuer)
	if err != nil {
		return nil, err
	}
	return &goApp{provider: provider, verifier: oauth2.GenerateVerifier(), state: rand.Text(), nonce: rand.Text(), conf: oauth2.Config{ClientID: id, ClientSecret: secret,
		Endpoint: provider.Endpoint(), RedirectURL: goRedirect, Scopes: []string{oidc.ScopeOpenID, "profile", "student_number", "class"}}}, nil
}

func (a *goApp) begin() string {
	return a.conf.AuthCodeURL(a.state, oidc.Nonce(a.nonce), oauth2.S256ChallengeOption(a.verifier))
}

// released is what an app of the world gets.
type released struct {
	Name   string   `json:"name"`
	Number string   `json:"student_number"`
	Class  []string `json:"class"`
}

// finish takes what the app was called with to the claims of who logged in.
func (a *goApp) finish(ctx context.Context, issuer string, called url.Values) (token *oauth2.Token, who released, err error) {
	if called.Get("state") != a.state || called.Get("iss") != issuer {
		return nil, who, fmt.Errorf("called with %v", called)
	}
	if token, err = a.conf.Exchange(ctx, called.Get("code"), oauth2.VerifierOption(a.verifier)); err != nil {
		return nil, who, err
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := a.provider.Verifier(&oidc.Config{ClientID: a.conf.ClientID}).Verify(ctx, raw)
	if err != nil {
		return nil, who, err
	}
	if id.Nonce != a.nonce {
		return nil, who, errors.New("the nonce is another's")
	}
	if err := id.VerifyAccessToken(token.AccessToken); err != nil {
		return nil, who, err
	}
	info, err := a.provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, who, err
	}
	if info.Subject != id.Subject {
		return nil, who, errors.New("userinfo is of somebody else")
	}
	return token, who, info.Claims(&who)
}

func goRegistration(t *testing.T) string {
	t.Helper()
	return registration(t, goPage, docsApp+"/callback", goRedirect)
}

// x/oauth2 is not told how the client authenticates and tries the header first, then
// the body: an app with client_secret_post costs one refused request, and no code.
func TestGoOIDCLogsIn(t *testing.T) {
	t.Parallel()
	registered := strings.Builder{}
	ids := []string{"go"}
	for _, a := range goApps {
		registered.WriteString(partyApp(a.id, goRedirect, a.settings))
		ids = append(ids, a.id)
	}
	w := newWorld(t, goRegistration(t)+registered.String())
	for _, id := range ids {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			secret := map[bool]string{true: "", false: appSecret}[id == "go-public"]
			app, err := newGoApp(w.issuer, id, secret)
			if err != nil {
				t.Fatal(err)
			}
			page := logIn(t, hubtest.New(), app.begin(), "yara", calledAt(goRedirect))
			called := page.Request.URL.Query()
			token, who, err := app.finish(t.Context(), w.issuer, called)
			if err != nil || fmt.Sprint(who) != "{Yara van den Heuvel 2041187 [H2A]}" || token.RefreshToken != "" {
				t.Fatalf("%v, %v", who, err)
			}
			wantOAuthError(t, "the code again", func() error { _, _, err := app.finish(t.Context(), w.issuer, called); return err }, "invalid_grant")
			if _, err := app.provider.UserInfo(t.Context(), oauth2.StaticTokenSource(token)); err == nil || !strings.Contains(err.Error(), fmt.Sprint(http.StatusUnauthorized)) {
				t.Errorf("userinfo after the code was used again: %v", err)
			}
		})
	}
}

// A wrong secret and another's verifier get no token, by the answer of RFC 6749 §5.2.
// The app says how it authenticates: left to try, x/oauth2 sends every refused request
// again with the secret in the body, and shows the answer to that one.
func TestGoOIDCIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, goRegistration(t))
	for name, row := range map[string]struct {
		secret, want string
		spoil        func(*goApp)
	}{
		"wrong secret":     {"een-ander-geheim-van-genoeg-lengte-987654", "invalid_client", func(*goApp) {}},
		"another verifier": {appSecret, "invalid_grant", func(a *goApp) { a.verifier = oauth2.GenerateVerifier() }},
		"another redirect": {appSecret, "invalid_grant", func(a *goApp) { a.conf.RedirectURL += "/elsewhere" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			app, err := newGoApp(w.issuer, "go", row.secret)
			if err != nil {
				t.Fatal(err)
			}
			page := logIn(t, hubtest.New(), app.begin(), "yara", calledAt(goRedirect))
			app.conf.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
			row.spoil(app)
			wantOAuthError(t, name, func() error {
				_, _, err := app.finish(t.Context(), w.issuer, page.Request.URL.Query())
				return err
			}, row.want)
		})
	}
}

func wantOAuthError(t *testing.T, what string, do func() error, code string) {
	t.Helper()
	err := do()
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); !ok || refused.ErrorCode != code {
		t.Errorf("%s: %v, want %s", what, err, code)
	}
}
