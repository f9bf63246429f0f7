package flow

import (
	"net/netip"
	"sync"
	"time"
)

// Caps bound how many logins may begin in a minute, and as many may leave for a hub.
// A whole school sits behind one address, so the cap of one address is generous
// (contract 5); the cap of all keeps a flood from filling the store.
type Caps struct {
	PerAddress int
	InAll      int
}

// DefaultCaps are the caps of a new installation.
var DefaultCaps = Caps{PerAddress: 5000, InAll: 60000}

// limiter counts by minute, in memory: a cap is a bound on this node's work, not
// a verdict on anybody. It forgets everything at each turn of the minute, so its
// size is bounded by InAll.
type limiter struct {
	caps   Caps
	now    func() time.Time
	mu     sync.Mutex
	minute int64
	all    int
	seen   map[netip.Prefix]int
}

func newLimiter(c Caps, now func() time.Time) *limiter {
	return &limiter{caps: c, now: now, seen: map[netip.Prefix]int{}}
}

// admit counts one beginning and says whether it may go on.
func (l *limiter) admit(a netip.Addr) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m := l.now().Unix() / 60; m != l.minute {
		l.minute, l.all = m, 0
		clear(l.seen)
	}
	who := network(a)
	if l.all >= l.caps.InAll || l.seen[who] >= l.caps.PerAddress {
		return false
	}
	l.all++
	l.seen[who]++
	return true
}

// network is the address, or for IPv6 its /64: one household or one attacker has
// a whole /64 to choose from.
func network(a netip.Addr) netip.Prefix {
	a = a.Unmap()
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}
