package cli

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"sluis/broker/flow"
	"sluis/broker/guard"
	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/internal/config"
	"sluis/internal/refusal"
	"sluis/providers/hub"
	"sluis/providers/saml"
)

// refusalApps are apps beside the usual two, each with one thing that can be missing.
const refusalApps = worldApps + `
  - id: streng
    name: {nl: Streng, en: Strict}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [http://127.0.0.1:9/streng]
    id_token_alg: RS256
    contract:
      version: 1
      basis: public_task
      inform: every_login
      schools: [petteflat]
      roles: [student]
      release:
        name: {purpose: {nl: Naam., en: Name.}}
        student_number: {purpose: {nl: Nummer., en: Number.}}
        class: {purpose: {nl: Klas., en: Class.}}
`

const strengURI = "http://127.0.0.1:9/streng"

// unreachable are the refusals that no request brings about on a running broker.
var unreachable = map[refusal.Code]string{
	refusal.AppHasNoSchool: "check refuses a contract without schools; the dispatcher does not rely on that",
	refusal.Internal:       "a fault of ours; that it shows no internals is held in package broker",
	refusal.NotFound:       "its page has no code: there is nothing to call a help desk about; see TestUnknownPath",
	refusal.AdminSecond:    "no act over HTTP waits for a second admin; see TestSecond in package admin",
	refusal.AdminEarly:     "no act over HTTP waits for a second admin; see TestSecond in package admin",
}

// refusals drives a world and remembers which codes were seen on its pages.
type refusals struct {
	*world
	t   *testing.T
	met map[refusal.Code]bool
}

var codeOnPage = regexp.MustCompile(`SLUIS-(\d{4})`)

// see holds a refusal's page to contract 8 and 9 and to its row in the table; known
// says that the app is known, and a way back to it is due.
func (r *refusals) see(t *testing.T, a *answer, known bool) refusal.Code {
	t.Helper()
	m := codeOnPage.FindStringSubmatch(a.body)
	if m == nil {
		t.Errorf("%s answers %d, no refusal:\n%s", a.at.Path, a.StatusCode, text(a.body))
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		t.Fatal(err)
	}
	code := refusal.Code(n)
	r.met[code] = true
	entry := refusal.Lookup(code)
	if entry.Code != code || a.StatusCode != entry.Status {
		t.Errorf("%s came with status %d, want %d", code, a.StatusCode, entry.Status)
	}
	for _, value := range []string{"Yara", "Heuvel", "2041187", "qj7cks8qdz9ph54", "Łukasz", "Lukasz", "s1234567", "s9603145", "Dijkstra", hub.Evil} {
		// In the text, and not in the sealed fields, where chance spells short words.
		if strings.Contains(text(a.body), value) || len(value) > 6 && strings.Contains(a.body, value) {
			t.Errorf("the page of %s shows %q", code, value)
		}
	}
	r.traced(t, a, code)
	if csp := a.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page of %s has headers %v", code, a.Header)
	}
	if known {
		back := regexp.MustCompile(`href="(http://127\.0\.0\.1:9/[^"]*)"`).FindStringSubmatch(a.body)
		if back == nil {
			t.Errorf("the page of %s has no way back to the app:\n%s", code, text(a.body))
			return code
		}
		u, err := url.Parse(unescape(back[1]))
		if err != nil {
			t.Fatal(err)
		}
		if q := u.Query(); q.Get("error") != entry.OAuth || q.Get("state") != "staat" || q.Get("iss") != r.issuer || q.Has("code") {
			t.Errorf("the way back of %s is %s", code, u)
		}
	}
	return code
}

var wordsOnPage = regexp.MustCompile(`<b>([a-z]+ [a-z]+ [a-z]+)</b>`)

