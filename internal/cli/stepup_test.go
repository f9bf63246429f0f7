package cli

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/broker/flow"
	"sluis/broker/stepup"
	"sluis/broker/stepup/authtest"
	"sluis/internal/refusal"
	"sluis/providers/hub"
	"sluis/web"
)

const (
	mfa       = flow.ClassMFA
	resistant = flow.ClassPhishingResistant
	plain     = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
)

// demanding is the claims parameter that wants one of some classes.
func demanding(classes ...string) []string {
	return []string{"claims", `{"id_token":{"acr":{"essential":true,"values":["` + strings.Join(classes, `","`) + `"]}}}`}
}

// reach goes from the app to the first page after the hub, or back to the app.
func (b *browser) reach(authorize, school, login string) *answer {
	b.w.t.Helper()
	return b.onward(b.arrive(authorize, school, login))
}

// onward follows our own redirects.
func (b *browser) onward(a *answer) *answer {
	b.w.t.Helper()
	for a.StatusCode == http.StatusSeeOther && strings.HasPrefix(a.next(b.w.t), b.w.issuer) {
		a = b.get(a.next(b.w.t))
	}
	return a
}

// strong is a world in which docent has a key and a code app, and a browser that is known.
type strong struct {
	*world
	t    *testing.T
	b    *browser
	key  *authtest.Authenticator
	code *generator
}

func newStrong(t *testing.T, apps string, options ...option) *strong {
	t.Helper()
	w := newWorld(t, apps, append(options, onLocalhost)...)
	b := w.newBrowser()
	m := b.ownPage(t, "petteflat", "docent")
	return &strong{w, t, b, m.addKey("blauw"), m.addApp("telefoon")}
}

// asked is the step-up page of a login of docent at the quiet app.
func (s *strong) asked(b *browser, extra ...string) *answer {
	s.t.Helper()
	a := b.reach(s.request("stil", stilURI, extra...), "petteflat", "docent")
	if strings.Contains(a.body, `data-action="notme"`) { // the hub still knew who is there
		a = b.onward(b.proceed(a))
	}
	if a.StatusCode != http.StatusOK || !strings.HasPrefix(a.at.Path, web.PathStepUp) {
		s.t.Fatalf("no factor is asked: %d at %s\n%s", a.StatusCode, a.at.Path, text(a.body))
	}
	return a
}

func (s *strong) id(a *answer) map[string]any {
	s.t.Helper()
	q := mustQuery(s.t, a.next(s.t))
	if q.Get("code") == "" {
		s.t.Fatalf("the app gets %v", q)
	}
	_, id := s.tokens("stil", stilURI, q.Get("code"))
	return id
}

