package broker

import (
	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/web"
)

// Views are made from replies and from nothing else: the page that tells a person
// what goes shows the Decision that will be issued (design §1.3).

func in(lang web.Lang, t claims.Text) string {
	if lang == web.EN {
		return t.EN
	}
	return t.NL
}

func (s *Server) frame(x *exchange, r flow.Request, school *registry.School) web.Frame {
	f := web.Frame{Path: x.r.URL.RequestURI()}
	if x.r.Method != "GET" {
		f.Path = "" // a form's answer has no address to come back to
	}
	if app, ok := s.Registry().App(r.App); ok {
		f.App = in(x.lang, app.Name)
	}
	if school != nil {
		f.School, f.Sector = school.Name, school.Sector
		f.Help = web.Help{School: school.Name, ICT: school.Contact.ICT}
	}
	return f
}

func (s *Server) refusedFrame(x *exchange, r flow.Refused) web.Frame {
	if r.Request == nil {
		return web.Frame{Path: ""}
	}
	school := r.School
	if school == nil {
		school = r.Chosen
	}
	return s.frame(x, *r.Request, school)
}

func (s *Server) askView(x *exchange, a flow.Ask) web.View {
	f := s.frame(x, a.Request, a.School)
	f.Path = flow.StepPath + "?h=" + a.Handle
	other := ""
	if a.Chosen != nil {
		other = a.Chosen.Name
	}
	if !a.Inform {
		return web.Confirm{Frame: f, Handle: a.Handle, Verifier: a.Verifier, NotYou: a.NotYou,
			Person: a.Decision.Release.Name.Full, OtherSchool: other}
	}
	c := a.App.At(a.School.ID)
	v := web.Information{Frame: f, Handle: a.Handle, Verifier: a.Verifier, Supplier: a.App.Supplier, PrivacyURL: a.App.PrivacyURL,
		Basis: string(c.Basis), Approved: c.Approved, Role: string(a.Decision.Role),
		Received: a.Received, NotYou: a.NotYou, Person: a.Decision.Release.Name.Full, OtherSchool: other,
		Changed: a.Changed, MeURL: "/me"}
	for _, i := range a.Decision.Release.Items.List() {
		row := web.ItemRow{Item: i.String(), Values: valuesOf(a, i), Why: in(x.lang, c.Terms[i].Purpose),
			Optional: a.Decision.Optional.Has(i), On: !a.Off.Has(i)}
		if i.Personal() && (!row.Optional || row.On) {
			v.Passing++
		}
		v.Items = append(v.Items, row)
	}
	return v
}

// valuesOf spells a released item as the person reads it. The app gets our id of
// the school and a word for the role; the page shows the school's name, and the
// words for it come from the language (an empty list of values).
func valuesOf(a flow.Ask, i claims.Item) []string {
	r := a.Decision.Release
	switch i {
	case claims.Name:
		return []string{r.Name.Full}
	case claims.StudentNumber:
		return []string{r.StudentNumber}
	case claims.Class:
		return r.Class
	case claims.School:
		return []string{a.School.Name}
	default:
		return []string{string(r.Role)}
	}
}

func (s *Server) bringView(x *exchange, b flow.Bring) web.View {
	f := s.frame(x, b.Request, b.School)
	f.Path = flow.StepPath + "?h=" + b.Handle
	return web.Bring{Frame: f, Handle: b.Handle, Verifier: b.Verifier, OldSchool: b.Old.Name, Until: b.Until}
}

func (s *Server) broughtView(x *exchange, b flow.Brought) web.View {
	f := s.frame(x, b.Request, b.School)
	f.Path = flow.StepPath + "?h=" + b.Handle
	return web.Brought{Frame: f, Handle: b.Handle, Verifier: b.Verifier, OldSchool: b.Old.Name, Now: b.Now, Person: b.Person}
}

func (s *Server) meView(x *exchange, o flow.Overview) web.View {
	v := web.Me{Frame: web.Frame{Path: flow.StepPath + "?h=" + o.Handle, School: o.School.Name, Sector: o.School.Sector,
		Help: web.Help{School: o.School.Name, ICT: o.School.Contact.ICT}}, Handle: o.Handle, Verifier: o.Verifier, Farewell: o.Farewell,
		LogoutURL: web.PathLeaveMe, Sessions: s.openRows(x, o), Factors: factorRows(o), Keys: o.Keys, Shown: o.Shown}
	for _, k := range o.Kept {
		a := web.MeApp{ID: k.App.ID, Name: in(x.lang, k.App.Name), Supplier: k.App.Supplier, Version: k.Version,
			First: k.First, Last: k.Last, Consent: k.Remembered && k.App.At(o.School.ID).Basis == claims.Consent}
		for _, i := range k.Items.List() {
			a.Items = append(a.Items, i.String())
			a.Purposes = append(a.Purposes, in(x.lang, k.App.At(o.School.ID).Terms[i].Purpose))
		}
		v.Apps = append(v.Apps, a)
	}
	return v
}

func (s *Server) cookieHelpView(again string) web.View { return web.CookieHelp{URL: again} }
