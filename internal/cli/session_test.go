package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// ssoApps: two apps that share sessions, one that answers from its own alone, one that
// asks for more than the others, and one whose every login goes to the school.
func ssoApps(back string) string {
	var b strings.Builder
	for _, a := range []struct{ id, sso, inform, release string }{
		{"een", "{sso: all, idle: 20m, absolute: 2h}", "first_login", "name: {purpose: {nl: Naam., en: Name.}}"},
		{"twee", "{sso: all, idle: 10m, absolute: 2h}", "first_login", "name: {purpose: {nl: Naam., en: Name.}}"},
		{"meer", "{sso: all, idle: 10m, absolute: 2h}", "first_login", "name: {purpose: {nl: Naam., en: Name.}}\n        class: {purpose: {nl: Klas., en: Class.}, optional: true}"},
		{"eigen", "{sso: app, idle: 10m, absolute: 1h}", "never", "name: {purpose: {nl: Naam., en: Name.}}"},
		{"uit", "{sso: off}", "never", "name: {purpose: {nl: Naam., en: Name.}}"},
	} {
		fmt.Fprintf(&b, `
  - id: %[1]s
    name: {nl: %[1]s, en: %[1]s}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [http://127.0.0.1:9/%[1]s]
    backchannel_logout_uri: %[5]s/%[1]s
    id_token_alg: ES256
    session: %[2]s
    contract:
      version: 1
      basis: public_task
      inform: %[3]s
      schools: [petteflat, zonder]
      roles: [student, staff]
      release:
        %[4]s`, a.id, a.sso, a.inform, a.release, back)
	}
	return b.String() + "\n"
}

// ways a request can be answered.
const (
	bySession = "session" // our own step, without a hub
	byPicker  = "picker"
	byHub     = "hub"
)

// ask begins a login and tells who answers; the answer is what came.
func (s *seat) ask(app string, extra ...string) (string, *answer) {
	s.w.t.Helper()
	a := s.get(s.w.request(app, callback(app), extra...))
	if a.StatusCode == 200 {
		return byPicker, a
	}
	to := a.next(s.w.t)
	switch {
	case strings.HasPrefix(to, s.w.issuer+"/login/continue"):
		return bySession, s.get(to)
	case strings.HasPrefix(to, callback(app)):
		return mustQuery(s.w.t, to).Get("error"), a
	}
	return byHub, a
}

// TestSessionAnswers: which request a session answers, and which goes to the school
// (design §5.5). Each is asked in a browser that logged in at one app a moment ago.
func TestSessionAnswers(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, ssoApps(back.URL))
	hour := func(d time.Duration) func(*seat) { return func(*seat) { w.clock.advance(d) } }
	nothing := func(*seat) {}
	for _, c := range []struct {
		name, at string // where the login was
		then     func(*seat)
		app      string
		extra    []string
		want     string
	}{
		{"the same app", "een", nothing, "een", nil, bySession},
		{"another app that shares", "een", nothing, "twee", nil, bySession},
		{"an app of its own session", "eigen", nothing, "eigen", nil, bySession},
		{"its school as a hint", "een", nothing, "een", []string{"login_hint", "petteflat"}, bySession},
		{"a hint of nothing", "een", nothing, "een", []string{"login_hint", "yara"}, bySession},
		{"prompt=none", "een", nothing, "een", []string{"prompt", "none"}, bySession},
		{"prompt=consent", "een", nothing, "een", []string{"prompt", "consent"}, bySession},
		{"young enough", "een", nothing, "een", []string{"max_age", "300"}, bySession},
		{"used before idle", "een", hour(19 * time.Minute), "een", nil, bySession},
		{"a class that nobody knows", "een", nothing, "een", []string{"acr_values", "urn:niets"}, bySession},

		{"sso off", "uit", nothing, "uit", nil, byPicker},
		{"sso off, after a login that shares", "een", nothing, "uit", nil, byPicker},
		{"off, after a login there", "uit", nothing, "een", nil, byPicker},
		{"app, after a login elsewhere", "een", nothing, "eigen", nil, byPicker},
		{"all, after a login of app", "eigen", nothing, "een", nil, byPicker},
		{"more than the school was asked", "een", nothing, "meer", nil, byPicker},
		{"prompt=login", "een", nothing, "een", []string{"prompt", "login"}, byPicker},
		{"prompt=login and max_age", "een", nothing, "een", []string{"prompt", "login", "max_age", "300"}, byPicker},
		{"prompt=select_account", "een", nothing, "een", []string{"prompt", "select_account"}, byPicker},
		{"max_age=0", "een", nothing, "een", []string{"max_age", "0"}, byPicker},
		{"too old for max_age", "een", hour(6 * time.Minute), "een", []string{"max_age", "300"}, byPicker},
		{"another school as a hint", "een", nothing, "een", []string{"login_hint", "zonder"}, byHub},
		{"idle for too long", "een", hour(20*time.Minute + time.Second), "een", nil, byPicker},
		{"idle for too long at the other app", "een", hour(10*time.Minute + time.Second), "twee", nil, byPicker},
		{"a demand of strength", "een", nothing, "een", []string{"claims", `{"id_token":{"acr":{"essential":true,"values":["urn:x"]}}}`}, byPicker},
		{"another person is asked for", "een", nothing, "een", []string{"claims", `{"userinfo":{"sub":{"value":"AAAA"}}}`}, byPicker},
		{"prompt=none, sso off", "uit", nothing, "uit", []string{"prompt", "none"}, "login_required"},
		{"prompt=none, nobody there", "uit", nothing, "een", []string{"prompt", "none"}, "login_required"},
		{"prompt=none, too old", "een", hour(6 * time.Minute), "een", []string{"prompt", "none", "max_age", "300"}, "login_required"},
		{"prompt=none for another person", "een", nothing, "een", []string{"prompt", "none", "claims", `{"userinfo":{"sub":{"value":"AAAA"}}}`}, "login_required"},
		{"after a logout", "een", func(s *seat) { s.leave("GET", url.Values{"id_token_hint": {s.tok["een"].IDToken}}) }, "een", nil, byPicker},
		{"after a logout everywhere else", "een", func(s *seat) { everywhere(w) }, "een", nil, byPicker},
		{"prompt=none after a logout everywhere", "een", func(s *seat) { everywhere(w) }, "een", []string{"prompt", "none"}, "login_required"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := w.sit("petteflat", "yara", c.at)
			c.then(s)
			got, a := s.ask(c.app, c.extra...)
			if got != c.want {
				t.Errorf("answered by %s, want %s:\n%s", got, c.want, text(a.body))
			}
		})
	}
}

