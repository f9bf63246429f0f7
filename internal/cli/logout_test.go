package cli

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/internal/refusal"
)

// hearer is an app's back-channel endpoint: it writes down what it is told.
type hearer struct {
	*httptest.Server
	mu     sync.Mutex
	tokens map[string][]string // by path
	calls  map[string]int
	answer func(path string) int // a status; nil: 200
	slow   map[string]time.Duration
}

func newHearer(t *testing.T) *hearer {
	d := &hearer{tokens: map[string][]string{}, calls: map[string]int{}}
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		time.Sleep(d.slow[r.URL.Path])
		form, _ := url.ParseQuery(string(body))
		d.mu.Lock()
		defer d.mu.Unlock()
		d.calls[r.URL.Path]++
		status := http.StatusOK
		if d.answer != nil {
			status = d.answer(r.URL.Path)
		}
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || len(form) != 1 {
			status = http.StatusTeapot
		}
		if status == http.StatusOK || status == http.StatusNoContent {
			d.tokens[r.URL.Path] = append(d.tokens[r.URL.Path], form.Get("logout_token"))
		}
		if status == http.StatusSeeOther {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(d.Close)
	return d
}

func (d *hearer) set(answer func(path string) int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer = answer
}

func (d *hearer) count(path string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls[path]
}

// await gives the tokens that came to a path, once there are n.
func (d *hearer) await(t *testing.T, path string, n int) []string {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		d.mu.Lock()
		got := d.tokens[path]
		d.mu.Unlock()
		if len(got) >= n {
			return got
		}
	}
	t.Fatalf("%s was told %d times, want %d", path, len(d.tokens[path]), n)
	return nil
}

const (
	left    = "http://127.0.0.1:9/left"
	leftToo = "http://127.0.0.1:9/left?from=sluis"
)

// logoutApps: two that are told, of which one by ES256, and one that cannot be.
func logoutApps(back string) string {
	out := strings.Replace(worldApps, "    origins: [http://127.0.0.1:9]\n", "    post_logout_redirect_uris: [\""+left+"\", \""+leftToo+"\"]\n    backchannel_logout_uri: "+back+"/portfolio\n", 1)
	out = strings.Replace(out, "    redirect_uris: [http://127.0.0.1:9/stil]\n", "    redirect_uris: [http://127.0.0.1:9/stil]\n    post_logout_redirect_uris: [http://127.0.0.1:9/stil-left]\n    backchannel_logout_uri: "+back+"/stil\n", 1)
	return out + strings.ReplaceAll(strings.Replace(worldApps[strings.Index(worldApps, "  - id: stil"):], "id: stil", "id: doof", 1), "9/stil", "9/doof")
}

// seat is a browser with the tokens of its logins.
type seat struct {
	*browser
	tok map[string]tokens // by app
}

func (w *world) sit(school, login string, apps ...string) *seat {
	w.t.Helper()
	s := &seat{w.newBrowser(), map[string]tokens{}}
	for _, app := range apps {
		s.enter(app, school, login)
	}
	return s
}

func callback(app string) string {
	if app == "portfolio" {
		return portfolioURI
	}
	return "http://127.0.0.1:9/" + app
}

func (s *seat) enter(app, school, login string, extra ...string) {
	s.w.t.Helper()
	s.tok[app], _ = s.w.tokens(app, callback(app), s.login(s.w.request(app, callback(app), extra...), school, login).Get("code"))
}

// in reports whether an app's access token works still.
func (s *seat) in(app string) bool {
	s.w.t.Helper()
	return s.w.userinfo(s.tok[app].AccessToken).StatusCode == http.StatusOK
}

// leave asks for a logout as an app would, and follows to our own page.
func (s *seat) leave(method string, q url.Values) *answer {
	s.w.t.Helper()
	var a *answer
	if method == http.MethodPost {
		a = s.w.newBrowser().post("/oauth/logout", q) // another site's form: no cookie
	} else {
		a = s.get("/oauth/logout?" + q.Encode())
	}
	if a.StatusCode != http.StatusSeeOther {
		return a
	}
	return s.get(a.next(s.w.t))
}

