package admin

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"sluis/broker/guard"
	"sluis/broker/ledger"
	"sluis/broker/store"
)

// The bounds of a block (L-12).
const (
	ShortestBlock = time.Minute
	LongestBlock  = 365 * 24 * time.Hour // one that nobody thinks of again; it can be given anew
	MaxReason     = 200                  // in bytes
	widestBlock   = 8                    // bits of a network
)

// Block keeps a network from the door. own is where the visitor is: nobody shuts
// themselves out. The entry names the block and never the network, since the chain stays
// when the block has ended (design §5.8).
func (d *Desk) Block(ctx context.Context, v Visitor, network netip.Prefix, reason string, life time.Duration, own netip.Addr) error {
	reason = strings.TrimSpace(reason)
	switch {
	case !own.IsValid() || network.IsValid() && network.Contains(own.Unmap().WithZone("")):
		return ErrOwnNetwork
	case !network.IsValid() || network.Bits() < widestBlock || network.Addr().IsLoopback() || network.Addr().Is4In6(),
		reason == "" || len(reason) > MaxReason, life < ShortestBlock || life > LongestBlock:
		return ErrInput
	}
	now, by := d.Now(), "admin "+v.Account.ID
	_, err := d.Blocks.Put(ctx, guard.Block{Network: network.Masked(), By: by, Reason: reason, Since: now, Until: now.Add(life)},
		func(tx store.Tx, b guard.Block) error {
			return d.note(v.Account.ID)(tx, "block.add", b.ID, b.Until.UTC().Format(time.RFC3339))
		})
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
