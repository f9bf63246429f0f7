package broker

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sluis/broker/admin"
	"sluis/broker/keys"
	"sluis/internal/refusal"
	"sluis/web"
)

// desk is one request at /admin, after it was found that it may be made.
type desk struct {
	*exchange
	v    admin.Visitor
	at   admin.Browser
	desk *admin.Desk
	sent url.Values // the form, once it was read
}

// adminHandlers does what the table of actions names. A name without a handler here has no
// route, and a handler without a name is never called: a test holds the two together.
func adminHandlers() map[string]func(*desk) error {
	out := map[string]func(*desk) error{
		"home":    (*desk).home,
		"sign-in": (*desk).signInPage, "sign-in.touch": (*desk).signInTouch, "sign-in.enter": (*desk).enter,
		"invite": (*desk).invitePage, "invite.redeem": (*desk).redeem, "leave": (*desk).leave, "leave.all": (*desk).leaveAll,
		"recover": (*desk).recoverPage, "recover.code": (*desk).recoverByCode, "recover.stop": (*desk).stopRecovery,
		"school": (*desk).schoolDoor, "school.go": (*desk).schoolGo, "school.back": (*desk).schoolBack,
		"keys": (*desk).keysPage, "keys.touch": (*desk).keyTouch, "keys.add": (*desk).keyAdd,
		"keys.app": (*desk).appBegin, "keys.app.show": (*desk).appPage, "keys.app.add": (*desk).appAdd,
		"keys.recovery": (*desk).recovery, "keys.rename": (*desk).rename, "keys.remove": (*desk).remove,
		"confirm": (*desk).confirmPage, "confirm.touch": (*desk).confirmTouch, "confirm.key": (*desk).confirmKey, "confirm.code": (*desk).confirmCode,
		"blocks": (*desk).blocksPage, "blocks.add": (*desk).block, "blocks.lift": (*desk).lift,
		"audit": (*desk).auditPage,
		"apps":  (*desk).appsPage, "apps.one": (*desk).oneApp, "apps.approve": (*desk).approve, "apps.stop": (*desk).stop,
		"apps.change": (*desk).changePage, "apps.change.save": (*desk).changeApp, "apps.back": (*desk).back,
		"schools": (*desk).schoolsPage, "schools.one": (*desk).schoolPage, "schools.save": (*desk).saveSchool,
		"log": (*desk).logPage, "log.looks": (*desk).logLooks, "log.search": (*desk).logSearch, "log.search.find": (*desk).logFind,
		"log.week": (*desk).logWeek, "log.week.csv": (*desk).logWeekSheet, "log.why": (*desk).logWhy,
		"people": (*desk).peoplePage, "people.invite": (*desk).invite, "people.role": (*desk).role, "people.remove": (*desk).removePerson, "people.recover": (*desk).askRecovery,
		"monitor.block": (*desk).blockRow, "monitor.reveal": (*desk).revealPage, "monitor.reveal.show": (*desk).reveal, "monitor.stream": (*desk).stream,
		"second": (*desk).secondPage, "second.carry": (*desk).carry, "second.drop": (*desk).drop,
	}
	maps.Copy(out, fedHandlers())
	return out
}

// adminRoutes are the table of actions as routes. No handler of them is reached but through
// administer.
func (s *Server) adminRoutes() []route {
	handlers := adminHandlers()
	var out []route
	for _, a := range admin.Actions() {
		h, ok := handlers[a.Name]
		if !ok {
			continue
		}
		r := route{path: a.Path, methods: get, kind: page, admin: true, stream: a.Streams}
		if a.Method == http.MethodPost {
			r.methods, r.kind = post, act
		}
		r.handle = func(x *exchange) error { return s.administer(x, a, h) }
		out = append(out, r)
	}
	return out
}

// administer is the one way to an admin's action: who it is, what they may, and how fresh
// their factor is come before anything of the request is read.
func (s *Server) administer(x *exchange, a admin.Action, h func(*desk) error) error {
	b := x.browser()
	v, err := s.Admin.Authorize(x.r.Context(), x.adminSession(), a)
	d := &desk{exchange: x, v: v, at: admin.Browser{Half: b.Half, Device: x.device()}, desk: s.Admin}
	switch {
	case errors.Is(err, admin.ErrNoSession):
		return d.to(admin.PathSignIn)
	case errors.Is(err, admin.ErrSchool):
		return d.to(admin.PathSchool)
	case errors.Is(err, admin.ErrEnrol):
		return d.to(admin.PathKeys)
	case errors.Is(err, admin.ErrStale):
		return d.to(admin.PathConfirm + "?to=" + url.QueryEscape(d.backTo(a)))
	case err != nil:
		return adminRefusal(err)
	case b.Half == "" && a.Method == http.MethodPost: // nothing would bind the key's answer to this browser
		return refusal.New(refusal.OtherBrowser, nil)
	}
	x.bind(b)
	return adminRefusal(h(d))
}

