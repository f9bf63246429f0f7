package monitor

import (
	"maps"
	"net/netip"
	"testing"
	"time"

	"sluis/broker/keys"
)

// TestCounts: five minutes each, of a school and of all, on all nodes together and before
// they are written; a usual day is the mean of the same hours of the weeks before.
func TestCounts(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.node(), h.node()
	start := h.clock.Now().Truncate(Slot)
	h.clock.Advance(start.Add(Slot).Sub(h.clock.Now()))
	for week := range 3 {
		for range week + 1 {
			a.Note(let("petteflat"))
			b.Note(failed("harderwijk"))
		}
		must(t, a.Save(bg))
		must(t, b.Save(bg))
		must(t, b.Save(bg)) // nothing is added twice
		h.clock.Advance(7 * 24 * time.Hour)
	}
	a.Note(let("petteflat"))
	from := h.clock.Now().Truncate(Slot)
	for school, want := range map[string]Tally{"petteflat": {Released: 1}, "": {Released: 1}, "harderwijk": {}, "elders": {}} {
		got, err := a.Counts(bg, school, from, 2)
		if err != nil || got[0] != want || got[1] != (Tally{}) {
			t.Errorf("%q: %+v, %v", school, got, err)
		}
	}
	if all, err := b.Counts(bg, "", from.AddDate(0, 0, -7), 1); err != nil || all[0] != (Tally{3, 3}) {
		t.Errorf("a week ago: %+v, %v", all, err)
	}
	usual, err := a.Usual(bg, "petteflat", from, 1)
	if err != nil || usual[0] != 2 { // of 1, 2 and 3
		t.Errorf("a usual day has %v, %v", usual, err)
	}
	if usual, err := a.Usual(bg, "elders", from, 1); err != nil || usual != nil {
		t.Errorf("a usual day of which nothing is known: %v, %v", usual, err)
	}
	h.clock.Advance(Kept)
	must(t, a.Sweep(bg))
	if old, err := b.Counts(bg, "", from.AddDate(0, 0, -7), 1); err != nil || old[0] != (Tally{}) {
		t.Errorf("beyond the term: %+v, %v", old, err)
	}
}

// TestCountries: a day's refusals of a school, by country, on all nodes together; a login that
// went well has none.
func TestCountries(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b := h.node(), h.node()
	day := keys.Day(h.clock.Now().Unix() / 86400)
	for range 2 {
		abroad := failed("petteflat")
		abroad.Address = netip.MustParseAddr("2001:db8::1")
		nowhere := failed("petteflat")
		nowhere.Address = netip.Addr{}
		for _, m := range []*Monitor{a, b} {
			for _, x := range []Attempt{failed("petteflat"), failed("harderwijk"), abroad, let("petteflat"), nowhere} {
				m.Note(x)
			}
			must(t, m.Tick(bg))
			must(t, m.Save(bg))
			must(t, m.Save(bg)) // nothing is added twice
		}
		h.clock.Advance(24 * time.Hour)
	}
	for name, c := range map[string]struct {
		from, to keys.Day
		want     map[string]int
	}{
		"a day":    {day, day, map[string]int{"NL": 2, "DE": 2, "": 2}},
		"two days": {day, day + 1, map[string]int{"NL": 4, "DE": 4, "": 4}},
		"another":  {day + 2, day + 9, map[string]int{}},
	} {
		if got, err := b.Countries(bg, "petteflat", c.from, c.to); err != nil || !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	h.clock.Advance(Kept)
	must(t, a.Sweep(bg))
	if got, err := a.Countries(bg, "petteflat", 0, day+99); err != nil || len(got) != 0 {
		t.Errorf("beyond the term: %v, %v", got, err)
	}
}
