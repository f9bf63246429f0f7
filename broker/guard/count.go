package guard

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// Limits is when a network or a device is blocked by itself (L-11, contract 21).
type Limits struct {
	Refusals int64         // more than so many
	Window   time.Duration // in so long
	Block    time.Duration // keep it out for so long
}

// DefaultLimits are those that were promised: more than 20 refusals in five minutes, an hour.
var DefaultLimits = Limits{Refusals: 20, Window: 5 * time.Minute, Block: time.Hour}

// Note writes an entry in the audit chain, in the transaction of the block (P31): the
// block's id and never whom it keeps out.
type Note func(tx store.Tx, verb string, lines ...string) error

// Counter counts what was refused and blocks who passes the limit. The count is in the
// state that all nodes share, is written from the second refusal on, and is gone with its
// window.
type Counter struct {
	State  store.State
	Ring   *keys.Ring
	Blocks *Blocks
	Note   Note
	Now    func() time.Time
	Limits Limits

	tally tally
}

// Reasons of blocks that nobody decided on.
const (
	ReasonRefusals = "refusals"
	ReasonTrap     = "trap"
)

// Refused counts one refusal. A device that is known counts for itself and not for its
// network, so that one pupil cannot use up what a whole school shares; that is why a
// device's own failures always count (L-14, L-16). blocked says that this was one too many.
func (c *Counter) Refused(ctx context.Context, a netip.Addr, d Device) (blocked bool, err error) {
	if !countable(a, d) {
		return false, nil
	}
	key := c.key(a, d)
	due, life := c.tally.due(key, c.Now(), c.Limits.Window)
	if due == 0 {
		return false, nil
	}
	n, err := c.State.Add(ctx, key, due, life)
	if err != nil || n <= c.Limits.Refusals {
		return false, err
	}
	return c.block(ctx, a, d, ReasonRefusals)
}

// Trap blocks who asks for what is never here and what only a scanner asks for.
func (c *Counter) Trap(ctx context.Context, a netip.Addr, d Device) (blocked bool, err error) {
	if !countable(a, d) {
		return false, nil
	}
	return c.block(ctx, a, d, ReasonTrap)
}

func (c *Counter) block(ctx context.Context, a netip.Addr, d Device, reason string) (bool, error) {
	if !c.Blocks.Stops(a, d).IsZero() {
		return false, nil
	}
	now := c.Now()
	x := Block{Device: d, By: ByItself, Reason: reason, Since: now, Until: now.Add(c.Limits.Block)}
	if d == (Device{}) {
		x.Network = NetworkOf(a)
	}
	_, err := c.Blocks.Put(ctx, x, func(tx store.Tx, x Block) error {
		return c.Note(tx, "block.add", x.ID, reason, x.Until.UTC().Format(time.RFC3339))
	})
	if errors.Is(err, ErrFull) {
		return false, nil
	}
	return err == nil, err
}

// countable: loopback is no network of anybody's. Where a proxy on this machine was
// forgotten in the configuration it is all browsers together, and one of them could
// shut all others out.
func countable(a netip.Addr, d Device) bool {
	return d != (Device{}) || a.IsValid() && !a.Unmap().IsLoopback()
}

// key holds no address: the digest of one is found by trying all of them, a keyed one
// is not.
func (c *Counter) key(a netip.Addr, d Device) store.Key {
	who, kind := d[:], "device refusals"
	if d == (Device{}) {
		kind = "network refusals"
		who, _ = NetworkOf(a).MarshalBinary() // an address that is one always has a form
	}
	m := c.Ring.MAC("index", []byte(kind), who)
	return store.KeyOf(kind, string(m[:]))
}
