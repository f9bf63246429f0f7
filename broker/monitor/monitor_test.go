package monitor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/internal/refusal"
)

// TestSeenEverywhere: what one node notes is seen there after one tick, and on another after
// one tick of each: within two of [Every], and so within 2 s (P30). Writing and looking are
// what is counted here; nothing is timed.
func TestSeenEverywhere(t *testing.T) {
	t.Parallel()
	if 2*Every > time.Second {
		t.Fatal("two ticks take longer than a second: an attempt may be seen later than 2 s")
	}
	h := newHouse(t)
	a, b := h.node(), h.node()
	must(t, b.Tick(bg))
	stir := b.Stir()
	a.Note(failed("petteflat"))
	if rows, _ := a.Last(Filter{}, 9); len(rows) != 0 {
		t.Error("noting writes by itself: a login would pay for it")
	}
	must(t, a.Tick(bg))
	must(t, b.Tick(bg))
	for name, m := range map[string]*Monitor{"the same node": a, "another": b, "one that starts now": h.node()} {
		must(t, m.Tick(bg))
		rows, _ := m.Last(Filter{}, 9)
		if len(rows) != 1 {
			t.Fatalf("%s sees %+v", name, rows)
		}
		r := rows[0]
		if r.School != "petteflat" || r.App != "portfolio" || r.Code != refusal.StudentNumberMissing || r.Words != "reiger kade zeven" || r.Network != netip.MustParsePrefix("192.0.2.0/24") ||
			r.Country != "NL" || r.Device || r.Released() || !r.At.Equal(h.clock.Now().Truncate(time.Millisecond)) {
			t.Errorf("%s sees %+v", name, r)
		}
	}
	select {
	case <-stir:
	default:
		t.Error("whoever waits at the other node is not woken")
	}
}

// TestFifty: 50 attempts a second for five minutes reach two nodes whole, in order, and
// memory does not grow with them (L-10).
func TestFifty(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.node(), h.node()
	var marks [2]uint64
	seen := [2]int{}
	for second := range 300 {
		for range 2 {
			for i := range 25 {
				from := a
				if i%5 == 0 {
					from = b
				}
				from.Note(failed(fmt.Sprint("s", second)))
			}
			h.clock.Advance(Every)
			must(t, a.Tick(bg))
			must(t, b.Tick(bg))
			for i, m := range []*Monitor{a, b} {
				rows, next, lost := m.After(marks[i], Filter{})
				if lost != 0 {
					t.Fatalf("%d rows were overwritten unseen", lost)
				}
				marks[i] = next
				seen[i] += len(rows)
			}
		}
	}
	must(t, a.Tick(bg))
	rows, _, _ := a.After(marks[0], Filter{})
	if seen[0] += len(rows); seen != [2]int{15000, 15000} || a.Missed() != 0 {
		t.Errorf("seen: %v of 15000, %d missed", seen, a.Missed())
	}
	if cap(a.ring.rows) > 2*ringSize || len(a.ring.rows) != ringSize || len(a.names) > 1000 || len(a.followed.wanted) > 0 || len(a.followed.read) > 3 || len(a.followed.seen) > 3000 || len(a.followed.own) > 3 {
		t.Errorf("in memory: %d rows, %d names, %d wanted, %d windows", cap(a.ring.rows), len(a.names), len(a.followed.wanted), len(a.followed.read))
	}
	if _, _, lost := a.After(0, Filter{}); lost != 15000-ringSize {
		t.Errorf("who comes late is told of %d lost rows", lost)
	}
}

// TestFlood: beyond the bounds attempts are counted and told, and those that reached a
// school keep their share.
func TestFlood(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	m := h.node()
	for range 10000 {
		m.Note(Attempt{Code: refusal.Country, Address: pupil})
	}
	for range 50 {
		m.Note(failed("petteflat"))
	}
	must(t, m.Tick(bg))
	rows, _ := m.Last(Filter{School: "petteflat"}, 1000)
	all, _ := m.Last(Filter{}, 1000)
	if len(rows) != 50 || len(all) != 50+maxEarly || m.Missed() != 10000-maxEarly {
		t.Errorf("%d of the school, %d in all, %d told as missed", len(rows), len(all), m.Missed())
	}
	counts, err := m.Counts(bg, "", h.clock.Now(), 1)
	if err != nil || counts[0].Refused != 10050 {
		t.Errorf("counted %+v, %v", counts, err)
	}
	h.clock.Advance(time.Hour)
	if n := m.Missed(); n != 0 {
		t.Errorf("an hour later %d are still told as missed", n)
	}
}

