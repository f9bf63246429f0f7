package admin

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"sluis/broker/guard"
	"sluis/broker/ledger"
	"sluis/broker/store"
)

// Block keeps a network from the door; m says which, why and how long. own is where the
// visitor is: nobody shuts themselves out. The entry names the block and never the network,
// since the chain stays when the block has ended (design §5.8).
func (d *Desk) Block(ctx context.Context, v Visitor, m guard.Manual, own netip.Addr) error {
	if !own.IsValid() {
		return ErrOwnNetwork
	}
	m.By, m.Own = "admin "+v.Account.ID, []netip.Addr{own}
	b, err := m.Block(d.Now())
	switch {
	case errors.Is(err, guard.ErrOwn):
		return ErrOwnNetwork
	case err != nil:
		return ErrInput
	}
	_, err = d.Blocks.Put(ctx, b, func(tx store.Tx, b guard.Block) error {
		return d.note(v.Account.ID)(tx, "block.add", b.ID, b.Reason, b.Ticket, b.Until.UTC().Format(time.RFC3339))
	})
	if errors.Is(err, guard.ErrFull) {
		return ErrFull
	}
	return err
}

// Lift ends a block.
func (d *Desk) Lift(ctx context.Context, v Visitor, id string) error {
	ok, err := d.Blocks.Lift(ctx, id, func(tx store.Tx) error { return d.note(v.Account.ID)(tx, "block.lift", id) })
	if err == nil && !ok {
		err = ErrUnknown
	}
	return err
}

// Trail gives at most n entries of the audit chain before an entry's number, the last one
// first; before 0: from the end. An error says that the chain does not hold.
func (d *Desk) Trail(ctx context.Context, n int, before int64) (out []ledger.AuditEntry, more bool, err error) {
	all, err := d.Ledger.AuditTrail(ctx)
	if err != nil {
		return nil, false, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if before != 0 && all[i].Number >= before {
			continue
		}
		if len(out) == n {
			return out, true, nil
		}
		out = append(out, all[i])
	}
	return out, false, nil
}