// TestLogout is the whole way: an app asks with an ID token of this session, by GET and
// by POST; the browser comes back with its state, every token of the session is dead, and
// every app that can be told hears of it under its own sid and sub.
func TestLogout(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			back := newHearer(t)
			w := newWorld(t, logoutApps(back.URL))
			s := w.sit("petteflat", "yara", "portfolio", "stil", "doof")
			other := w.sit("petteflat", "docent", "portfolio")
			a := s.leave(method, url.Values{"id_token_hint": {s.tok["portfolio"].IDToken}, "post_logout_redirect_uri": {leftToo}, "state": {"a b&c=é"}})
			if to := a.next(t); to != leftToo+"&state=a+b%26c%3D%C3%A9" {
				t.Errorf("the browser goes to %s", to)
			}
			if a.Header.Get("Clear-Site-Data") != `"cache", "storage"` || !strings.Contains(a.Header.Get("Set-Cookie"), "sluis=; Path=/; Max-Age=0") {
				t.Errorf("headers %v", a.Header)
			}
			for app := range s.tok {
				if s.in(app) {
					t.Errorf("the token of %s works still", app)
				}
			}
			if !other.in("portfolio") {
				t.Error("another person was logged out")
			}
			for _, app := range []string{"portfolio", "stil"} {
				heard(t, w, s.tok[app], app, back.await(t, "/"+app, 1)[0])
			}
			time.Sleep(100 * time.Millisecond)
			if back.count("/portfolio") != 1 || back.count("/stil") != 1 {
				t.Errorf("told %v", back.calls)
			}
		})
	}
}

// heard holds a logout token to OpenID Connect Back-Channel Logout 1.0 §2.4 and §2.6.
func heard(t *testing.T, w *world, tok tokens, app, jwt string) {
	t.Helper()
	var h struct{ Alg, Typ, Kid string }
	head, err := base64.RawURLEncoding.DecodeString(strings.Split(jwt, ".")[0])
	if err != nil || json.Unmarshal(head, &h) != nil {
		t.Fatal(err)
	}
	if want := map[string]string{"portfolio": "RS256", "stil": "ES256"}[app]; h.Alg != want || h.Typ != "logout+jwt" {
		t.Errorf("%s got a header %s", app, head)
	}
	if _, err := w.node.ring.VerifyOwn("logout+jwt", jwt); err != nil {
		t.Errorf("%s: %v", app, err)
	}
	if _, err := w.node.ring.VerifyOwn("JWT", jwt); err == nil {
		t.Errorf("%s: it passes for an ID token", app)
	}
	id, out := payload(t, tok.IDToken), payload(t, jwt)
	events, ok := out["events"].(map[string]any)
	if event, is := events["http://schemas.openid.net/event/backchannel-logout"].(map[string]any); !ok || !is || len(events) != 1 || len(event) != 0 {
		t.Errorf("%s: events %v", app, out["events"])
	}
	if out["iss"] != w.issuer || out["aud"] != app || out["sub"] != id["sub"] || out["sid"] != id["sid"] || out["jti"] == "" || len(out) != 8 {
		t.Errorf("%s: %v, ID token %v", app, out, id)
	}
	if life := out["exp"].(float64) - out["iat"].(float64); life <= 0 || life > 120 {
		t.Errorf("%s: it lives %v s", app, life)
	}
}

