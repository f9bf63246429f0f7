package op

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"sluis/broker/grant"
	"sluis/broker/registry"
	"sluis/claims"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// refresh gives new tokens for a refresh token (RFC 6749 §6, OpenID Connect Core 12). A
// request that is refused leaves the token as it was, unless the token was spent before
// or what it stands for has been denied: then its family has ended.
func (p *Provider) refresh(ctx context.Context, c Call, app *registry.App, q parameters) JSON {
	token := q.get("refresh_token")
	switch {
	case !app.Refresh:
		return failJSON(http.StatusBadRequest, string(oidc.UnauthorizedClient), "this app gets no refresh tokens")
	case token == "":
		return failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "refresh_token is missing")
	case len(token) > maxHandle:
		return invalidRefresh()
	}
	sender, headers, refused := p.sender(ctx, c, app)
	if refused != nil {
		return *refused
	}
	held, err := p.Grants.Present(ctx, token, app.ID)
	if err != nil {
		p.countReuse(app, "refresh_token", err)
		return grantFault(err, invalidRefresh())
	}
	if err := p.refreshable(ctx, app, held.Grant); err != nil {
		return grantFault(err, invalidRefresh())
	}
	g, withheld, ok := narrowed(held.Grant, q)
	if !ok {
		return failJSON(http.StatusBadRequest, string(oidc.InvalidScope), "scope holds openid and nothing that was not granted")
	}
	g.Sender = sender
	a, t, err := p.tokensOf(app, g)
	if err != nil {
		return failJSON(http.StatusInternalServerError, string(oidc.ServerError), "")
	}
	a.Withheld = withheld
	if t.RefreshToken, err = p.Grants.Renew(ctx, held, a, renewalOf(app, sender)); err != nil {
		p.countReuse(app, "refresh_token", err)
		return grantFault(err, invalidRefresh())
	}
	return t.json(headers)
}

func invalidRefresh() JSON {
	return failJSON(http.StatusBadRequest, string(oidc.InvalidGrant),
		"the refresh token is unknown, used, expired or revoked, or was given for another client or key")
}

// renewalOf says what the app may do with a refresh token. A public client has nothing
// but the token to show who it is: where it proves a key, the token is for that key
// (RFC 9449 §5).
func renewalOf(app *registry.App, sender grant.Sender) grant.Renewal {
	r := grant.Renewal{On: app.Refresh, Rotates: app.Profile.RotatesRefresh()}
	if app.Public() || app.Profile.BindsRefresh() {
		r.Sender = sender
	}
	return r
}

// refreshable ends a family that was denied (O-21), and one of another contract than the
// app has by now: what is released anew is released under the contract of today, and that
// takes a login.
func (p *Provider) refreshable(ctx context.Context, app *registry.App, g grant.Grant) error {
	_, err := p.standing(ctx, g)
	if err == nil && !covered(app, g) {
		err = errDenied
	}
	if errors.Is(err, errDenied) {
		if failed := p.Grants.Revoke(ctx, g.ID); failed != nil {
			return failed
		}
	}
	return err
}

// covered reports whether a grant is of the contract that holds at its school. A contract
// that waits for approval may have become narrower under the number that it had.
func covered(app *registry.App, g grant.Grant) bool {
	c := app.At(g.School)
	return g.Contract == c.Version && g.Release.Items.Minus(c.Released) == 0 && (g.Release.Role == "" || slices.Contains(c.Roles, g.Release.Role))
}

// narrowed gives the grant as far as the scope of a refresh reaches (RFC 6749 §6): what a
// scope stands for that is left out is withheld, however it was asked at the login. Without
// the parameter it is the whole grant. offline_access is no scope here, and may be repeated
// by a client that sent it with its login. The ID token says no nonce: it answers no
// authorization request (OpenID Connect Core 12.2).
func narrowed(g grant.Grant, q parameters) (grant.Grant, claims.Items, bool) {
	g.Nonce = ""
	if !q.has("scope") {
		return g, 0, true
	}
	had := strings.Fields(g.Scope)
	asked := q.spaced("scope")
	for _, s := range asked {
		if s != oidc.ScopeOfflineAccess && !slices.Contains(had, s) {
			return g, 0, false
		}
	}
	if !slices.Contains(asked, oidc.ScopeOpenID) {
		return g, 0, false
	}
	withheld := itemsOfScopes(had).Minus(itemsOfScopes(asked))
	g.Scope, g.Release = knownScopes(asked), g.Release.Without(withheld)
	return g, withheld, true
}
