package op

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/netip"

	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/registry"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// Call is a request of an app to an endpoint of its own: what of HTTP matters.
type Call struct {
	ContentType   string   // the media type, without parameters
	Query         string   // raw
	Body          string   // at most maxRequest bytes are read
	Authorization []string // the header's values
	Post          bool
	Address       netip.Addr // of who calls; failures are counted by client and address together
}

const formType = "application/x-www-form-urlencoded"

// Token is the token endpoint: a code for tokens, once (RFC 6749 §4.1.3, O-04).
// Parameters count in the body only.
func (p *Provider) Token(ctx context.Context, c Call) JSON {
	if c.ContentType != formType {
		return failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "the body must be "+formType)
	}
	q, ok := parseParameters(c.Body)
	if !ok || c.Query != "" {
		return failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "parameters go in the body, form-encoded")
	}
	if q.has("resource") { // RFC 8707 §2.2; it may stand more than once, so it is told first
		return noResource().json()
	}
	for name := range q.twice {
		return failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), printable(name)+" was sent more than once")
	}
	app, refused := p.authenticate(ctx, c, q)
	if refused != nil {
		return *refused
	}
	switch q.get("grant_type") {
	case string(oidc.GrantTypeCode):
		return p.redeem(ctx, app, q)
	case "":
		return failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "grant_type is missing")
	}
	return failJSON(http.StatusBadRequest, string(oidc.UnsupportedGrantType), "grant_type is authorization_code")
}

func (p *Provider) redeem(ctx context.Context, app *registry.App, q parameters) JSON {
	challenge, f := challengeOf(app, q)
	if f != nil {
		return failJSON(http.StatusBadRequest, f.code, f.description)
	}
	if q.get("code") == "" || len(q.get("code")) > 128 {
		return failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "code is missing")
	}
	if !app.Redirects(q.get("redirect_uri")) {
		return invalidGrant()
	}
	if app.Profile.RequiresSenderConstraint() { // nothing here proves a sender yet: no token without one
		return failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "this app's profile binds tokens to their sender: prove one")
	}
	g, err := p.Grants.Redeem(ctx, q.get("code"), grant.Binding{App: app.ID, RedirectURI: q.get("redirect_uri"), Challenge: challenge}, "", false)
	switch {
	case errors.Is(err, grant.ErrUnknown), errors.Is(err, grant.ErrSpent):
		return invalidGrant()
	case err != nil:
		return failJSON(http.StatusServiceUnavailable, "temporarily_unavailable", "try again in a moment")
	}
	if !app.Admits(g.School) { // a denial reaches what was granted before it (O-21)
		return invalidGrant()
	}
	now := p.Now()
	a := grant.Access{Token: keys.NewHandle(), Scope: g.Scope, Sender: g.Sender, Issued: now, Expires: now.Add(grant.TokenLife)}
	_, err = p.Grants.Issue(ctx, g, a, grant.Renewal{})
	switch {
	case errors.Is(err, grant.ErrSpent):
		return invalidGrant()
	case err != nil:
		return failJSON(http.StatusServiceUnavailable, "temporarily_unavailable", "try again in a moment")
	}
	return p.tokens(app, g, a.Token)
}

func invalidGrant() JSON {
	return failJSON(http.StatusBadRequest, string(oidc.InvalidGrant),
		"the code is unknown, used, expired, or was given for another client, redirect_uri or code_verifier")
}

// challengeOf turns the verifier into the challenge that the code must have been
// given for (RFC 7636 §4.6). A verifier where no challenge was sent finds no code:
// that is the downgrade of RFC 9700 §4.8.2.
func challengeOf(app *registry.App, q parameters) (string, *fault) {
	v := q.get("code_verifier")
	switch {
	case v == "" && app.PKCEIfSent:
		return "", nil
	case v == "":
		return "", &fault{string(oidc.InvalidGrant), "code_verifier is missing"}
	case len(v) < 43 || len(v) > 128 || !onlyUnreserved(v):
		return "", &fault{string(oidc.InvalidGrant), "code_verifier is 43 to 128 unreserved characters"}
	}
	return oidc.NewSHACodeChallenge(v), nil
}

func onlyUnreserved(s string) bool {
	for _, c := range s {
		if c != '.' && c != '~' && !onlyBase64URL(string(c)) {
			return false
		}
	}
	return true
}

// tokenResponse is RFC 6749 §5.1 and OpenID Connect Core 3.1.3.3.
type tokenResponse struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	IDToken     string `json:"id_token"`
	Scope       string `json:"scope"`
}

func (p *Provider) tokens(app *registry.App, g grant.Grant, token string) JSON {
	id, err := p.idToken(app, g, token)
	if err != nil {
		return failJSON(http.StatusInternalServerError, string(oidc.ServerError), "")
	}
	body, err := json.Marshal(tokenResponse{token, oidc.BearerToken, int(grant.TokenLife.Seconds()), id, g.Scope})
	if err != nil {
		return failJSON(http.StatusInternalServerError, string(oidc.ServerError), "")
	}
	return JSON{Status: http.StatusOK, Body: body}
}
