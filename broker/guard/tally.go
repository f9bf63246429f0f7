package guard

import (
	"sync"
	"time"

	"sluis/broker/store"
)

// maxTally bounds what one node remembers of who was refused lately, and with it the rows
// that a scan makes in the state: some three megabytes.
const maxTally = 1 << 15

// tally holds back the first refusal of a network or device: it is written with the second.
// A scan of a million addresses, of which each is refused once, then writes nothing. What is
// forgotten is counted late and never early: nobody is blocked on fewer refusals than the
// limit.
type tally struct {
	mu    sync.Mutex
	seen  map[store.Key]refused
	swept time.Time
}

// refused is what is known of one network or device.
type refused struct {
	first   time.Time // of the refusal that was held back
	written bool
}

// due gives how many refusals are to be written now, the one that is counted among them,
// and for how long: a count that begins with the one that was held back ends when that one is
// too old, or somebody would be blocked on fewer in any five minutes. 0: nothing is to be
// written, or there is no room to remember it.
func (t *tally) due(key store.Key, now time.Time, window time.Duration) (n int64, life time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	r, known := t.seen[key]
	left := window - now.Sub(r.first)
	switch {
	case known && left > 0 && r.written:
		return 1, left
	case known && left > 0:
		t.seen[key] = refused{r.first, true}
		return 2, left
	case !known && !t.room(now, window):
		return 0, 0
	}
	if t.seen == nil {
		t.seen = map[store.Key]refused{}
	}
	t.seen[key] = refused{first: now}
	return 0, 0
}

// room makes room where there is none: what is over goes first, then what was refused once.
// It looks through all of them once a second at most.
func (t *tally) room(now time.Time, window time.Duration) bool {
	if len(t.seen) < maxTally {
		return true
	}
	if now.Sub(t.swept) < time.Second {
		return false
	}
	t.swept = now
	for k, r := range t.seen {
		if !r.written || now.Sub(r.first) >= window {
			delete(t.seen, k)
		}
	}
	return len(t.seen) < maxTally
}
