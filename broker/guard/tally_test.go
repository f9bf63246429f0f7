package guard

import (
	"context"
	"net/netip"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/store"
)

// addsCounted counts the rows that refusals make.
type addsCounted struct {
	store.State
	n    *atomic.Int64
	keys map[store.Key]bool
}

func (c addsCounted) Add(_ context.Context, k store.Key, _ int64, _ time.Duration) (int64, error) {
	c.n.Add(1)
	c.keys[k] = true
	return 1, nil
}

// TestScan: a million addresses of ten thousand networks, each refused once, write nothing; refused
// a second time, a hundred thousand make no more rows than are remembered; memory holds no more either. Who
// is refused too often in the midst of it is blocked all the same.
func TestScan(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	adds := addsCounted{p.db.State(), new(atomic.Int64), map[store.Key]bool{}}
	p.counter.State = adds
	refuse := func(a netip.Addr) {
		if _, err := p.counter.Refused(context.Background(), a, Device{}); err != nil {
			t.Fatal(err)
		}
		if n := len(p.counter.tally.seen); n > maxTally {
			t.Fatalf("%d are remembered", n)
		}
	}
	scan(10000, refuse)
	if adds.n.Load() != 0 {
		t.Errorf("once each: %d writes", adds.n.Load())
	}
	scan(1000, func(a netip.Addr) { refuse(a); refuse(a) })
	if n := len(adds.keys); n == 0 || n > maxTally {
		t.Errorf("twice each: %d rows", n)
	}
	p.clock.Advance(2 * DefaultLimits.Window)
	scan(1000, refuse)
	p.clock.Advance(time.Second)
	p.counter.State = p.db.State()
	if !p.refused(t, 21, school, Device{}) {
		t.Error("who is refused too often in the midst of a scan is not blocked")
	}
	if len(p.List()) != 1 {
		t.Errorf("%d blocks", len(p.List()))
	}
}

// TestHeldBack: what is held back is forgotten when it is too old, so that no more than the limit's
// own five minutes are counted.
func TestHeldBack(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.refused(t, 1, school, Device{})
	p.clock.Advance(DefaultLimits.Window - time.Second)
	p.refused(t, 10, school, Device{})
	p.clock.Advance(time.Second)
	if p.refused(t, 10, school, Device{}) {
		t.Error("blocked on 20 in five minutes, and one before them")
	}
}