// traced follows the three words of a page to the trace of that refusal, as a
// school's ICT would.
func (r *refusals) traced(t *testing.T, a *answer, code refusal.Code) {
	t.Helper()
	m := wordsOnPage.FindStringSubmatch(a.body)
	if m == nil {
		t.Errorf("the page of %s has no three words", code)
		return
	}
	if code == refusal.StoreUnavailable || code == refusal.HubUnavailable {
		return // the store is closed by then: the words find the line in the log
	}
	at := r.newBrowser().get("/login/explain?w=" + url.QueryEscape(strings.ReplaceAll(strings.ToUpper(m[1]), " ", ", ")))
	if at.StatusCode != http.StatusOK || !strings.Contains(at.body, "<b>"+code.String()+"</b>") {
		t.Errorf("the three words of %s lead to %d:\n%s", code, at.StatusCode, text(at.body))
	}
	if code > 2002 && code < 2030 && code != refusal.WrongAuthority && code != refusal.AnswerForm && code != refusal.WrongConnection && !strings.Contains(at.body, "hier stopte het") {
		t.Errorf("the trace of %s names no check that it ended at:\n%s", code, text(at.body))
	}
	for _, value := range []string{"Yara", "Heuvel", "2041187", "qj7cks8qdz9ph54", "ukasz", "s1234567", "s9603145", "Dijkstra", hub.Evil} {
		if strings.Contains(text(at.body), value) {
			t.Errorf("the trace of %s shows %q", code, value)
		}
	}
}

// guessing tries words that nobody has, until the address must wait, with right
// words too.
func (r *refusals) guessing(t *testing.T) {
	t.Helper()
	b := r.newBrowser()
	page := b.get(r.request("niemand", portfolioURI))
	for range 20 {
		if a := b.get("/login/explain?w=reiger+reiger+reiger"); a.StatusCode != http.StatusNotFound || !strings.Contains(a.body, "We vinden niets") {
			t.Fatalf("unknown words answer %d:\n%s", a.StatusCode, text(a.body))
		}
	}
	known := url.QueryEscape(wordsOnPage.FindStringSubmatch(page.body)[1])
	refused := b.get("/login/explain?w=" + known)
	if m := codeOnPage.FindString(refused.body); m != refusal.TooManyGuesses.String() || refused.StatusCode != http.StatusTooManyRequests {
		t.Errorf("after 20 guesses: %d %s", refused.StatusCode, m)
	}
	r.met[refusal.TooManyGuesses] = true
	r.clock.advance(16 * time.Minute)
	if a := b.get("/login/explain?w=" + known); a.StatusCode != http.StatusOK {
		t.Errorf("a quarter of an hour later: %d", a.StatusCode)
	}
	r.clock.advance(7*24*time.Hour - 15*time.Minute)
	if a := b.get("/login/explain?w=" + known); a.StatusCode != http.StatusNotFound {
		t.Errorf("after a week: %d", a.StatusCode)
	}
}

// TestEveryRefusal brings about, over HTTP on a running broker, every refusal that
// the table has (design §5.6): what the hubs can do wrong first, then the rest.
func TestEveryRefusal(t *testing.T) {
	t.Parallel()
	// A school with an identity provider of its own, and one of another connection.
	widened := func(w *world) {
		w.registry = strings.Replace(w.registry, "schools:\n", `  - {id: entree-b, federation: entree, entity_id: "https://sluis.test/entree-b", metadata: {file: entree.xml}}
schools:
  - {id: elders, name: Elders, sector: vo, connection: entree-b, home_organisation: 03EF}
`, 1)
		assured(w)
		w.registry = strings.Replace(w.registry, "home_organisation: 02CD", `home_organisation: 02CD, idp: "https://idp.zonder.example/"`, 1)
	}
	k := newKeyed(t, refusalApps+keyedApps, widened)
	r := &refusals{k.world, t, map[refusal.Code]bool{}}
	r.misbehaviours(t)
	for code, bring := range r.others() {
		t.Run(refusal.Lookup(code).Name, func(t *testing.T) {
			defer r.entree.Misbehave(nil)
			page, known := bring(t)
			if got := r.see(t, page, known); got != code {
				t.Errorf("%s came, not %s:\n%s", got, code, text(page.body))
			}
		})
	}
	r.atRest(t)
	(&refusals{newWorld(t, refusalApps), t, r.met}).guessing(t)
	(&refusals{newWorld(t, refusalApps, journey), t, r.met}).abroad(t)
	(&refusals{newWorld(t, worldApps, moving), t, r.met}).moved(t)
	(&refusals{newWorld(t, worldApps, onLocalhost), t, r.met}).factors(t)
	at := newSites(t)
	(&refusals{at.world, t, r.met}).admins(t, at)
	for _, e := range refusal.All() {
		if why, ok := unreachable[e.Code]; ok == r.met[e.Code] {
			t.Errorf("%s (%s): met %t, excused by %q", e.Code, e.Name, r.met[e.Code], why)
		}
	}
}

