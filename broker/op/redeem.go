package op

import (
	"context"
	"errors"
	"net/http"

	"sluis/broker/grant"
	"sluis/broker/registry"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// redeem takes a code for tokens, once (RFC 6749 §4.1.3, O-04).
func (p *Provider) redeem(ctx context.Context, c Call, app *registry.App, q parameters) JSON {
	challenge, f := challengeOf(app, q)
	if f != nil {
		return failJSON(http.StatusBadRequest, f.code, f.description)
	}
	if q.get("code") == "" || len(q.get("code")) > maxHandle {
		return failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "code is missing")
	}
	if !app.Redirects(q.get("redirect_uri")) {
		return invalidGrant()
	}
	sender, headers, refused := p.sender(ctx, c, app)
	if refused != nil {
		return *refused
	}
	b := grant.Binding{App: app.ID, RedirectURI: q.get("redirect_uri"), Challenge: challenge}
	g, err := p.Grants.Redeem(ctx, q.get("code"), b, sender, app.Refresh)
	if err != nil {
		p.countReuse(app, "code", err)
		return grantFault(err, invalidGrant())
	}
	if _, err = p.standing(ctx, g); err != nil { // nothing has been issued: the code is spent, and that was all
		return grantFault(err, invalidGrant())
	}
	a, t, err := p.tokensOf(app, g)
	if err != nil {
		return failJSON(http.StatusInternalServerError, string(oidc.ServerError), "")
	}
	if t.RefreshToken, err = p.Grants.Issue(ctx, g, a, renewalOf(app, sender)); err != nil {
		return grantFault(err, invalidGrant())
	}
	return t.json(headers)
}

// countReuse counts what was used again: somebody else may have had it.
func (p *Provider) countReuse(app *registry.App, kind string, err error) {
	if errors.Is(err, grant.ErrSpent) {
		p.reused.Inc(app.ID, kind)
	}
}

// grantFault answers a grant that cannot be used; a store that is silent is told apart.
func grantFault(err error, refused JSON) JSON {
	if errors.Is(err, grant.ErrUnknown) || errors.Is(err, grant.ErrSpent) || errors.Is(err, errDenied) {
		return refused
	}
	return unavailable()
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
