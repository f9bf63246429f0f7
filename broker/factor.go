package broker

import (
	"net/http"
	"strings"

	"sluis/broker/flow"
	"sluis/internal/refusal"
	"sluis/web"
)

// stepUp is the page that asks for a factor of the person's own.
func (s *Server) stepUp(x *exchange) error {
	b := x.browser()
	if b.Half == "" && queryValue(x.r, "c") == "" {
		return x.cookieHelp()
	}
	return x.reply(s.Flow.Answer(x.r.Context(), queryValue(x.r, "h"), b, flow.Choice{Kind: flow.Look}))
}

// prove is its form.
func (s *Server) prove(x *exchange) error {
	f, err := x.form()
	if err != nil {
		return err
	}
	x.speak(f.Get("lang"))
	c := flow.Choice{Kind: flow.ChoiceKind(f.Get("by")), Verifier: f.Get("v")}
	switch c.Kind {
	case flow.ShowKey:
		c.Shown = f.Get("answer")
	case flow.ShowCode, flow.ShowRecovery:
		c.Shown = f.Get("code")
	case flow.Skip, flow.Decline:
	default:
		return refusal.New(refusal.StepMismatch, nil)
	}
	return x.inLanguage(s.Flow.Answer(x.r.Context(), f.Get("h"), x.browser(), c))
}

// ownFactors is a form of the section for factors on the person's own page.
func (s *Server) ownFactors(x *exchange) error {
	f, err := x.form()
	if err != nil {
		return err
	}
	x.speak(f.Get("lang"))
	shown := f.Get("code")
	if shown == "" {
		shown = f.Get("answer")
	}
	return x.inLanguage(s.Flow.Secure(x.r.Context(), x.browser(), flow.Secure{Handle: f.Get("h"), Verifier: f.Get("v"),
		Act: flow.Act(f.Get("act")), ID: f.Get("id"), Name: f.Get("name"), Enrolment: f.Get("e"), Shown: shown}))
}

// seed shows what a code generator is set up with.
func (s *Server) seed(x *exchange) error {
	return x.reply(s.Flow.SeedOf(x.r.Context(), queryValue(x.r, "h"), queryValue(x.r, "e"), x.browser()))
}

// inLanguage keeps the language of a form on the page that it leads to.
func (x *exchange) inLanguage(r flow.Reply) error {
	if to, ok := r.(flow.Redirect); ok && strings.HasPrefix(to.URL, "/") {
		path, fragment, _ := strings.Cut(to.URL, "#")
		to.URL = path + "&lang=" + string(x.lang)
		if fragment != "" {
			to.URL += "#" + fragment
		}
		r = to
	}
	return x.reply(r)
}

// replyFactor writes what is about a person's own factors.
func (x *exchange) replyFactor(r flow.Reply) (handled bool, err error) {
	switch r := r.(type) {
	case flow.AskFactor:
		x.speak(r.Request.Lang)
		return true, x.html(http.StatusOK, x.s.askFactorView(x, r), loopbackOrigin(r.Request.RedirectURI)...)
	case flow.NewKey:
		return true, x.html(http.StatusOK, web.FactorKey{Frame: x.s.leavingFrame(x, "", nil, r.School), Handle: r.Handle, Verifier: r.Verifier, Options: r.Options})
	case flow.NewApp:
		return true, x.html(http.StatusOK, web.FactorApp{Frame: x.s.leavingFrame(x, x.r.URL.RequestURI(), nil, r.School),
			Handle: r.Handle, Verifier: r.Verifier, Enrolment: r.Enrolment, Seed: r.Seed.Reveal(), URI: r.URI.Reveal()})
	case flow.Codes:
		v := web.FactorCodes{Frame: x.s.leavingFrame(x, "", nil, r.School), Handle: r.Handle}
		for _, c := range r.Codes {
			v.Codes = append(v.Codes, c.Reveal())
		}
		return true, x.html(http.StatusOK, v)
	}
	return false, nil
}

func (s *Server) askFactorView(x *exchange, r flow.AskFactor) web.View {
	f := s.leavingFrame(x, flow.StepUpPath+"?h="+r.Handle, r.App, r.School)
	return web.StepUp{Frame: f, Handle: r.Handle, Verifier: r.Verifier, Options: r.Key, Code: r.Code, Recovery: r.Recovery, Locked: r.Locked, Skip: r.Skip, Own: r.App == nil, BySchool: r.BySchool}
}

// factorRows are a person's own factors.
func factorRows(o flow.Overview) []web.MeFactor {
	var out []web.MeFactor
	for _, f := range o.Factors {
		out = append(out, web.MeFactor{ID: f.ID, Kind: string(f.Kind), Name: f.Name, Made: f.Made, Used: f.Used, Suspended: f.Suspended != "", Left: f.Left})
	}
	return out
}
