package broker

import (
	"net/http"
	"slices"

	"sluis/broker/admin"
	"sluis/broker/flow"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/web"
)

// spokenInJSON are the endpoints that apps call themselves: nobody reads a page there.
var spokenInJSON = []string{"/oauth/token", "/oauth/par", "/oauth/userinfo", "/oauth/introspect", "/oauth/revoke"}

// refuse makes a page of any error. What it is not made for shows a reference and
// no internals (design §5.6).
func (x *exchange) refuse(err error) {
	e := refusal.Of(err)
	if slices.Contains(spokenInJSON, x.r.URL.Path) {
		x.refuseEndpoint(e)
		return
	}
	if err := x.refused(flow.Refused{Err: e}); err != nil {
		x.s.Logger.Error("page not rendered", "error", err.Error())
		http.Error(x.w, e.Code.String(), http.StatusInternalServerError)
	}
}

// refuseEndpoint answers an app in its own language.
func (x *exchange) refuseEndpoint(e *refusal.Error) {
	entry := refusal.Lookup(e.Code)
	x.w.Header().Set("Content-Type", "application/json")
	x.w.Header().Set("Pragma", "no-cache") // RFC 6749 §5.1, as every other answer of an endpoint
	oauth := "invalid_request"
	switch {
	case entry.Status >= 500:
		oauth = "server_error"
	case e.Code == refusal.TooManyRequests:
		oauth = "temporarily_unavailable"
	}
	x.s.logRefusal(flow.Refused{Err: e}, "")
	x.write(entry.Status, []byte(`{"error":"`+oauth+`","error_description":"`+e.Code.String()+`"}`))
}

// refused writes the page of a refusal: what happened, who must act, what to do, a
// code and three words for the help desk, and the way back to the app.
func (x *exchange) refused(r flow.Refused) error {
	entry := refusal.Lookup(r.Err.Code)
	words := x.s.traced(x, r)
	x.count(r)
	x.noteRefused(r, words)
	x.s.logRefusal(r, words)
	if r.Request != nil {
		x.speak(r.Request.Lang)
	}
	if r.Err.Code == refusal.NotFound {
		return x.html(entry.Status, web.NotFound{Frame: web.Frame{Path: x.r.URL.Path}})
	}
	v, err := x.s.refusalView(x, r, entry, words)
	if err != nil {
		return err
	}
	return x.html(entry.Status, v)
}

// logRefusal writes one line: the code, the three words, ids and the cause. It has
// no address, no subject, no query and no handle (design §5.8).
func (s *Server) logRefusal(r flow.Refused, words string) {
	s.refusals.Inc(r.Err.Code.String())
	s.Logger.Info("refused", "code", r.Err.Code.String(), "words", words,
		"app", appID(r.App), "school", schoolID(r.School), "cause", r.Err.Error())
}

func appID(a *registry.App) string {
	if a == nil {
		return ""
	}
	return a.ID
}

func schoolID(s *registry.School) string {
	if s == nil {
		return ""
	}
	return s.ID
}

func (s *Server) refusalView(x *exchange, r flow.Refused, e refusal.Entry, words string) (web.Refusal, error) {
	lang, m := "nl", e.NL
	if x.lang == web.EN {
		lang, m = "en", e.EN
	}
	frame := s.refusedFrame(x, r)
	facts := refusal.Facts{App: frame.App, School: frame.School, Federation: federationName(r), Item: refusal.ItemWord(r.Err.Item, frame.Sector, lang)}
	other := ""
	if r.Chosen != nil {
		facts.Chosen = r.Chosen.Name
		if r.School != nil && r.School.ID != r.Chosen.ID {
			other = r.Chosen.Name
		}
	}
	m = m.Fill(facts)
	v := web.Refusal{Frame: frame, Code: e.Code.String(), Title: m.Title, Lead: m.Lead, Guiltless: e.Guiltless,
		Owner: string(e.Owner), OtherSchool: other, Federation: facts.Federation, Steps: m.Steps, Words: words, At: s.Now(),
		Helpdesk: m.Helpdesk, TraceURL: traceURL(words), Received: r.Received, BackURL: s.Provider.BackURL(r.Request, e.OAuth)}
	for _, i := range r.Missing.List() {
		v.Missing = append(v.Missing, i.String())
	}
	v.Starts = s.starts(x, r)
	switch {
	case r.Retry != "":
		v.AgainURL, v.Again = r.Retry+"&lang="+string(x.lang), web.AgainStep
		return v, nil
	case r.SetUp:
		v.AgainURL, v.Again = "/me?lang="+string(x.lang), web.AgainSetUp
		return v, nil
	}
	var err error
	v.AgainURL, err = s.againURL(r)
	return v, err
}

// againURL is where a new login begins; "" where the person must go to the app. After
// Back the app may have let go of its state and nonce, and would then refuse what a
// second login brings: it begins itself where it has an address for that. Without one,
// an answer that came twice may still belong to a request that the app waits for; a
// redeemed code never does.
func (s *Server) againURL(r flow.Refused) (string, error) {
	code := r.Err.Code
	if r.Request == nil || code == refusal.TooManyLogins || code == refusal.AppStopped {
		return "", nil
	}
	if r.Request.Destination == flow.AttributeCheck {
		return admin.PathCheck, nil
	}
	if code == refusal.RequestSpent {
		return s.Provider.InitiateURL(r.App, r.Request.SchoolHint), nil
	}
	if code == refusal.Replayed || code == refusal.StepUsed {
		at := s.Provider.InitiateURL(r.App, r.Request.SchoolHint)
		if at != "" || code == refusal.StepUsed {
			return at, nil
		}
	}
	sealed, err := s.Flow.Again(*r.Request)
	if err != nil {
		return "", err
	}
	return "/login/start?t=" + sealed, nil
}

var federationNames = map[claims.Federation]string{claims.Entree: "Entree", claims.SURFconext: "SURFconext"}

func federationName(r flow.Refused) string {
	if r.Connection == nil {
		return ""
	}
	return federationNames[r.Connection.Federation]
}