// TestStepUp: what an app asks is asked of the person, and the app is told what happened
// and nothing else (S-15, O-16).
func TestStepUp(t *testing.T) {
	t.Parallel()
	s := newStrong(t, passives)
	show := func(by flow.ChoiceKind) func(*answer) *answer {
		return func(page *answer) *answer {
			switch by {
			case flow.ShowKey:
				return s.b.touches(t, page, s.key)
			case flow.ShowCode:
				return s.b.shows(page, by, "code", s.code.code())
			}
			return s.b.shows(page, by)
		}
	}
	for name, c := range map[string]struct {
		extra    []string
		show     func(*answer) *answer
		acr, amr string
	}{
		"a code, where MFA is demanded":               {demanding(mfa), show(flow.ShowCode), mfa, "[mfa otp]"},
		"a key, where MFA is demanded":                {demanding(mfa), show(flow.ShowKey), mfa, "[mfa pop user]"},
		"a key, where no phisher may come":            {demanding(resistant), show(flow.ShowKey), resistant, "[mfa pop user]"},
		"a code, where a key was wished more":         {demanding(resistant, mfa), show(flow.ShowCode), mfa, "[mfa otp]"},
		"a key, the first of several":                 {demanding(resistant, mfa), show(flow.ShowKey), resistant, "[mfa pop user]"},
		"a class that nobody knows, and one of ours":  {demanding("urn:other", mfa), show(flow.ShowCode), mfa, "[mfa otp]"},
		"a wish, and the person shows it":             {[]string{"acr_values", mfa}, show(flow.ShowKey), mfa, "[mfa pop user]"},
		"a wish, and the person skips it":             {[]string{"acr_values", mfa}, show(flow.Skip), plain, "<nil>"},
		"a wish for a key alone, skipped":             {[]string{"acr_values", resistant}, show(flow.Skip), plain, "<nil>"},
		"a code, with max_age":                        {append(demanding(mfa), "max_age", "300"), show(flow.ShowCode), mfa, "[mfa otp]"},
		"a code, from who must log in at school anew": {append(demanding(mfa), "prompt", "login"), show(flow.ShowCode), mfa, "[mfa otp]"},
	} {
		page := s.asked(s.b, c.extra...)
		if offers := strings.Contains(page.body, `name="code"`); offers != !strings.HasSuffix(strings.Join(c.extra, " "), resistant+`"]}}}`) && name != "a wish for a key alone, skipped" {
			t.Errorf("%s: a code is offered: %v", name, offers)
		}
		if id := s.id(c.show(page)); id["acr"] != c.acr || fmt.Sprint(id["amr"]) != c.amr {
			t.Errorf("%s: acr %v, amr %v", name, id["acr"], id["amr"])
		}
	}
	for name, c := range map[string]struct {
		login string
		extra []string
		acr   string // with a code; "": an error
		oauth string
		code  refusal.Code // of a page before it
	}{
		"nothing asked":                   {"docent", nil, plain, "", 0},
		"a wish, and nothing is enrolled": {"yara", []string{"acr_values", mfa}, plain, "", 0},
		"a demand, and nothing enrolled":  {"yara", demanding(mfa), "", "unmet_authentication_requirements", refusal.FactorNone},
		"a demand that nobody may see":    {"docent", append(demanding(mfa), "prompt", "none", "login_hint", "petteflat"), "", "interaction_required", 0},
		"a wish that nobody may see":      {"docent", []string{"acr_values", mfa, "prompt", "none", "login_hint", "petteflat"}, plain, "", 0},
	} {
		b := s.b
		if c.login != "docent" {
			b = s.newBrowser()
		}
		a := b.reach(s.request("stil", stilURI, c.extra...), "petteflat", c.login)
		if c.code != 0 {
			if codeOnPage.FindString(a.body) != c.code.String() || !strings.Contains(a.body, "error="+c.oauth) || !strings.Contains(a.body, `href="/me?lang=nl"`) {
				t.Errorf("%s: %d %s", name, a.StatusCode, text(a.body))
			}
			continue
		}
		q := mustQuery(t, a.next(t))
		if q.Get("error") != c.oauth || c.oauth != "" && q.Get("iss") != s.issuer {
			t.Errorf("%s: the app gets %v", name, q)
		} else if c.oauth == "" {
			if _, id := s.tokens("stil", stilURI, q.Get("code")); id["acr"] != c.acr || id["amr"] != nil {
				t.Errorf("%s: acr %v, amr %v", name, id["acr"], id["amr"])
			}
		}
	}
	for a := s.b.get(s.request("stil", stilURI, append(demanding("urn:other"), "login_hint", "petteflat")...)); ; a = s.b.get(a.next(t)) {
		if strings.HasPrefix(a.next(t), s.issuer) {
			continue
		}
		if q := mustQuery(t, a.next(t)); q.Get("error") != "unmet_authentication_requirements" {
			t.Errorf("a demand that nobody can meet: the app gets %v", q)
		}
		break
	}
	page := s.asked(s.b, demanding(mfa)...)
	if q := mustQuery(t, s.b.shows(page, flow.Decline).next(t)); q.Get("error") != "access_denied" || q.Get("state") != "staat" {
		t.Errorf("who stops: the app gets %v", q)
	}
	if d := s.newBrowser().get("/.well-known/openid-configuration"); !strings.Contains(d.body, `"acr_values_supported":["`+mfa+`","`+resistant+`"]`) || !strings.Contains(d.body, `"amr"`) {
		t.Errorf("discovery says %s", d.body)
	}
}

