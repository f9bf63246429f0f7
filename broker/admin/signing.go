package admin

import (
	"context"
	"errors"
	"slices"
	"time"

	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/store"
)

// Signing is how the installation's own keys stand. Nothing in it is secret.
type Signing struct {
	Keys   []keys.Listed // those of tokens first
	Roots  []keys.Root
	Master string    // fingerprint of the master key
	Oldest time.Time // the oldest day of a login log that can still be read; zero: none
	Chain  ledger.Verdict
}

// Signing reads them, and looks through the whole audit chain.
func (d *Desk) Signing(ctx context.Context) (s Signing, err error) {
	s.Master = d.Ring.MasterPrint()
	if s.Keys, s.Roots, err = d.Ring.Inventory(ctx); err != nil {
		return s, err
	}
	day, ok, err := d.Ring.OldestLogDay(ctx)
	if err != nil {
		return s, err
	}
	if ok {
		s.Oldest = day.Time()
	}
	s.Chain, err = d.Ledger.Verify(ctx, ledger.Mark{})
	return s, err
}

// RotateKey makes the next key for tokens of an algorithm; see [keys.Ring.Rotate].
func (d *Desk) RotateKey(ctx context.Context, v Visitor, alg string) error {
	_, err := d.Ring.Rotate(ctx, alg, d.note(v.Account.ID))
	return declined(err)
}

// StageKey makes the next key of a connection, which waits for [Desk.MoveKey].
func (d *Desk) StageKey(ctx context.Context, v Visitor, connection string) error {
	return d.roll(ctx, connection, func() error {
		_, err := d.Ring.StageSAML(ctx, connection, time.Time{}, d.note(v.Account.ID))
		return err
	})
}

// MoveKey signs with the next key of a connection from now on. It never does so before the
// hub has had a week: who must, has the command.
func (d *Desk) MoveKey(ctx context.Context, v Visitor, connection string) error {
	return d.roll(ctx, connection, func() error {
		_, err := d.Ring.MoveSAML(ctx, connection, false, d.note(v.Account.ID))
		return err
	})
}

func (d *Desk) roll(ctx context.Context, connection string, act func() error) error {
	if _, _, err := d.Fed(ctx, connection); err != nil {
		return err
	}
	if err := act(); err != nil {
		return declined(err)
	}
	d.Federations.Turn(ctx, connection)
	return nil
}

// declined makes of what the keys decline what a form is told.
func declined(err error) error {
	if no, ok := errors.AsType[keys.Declined](err); ok {
		return errors.Join(ErrInput, no)
	}
	return err
}

// dropKey is the kind of a proposal that removes a signing key before its time (G-03).
const dropKey = "key.delete"

// AskDropKey asks a second admin to remove a signing key before its time. ErrUnknown: there
// is none of that kid. ErrInput: it is the only one that signs.
func (d *Desk) AskDropKey(ctx context.Context, v Visitor, kid string) error {
	listed, _, err := d.Ring.Inventory(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(listed, func(k keys.Listed) bool { return k.KID == kid })
	if i < 0 {
		return ErrUnknown
	}
	k := listed[i]
	if !MayDrop(listed, k) {
		return ErrInput
	}
	owner := "tokens"
	if k.Connection != "" {
		owner = "connection " + k.Connection
	}
	_, err = d.Propose(ctx, v, dropKey, "", []byte(kid), owner, "alg "+k.Alg, string(k.Stage), "key "+kid)
	return err
}

// MayDrop reports whether a key may go: where it signs, its successor must wait.
func MayDrop(all []keys.Listed, k keys.Listed) bool {
	return k.Stage != keys.StageInUse || Waits(all, k)
}

// Waits reports whether a next key waits beside this one.
func Waits(all []keys.Listed, k keys.Listed) bool {
	return slices.ContainsFunc(all, func(n keys.Listed) bool {
		return n.Connection == k.Connection && n.Alg == k.Alg && n.Stage == keys.StagePublished
	})
}

// dropKind removes the key, and has this node forget it at once; others do within a minute.
func (d *Desk) dropKind() Kind {
	return Kind{
		Name: dropKey, Needs: ChangeFeds,
		Carry: func(_ context.Context, tx store.Tx, p Proposal) (Carried, error) {
			lines, err := d.Ring.Drop(tx, string(p.Payload))
			if errors.Is(err, keys.ErrNoKey) {
				err = ErrUnknown
			}
			return Carried{Lines: lines}, declined(err)
		},
		After: func(ctx context.Context, _ Proposal) error {
			if err := d.Ring.Reload(ctx); err != nil {
				return err
			}
			feds, err := d.Feds(ctx)
			for _, f := range feds {
				d.Federations.Turn(ctx, f.ID)
			}
			return err
		},
	}
}
