package ledger

import (
	"strings"
	"testing"
	"time"
)

// TestParseWeek: what is written is read; none is the last whole week; anything else is
// no week.
func TestParseWeek(t *testing.T) {
	t.Parallel()
	monday, ok := MondayOf(2026, 48)
	if !ok {
		t.Fatal("2026 has no week 48")
	}
	sunday := time.Date(2026, 11, 29, 23, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		text string
		now  time.Time
		want Day
		ok   bool
	}{
		{"2026-W48", sunday, monday, true}, {WeekName(monday + 6), sunday, monday, true}, {"2026-W01", sunday, monday - 47*7, true},
		{"", sunday.Add(time.Minute), monday, true}, {"", sunday, monday - 7, true},
		{"48", sunday, 0, false}, {"2026-W8", sunday, 0, false}, {"2026-48", sunday, 0, false}, {"2026-W+8", sunday, 0, false}, {"2027-W53", sunday, 0, false}, {"2026-Wé", sunday, 0, false},
	} {
		if got, ok := ParseWeek(c.text, c.now); ok != c.ok || ok && got != c.want {
			t.Errorf("%q: %d %t, want %d %t", c.text, got, ok, c.want, c.ok)
		}
	}
}

// FuzzParseWeek: whatever is typed, a week that is read is a Monday and is written as it was.
func FuzzParseWeek(f *testing.F) {
	f.Add("2026-W48")
	f.Add("0000-W00")
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := ParseWeek(text, time.Now())
		if ok && text != "" && (d.Time().Weekday() != time.Monday || WeekName(d) != text) {
			t.Errorf("%q is read as %s", text, WeekName(d))
		}
	})
}

// TestWeekSheet: each number has its row, of a reason that only the weeks before had too;
// where logins that went well are not kept, nobody is told that there were none.
func TestWeekSheet(t *testing.T) {
	t.Parallel()
	w := Week{Monday: 20780, Failed: 2, Refused: []Named{{"name-missing", Tally{0, 2}}}, Apps: []Named{{"portfolio", Tally{0, 2}}}, Before: map[string]int{"name-missing": 6, "class-missing": 1},
		Countries: map[string]int{"NL": 1, "DE": 2, "": 1}, CountriesBefore: map[string]int{"NL": 8, "IT": 1}}
	w.Days[1].Refused, w.Hours[8] = 2, 2
	for all, zero := range map[bool]string{true: ",0,", false: ",-,"} {
		var out strings.Builder
		if err := w.WriteCSV(&out, all); err != nil {
			t.Fatal(err)
		}
		got := out.String()
		for _, want := range []string{"soort,wat,", "app,portfolio" + zero + "2,", "uur,8,,2,", "reden,name-missing,,2,6", "reden,class-missing,,0,1", "land,DE,,2,0\nland,onbekend,,1,0\nland,NL,,1,8\nland,IT,,0,1\n"} {
			if !strings.Contains(got, want) {
				t.Errorf("without %q:\n%s", want, got)
			}
		}
		if n := strings.Count(got, "\n"); n != 1+7+24+1+2+4 {
			t.Errorf("%d rows", n)
		}
	}
	if hour, most := w.Busiest(); hour != 8 || most != 2 || w.Average("name-missing") != 1.5 {
		t.Errorf("hour %d, %d times", hour, most)
	}
}