// TestStepUpAfterQuestions: the page of items comes first; what was ticked there is what
// goes, and it is not asked again.
func TestStepUpAfterQuestions(t *testing.T) {
	t.Parallel()
	s := newStrong(t, worldApps)
	m := s.b.ownPage(t, "petteflat", "yara")
	app := m.addApp("telefoon")
	info := s.b.reach(s.request("portfolio", portfolioURI, demanding(mfa)...), "petteflat", "yara")
	if !strings.Contains(info.body, `name="item"`) {
		t.Fatalf("no page of items: %s", text(info.body))
	}
	f := info.hidden()
	f.Set("answer", "continue") // and class stays off
	page := s.b.onward(s.b.post("/login/answer", f))
	if !strings.HasPrefix(page.at.Path, web.PathStepUp) {
		t.Fatalf("after the questions: %d at %s", page.StatusCode, page.at.Path)
	}
	done := s.b.shows(page, flow.ShowCode, "code", app.code())
	token, id := s.tokens("portfolio", portfolioURI, mustQuery(t, done.next(t)).Get("code"))
	if got := s.userinfo(token.AccessToken); id["acr"] != mfa || !strings.Contains(got.body, "2041187") || strings.Contains(got.body, "H2A") {
		t.Errorf("acr %v, userinfo %s", id["acr"], got.body)
	}
	if again := s.b.reach(s.request("portfolio", portfolioURI), "petteflat", "yara"); again.StatusCode != http.StatusSeeOther {
		t.Errorf("the items are asked again: %d\n%s", again.StatusCode, text(again.body))
	}
	// Straight to the step: the questions are still due.
	page = s.b.reach(s.request("portfolio", portfolioURI, append(demanding(mfa), "prompt", "consent")...), "petteflat", "yara")
	for _, a := range []*answer{s.b.get(web.PathStepUp + "?h=" + page.hidden().Get("h")), s.b.shows(page, flow.ShowCode, "code", app.code())} {
		if !strings.Contains(a.body, `name="item"`) {
			t.Errorf("past the questions: %d at %s", a.StatusCode, a.at.Path)
		}
	}
}