// TestLogoutRefuses: what is wrong with a request is a page, by GET and by POST, and
// never a redirect; nobody is logged out.
func TestLogoutRefuses(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, logoutApps(back.URL))
	s := w.sit("petteflat", "yara", "portfolio", "stil")
	hint := s.tok["portfolio"].IDToken
	part := strings.Split(hint, ".")
	encode := base64.RawURLEncoding.EncodeToString
	portfolio, _ := w.node.live.Snapshot().App("portfolio")
	logoutToken, err := w.node.provider.LogoutToken(portfolio, "x", "y")
	if err != nil {
		t.Fatal(err)
	}
	foreign := newWorld(t, logoutApps(back.URL))
	strange := foreign.sit("petteflat", "yara", "portfolio").tok["portfolio"].IDToken
	cases := []struct {
		name, query string
		want        refusal.Code
	}{
		{"unknown client", "client_id=niemand", refusal.UnknownApp},
		{"client in capitals", "client_id=Portfolio", refusal.UnknownApp},
		{"address without client or hint", "post_logout_redirect_uri=" + url.QueryEscape(left), refusal.LogoutURI},
		{"address with an empty client", "client_id=&post_logout_redirect_uri=" + url.QueryEscape(left), refusal.LogoutURI},
		{"another app's address", "client_id=stil&post_logout_redirect_uri=" + url.QueryEscape(left), refusal.LogoutURI},
		{"another app's address by hint", "id_token_hint=" + s.tok["stil"].IDToken + "&post_logout_redirect_uri=" + url.QueryEscape(left), refusal.LogoutURI},
		{"an app without addresses", "client_id=doof&post_logout_redirect_uri=" + url.QueryEscape(left), refusal.LogoutURI},
		{"a callback is no such address", "client_id=portfolio&post_logout_redirect_uri=" + url.QueryEscape(portfolioURI), refusal.LogoutURI},
		{"hint and another client", "client_id=stil&id_token_hint=" + hint, refusal.LogoutHint},
		{"hint in two parts", "id_token_hint=" + part[0] + "." + part[1], refusal.LogoutHint},
		{"hint without signature", "id_token_hint=" + part[0] + "." + part[1] + ".", refusal.LogoutHint},
		{"hint with another payload", "id_token_hint=" + part[0] + "." + encode([]byte(`{"iss":"`+w.issuer+`","aud":"portfolio","sub":"x","sid":"y"}`)) + "." + part[2], refusal.LogoutHint},
		{"hint by none", "id_token_hint=" + encode([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + part[1] + ".", refusal.LogoutHint},
		{"hint by HS256", "id_token_hint=" + encode([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part[1] + "." + part[2], refusal.LogoutHint},
		{"hint of another app's algorithm", "id_token_hint=" + strings.Split(s.tok["stil"].IDToken, ".")[0] + "." + part[1] + "." + part[2], refusal.LogoutHint},
		{"a logout token as hint", "id_token_hint=" + logoutToken, refusal.LogoutHint},
		{"an access token as hint", "id_token_hint=" + s.tok["portfolio"].AccessToken, refusal.LogoutHint},
		{"another installation's hint", "id_token_hint=" + strange, refusal.LogoutHint},
		{"hint with a line break", "id_token_hint=" + part[0] + "%0A." + part[1] + "." + part[2], refusal.LogoutHint},
		{"hint twice", "id_token_hint=" + hint + "&id_token_hint=" + hint, refusal.DuplicateParameter},
		{"client twice", "client_id=portfolio&client_id=portfolio", refusal.DuplicateParameter},
		{"address twice", "client_id=portfolio&post_logout_redirect_uri=" + url.QueryEscape(left) + "&post_logout_redirect_uri=" + url.QueryEscape(left), refusal.DuplicateParameter},
		{"state twice", "id_token_hint=" + hint + "&state=a&state=a", refusal.DuplicateParameter},
		{"language twice", "ui_locales=nl&ui_locales=en", refusal.DuplicateParameter},
		{"a state without end", "id_token_hint=" + hint + "&state=" + strings.Repeat("x", 1025), refusal.RequestTooLarge},
		{"a request without end", "x=" + strings.Repeat("x", 17<<10), refusal.RequestTooLarge},
		{"parameters without end", strings.Repeat("a=b&", 64), refusal.RequestTooLarge},
		{"an escape that is none", "client_id=%zz", refusal.RequestTooLarge},
	}
	for name, v := range map[string]string{"slash": left + "/", "capital": "http://127.0.0.1:9/Left", "other port": "http://127.0.0.1:8/left", "https": "https://127.0.0.1:9/left",
		"fragment": left + "#x", "query": left + "?x=1", "user": "http://a@127.0.0.1:9/left", "other host": "http://127.0.0.2:9/left", "space": left + " ", "escaped": "http://127.0.0.1:9/%6ceft",
		"escaped twice": url.QueryEscape(left), "no scheme": "//127.0.0.1:9/left", "script": "javascript:alert(1)", "above": "http://127.0.0.1:9/x/../left", "nothing": ""} {
		cases = append(cases, struct {
			name, query string
			want        refusal.Code
		}{"address: " + name, "id_token_hint=" + hint + "&post_logout_redirect_uri=" + url.QueryEscape(v), refusal.LogoutURI})
	}
	for _, c := range cases {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			t.Run(method+" "+c.name, func(t *testing.T) {
				a := s.raw(method, "/oauth/logout", c.query)
				if got := codeOnPage.FindString(a.body); got != c.want.String() || a.StatusCode != refusal.Lookup(c.want).Status || a.Header.Get("Location") != "" {
					t.Errorf("answers %d %s to %q, want %s:\n%s", a.StatusCode, got, a.Header.Get("Location"), c.want, text(a.body))
				}
				if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Set-Cookie") != "" || a.Header.Get("Clear-Site-Data") != "" {
					t.Errorf("headers %v", a.Header)
				}
			})
		}
	}
	for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS"} {
		if a := s.raw(method, "/oauth/logout", "client_id=portfolio"); a.StatusCode != http.StatusMethodNotAllowed || a.Header.Get("Allow") != "GET, HEAD, POST" || a.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s answers %d %v", method, a.StatusCode, a.Header)
		}
	}
	if !s.in("portfolio") || !s.in("stil") || back.count("/portfolio") != 0 {
		t.Error("a request that was refused logged somebody out")
	}
	// The control: the same with nothing wrong.
	if a := s.leave(http.MethodGet, url.Values{"id_token_hint": {hint}, "post_logout_redirect_uri": {left}}); a.next(t) != left || s.in("portfolio") {
		t.Errorf("the control goes to %s", a.next(t))
	}
}

