package cli

import (
	"context"

	"sluis/broker/history"
	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/internal/config"
)

// What schools agreed to follows the versions of the registry: it is decided in the
// transaction in which a version comes into use, however it came (M-05, decision 0023).

// settle puts a waiting version in use, and writes down what schools that approve contracts
// themselves give under it. last is the version that was in use before.
func (r *registrar) settle(ctx context.Context, number int64, last history.Version, next *registry.Snapshot) error {
	return r.book.Settle(ctx, number, history.Accepted, r.also(nil, r.outline(last, next), next))
}

// also makes a note that writes what is agreed as well.
func (r *registrar) also(note history.Note, prev, next *registry.Snapshot) history.Note {
	return func(tx store.Tx, number int64) error {
		if note != nil {
			if err := note(tx, number); err != nil {
				return err
			}
		}
		return r.agree(tx, prev, next)
	}
}

func (r *registrar) agree(tx store.Tx, prev, next *registry.Snapshot) error {
	return r.book.Agree(tx, func(was registry.Agreed) registry.Agreed { return registry.Agree(prev, next, was) })
}

// outline is a version for looking back; nil: there was none. Of one that the rules of today
// cannot read, what was agreed under it is all that is known: next stands in its place, so
// that a school that has just begun to approve gives nothing that nobody can look up.
func (r *registrar) outline(v history.Version, next *registry.Snapshot) *registry.Snapshot {
	if v.Number == 0 {
		return nil
	}
	loaded, problems := config.OutlineRegistry(r.installation, r.checks, v.Text)
	if problems.Refused() {
		return next
	}
	return registry.Compile(loaded)
}

// learn reads what is agreed.
func (r *registrar) learn(ctx context.Context) error {
	a, err := r.book.Approvals(ctx)
	if err == nil {
		r.agreed.Store(&a)
	}
	return err
}

// hold makes a snapshot keep to what is agreed.
func (r *registrar) hold(next *registry.Snapshot) {
	if a := r.agreed.Load(); a != nil {
		next.Hold(a.Agreed())
	}
}

// follow looks whether another node wrote down an approval, and has it hold here.
func (r *registrar) follow(ctx context.Context) error {
	had := r.agreed.Load()
	if r.live == nil || had == nil || !r.live.Snapshot().Approving() {
		return nil
	}
	n, err := r.book.Changes(ctx)
	if err != nil || n == had.Change {
		return err
	}
	if err := r.learn(ctx); err != nil {
		return err
	}
	return r.live.Reload(ctx)
}
