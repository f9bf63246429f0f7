package guard

import (
	"hash/maphash"
	"net/netip"
	"sync/atomic"
	"time"
)

// Class is whom a route is for. How often one network may call it in a minute hangs on it:
// a whole school sits behind one address, and begins 5,000 logins a minute (contract 5).
type Class uint8

const (
	// Page is what no login needs; a route that says nothing is one.
	Page Class = iota
	// Step is a step of a login: each of 5,000 takes it, and as often once more.
	Step
	// Search is the picker's, which asks while somebody types.
	Search
	// BackChannel are calls of apps' and hubs' servers: one app's server may stand for all
	// of its schools.
	BackChannel
	// Public is metadata, which everybody caches.
	Public
	// Asset is what pages are drawn with.
	Asset
)

// perMinute is how often one network may call one route of a class in a minute.
var perMinute = [...]uint32{Page: 1000, Step: 10000, Search: 60000, BackChannel: 120000, Public: 3000, Asset: 60000}

// DevicePerMinute is the same for one known device, which no network's limit touches: what
// others use up behind the same address costs it nothing.
const DevicePerMinute = 600

// Throttle bounds how often one network, or one known device, calls one route in a minute.
// It takes the same memory whoever calls, half a megabyte at most: a count-min sketch, whose cells
// several callers share by chance. A caller is held to its limit at the latest when it is
// reached, and to less only where it shares four cells with others who reach theirs. Which it
// shares is drawn anew at each start. It counts on this node alone: it is a bound on work,
// and no verdict on anybody. It is safe for concurrent use.
type Throttle struct {
	now  func() time.Time
	seed maphash.Seed
	at   atomic.Pointer[minute]
}

const (
	sketchRows    = 4
	sketchColumns = 1 << 14 // 16 bits of the hash choose one
)

// minute is the sketch of one minute of the clock.
type minute struct {
	of    int64
	cells [sketchRows][sketchColumns]atomic.Uint32
}

// NewThrottle makes an empty one.
func NewThrottle(now func() time.Time) *Throttle {
	t := &Throttle{now: now, seed: maphash.MakeSeed()}
	t.at.Store(&minute{of: now().Unix() / 60})
	return t
}

// caller is what is counted.
type caller struct {
	route   string
	network netip.Prefix
	device  Device
}

// Admit counts one call of a route and gives how long to wait where it is one too many; 0:
// it may go on. Loopback is counted nowhere: behind a forgotten proxy it is everybody.
func (t *Throttle) Admit(route string, c Class, a netip.Addr, d Device) time.Duration {
	who, limit := caller{route: route, device: d}, uint32(DevicePerMinute)
	if d == (Device{}) {
		if !countable(a, d) {
			return 0
		}
		who.network, limit = NetworkOf(a), perMinute[c]
	}
	now := t.now()
	if t.minute(now).add(maphash.Comparable(t.seed, who)) <= limit {
		return 0
	}
	return time.Unix(now.Unix()/60*60+60, 0).Sub(now)
}

func (t *Throttle) minute(now time.Time) *minute {
	m, of := t.at.Load(), now.Unix()/60
	if m.of == of {
		return m
	}
	next := &minute{of: of}
	if t.at.CompareAndSwap(m, next) {
		return next
	}
	return t.at.Load()
}

// add counts in one cell of each row, and gives the least of them.
func (m *minute) add(hash uint64) uint32 {
	least := ^uint32(0)
	for row := range m.cells {
		least = min(least, m.cells[row][hash>>(16*row)%sketchColumns].Add(1))
	}
	return least
}
