package admin

import (
	"context"

	"sluis/broker/ledger"
)

// MayCheck reports whether a visitor may make a test login at a school: at any, or at the
// one of their role (F-20). To a school's admin another school does not exist.
func (d *Desk) MayCheck(v Visitor, school string) bool {
	return v.May(TestLogin) && d.School(school) && (!v.Account.Role.OfSchool() || v.Account.School == school)
}

// BeginCheck writes down that a visitor makes a test login at a school. ErrUnknown: there is
// no such school for them.
func (d *Desk) BeginCheck(ctx context.Context, v Visitor, school string) error {
	if !d.MayCheck(v, school) {
		return ErrUnknown
	}
	return d.Ledger.Audit(ctx, ledger.Act{By: "admin " + v.Account.ID, Verb: "check.begin", Lines: []string{"school " + school}})
}
