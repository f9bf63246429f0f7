package cli

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/web"
)

// inGermany is an address that the border keeps out; worldwide is one that no journey goes to.
const inGermany, inAmerica = "141.30.1.1", "18.0.0.1"

// travelApps are apps beside the usual two, one of which has no school that travels.
const travelApps = worldApps + `
  - id: thuis
    name: {nl: Thuis, en: Home}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [http://127.0.0.1:9/thuis]
    id_token_alg: ES256
    contract:
      version: 1
      basis: public_task
      inform: never
      schools: [zonder, harderwijk]
      roles: [student, staff]
      release: {}
`

const days = 24 * time.Hour

// travelling opens Germany for Petteflat College until a day; "" closes it.
func (w *world) travelling(until string) string {
	if until == "" {
		return w.registry
	}
	return strings.Replace(w.registry, "place: Delft,", "place: Delft, travel: [{countries: [ES], until: "+until+"}, {countries: [DE], until: "+until+"}],", 1)
}

func (w *world) day(ahead time.Duration) string {
	return w.clock.now().UTC().Add(ahead).Format(time.DateOnly)
}

func journey(w *world) {
	behindProxy(w)
	w.registry = w.travelling(w.day(5 * days))
}

func (a *answer) isRefusal(code string) bool {
	return a.StatusCode == http.StatusForbidden && strings.Contains(a.body, code) && a.Header.Get("Location") == ""
}

const closedBorder, closedSchool = "SLUIS-1011", "SLUIS-1013"

// TestTravel: L-04. A school that has opened a country has its people log in from there,
// and nobody else.
func TestTravel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, travelApps, journey)
	b := w.browserAt(inGermany)
	if q := b.login(w.request("portfolio", portfolioURI), "petteflat", "yara"); q.Get("code") == "" {
		t.Errorf("on a journey: %v", q)
	}
	if q := w.browserAt(inGermany).login(w.request("portfolio", portfolioURI, "login_hint", "petteflat"), "petteflat", "yara"); q.Get("code") == "" {
		t.Errorf("on a journey, with a hint: %v", q)
	}
	if q := w.browserAt(atSchool).login(w.request("portfolio", portfolioURI), "harderwijk", "lukasz"); q.Get("code") == "" {
		t.Errorf("another school, at home: %v", q)
	}
	for _, path := range []string{web.PathPrivacy, web.PathCookies, web.PathAccessibility} {
		if a := w.browserAt(inGermany).get(path); a.isRefusal(closedBorder) {
			t.Errorf("%s, which the pages of a login link to: %d", path, a.StatusCode)
		}
	}
}

// TestTravelOfOthers: what is closed from the same country.
func TestTravelOfOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, travelApps, journey)
	usual := w.request("portfolio", portfolioURI)
	at := func(path string) func(*browser) *answer { return func(b *browser) *answer { return b.get(path) } }
	for name, c := range map[string]struct {
		from string
		do   func(*browser) *answer
		code string
	}{
		"a country that nobody opened":          {inAmerica, at(usual), closedBorder},
		"no country":                            {"10.2.3.4", at(usual), closedBorder},
		"the front page":                        {inGermany, at("/"), closedBorder},
		"a person's own page":                   {inGermany, at("/me"), closedBorder},
		"an unknown path":                       {inGermany, at("/nergens"), closedBorder},
		"an app without a school on a journey":  {inGermany, at(w.request("thuis", "http://127.0.0.1:9/thuis")), closedBorder},
		"an app that nobody knows":              {inGermany, at("/oauth/authorize?client_id=nobody"), closedBorder},
		"a request with a fault":                {inGermany, at(w.request("portfolio", portfolioURI, "response_type", "token")), closedBorder},
		"the same fault, at home":               {atSchool, at(w.request("portfolio", portfolioURI, "response_type", "token")), ""},
		"a hint of a school that stays at home": {inGermany, at(w.request("portfolio", portfolioURI, "login_hint", "zonder")), closedSchool},
		"a school that stays at home, chosen":   {inGermany, (*browser).choosesZonder, closedSchool},
		"an answer of a school that was asked":  {inGermany, (*browser).leavesAtHome, closedSchool},
		"an answer that answers nothing": {inGermany, func(b *browser) *answer {
			return b.post("/saml/entree/acs", url.Values{"SAMLResponse": {"x"}, "RelayState": {"y"}})
		}, closedBorder},
		"a school that the hub names":             {inGermany, (*browser).assertsZonder, closedSchool},
		"a login that began at home, on its page": {inGermany, (*browser).stepsFromHome, closedSchool},
	} {
		b := w.browserAt(c.from)
		a := c.do(b)
		if c.code == "" {
			if a.StatusCode != http.StatusSeeOther {
				t.Errorf("%s: %d", name, a.StatusCode)
			}
			continue
		}
		if !a.isRefusal(c.code) {
			t.Errorf("%s: %d, not %s:\n%s", name, a.StatusCode, c.code, text(a.body))
		}
		if strings.Contains(a.body, "127.0.0.1:9") {
			t.Errorf("%s: the page leads to the app", name)
		}
	}
	if strings.Contains(w.log.String(), inGermany) {
		t.Error("the log tells an address")
	}
}

