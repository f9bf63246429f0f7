package guard

import (
	"fmt"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"sluis/broker/store/storetest"
)

// admitted has a caller come n times, and gives how often it was let on.
func admitted(t *Throttle, n int, route string, c Class, address string, d Device) (let int) {
	a := netip.MustParseAddr(address)
	for range n {
		if t.Admit(route, c, a, d) == 0 {
			let++
		}
	}
	return let
}

// TestThrottle: each class has its limit, by network and route; a known device has its own.
func TestThrottle(t *testing.T) {
	t.Parallel()
	for c, want := range perMinute {
		clock := storetest.NewClock()
		th := NewThrottle(clock.Now)
		if let := admitted(th, int(want)+50, "/a", Class(c), school, Device{}); let != int(want) {
			t.Errorf("class %d: %d of %d", c, let, want)
		}
		if admitted(th, 1, "/b", Class(c), school, Device{}) != 1 || admitted(th, 1, "/a", Class(c), home, Device{}) != 1 {
			t.Errorf("class %d: another route, or another network, waits too", c)
		}
		known := Device{1}
		if let := admitted(th, DevicePerMinute+50, "/a", Class(c), school, known); let != DevicePerMinute {
			t.Errorf("class %d: a known device of that network is let on %d times", c, let)
		}
		if admitted(th, 1, "/a", Class(c), school, Device{2}) != 1 {
			t.Errorf("class %d: another known device waits for it", c)
		}
		wait := th.Admit("/a", Class(c), netip.MustParseAddr(school), Device{})
		if wait <= 0 || wait > time.Minute {
			t.Errorf("class %d: wait %v", c, wait)
		}
		clock.Advance(wait)
		if admitted(th, 1, "/a", Class(c), school, Device{}) != 1 {
			t.Errorf("class %d: waits on after %v", c, wait)
		}
	}
}

// TestThrottleAndTheContract: a school that begins 5,000 logins a minute passes each step of each
// of them, with a reload (contract 5).
func TestThrottleAndTheContract(t *testing.T) {
	t.Parallel()
	th := NewThrottle(storetest.NewClock().Now)
	for _, step := range []string{"/oauth/authorize", "/login/start", "/login/school", "/saml/{connection}/acs", "/login/continue", "/login/answer"} {
		if let := admitted(th, 2*5000, step, Step, school, Device{}); let != 2*5000 {
			t.Errorf("%s: %d", step, let)
		}
	}
	if let := admitted(th, 12*5000, "/login/schools", Search, school, Device{}); let != 12*5000 {
		t.Errorf("search: %d", let)
	}
}

// TestThrottleLoopback: behind a forgotten proxy it is everybody.
func TestThrottleLoopback(t *testing.T) {
	t.Parallel()
	th := NewThrottle(storetest.NewClock().Now)
	for _, a := range []string{"127.0.0.1", "::1", "::ffff:127.0.0.1"} {
		if let := admitted(th, 5000, "/a", Page, a, Device{}); let != 5000 {
			t.Errorf("%s: %d", a, let)
		}
	}
	if th.Admit("/a", Page, netip.Addr{}, Device{}) != 0 {
		t.Error("no address waits")
	}
}

// TestThrottleAtOnce: a hundred at the same moment are counted as a hundred, also where the minute turns.
func TestThrottleAtOnce(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock()
	th := NewThrottle(clock.Now)
	clock.Advance(time.Minute)
	var let atomic.Int64
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() { let.Add(int64(admitted(th, 20, "/a", Page, school, Device{}))) })
	}
	all.Wait()
	if let.Load() != 1000 {
		t.Errorf("%d were let on", let.Load())
	}
}

// TestThrottleUnderScan: a million addresses of ten thousand networks take no memory, and no
// bystander's turn.
func TestThrottleUnderScan(t *testing.T) {
	t.Parallel()
	if n := unsafe.Sizeof(minute{}); n > 257<<10 {
		t.Errorf("a minute takes %d bytes", n)
	}
	clock := storetest.NewClock()
	th := NewThrottle(clock.Now)
	before := th.at.Load()
	scan(10000, func(a netip.Addr) { th.Admit("/a", Page, a, Device{}) })
	if th.at.Load() != before {
		t.Error("the scan was spread over two sketches")
	}
	if let := admitted(th, 500, "/a", Page, school, Device{}); let != 500 {
		t.Errorf("a bystander was let on %d times of 500", let)
	}
}

// scan visits a hundred addresses of each of so many networks.
func scan(networks int, visit func(netip.Addr)) {
	for network := range networks {
		for host := range 100 {
			visit(netip.AddrFrom4([4]byte{60 + byte(network>>16), byte(network >> 8), byte(network), byte(host)}))
		}
	}
}

// BenchmarkThrottle is what counting costs each request.
func BenchmarkThrottle(b *testing.B) {
	th := NewThrottle(time.Now)
	at := netip.MustParseAddr(school)
	b.ReportAllocs()
	for b.Loop() {
		th.Admit("/oauth/authorize", Step, at, Device{})
	}
}

// BenchmarkGuard is all that the guard does for one request of a known browser: its country, its
// cookie, its turn, and a full list of blocks. The goal is 20 µs (docs/performance.md).
func BenchmarkGuard(b *testing.B) {
	p := newPost(b)
	border := Border{Table: inBinaryTable(b), Countries: []string{"NL", "GB", "IT"}, Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	p.view.Store(fullView())
	th := NewThrottle(time.Now)
	_, cookie := p.devices.New()
	for _, address := range []string{school, "2001:610:188:410::1"} {
		at := netip.MustParseAddr(address)
		for name, c := range map[string]string{"known": cookie, "unknown": ""} {
			b.Run(fmt.Sprintf("%s/%s", name, address), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					border.Judge(at)
					d, _ := p.devices.Read(c)
					th.Admit("/oauth/authorize", Step, at, d)
					p.Stops(at, d)
				}
			})
		}
	}
}