// TestFilter: one school, one outcome, one country, one code, three words.
func TestFilter(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	m := h.node()
	m.Note(failed("petteflat"))
	m.Note(let("petteflat"))
	m.Note(let("harderwijk"))
	abroad := failed("harderwijk")
	abroad.Address, abroad.Code, abroad.Words = netip.MustParseAddr("2001:db8:1f:7::1"), refusal.Signature, "otter brug acht"
	m.Note(abroad)
	must(t, m.Tick(bg))
	for name, c := range map[string]struct {
		f    Filter
		want int
	}{
		"all": {Filter{}, 4}, "a school": {Filter{School: "petteflat"}, 2}, "refused": {Filter{Refused: true}, 2}, "let in": {Filter{Let: true}, 2},
		"a country": {Filter{Country: "DE"}, 1}, "elsewhere": {Filter{Country: Elsewhere, Home: []string{"NL", "IT"}}, 1}, "a code": {Filter{Code: refusal.Signature}, 1},
		"words": {Filter{Words: "reiger kade zeven"}, 1}, "nobody": {Filter{School: "petteflat", Country: "DE"}, 0},
	} {
		if rows, _ := m.Last(c.f, 9); len(rows) != c.want {
			t.Errorf("%s: %d rows, want %d", name, len(rows), c.want)
		}
		if rows, _, _ := m.After(0, c.f); len(rows) != c.want {
			t.Errorf("%s: %d rows after the start, want %d", name, len(rows), c.want)
		}
	}
	rows, _ := m.Last(Filter{School: "harderwijk", Refused: true}, 9)
	if rows[0].Network != netip.MustParsePrefix("2001:db8:1f::/48") || !m.Seen(Filter{}).Equal(rows[0].At) {
		t.Errorf("%+v", rows[0])
	}
}

// TestFailedOnly: a login that went well at a school that keeps failed logins alone is a
// number and never a row (P14).
func TestFailedOnly(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	m := h.node()
	quiet := let("zonder")
	quiet.Counted = true
	m.Note(quiet)
	must(t, m.Tick(bg))
	if rows, _ := m.Last(Filter{}, 9); len(rows) != 0 {
		t.Errorf("it is a row: %+v", rows)
	}
	if n, err := h.state.Add(bg, counterKey(windowOf(h.clock.Now())), 0, time.Minute); err != nil || n != 0 {
		t.Errorf("something of it is in the state: %d boxes, %v", n, err)
	}
	counts, err := m.Counts(bg, "zonder", h.clock.Now(), 1)
	if err != nil || counts[0] != (Tally{Released: 1}) {
		t.Errorf("counted %+v, %v", counts, err)
	}
}

// TestAddress: behind a refused row stands its address, for an hour; behind one that went
// well only the network ever stood, and a dump of the state shows neither (G-02).
func TestAddress(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	m := h.node()
	m.Note(failed("petteflat"))
	m.Note(let("petteflat"))
	must(t, m.Tick(bg))
	rows, _ := m.Last(Filter{}, 9)
	well, ill := rows[0], rows[1]
	other := h.node() // which has not looked yet
	for name, c := range map[string]struct {
		id   string
		want netip.Addr
		err  error
	}{
		"refused": {ill.ID, pupil, nil}, "went well": {well.ID, netip.Addr{}, nil}, "a row that is not": {ill.ID + "9", netip.Addr{}, ErrGone},
		"nonsense": {"x", netip.Addr{}, ErrGone}, "empty": {"", netip.Addr{}, ErrGone}, "negative": {"1--1-0", netip.Addr{}, ErrGone}, "long": {string(bytes.Repeat([]byte("1-"), 40)), netip.Addr{}, ErrGone},
	} {
		row, got, err := other.Find(bg, c.id)
		if got != c.want || !errors.Is(err, c.err) || err == nil && row.School != "petteflat" {
			t.Errorf("%s: %v of %+v, %v", name, got, row, err)
		}
	}
	b, err := m.open(bg, place{windowOf(h.clock.Now()), 1})
	if err != nil || b.Rows[1].Address != netip.MustParseAddr("192.0.2.0") {
		t.Errorf("the address of a login that went well is kept: %+v, %v", b, err)
	}
	dump := h.dump()
	for _, v := range []string{"192.0.2", "petteflat", "reiger"} {
		if bytes.Contains(dump, []byte(v)) {
			t.Errorf("%q lies in the store", v)
		}
	}
	h.clock.Advance(Life + time.Second)
	if _, _, err := m.Find(bg, ill.ID); !errors.Is(err, ErrGone) {
		t.Errorf("after an hour: %v", err)
	}
	if rows, _ := m.Last(Filter{}, 9); len(rows) != 0 {
		t.Errorf("after an hour it is still shown: %+v", rows)
	}
}

