package metric

import (
	"math"
	"slices"
	"sync/atomic"
)

// Counter only goes up. Its methods do not allocate once a series exists.
type Counter struct {
	desc
	index *index[count]
}

type count struct{ n atomic.Uint64 }

// Inc adds one to the series of these label values, in the order of the labels.
func (c *Counter) Inc(labelValues ...string) { c.Add(1, labelValues...) }

// Add adds n. Add(0) shows a series before it first counts, which lets an alarm
// tell "never" from "not there".
func (c *Counter) Add(n uint64, labelValues ...string) {
	if c == nil {
		return
	}
	c.index.at(labelValues).n.Add(n)
}

// Value is the count of one series now; 0 for one that was never counted.
func (c *Counter) Value(labelValues ...string) uint64 {
	if c == nil {
		return 0
	}
	for _, s := range c.index.sorted() {
		if slices.Equal(s.values, labelValues) {
			return s.cell.n.Load()
		}
	}
	return 0
}

const maxBounds = 20

// Histogram counts observations per bucket. Its methods do not allocate once a
// series exists.
type Histogram struct {
	desc
	bounds []float64
	index  *index[buckets]
}

// buckets has room for the most bounds and +Inf, so that a series is one piece of
// memory.
type buckets struct {
	n   [maxBounds + 1]atomic.Uint64
	sum atomic.Uint64 // bits of a float64
}

// Seconds are bounds for durations of a login's steps: from a signature to a pupil
// who reads the page.
func Seconds() []float64 {
	return []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300}
}

// Observe counts v. What is not a number is dropped: it would spoil the sum.
func (h *Histogram) Observe(v float64, labelValues ...string) {
	if h == nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return
	}
	cell := h.index.at(labelValues)
	i := 0
	for i < len(h.bounds) && v > h.bounds[i] {
		i++
	}
	cell.n[i].Add(1)
	for {
		old := cell.sum.Load()
		if cell.sum.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+v)) {
			return
		}
	}
}

type gauge struct {
	desc
	read func() float64
}

type gauges struct {
	desc
	read func() map[string]float64
}
