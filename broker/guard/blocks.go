package guard

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// Follow is how often a node looks what other nodes have blocked (L-12: within 5 s).
const Follow = 2 * time.Second

// MaxBlocks bounds what one installation keeps. An attacker with more networks than this
// is not stopped by blocking one network at a time.
const MaxBlocks = 10000

// ErrFull says that MaxBlocks stand.
var ErrFull = errors.New("guard: no room for another block")

// Blocks are the blocks of an installation. What stands is in memory: the door reads no
// store. It is safe for concurrent use, and on many nodes over the same records.
type Blocks struct {
	records store.Records
	ring    *keys.Ring
	now     func() time.Time

	mu   sync.Mutex // held while the view is made anew
	view atomic.Pointer[view]
}

// view is what stood at one moment.
type view struct {
	rows    int64 // with written, what the records looked like
	written int64
	all     []Block
	devices map[Device]time.Time

	// networks holds each by its prefix, and widths how long prefixes are, of IPv4 and of
	// IPv6: a request looks once for each length, however many blocks stand.
	networks map[netip.Prefix]time.Time
	widths   [2][]int
}

func newView() *view {
	return &view{networks: map[netip.Prefix]time.Time{}, devices: map[Device]time.Time{}}
}

func family(a netip.Addr) int {
	if a.Is4() {
		return 0
	}
	return 1
}

// OpenBlocks reads what stands.
func OpenBlocks(ctx context.Context, records store.Records, ring *keys.Ring, now func() time.Time) (*Blocks, error) {
	b := &Blocks{records: records, ring: ring, now: now}
	b.view.Store(&view{rows: -1})
	return b, b.Refresh(ctx)
}

// Stops gives until when a browser is kept out; the zero time: it is not. A device that
// is known and not blocked itself passes whatever its network did: whoever shares a
// school's address with others cannot lock them out (L-14, L-16).
func (b *Blocks) Stops(a netip.Addr, d Device) time.Time {
	v, now := b.view.Load(), b.now()
	if d != (Device{}) {
		return standing(v.devices[d], now)
	}
	a = a.Unmap().WithZone("")
	var until time.Time
	for _, bits := range v.widths[family(a)] {
		p, err := a.Prefix(bits)
		if err == nil && v.networks[p].After(until) {
			until = v.networks[p]
		}
	}
	return standing(until, now)
}

func standing(until, now time.Time) time.Time {
	if until.After(now) {
		return until
	}
	return time.Time{}
}

// List gives what stands, the newest first.
func (b *Blocks) List() []Block {
	now := b.now()
	out := slices.DeleteFunc(slices.Clone(b.view.Load().all), func(x Block) bool { return !x.Until.After(now) })
	slices.SortFunc(out, func(x, y Block) int { return y.Since.Compare(x.Since) })
	return out
}

// Put blocks. A block of the same network or device that ends later stays; note, where it
// is not nil, is written in the same step. It holds on this node at once.
func (b *Blocks) Put(ctx context.Context, x Block, note func(store.Tx, Block) error) (Block, error) {
	x.ID = idOf(b.ring, x)
	box, err := seal(b.ring, x)
	if err != nil {
		return x, err
	}
	err = b.records.Update(ctx, func(tx store.Tx) error {
		var rows int64
		err := tx.Query(`SELECT count(*) FROM block WHERE ends > $1`, []any{b.now().Unix()}, func(scan func(...any) error) error { return scan(&rows) })
		if err != nil {
			return err
		}
		if rows >= MaxBlocks {
			return ErrFull
		}
		_, err = tx.Exec(`INSERT INTO block (id, box, ends, written) VALUES ($1, $2, $3, $4)
			ON CONFLICT (id) DO UPDATE SET box = excluded.box, ends = excluded.ends, written = excluded.written WHERE block.ends <= excluded.ends`,
			x.ID, box, x.Until.Unix(), b.now().UnixMilli())
		if err != nil || note == nil {
			return err
		}
		return note(tx, x)
	})
	if err != nil {
		return x, fmt.Errorf("guard: write block: %w", err)
	}
	return x, b.Refresh(ctx)
}

// Lift ends a block. false: none of that id stands.
func (b *Blocks) Lift(ctx context.Context, id string, note func(store.Tx) error) (bool, error) {
	var n int64
	err := b.records.Update(ctx, func(tx store.Tx) (err error) {
		if n, err = tx.Exec(`DELETE FROM block WHERE id = $1 AND ends > $2`, id, b.now().Unix()); err != nil || n == 0 || note == nil {
			return err
		}
		return note(tx)
	})
	if err != nil {
		return false, fmt.Errorf("guard: lift block: %w", err)
	}
	return n > 0, b.Refresh(ctx)
}

// Sweep removes what has ended.
func (b *Blocks) Sweep(ctx context.Context) error {
	return b.records.Update(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(`DELETE FROM block WHERE ends <= $1`, b.now().Unix())
		return err
	})
}

// Refresh makes the view anew where the records changed.
func (b *Blocks) Refresh(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var next *view
	err := b.records.View(ctx, func(tx store.Tx) (err error) {
		next, err = b.read(tx, b.view.Load())
		return err
	})
	if err == nil && next != nil {
		b.view.Store(next)
	}
	return err
}

// read gives nil where nothing changed: that is one short query.
func (b *Blocks) read(tx store.Tx, have *view) (*view, error) {
	v := newView()
	err := tx.Query(`SELECT count(*), coalesce(max(written), 0) FROM block`, nil, func(scan func(...any) error) error { return scan(&v.rows, &v.written) })
	if err != nil || v.rows == have.rows && v.written == have.written {
		return nil, err
	}
	err = tx.Query(`SELECT id, box FROM block WHERE ends > $1`, []any{b.now().Unix()}, func(scan func(...any) error) error {
		var id string
		var box []byte
		if err := scan(&id, &box); err != nil {
			return err
		}
		x, err := open(b.ring, id, box)
		if err == nil {
			v.add(x)
		}
		return err
	})
	return v, err
}

func (v *view) add(x Block) {
	v.all = append(v.all, x)
	switch {
	case x.Device != (Device{}):
		v.devices[x.Device] = x.Until
	case x.Network.IsValid():
		p := x.Network.Masked()
		v.networks[p] = x.Until
		of := &v.widths[family(p.Addr())]
		if !slices.Contains(*of, p.Bits()) {
			*of = append(*of, p.Bits())
		}
	}
}
