package ledger

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/claims"
)

// TestSearch: with a number a pupil's rows are found over several days, at the one
// school, and the look stands in the chain without the number (L-09).
func TestSearch(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	first := b.today()
	for day := range 3 {
		b.refuse(t, fmt.Sprint("mine", day), "petteflat", "95312", "name-missing")
		b.refuse(t, fmt.Sprint("theirs", day), "petteflat", "95313", "name-missing")
		b.refuse(t, fmt.Sprint("elsewhere", day), "ander", "95312", "name-missing")
		b.clock.Advance(aDay)
	}
	s := Search{School: "petteflat", Number: "95312", From: first, To: first + 1, Reason: "help", Ticket: "T-12", By: "operator po"}
	got, err := b.Search(context.Background(), s)
	if err != nil || len(got) != 2 || DayOf(time.Unix(got[1].At, 0)) != first+1 {
		t.Fatalf("%+v, %v", got, err)
	}
	trail, err := b.AuditTrail(context.Background())
	if err != nil || len(trail) != 1 || trail[0].By != "operator po" || trail[0].Verb != "log.search" ||
		!slices.Equal(trail[0].Lines, []string{"petteflat", first.Time().Format("2006-01-02"), (first + 1).Time().Format("2006-01-02"), "help", "T-12"}) {
		t.Errorf("the chain says %+v, %v", trail, err)
	}
	for name, change := range map[string]func(*Search){
		"no school": func(s *Search) { s.School = "" }, "no number": func(s *Search) { s.Number = "" }, "a number of nobody": func(s *Search) { s.Number = strings.Repeat("9", 65) },
		"backwards": func(s *Search) { s.To = s.From - 1 }, "more than a term": func(s *Search) { s.To = s.From + MaxSearchDays },
		"no reason": func(s *Search) { s.Reason = "" }, "a reason of one's own": func(s *Search) { s.Reason = "nieuwsgierig" },
		"no ticket": func(s *Search) { s.Ticket = "" }, "a story for a ticket": func(s *Search) { s.Ticket = "Jan de Vries belde" },
		"the number as the ticket": func(s *Search) { s.Ticket = "T-95312" },
	} {
		wrong := s
		change(&wrong)
		var why ErrSearch
		if got, err := b.Search(context.Background(), wrong); !errors.As(err, &why) || got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if trail, err := b.AuditTrail(context.Background()); err != nil || len(trail) != 1 {
		t.Errorf("searches that were not carried out are in the chain: %d entries, %v", len(trail), err)
	}
}

// TestSearchPastTheTerm: days whose key is gone hold nothing, and spoil no other day.
func TestSearchPastTheTerm(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	first := b.today()
	b.refuse(t, "old", "petteflat", "95312", "name-missing")
	b.clock.Advance(2 * aDay)
	b.refuse(t, "new", "petteflat", "95312", "name-missing")
	if err := b.ring.ForgetLogKeysBefore(context.Background(), "petteflat", first+1); err != nil {
		t.Fatal(err)
	}
	got, err := b.Search(context.Background(), Search{School: "petteflat", Number: "95312", From: first, To: first + 2, Reason: "incident", Ticket: "1", By: "po"})
	if err != nil || len(got) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestSearchThatCannotBeWrittenDown: no entry, no look.
func TestSearchThatCannotBeWrittenDown(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	b.refuse(t, "a", "petteflat", "95312", "name-missing")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	got, err := b.Search(ctx, Search{School: "petteflat", Number: "95312", From: b.today(), To: b.today(), Reason: "help", Ticket: "1", By: "po"})
	if err == nil || got != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestWeek: numbers of seven days, and what was refused in the four weeks before (L-18).
func TestWeek(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	for b.clock.Now().Weekday() != time.Monday {
		b.clock.Advance(aDay)
	}
	b.refuse(t, "before", "petteflat", "1", "name-missing")
	b.clock.Advance(7 * aDay)
	monday := b.today()
	b.refuse(t, "a", "petteflat", "1", "not-admitted")
	b.clock.Advance(6 * aDay)
	for i := range 2 {
		b.refuse(t, fmt.Sprint("b", i), "petteflat", "1", "name-missing")
		b.release(t, Release{Login: fmt.Sprint("c", i), School: "petteflat", App: "portfolio", Subject: "S", Contract: 1, Items: items(claims.Name), LogAll: true, Finder: b.finder(t, "petteflat", "2")})
	}
	b.clock.Advance(aDay)
	b.refuse(t, "after", "petteflat", "1", "name-missing")
	w, err := b.Week(context.Background(), "petteflat", monday)
	if err != nil {
		t.Fatal(err)
	}
	want := Week{School: "petteflat", Monday: monday, Before: map[string]int{"name-missing": 1}, Released: 2, Failed: 3,
		Apps: []Named{{"portfolio", Tally{2, 3}}}, Refused: []Named{{"name-missing", Tally{0, 2}}, {"not-admitted", Tally{0, 1}}}}
	want.Days[0], want.Days[6] = Tally{0, 1}, Tally{2, 2}
	want.Hours[b.clock.Now().UTC().Hour()] = 3
	if !reflect.DeepEqual(w, want) {
		t.Errorf("got  %+v\nwant %+v", w, want)
	}
	again, err := b.Week(context.Background(), "petteflat", monday)
	if err != nil || !reflect.DeepEqual(w, again) {
		t.Errorf("asked again it says otherwise: %+v, %v", again, err)
	}
}

// TestMondayOf: ISO 8601's weeks, those of long and short years too.
func TestMondayOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		year, week int
		monday     string
		ok         bool
	}{
		{2026, 1, "2025-12-29", true}, {2026, 48, "2026-11-23", true}, {2026, 53, "2026-12-28", true}, {2027, 1, "2027-01-04", true},
		{2027, 53, "2028-01-03", false}, {2026, 0, "2025-12-22", false}, {2024, 1, "2024-01-01", true}, {2023, 1, "2023-01-02", true},
	} {
		day, ok := MondayOf(c.year, c.week)
		if got := day.Time().Format("2006-01-02"); got != c.monday || ok != c.ok {
			t.Errorf("%d-W%02d: %s %t", c.year, c.week, got, ok)
		}
	}
}
