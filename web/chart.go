package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Chart is the logins of a day in slots of five minutes, the first at midnight. Bars are
// drawn by the server, one path for each series (ui, .chart).
type Chart struct {
	Midnight, Now     time.Time
	Released, Refused []int
	Usual             []float64 // what a usual day has of the released ones; nil: nobody knows yet
}

// The hours that are shown in any case; others where there is something.
const (
	chartFrom  = 7
	chartTo    = 16
	chartHour  = 12 // slots
	chartHours = 24
)

// hours gives the first hour that is shown, and the one after the last.
func (c Chart) hours() (from, to int) {
	from, to = chartFrom, chartTo
	for i := range c.Released {
		if c.Released[i] > 0 || i < len(c.Refused) && c.Refused[i] > 0 {
			from, to = min(from, i/chartHour), max(to, i/chartHour+1)
		}
	}
	if h := c.Now.Sub(c.Midnight).Hours(); h > 0 {
		to = max(to, min(int(h)+1, chartHours))
	}
	return from, min(to, chartHours)
}

// Box is the unit box that both drawings stand in.
func (c Chart) Box() string {
	from, to := c.hours()
	return fmt.Sprintf("0 0 %d 100", (to-from)*chartHour)
}

// Hours are the labels below, each hour where there is room.
func (c Chart) Hours() (out []string) {
	from, to := c.hours()
	step := 1 + (to-from)/13
	for h := from; h <= to; h += step {
		out = append(out, fmt.Sprintf("%02d", h))
	}
	return out
}

// Sums are how many there were in all.
func (c Chart) Sums() (released, refused int) {
	for _, n := range c.Released {
		released += n
	}
	for _, n := range c.Refused {
		refused += n
	}
	return released, refused
}

// Sum is one of them.
func (c Chart) Sum(refused bool) int {
	a, b := c.Sums()
	if refused {
		return b
	}
	return a
}

func (c Chart) series(refused bool) []int {
	if refused {
		return c.Refused
	}
	return c.Released
}

// Peak is the most of one slot.
func (c Chart) Peak(refused bool) int { n, _ := c.peak(refused); return n }

// PeakAt is when that slot begins.
func (c Chart) PeakAt(refused bool) time.Time {
	_, i := c.peak(refused)
	return c.Midnight.Add(time.Duration(i) * time.Hour / chartHour)
}

func (c Chart) peak(refused bool) (n, at int) {
	for i, v := range c.series(refused) {
		if v > n {
			n, at = v, i
		}
	}
	return n, at
}

// top is the number at the upper edge.
func (c Chart) top(refused bool) float64 {
	top := float64(max(c.Peak(refused), 1))
	if !refused {
		for _, v := range c.Usual {
			top = max(top, v)
		}
	}
	return top
}

// height is where a bar of n begins, from above; the highest leaves a little room.
func height(n, top float64) string { return strconv.FormatFloat(100-96*n/top, 'f', 1, 64) }

// Bars is the path of one series.
func (c Chart) Bars(refused bool) string {
	from, to := c.hours()
	top := c.top(refused)
	var b strings.Builder
	for i, n := range c.series(refused) {
		if x := i - from*chartHour; n > 0 && x >= 0 && i < to*chartHour {
			fmt.Fprintf(&b, "M%d.12 100V%sh.76V100z", x, height(float64(n), top))
		}
	}
	return b.String()
}

// Dots is the line of a usual day; "" where nobody knows it.
func (c Chart) Dots() string {
	from, to := c.hours()
	top := c.top(false)
	var b strings.Builder
	for i, n := range c.Usual {
		if x := i - from*chartHour; x >= 0 && i < to*chartHour {
			b.WriteString(map[bool]string{true: "M", false: "L"}[b.Len() == 0])
			fmt.Fprintf(&b, "%d.5 %s", x, height(n, top))
		}
	}
	return b.String()
}

// Number writes a number with the mark of the language between its thousands.
func (c *common) Number(n int) string {
	s, mark := strconv.Itoa(n), "."
	if c.Lang == EN {
		mark = ","
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return s
}
