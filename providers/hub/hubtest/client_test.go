package hubtest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

// parse is for addresses that a test writes down.
func parse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// TestSameSite: what the client sends along is what browsers do (RFC 6265bis). The
// row that matters is Lax with a cross-site POST: the assertion consumer service
// must not see our cookie.
func TestSameSite(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/set" {
			for name, mode := range map[string]http.SameSite{"lax": http.SameSiteLaxMode, "strict": http.SameSiteStrictMode, "unset": http.SameSiteDefaultMode} {
				http.SetCookie(w, &http.Cookie{Name: name, Value: "1", SameSite: mode})
			}
			w.Header().Add("Set-Cookie", "none=1; SameSite=None")
			return
		}
		var names []string
		for _, want := range []string{"lax", "none", "strict", "unset"} {
			if _, err := r.Cookie(want); err == nil {
				names = append(names, want)
			}
		}
		fmt.Fprint(w, strings.Join(names, " "), "; ", r.Header.Get("Sec-Fetch-Site"), "; ", r.Header.Get("Origin"))
	}))
	t.Cleanup(server.Close)
	c := hubtest.New()
	if _, err := c.Get(t.Context(), server.URL+"/set"); err != nil {
		t.Fatal(err)
	}
	same, other := parse(t, server.URL+"/page"), parse(t, "http://hub.test/page")
	for _, row := range []struct {
		name string
		r    hubtest.Request
		want string
	}{
		{"typed in", hubtest.Request{}, "lax none strict unset; none; "},
		{"own page, POST", hubtest.Request{Method: http.MethodPost, From: same}, "lax none strict unset; same-origin; " + server.URL},
		{"another site, GET", hubtest.Request{From: other}, "lax none unset; cross-site; "},
		{"another site, POST", hubtest.Request{Method: http.MethodPost, From: other}, "none; cross-site; http://hub.test"},
		{"another port, POST", hubtest.Request{Method: http.MethodPost, From: parse(t, "http://127.0.0.1:1/")}, "lax none strict unset; same-site; http://127.0.0.1:1"},
		{"another scheme, POST", hubtest.Request{Method: http.MethodPost, From: parse(t, "https://127.0.0.1/")}, "none; cross-site; https://127.0.0.1"},
	} {
		row.r.URL = same
		p, err := c.Do(t.Context(), row.r)
		if err != nil || string(p.Body) != row.want {
			t.Errorf("%s: %q, want %q (%v)", row.name, p.Body, row.want, err)
		}
	}
}

// TestForms: fields in their order, as the page fills them, and one button.
func TestForms(t *testing.T) {
	t.Parallel()
	p := &hubtest.Page{URL: parse(t, "https://a.test/x/y?z=1"), Status: http.StatusOK, Body: []byte(`<!doctype html>
		<form action="../to" method="POST"><input type=hidden name=a value="1&amp;2"><input type=hidden name=a value=3>
		<input type=checkbox name=on checked><input type=checkbox name=off><input type=radio name=r value=x><input type=radio name=r value=y checked>
		<select name=s><option>een<option value=2 selected>twee</select><textarea name=t>tekst</textarea>
		<input name=gone value=1 disabled><input type=file name=f><button name=b value=ja data-action=continue>Ja <b>graag</b></button>
		<button type=button name=no>nee</button><input type=submit name=c value=Stop></form>
		<form><input name=q></form>`)}
	forms := p.Forms()
	if len(forms) != 2 || len(forms[0].Buttons) != 2 || !forms[0].Visible || forms[0].Password {
		t.Fatalf("%+v", forms)
	}
	b := forms[0].Button(func(b hubtest.Button) bool { return b.Action == "continue" })
	if b == nil || b.Text != "Ja graag" {
		t.Fatalf("button %+v", b)
	}
	r := forms[0].Submit(b, hub.Field{Name: "t", Value: "ander"}, hub.Field{Name: "new", Value: "+"})
	if r.Method != http.MethodPost || r.URL.String() != "https://a.test/to" || fmt.Sprint(r.Form) != "[{a 1&2} {a 3} {on on} {r y} {s 2} {t ander} {b ja} {new +}]" {
		t.Errorf("%s %s %v", r.Method, r.URL, r.Form)
	}
	if r := forms[1].Submit(nil, hub.Field{Name: "q", Value: "a b"}); r.Method != http.MethodGet || r.URL.String() != "https://a.test/x/y?q=a+b" {
		t.Errorf("%s %s", r.Method, r.URL)
	}
	if got := p.Text(); !strings.Contains(got, "Ja graag nee") {
		t.Errorf("text %q", got)
	}
}

