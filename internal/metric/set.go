package metric

import (
	"fmt"
	"regexp"
	"slices"
	"sync"
)

// Set is one program's metrics. It is safe for use by many goroutines.
type Set struct {
	mu       sync.Mutex
	families map[string]family
}

// family is one metric name with all its series.
type family interface {
	describe() desc
	write(out *[]byte)
}

// desc is what a metric was registered with.
type desc struct {
	name, help, kind string
	labels           []string
}

// New makes an empty set.
func New() *Set { return &Set{families: map[string]family{}} }

// Counter registers a counter. Its name ends in "_total"; labels are the names of
// its labels, in the order in which [Counter.Inc] takes their values. The same
// name with the same labels gives the same counter. A malformed or clashing name is
// a mistake in the program and panics, at start, where every metric is made.
func (s *Set) Counter(name, help string, labels ...string) *Counter {
	if s == nil {
		return nil
	}
	d := desc{name: name, help: help, kind: "counter", labels: labels}
	c, _ := s.register(d, func() family { return &Counter{desc: d, index: newIndex[count](len(labels))} }).(*Counter)
	return c
}

// Histogram registers a histogram. Bounds are the upper bounds of its buckets, in
// rising order, without +Inf; [Seconds] gives those for durations.
func (s *Set) Histogram(name, help string, bounds []float64, labels ...string) *Histogram {
	if s == nil {
		return nil
	}
	if len(bounds) == 0 || len(bounds) > maxBounds || !slices.IsSorted(bounds) || len(slices.Compact(slices.Clone(bounds))) != len(bounds) {
		panic(fmt.Sprintf("metric: %s: bounds must rise and be 1 to %d", name, maxBounds))
	}
	d := desc{name: name, help: help, kind: "histogram", labels: labels}
	h, _ := s.register(d, func() family {
		return &Histogram{desc: d, bounds: slices.Clone(bounds), index: newIndex[buckets](len(labels))}
	}).(*Histogram)
	return h
}

// Gauge registers a value that is read when the metrics are written. read must be
// quick and safe for use by many goroutines.
func (s *Set) Gauge(name, help string, read func() float64) {
	if s == nil {
		return
	}
	d := desc{name: name, help: help, kind: "gauge"}
	s.register(d, func() family { return &gauge{desc: d, read: read} })
}

// Gauges registers one value per value of a label, read when the metrics are
// written: the days left of each connection's metadata, for one.
func (s *Set) Gauges(name, help, label string, read func() map[string]float64) {
	if s == nil {
		return
	}
	d := desc{name: name, help: help, kind: "gauge", labels: []string{label}}
	s.register(d, func() family { return &gauges{desc: d, read: read} })
}

var (
	metricName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	labelName  = regexp.MustCompile(`^[a-z][a-z_]*$`)
)

// forbidden are label names that would hold a person or lead to one (D-05). "le"
// belongs to histograms.
var forbidden = []string{
	"sub", "subject", "user", "pupil", "student", "person", "name", "number", "class", "uid", "nameid", "mail",
	"ip", "address", "addr", "client_ip", "network", "device", "cookie", "session", "sid", "code_hash", "handle", "token",
	"referer", "user_agent", "url", "query", "le",
}

func (s *Set) register(d desc, build func() family) family {
	if !metricName.MatchString(d.name) || d.help == "" {
		panic(fmt.Sprintf("metric: %q: a metric has a snake_case name and a help line", d.name))
	}
	for i, l := range d.labels {
		if !labelName.MatchString(l) || slices.Contains(forbidden, l) || slices.Contains(d.labels[:i], l) {
			panic(fmt.Sprintf("metric: %s: label %q is malformed, twice there, or could name a person", d.name, l))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if have, ok := s.families[d.name]; ok {
		if h := have.describe(); h.kind != d.kind || h.kind == "gauge" || !slices.Equal(h.labels, d.labels) {
			panic(fmt.Sprintf("metric: %s is already registered as something else", d.name))
		}
		return have
	}
	f := build()
	s.families[d.name] = f
	return f
}
