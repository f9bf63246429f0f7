package op

import (
	"context"
	"errors"
	"net/http"

	"sluis/broker/grant"
	"sluis/broker/registry"
)

// Revoke is RFC 7009. Either kind of token ends with all that came of the same login: who
// revokes wants it to be over. What is no token of the caller's is as revoked as it can be,
// and gives the same answer (§2.2).
func (p *Provider) Revoke(ctx context.Context, c Call) JSON {
	app, q, refused := p.confidential(ctx, c)
	if refused != nil {
		return *refused
	}
	for _, kind := range kindsOf(q) {
		err := kind.end(p, ctx, app, q.get("token"))
		if err == nil {
			break
		}
		if !errors.Is(err, grant.ErrUnknown) {
			return unavailable()
		}
	}
	return JSON{Status: http.StatusOK, Body: []byte("{}")}
}

func (p *Provider) endAccess(ctx context.Context, caller *registry.App, token string) error {
	g, err := p.Grants.ByToken(ctx, token)
	if err != nil {
		return err
	}
	if g.App != caller.ID {
		return grant.ErrUnknown
	}
	return p.Grants.Revoke(ctx, g.ID)
}

// endRefresh takes a spent token too: it names its family, and presenting it ends that.
func (p *Provider) endRefresh(ctx context.Context, caller *registry.App, token string) error {
	held, err := p.Grants.Present(ctx, token, caller.ID)
	if errors.Is(err, grant.ErrSpent) {
		return nil
	}
	if err != nil {
		return err
	}
	return p.Grants.Revoke(ctx, held.Grant.ID)
}