// TestRedirects: 303 makes a GET of a POST and drops the form, 307 keeps both: that
// is why the broker never sends it.
func TestRedirects(t *testing.T) {
	t.Parallel()
	from := parse(t, "https://hub.test/")
	for status, want := range map[int]string{303: "GET 0", 302: "GET 0", 307: "POST 1", 308: "POST 1"} {
		p := &hubtest.Page{
			Request: hubtest.Request{Method: http.MethodPost, Form: []hub.Field{{Name: "secret", Value: "1"}}, From: from},
			URL:     parse(t, "https://broker.test/acs"), Status: status, Header: http.Header{"Location": {"/next"}},
		}
		next, ok := p.Next()
		if got := fmt.Sprint(next.Method, " ", len(next.Form)); !ok || got != want || next.URL.String() != "https://broker.test/next" || next.From != from {
			t.Errorf("%d: %s to %s", status, got, next.URL)
		}
	}
	for _, p := range []*hubtest.Page{{Status: 200, Header: http.Header{"Location": {"/x"}}}, {Status: 303, Header: http.Header{}}} {
		p.URL = from
		if _, ok := p.Next(); ok {
			t.Errorf("status %d without a target leads on", p.Status)
		}
	}
}

// app is a site with one page of each kind that a login meets beside the hub.
func app(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /start", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/picker", http.StatusSeeOther) })
	mux.HandleFunc("GET /picker", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<form action=/information><input name=q><button name=school value=other>x</button><button name=school value=petteflat>y</button></form>`)
	})
	mux.HandleFunc("GET /information", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<form method=post action=/auto><input type=hidden name=school value=`, r.FormValue("school"), `><button data-action=decline name=no value=1>nee</button><button data-action=continue>ja</button></form>`)
	})
	mux.HandleFunc("POST /auto", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<form method=post action=/callback><input type=hidden name=code value=`, r.FormValue("school")+r.FormValue("no"), `></form>`)
	})
	mux.HandleFunc("POST /callback", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "got ", r.FormValue("code")) })
	mux.HandleFunc("GET /refused", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `<form action=/start><button data-action=continue>opnieuw</button></form>`)
	})
	mux.HandleFunc("GET /loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusSeeOther) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// TestLoginDefaults: the school's own button, the continuing one, a form that posts
// itself; and it stops where it is told to, at a refusal, and never in a loop.
func TestLoginDefaults(t *testing.T) {
	t.Parallel()
	site := app(t)
	yara := hub.Person{Login: "yara", School: "petteflat"}
	p, err := hubtest.New().Login(t.Context(), site+"/start", yara, nil)
	if err != nil || p.Text() != "got petteflat" {
		t.Errorf("to the end: %v, %s", err, p.Text())
	}
	p, err = hubtest.New().Login(t.Context(), site+"/start", yara, func(u *url.URL) bool { return u.Path == "/callback" })
	if err != nil || p.Status != 0 || p.Request.Field("code") != "petteflat" {
		t.Errorf("stopped: %v, %+v", err, p)
	}
	if p, err = hubtest.New().Login(t.Context(), site+"/refused", yara, nil); err != nil || p.Status != http.StatusForbidden {
		t.Errorf("a refusal: %v, %d", err, p.Status)
	}
	if _, err = hubtest.New().Login(t.Context(), site+"/loop", yara, nil); err == nil {
		t.Error("a loop has an end")
	}
	if _, err = hubtest.New().Get(t.Context(), site+"/loop"); err == nil {
		t.Error("a loop of redirects has an end")
	}
}

// TestHooks: a test can answer a page itself, and make any request of a login twice.
func TestHooks(t *testing.T) {
	t.Parallel()
	site := app(t)
	c := hubtest.New()
	c.Answer = func(p *hubtest.Page, _ hub.Person) (*hubtest.Request, error) {
		if p.URL.Path != "/information" {
			return nil, hubtest.ErrDefault
		}
		f := p.Forms()[0]
		r := f.Submit(f.Button(func(b hubtest.Button) bool { return b.Action == "decline" }))
		return &r, nil
	}
	made := 0
	c.Hop = func(ctx context.Context, n int, r hubtest.Request, do hubtest.Do) (*hubtest.Page, error) {
		made++
		if _, err := do(ctx, r); err != nil {
			return nil, err
		}
		return do(ctx, r)
	}
	p, err := c.Login(t.Context(), site+"/start", hub.Person{School: "petteflat"}, nil)
	if err != nil || p.Text() != "got petteflat1" || made != 5 {
		t.Errorf("declined: %v, %s, %d hops", err, p.Text(), made)
	}
}