// everywhere logs Yara out from a browser that has nothing to do with the others.
func everywhere(w *world) {
	b := w.newBrowser()
	f := b.arrive("/me", "petteflat", "yara").hidden()
	f.Set("all", "1")
	b.post("/me/logout", f)
}

// TestSessionOfAnother: a session answers in its own browser, for its own person, and
// for nobody with half a cookie.
func TestSessionOfAnother(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, ssoApps(back.URL))
	s := w.sit("petteflat", "yara", "een")
	whole := cookieOf(s.browser)
	half, session, _ := strings.Cut(whole, ".")
	strange := strings.Repeat("A", 43)
	for name, cookie := range map[string]string{
		"the session half alone": session, "in the place of the stable half": session + "." + session, "with another stable half": strange + "." + session,
		"the stable half alone": half, "a session half made up": half + "." + strange, "a dot too many": whole + ".", "a half cut short": whole[:len(whole)-1],
		"the halves exchanged": session + "." + half, "nothing": "",
	} {
		b := w.newBrowser()
		u, err := url.Parse(w.issuer)
		if err != nil {
			t.Fatal(err)
		}
		b.c.Jar.SetCookies(u, []*http.Cookie{{Name: "sluis", Value: cookie, Path: "/"}})
		if got, _ := (&seat{b, nil}).ask("een"); got != byPicker {
			t.Errorf("%s: answered by %s", name, got)
		}
		if a := b.get((&seat{b, nil}).leave("GET", url.Values{}).at.String()); strings.Contains(a.body, `data-action="logout"`) {
			t.Errorf("%s: it could log out", name)
		}
	}
	u, _ := url.Parse(w.issuer)
	b := w.newBrowser()
	b.c.Jar.SetCookies(u, []*http.Cookie{{Name: "sluis", Value: whole, Path: "/"}})
	if got, _ := (&seat{b, nil}).ask("een"); got != bySession {
		t.Errorf("the control: answered by %s", got)
	}
}

