package broker

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"sluis/broker/flow"
	"sluis/broker/trace"
	"sluis/internal/refusal"
	"sluis/web"
)

// traced keeps how far a refused login came, and gives the three words that find it.
func (s *Server) traced(x *exchange, r flow.Refused) string {
	t := trace.Trace{Code: int(r.Err.Code), App: appID(r.App), School: schoolID(r.School), Chosen: schoolID(r.Chosen),
		Asked: millis(r.Trail.Asked), Received: millis(r.Trail.Received), Refused: millis(s.Now()),
		Passed: r.Trail.Passed, Failed: r.Trail.Failed, Names: r.Trail.Names, Others: r.Trail.Others}
	if r.Connection != nil {
		t.Connection = r.Connection.ID
	}
	for _, i := range r.Missing.List() {
		t.Missing = append(t.Missing, i.String())
	}
	words, err := s.Traces.Keep(x.r.Context(), t)
	if err != nil {
		s.Logger.Error("trace not kept", "error", err.Error())
	}
	return words
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// explain is the page where the three words of a refusal lead.
func (s *Server) explain(x *exchange) error {
	words := trace.Spoken(queryValue(x.r, "w"))
	v := web.Explain{Frame: web.Frame{Path: x.r.URL.RequestURI()}, Words: words}
	if words == "" {
		return x.html(http.StatusOK, v)
	}
	t, err := s.Traces.Find(x.r.Context(), words, s.address(x.r))
	switch {
	case errors.Is(err, trace.ErrGuessing):
		return refusal.New(refusal.TooManyGuesses, nil)
	case errors.Is(err, trace.ErrNotKept):
		v.Unknown = true
		return x.html(http.StatusNotFound, v)
	case err != nil:
		return refusal.New(refusal.StoreUnavailable, err)
	}
	v.Found = s.explained(x, t)
	return x.html(http.StatusOK, v)
}

// explained puts names to the ids of a trace, by the registry of this moment; what
// was removed since keeps its id.
func (s *Server) explained(x *exchange, t trace.Trace) *web.Explained {
	snap := s.Registry()
	e := refusal.Lookup(refusal.Code(t.Code))
	m := e.NL
	if x.lang == web.EN {
		m = e.EN
	}
	out := &web.Explained{Code: e.Code.String(), Owner: string(e.Owner), App: t.App, School: t.School, Chosen: t.Chosen, Connection: t.Connection,
		Asked: instant(t.Asked), Received: instant(t.Received), Refused: instant(t.Refused),
		Passed: t.Passed, Failed: t.Failed, Names: t.Names, Others: t.Others, Missing: t.Missing}
	if app, ok := snap.App(t.App); ok {
		out.App = in(x.lang, app.Name)
	}
	for _, name := range []*string{&out.Chosen, &out.School} {
		if school, ok := snap.School(*name); ok {
			*name, out.Sector = school.Name, school.Sector
		}
	}
	if c, ok := snap.Connection(t.Connection); ok {
		out.Federation = federationNames[c.Federation]
	}
	facts := refusal.Facts{App: out.App, School: out.School, Chosen: out.Chosen, Federation: out.Federation}
	if out.School == "" {
		facts.School = out.Chosen
	}
	if len(t.Missing) > 0 {
		facts.Item = refusal.ItemWord(t.Missing[0], out.Sector, m.Lang)
	}
	m = m.Fill(facts)
	out.Title, out.Helpdesk = m.Title, m.Helpdesk
	return out
}

// traceURL is the address of a trace, for the fold of the help desk.
func traceURL(words string) string {
	if words == "" {
		return ""
	}
	return web.PathExplain + "?w=" + url.QueryEscape(words)
}