// move takes a browser with its cookies to another address.
func (b *browser) move(address string) {
	b.w.t.Helper()
	f, ok := b.c.Transport.(forwarded)
	if !ok {
		b.w.t.Fatal("not behind the proxy")
	}
	f.address = address
	b.c.Transport = f
}

// choosesZonder posts the picker's form with a school that it did not offer.
func (b *browser) choosesZonder() *answer {
	a := b.get(b.w.request("portfolio", portfolioURI))
	for _, other := range []string{"Zonder Nummer School", "Universiteit Harderwijk"} {
		if strings.Contains(a.body, other) || !strings.Contains(a.body, "Petteflat College") {
			b.w.t.Errorf("the picker offers %s", other)
		}
	}
	f := a.hidden()
	for _, path := range []string{"/login/school", "/login/schools"} {
		if found := b.get(path + "?q=zonder&t=" + f.Get("t")); strings.Contains(found.body, "Zonder Nummer School") {
			b.w.t.Errorf("%s finds another school", path)
		}
	}
	f.Set("school", "zonder")
	return b.post("/login/school", f)
}

// leavesAtHome asks a school from home and brings its answer from where it is.
func (b *browser) leavesAtHome() *answer {
	b.move(atSchool)
	acs, form := b.choose(b.w.request("portfolio", portfolioURI), "zonder", "noor")
	b.move(inGermany)
	return b.post(acs, form)
}

// assertsZonder chooses a school on a journey, and comes back as a pupil of another.
func (b *browser) assertsZonder() *answer {
	f := b.get(b.w.request("portfolio", portfolioURI)).hidden()
	f.Set("school", "petteflat")
	a := b.post("/login/school", f)
	for a.StatusCode == http.StatusSeeOther && strings.HasPrefix(a.next(b.w.t), b.w.issuer) {
		a = b.get(a.next(b.w.t))
	}
	acs, form := b.atHub(a.next(b.w.t), "zonder", "noor")
	return b.get(b.post(acs, form).next(b.w.t))
}

// stepsFromHome has the hub's answer accepted at home, and takes the next step elsewhere.
func (b *browser) stepsFromHome() *answer {
	b.move(atSchool)
	acs, form := b.choose(b.w.request("stil", stilURI), "harderwijk", "lukasz")
	next := b.post(acs, form).next(b.w.t)
	b.move(inGermany)
	return b.get(next)
}

// TestTravelEnds: it ends by itself on a running broker, between two steps of a login too,
// and what opened and closed it is in the chain with countries and end (L-04).
func TestTravelEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, travelApps, behindProxy)
	usual := w.request("portfolio", portfolioURI)
	open := func() bool { return !w.browserAt(inGermany).get(usual).isRefusal(closedBorder) }
	if open() {
		t.Fatal("open before anybody opened it")
	}
	last := w.day(2 * days)
	w.write("registry.yaml", w.travelling(last))
	w.until(open)
	page := w.browserAt(inGermany)
	form := page.get(usual).hidden()
	form.Set("school", "petteflat")
	w.newDay(3 * days)
	if a := page.post("/login/school", form); !a.isRefusal(closedBorder) {
		t.Errorf("a login that began in time, after its end: %d", a.StatusCode)
	}
	if open() {
		t.Error("open after its end")
	}
	trail, err := w.node.ledger.AuditTrail(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	end, _ := time.Parse(time.DateOnly, last)
	want := "school petteflat changed: travel (ES until " + end.AddDate(0, 0, 1).Format(time.RFC3339) + ", DE until " + end.AddDate(0, 0, 1).Format(time.RFC3339) + ")"
	if len(trail) == 0 || !slices.Contains(trail[len(trail)-1].Lines, want) {
		t.Errorf("the chain: %+v, want %q", trail, want)
	}
}
