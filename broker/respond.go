package broker

import (
	"fmt"
	"net/http"

	"sluis/broker/admin"
	"sluis/broker/flow"
	"sluis/broker/guard"
	"sluis/broker/op"
	"sluis/web"
)

// reply writes what the flow said comes next.
func (x *exchange) reply(r flow.Reply) error {
	switch r := r.(type) {
	case flow.Redirect:
		return x.redirect(r.URL)
	case flow.NeedCookie:
		return x.redirect("/login/start?c=1&t=" + r.Sealed)
	case flow.AskSchool:
		x.speak(r.Request.Lang)
		return x.html(http.StatusOK, x.s.pickerView(x, r))
	case flow.Ask:
		x.speak(r.Request.Lang)
		return x.html(http.StatusOK, x.s.askView(x, r), loopbackOrigin(r.Request.RedirectURI)...)
	case flow.Bring:
		x.speak(r.Request.Lang)
		return x.html(http.StatusOK, x.s.bringView(x, r), loopbackOrigin(r.Request.RedirectURI)...)
	case flow.Brought:
		x.speak(r.Request.Lang)
		return x.html(http.StatusOK, x.s.broughtView(x, r), loopbackOrigin(r.Request.RedirectURI)...)
	case flow.Granted:
		x.speak(r.Request.Lang)
		x.noteGranted(r)
		x.knowDevice(guard.ParseDevice(r.Device))
		x.logIn(r.Session)
		return x.respond(x.s.Provider.Granted(r), &r.Request)
	case flow.Denied:
		x.speak(r.Request.Lang)
		return x.respond(x.s.Provider.Denied(r), &r.Request)
	case flow.Overview:
		x.knowDevice(guard.ParseDevice(r.Device))
		return x.html(http.StatusOK, x.s.meView(x, r))
	case flow.Vouched: // of an admin, whose page takes it
		return x.redirect(admin.PathSchool + "/back?h=" + r.Handle)
	case flow.Refused:
		return x.refused(r)
	}
	if handled, err := x.replyFactor(r); handled {
		return err
	}
	return x.replyLeaving(r)
}

// replyLeaving writes what a logout comes to.
func (x *exchange) replyLeaving(r flow.Reply) error {
	switch r := r.(type) {
	case flow.AskLogout:
		x.speak(r.Leaving.Lang)
		return x.html(http.StatusOK, x.s.askLogoutView(x, r), loopbackOrigin(r.Leaving.To)...)
	case flow.LoggedOut:
		return x.leave(r)
	case flow.Stayed:
		x.speak(r.Leaving.Lang)
		return x.html(http.StatusOK, x.s.stayedView(x, r))
	case flow.Goodbye:
		x.clear()
		return x.html(http.StatusOK, x.s.goodbyeView(x, r))
	}
	return fmt.Errorf("broker: reply of unknown kind %T", r)
}

// speak uses the language of the request, unless the person chose one on this very
// page.
func (x *exchange) speak(lang string) {
	if queryValue(x.r, "lang") == "" && lang != "" {
		x.lang = web.ParseLang(lang, "")
	}
}

// respond writes an authorization response: one writer for both modes, success and
// error alike.
func (x *exchange) respond(res op.Response, req *flow.Request) error {
	if res.Form == nil {
		return x.redirect(res.URL)
	}
	v := web.FormPost{Action: res.URL}
	if req != nil {
		v.Frame = x.s.frame(x, *req, nil)
	}
	for _, f := range res.Form {
		v.Fields = append(v.Fields, web.Field{Name: f.Name, Value: f.Value})
	}
	return x.html(http.StatusOK, v, loopbackOrigin(res.URL)...)
}
