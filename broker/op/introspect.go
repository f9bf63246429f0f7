package op

import (
	"context"
	"errors"
	"net/http"

	"sluis/broker/grant"
	"sluis/broker/registry"

	"github.com/zitadel/oidc/v3/pkg/oidc"
)

// inactive is all that is said of a token that is none, is over, or is none of the
// caller's business: they look the same (RFC 7662 §2.2, contract 18).
func inactive() JSON { return JSON{Status: http.StatusOK, Body: []byte(`{"active":false}`)} }

// Introspect is RFC 7662: what an access token or a refresh token is good for, for its own
// client, and of an access token for the clients that its app names. It says who the
// person is by the app's own pseudonym, and never a name, a student number or a class: who
// holds the token asks userinfo for those.
func (p *Provider) Introspect(ctx context.Context, c Call) JSON {
	app, q, refused := p.confidential(ctx, c)
	if refused != nil {
		return *refused
	}
	for _, kind := range kindsOf(q) {
		body, err := kind.describe(p, ctx, app, q.get("token"))
		switch {
		case err == nil:
			return JSON{Status: http.StatusOK, Body: body}
		case !errors.Is(err, grant.ErrUnknown) && !errors.Is(err, errDenied):
			return unavailable()
		}
	}
	return inactive()
}

// confidential reads a request about a token. A client that proves nothing of itself has
// no business here (contract 18).
func (p *Provider) confidential(ctx context.Context, c Call) (*registry.App, parameters, *JSON) {
	app, q, refused := p.posted(ctx, c)
	if refused != nil {
		return nil, q, refused
	}
	if app.Public() {
		res := p.invalidClient()
		return nil, q, &res
	}
	if q.get("token") == "" {
		res := failJSON(http.StatusBadRequest, string(oidc.InvalidRequest), "token is missing")
		return nil, q, &res
	}
	return app, q, nil
}

// kind is one of the two sorts of tokens.
type kind struct {
	describe func(p *Provider, ctx context.Context, caller *registry.App, token string) ([]byte, error)
	end      func(p *Provider, ctx context.Context, caller *registry.App, token string) error
}

var (
	accessKind  = kind{(*Provider).describeAccess, (*Provider).endAccess}
	refreshKind = kind{(*Provider).describeRefresh, (*Provider).endRefresh}
)

// kindsOf gives where to look, the hinted kind first; a hint may be wrong or unknown
// (RFC 7009 §2.1, RFC 7662 §2.1). What no token of ours can be is not looked up.
func kindsOf(q parameters) []kind {
	switch n := len(q.get("token")); {
	case n > maxToken:
		return nil
	case n > maxHandle:
		return []kind{accessKind}
	case q.get("token_type_hint") == "refresh_token":
		return []kind{refreshKind, accessKind}
	}
	return []kind{accessKind, refreshKind}
}

func (p *Provider) describeAccess(ctx context.Context, caller *registry.App, token string) ([]byte, error) {
	g, err := p.Grants.ByToken(ctx, token)
	if err != nil {
		return nil, err
	}
	app, err := p.standing(ctx, g)
	if err != nil {
		return nil, err
	}
	if !app.MayIntrospect(caller.ID) {
		return nil, errDenied
	}
	b := p.described(g, p.audience(app))
	b = member(b, ',', "token_type", tokenType(g.Sender))
	b = number(b, "iat", g.From.Unix())
	b = number(b, "exp", g.Until.Unix())
	b = strength(b, g)
	if cnf := g.Sender.CNF(); cnf != nil {
		b = append(append(b, `,"cnf":`...), cnf...)
	}
	return append(b, '}'), nil
}

// describeRefresh answers the token's own client alone: to an API that asks about what it
// was sent, a refresh token must not look like an access token. For the same reason it is
// for us alone, and has no token_type.
func (p *Provider) describeRefresh(ctx context.Context, caller *registry.App, token string) ([]byte, error) {
	held, err := p.Grants.Held(ctx, token)
	if err != nil {
		return nil, err
	}
	app, err := p.standing(ctx, held.Grant)
	if err != nil {
		return nil, err
	}
	if app.ID != caller.ID || !app.Refresh || !covered(app, held.Grant) {
		return nil, errDenied
	}
	b := p.described(held.Grant, p.Issuer)
	b = number(b, "exp", held.Expires.Unix())
	if cnf := held.Sender.CNF(); cnf != nil {
		b = append(append(b, `,"cnf":`...), cnf...)
	}
	return append(b, '}'), nil
}

func (p *Provider) described(g grant.Grant, audience string) []byte {
	b := append(make([]byte, 0, 512), `{"active":true`...)
	b = member(b, ',', "iss", p.Issuer)
	b = member(b, ',', "aud", audience)
	b = member(b, ',', "sub", g.Subject)
	b = member(b, ',', "client_id", g.App)
	return member(b, ',', "scope", g.Scope)
}
