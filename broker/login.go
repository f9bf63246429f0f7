package broker

import (
	"mime"
	"net/http"
	"net/url"

	"github.com/gorilla/mux"

	"sluis/broker/flow"
	"sluis/claims"
	"sluis/internal/refusal"
)

// authorize takes GET and POST alike. A POST reads no cookie, since it may come
// from another site: it goes on at our own GET.
func (s *Server) authorize(x *exchange) error {
	raw := x.r.URL.RawQuery
	if x.r.Method == http.MethodPost {
		body, err := x.formBody()
		if err != nil {
			return err
		}
		raw += "&" + body // a parameter that stands in both was sent twice
	}
	a := s.Provider.Authorize(x.r.Context(), raw)
	if err := x.mayBegin(a); err != nil {
		return err
	}
	switch {
	case a.Page != nil:
		return a.Page
	case a.Error != nil:
		return x.respond(*a.Error, nil)
	case x.r.Method == http.MethodPost:
		sealed, err := s.Flow.Again(*a.Request)
		if err != nil {
			return err
		}
		return x.redirect("/login/start?t=" + sealed)
	}
	b := x.browser()
	x.bind(b)
	return x.reply(s.Flow.Begin(x.r.Context(), *a.Request, b))
}

// start goes on with a sealed request: after a POST to authorize, after the check
// that our cookie is kept, and from a refusal's "log in again".
func (s *Server) start(x *exchange) error {
	b := x.browser()
	if again := queryValue(x.r, "c"); b.Half == "" && again == helped {
		return x.reply(s.Flow.NoCookie(x.r.Context(), queryValue(x.r, "t")))
	} else if b.Half == "" && again != "" {
		return x.cookieHelp()
	}
	x.bind(b)
	return x.reply(s.Flow.Resume(x.r.Context(), queryValue(x.r, "t"), queryValue(x.r, "lang"), b))
}

// picker is the same page, searched.
func (s *Server) picker(x *exchange) error {
	x.bind(x.browser())
	return x.reply(s.Flow.Search(x.r.Context(), queryValue(x.r, "t"), queryValue(x.r, "lang"), x.abroad))
}

func (s *Server) pickerResults(x *exchange) error {
	ask, ok := s.Flow.Search(x.r.Context(), queryValue(x.r, "t"), queryValue(x.r, "lang"), x.abroad).(flow.AskSchool)
	if !ok {
		return refusal.New(refusal.FormExpired, nil)
	}
	return x.html(http.StatusOK, s.results(x, ask))
}

// choose is the picker's form.
func (s *Server) choose(x *exchange) error {
	f, err := x.form()
	if err != nil {
		return err
	}
	b := x.browser()
	if f.Get("remember") == "on" {
		s.setCookie(x.w, schoolCookie, f.Get("school"), rememberSeconds)
	}
	return x.reply(s.Flow.Choose(x.r.Context(), f.Get("t"), f.Get("school"), f.Get("lang"), b))
}

// acs takes what a hub makes the browser post. It reads no cookie, and answers
// with our own page (design §5.2).
func (s *Server) acs(x *exchange) error {
	media, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return refusal.New(refusal.AnswerForm, err)
	}
	body, err := x.body()
	if err != nil {
		return refusal.New(refusal.AnswerTooLarge, err)
	}
	p, err := parsePost(body)
	if err != nil {
		return refusal.New(refusal.AnswerForm, err)
	}
	if err := x.unblockedAnswer(p.relay); err != nil {
		return err
	}
	if err := s.Flow.MayReturn(x.r.Context(), p.relay, x.abroad); err != nil {
		return err
	}
	return x.reply(s.Flow.Receive(x.r.Context(), mux.Vars(x.r)["connection"], p.relay, p.response))
}

// resume is our own page after the hub.
func (s *Server) resume(x *exchange) error {
	b := x.browser()
	if b.Half == "" && queryValue(x.r, "c") == "" {
		return x.cookieHelp()
	}
	return x.reply(s.Flow.Continue(x.r.Context(), queryValue(x.r, "h"), b))
}

// helped marks an address that the help page has led to.
const helped = "2"

// cookieHelp is for browsers that leave a Lax cookie out after another site's
// redirect (Safari before 12.1): one link to the same address, once.
func (x *exchange) cookieHelp() error {
	q := x.r.URL.Query()
	q.Set("c", helped)
	return x.html(http.StatusOK, x.s.cookieHelpView(x.r.URL.Path+"?"+q.Encode()))
}

func (s *Server) answer(x *exchange) error {
	f, err := x.form()
	if err != nil {
		return err
	}
	c := flow.Choice{Kind: flow.ChoiceKind(f.Get("answer")), Verifier: f.Get("v")}
	switch c.Kind {
	case flow.Proceed, flow.Decline, flow.NotMe, flow.Fetch, flow.NewHere:
	default:
		return refusal.New(refusal.StepMismatch, nil)
	}
	for _, name := range f["item"] {
		if i, ok := claims.ParseItem(name); ok {
			c.On = c.On.With(i)
		}
	}
	return x.reply(s.Flow.Answer(x.r.Context(), f.Get("h"), x.browser(), c))
}

func (s *Server) me(x *exchange) error {
	b := x.browser()
	x.bind(b)
	return x.reply(s.Flow.Begin(x.r.Context(), flow.Request{Destination: flow.Me, Fresh: true, Lang: queryValue(x.r, "lang")}, b))
}

func (s *Server) withdraw(x *exchange) error {
	f, err := x.form()
	if err != nil {
		return err
	}
	return x.reply(s.Flow.Withdraw(x.r.Context(), f.Get("h"), x.browser(), f.Get("v"), f.Get("app")))
}

func (s *Server) metadata(x *exchange) error {
	b, ok := s.SPMetadata(mux.Vars(x.r)["connection"])
	if !ok {
		return refusal.New(refusal.NotFound, nil)
	}
	x.w.Header().Set("Content-Type", "application/samlmetadata+xml")
	x.w.Header().Set("Cache-Control", "public, max-age=3600")
	x.write(http.StatusOK, b)
	return nil
}

// formBody is the body where it is a form, and nothing where it is not.
func (x *exchange) formBody() (string, error) {
	if media, _, err := mime.ParseMediaType(x.r.Header.Get("Content-Type")); err == nil && media == "application/x-www-form-urlencoded" {
		return x.body()
	}
	return "", nil
}

// form reads the body of one of our own forms.
func (x *exchange) form() (url.Values, error) {
	body, err := x.formBody()
	if err != nil {
		return nil, err
	}
	f, err := url.ParseQuery(body)
	if err != nil {
		return nil, refusal.New(refusal.FormExpired, err)
	}
	return f, nil
}
