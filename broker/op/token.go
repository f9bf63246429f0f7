package op

import (
	"context"
	"encoding/json"
	"net/http"

	"sluis/broker/grant"
	"sluis/broker/registry"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// Token is the token endpoint (RFC 6749 §3.2): a code for tokens, once, and new tokens
// for a refresh token where the app may have one. There is no other grant: nobody gets a
// token here without a pupil who logged in.
func (p *Provider) Token(ctx context.Context, c Call) JSON {
	app, q, refused := p.posted(ctx, c)
	if refused != nil {
		return *refused
	}
	switch q.get("grant_type") {
	case string(oidc.GrantTypeCode):
		return p.redeem(ctx, c, app, q)
	case string(oidc.GrantTypeRefreshToken):
		return p.refresh(ctx, c, app, q)
	case "":
		return failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "grant_type is missing")
	}
	return failJSON(http.StatusBadRequest, string(oidc.UnsupportedGrantType), "grant_type is authorization_code or refresh_token")
}

// tokenResponse is RFC 6749 §5.1 and OpenID Connect Core 3.1.3.3.
type tokenResponse struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int    `json:"expires_in"`
	RefreshToken string `json:"refresh_token,omitempty"`
	IDToken      string `json:"id_token"`
	Scope        string `json:"scope"`
}

// tokensOf is what a client gets of a grant: all but the refresh token, so that nothing
// can fail any more once a handle is spent.
func (p *Provider) tokensOf(app *registry.App, g grant.Grant) (grant.Access, tokenResponse, error) {
	a, err := p.access(app, g)
	if err != nil {
		return a, tokenResponse{}, err
	}
	id, err := p.idToken(app, g, a.Token)
	return a, tokenResponse{AccessToken: a.Token, TokenType: tokenType(a.Sender), ExpiresIn: int(a.Expires.Sub(a.Issued).Seconds()), IDToken: id, Scope: g.Scope}, err
}

func (t tokenResponse) json(headers []Header) JSON {
	body, err := json.Marshal(t)
	if err != nil {
		return failJSON(http.StatusInternalServerError, string(oidc.ServerError), "")
	}
	return JSON{Status: http.StatusOK, Headers: headers, Body: body}
}
