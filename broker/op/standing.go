package op

import (
	"context"
	"errors"

	"sluis/broker/grant"
	"sluis/broker/registry"
)

// errDenied: the app, the school or the person of a grant may not be served any more.
var errDenied = errors.New("op: denied since it was granted")

// standing gives the app of a grant, as the registry has it at this moment. Every use of
// a grant asks here, so that a denial reaches the code, the refresh token, userinfo and
// introspection alike, within the time of a reload (O-21, contract 4). It is the one place
// where the guard's blocks of persons are asked.
func (p *Provider) standing(ctx context.Context, g grant.Grant) (*registry.App, error) {
	app, ok := p.Registry().App(g.App)
	if !ok || !app.Admits(g.School) {
		return nil, errDenied
	}
	blocked, err := p.Blocked(ctx, g)
	if err != nil {
		return nil, err
	}
	if blocked {
		return nil, errDenied
	}
	return app, nil
}
