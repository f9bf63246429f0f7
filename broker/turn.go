package broker

import (
	"strconv"

	"sluis/broker/guard"
	"sluis/internal/refusal"
)

// inTurn refuses what is beyond the share of one network, or one known device, of a route:
// where a device can show itself, what others behind its address use up costs it nothing.
func (x *exchange) inTurn(r route) error {
	d := guard.Device{}
	if r.showsCookies(x.r.Method) {
		d = x.device()
	}
	wait := x.s.Throttle.Admit(r.path, r.class, x.s.address(x.r), d)
	if wait == 0 {
		return nil
	}
	x.s.slowed.Inc(r.path)
	x.w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	return refusal.New(refusal.TooManyRequests, nil)
}
