package cli

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/internal/refusal"
)

// pushForm is the usual request of an app, as it is pushed.
func pushForm(client, redirect string, extra ...string) url.Values {
	f := url.Values{"client_id": {client}, "redirect_uri": {redirect}, "response_type": {"code"},
		"scope": {"openid profile student_number class school role"}, "state": {"staat"}, "nonce": {"eenmalig"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"}}
	for i := 0; i < len(extra); i += 2 {
		if f.Set(extra[i], extra[i+1]); extra[i+1] == "" {
			f.Del(extra[i])
		}
	}
	return f
}

// post calls an endpoint of ours as an app would.
func (w *world) post(path string, form url.Values, header http.Header) *answer {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.issuer+path, strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return w.newBrowser().do(req)
}

// push pushes a request, and gives where the browser goes with it.
func (w *world) push(form url.Values, header http.Header) string {
	w.t.Helper()
	return w.pushedAt(form.Get("client_id"), w.post("/oauth/par", form, header))
}

func (w *world) pushedAt(client string, a *answer) string {
	w.t.Helper()
	var got struct {
		RequestURI string `json:"request_uri"`
		ExpiresIn  int    `json:"expires_in"`
	}
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.StatusCode != http.StatusCreated {
		w.t.Fatalf("PAR answers %d %s", a.StatusCode, a.body)
	}
	if !strings.HasPrefix(got.RequestURI, "urn:ietf:params:oauth:request_uri:") || len(got.RequestURI) < 34+43 || got.ExpiresIn < 5 || got.ExpiresIn >= 600 {
		w.t.Fatalf("PAR answers %+v", got)
	}
	if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Content-Type") != "application/json" {
		w.t.Errorf("headers of PAR: %v", a.Header)
	}
	return "/oauth/authorize?" + url.Values{"client_id": {client}, "request_uri": {got.RequestURI}}.Encode()
}

func (w *world) pushedPortfolio(extra ...string) string {
	w.t.Helper()
	return w.push(pushForm("portfolio", portfolioURI, extra...), basic("portfolio", appSecret))
}

// spent fails the test where a request gets anything but the page that it is used.
func spent(t *testing.T, name string, a *answer) {
	t.Helper()
	if a.StatusCode != http.StatusBadRequest || codeOnPage.FindString(a.body) != refusal.RequestSpent.String() || a.Header.Get("Location") != "" {
		t.Errorf("%s: %d to %q:\n%s", name, a.StatusCode, a.Header.Get("Location"), text(a.body))
	}
}

// A pushed request is a login like any other; what stands beside the request_uri does
// not count (RFC 9126 §4).
func TestPushedLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	q := w.newBrowser().login(w.pushedPortfolio()+"&state=ander&scope=openid&redirect_uri=https://kwaad.example/&code_challenge=x&prompt=none", "petteflat", "yara")
	if q.Get("state") != "staat" || q.Get("iss") != w.issuer {
		t.Errorf("the app is called with %v", q)
	}
	tok, id := w.tokens("portfolio", portfolioURI, q.Get("code"))
	if id["nonce"] != "eenmalig" || !strings.Contains(w.userinfo(tok.AccessToken).body, "2041187") {
		t.Errorf("ID token %v", id)
	}
	// Of a POST as well, and with a response mode of its own.
	authorize := w.pushedPortfolio("response_mode", "form_post", "login_hint", "petteflat")
	b := w.newBrowser()
	b.get("/privacy")
	start := b.post("/oauth/authorize", mustQuery(t, authorize)).next(t)
	page := b.arrive(start, "petteflat", "yara")
	if page.StatusCode != http.StatusOK || page.action(t) != portfolioURI || page.hidden().Get("code") == "" {
		t.Errorf("form_post: %d\n%s", page.StatusCode, page.body)
	}
}

// A request_uri is good for one login, and that login may be reloaded: for one browser,
// not for one visit (design §5.2, RFC 9126 §4, FAPI 2.0 §5.3.2.2 note 3).
func TestPushedRequestIsGoodForOneLogin(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	authorize := w.pushedPortfolio()

	for range 3 { // whoever previews a link spends nothing
		if a := w.newBrowser().get(authorize); a.StatusCode != http.StatusOK {
			t.Fatalf("a look at the link: %d", a.StatusCode)
		}
	}
	b, other := w.newBrowser(), w.newBrowser()
	b.get(authorize)
	stale := other.get(authorize).hidden()
	stale.Set("school", "petteflat")

	acs, form := b.choose(authorize, "petteflat", "yara") // this browser claims it
	spent(t, "another browser that has the picker", other.post("/login/school", stale))
	spent(t, "another browser that opens the link", w.newBrowser().get(authorize))
	spent(t, "another browser that was here before", other.get(authorize))
	if a := b.get(authorize); a.StatusCode != http.StatusOK {
		t.Errorf("a reload in the same browser: %d\n%s", a.StatusCode, text(a.body))
	}
	again, form2 := b.choose(authorize, "petteflat", "yara") // Back to the picker, and on
	step := b.post(again, form2).next(t)
	a := b.get(step)
	if a.StatusCode == http.StatusOK {
		a = b.proceed(a)
	}
	first := mustQuery(t, a.next(t)).Get("code")
	if got := mustQuery(t, b.get(step).next(t)).Get("code"); got != first {
		t.Error("a reload of the last step gives another code")
	}
	// The tab from before Back ends in the same code: one request, one code.
	a = b.get(b.post(acs, form).next(t))
	if a.StatusCode == http.StatusOK {
		a = b.proceed(a)
	}
	if got := mustQuery(t, a.next(t)).Get("code"); got != first {
		t.Error("two tabs of one request get two codes")
	}
	w.tokens("portfolio", portfolioURI, first)
	spent(t, "after the code was redeemed", b.get(authorize))
	if a := b.get(step); codeOnPage.FindString(a.body) != refusal.StepUsed.String() {
		t.Errorf("the step after the code was redeemed: %d", a.StatusCode)
	}
}