// raw sends a query or a body as it is.
func (s *seat) raw(method, path, q string) *answer {
	s.w.t.Helper()
	var body io.Reader
	at := s.w.issuer + path
	if method == http.MethodPost {
		body = strings.NewReader(q)
	} else {
		at += "?" + q
	}
	req, err := http.NewRequest(method, at, body)
	if err != nil {
		s.w.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return s.do(req)
}

// TestLogoutAsks: without an ID token of this session a person is asked, and what stands
// on the page is what happens.
func TestLogoutAsks(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, logoutApps(back.URL))
	someone := w.sit("petteflat", "docent", "portfolio")
	for name, q := range map[string]func(*seat) url.Values{
		"nothing at all": func(*seat) url.Values { return url.Values{} },
		"the client alone": func(*seat) url.Values {
			return url.Values{"client_id": {"portfolio"}, "post_logout_redirect_uri": {left}}
		},
		"a hint of another browser": func(*seat) url.Values { return url.Values{"id_token_hint": {someone.tok["portfolio"].IDToken}} },
		"a name as a hint":          func(*seat) url.Values { return url.Values{"logout_hint": {"yara"}, "client_id": {"portfolio"}} },
		"a login of before": func(s *seat) url.Values {
			old := w.sit("petteflat", "yara", "portfolio").tok["portfolio"].IDToken
			return url.Values{"id_token_hint": {old}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := w.sit("petteflat", "yara", "portfolio", "stil", "doof")
			page := s.leave(http.MethodPost, q(s))
			if page.StatusCode != http.StatusOK || !strings.Contains(page.body, `data-action="logout"`) || !s.in("portfolio") {
				t.Fatalf("answered %d:\n%s", page.StatusCode, text(page.body))
			}
			if words := text(page.body); strings.Count(words, "Wordt uitgelogd") != 2 || strings.Count(words, "Daar log je zelf uit") != 1 {
				t.Errorf("the page does not say what happens: %s", words)
			}
			f := page.hidden()
			f.Set("answer", "stay")
			if a := s.post("/logout", f); a.StatusCode != http.StatusOK || !s.in("portfolio") || !strings.Contains(a.body, "Je bent nog ingelogd") {
				t.Errorf("staying answers %d", a.StatusCode)
			}
			f.Set("answer", "logout")
			first, second := s.post("/logout", f), s.post("/logout", f)
			if s.in("portfolio") || s.in("stil") || s.in("doof") {
				t.Error("a token works still")
			}
			if strings.SplitN(first.next(t), "?", 2)[0] != strings.SplitN(second.next(t), "?", 2)[0] {
				t.Errorf("a double click leads to %s and to %s", first.next(t), second.next(t))
			}
		})
	}
}

