package broker

import (
	"net/http"
	"net/url"

	"sluis/broker/flow"
	"sluis/internal/refusal"
	"sluis/web"
)

// endSession takes GET and POST alike (OpenID Connect RP-Initiated Logout 1.0 §2). It
// reads no cookie and decides nothing: an app's ID token must not stay in an address of
// ours, and what comes from another site goes on at our own page.
func (s *Server) endSession(x *exchange) error {
	raw := x.r.URL.RawQuery
	if x.r.Method == http.MethodPost {
		body, err := x.formBody()
		if err != nil {
			return err
		}
		raw += "&" + body // a parameter that stands in both was sent twice
	}
	l, refused := s.Provider.EndSession(raw)
	if refused != nil {
		return refused
	}
	sealed, err := s.Flow.Leave(l)
	if err != nil {
		return err
	}
	return x.redirect(web.PathLogout + "?t=" + sealed)
}

// logout is our own page: the browser's cookie says which session it is about.
func (s *Server) logout(x *exchange) error {
	return x.reply(s.Flow.Logout(x.r.Context(), queryValue(x.r, "t"), x.browser()))
}

// left is its form.
func (s *Server) left(x *exchange) error {
	f, err := x.form()
	if err != nil {
		return err
	}
	form := flow.LeaveForm{Sealed: f.Get("t"), Verifier: f.Get("v"), Farewell: f.Get("d"), Lang: f.Get("lang")}
	switch f.Get("answer") {
	case "logout":
	case "stay":
		form.Stay = true
	default:
		return refusal.New(refusal.StepMismatch, nil)
	}
	return x.reply(s.Flow.Left(x.r.Context(), form, x.browser()))
}

// leaveMe is a form of the person's own page.
func (s *Server) leaveMe(x *exchange) error {
	f, err := x.form()
	if err != nil {
		return err
	}
	x.speak(f.Get("lang"))
	return x.reply(s.Flow.LeaveMe(x.r.Context(), f.Get("h"), x.browser(), f.Get("v"), f.Get("d"), f.Get("all") != ""))
}

// goodbye is the last page. A reload asks anew how far telling the apps is.
func (s *Server) goodbye(x *exchange) error {
	return x.reply(s.Flow.Goodbye(x.r.Context(), queryValue(x.r, "t")))
}

// leave ends a logout: at the app's registered address, or at our last page.
func (x *exchange) leave(r flow.LoggedOut) error {
	x.logOut()
	if to := x.s.Provider.LeftURL(r.Leaving); to != "" {
		return x.redirect(to)
	}
	x.speak(r.Leaving.Lang)
	q := url.Values{"lang": {string(x.lang)}}
	if r.Farewell != "" {
		q.Set("t", r.Farewell)
	}
	return x.redirect(web.PathGoodbye + "?" + q.Encode())
}
