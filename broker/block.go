package broker

import (
	"net/netip"
	"strconv"

	"sluis/broker/flow"
	"sluis/broker/guard"
	"sluis/internal/refusal"
)

// showsCookies reports whether a request can show who its browser is. A post from
// another site, of a hub or an app, has no cookie of ours: the page that it leads to
// asks instead, and the ACS goes by the login that it answers.
func (r route) showsCookies(method string) bool {
	return !r.open && (r.kind != protocol || method != "POST")
}

// unblocked refuses a browser whose network or device is kept out (L-11, L-12).
func (x *exchange) unblocked() error {
	return x.refuseUntil(x.s.address(x.r), x.device())
}

// unblockedAnswer is the same for what a hub sends a browser to us with: where its
// network is blocked it must belong to a login that a known device began.
func (x *exchange) unblockedAnswer(relay string) error {
	if x.s.Blocks.Stops(x.s.address(x.r), guard.Device{}).IsZero() {
		return nil
	}
	return x.refuseUntil(x.s.address(x.r), guard.ParseDevice(x.s.Flow.DeviceOf(x.r.Context(), relay)))
}

// device is the known device that the request comes from; zero: none is known.
func (x *exchange) device() guard.Device {
	c, err := x.r.Cookie(x.s.cookieName(deviceCookie))
	if err != nil {
		return guard.Device{}
	}
	d, _ := x.s.Devices.Read(c.Value)
	return d
}

// knowDevice gives a browser in which a login has just succeeded the cookie of its device,
// and one that has it a new day now and then (L-13).
func (x *exchange) knowDevice(d guard.Device) {
	if c, err := x.r.Cookie(x.s.cookieName(deviceCookie)); err == nil {
		if had, fresh := x.s.Devices.Read(c.Value); fresh && had == d {
			return
		}
	}
	x.setDevice(x.s.Devices.Cookie(d))
}

func (x *exchange) setDevice(cookie string) {
	x.s.setCookie(x.w, deviceCookie, cookie, int(guard.DeviceLife.Seconds()))
}

// count is called for each refusal page. What counts came before anybody was known: a
// pupil whom a hub vouched for is nobody to keep out, whatever the school forgot to send.
// That it cannot be counted changes nothing for the browser.
func (x *exchange) count(r flow.Refused) {
	if !counts(r.Err.Code) {
		return
	}
	d := x.device()
	if r.Device != "" {
		d = guard.ParseDevice(r.Device)
	}
	blocked, err := x.s.Counter.Refused(x.r.Context(), x.s.address(x.r), d)
	x.tellBlock(blocked, guard.ReasonRefusals, err)
}

func counts(code refusal.Code) bool {
	switch code {
	case refusal.TooManyLogins, refusal.Country, refusal.SchoolAbroad, refusal.Blocked, refusal.TooManyRequests, refusal.AppHasNoSchool, refusal.AuthnTooWeak:
		return false
	}
	status := code >= refusal.StatusNoPassive && code <= refusal.StatusProxyCount // what a hub signed
	person := code >= 2100 && code < 3000
	return code < 9000 && !status && !person
}

// sprung blocks who asked for what only a scanner asks for.
func (x *exchange) sprung() {
	if !isTrap(x.r.URL.Path) {
		return
	}
	blocked, err := x.s.Counter.Trap(x.r.Context(), x.s.address(x.r), x.device())
	x.tellBlock(blocked, guard.ReasonTrap, err)
}

func (x *exchange) tellBlock(blocked bool, reason string, err error) {
	if err != nil {
		x.s.Logger.Error("refusal not counted", "error", err.Error())
	}
	if blocked {
		x.s.blocked.Inc(reason)
		x.s.Logger.Warn("blocked", "reason", reason) // whom is in `sluis blocks`
	}
}

func (x *exchange) refuseUntil(a netip.Addr, d guard.Device) error {
	until := x.s.Blocks.Stops(a, d)
	if until.IsZero() {
		return nil
	}
	x.w.Header().Set("Retry-After", strconv.Itoa(int(until.Sub(x.s.Now()).Seconds())+1))
	return refusal.New(refusal.Blocked, nil)
}
