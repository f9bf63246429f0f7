package guard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluis/broker/store"
)

const school, home = "145.97.37.1", "151.28.0.1"

// TestTwentyRefusals: L-11, contract 21: never on 20 in five minutes, on the 21st for an
// hour, and this network alone.
func TestTwentyRefusals(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	if p.refused(t, 20, school, Device{}) || p.stopped(school, Device{}) != 0 {
		t.Fatal("blocked on 20")
	}
	if !p.refused(t, 1, school, Device{}) || p.stopped(school, Device{}) != time.Hour {
		t.Fatalf("the 21st: %v", p.stopped(school, Device{}))
	}
	if p.refused(t, 1, school, Device{}) {
		t.Error("blocked once more while blocked")
	}
	if p.stopped(home, Device{}) != 0 || p.stopped("145.97.37.2", Device{}) != 0 {
		t.Error("a neighbour is blocked")
	}
	if p.stopped("::ffff:"+school, Device{}) != time.Hour {
		t.Error("written as IPv6 it is not blocked")
	}
	p.clock.Advance(time.Hour)
	if p.stopped(school, Device{}) != 0 || len(p.List()) != 0 {
		t.Error("still blocked after an hour")
	}
}

// TestEveryBlockIsAnEntry: P31. It names the block and not the network, and a block whose
// entry cannot be written does not stand.
func TestEveryBlockIsAnEntry(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.refused(t, 21, school, Device{})
	if len(p.notes) != 1 || !strings.HasPrefix(p.notes[0], "block.add "+p.List()[0].ID+" refusals ") || strings.Contains(p.notes[0], school) {
		t.Errorf("%q", p.notes)
	}
	p.deaf = errors.New("the chain is full")
	if blocked, err := p.counter.Trap(context.Background(), netip.MustParseAddr(home), Device{}); blocked || !errors.Is(err, p.deaf) || p.stopped(home, Device{}) != 0 {
		t.Errorf("without its entry: %v, %v", blocked, err)
	}
}

// TestWindow: what is spread over more than five minutes is not too much.
func TestWindow(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	for range 10 {
		if p.refused(t, 20, school, Device{}) {
			t.Fatal("blocked")
		}
		p.clock.Advance(DefaultLimits.Window)
	}
}

// TestNobodyLocksOutASchool: L-14 and L-16. 200 failures of one pupil block that pupil's
// device, or the network for who is unknown; 30 known devices behind the same address
// pass all the while.
func TestNobodyLocksOutASchool(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	var known []Device
	for range 30 {
		d, _ := p.devices.New()
		known = append(known, d)
	}
	pupil := known[0]
	p.refused(t, 200, school, pupil)
	if p.stopped(school, pupil) == 0 {
		t.Error("a device's own failures do not count")
	}
	if p.stopped(school, Device{}) != 0 {
		t.Error("a known device used up what its school shares")
	}
	p.refused(t, 200, school, Device{})
	if p.stopped(school, Device{}) == 0 {
		t.Error("200 failures of an unknown browser block nothing")
	}
	for i, d := range known[1:] {
		if p.stopped(school, d) != 0 {
			t.Errorf("known device %d is locked out", i)
		}
	}
	if p.stopped(home, pupil) == 0 {
		t.Error("a blocked device is let in from another network")
	}
}

// TestOneHousehold: of IPv6 the /64 counts.
func TestOneHousehold(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	for i := range 21 {
		p.refused(t, 1, fmt.Sprintf("2001:610:188:410::%x", i+1), Device{})
	}
	if p.stopped("2001:610:188:410:ffff::1", Device{}) == 0 || p.stopped("2001:610:188:411::1", Device{}) != 0 {
		t.Error("not the /64")
	}
}

// TestLoopbackIsNobody: behind a forgotten proxy it is all browsers.
func TestLoopbackIsNobody(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	for _, a := range []string{"127.0.0.1", "::1", "::ffff:127.0.0.1"} {
		if p.refused(t, 100, a, Device{}) || p.stopped(a, Device{}) != 0 {
			t.Errorf("%s is blocked", a)
		}
	}
	if blocked, err := p.counter.Trap(context.Background(), netip.Addr{}, Device{}); blocked || err != nil {
		t.Error("no address is blocked")
	}
}

// TestTrap: one request is enough.
func TestTrap(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	if blocked, err := p.counter.Trap(context.Background(), netip.MustParseAddr(school), Device{}); err != nil || !blocked || p.stopped(school, Device{}) != time.Hour {
		t.Errorf("%v, %v, %v", blocked, err, p.stopped(school, Device{}))
	}
}

// TestTwoNodes: L-12. A block of one node holds on another after one look, a lifted one
// does not; the count is one.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	other, counter := p.node(t)
	at := netip.MustParseAddr(school)
	for i := range 21 {
		c := p.counter
		if i%2 == 1 {
			c = counter
		}
		if _, err := c.Refused(context.Background(), at, Device{}); err != nil {
			t.Fatal(err)
		}
	}
	look := func() time.Time {
		if err := other.Refresh(context.Background()); err != nil {
			t.Fatal(err)
		}
		return other.Stops(at, Device{})
	}
	if look().IsZero() || p.stopped(school, Device{}) == 0 {
		t.Fatal("not blocked on both")
	}
	if ok, err := p.Lift(context.Background(), p.List()[0].ID, nil); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if !look().IsZero() || p.stopped(school, Device{}) != 0 {
		t.Error("lifted, and still blocked on one")
	}
	if ok, err := p.Lift(context.Background(), "NOSUCHBLOCK", nil); ok || err != nil {
		t.Error("lifted what is not there", err)
	}
}

