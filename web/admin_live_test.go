package web

import (
	"math"
	"strings"
	"testing"
	"time"
)

// aDay is a chart like that of a school day: three waves, and a blocked network.
func aDay() *Chart {
	c := &Chart{Midnight: approved, Now: approved.Add(10*time.Hour + 40*time.Minute), Released: make([]int, 288), Refused: make([]int, 288), Usual: make([]float64, 288)}
	for i := range c.Usual {
		for _, top := range []float64{101.5, 123, 149} {
			c.Usual[i] += 400 * math.Exp(-math.Pow(float64(i)-top, 2)/2)
		}
		if i < 128 {
			c.Released[i] = int(c.Usual[i] * 1.1)
		}
	}
	c.Refused[112], c.Refused[113], c.Refused[101] = 23, 9, 4
	return c
}

func liveStories(f func(string) AdminFrame) []story {
	rows := []LiveRow{
		{At: approved, School: "Petteflat College", App: "Portfolio", Released: true, Network: "192.0.2.0/24", Country: "NL", Device: true, Block: "1-1-0"},
		{At: approved, School: "Petteflat College", App: "Portfolio", Code: "SLUIS-2107", Title: "Je school stuurt je leerlingnummer niet mee", Words: "reiger kade zeven", Network: "2001:db8:1f::/48", Country: "NL", Block: "1-1-1", Reveal: "1-1-1"},
		{At: approved, Code: "SLUIS-1011", Title: "Geen toegang vanuit dit land"},
	}
	live := &Live{Rows: rows, Choose: []AdminSchool{{"petteflat", "Petteflat College"}}, School: "petteflat", Outcome: "refused", Country: "other", Countries: []string{"NL", "GB", "IT"}, Query: "2107",
		Stream: "/admin/monitor/stream?after=1-1-2", Quiet: true, Missed: 12345, Zone: "CET"}
	full := AdminHome{AdminFrame: f("home"), SeesLogs: true, Today: Today{aDay(), live}, Keys: 2}
	none := AdminHome{AdminFrame: f("home"), SeesLogs: true, Today: Today{&Chart{Midnight: approved, Now: approved.Add(time.Hour), Released: make([]int, 288), Refused: make([]int, 288)}, &Live{Countries: []string{"NL"}, Stream: "/admin/monitor/stream"}}}
	return []story{
		{"admin-today", full},
		{"admin-today-none", none},
		{"attempts-fragment", AdminAttempts{AdminFrame: f("home"), Rows: rows, Lost: 3}},
		{"admin-block-row", AdminBlockRow{AdminFrame: f("blocks"), Row: rows[1], Reasons: []string{"guessing", "scan"}}},
		{"admin-reveal", AdminReveal{AdminFrame: f("home"), ID: "1-1-1", Row: rows[1], Reasons: []string{"incident", "order"}}},
		{"admin-reveal-shown", AdminReveal{AdminFrame: f("home"), ID: "1-1-1", Row: rows[1], Address: "2001:db8:1f:7::1"}},
	}
}

// TestChart: one path for each series, each bar where its five minutes are, the highest at
// the top, hours that have nothing left out but those of a school day.
func TestChart(t *testing.T) {
	t.Parallel()
	day := func(set map[int]int) Chart {
		c := Chart{Midnight: approved, Now: approved.Add(10*time.Hour + time.Minute), Released: make([]int, 288), Refused: make([]int, 288)}
		for i, n := range set {
			c.Released[i] = n
		}
		return c
	}
	c := day(map[int]int{84: 5, 101: 10})
	c.Usual = make([]float64, 288)
	c.Usual[101] = 20
	if c.Box() != "0 0 108 100" || strings.Join(c.Hours(), " ") != "07 08 09 10 11 12 13 14 15 16" {
		t.Errorf("a school day: %s, %v", c.Box(), c.Hours())
	}
	if got := c.Bars(false); got != "M0.12 100V76.0h.76V100zM17.12 100V52.0h.76V100z" { // of 20, a usual day's peak
		t.Errorf("bars: %s", got)
	}
	if !strings.HasPrefix(c.Dots(), "M0.5 100.0L1.5 100.0") || strings.Count(c.Dots(), "L") != 107 || !strings.Contains(c.Dots(), "L17.5 4.0L") {
		t.Errorf("the line: %s", c.Dots())
	}
	if c.Peak(false) != 10 || c.PeakAt(false).Format("15:04") != "08:25" || c.Peak(true) != 0 || c.Bars(true) != "" || c.Sum(false) != 15 || c.Sum(true) != 0 {
		t.Errorf("peak %d at %s", c.Peak(false), c.PeakAt(false))
	}
	night := day(map[int]int{2: 1, 287: 1})
	if night.Box() != "0 0 288 100" || strings.Join(night.Hours(), " ") != "00 02 04 06 08 10 12 14 16 18 20 22 24" || night.Bars(false) != "M2.12 100V4.0h.76V100zM287.12 100V4.0h.76V100z" {
		t.Errorf("a whole day: %s %v %s", night.Box(), night.Hours(), night.Bars(false))
	}
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1.000", 1234567: "1.234.567"} {
		if got := (&common{Lang: NL}).Number(n); got != want {
			t.Errorf("%d is written %s", n, got)
		}
	}
}
