package ledger

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// Week is what a school's login log says of seven days (L-18): numbers alone, the same
// each time they are asked for as long as the log is the same.
type Week struct {
	School  string
	Monday  Day
	Days    [7]Tally
	Hours   [24]int        // refused, by the hour of UTC
	Apps    []Named        // by app, in order of their ids
	Refused []Named        // by the name of the refusal, most first
	Before  map[string]int // refused in the four weeks before, by name
	// From where refused logins came, by country, "" where none is known, in this week and in
	// the four before: it is counted apart, since the log has no addresses.
	Countries, CountriesBefore map[string]int

	Released int // over the week
	Failed   int
}

// Tally counts attempts.
type Tally struct{ Released, Refused int }

// Named is the tally of one app, or of one refusal.
type Named struct {
	Name string
	Tally
}

// weeksBefore are those that a week is compared with (P34).
const weeksBefore = 4

// MondayOf gives the first day of an ISO 8601 week; ok is false where the year has no
// such week.
func MondayOf(year, week int) (monday Day, ok bool) {
	fourth := time.Date(year, time.January, 4, 0, 0, 0, 0, time.UTC) // it lies in week 1
	first := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	at := first.AddDate(0, 0, 7*(week-1))
	y, w := at.ISOWeek()
	return DayOf(at), y == year && w == week
}

// Week counts a week of a school, and what was refused in the four before.
func (l *Ledger) Week(ctx context.Context, school string, monday Day) (Week, error) {
	w := Week{School: school, Monday: monday, Before: map[string]int{}}
	before, err := l.between(ctx, school, monday-7*weeksBefore, monday-1, "")
	if err != nil {
		return w, err
	}
	for _, a := range before {
		if a.Outcome != released {
			w.Before[a.Outcome]++
		}
	}
	during, err := l.between(ctx, school, monday, monday+6, "")
	if err != nil {
		return w, err
	}
	w.count(during)
	return w, nil
}

func (w *Week) count(attempts []Attempt) {
	apps, refused := map[string]Tally{}, map[string]Tally{}
	for _, a := range attempts {
		at := time.Unix(a.At, 0).UTC()
		// An attempt that came in before midnight may have ended after it.
		day := &w.Days[min(max(DayOf(at)-w.Monday, 0), 6)]
		app := apps[a.App]
		if a.Outcome == released {
			w.Released++
			day.Released++
			app.Released++
		} else {
			w.Failed++
			day.Refused++
			app.Refused++
			w.Hours[at.Hour()]++
			t := refused[a.Outcome]
			t.Refused++
			refused[a.Outcome] = t
		}
		apps[a.App] = app
	}
	w.Apps = named(apps, func(a, b Named) int { return cmp.Compare(a.Name, b.Name) })
	w.Refused = named(refused, func(a, b Named) int {
		return cmp.Or(cmp.Compare(b.Tally.Refused, a.Tally.Refused), cmp.Compare(a.Name, b.Name))
	})
}

func named(of map[string]Tally, order func(a, b Named) int) []Named {
	var out []Named
	for _, name := range slices.Sorted(maps.Keys(of)) {
		out = append(out, Named{name, of[name]})
	}
	slices.SortStableFunc(out, order)
	return out
}