func (h *house) dump() (all []byte) {
	files, err := filepath.Glob(filepath.Join(h.dir, "*"))
	must(h.tb, err)
	for _, f := range files {
		b, err := os.ReadFile(f)
		must(h.tb, err)
		all = append(all, b...)
	}
	if len(all) < 100 {
		h.tb.Fatal("no files to look in")
	}
	return all
}

// deaf is a state that does not answer.
type deaf struct {
	store.State
	now *bool
}

var errDeaf = errors.New("no answer")

func (d deaf) Create(ctx context.Context, k store.Key, b []byte, ttl time.Duration) error {
	if *d.now {
		return errDeaf
	}
	return d.State.Create(ctx, k, b, ttl)
}

// TestStoreAway: a state that does not answer stops no login and fills no memory; what had no
// row is told, and what comes after is shown. A number without a box is waited for, and then
// not any more.
func TestStoreAway(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	away := true
	h.state = deaf{h.db.State(), &away}
	m := h.node()
	for range 200 {
		m.Note(failed("petteflat"))
		if err := m.Tick(bg); !errors.Is(err, errDeaf) {
			t.Fatal(err)
		}
	}
	away = false
	m.Note(failed("petteflat"))
	must(t, m.Tick(bg))
	if rows, _ := m.Last(Filter{}, 300); len(rows) != 1 || m.Missed() != 200 {
		t.Errorf("%d rows, %d missed", len(rows), m.Missed())
	}
	if n := len(m.followed.wanted); n != 200 {
		t.Errorf("%d numbers are waited for", n)
	}
	h.clock.Advance(patience + time.Second)
	must(t, m.Tick(bg))
	if n := len(m.followed.wanted); n != 0 {
		t.Errorf("%d numbers are waited for in vain", n)
	}
}

// TestLostCounter: where the counter began anew, boxes that are there are neither
// overwritten nor shown twice.
func TestLostCounter(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	m := h.node()
	for range 5 {
		m.Note(failed("petteflat"))
		must(t, m.Tick(bg))
	}
	must(t, h.state.Delete(bg, counterKey(windowOf(h.clock.Now()))))
	must(t, m.Tick(bg))
	m.Note(failed("zonder"))
	must(t, m.Tick(bg))
	rows, _ := m.Last(Filter{}, 99)
	seen := map[string]bool{}
	for _, r := range rows {
		if seen[r.ID] {
			t.Errorf("%s is shown twice", r.ID)
		}
		seen[r.ID] = true
	}
	if len(rows) != 6 || rows[0].School != "zonder" {
		t.Errorf("%d rows, the last of %s", len(rows), rows[0].School)
	}
}

// TestOverTenMinutes: boxes are found when the ten minutes they are numbered by are over.
func TestOverTenMinutes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.node(), h.node()
	must(t, b.Tick(bg))
	for i := range 12 {
		a.Note(failed(fmt.Sprint("s", i)))
		must(t, a.Tick(bg))
		h.clock.Advance(window / 2)
		must(t, b.Tick(bg))
	}
	rows, _ := b.Last(Filter{}, 99)
	late := h.node() // which reads an hour at once
	must(t, late.Tick(bg))
	again, _ := late.Last(Filter{}, 99)
	if len(rows) != 11 || len(again) != 11 || again[0] != rows[0] { // the twelfth is an hour old
		t.Errorf("%d and %d rows", len(rows), len(again))
	}
}

// TestOnce: a login that is ended again by a reload is one attempt.
func TestOnce(t *testing.T) {
	t.Parallel()
	m := newHouse(t).node()
	for i, want := range []bool{true, false, false} {
		if got := m.Once("code"); got != want {
			t.Errorf("time %d: %v", i+1, got)
		}
	}
	if !m.Once("another") {
		t.Error("another login is not seen")
	}
}

// BenchmarkNote is all that a login pays.
func BenchmarkNote(b *testing.B) {
	m := newHouse(b).node()
	b.ReportAllocs()
	for b.Loop() {
		if m.Once("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") {
			b.Log("first")
		}
		m.Note(let("petteflat"))
		if len(m.gathered.rows) == maxLate {
			m.gathered.take()
		}
	}
}

// BenchmarkAttempt is all that an attempt costs its node: noting, and its share of a box that
// is sealed, written, read and opened, at a hundred in half a second.
func BenchmarkAttempt(b *testing.B) {
	m := newHouse(b).node()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Note(let("petteflat"))
		if i%maxLate == maxLate-1 {
			if err := m.Tick(bg); err != nil {
				b.Fatal(err)
			}
		}
	}
}