// TestGoodbye: the last page is honest about who may be open still, in both languages,
// names nobody a few minutes later, and leaves nothing for Back.
func TestGoodbye(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, logoutApps(back.URL))
	s := &seat{w.newBrowser(), map[string]tokens{}}
	acs, form := s.choose(w.request("portfolio", portfolioURI), "petteflat", "yara")
	step := s.post(acs, form).next(t)
	s.tok["portfolio"], _ = w.tokens("portfolio", portfolioURI, mustQuery(t, s.proceed(s.get(step)).next(t)).Get("code"))
	s.enter("doof", "petteflat", "yara")
	a := s.leave(http.MethodGet, url.Values{"id_token_hint": {s.tok["portfolio"].IDToken}, "ui_locales": {"en"}})
	last := a.next(t)
	back.await(t, "/portfolio", 1)
	var page *answer
	for range 100 {
		if page = s.get(last); strings.Contains(page.body, "The app has confirmed this.") {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	words := text(page.body)
	for _, want := range []string{"You are signed out", "Portfolio Signed out The app has confirmed this.", "Quiet Perhaps still signed in This app cannot hear from us",
		"Petteflat College Perhaps still signed in", "Close the browser on a computer that you share."} {
		if !strings.Contains(words, want) {
			t.Errorf("the page does not say %q: %s", want, words)
		}
	}
	if page.Header.Get("Clear-Site-Data") != `"cache", "storage"` || page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", page.Header)
	}
	if dutch := text(s.get(strings.Replace(last, "lang=en", "lang=nl", 1)).body); !strings.Contains(dutch, "Bij je school") && !strings.Contains(dutch, "bij je school kun je nog ingelogd zijn") {
		t.Errorf("in Dutch: %s", dutch)
	}
	if old := s.get(step + "&c=2"); old.StatusCode < 400 || strings.Contains(old.body, "Heuvel") || strings.Contains(s.get(step).body, "Heuvel") {
		t.Errorf("Back shows %d: %s", old.StatusCode, text(old.body))
	}
	w.clock.advance(6 * time.Minute)
	if later := text(s.get(last).body); strings.Contains(later, "Portfolio") || strings.Contains(later, "Petteflat") || !strings.Contains(later, "You are signed out") {
		t.Errorf("six minutes later it says: %s", later)
	}
	for _, forged := range []string{"", "?t=verzonnen", "?t=" + url.QueryEscape(strings.Repeat("A", 500))} {
		if a := s.get("/logout/done" + forged); a.StatusCode != http.StatusOK || strings.Contains(a.body, "Portfolio") {
			t.Errorf("%q answers %d", forged, a.StatusCode)
		}
	}
}

