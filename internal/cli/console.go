package cli

import (
	"context"

	"sluis/broker/history"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/internal/config"
)

// console is the registry as the admins' pages reach it.
type console struct{ r *registrar }

// Versions implements admin.Keeper.
func (c console) Versions(ctx context.Context) ([]history.Version, error) {
	return c.r.book.List(ctx, shownVersions)
}

// Approvals implements admin.Keeper.
func (c console) Approvals(ctx context.Context) (history.Approvals, error) {
	return c.r.book.Approvals(ctx)
}

// Agree implements admin.Keeper.
func (c console) Agree(ctx context.Context, at registry.Pair, a *history.Approval, note keys.Note, verb string, lines ...string) (done bool, err error) {
	done, err = c.r.book.Decide(ctx, at, a, func(tx store.Tx) error { return note(tx, verb, lines...) })
	if err != nil || !done {
		return false, err
	}
	if err := c.r.learn(ctx); err != nil {
		return true, err
	}
	return true, c.r.live.Reload(context.WithoutCancel(ctx))
}

// At implements admin.Keeper. A version that the rules of today cannot read is as good as
// none: there is nothing to show of it.
func (c console) At(ctx context.Context, number int64) (*registry.Snapshot, error) {
	v, err := c.r.book.Get(ctx, number)
	if err != nil {
		return nil, err
	}
	loaded, problems := config.OutlineRegistry(c.r.installation, c.r.checks, v.Text)
	if problems.Refused() {
		return nil, history.ErrNone
	}
	return registry.Compile(loaded), nil
}