// TestStepUpCannotBePassed: no form, no handle and no proof of something else leads by.
func TestStepUpCannotBePassed(t *testing.T) {
	t.Parallel()
	s := newStrong(t, worldApps)
	code := func(a *answer) string { return codeOnPage.FindString(a.body) }
	page := s.asked(s.b, demanding(mfa)...)
	h, v := page.hidden().Get("h"), page.hidden().Get("v")
	for name, a := range map[string]*answer{
		"the step itself":     s.b.get("/login/continue?h=" + h),
		"an answer":           s.b.post("/login/answer", url.Values{"h": {h}, "v": {v}, "answer": {"continue"}}),
		"an answer, no proof": s.b.post("/login/answer", url.Values{"h": {h}, "answer": {"continue"}}),
	} {
		if a.StatusCode == http.StatusSeeOther && !strings.HasPrefix(a.next(t), s.issuer+web.PathStepUp) {
			t.Errorf("%s leads to %s", name, a.next(t))
		}
	}
	other := s.newBrowser()
	other.get("/me") // it has a half of its own
	second := s.asked(s.b, demanding(mfa)...)
	elsewhere := string(s.key.Get(t, second.options(t), authtest.Bend{}))
	for name, c := range map[string]struct {
		a    *answer
		want refusal.Code
	}{
		"skipped, where it is demanded":    {s.b.shows(page, flow.Skip), refusal.StepMismatch},
		"a form of nothing":                {s.b.shows(page, "wat"), refusal.StepMismatch},
		"a form without its proof":         {s.b.post(web.PathStepUp, url.Values{"h": {h}, "by": {"code"}, "code": {s.code.code()}}), refusal.StepMismatch},
		"a recovery code":                  {s.b.shows(page, flow.ShowRecovery, "code", "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF"), refusal.FactorWrong},
		"the page in another browser":      {other.get(web.PathStepUp + "?h=" + h), refusal.OtherBrowser},
		"a right code in another browser":  {other.shows(page, flow.ShowCode, "code", s.code.code()), refusal.OtherBrowser},
		"a key's answer to another login":  {s.b.shows(page, flow.ShowKey, "answer", elsewhere), refusal.FactorWrong},
		"that answer, spent, at its login": {s.b.shows(second, flow.ShowKey, "answer", elsewhere), refusal.FactorWrong},
		"no answer at all":                 {s.b.shows(page, flow.ShowKey), refusal.FactorWrong},
	} {
		if code(c.a) != c.want.String() {
			t.Errorf("%s: %d %s, want %s", name, c.a.StatusCode, code(c.a), c.want)
		}
	}
	// Another person's key and code, in the same browser.
	m := s.newBrowser().ownPage(t, "petteflat", "yara")
	hers, app := m.addKey("rood"), m.addApp("telefoon")
	page = s.asked(s.b, demanding(mfa)...)
	for name, a := range map[string]*answer{
		"another's key":  s.b.touches(t, page, hers),
		"another's code": s.b.shows(page, flow.ShowCode, "code", app.code()),
	} {
		if code(a) != refusal.FactorWrong.String() {
			t.Errorf("%s: %d %s", name, a.StatusCode, code(a))
		}
	}
	// A code is no key, whoever sends it.
	page = s.asked(s.b, demanding(resistant)...)
	if a := s.b.shows(page, flow.ShowCode, "code", s.code.code()); code(a) != refusal.FactorWrong.String() {
		t.Errorf("a code where a key is demanded: %d %s", a.StatusCode, code(a))
	}
}

// TestStepUpOnceMore: in its browser a step gives the same answer for five minutes, also
// after a restart, and what was shown counts for as long as the app said.
func TestStepUpOnceMore(t *testing.T) {
	t.Parallel()
	s := newStrong(t, worldApps)
	page := s.asked(s.b, demanding(mfa)...)
	s.stop()
	s.start()
	digits := s.code.code()
	first := s.b.shows(page, flow.ShowCode, "code", digits).next(t)
	if mustQuery(t, first).Get("code") == "" {
		t.Fatalf("after a restart: %s", first)
	}
	for name, a := range map[string]*answer{
		"a second click": s.b.shows(page, flow.ShowCode, "code", digits),
		"Back":           s.b.get(page.at.RequestURI()),
		"a reload":       s.b.get("/login/continue?h=" + page.hidden().Get("h")),
	} {
		if a.StatusCode != http.StatusSeeOther || a.next(t) != first {
			t.Errorf("%s: %d %s", name, a.StatusCode, a.Header.Get("Location"))
		}
	}
	_, id := s.tokens("stil", stilURI, mustQuery(t, first).Get("code"))
	if id["acr"] != mfa {
		t.Errorf("acr %v", id["acr"])
	}
	if a := s.b.get(page.at.RequestURI()); codeOnPage.FindString(a.body) != refusal.StepUsed.String() {
		t.Errorf("after the app came for it: %d\n%s", a.StatusCode, text(a.body))
	}
	// The same code at the next login.
	page = s.asked(s.b, demanding(mfa)...)
	if a := s.b.shows(page, flow.ShowCode, "code", digits); codeOnPage.FindString(a.body) != refusal.FactorWrong.String() {
		t.Errorf("a code twice: %d", a.StatusCode)
	}
	// What was shown longer ago than max_age is asked again, and so after five minutes.
	for age, extra := range map[time.Duration][]string{61 * time.Second: append(demanding(mfa), "max_age", "60"), flow.FactorLife + time.Second: demanding(mfa)} {
		page = s.asked(s.b, extra...)
		s.b.touches(t, page, s.key).next(t)
		s.clock.advance(age)
		if a := s.b.onward(s.b.get("/login/continue?h=" + page.hidden().Get("h"))); a.StatusCode == http.StatusSeeOther {
			t.Errorf("%s later: %s", age, a.next(t))
		}
	}
}