// misbehaviours lets each hub do everything it can do wrong. Afterwards the same
// browser logs in, and the books hold nothing of what was refused.
func (r *refusals) misbehaviours(t *testing.T) {
	for _, h := range []struct {
		hub           *hub.Hub
		style         hub.Style
		school, login string
	}{{r.entree, hub.Entree, "petteflat", "yara"}, {r.surf, hub.SURFconext, "harderwijk", "lukasz"}} {
		for _, named := range hub.Misbehaviours() {
			if named.Only != "" && named.Only != h.style || named.M.FormTwice { // this browser sends a field once
				continue
			}
			t.Run(string(h.style)+"/"+named.Name, func(t *testing.T) {
				b := r.newBrowser()
				h.hub.Misbehave(&named.M)
				a := b.arrive(r.request("portfolio", portfolioURI), h.school, h.login)
				h.hub.Misbehave(nil)
				switch {
				case a.StatusCode == http.StatusOK && (named.Honest || named.Either || named.Claims):
				case named.Honest || a.StatusCode == http.StatusOK:
					t.Errorf("answered %d:\n%s", a.StatusCode, text(a.body))
				default:
					r.see(t, a, !named.Form && codeOnPage.FindString(a.body) != refusal.Unsolicited.String())
				}
				if a = b.arrive(r.request("portfolio", portfolioURI), h.school, h.login); a.StatusCode != http.StatusOK {
					t.Errorf("the next login is answered %d:\n%s", a.StatusCode, text(a.body))
				}
			})
		}
	}
	if n := r.releases(t); n != 0 {
		t.Errorf("%d releases in the ledger, and nobody pressed Doorgaan", n)
	}
}