// adminRefusal gives what a person is told of an error of the desk.
func adminRefusal(err error) error {
	for _, c := range []struct {
		is   error
		code refusal.Code
	}{
		{admin.ErrForbidden, refusal.AdminForbidden}, {admin.ErrGrant, refusal.AdminForbidden},
		{admin.ErrOther, refusal.AdminOtherPerson}, {admin.ErrUnknown, refusal.NotFound}, {admin.ErrInvite, refusal.AdminInvite},
		{admin.ErrInput, refusal.AdminInput}, {admin.ErrMoved, refusal.AdminInput}, {admin.ErrFull, refusal.AdminInput},
		{admin.ErrSelf, refusal.AdminSelf}, {admin.ErrSecond, refusal.AdminSecond}, {admin.ErrEarly, refusal.AdminEarly}, {admin.ErrFew, refusal.AdminFew}, {admin.ErrOwnNetwork, refusal.AdminOwnNetwork},
	} {
		if errors.Is(err, c.is) {
			return refusal.New(c.code, err)
		}
	}
	switch {
	case errors.Is(err, admin.ErrNoSession): // it ended while the request ran
		return refusal.New(refusal.StepExpired, err)
	case admin.Throttled(err):
		return refusal.New(refusal.AdminThrottled, err)
	case admin.ModelRefused(err):
		return refusal.New(refusal.AdminModel, err)
	case admin.FactorRefused(err):
		return refusal.New(refusal.AdminFactor, err)
	}
	return err
}

// section is the page that an action's form stands on.
func section(path string) string {
	for _, p := range []string{admin.PathKeys, admin.PathApps, admin.PathSchools, admin.PathFeds, admin.PathCheck, admin.PathSigning, admin.PathStop, admin.PathLog, admin.PathBlocks, admin.PathPeople, admin.PathAudit, admin.PathSecond} {
		if path == p || strings.HasPrefix(path, p+"/") {
			return p
		}
	}
	return admin.PathHome
}

// backTo is where a fresh factor leads: the page itself, or for a form the page that it
// stands on.
func (d *desk) backTo(a admin.Action) string {
	if a.Method != http.MethodGet {
		return section(a.Path)
	}
	q := d.r.URL.Query()
	q.Del("lang")
	if len(q) == 0 {
		return a.Path
	}
	return a.Path + "?" + q.Encode()
}

// to answers with one of our own pages, in the language of this one.
func (d *desk) to(path string) error {
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	return d.redirect(path + sign + "lang=" + string(d.lang))
}

// frame is what surrounds a page; here is its section of the menu.
func (d *desk) frame(here string) web.AdminFrame {
	f := web.AdminFrame{Who: d.v.Account.Name, Role: string(d.v.Account.Role), Here: here}
	if d.v.Lost != nil {
		f.Lost = time.Unix(d.v.Lost.Asked, 0).UTC()
	}
	if d.r.Method == http.MethodGet || d.r.Method == http.MethodHead {
		f.Path = d.r.URL.RequestURI()
	}
	if !d.v.Enough || d.v.Factor == "" || d.v.Account.AtSchool && !d.v.Vouched {
		return f
	}
	for _, n := range admin.Sections() {
		if d.v.May(n.Needs) && hasPage(n.Path) {
			f.Nav = append(f.Nav, n.Name)
		}
	}
	if len(f.Nav) > maxMenu { // the admins are one click further, on the first page
		f.Nav = slices.DeleteFunc(f.Nav, func(name string) bool { return name == "people" })
	}
	return f
}

// maxMenu is how many items fit beside each other.
const maxMenu = 7

// hasPage reports whether the table of actions has a page of this address.
func hasPage(path string) bool {
	return slices.ContainsFunc(admin.Actions(), func(a admin.Action) bool { return a.Method == http.MethodGet && a.Path == path })
}

// field reads one field of a form. Whoever sends it twice sends nothing.
func (d *desk) field(name string) (string, error) {
	if d.sent == nil {
		f, err := d.form()
		if err != nil {
			return "", err
		}
		d.sent = f
	}
	if all := d.sent[name]; len(all) == 1 {
		return all[0], nil
	}
	return "", nil
}

// fields reads several.
func (d *desk) fields(names ...string) (map[string]string, error) {
	out := map[string]string{}
	for _, n := range names {
		v, err := d.field(n)
		if err != nil {
			return nil, err
		}
		out[n] = v
	}
	return out, nil
}

func (d *desk) home() error {
	v := web.AdminHome{AdminFrame: d.frame("home"), SeesBlocks: d.v.May(admin.SeeBlocks), SeesPeople: d.v.May(admin.SeeAdmins), SeesAudit: d.v.May(admin.SeeAudit), SeesLogs: d.v.May(admin.SeeLogs), SeesCheck: d.v.May(admin.TestLogin),
		Notices: noticesView(d.v.Account.Recently(d.s.Now()))}
	v.Keys = len(slices.DeleteFunc(d.factors(), func(f web.AdminFactor) bool { return f.Kind == "recovery" }))
	v.Blocks = len(d.s.Blocks.List())
	waiting, err := d.desk.Proposals(d.r.Context(), d.v)
	if err != nil {
		return err
	}
	v.Waiting, v.Asked = len(waiting), admin.Asked(waiting)
	if v.Health, err = d.health(); err != nil {
		return err
	}
	if v.Today, err = d.today(); err != nil {
		return err
	}
	if v.SeesPeople {
		people, err := d.desk.Admins(d.r.Context(), d.v)
		if err != nil {
			return err
		}
		v.People = len(people)
	}
	return d.html(http.StatusOK, v)
}

// adminSession is the third part of the cookie: no fourth cookie is needed for admins.
func (x *exchange) adminSession() string {
	_, _, third := x.halves()
	return third
}

// seat gives the browser an admin's session, with the halves that it has.
func (d *desk) seat(session string) {
	half, login, _ := d.halves()
	if half == "" {
		half = keys.NewHandle()
	}
	d.s.setCookie(d.w, browserCookie, joinHalves(half, login, session), 0)
}

const adminAuditPage = 100