// TestPut: an operator's block is of any network, holds at once, gives way to a longer one
// and not to a shorter one, and happens with its entry or not at all.
func TestPut(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	wide := Block{Network: netip.MustParsePrefix("145.97.0.0/16"), By: "ops", Reason: "scan", Since: p.clock.Now(), Until: p.clock.Now().Add(24 * time.Hour)}
	failing := errors.New("the chain is full")
	if _, err := p.Put(context.Background(), wide, func(store.Tx, Block) error { return failing }); !errors.Is(err, failing) || p.stopped(school, Device{}) != 0 {
		t.Fatalf("without its entry: %v", err)
	}
	if _, err := p.Put(context.Background(), wide, nil); err != nil || p.stopped(school, Device{}) != 24*time.Hour || p.stopped("145.98.0.1", Device{}) != 0 {
		t.Fatalf("%v, %v", err, p.stopped(school, Device{}))
	}
	short := wide
	short.Until = p.clock.Now().Add(time.Hour)
	if _, err := p.Put(context.Background(), short, nil); err != nil || p.stopped(school, Device{}) != 24*time.Hour {
		t.Errorf("a shorter one took its place: %v", p.stopped(school, Device{}))
	}
	p.refused(t, 21, school, Device{})
	if got := p.stopped(school, Device{}); got != 24*time.Hour {
		t.Errorf("the automatic one shortens it to %v", got)
	}
	if l := p.List(); len(l) != 1 || l[0].Network != wide.Network || l[0].By != "ops" || l[0].Reason != "scan" {
		t.Errorf("%+v", l)
	}
	p.clock.Advance(25 * time.Hour)
	if err := p.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	if again, _ := p.node(t); again.view.Load().rows != 0 {
		t.Error("what ended is kept")
	}
}

// TestWidths: of blocks that hold one another the one that ends last counts, whatever their
// lengths; a family does not reach into the other.
func TestWidths(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	now := p.clock.Now()
	v := newView()
	for network, hours := range map[string]int{"145.97.0.0/16": 2, "145.97.37.0/24": 3, "145.97.37.1/32": 1, "2001:610::/29": 4, "2001:610:188:410::/64": 1} {
		v.add(Block{Network: netip.MustParsePrefix(network), Until: now.Add(time.Duration(hours) * time.Hour)})
	}
	p.view.Store(v)
	for address, hours := range map[string]int{"145.97.37.1": 3, "145.97.38.1": 2, "145.98.0.1": 0, "2001:610:188:410::9": 4, "2001:618::1": 0, "::ffff:145.97.38.1": 2} {
		if got := p.stopped(address, Device{}); got != time.Duration(hours)*time.Hour {
			t.Errorf("%s: %v", address, got)
		}
	}
}

// TestFull: blocks are bounded.
func TestFull(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	err := p.db.Records().Update(context.Background(), func(tx store.Tx) error {
		for i := range MaxBlocks {
			if _, err := tx.Exec(`INSERT INTO block (id, box, ends, written) VALUES ($1, $2, $3, 1)`, fmt.Sprint(i), []byte("x"), p.clock.Now().Add(time.Hour).Unix()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Put(context.Background(), Block{Network: netip.MustParsePrefix("10.0.0.0/8"), Until: p.clock.Now().Add(time.Hour)}, nil); !errors.Is(err, ErrFull) {
		t.Errorf("one more: %v", err)
	}
	if blocked := p.refused(t, 21, school, Device{}); blocked {
		t.Error("blocked by itself beyond the limit")
	}
}

// TestDump: no address lies in the store.
func TestDump(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	p.refused(t, 21, school, Device{})
	found := 0
	err := filepath.WalkDir(p.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, form := range [][]byte{[]byte(school), netip.MustParseAddr(school).AsSlice()} {
			if len(form) > 4 && bytes.Contains(raw, form) {
				t.Errorf("%s holds the address", filepath.Base(path))
			}
		}
		if bytes.Contains(raw, []byte(p.List()[0].ID)) {
			found++
		}
		return err
	})
	if err != nil || found == 0 {
		t.Errorf("the block itself is not found where it lies: %v", err)
	}
}

// fullView is a list of blocks that has no room for another.
func fullView() *view {
	v, until := newView(), time.Now().Add(24*time.Hour)
	for i := range MaxBlocks / 2 {
		n := netip.AddrFrom4([4]byte{20, byte(i >> 16), byte(i >> 8), byte(i)})
		v.add(Block{Network: netip.PrefixFrom(n, WidestIPv4+i%(33-WidestIPv4)), Until: until})
		n = netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, byte(i >> 16), byte(i >> 8), byte(i)})
		v.add(Block{Network: netip.PrefixFrom(n, WidestIPv6+i%(65-WidestIPv6)), Until: until})
	}
	return v
}

// BenchmarkStops is what a full list costs each request.
func BenchmarkStops(b *testing.B) {
	blocks := &Blocks{now: time.Now}
	blocks.view.Store(fullView())
	at := netip.MustParseAddr(school)
	b.ReportAllocs()
	for b.Loop() {
		blocks.Stops(at, Device{})
	}
}
