package demo

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"sluis/web"
)

// App gives the demo app: a home page, and a login and a callback for each of its
// four apps.
func (d *Demo) App() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /{$}", d.home)
	for _, a := range d.apps {
		m.HandleFunc("GET /"+a.id+"/login", d.begin(a))
		m.HandleFunc("GET /"+a.id+"/callback", d.finish(a))
		m.HandleFunc("POST /"+a.id+"/logout", d.leave(a))
		m.HandleFunc("GET /"+a.id+"/left", d.gone(a))
		m.HandleFunc("POST /"+a.id+"/backchannel", d.hear(a))
	}
	return d.assets(m)
}

func (d *Demo) lang(r *http.Request) web.Lang {
	return web.ParseLang(r.URL.Query().Get("lang"), r.Header.Get("Accept-Language"))
}

func in(l web.Lang, t text) string {
	if l == web.EN {
		return t.EN
	}
	return t.NL
}

func (d *Demo) home(w http.ResponseWriter, r *http.Request) {
	l := d.lang(r)
	d.write(w, http.StatusOK, l, web.DemoHome{Frame: web.Frame{App: in(l, d.apps[0].name), Path: "/"},
		Nav: d.nav(l, ""), Login: d.apps[0].at + "/" + d.apps[0].id + "/login", Pupils: d.pupils(nil), Tries: d.tries(l)})
}

func (d *Demo) nav(l web.Lang, current string) []web.NavLink {
	var out []web.NavLink
	for _, a := range d.apps {
		out = append(out, web.NavLink{Text: in(l, a.name), URL: a.at + "/" + a.id + "/login", Current: a.id == current})
	}
	return out
}

// tries are logins worth trying: every app, and a few requests that apps may make.
func (d *Demo) tries(l web.Lang) []web.NavLink {
	var out []web.NavLink
	for _, a := range d.apps {
		out = append(out, web.NavLink{Text: in(l, a.name) + ": " + in(l, a.about), URL: a.at + "/" + a.id + "/login"})
	}
	first := d.apps[0]
	for _, t := range []struct {
		words text
		query url.Values
	}{
		{text{"De school moet opnieuw vragen wie je bent (prompt=login)", "The school must ask again who you are (prompt=login)"}, url.Values{"prompt": {"login"}}},
		{text{"Toon de pagina met gegevens nog een keer (prompt=consent)", "Show the page with data once more (prompt=consent)"}, url.Values{"prompt": {"consent"}}},
		{text{"Sla de schoolkeuze over (login_hint)", "Skip the choice of school (login_hint)"}, url.Values{"login_hint": {d.hubs[0].schools[0].ID}}},
		{text{"Zonder iets te vragen (prompt=none): dat kan niet", "Without asking anything (prompt=none): that cannot be"}, url.Values{"prompt": {"none"}}},
	} {
		out = append(out, web.NavLink{Text: in(l, t.words), URL: first.at + "/" + first.id + "/login?" + t.query.Encode()})
	}
	return out
}

// pupils lists people; of one federation, or of both.
func (d *Demo) pupils(only *federation) []web.DemoPupil {
	var out []web.DemoPupil
	for _, f := range d.hubs {
		if only != nil && f != only {
			continue
		}
		for _, p := range f.people {
			out = append(out, web.DemoPupil{Login: p.Login, Password: p.Password, Name: cmp.Or(nameOf(p), p.Login),
				School: f.school(p.School).Name, Federation: f.name, Note: p.Note})
		}
	}
	return out
}

// failed shows what the broker answered instead of a code.
func (d *Demo) failed(a *app) func(w http.ResponseWriter, r *http.Request, code, description, _ string) {
	return func(w http.ResponseWriter, r *http.Request, code, description, _ string) {
		l := d.lang(r)
		d.write(w, http.StatusOK, l, web.DemoResult{Frame: web.Frame{App: in(l, a.name), Path: ""}, Nav: d.nav(l, a.id),
			Federation: "", Person: "", Token: []web.TokenLine{{Claim: "error", Value: quote(code)}, {Claim: "error_description", Value: quote(description)}},
			Tries: d.tries(l)})
	}
}

func quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `'`) + `"` }

// write sends a page of the demo's own origins with the policy that the broker's
// pages have.
func (d *Demo) write(w http.ResponseWriter, status int, l web.Lang, v web.View) {
	p, err := d.pages.Render(v, l)
	if err != nil {
		http.Error(w, "demo: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	policy := "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
	if p.HasScript {
		policy += "; script-src 'self'"
	}
	h.Set("Content-Security-Policy", policy)
	w.WriteHeader(status)
	_, _ = w.Write(p.Body)
}