// TestLogoutSteps: the forms and links of a logout, used as they are not meant.
func TestLogoutSteps(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, logoutApps(back.URL))
	s := w.sit("petteflat", "yara", "portfolio")
	page := s.leave(http.MethodGet, url.Values{})
	other := w.sit("petteflat", "docent", "portfolio")
	theirs := other.leave(http.MethodGet, url.Values{})
	with := func(of *answer, pairs ...string) url.Values {
		f := of.hidden()
		f.Set("answer", "logout")
		for i := 0; i < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		return f
	}
	for name, c := range map[string]struct {
		form   url.Values
		status int
		says   string
	}{
		"no verifier":            {with(page, "v", ""), http.StatusOK, `data-action="logout"`},
		"another's verifier":     {with(page, "v", theirs.hidden().Get("v")), http.StatusOK, `data-action="logout"`},
		"another's page":         {with(theirs), http.StatusOK, `data-action="logout"`},
		"no answer":              {with(page, "answer", ""), refusal.Lookup(refusal.StepMismatch).Status, refusal.StepMismatch.String()},
		"an answer that is none": {with(page, "answer", "misschien"), refusal.Lookup(refusal.StepMismatch).Status, refusal.StepMismatch.String()},
		"no request":             {with(page, "t", ""), refusal.Lookup(refusal.FormExpired).Status, refusal.FormExpired.String()},
		"a request made up":      {with(page, "t", strings.Repeat("A", 200)), refusal.Lookup(refusal.FormExpired).Status, refusal.FormExpired.String()},
		"a farewell as request":  {with(page, "t", page.hidden().Get("d")), refusal.Lookup(refusal.FormExpired).Status, refusal.FormExpired.String()},
	} {
		if a := s.post("/logout", c.form); a.StatusCode != c.status || !strings.Contains(a.body, c.says) || !s.in("portfolio") {
			t.Errorf("%s: %d, in %v:\n%s", name, a.StatusCode, s.in("portfolio"), text(a.body))
		}
	}
	req, err := http.NewRequest(http.MethodPost, w.issuer+"/logout", strings.NewReader(with(page).Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	if a := s.do(req); a.StatusCode != http.StatusForbidden || !s.in("portfolio") {
		t.Errorf("another site presses our button: %d", a.StatusCode)
	}
	if a := s.get("/logout?t=verzonnen"); a.StatusCode != refusal.Lookup(refusal.FormExpired).Status {
		t.Errorf("a link made up answers %d", a.StatusCode)
	}
	// A link with the hint of a session opened in a browser of nobody.
	stranger := &seat{w.newBrowser(), nil}
	if a := stranger.leave(http.MethodGet, url.Values{"id_token_hint": {s.tok["portfolio"].IDToken}, "post_logout_redirect_uri": {left}}); a.next(t) != left || !s.in("portfolio") {
		t.Errorf("in a browser of nobody: %s, in %v", a.Header.Get("Location"), s.in("portfolio"))
	}
	// A link that logs out, opened while somebody is logging in, breaks nothing.
	b := w.newBrowser()
	acs, form := b.choose(w.request("portfolio", portfolioURI), "petteflat", "yara")
	(&seat{b, nil}).leave(http.MethodGet, url.Values{"client_id": {"portfolio"}, "post_logout_redirect_uri": {left}})
	if a := b.get(b.post(acs, form).next(t)); a.StatusCode >= 400 {
		t.Errorf("the login under way ends in %d:\n%s", a.StatusCode, text(a.body))
	}
	// What was registered and is not any more leads nowhere.
	a := s.get("/oauth/logout?" + url.Values{"client_id": {"portfolio"}, "post_logout_redirect_uri": {left}}.Encode())
	at := a.next(t)
	w.stop()
	w.write("registry.yaml", strings.Replace(w.registry, `"`+left+`", `, "", 1))
	w.start()
	if a := s.post("/logout", with(s.get(at))); !strings.HasPrefix(a.next(t), w.issuer+"/logout/done") {
		t.Errorf("an address that was taken out: %s", a.next(t))
	}
}

// TestExpiredHint: an app logs people out long after its ID token has ended.
func TestExpiredHint(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, logoutApps(back.URL))
	s := w.sit("petteflat", "yara", "portfolio")
	w.clock.advance(7 * time.Hour)
	if a := s.leave(http.MethodGet, url.Values{"id_token_hint": {s.tok["portfolio"].IDToken}, "post_logout_redirect_uri": {left}}); a.next(t) != left {
		t.Errorf("after seven hours: %s", a.next(t))
	}
	back.await(t, "/portfolio", 1)
	s = w.sit("petteflat", "yara", "portfolio")
	w.clock.advance(9 * time.Hour) // the session is over in silence (F-16)
	if a := s.leave(http.MethodGet, url.Values{"id_token_hint": {s.tok["portfolio"].IDToken}, "post_logout_redirect_uri": {left}}); a.next(t) != left {
		t.Errorf("after nine hours: %s", a.next(t))
	}
	time.Sleep(200 * time.Millisecond)
	if n := back.count("/portfolio"); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// TestNextPupil: at a shared computer the next login ends the session of the one before,
// and the cookie's session half is another one.
func TestNextPupil(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, logoutApps(back.URL))
	s := w.sit("petteflat", "yara", "portfolio")
	yara := s.tok["portfolio"]
	half := cookieOf(s.browser)
	s.enter("stil", "petteflat", "docent", "prompt", "login")
	back.await(t, "/portfolio", 1)
	heard(t, w, yara, "portfolio", back.tokens["/portfolio"][0])
	if w.userinfo(yara.AccessToken).StatusCode != http.StatusUnauthorized || !s.in("stil") {
		t.Error("the one before is in still, or the next one is not")
	}
	first, second := strings.Split(half, "."), strings.Split(cookieOf(s.browser), ".")
	if len(first) != 2 || len(second) != 2 || first[0] != second[0] || first[1] == second[1] {
		t.Errorf("the cookie went from %d to %d halves; same first %v", len(first), len(second), first[0] == second[0])
	}
}

