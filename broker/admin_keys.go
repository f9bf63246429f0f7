package broker

import (
	"net/http"
	"slices"

	"sluis/broker/admin"
	"sluis/broker/guard"
	"sluis/web"
)

func (d *desk) signInPage() error {
	return d.html(http.StatusOK, web.AdminSignIn{AdminFrame: d.frame("")})
}

// signInTouch makes a challenge. It is a form's POST, so that a page that is merely opened,
// or fetched ahead, writes nothing.
func (d *desk) signInTouch() error {
	options, err := d.desk.BeginSignIn(d.r.Context(), d.at)
	if err != nil {
		return err
	}
	return d.html(http.StatusOK, web.AdminTouch{AdminFrame: d.frame(""), Options: string(options), Action: admin.PathSignIn + "/enter"})
}

// enter makes the browser's device known: whoever signs in here is not locked out by what
// others do (L-14).
func (d *desk) enter() error {
	answer, err := d.field("answer")
	if err != nil {
		return err
	}
	cookie := ""
	if d.at.Device == (guard.Device{}) {
		d.at.Device, cookie = d.s.Devices.New()
	}
	session, err := d.desk.SignIn(d.r.Context(), d.at, []byte(answer))
	if err != nil {
		return err
	}
	if cookie != "" {
		d.setDevice(cookie)
	}
	d.seat(session)
	return d.to(admin.PathHome)
}

func (d *desk) invitePage() error {
	return d.html(http.StatusOK, web.AdminInvite{AdminFrame: d.frame("")})
}

func (d *desk) redeem() error {
	code, err := d.field("code")
	if err != nil {
		return err
	}
	session, err := d.desk.Redeem(d.r.Context(), code)
	if err != nil {
		return err
	}
	d.seat(session)
	return d.to(admin.PathKeys)
}

func (d *desk) leave() error    { return d.left(d.desk.Leave(d.r.Context(), d.v)) }
func (d *desk) leaveAll() error { return d.left(d.desk.LeaveAll(d.r.Context(), d.v)) }

// left is the door again, with nothing of the session in the browser.
func (d *desk) left(err error) error {
	if err != nil {
		return err
	}
	d.seat("")
	d.clear()
	return d.to(admin.PathSignIn)
}

// factors are the visitor's own, as the page shows them.
func (d *desk) factors() []web.AdminFactor {
	var out []web.AdminFactor
	for _, f := range d.v.Factors {
		out = append(out, web.AdminFactor{ID: f.ID, Kind: string(f.Kind), Name: f.Name, Made: f.Made, Used: f.Used, Suspended: f.Suspended != "", Synced: f.Synced, Left: f.Left})
	}
	return out
}

func (d *desk) keysPage() error {
	v := web.AdminKeys{AdminFrame: d.frame("keys"), Enough: d.v.Enough, ByCode: d.v.Code, Factors: d.factors(), Notices: noticesView(d.v.Account.Notices)}
	v.HasKey = slices.ContainsFunc(v.Factors, func(f web.AdminFactor) bool { return f.Kind == "key" })
	v.MayGo = len(v.Factors) > 2
	return d.html(http.StatusOK, v)
}

func (d *desk) keyTouch() error {
	name, err := d.field("name")
	if err != nil {
		return err
	}
	options, err := d.desk.BeginKey(d.r.Context(), d.v, d.at, name)
	if err != nil {
		return err
	}
	return d.html(http.StatusOK, web.AdminTouch{AdminFrame: d.frame("keys"), Create: true, Options: string(options), Action: admin.PathKeys + "/add"})
}

func (d *desk) keyAdd() error {
	answer, err := d.field("answer")
	if err != nil {
		return err
	}
	if err := d.desk.AddKey(d.r.Context(), d.v, d.at, []byte(answer)); err != nil {
		return err
	}
	return d.to(admin.PathKeys)
}

// appBegin makes a seed, and shows it at an address of its own: reloading that page makes
// no other seed.
func (d *desk) appBegin() error {
	name, err := d.field("name")
	if err != nil {
		return err
	}
	e, err := d.desk.BeginApp(d.r.Context(), d.v, d.at, name)
	if err != nil {
		return err
	}
	return d.to(admin.PathKeys + "/app?h=" + e.Handle)
}

func (d *desk) appPage() error {
	handle := queryValue(d.r, "h")
	e, err := d.desk.ResumeApp(d.r.Context(), d.v, d.at, handle)
	if err != nil {
		return err
	}
	p, err := e.Picture()
	if err != nil {
		return err
	}
	return d.html(http.StatusOK, web.AdminApp{AdminFrame: d.frame("keys"), Handle: e.Handle, Seed: e.Seed.Reveal(), Side: p.Side, Path: p.Path.Reveal()})
}

func (d *desk) appAdd() error {
	f, err := d.fields("h", "code")
	if err != nil {
		return err
	}
	if err := d.desk.AddApp(d.r.Context(), d.v, d.at, f["h"], f["code"]); err != nil {
		return err
	}
	return d.to(admin.PathKeys)
}

func (d *desk) recovery() error {
	codes, err := d.desk.Codes(d.r.Context(), d.v)
	if err != nil {
		return err
	}
	v := web.AdminCodes{AdminFrame: d.frame("keys"), SignedIn: d.v.Factor != ""}
	for _, c := range codes {
		v.Codes = append(v.Codes, c.Reveal())
	}
	return d.html(http.StatusOK, v)
}

func (d *desk) rename() error {
	f, err := d.fields("id", "name")
	if err != nil {
		return err
	}
	if err := d.desk.Rename(d.r.Context(), d.v, f["id"], f["name"]); err != nil {
		return err
	}
	return d.to(admin.PathKeys)
}

func (d *desk) remove() error {
	id, err := d.field("id")
	if err != nil {
		return err
	}
	if err := d.desk.Remove(d.r.Context(), d.v, id); err != nil {
		return err
	}
	return d.to(admin.PathKeys)
}

// after is where a fresh factor leads: a page of the table of actions, whatever was sent.
func after(to string) string {
	if len(to) <= maxAfter && admin.PageOf(to) != "" {
		return to
	}
	return section(to)
}

// maxAfter is longer than any address of a page here.
const maxAfter = 300

func (d *desk) confirmPage() error {
	v := web.AdminConfirm{AdminFrame: d.frame(""), To: after(queryValue(d.r, "to"))}
	v.HasApp = slices.ContainsFunc(d.factors(), func(f web.AdminFactor) bool { return f.Kind == "totp" && !f.Suspended })
	return d.html(http.StatusOK, v)
}

func (d *desk) confirmTouch() error {
	to, err := d.field("to")
	if err != nil {
		return err
	}
	options, err := d.desk.BeginConfirm(d.r.Context(), d.v, d.at)
	if err != nil {
		return err
	}
	return d.html(http.StatusOK, web.AdminTouch{AdminFrame: d.frame(""), Options: string(options), Action: admin.PathConfirm + "/key", To: after(to)})
}

func (d *desk) confirmKey() error {
	f, err := d.fields("answer", "to")
	if err != nil {
		return err
	}
	session, err := d.desk.ConfirmKey(d.r.Context(), d.v, d.at, []byte(f["answer"]))
	if err != nil {
		return err
	}
	d.seat(session)
	return d.to(after(f["to"]))
}

func (d *desk) confirmCode() error {
	f, err := d.fields("code", "to")
	if err != nil {
		return err
	}
	session, err := d.desk.ConfirmCode(d.r.Context(), d.v, d.at, f["code"])
	if err != nil {
		return err
	}
	d.seat(session)
	return d.to(after(f["to"]))
}
