package broker

import (
	"net/http"

	"sluis/broker/admin"
	"sluis/broker/flow"
	"sluis/web"
)

// schoolDoor asks an admin of a school to sign in there too.
func (d *desk) schoolDoor() error {
	if !d.v.Account.AtSchool || d.v.Vouched {
		return d.to(admin.PathHome)
	}
	return d.html(http.StatusOK, web.AdminSchoolDoor{AdminFrame: d.frame(""), School: d.schoolName(d.v.Account.School), First: d.v.Account.Subject == ""})
}

// schoolGo leads to that school's own login.
func (d *desk) schoolGo() error {
	if !d.v.Account.AtSchool {
		return admin.ErrUnknown
	}
	return d.reply(d.s.Flow.Begin(d.r.Context(), flow.Request{Destination: flow.Admin, Fresh: true, SchoolHint: d.v.Account.School, Seat: d.v.Seat(), Lang: string(d.lang)}, d.browser()))
}

// schoolBack is where that login ends. What the flow refuses has its own page.
func (d *desk) schoolBack() error {
	reply := d.s.Flow.Continue(d.r.Context(), queryValue(d.r, "h"), d.browser())
	at, ok := reply.(flow.Vouched)
	if !ok {
		return d.reply(reply)
	}
	session, err := d.desk.ShowSchool(d.r.Context(), d.v, at.Seat, at.School.ID, at.Subject)
	if err != nil {
		return err
	}
	d.seat(session)
	return d.to(admin.PathHome)
}