// TestStepUpGuessing: L-14 over HTTP. Eleven wrong codes shut out the browser that sent them
// and all others that the owner never showed a factor in; the owner's own goes on at once.
func TestStepUpGuessing(t *testing.T) {
	t.Parallel()
	s := newStrong(t, worldApps)
	thief := s.newBrowser()
	for range 2 { // with the password he comes in, and becomes known as somebody who did
		thief.login(s.request("stil", stilURI), "petteflat", "docent")
	}
	page := s.asked(thief, demanding(mfa)...)
	seen := map[string]int{}
	for range 11 {
		seen[codeOnPage.FindString(thief.shows(page, flow.ShowCode, "code", "000000").body)]++
	}
	if seen[refusal.FactorWrong.String()] != stepup.Failures || seen[refusal.FactorLocked.String()] != 11-stepup.Failures {
		t.Fatalf("eleven guesses: %v", seen)
	}
	s.clock.advance(stepup.Window + time.Minute) // past stepup's own limit
	for name, b := range map[string]*browser{"the thief": thief, "a browser that is new": s.newBrowser()} {
		page := s.asked(b, demanding(mfa)...)
		if strings.Contains(page.body, `name="code"`) || !strings.Contains(page.body, "te veel verkeerde codes") {
			t.Errorf("%s is asked for a code", name)
		}
		if a := b.shows(page, flow.ShowCode, "code", s.code.code()); codeOnPage.FindString(a.body) != refusal.FactorLocked.String() {
			t.Errorf("%s with a right code: %d %s", name, a.StatusCode, codeOnPage.FindString(a.body))
		}
	}
	if id := s.id(s.b.shows(s.asked(s.b, demanding(mfa)...), flow.ShowCode, "code", s.code.code())); id["acr"] != mfa {
		t.Errorf("the owner's browser: acr %v", id["acr"])
	}
	b := s.newBrowser() // a key is no guess
	if id := s.id(b.touches(t, s.asked(b, demanding(mfa)...), s.key)); id["acr"] != mfa {
		t.Errorf("the owner's key elsewhere: acr %v", id["acr"])
	}
}

// TestStepUpByTheHub: what the hub itself says of MFA is enough where the operator wrote
// down that it may; where it cannot, our own factor is asked; a school that merely claims it
// is not believed (O-16).
func TestStepUpByTheHub(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, onLocalhost, func(w *world) {
		w.registry = strings.Replace(w.registry, "- {id: surfconext, ", "- {id: surfconext, assurance: ['"+mfa+"'], ", 1)
	})
	b := w.newBrowser()
	reach := func(school, login string, m *hub.Misbehaviour) *answer {
		w.entree.Misbehave(m)
		w.surf.Misbehave(m)
		defer w.entree.Misbehave(nil)
		defer w.surf.Misbehave(nil)
		authorize := w.request("stil", stilURI, demanding(mfa)...)
		acs, form := b.choose(authorize, school, login)
		a := b.onward(b.post(acs, form))
		if a.StatusCode == http.StatusSeeOther && !strings.HasPrefix(a.next(t), stilURI) { // the hub is asked once more
			acs, form = b.atHub(a.next(t), school, login)
			a = b.onward(b.post(acs, form))
		}
		return a
	}
	if a := reach("harderwijk", "lukasz", nil); codeOnPage.FindString(a.body) != refusal.FactorNone.String() {
		t.Errorf("a hub that cannot, and nothing enrolled: %d\n%s", a.StatusCode, text(a.body))
	}
	said := &hub.Misbehaviour{AuthnContext: mfa}
	if a := reach("petteflat", "yara", said); codeOnPage.FindString(a.body) != refusal.FactorNone.String() {
		t.Errorf("a school that claims MFA: %d\n%s", a.StatusCode, text(a.body))
	}
	_, id := w.tokens("stil", stilURI, mustQuery(t, reach("harderwijk", "lukasz", said).next(t)).Get("code"))
	if id["acr"] != mfa || id["amr"] != nil {
		t.Errorf("the hub says MFA: acr %v, amr %v", id["acr"], id["amr"])
	}
	app := b.ownPage(t, "harderwijk", "lukasz").addApp("telefoon")
	page := reach("harderwijk", "lukasz", nil)
	_, id = w.tokens("stil", stilURI, mustQuery(t, b.shows(page, flow.ShowCode, "code", app.code()).next(t)).Get("code"))
	if id["acr"] != mfa || fmt.Sprint(id["amr"]) != "[mfa otp]" {
		t.Errorf("a hub that cannot, and a code: acr %v, amr %v", id["acr"], id["amr"])
	}
}

