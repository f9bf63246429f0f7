package cli

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sluis/broker/flow"
	"sluis/broker/stepup"
	"sluis/broker/stepup/authtest"
	"sluis/internal/refusal"
	"sluis/web"
)

// onLocalhost gives the servers a name: security keys know no addresses (WebAuthn L3 §5.1.3).
func onLocalhost(w *world) {
	open := w.open
	w.open = func(name string, h http.Handler) string {
		return strings.Replace(open(name, h), "127.0.0.1", "localhost", 1)
	}
}

// mine is a person's own page, in one browser.
type mine struct {
	*browser
	t    *testing.T
	page *answer
}

func (b *browser) ownPage(t *testing.T, school, login string) *mine {
	t.Helper()
	m := &mine{b, t, b.arrive("/me", school, login)}
	if !strings.Contains(m.page.body, `id="extra"`) {
		t.Fatalf("no section for factors: %d\n%s", m.page.StatusCode, text(m.page.body))
	}
	return m
}

// act sends a form of the section; fields are name, value, name, value …
func (m *mine) act(act flow.Act, fields ...string) *answer {
	m.t.Helper()
	f := url.Values{"h": {m.page.hidden().Get("h")}, "v": {m.page.hidden().Get("v")}, "lang": {"nl"}, "act": {string(act)}}
	for i := 0; i < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return m.post(web.PathFactors, f)
}

// back reads the page that an act leads to, which is the person's own again.
func (m *mine) back(a *answer) {
	m.t.Helper()
	if !strings.Contains(a.next(m.t), "/login/continue?h=") {
		m.t.Fatalf("led to %s", a.next(m.t))
	}
	m.page = m.get(a.next(m.t))
	if m.page.StatusCode != http.StatusOK {
		m.t.Fatalf("the page answers %d:\n%s", m.page.StatusCode, text(m.page.body))
	}
}

func (m *mine) addKey(name string) *authtest.Authenticator {
	m.t.Helper()
	k := &authtest.Authenticator{Origin: m.w.issuer}
	asked := m.act(flow.AddKey, "name", name).options(m.t)
	m.back(m.act(flow.KeepKey, "answer", string(k.Create(m.t, asked, authtest.Bend{}))))
	return k
}

// generator is a code app.
type generator struct {
	w    *world
	t    *testing.T
	seed string
}

var seedOnPage = regexp.MustCompile(`data-testid="seed">([A-Z2-7]+)<`)

func (m *mine) addApp(name string) *generator {
	m.t.Helper()
	shown := m.get(m.act(flow.AddApp, "name", name).next(m.t))
	seed := seedOnPage.FindStringSubmatch(shown.body)
	if seed == nil {
		m.t.Fatalf("no seed is shown: %d\n%s", shown.StatusCode, text(shown.body))
	}
	g := &generator{m.w, m.t, seed[1]}
	m.back(m.act(flow.KeepApp, "e", shown.hidden().Get("e"), "code", g.code()))
	return g
}

// code is one that was not used before.
func (g *generator) code() string {
	g.t.Helper()
	g.w.clock.advance(stepup.Period)
	code, err := totp.GenerateCode(g.seed, g.w.clock.now())
	if err != nil {
		g.t.Fatal(err)
	}
	return code
}

var recoveryOnPage = regexp.MustCompile(`data-testid="recovery-code">([A-Z2-7-]+)<`)

// shows answers the page that asks for a factor.
func (b *browser) shows(page *answer, by flow.ChoiceKind, fields ...string) *answer {
	b.w.t.Helper()
	f := url.Values{"h": {page.hidden().Get("h")}, "v": {page.hidden().Get("v")}, "lang": {"nl"}, "by": {string(by)}}
	for i := 0; i < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return b.post(web.PathStepUp, f)
}