// TestSessionIsComputedAnew: what a session answers passes every step: the page that is
// due, the books, the contract and the registry of this moment, and a subject, a sid and
// an auth_time that are true.
func TestSessionIsComputedAnew(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, ssoApps(back.URL))
	s := w.sit("petteflat", "yara", "een")
	first := payload(t, s.tok["een"].IDToken)
	w.clock.advance(5 * time.Minute)

	got, page := s.ask("twee") // its first login: the page is due
	if got != bySession || page.StatusCode != 200 || !strings.Contains(text(page.body), "Yara van den Heuvel") {
		t.Fatalf("%s: %d %s", got, page.StatusCode, text(page.body))
	}
	if silent, _ := s.ask("twee", "prompt", "none"); silent != bySession {
		t.Fatal(silent)
	}
	if _, a := s.ask("twee", "prompt", "none"); mustQuery(t, a.next(t)).Get("error") != "interaction_required" {
		t.Errorf("without asking, a page that is due becomes %s", a.next(t))
	}
	half := cookieOf(s.browser)
	tok, second := w.tokens("twee", callback("twee"), mustQuery(t, s.proceed(page).next(t)).Get("code"))
	s.tok["twee"] = tok
	if second["sub"] == first["sub"] || second["sid"] == first["sid"] || second["auth_time"] != first["auth_time"] {
		t.Errorf("%v after %v", second, first)
	}
	if info := w.info(tok.AccessToken); info["name"] != "Yara van den Heuvel" || info["class"] != nil {
		t.Errorf("the app got %v", info)
	}
	if cookieOf(s.browser) == half {
		t.Error("the session half stays at a login")
	}
	// Once informed, silently; and again after each use, up to the absolute end.
	for range 11 {
		got, a := s.ask("een", "prompt", "none")
		if got != bySession || mustQuery(t, a.next(t)).Get("code") == "" {
			t.Fatalf("%s: %s", got, a.Header.Get("Location"))
		}
		w.clock.advance(10 * time.Minute)
	}
	if got, _ := s.ask("een"); got != bySession {
		t.Errorf("within two hours: %s", got)
	}
	w.clock.advance(10 * time.Minute)
	if got, _ := s.ask("een"); got != byPicker {
		t.Errorf("after two hours: %s", got)
	}
	// All of it is one session: a logout reaches both apps.
	s = w.sit("petteflat", "yara", "een")
	_, a := s.ask("twee")
	s.tok["twee"], _ = w.tokens("twee", callback("twee"), mustQuery(t, a.next(t)).Get("code"))
	s.leave("GET", url.Values{"id_token_hint": {s.tok["twee"].IDToken}})
	if s.in("een") || s.in("twee") {
		t.Error("a token works after the logout")
	}
	back.await(t, "/een", 1)
	back.await(t, "/twee", 1)
}

// TestSessionAndRegistry: what was allowed when the session began and is not any more is
// not answered from it.
func TestSessionAndRegistry(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, ssoApps(back.URL))
	whole := w.registry
	for name, c := range map[string]struct{ old, now, want string }{
		"the school wants to be asked each time":      {"home_organisation: 01AB,", "home_organisation: 01AB, reauthenticate: always,", byPicker},
		"so on shared devices":                        {"home_organisation: 01AB,", "home_organisation: 01AB, reauthenticate: shared_device,", byPicker},
		"the app takes no sessions any more":          {"{sso: all, idle: 20m, absolute: 2h}", "{sso: off}", byPicker},
		"the school has gone from the contract":       {"schools: [petteflat, zonder]", "schools: [zonder]", byPicker},
		"the school has moved":                        {"sector: vo, connection: entree, home_organisation: 01AB", "sector: vo, connection: surfconext, home_organisation: petteflat.example", byPicker},
		"sessions are shorter":                        {"{sso: all, idle: 20m, absolute: 2h}", "{sso: all, idle: 1m, absolute: 2h}", byPicker},
		"nothing of it changed, which is the control": {"supplier: Voorbeeld B.V.", "supplier: Ander B.V.", bySession},
	} {
		t.Run(name, func(t *testing.T) {
			s := w.sit("petteflat", "yara", "een")
			w.clock.advance(2 * time.Minute)
			w.stop()
			changed := strings.Replace(whole, c.old, c.now, 1)
			if changed == whole {
				t.Fatal("nothing changed")
			}
			w.write("registry.yaml", changed)
			w.start()
			if got, a := s.ask("een"); got != c.want {
				t.Errorf("answered by %s, want %s:\n%s", got, c.want, text(a.body))
			}
			w.stop()
			w.write("registry.yaml", whole)
			w.start()
		})
	}
}

// TestSessionEndsUnderWay: somebody logs out everywhere while a session is answering.
func TestSessionEndsUnderWay(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, ssoApps(back.URL))
	s := w.sit("petteflat", "yara", "een")
	got, page := s.ask("twee")
	if got != bySession || page.StatusCode != 200 {
		t.Fatal(got)
	}
	everywhere(w)
	if a := s.proceed(page); a.StatusCode < 400 || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("it gives %d to %s", a.StatusCode, a.Header.Get("Location"))
	}
}
