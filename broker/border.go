package broker

import (
	"sluis/internal/refusal"

	"sluis/broker/op"
)

// admit asks the border whether a browser may come from where it is (L-01). It is the
// first thing that happens to a request: nothing of it has been read, no cookie is
// set, and an app gets no answer that could carry anything. Where a school has opened the
// country, a route of a login goes on: it knows of which school (L-04). Admins come from fewer countries, and no school opens one for them.
func (x *exchange) admit(rt route) error {
	border := x.s.Border
	if rt.admin {
		border = x.s.AdminBorder
	}
	v := border.Judge(x.s.address(x.r))
	switch {
	case v.Admitted:
		return nil
	case rt.travel && v.Country != "" && x.s.Registry().Opens(v.Country, x.s.Now()):
		x.abroad = v.Country
		return nil
	case v.Country == "":
		v.Country = "unknown"
	}
	x.s.foreign.Inc(v.Country)
	return refusal.New(refusal.Country, nil)
}

// mayBegin refuses from abroad every request but one in order, of an app for which a school
// has opened the country: what is wrong with another is nobody's there to learn.
func (x *exchange) mayBegin(a op.Authorization) error {
	if x.abroad == "" || a.Request != nil && x.s.Flow.Travels(*a.Request, x.abroad) {
		return nil
	}
	x.s.foreign.Inc(x.abroad)
	return refusal.New(refusal.Country, nil)
}