func (b *browser) touches(t *testing.T, page *answer, k *authtest.Authenticator) *answer {
	t.Helper()
	return b.shows(page, flow.ShowKey, "answer", string(k.Get(t, page.options(t), authtest.Bend{})))
}

// entries counts what the audit chain says, by verb.
func (w *world) entries(t *testing.T) map[string]int {
	t.Helper()
	all, err := w.node.ledger.AuditTrail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, e := range all {
		out[e.Verb]++
		for _, line := range e.Lines {
			if e.By == "person" && line != "school petteflat" {
				t.Errorf("the chain keeps of a person %q", line)
			}
		}
	}
	return out
}

// TestOwnFactors: who is new enrols right after a login; from then on each change wants a
// factor that is there, in this browser, a moment ago (S-15, ASVS 6.4.4).
func TestOwnFactors(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, onLocalhost)
	code := func(a *answer) string { return codeOnPage.FindString(a.body) }

	m := w.newBrowser().ownPage(t, "petteflat", "docent")
	if got := m.act(flow.MakeCodes); code(got) != refusal.FactorInput.String() {
		t.Errorf("codes before there is anything to recover: %d %s", got.StatusCode, code(got))
	}
	if got := m.act(flow.AddKey, "name", " \u202e "); code(got) != refusal.FactorInput.String() {
		t.Errorf("a key without a name: %d %s", got.StatusCode, code(got))
	}
	key := m.addKey("blauw")
	app := m.addApp("telefoon") // the key that was just added is proof enough
	made := recoveryOnPage.FindAllStringSubmatch(m.act(flow.MakeCodes).body, -1)
	if len(made) != stepup.RecoveryCodes {
		t.Fatalf("%d recovery codes", len(made))
	}
	m.page = m.get("/login/continue?h=" + m.page.hidden().Get("h"))
	for _, want := range []string{"blauw", "telefoon", "Nog 10 over."} {
		if !strings.Contains(text(m.page.body), want) {
			t.Errorf("the overview does not show %q:\n%s", want, text(m.page.body))
		}
	}

	// Somebody else who has the password alone.
	thief := w.newBrowser().ownPage(t, "petteflat", "docent")
	for _, act := range []flow.Act{flow.AddKey, flow.KeepKey, flow.AddApp, flow.KeepApp, flow.MakeCodes, flow.Rename, flow.Remove} {
		if got := thief.act(act, "name", "x", "id", "x"); !strings.HasPrefix(strings.TrimPrefix(got.next(t), w.issuer), web.PathStepUp) {
			t.Errorf("%s without a factor leads to %s", act, got.next(t))
		}
	}
	asks := thief.get(thief.act(flow.MakeCodes).next(t))
	if got := thief.shows(asks, flow.ShowCode, "code", "000000"); code(got) != refusal.FactorWrong.String() || !strings.Contains(got.body, web.PathStepUp) {
		t.Errorf("a guess: %d %s", got.StatusCode, code(got))
	}
	stranger := &authtest.Authenticator{Origin: w.issuer}
	stranger.Create(t, []byte(`{"challenge":"AAAA","rp":{"id":"localhost"},"user":{"id":"AAAA"}}`), authtest.Bend{})
	if got := thief.touches(t, asks, stranger); code(got) != refusal.FactorWrong.String() {
		t.Errorf("another's key: %d %s", got.StatusCode, code(got))
	}
	// The owner's handle and verifier are worth nothing in another browser, and hers nothing in his.
	if got := thief.post(web.PathFactors, url.Values{"h": {m.page.hidden().Get("h")}, "v": {m.page.hidden().Get("v")}, "act": {string(flow.MakeCodes)}}); code(got) != refusal.OtherBrowser.String() {
		t.Errorf("a stolen page: %d %s", got.StatusCode, code(got))
	}
	if got := m.shows(asks, flow.ShowCode, "code", app.code()); code(got) != refusal.OtherBrowser.String() {
		t.Errorf("a right code for another's page: %d %s", got.StatusCode, code(got))
	}

	// A proof is good for five minutes, and then wanted anew; a recovery code is one too.
	w.clock.advance(flow.FactorLife + time.Second)
	asks = m.get(m.act(flow.MakeCodes).next(t))
	m.back(m.touches(t, asks, key))
	w.clock.advance(flow.FactorLife + time.Second)
	asks = m.get(m.act(flow.MakeCodes).next(t))
	m.back(m.shows(asks, flow.ShowRecovery, "code", strings.ToLower(made[3][1])))
	if !strings.Contains(text(m.page.body), "Nog 9 over.") {
		t.Error("the recovery code is not used up")
	}
	w.clock.advance(flow.FactorLife + time.Second)
	asks = m.get(m.act(flow.MakeCodes).next(t))
	if got := m.shows(asks, flow.ShowRecovery, "code", made[3][1]); code(got) != refusal.FactorWrong.String() {
		t.Errorf("a recovery code twice: %d %s", got.StatusCode, code(got))
	}
	m.back(m.shows(asks, flow.ShowCode, "code", app.code()))

	// Another name; then away with each, the codes with the last.
	ids := regexp.MustCompile(`name="id" value="([A-Z2-7]{26})"`).FindAllStringSubmatch(m.page.body, -1)
	m.back(m.act(flow.Rename, "id", ids[0][1], "name", "rood"))
	if !strings.Contains(text(m.page.body), "rood") || strings.Contains(text(m.page.body), "blauw") {
		t.Error("the key keeps its name")
	}
	if got := m.act(flow.Remove, "id", "elders"); code(got) != refusal.FactorInput.String() {
		t.Errorf("an id that is nobody's: %d %s", got.StatusCode, code(got))
	}
	last := slices.Compact([]string{ids[0][1], ids[len(ids)-1][1]})
	for _, id := range last {
		m.back(m.act(flow.Remove, "id", id))
	}
	if strings.Contains(m.page.body, `data-testid="factor-`) || !strings.Contains(text(m.page.body), "nog geen extra beveiliging") {
		t.Errorf("something is left:\n%s", text(m.page.body))
	}
	if got := w.entries(t); got["factor.add"] != 2 || got["factor.codes"] != 1 || got["factor.rename"] != 1 || got["factor.remove"] != 1 || got["factor.remove-all"] != 1 || got["factor.proof"] != 0 {
		t.Errorf("the chain has %v", got)
	}

	// Who waits a quarter of an hour after the login logs in anew.
	w.clock.advance(16 * time.Minute)
	if got := m.act(flow.AddKey, "name", "laat"); code(got) != refusal.StepExpired.String() {
		t.Errorf("a first factor long after the login: %d %s", got.StatusCode, code(got))
	}
}

// factors brings about what only the pages for a person's own factors refuse.
func (r *refusals) factors(t *testing.T) {
	t.Helper()
	see := func(a *answer, want refusal.Code) {
		t.Helper()
		if got := r.see(t, a, false); got != want {
			t.Errorf("%s: %s, want %s", a.at.Path, got, want)
		}
	}
	m := r.newBrowser().ownPage(t, "petteflat", "docent")
	see(m.act(flow.AddApp), refusal.FactorInput)
	m.addApp("telefoon")
	stranger := r.newBrowser().ownPage(t, "petteflat", "docent")
	asks := stranger.get(stranger.act(flow.MakeCodes).next(t))
	for range stepup.Failures {
		see(stranger.shows(asks, flow.ShowCode, "code", "000000"), refusal.FactorWrong)
	}
	see(stranger.shows(asks, flow.ShowCode, "code", "000000"), refusal.FactorLocked)
	b := r.newBrowser()
	if got := r.see(t, b.reach(r.request("stil", stilURI, demanding(mfa)...), "petteflat", "yara"), true); got != refusal.FactorNone {
		t.Errorf("%s, want %s", got, refusal.FactorNone)
	}
}
