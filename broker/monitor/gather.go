package monitor

import (
	"hash/maphash"
	"sync"
	"time"
)

// The bounds of what one node keeps of half a second. Past them an attempt is counted and
// has no row. Late attempts have a share of their own: they cost a login at a school.
const (
	maxLate  = 100
	maxEarly = 25
)

// noted is an attempt with its moment.
type noted struct {
	Attempt
	at time.Time
}

// gathering is what was noted since the last box was written.
type gathering struct {
	mu      sync.Mutex
	rows    []noted
	late    int // of rows
	early   int
	missed  int // attempts that have no row
	tallies map[slot]Tally
	origins map[origin]int
	seed    maphash.Seed
	ended   [512]uint64 // logins that were noted lately
	next    int
}

// Note keeps an attempt. It does no more than that: whoever logs in waits for nothing.
func (m *Monitor) Note(a Attempt) {
	now := m.Now()
	g := &m.gathered
	g.mu.Lock()
	defer g.mu.Unlock()
	g.count(a, now)
	if a.Counted {
		return
	}
	if a.Code == 0 {
		a.Address = truncated(a.Address)
	}
	share, most := &g.early, maxEarly
	if a.Late {
		share, most = &g.late, maxLate
	}
	if *share == most {
		g.missed++
		return
	}
	*share++
	g.rows = append(g.rows, noted{a, now})
}

// Once reports whether a login is noted for the first time: a reload of its last step ends
// it again, and it is one attempt. login is any text that is the login's own; of it a hash
// is kept that no other process can make.
func (m *Monitor) Once(login string) bool {
	g := &m.gathered
	h := maphash.String(g.seed, login)
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, e := range g.ended {
		if e == h {
			return false
		}
	}
	g.ended[g.next] = h
	g.next = (g.next + 1) % len(g.ended)
	return true
}

// take empties what was gathered.
func (g *gathering) take() (rows []noted, missed int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	rows, missed = g.rows, g.missed
	g.rows, g.late, g.early, g.missed = nil, 0, 0, 0
	return rows, missed
}
