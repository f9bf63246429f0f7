package metric

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

const (
	maxSeries = 1000 // per family; a school each is possible, a pupil each is not
	maxValue  = 40   // bytes of a label value: shorter than any pseudonym or handle
	maxDigits = 5    // "SLUIS-2107" has four; a student number has more
	other     = "other"
)

// index finds the series of a list of label values. Reading takes no lock: the map
// is replaced, never changed.
type index[T any] struct {
	labels int
	only   *series[T] // the one series of a family without labels
	mu     sync.Mutex // held while a series is added
	all    atomic.Pointer[map[string]*series[T]]
}

type series[T any] struct {
	values []string
	cell   T
}

func newIndex[T any](labels int) *index[T] {
	x := &index[T]{labels: labels}
	x.all.Store(&map[string]*series[T]{})
	if labels == 0 {
		x.only = &series[T]{}
		x.all.Store(&map[string]*series[T]{"": x.only})
	}
	return x
}

// at finds or makes the series of these values.
func (x *index[T]) at(values []string) *T {
	if x.labels == 0 {
		return &x.only.cell
	}
	if len(values) != x.labels {
		return x.add(x.others())
	}
	if x.labels == 1 {
		if s, ok := (*x.all.Load())[values[0]]; ok {
			return &s.cell
		}
		return x.add(values)
	}
	var room [128]byte
	key := joined(room[:0], values)
	if s, ok := (*x.all.Load())[string(key)]; ok {
		return &s.cell
	}
	return x.add(values)
}

// add makes a series. Values that do not look like ours, and series beyond the
// cap, are counted together.
func (x *index[T]) add(values []string) *T {
	clean := make([]string, len(values))
	for i, v := range values {
		clean[i] = strings.Clone(v) // a value may be a slice of a whole request
		if !ours(v) {
			clean[i] = other
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	have := *x.all.Load()
	key := string(joined(nil, clean))
	if s, ok := have[key]; ok {
		return &s.cell
	}
	if len(have) >= maxSeries {
		clean = x.others()
		key = string(joined(nil, clean))
		if s, ok := have[key]; ok {
			return &s.cell
		}
	}
	s := &series[T]{values: clean}
	next := make(map[string]*series[T], len(have)+1)
	maps.Copy(next, have)
	next[key] = s
	x.all.Store(&next)
	return &s.cell
}

func (x *index[T]) others() []string { return slices.Repeat([]string{other}, x.labels) }

// sorted gives the series in the order of their values.
func (x *index[T]) sorted() []*series[T] {
	return slices.SortedFunc(maps.Values(*x.all.Load()), func(a, b *series[T]) int {
		return slices.Compare(a.values, b.values)
	})
}

// joined makes one key of values; no value that is ours holds the separator.
func joined(key []byte, values []string) []byte {
	for i, v := range values {
		if i > 0 {
			key = append(key, 0)
		}
		key = append(key, v...)
	}
	return key
}

// ours reports whether a label value looks like a word of ours: an id from the
// registry, a step, a refusal's code or name, an HTTP status or class of it, the
// pattern of a route. It is a net under the caller, not a proof: the caller gives
// fixed words. Names and mail addresses have blanks or signs, addresses and numbers
// begin with a digit, handles are long.
func ours(v string) bool {
	if len(v) == 0 || len(v) > maxValue {
		return false
	}
	digits, route := 0, v[0] == '/'
	for i := range len(v) {
		switch c := v[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		case '0' <= c && c <= '9':
			digits++
		case i > 0 && (c == '-' || c == '_' || c == '.'):
		case route && (c == '/' || c == '{' || c == '}'):
		default:
			return false
		}
	}
	if '0' <= v[0] && v[0] <= '9' { // an HTTP status
		return len(v) == 3 && (digits == 3 || v[1:] == "xx")
	}
	return digits <= maxDigits
}
