package admin

import (
	"context"
	"errors"
	"slices"

	"sluis/broker/guard"
	"sluis/broker/store"
)

// Throw stops a school, an app or a connection for everybody, at once (L-22). Refusals:
// ErrUnknown, ErrInput, ErrFull.
func (d *Desk) Throw(ctx context.Context, v Visitor, h guard.Halt) error {
	ok, err := d.mayHalt(ctx, h)
	switch {
	case err != nil:
		return err
	case !ok:
		return ErrUnknown
	case h.Fit() != nil:
		return ErrInput
	}
	h.By = "admin " + v.Account.ID
	err = d.Halts.Throw(ctx, h, func(tx store.Tx) error {
		return d.note(v.Account.ID)(tx, "switch.throw", h.Kind+" "+h.ID, h.Reason, h.Ticket)
	})
	if errors.Is(err, guard.ErrFull) {
		return ErrFull
	}
	return err
}

// mayHalt reports whether the registry has what is to be stopped.
func (d *Desk) mayHalt(ctx context.Context, h guard.Halt) (bool, error) {
	switch h.Kind {
	case guard.HaltSchool:
		return d.School(h.ID), nil
	case guard.HaltApp:
		return d.App(h.ID), nil
	case guard.HaltConnection:
		all, err := d.Feds(ctx)
		return slices.ContainsFunc(all, func(f Federation) bool { return f.ID == h.ID }), err
	}
	return false, nil
}

// undoHalt is the kind of a proposal that ends a kill switch: one admin stops, two start.
const undoHalt = "switch.undo"

// AskUndo asks a second admin to end a kill switch. ErrUnknown: it does not stand.
func (d *Desk) AskUndo(ctx context.Context, v Visitor, key string) error {
	for _, h := range d.Halts.List() {
		if h.Key() == key {
			_, err := d.Propose(ctx, v, undoHalt, "", []byte(key), h.Kind+" "+h.ID, h.Reason, h.Ticket)
			return err
		}
	}
	return ErrUnknown
}

func (d *Desk) undoKind() Kind {
	return Kind{
		Name: undoHalt, Needs: ChangeSwitch,
		Carry: func(_ context.Context, tx store.Tx, p Proposal) (Carried, error) {
			ok, err := d.Halts.Undo(tx, string(p.Payload))
			if err == nil && !ok {
				err = ErrUnknown
			}
			return Carried{Lines: []string{string(p.Payload)}}, err
		},
		After: func(ctx context.Context, _ Proposal) error { return d.Halts.Refresh(ctx) },
	}
}