func cookieOf(b *browser) string {
	u, err := url.Parse(b.w.issuer)
	if err != nil {
		b.w.t.Fatal(err)
	}
	for _, c := range b.c.Jar.Cookies(u) {
		if c.Name == "sluis" || c.Name == "__Host-sluis" {
			return c.Value
		}
	}
	return ""
}

// TestLogoutEverywhere: the person's own page lists each browser, and one press reaches
// all of them; the second press of a double click leads to the same page.
func TestLogoutEverywhere(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, logoutApps(back.URL))
	school := w.sit("petteflat", "yara", "portfolio", "doof")
	home := w.sit("petteflat", "yara", "stil")
	other := w.sit("petteflat", "docent", "portfolio")
	me := home.arrive("/me", "petteflat", "yara")
	words := text(me.body)
	if strings.Count(words, "Nu ingelogd") != 2 || !strings.Contains(words, "Deze browser Nu ingelogd Stil . Sinds") || !strings.Contains(words, "Een andere browser Nu ingelogd") {
		t.Fatalf("the page lists: %s", words)
	}
	at := me.at.String()
	f := me.hidden()
	for name, c := range map[string]struct {
		b    *browser
		v    string
		want refusal.Code
	}{"without verifier": {home.browser, "", refusal.StepMismatch}, "another browser": {school.browser, f.Get("v"), refusal.OtherBrowser}} {
		g := me.hidden()
		g.Set("all", "1")
		g.Set("v", c.v)
		if a := c.b.post("/me/logout", g); codeOnPage.FindString(a.body) != c.want.String() || !school.in("portfolio") {
			t.Errorf("%s: %d %s", name, a.StatusCode, codeOnPage.FindString(a.body))
		}
	}
	f.Set("all", "1")
	first, second := home.post("/me/logout", f), home.post("/me/logout", f)
	for _, s := range []*seat{school, home} {
		for app := range s.tok {
			if s.in(app) {
				t.Errorf("%s works still", app)
			}
		}
	}
	if !other.in("portfolio") {
		t.Error("somebody else was logged out")
	}
	if !strings.HasPrefix(first.next(t), w.issuer+"/logout/done") || !strings.HasPrefix(second.next(t), w.issuer+"/logout/done") {
		t.Errorf("a double click leads to %s and %s", first.next(t), second.next(t))
	}
	for _, app := range []string{"portfolio", "stil"} {
		back.await(t, "/"+app, 1)
	}
	if a := home.get(at + "&c=2"); a.StatusCode < 400 || strings.Contains(a.body, "Portfolio") {
		t.Errorf("Back shows %d", a.StatusCode)
	}
	if words := text(home.arrive("/me", "petteflat", "yara").body); !strings.Contains(words, "nergens ingelogd") {
		t.Errorf("afterwards: %s", words)
	}
}