// TestStepUpIsNotRemembered: a session answers for the school's login alone. What was shown
// once is not told of the next login, and a request for more goes to the school again.
func TestStepUpIsNotRemembered(t *testing.T) {
	t.Parallel()
	s := newStrong(t, strings.Replace(worldApps, "  - id: stil\n", "  - id: stil\n    session: {sso: app}\n", 1))
	if id := s.id(s.b.touches(t, s.asked(s.b, demanding(mfa)...), s.key)); id["acr"] != mfa {
		t.Fatalf("acr %v", id["acr"])
	}
	again := s.b.onward(s.b.get(s.request("stil", stilURI)))
	if id := s.id(again); id["acr"] != plain || id["amr"] != nil {
		t.Errorf("the session says acr %v, amr %v", id["acr"], id["amr"])
	}
	for name, extra := range map[string][]string{"a demand": demanding(mfa), "a wish": {"acr_values", resistant}} {
		a := s.b.get(s.request("stil", stilURI, append(extra, "login_hint", "petteflat")...))
		for a.StatusCode == http.StatusSeeOther && strings.HasPrefix(a.next(t), s.issuer) {
			a = s.b.get(a.next(t))
		}
		if a.StatusCode != http.StatusSeeOther || strings.HasPrefix(a.next(t), stilURI) {
			t.Errorf("%s is answered by the session: %d %s", name, a.StatusCode, a.Header.Get("Location"))
		}
		if q := mustQuery(t, s.b.get(s.request("stil", stilURI, append(extra, "prompt", "none", "login_hint", "petteflat")...)).next(t)); q.Get("error") != "login_required" {
			t.Errorf("%s that nobody may see: the app gets %v", name, q)
		}
	}
}

// TestStepUpAtOnce: of many clicks at once each gets the one code, or may try again.
func TestStepUpAtOnce(t *testing.T) {
	t.Parallel()
	s := newStrong(t, worldApps)
	page := s.asked(s.b, demanding(mfa)...)
	digits := s.code.code()
	answers := make([]*answer, 8)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() { answers[i] = s.b.shows(page, flow.ShowCode, "code", digits) })
	}
	wait.Wait()
	codes := map[string]bool{}
	for _, a := range answers {
		if a.StatusCode == http.StatusSeeOther {
			codes[mustQuery(t, a.next(t)).Get("code")] = true
		} else if got := codeOnPage.FindString(a.body); got != refusal.FactorWrong.String() && got != refusal.FactorLocked.String() {
			t.Errorf("one of them: %d %s", a.StatusCode, got)
		}
	}
	if len(codes) != 1 || codes[""] {
		t.Errorf("the app is called with %d codes", len(codes))
	}
	if a := s.b.get(page.at.RequestURI()); a.StatusCode != http.StatusSeeOther || !codes[mustQuery(t, a.next(t)).Get("code")] {
		t.Errorf("afterwards the step leads to %d %s", a.StatusCode, a.Header.Get("Location"))
	}
}

