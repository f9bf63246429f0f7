package cli

import (
	"context"

	"sluis/broker/history"
	"sluis/broker/registry"
	"sluis/internal/config"
)

// console is the registry as the admins' pages reach it.
type console struct{ r *registrar }

// Versions implements admin.Keeper.
func (c console) Versions(ctx context.Context) ([]history.Version, error) {
	return c.r.book.List(ctx, shownVersions)
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
