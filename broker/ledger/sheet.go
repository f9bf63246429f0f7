package ledger

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"sluis/internal/refusal"
)

// Reasons are why logins were refused: those of this week, most first, then those that
// only the weeks before had.
func (w Week) Reasons() []Named {
	out := slices.Clone(w.Refused)
	for _, e := range refusal.All() {
		_, before := w.Before[e.Name]
		if before && !slices.ContainsFunc(out, func(n Named) bool { return n.Name == e.Name }) {
			out = append(out, Named{Name: e.Name})
		}
	}
	return out
}

// Origins are the countries of this week, most first, then those of the weeks before alone.
func (w Week) Origins() []Named {
	all := map[string]Tally{}
	for c := range w.CountriesBefore {
		all[c] = Tally{}
	}
	for c, n := range w.Countries {
		all[c] = Tally{Refused: n}
	}
	return named(all, func(a, b Named) int { return cmp.Compare(b.Tally.Refused, a.Tally.Refused) })
}

// WeeksBefore is how many the numbers of before are of.
func (Week) WeeksBefore() Day { return weeksBefore }

// Busiest gives the hour of UTC in which most was refused, and how often; 0 times: none.
func (w Week) Busiest() (hour, most int) {
	for h, n := range w.Hours {
		if n > most {
			hour, most = h, n
		}
	}
	return hour, most
}

// Average is how often a refusal came in one of the weeks before.
func (w Week) Average(name string) float64 { return float64(w.Before[name]) / weeksBefore }

// WriteCSV writes the week as one table, each number a row: what is counted, of which kind,
// and how often this week and in the four before. logAll: the school keeps logins that
// went well, and a 0 of them is a 0.
func (w Week) WriteCSV(to io.Writer, logAll bool) error {
	c := csv.NewWriter(to)
	rows := [][]string{{"soort", "wat", "gelukt", "geweigerd", "geweigerd_4_weken_ervoor"}}
	for i, d := range w.Days {
		rows = append(rows, []string{"dag", (w.Monday + Day(i)).Time().Format(time.DateOnly), WentWell(d.Released, logAll), strconv.Itoa(d.Refused), ""})
	}
	for h, n := range w.Hours {
		rows = append(rows, []string{"uur", strconv.Itoa(h), "", strconv.Itoa(n), ""})
	}
	for _, app := range w.Apps {
		rows = append(rows, []string{"app", app.Name, WentWell(app.Released, logAll), strconv.Itoa(app.Tally.Refused), ""})
	}
	for _, r := range w.Reasons() {
		rows = append(rows, []string{"reden", r.Name, "", strconv.Itoa(r.Tally.Refused), strconv.Itoa(w.Before[r.Name])})
	}
	for _, o := range w.Origins() {
		rows = append(rows, []string{"land", cmp.Or(o.Name, "onbekend"), "", strconv.Itoa(o.Tally.Refused), strconv.Itoa(w.CountriesBefore[o.Name])})
	}
	if err := c.WriteAll(rows); err != nil {
		return fmt.Errorf("ledger: write the week: %w", err)
	}
	return nil
}

// WentWell writes a number of logins that went well; where the school keeps none, nobody
// knows how many there were.
func WentWell(n int, logAll bool) string {
	if !logAll && n == 0 {
		return "-"
	}
	return strconv.Itoa(n)
}

// ParseWeek reads an ISO 8601 week, as 2026-W48; "" is the last one that is whole. ok is
// false where it is no week.
func ParseWeek(text string, now time.Time) (monday Day, ok bool) {
	if text == "" {
		return DayOf(now) - Day((int(now.UTC().Weekday())+6)%7) - 7, true
	}
	if len(text) != len("2026-W48") || text[4:6] != "-W" {
		return 0, false
	}
	year, err1 := strconv.ParseUint(text[:4], 10, 16)
	week, err2 := strconv.ParseUint(text[6:], 10, 8)
	if err1 != nil || err2 != nil {
		return 0, false
	}
	return MondayOf(int(year), int(week))
}

// WeekName writes the week of a day as ParseWeek reads it.
func WeekName(d Day) string {
	year, week := d.Time().ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}
