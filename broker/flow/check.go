package flow

import (
	"context"
	"crypto/hmac"
	"errors"
	"strings"
	"time"

	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
)

// A test login shows an admin what their school's hub sends, against each contract of the
// school (F-20). It passes every check of a login's answer, and there it ends: no app hears
// of it, no code is made, no book is written. What is parked for its page, for five minutes
// and sealed under the page's handle, holds values that are masked already.

// CheckPath is the page of the admins that the answer of a test login leads to.
const CheckPath = "/admin/check/result"

// checked is what a test login came to.
type checked struct {
	Refuse     refusal.Code `json:"x,omitempty"` // for every app alike
	RefuseItem string       `json:"y,omitempty"`
	Apps       []checkedApp `json:"a,omitempty"`
}

type checkedApp struct {
	App        string       `json:"a"`
	Refuse     refusal.Code `json:"x,omitempty"`
	RefuseItem string       `json:"y,omitempty"`
	Rows       []CheckRow   `json:"r,omitempty"`
}

// CheckRow is one item of a contract.
type CheckRow struct {
	Item   claims.Item `json:"i"`
	Came   Came        `json:"c"`
	Masked []string    `json:"m,omitempty"`
}

// Came says how an item of a contract stands after a test login.
type Came string

// How an item stands.
const (
	CameOK      Came = "ok"
	CameMissing Came = "missing" // the contract needs it, and the school does not send it
	CameNot     Came = "not"     // optional, and the school does not send it
	CameRole    Came = "role"    // it does not exist for the person's role
)

// Check begins a test login at a school. seat names the admin's session: nobody else sees
// what comes of it.
func (f *Flow) Check(ctx context.Context, school, seat, lang string, b Browser) Reply {
	r := Request{Destination: AttributeCheck, Seat: seat, Fresh: true, Lang: lang}
	s, ok := f.Registry().School(school)
	switch {
	case !ok:
		return f.refuse(ctx, refusal.New(refusal.NotFound, nil), nil)
	case !f.begins.admit(b.Address):
		return f.refuse(ctx, refusal.New(refusal.TooManyLogins, nil), &r)
	case b.Half == "":
		return f.refuse(ctx, refusal.New(refusal.OtherBrowser, errors.New("flow: a test login without our cookie")), &r)
	}
	return f.upstream(ctx, r, s, b)
}

// Checked gives what a test login came to, to the browser and the admin's session that
// began it.
func (f *Flow) Checked(ctx context.Context, handle, seat string, b Browser) Reply {
	r, err := f.getResult(ctx, handle)
	if err != nil {
		return f.refuse(ctx, err, nil)
	}
	t := r.Transaction
	switch {
	case t.Request.Destination != AttributeCheck || r.Check == nil || seat == "" || !hmac.Equal([]byte(seat), []byte(t.Request.Seat)):
		return f.refuse(ctx, refusal.New(refusal.NotFound, nil), nil)
	case !hmac.Equal(t.Browser, f.browser(b.Half)):
		return f.refuse(ctx, refusal.New(refusal.OtherBrowser, errors.New("flow: a test login of another browser")), &t.Request)
	}
	snap := f.Registry()
	out := Checked{Names: r.Names, Others: r.Others, At: time.Unix(r.At, 0)}
	var known bool
	if out.School, known = snap.School(t.School); !known {
		return f.refuse(ctx, refusal.New(refusal.UnknownSchool, nil), &t.Request)
	}
	out.Connection, _ = snap.Connection(t.Connection)
	if r.Check.Refuse == refusal.AdminCheck {
		return f.refuse(ctx, refusal.New(refusal.AdminCheck, nil), nil)
	}
	out.Refused = refusedAs(r.Check.Refuse, r.Check.RefuseItem)
	for _, c := range r.Check.Apps {
		if app, ok := snap.App(c.App); ok {
			out.Apps = append(out.Apps, CheckedApp{App: app, Refused: refusedAs(c.Refuse, c.RefuseItem), Rows: c.Rows})
		}
	}
	f.outcomes.Inc("checked")
	return out
}

func refusedAs(code refusal.Code, item string) *refusal.Error {
	if code == 0 {
		return nil
	}
	return refusal.New(code, nil).About(item)
}

// keepCheck makes of an identity what the page of a test login shows, and drops the rest.
// An answer that speaks for another school than the admin chose shows nothing at all.
func (f *Flow) keepCheck(r result, snap *registry.Snapshot, conn *registry.Connection, id *providers.Identity) result {
	r.Check = &checked{}
	p, s, err := asserted(snap, "", conn, id, f.MaySpeak)
	if s != nil && s.ID != r.Transaction.School {
		r.Check.Refuse, r.Names, r.Others = refusal.AdminCheck, nil, 0
		return r
	}
	if err != nil {
		e := refusal.Of(err)
		r.Check.Refuse, r.Check.RefuseItem = e.Code, e.Item
		if s == nil { // whose it is cannot be told
			r.Names, r.Others = nil, 0
		}
		return r
	}
	for _, app := range snap.Apps() {
		if app.Admits(s.ID) {
			r.Check.Apps = append(r.Check.Apps, checkApp(app, s, conn, p))
		}
	}
	return r
}

// checkApp holds a person against one contract, as if the app asked for all it names.
func checkApp(app *registry.App, s *registry.School, conn *registry.Connection, p claims.Person) checkedApp {
	out := checkedApp{App: app.ID}
	err := sameConnection(app.ConnectionFor(s), conn.ID)
	var d claims.Decision
	if err == nil {
		c := app.At(s.ID)
		d, err = decide(c, s, p, c.Released, 0)
	}
	if err != nil {
		e := refusal.Of(err)
		out.Refuse, out.RefuseItem = e.Code, e.Item
		return out
	}
	why := map[claims.Item]claims.Why{}
	for _, w := range d.Withheld {
		why[w.Item] = w.Why
	}
	for _, i := range app.Contract.Released.List() {
		row := CheckRow{Item: i, Came: CameOK}
		switch {
		case d.Missing.Has(i):
			row.Came = CameMissing
		case why[i] == claims.NotSent:
			row.Came = CameNot
		case why[i] == claims.NotForRole:
			row.Came = CameRole
		default:
			row.Masked = maskedOf(i, p)
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// maskedOf gives the values of a personal item, masked. School and role are the same for
// whole groups, and the page says those in its own words.
func maskedOf(i claims.Item, p claims.Person) (out []string) {
	var values []string
	switch i {
	case claims.Name:
		values = []string{p.FullName}
	case claims.StudentNumber:
		values = []string{p.Number}
	case claims.Class:
		values = p.Classes
	case claims.School, claims.RoleItem:
	}
	for _, v := range values {
		out = append(out, mask(v))
	}
	return out
}

// shownOf is from how many characters on the first one is shown: of less, one tells too much.
const shownOf = 4

// mask shows that a value is there, and of a longer one how it begins: enough to see that it
// is one's own, and no use to anybody else. How long it is does not show.
func mask(v string) string {
	const hidden = "•••"
	runes := []rune(strings.TrimSpace(v))
	if len(runes) < shownOf {
		return hidden
	}
	return string(runes[:1]) + hidden
}