func (r *refusals) releases(t *testing.T) (n int64) {
	t.Helper()
	err := r.node.db.Records().View(context.Background(), func(tx store.Tx) error {
		return tx.Query(`SELECT count(*) FROM release_ledger`, nil, func(scan func(...any) error) error { return scan(&n) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// bring makes a refusal happen, and says whether its app is known.
type bring func(*testing.T) (*answer, bool)

func (r *refusals) others() map[refusal.Code]bring {
	portfolio := r.request("portfolio", portfolioURI)
	strict := r.request("streng", strengURI)
	get := func(path string) bring {
		return func(*testing.T) (*answer, bool) { return r.newBrowser().get(path), false }
	}
	login := func(authorize, school, login string, m hub.Misbehaviour) bring {
		return func(*testing.T) (*answer, bool) {
			r.entree.Misbehave(&m)
			return r.newBrowser().arrive(authorize, school, login), true
		}
	}
	return map[refusal.Code]bring{
		refusal.AuthnTooWeak: func(t *testing.T) (*answer, bool) {
			r.surf.Misbehave(&hub.Misbehaviour{AuthnContext: loa1})
			defer r.surf.Misbehave(nil)
			return r.newBrowser().arrive(r.request("portfolio", portfolioURI, "acr_values", loa2), "harderwijk", "lukasz"), true
		},
		refusal.RequestSpent:       get("/oauth/authorize?client_id=portfolio&request_uri=urn:ietf:params:oauth:request_uri:verzonnen"),
		refusal.RequestObject:      get("/oauth/authorize?client_id=overheid&request=a.b.c"),
		refusal.UnknownApp:         get(r.request("niemand", portfolioURI)),
		refusal.RedirectURI:        get(r.request("portfolio", portfolioURI+"/")),
		refusal.DuplicateParameter: get(portfolio + "&client_id=stil"),
		refusal.LogoutURI:          get("/oauth/logout?client_id=portfolio&post_logout_redirect_uri=http://127.0.0.1:9/"),
		refusal.LogoutHint:         get("/oauth/logout?id_token_hint=verzonnen"),
		refusal.FormExpired:        get("/login/school?t=verzonnen"),
		refusal.StepExpired:        get("/login/continue?c=2&h=verzonnen"),
		refusal.SchoolNotOffered: func(*testing.T) (*answer, bool) {
			b := r.newBrowser()
			f := b.get(r.request("stil", stilURI)).hidden()
			f.Set("school", "zonder")
			return b.post("/login/school", f), true
		},
		refusal.RequestTooLarge: func(*testing.T) (*answer, bool) {
			return r.newBrowser().post("/login/school", url.Values{"t": {strings.Repeat("x", 70<<10)}}), false
		},
		refusal.MethodNotAllowed: func(t *testing.T) (*answer, bool) {
			req, err := http.NewRequest(http.MethodDelete, r.issuer+"/privacy", nil)
			if err != nil {
				t.Fatal(err)
			}
			return r.newBrowser().do(req), false
		},
		refusal.CrossOrigin: func(t *testing.T) (*answer, bool) {
			req, err := http.NewRequest(http.MethodPost, r.issuer+"/login/answer", strings.NewReader("h=x"))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Origin", "https://kwaad.example")
			req.Header.Set("Sec-Fetch-Site", "cross-site")
			return r.newBrowser().do(req), false
		},
		refusal.StatusProxyCount: login(portfolio, "petteflat", "yara", hub.Misbehaviour{Status: "Responder", SubStatus: "ProxyCountExceeded"}),
		refusal.AuthnTooOld:      login(portfolio+"&prompt=login", "petteflat", "yara", named("authn-instant-old")),
		refusal.WrongAuthority: func(t *testing.T) (*answer, bool) {
			// A school's login that speaks for another school, whose pupils do not come so.
			m := named("authority-other")
			r.entree.Misbehave(&m)
			page := r.newBrowser().arrive(portfolio, "petteflat", "yara")
			if code := codeOnPage.FindString(page.body); code == refusal.WrongAuthority.String() {
				t.Error("a school without an idp in the register is held to one")
			}
			m.Organisation = "02CD"
			page = r.newBrowser().arrive(portfolio, "petteflat", "yara")
			if !strings.Contains(page.body, "Petteflat College") || !strings.Contains(page.body, "Zonder Nummer School") {
				t.Errorf("the page does not name both schools:\n%s", text(page.body))
			}
			return page, true
		},
		refusal.MalformedAttribute:      login(portfolio, "petteflat", "yara", hub.Misbehaviour{Set: []hub.Attribute{attr("uid", strings.Repeat("x", 4000))}}),
		refusal.UnknownSchool:           login(portfolio, "petteflat", "yara", hub.Misbehaviour{Set: []hub.Attribute{attr("nlEduPersonHomeOrganizationId", "99ZZ")}}),
		refusal.SchoolOfOtherConnection: login(portfolio, "petteflat", "yara", hub.Misbehaviour{Set: []hub.Attribute{attr("nlEduPersonHomeOrganizationId", "03EF")}}),
		refusal.ClassMissing:            login(strict, "petteflat", "yara", named("class-missing")),
		refusal.SeveralMissing:          login(strict, "petteflat", "yara", hub.Misbehaviour{Drop: []string{"nlEduPersonUnit", "nlEduPersonProfileId"}}),
		refusal.RoleNotAdmitted:         login(portfolio, "petteflat", "gast", hub.Misbehaviour{}),
		refusal.RoleNotInContract:       login(strict, "petteflat", "docent", hub.Misbehaviour{}),
		refusal.AppNotAtSchool: func(t *testing.T) (*answer, bool) {
			b := r.newBrowser()
			a := b.get(r.request("stil", stilURI, "login_hint", "petteflat"))
			for strings.HasPrefix(a.next(t), r.issuer) {
				a = b.get(a.next(t))
			}
			acs, form := b.atHub(a.next(t), "zonder", "noor")
			return b.get(b.post(acs, form).next(t)), true
		},
		refusal.AnswerForm: func(*testing.T) (*answer, bool) {
			b := r.newBrowser()
			acs, form := b.choose(portfolio, "petteflat", "yara")
			form.Add("SAMLResponse", form.Get("SAMLResponse"))
			return b.post(acs, form), false
		},
		refusal.WrongConnection: func(*testing.T) (*answer, bool) {
			b := r.newBrowser()
			acs, form := b.choose(portfolio, "petteflat", "yara")
			return b.post(strings.Replace(acs, "/entree/", "/surfconext/", 1), form), true
		},
		refusal.OtherPerson: func(t *testing.T) (*answer, bool) {
			tok, _ := r.tokens("portfolio", portfolioURI, r.newBrowser().login(portfolio, "petteflat", "yara").Get("code"))
			return r.newBrowser().arrive(r.request("portfolio", portfolioURI, "id_token_hint", tok.IDToken), "petteflat", "docent"), true
		},
		refusal.OtherBrowser: func(t *testing.T) (*answer, bool) {
			acs, form := r.newBrowser().choose(portfolio, "petteflat", "yara")
			thief := r.newBrowser()
			thief.get("/login/start?t=x") // a cookie of its own
			thief.get(portfolio)
			return thief.get(thief.post(acs, form).next(t)), true
		},
		refusal.StepMismatch: func(*testing.T) (*answer, bool) {
			return r.newBrowser().post("/login/answer", url.Values{"answer": {"misschien"}}), false
		},
		refusal.StepUsed: func(t *testing.T) (*answer, bool) {
			b := r.newBrowser()
			acs, form := b.choose(portfolio, "petteflat", "yara")
			step := b.post(acs, form).next(t)
			a := b.get(step)
			if a.StatusCode == http.StatusOK {
				a = b.proceed(a)
			}
			r.tokens("portfolio", portfolioURI, mustQuery(t, a.next(t)).Get("code"))
			return b.get(step), true
		},
		refusal.Replayed: func(t *testing.T) (*answer, bool) {
			b := r.newBrowser()
			acs, form := b.choose(portfolio, "petteflat", "yara")
			b.post(acs, form).next(t)
			r.clock.advance(flow.RepeatLife + time.Second)
			return b.post(acs, form), true
		},
	}
}

// named gives a misbehaviour of the hubs' own list.
func named(name string) hub.Misbehaviour {
	for _, n := range hub.Misbehaviours() {
		if n.Name == name {
			return n.M
		}
	}
	panic("no misbehaviour is called " + name)
}

// atRest are the refusals for which the broker itself must be in another state.
func (r *refusals) atRest(t *testing.T) {
	portfolio := r.request("portfolio", portfolioURI)
	r.between(t, refusal.BeforeRestart, func() {
		// What a loss of power may leave: state and records of different runs.
		err := r.node.db.Records().Update(context.Background(), func(tx store.Tx) error {
			_, err := tx.Exec(`UPDATE meta SET value = 'another' WHERE name = 'run'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r.stop()
		r.start()
	})
	r.clock.advance(2 * time.Second) // an IssueInstant is cut to the second
	r.between(t, refusal.Halted, func() { r.halts(t, guard.HaltSchool, "petteflat") })
	r.undo(t, "school:petteflat")
	r.between(t, refusal.AppStopped, func() {
		r.stop()
		r.write("registry.yaml", strings.Replace(r.registry, "id: portfolio", "id: opvolger", 1))
		r.start()
	})
	r.encrypted(t, portfolio)
	r.stop()
	r.write("registry.yaml", r.registry)
	r.caps = flow.Caps{PerAddress: 1, InAll: 10}
	r.start()
	r.newBrowser().get(portfolio)
	r.want(t, refusal.TooManyLogins, r.newBrowser().get(portfolio), true)

	r.stop()
	r.caps = flow.DefaultCaps
	r.start()
	b := r.newBrowser()
	f := b.get(portfolio).hidden()
	f.Set("school", "petteflat")
	if err := r.node.db.Close(); err != nil {
		t.Fatal(err)
	}
	r.want(t, refusal.StoreUnavailable, b.post("/login/school", f), true)

	r.clock.advance(30 * 24 * time.Hour) // past the metadata's validUntil
	f = b.get(portfolio).hidden()
	f.Set("school", "petteflat")
	r.want(t, refusal.HubUnavailable, b.post("/login/school", f), true)
	r.node.stop()
	r.node = nil
}

// encrypted are the refusals of what is encrypted and would open.
func (r *refusals) encrypted(t *testing.T, portfolio string) {
	r.entree.Misbehave(&hub.Misbehaviour{Encrypt: new(hub.Encryption)}) // it keeps our metadata from the beginning
	defer r.entree.Misbehave(nil)
	r.stop()
	r.write("registry.yaml", r.registry)
	r.start()
	r.node.hubs.line = saml.NewLine(1, 0) // no place to wait
	loaded, _ := config.Load(filepath.Join(r.dir, "sluis.yaml"), checks(r.clock.now, false))
	if err := r.node.hubs.follow(context.Background(), registry.Compile(loaded)); err != nil {
		t.Fatal(err)
	}
	r.want(t, refusal.Busy, r.newBrowser().arrive(portfolio, "petteflat", "yara"), true)
	r.stop()
	r.write("registry.yaml", strings.Replace(r.registry, "metadata: {file: entree.xml}", "metadata: {file: entree.xml}, encryption: {answers: refuse}", 1))
	r.start()
	r.want(t, refusal.Encrypted, r.newBrowser().arrive(portfolio, "petteflat", "yara"), true)
}

// between begins a login, changes the broker, and goes on with the login.
func (r *refusals) between(t *testing.T, code refusal.Code, change func()) {
	t.Helper()
	b := r.newBrowser()
	acs, form := b.choose(r.request("portfolio", portfolioURI), "petteflat", "yara")
	change()
	a := b.post(acs, form)
	if a.StatusCode == http.StatusSeeOther {
		a = b.get(a.next(t))
	}
	r.want(t, code, a, code != refusal.AppStopped)
}

func (r *refusals) want(t *testing.T, code refusal.Code, a *answer, known bool) {
	t.Helper()
	if got := r.see(t, a, known); got != code {
		t.Errorf("%s came, not %s:\n%s", got, code, text(a.body))
	}
}

// abroad comes from Germany, as of a school that stays at home too, and once too often from England.
func (r *refusals) abroad(t *testing.T) {
	t.Helper()
	r.want(t, refusal.Country, r.newBrowser().from("141.30.1.1", http.MethodGet, "/"), false)
	r.want(t, refusal.SchoolAbroad, r.browserAt(inGermany).get(r.request("portfolio", portfolioURI, "login_hint", "zonder")), false)
	r.want(t, refusal.TooManyRequests, r.browserAt(atHome).hurry("/cookies"), false)
	r.browserAt(elsewhere).fail(21)
	r.want(t, refusal.Blocked, r.browserAt(elsewhere).get("/"), false)
}

// moved brings along what cannot be brought.
func (r *refusals) moved(t *testing.T) {
	t.Helper()
	id, _ := r.moves("--from-school", "oud", "--to-school", "petteflat")
	show := func(now, school, then string) (*browser, *answer) {
		b := r.newBrowser()
		return b, b.fetch(b.arrive(r.request("stil", stilURI), "petteflat", now), school, then)
	}
	_, elsewhere := show("tim-nieuw", "zonder", "noor")
	r.want(t, refusal.NotOldSchool, elsewhere, true)
	b, page := show("sanne-nieuw", "oud", "sanne-oud")
	b.choosing(page, "continue")
	r.want(t, refusal.AccountGone, r.newBrowser().arrive(r.request("stil", stilURI), "oud", "sanne-oud"), true)
	b, page = show("tim-nieuw", "oud", "sanne-oud")
	r.want(t, refusal.AccountTaken, b.choosing(page, "continue"), true)
	b, page = show("tim-nieuw", "oud", "tim-oud")
	if _, errs, code := r.subjects("close", "--id", id, "--by", "Anna"); code != 0 {
		t.Fatal(errs)
	}
	r.want(t, refusal.MoveOver, b.choosing(page, "continue"), true)
}

func TestUnknownPath(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for _, path := range []string{"/nergens", "/oauth/nergens", "/saml/nergens/metadata", "/login/", "/assets/nergens.css", "/..%2fsluis.key"} {
		a := w.newBrowser().get(path)
		if a.StatusCode != http.StatusNotFound || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || !strings.Contains(a.body, `lang="nl"`) {
			t.Errorf("%s answers %d %s", path, a.StatusCode, a.Header.Get("Content-Type"))
		}
	}
}
