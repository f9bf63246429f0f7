package monitor

import (
	"testing"
	"time"
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
		must(t, a.save(bg))
		must(t, b.save(bg))
		must(t, b.save(bg)) // nothing is added twice
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