// Time, another client and invention find no request.
func TestPushedRequestIsBound(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	authorize := w.pushedPortfolio()
	uri := mustQuery(t, authorize).Get("request_uri")
	at := func(client, uri string) *answer {
		return w.newBrowser().get("/oauth/authorize?" + url.Values{"client_id": {client}, "request_uri": {uri}}.Encode())
	}
	spent(t, "another client", at("stil", uri))
	spent(t, "a character more", at("portfolio", uri+"A"))
	spent(t, "another handle", at("portfolio", uri[:len(uri)-43]+strings.Repeat("A", 43)))
	spent(t, "no handle", at("portfolio", uri[:len(uri)-43]))
	if a := at("niemand", uri); codeOnPage.FindString(a.body) != refusal.UnknownApp.String() {
		t.Errorf("an unknown client: %d", a.StatusCode)
	}
	b := w.newBrowser()
	f := b.get(authorize).hidden()
	f.Set("school", "petteflat")
	w.clock.advance(5*time.Minute + time.Second)
	spent(t, "after expires_in", at("portfolio", uri))
	if a := b.post("/login/school", f); a.StatusCode != http.StatusSeeOther {
		t.Errorf("who has the picker since goes on: %d\n%s", a.StatusCode, text(a.body))
	}
	w.clock.advance(time.Hour)
	if a := b.post("/login/school", f); a.StatusCode != http.StatusBadRequest {
		t.Errorf("an hour later: %d", a.StatusCode)
	}
}

// A code that no browser came for within the hour is not given out afterwards, whatever
// pages are still open.
func TestPushedRequestBecomesALoginWithinTheHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	b := w.newBrowser()
	f := b.get(w.pushedPortfolio()).hidden()
	f.Set("school", "petteflat")
	w.clock.advance(50 * time.Minute)
	acs, form := b.atHub(b.post("/login/school", f).next(t), "petteflat", "yara")
	step := b.post(acs, form).next(t)
	page := b.get(step)
	w.clock.advance(11 * time.Minute)
	spent(t, "after an hour", b.proceed(page))
}

// A request may be pushed while nobody is logged in; that it is silent is told where
// the browser comes, as the standard has it.
func TestPushedSilentRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	q := mustQuery(t, w.newBrowser().get(w.pushedPortfolio("prompt", "none")).next(t))
	if q.Get("error") != "login_required" || q.Get("state") != "staat" || q.Get("iss") != w.issuer {
		t.Errorf("prompt=none: %v", q)
	}
}

// The methods of the endpoint, and who may read its answers.
func TestPAREndpoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete} {
		req, err := http.NewRequest(method, w.issuer+"/oauth/par?"+pushForm("portfolio", portfolioURI).Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		a := w.newBrowser().do(req)
		if a.StatusCode != http.StatusMethodNotAllowed || a.Header.Get("Allow") != "OPTIONS, POST" || a.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %v", method, a.StatusCode, a.Header)
		}
	}
}

// Where a session answers in the place of the school, a pushed request is still good for
// one login of one browser.
func TestPushedRequestOfASession(t *testing.T) {
	t.Parallel()
	back := newHearer(t)
	w := newWorld(t, ssoApps(back.URL))
	authorize := w.push(pushForm("eigen", callback("eigen")), basic("eigen", appSecret))
	first, second := w.sit("petteflat", "yara", "eigen"), w.sit("petteflat", "yara", "eigen")
	step := first.get(authorize).next(t)
	code := mustQuery(t, first.get(step).next(t)).Get("code")
	if code == "" || !strings.Contains(step, "/login/continue") {
		t.Fatalf("the session does not answer: %s", step)
	}
	spent(t, "the session of another browser", second.get(authorize))
	if got := mustQuery(t, first.get(first.get(authorize).next(t)).next(t)).Get("code"); got != code {
		t.Error("a reload gives another code")
	}
	w.tokens("eigen", callback("eigen"), code)
	spent(t, "after the code was redeemed", first.get(authorize))
}

// Of browsers that leave with one request at the same moment, one leaves.
func TestPushedRequestOfManyBrowsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	authorize := w.pushedPortfolio()
	browsers, forms := make([]*browser, 16), make([]url.Values, 16)
	for i := range browsers {
		browsers[i] = w.newBrowser()
		forms[i] = browsers[i].get(authorize).hidden()
		forms[i].Set("school", "petteflat")
	}
	answers := make([]*answer, len(browsers))
	var wg sync.WaitGroup
	for i, b := range browsers {
		wg.Go(func() { answers[i] = b.post("/login/school", forms[i]) })
	}
	wg.Wait()
	left := 0
	for _, a := range answers {
		if a.StatusCode == http.StatusSeeOther {
			left++
			continue
		}
		spent(t, "a browser that came second", a)
	}
	if left != 1 {
		t.Errorf("%d of 16 browsers left with one request", left)
	}
}
