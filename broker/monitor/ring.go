package monitor

import (
	"sync"
	"time"
)

// ringSize is how many rows a node has in memory, some two megabytes at most: at 50
// attempts a second, the last minute and a half.
const ringSize = 1 << 12

// ring is the last rows, in the order in which they came here.
type ring struct {
	mu     sync.RWMutex
	rows   []Row // grows to ringSize
	last   uint64
	missed [60]minute    // attempts that have no row, by the minute of the hour
	stir   chan struct{} // closed when something is new
}

// minute is how many attempts had no row in it.
type minute struct {
	at int64 // Unix minutes
	n  uint64
}

// add puts rows behind the others.
func (r *ring) add(rows []Row, missed int, now time.Time) {
	if len(rows) == 0 && missed == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, row := range rows {
		r.last++
		if len(r.rows) < ringSize {
			r.rows = append(r.rows, row)
			continue
		}
		r.rows[(r.last-1)%ringSize] = row
	}
	if at := now.Unix() / 60; missed > 0 {
		m := &r.missed[at%60]
		if m.at != at {
			*m = minute{at: at}
		}
		m.n += uint64(missed)
	}
	close(r.stir)
	r.stir = make(chan struct{})
}

// at gives the row of a number; the first has 1.
func (r *ring) at(n uint64) Row { return r.rows[(n-1)%ringSize] }

// oldest is the number of the first row that is still here.
func (r *ring) oldest() uint64 {
	if r.last <= ringSize {
		return 1
	}
	return r.last - ringSize + 1
}

// Stir gives a channel that is closed when something is new.
func (m *Monitor) Stir() <-chan struct{} {
	m.ring.mu.RLock()
	defer m.ring.mu.RUnlock()
	return m.ring.stir
}

// Last gives the rows that a filter takes, the newest first, at most n of them, and the
// mark behind which later ones stand.
func (m *Monitor) Last(f Filter, n int) (rows []Row, mark uint64) {
	r, since := &m.ring, m.Now().Add(-Life)
	r.mu.RLock()
	defer r.mu.RUnlock()
	for i := r.last; i >= r.oldest() && len(rows) < n; i-- {
		if row := r.at(i); f.Takes(row) && row.At.After(since) {
			rows = append(rows, row)
		}
	}
	return rows, r.last
}

// After gives the rows behind a mark that a filter takes, the oldest first, and the next
// mark. lost is how many were overwritten before they were asked for.
func (m *Monitor) After(mark uint64, f Filter) (rows []Row, next uint64, lost uint64) {
	r := &m.ring
	r.mu.RLock()
	defer r.mu.RUnlock()
	if mark > r.last { // of another node, or of before a restart
		mark = r.last
	}
	if first := r.oldest(); mark+1 < first {
		lost, mark = first-mark-1, first-1
	}
	for i := mark + 1; i <= r.last; i++ {
		if row := r.at(i); f.Takes(row) {
			rows = append(rows, row)
		}
	}
	return rows, r.last, lost
}

// MarkOf gives the mark of a row by its name; false: it is not here any more.
func (m *Monitor) MarkOf(id string) (uint64, bool) {
	r := &m.ring
	r.mu.RLock()
	defer r.mu.RUnlock()
	for i := r.last; i >= r.oldest() && i > 0; i-- {
		if r.at(i).ID == id {
			return i, true
		}
	}
	return r.last, false
}

// Missed is how many attempts of the last hour have no row, on all nodes.
func (m *Monitor) Missed() (n uint64) {
	now := m.Now().Unix() / 60
	m.ring.mu.RLock()
	defer m.ring.mu.RUnlock()
	for _, one := range m.ring.missed {
		if now-one.at < 60 {
			n += one.n
		}
	}
	return n
}

// Seen is when the last attempt came that a filter takes; zero: none is known.
func (m *Monitor) Seen(f Filter) time.Time {
	rows, _ := m.Last(f, 1)
	if len(rows) == 0 {
		return time.Time{}
	}
	return rows[0].At
}