// TestStepUpFloor: what a contract or a school wants in any case is asked whatever the app
// says, of those roles alone; the stronger of two counts, and a wish is no way around (S-13).
func TestStepUpFloor(t *testing.T) {
	t.Parallel()
	floor := func(key, class string) string { return key + ": {roles: [staff], acr: '" + class + "'}" }
	for name, c := range map[string]struct {
		contract, school string
		extra            []string
		code             bool // a code will do
		acr              string
	}{
		"the contract's":                        {mfa, "", nil, true, mfa},
		"the school's":                          {"", mfa, nil, true, mfa},
		"the school's is the stronger":          {mfa, resistant, nil, false, resistant},
		"the contract's is the stronger":        {resistant, mfa, nil, false, resistant},
		"beside a wish":                         {mfa, "", []string{"acr_values", mfa}, true, mfa},
		"beside a demand for less":              {"", resistant, demanding(mfa), false, mfa},
		"beside a demand for more":              {mfa, "", demanding(resistant), false, resistant},
		"beside a wish for more, which is none": {mfa, "", []string{"acr_values", resistant}, true, mfa},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			apps := worldApps
			if c.contract != "" {
				apps = strings.Replace(apps, "      inform: never\n", "      inform: never\n      "+floor("step_up", c.contract)+"\n", 1)
			}
			s := newStrong(t, apps, func(w *world) {
				if c.school != "" {
					w.registry = strings.Replace(w.registry, "place: Delft", "place: Delft, "+floor("second_factor", c.school), 1)
				}
			})
			page := s.asked(s.b, c.extra...)
			if strings.Contains(page.body, `value="skip"`) || strings.Contains(page.body, `name="code"`) != c.code || strings.Contains(text(page.body), "Petteflat College vraagt") != (c.contract == "" || c.school == resistant) {
				t.Errorf("the page: %s", text(page.body))
			}
			if a := s.b.shows(page, flow.Skip); codeOnPage.FindString(a.body) != refusal.StepMismatch.String() {
				t.Errorf("skipped: %d", a.StatusCode)
			}
			done := s.b.shows(page, flow.ShowCode, "code", s.code.code())
			if !c.code {
				if codeOnPage.FindString(done.body) != refusal.FactorWrong.String() {
					t.Errorf("a code: %d %s", done.StatusCode, text(done.body))
				}
				done = s.b.touches(t, s.b.get(page.at.RequestURI()), s.key)
			}
			if id := s.id(done); id["acr"] != c.acr {
				t.Errorf("acr %v", id["acr"])
			}
			pupil := s.newBrowser().reach(s.request("stil", stilURI), "petteflat", "yara")
			if id := s.id(pupil); id["acr"] != plain || id["amr"] != nil {
				t.Errorf("a pupil: acr %v, amr %v", id["acr"], id["amr"])
			}
		})
	}
}

// TestStepUpFloorAndSession: a session never answers where there is a floor, and who has
// no factor does not come in.
func TestStepUpFloorAndSession(t *testing.T) {
	t.Parallel()
	apps := strings.Replace(worldApps, "  - id: stil\n", "  - id: stil\n    session: {sso: app}\n", 1)
	apps = strings.Replace(apps, "      inform: never\n", "      inform: never\n      step_up: {roles: [staff, student], acr: '"+mfa+"'}\n", 1)
	s := newStrong(t, apps)
	if id := s.id(s.b.touches(t, s.asked(s.b), s.key)); id["acr"] != mfa {
		t.Fatalf("acr %v", id["acr"])
	}
	if q := mustQuery(t, s.b.get(s.request("stil", stilURI, "prompt", "none", "login_hint", "petteflat")).next(t)); q.Get("error") != "login_required" {
		t.Errorf("the session answers: %v", q)
	}
	if a := s.newBrowser().reach(s.request("stil", stilURI), "petteflat", "yara"); codeOnPage.FindString(a.body) != refusal.FactorNone.String() {
		t.Errorf("a pupil without a factor: %d\n%s", a.StatusCode, text(a.body))
	}
}