// TestBackchannelRetries: an app that does not say yes is told again, in bounds, after a
// restart too; nothing of the login stands in the log.
func TestBackchannelRetries(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, logoutApps(back.URL))
	out := func(s *seat) {
		if a := s.leave(http.MethodGet, url.Values{"id_token_hint": {s.tok["portfolio"].IDToken}, "post_logout_redirect_uri": {left}}); a.next(t) != left {
			t.Fatal(a.next(t))
		}
	}
	tries := func(n int) {
		t.Helper()
		for end := time.Now().Add(time.Minute); back.count("/portfolio") < n; time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%d tries, want %d", back.count("/portfolio"), n)
			}
		}
	}
	for i, status := range []int{http.StatusInternalServerError, http.StatusBadRequest, http.StatusSeeOther, http.StatusCreated} {
		back.set(func(string) int { return status })
		before := back.count("/portfolio")
		s := w.sit("petteflat", "yara", "portfolio")
		out(s)
		tries(before + 1)
		if back.count("/elsewhere") != 0 {
			t.Error("a redirect was followed")
		}
		back.set(nil)
		if i == 0 { // a node that stops in between takes nothing with it
			w.stop()
			w.start()
		}
		w.clock.advance(6 * time.Second)
		jwt := back.await(t, "/portfolio", i+1)
		heard(t, w, s.tok["portfolio"], "portfolio", jwt[i])
	}
	// One that never says yes is given up after six tries.
	back.set(func(string) int { return http.StatusInternalServerError })
	before := back.count("/portfolio")
	s := w.sit("petteflat", "yara", "portfolio")
	out(s)
	for n := 1; n <= 6; n++ {
		tries(before + n)
		time.Sleep(100 * time.Millisecond)
		w.clock.advance(11 * time.Minute)
	}
	for end := time.Now().Add(time.Minute); !strings.Contains(w.log.String(), "app not told of a logout"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("nobody is told that an app was given up")
		}
	}
	time.Sleep(2500 * time.Millisecond)
	if n := back.count("/portfolio") - before; n != 6 {
		t.Errorf("%d tries", n)
	}
	id := payload(t, s.tok["portfolio"].IDToken)
	for _, secret := range []string{id["sub"].(string), id["sid"].(string), "logout_token", cookieOf(s.browser)} {
		if secret != "" && strings.Contains(w.log.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}

// TestBackchannelRoad: an app in a private network is called only where its registration
// names the network, and an app that cannot be reached delays no other.
func TestBackchannelRoad(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, strings.Replace(logoutApps(back.URL), back.URL+"/portfolio", "https://10.255.0.7/portfolio", 1))
	s := w.sit("petteflat", "yara", "portfolio", "stil")
	if a := s.leave(http.MethodGet, url.Values{"id_token_hint": {s.tok["stil"].IDToken}}); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode)
	}
	back.await(t, "/stil", 1)
	want := `sluis_backchannel_logouts_total{app="portfolio",outcome="address"} 1`
	for end := time.Now().Add(time.Minute); !strings.Contains(w.metrics(), want); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no %s in\n%s", want, w.metrics())
		}
	}
	if !strings.Contains(w.metrics(), `sluis_backchannel_logouts_total{app="stil",outcome="told"} 1`) || !strings.Contains(w.metrics(), `sluis_backchannel_untold{state="waiting"} 1`) {
		t.Errorf("metrics:\n%s", w.metrics())
	}
}

func (w *world) metrics() string {
	rec := httptest.NewRecorder()
	w.node.Health.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	return rec.Body.String()
}

// TestSlowAppDelaysNobody: an app that takes its time for each message holds up its own
// messages alone.
func TestSlowAppDelaysNobody(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	back.slow = map[string]time.Duration{"/portfolio": 2 * time.Second}
	w := newWorld(t, logoutApps(back.URL))
	var seats []*seat
	for range 8 {
		seats = append(seats, w.sit("petteflat", "yara", "portfolio"))
	}
	other := w.sit("petteflat", "docent", "stil")
	everywhere(w) // eight at once
	other.leave(http.MethodGet, url.Values{"id_token_hint": {other.tok["stil"].IDToken}})
	back.await(t, "/stil", 1)
	if n := back.count("/portfolio"); n == len(seats) {
		t.Errorf("the other app was told after all %d of the slow one", n)
	}
	back.await(t, "/portfolio", len(seats))
}

// TestManyLogoutsAreToldOnce: many that log out at once are each told once.
func TestManyLogoutsAreToldOnce(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, logoutApps(back.URL))
	const people = 12
	var seats []*seat
	for range people {
		seats = append(seats, w.sit("petteflat", "yara", "portfolio"))
	}
	var wait sync.WaitGroup
	for _, s := range seats {
		wait.Go(func() {
			s.leave(http.MethodGet, url.Values{"id_token_hint": {s.tok["portfolio"].IDToken}, "post_logout_redirect_uri": {left}})
		})
	}
	wait.Wait()
	seen := map[string]bool{}
	for _, jwt := range back.await(t, "/portfolio", people) {
		out := payload(t, jwt)
		sid, jti := out["sid"].(string), out["jti"].(string)
		if seen[sid] || seen[jti] {
			t.Errorf("twice: %v", out)
		}
		seen[sid], seen[jti] = true, true
	}
	time.Sleep(300 * time.Millisecond)
	if n := back.count("/portfolio"); n != people {
		t.Errorf("%d calls for %d logouts", n, people)
	}
}
