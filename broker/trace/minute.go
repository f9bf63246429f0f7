package trace

import (
	"sync"
	"time"
)

// minute counts by the minute, in memory: a bound on this node's writes.
type minute struct {
	now    func() time.Time
	mu     sync.Mutex
	at     int64
	counts [2]int // others, logins
}

func (m *minute) admit(login bool, limit int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if at := m.now().Unix() / 60; at != m.at {
		m.at, m.counts = at, [2]int{}
	}
	i := 0
	if login {
		i = 1
	}
	if m.counts[i] >= limit {
		return false
	}
	m.counts[i]++
	return true
}
