package op

import (
	"context"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"sluis/broker/store"
)

// Failed client authentication slows down the client and the address together
// (design §5.9): an app whose secret somebody guesses at from elsewhere works on,
// and so do the other apps behind one address. Secrets have 128 bits or more, so
// the limit is there to spare work and to be seen, and can be generous.
const (
	failuresAllowed = 100
	failuresWindow  = 5 * time.Minute
	maxThrottled    = 10000 // pairs that one node remembers; beyond, guessing costs an attacker as many addresses
)

// throttle remembers who is being slowed down. The count is in the state that all
// nodes share and is written on failure alone; a good request costs a look in memory.
type throttle struct {
	mu    sync.Mutex
	until map[store.Key]time.Time
}

func failuresKey(client string, from netip.Addr) store.Key {
	from = from.Unmap()
	bits := from.BitLen()
	if from.Is6() {
		bits = 64 // one household or one attacker has a whole /64 to choose from
	}
	network, err := from.Prefix(bits)
	if err != nil { // no address: all of those count as one
		network = netip.Prefix{}
	}
	return store.KeyOf("client failures", client, network.String())
}

// wait is how long a pair must still wait; 0: it may go on.
func (t *throttle) wait(pair store.Key, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	end, ok := t.until[pair]
	if !ok {
		return 0
	}
	if left := end.Sub(now); left > 0 {
		return left
	}
	delete(t.until, pair)
	return 0
}

// hold slows a pair down until end.
func (t *throttle) hold(pair store.Key, end, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.until == nil {
		t.until = map[store.Key]time.Time{}
	}
	if len(t.until) >= maxThrottled {
		for k, e := range t.until {
			if !e.After(now) {
				delete(t.until, k)
			}
		}
	}
	if len(t.until) < maxThrottled {
		t.until[pair] = end
	}
}

// failed counts a failure. That it cannot be counted changes nothing for the client,
// which is refused anyway.
func (p *Provider) failed(ctx context.Context, pair store.Key) {
	n, err := p.State.Add(ctx, pair, 1, failuresWindow)
	if err == nil && n >= failuresAllowed {
		p.failures.hold(pair, p.Now().Add(failuresWindow), p.Now())
	}
}

// tooMany is 429 (RFC 6585 §4): to a client it is a server that wants to be asked
// later, and says nothing of whether this secret was right.
func tooMany(wait time.Duration) *JSON {
	seconds := strconv.Itoa(int(wait/time.Second) + 1)
	res := failJSON(http.StatusTooManyRequests, "temporarily_unavailable",
		"client authentication failed too often from this address", Header{"Retry-After", seconds})
	return &res
}
