package broker

import (
	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/broker/session"
	"sluis/web"
)

func (s *Server) leavingFrame(x *exchange, path string, app *registry.App, school *registry.School) web.Frame {
	f := web.Frame{Path: path}
	if app != nil {
		f.App = in(x.lang, app.Name)
	}
	if school != nil {
		f.School, f.Sector = school.Name, school.Sector
		f.Help = web.Help{School: school.Name, ICT: school.Contact.ICT}
	}
	return f
}

func (s *Server) askLogoutView(x *exchange, r flow.AskLogout) web.View {
	v := web.Logout{Frame: s.leavingFrame(x, web.PathLogout+"?t="+r.Sealed, r.App, r.School), Sealed: r.Sealed, Verifier: r.Verifier, Farewell: r.Farewell}
	for _, app := range r.Apps {
		v.Apps = append(v.Apps, web.LogoutApp{Name: in(x.lang, app.Name), Told: app.BackchannelLogoutURI != ""})
	}
	return v
}

func (s *Server) stayedView(x *exchange, r flow.Stayed) web.View {
	return web.Stayed{Frame: s.leavingFrame(x, "", r.App, nil)}
}

// goodbyeView is honest: an app that cannot be told, or was not reached, and the school
// may be open still.
func (s *Server) goodbyeView(x *exchange, r flow.Goodbye) web.View {
	v := web.LoggedOut{Frame: s.leavingFrame(x, x.r.URL.RequestURI(), r.App, r.School), Rows: []web.LogoutRow{{Name: "Sluis", State: "done"}}}
	for _, row := range r.Rows {
		v.Rows = append(v.Rows, web.LogoutRow{Name: in(x.lang, row.App.Name), State: stateOf(row)})
	}
	if r.School != nil {
		v.Rows = append(v.Rows, web.LogoutRow{Name: r.School.Name, State: "maybe"})
	}
	return v
}

func stateOf(row flow.GoodbyeRow) string {
	switch {
	case row.App.BackchannelLogoutURI == "":
		return "untold"
	case row.Told == session.Done:
		return "confirmed"
	case row.Told == session.GivenUp:
		return "unreached"
	}
	return "waiting"
}

// openRows are the browsers in which a person is logged in.
func (s *Server) openRows(x *exchange, o flow.Overview) []web.MeSession {
	var out []web.MeSession
	for _, one := range o.Open {
		row := web.MeSession{Here: one.Here, Since: one.Since.In(s.Now().Location())}
		for _, app := range one.Apps {
			row.Apps = append(row.Apps, in(x.lang, app.Name))
		}
		out = append(out, row)
	}
	return out
}
