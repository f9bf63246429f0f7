package cli

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sluis/providers/hub"
)

// state is one page of the running broker as somebody may find it.
type state struct {
	route string // as broker.Routes has it; "" where no route answers
	name  string
	reach func(b *tab) // in a profile of its own
	shows string       // an element that tells it from another page
	twin  bool         // but for its address the page of another state: seen in one language
}

// jsonOnly are the routes that answer apps and never write a page.
var jsonOnly = map[string]bool{"/oauth/token": true, "/oauth/userinfo": true, "/oauth/introspect": true, "/oauth/revoke": true, "/oauth/par": true}

// states are the pages of every route, empty, full and in error.
func states() []state {
	all := []state{
		{"", "nothing here", at("/nergens"), "main h1", false},
		{"/", "home", at("/"), ".steps", false},
		{"/privacy", "privacy", at("/privacy"), "#inlogs", false},
		{"/cookies", "cookies", at("/cookies"), "dl.items code", false},
		{"/login/explain", "three words", at("/login/explain"), "#w", false},
		{"/login/explain", "three words, unknown", at("/login/explain?w=reiger+reiger+reiger"), `#w[aria-invalid]`, false},
		{"/login/explain", "three words, found", func(b *tab) {
			arrived("portfolio", "zonder", "zonder", "noor")(b)
			b.open("/login/explain?w=" + url.QueryEscape(eval[string](b, `document.querySelectorAll(".ticket b")[1].textContent`)))
		}, "dl.items ~ ol.steps", false},
		{"/accessibility", "accessibility", at("/accessibility"), "ul.flow", false},
		{"/assets/{file}", "no such file", at("/assets/weg.css"), "main h1", true},
		{"/saml/{connection}/metadata", "no such connection", at("/saml/nergens/metadata"), "main h1", true},
		{"/saml/{connection}/acs", "no form of a hub", posted("/saml/entree/acs"), atRefusal, false},
		{"/saml/{connection}/acs", "the hub could not log in", hubRefuses, atRefusal, false},
	}
	for _, path := range []string{"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth/jwks", "/robots.txt", "/.well-known/security.txt"} {
		all = append(all, state{path, "wrong method", posted(path), atRefusal, path != "/oauth/jwks"})
	}
	return append(append(append(all, pickerStates()...), stepStates()...), append(meStates(), logoutStates()...)...)
}

func pickerStates() []state {
	return []state{
		{"/oauth/authorize", "unknown app", at("/oauth/authorize?client_id=weg"), atRefusal, false},
		{"/oauth/authorize", "few schools", begun("portfolio"), atPicker + " ul.find", false},
		{"/oauth/authorize", "many schools", begun("leeslijst"), "#q", false},
		{"/login/start", "expired", at("/login/start?t=oud"), atRefusal, false},
		{"/login/start", "cookies are off", at("/login/start?c=1&t=oud"), "a.btn.on", false},
		{"/login/school", "found", searched("petteflat"), "#found button b", false},
		{"/login/school", "none found", searched("pettevlat"), `#found button[value="petteflat"]`, false},
		{"/login/school", "the whole list", searched("&all=1"), "#hoger details", false},
		{"/login/school", "from another site", posted("/login/school"), atRefusal, false},
		{"/login/school", "school that is not offered", func(b *tab) {
			begun("portfolio")(b)
			eval[bool](b, `(document.querySelector("button[name=school]").value = "school03") !== ""`)
			b.click("button[name=school]")
			b.there(atRefusal)
		}, atRefusal, false},
		{"/login/schools", "while typing", func(b *tab) { begun("leeslijst")(b); b.fill("#q", "mavo"); b.there("#found button") }, "#found button", false},
		{"/login/schools", "while typing, none found", func(b *tab) { begun("leeslijst")(b); b.fill("#q", "qqqq"); b.there("#status .note") }, "#status .note", false},
	}
}

func stepStates() []state {
	const info, short = "dl.items", atAsk + ":not(:has(dl.items))"
	return []state{
		{"/login/continue", "information", asked("portfolio", "petteflat", "yara"), `input[name="item"]`, false},
		{"/login/continue", "information of a student, under consent", asked("akkoord", "harderwijk", "lukasz"), info, false},
		{"/login/continue", "information, another school", func(b *tab) { arrived("leeslijst2", "petteflat", "zonder", "noor")(b) }, ".note.wait", false},
		{"/login/continue", "one line: another school", arrived("stil", "petteflat", "zonder", "noor"), short, false},
		{"/login/continue", "one line: not you", func(b *tab) { reused(b, "stil") }, short + " " + notMe, false},
		{"/login/continue", "information, not you", func(b *tab) { reused(b, "portfolio") }, info + " ~ p " + notMe + ", " + notMe, false},
		{"/login/continue", "a number is missing", arrived("portfolio", "zonder", "zonder", "noor"), ".turn", false},
		{"/login/continue", "a guest", arrived("portfolio", "petteflat", "petteflat", "gast"), ".turn", false},
		{"/login/continue", "no cookie", at("/login/continue?h=" + verifier), "a.btn.on", false},
		{"/login/continue", "no such step", func(b *tab) { begun("portfolio")(b); b.open("/login/continue?c=2&h=" + verifier) }, atRefusal, false},
		{"/login/answer", "from another site", posted("/login/answer"), atRefusal, true},
		{"/login/answer", "something changed", func(b *tab) {
			asked("portfolio", "petteflat", "yara")(b)
			eval[bool](b, `(document.querySelector("input[name=v]").value = "x") !== ""`)
			b.click(goOn)
			b.there(".note.wait")
		}, ".note.wait", false},
		{"/login/answer", "hand-over by form", func(b *tab) {
			b.toAsk("portfolio", "petteflat", "yara", "prompt", "consent", "response_mode", "form_post")
			b.withoutScript()
			b.click(goOn)
			b.there(`form[action^="https://app.test/callback"]`)
		}, `form[action^="https://app.test/callback"]`, false},
	}
}

func meStates() []state {
	return []state{
		{"/me", "which school", at("/me"), "#q", false},
		{"/login/continue", "my data, empty", my("docent", "petteflat"), "#apps p", false},
		{"/login/continue", "my data", func(b *tab) {
			b.toAsk("akkoord", "harderwijk", "lukasz", "prompt", "consent")
			b.click(goOn)
			b.claims()
			my("lukasz", "harderwijk")(b)
		}, `form[action="/me/withdraw"]`, false},
		{"/me/withdraw", "my data, after stopping", func(b *tab) {
			b.toAsk("akkoord", "harderwijk", "lukasz", "prompt", "consent")
			b.click(goOn)
			b.claims()
			my("lukasz", "harderwijk")(b)
			b.click(`form[action="/me/withdraw"] button`)
			b.there("#apps:not(:has(form))")
		}, "#apps:not(:has(form))", true},
		{"/me/withdraw", "a page of another login", func(b *tab) {
			b.toAsk("akkoord", "harderwijk", "lukasz", "prompt", "consent")
			b.click(goOn)
			b.claims()
			my("lukasz", "harderwijk")(b)
			eval[bool](b, `(document.querySelector('form[action="/me/withdraw"] input[name=v]').value = "x") !== ""`)
			b.click(`form[action="/me/withdraw"] button`)
			b.there(atRefusal)
		}, atRefusal, false},
		{"/me/factors", "a new key", func(b *tab) {
			my("docent", "petteflat")(b)
			b.fill("#kn", "blauw")
			b.click(`[data-action="add-key"]`)
		}, `#touch[data-kind="create"]`, false},
		{"/me/factors/app", "a new code app", func(b *tab) {
			my("docent", "petteflat")(b)
			b.fill("#an", "telefoon")
			b.click(`[data-action="add-app"]`)
		}, `[data-testid="seed"]`, false},
		{"/login/step-up", "a factor before a change", func(b *tab) {
			b.s.enrol(b.t, "petteflat", "gast")
			my("gast", "petteflat")(b)
			b.click(`[data-action="prove"]`)
		}, "#code", false},
		{"/login/step-up", "a wrong code", func(b *tab) {
			b.s.enrol(b.t, "petteflat", "gast")
			my("gast", "petteflat")(b)
			b.click(`[data-action="prove"]`)
			b.there("#code")
			b.fill("#code", "000000")
			b.click(`[data-action="code"]`)
		}, atRefusal, false},
	}
}

// enrol gives a person a code app, once.
func (s *sites) enrol(t *testing.T, school, login string) {
	t.Helper()
	if m := s.newBrowser().ownPage(t, school, login); !strings.Contains(m.page.body, `data-testid="factor-`) {
		m.addApp("telefoon")
	}
}

// at opens an address of the broker.
func at(path string) func(*tab) { return func(b *tab) { b.open(path) } }

// posted is what a form of another site comes to.
func posted(path string) func(*tab) {
	return func(b *tab) {
		b.open("https://" + evilHost + "/?" + url.Values{"to": {b.s.issuer + path}, "x": {"y"}}.Encode())
		b.await(`location.host === "` + brokerHost + `"`)
	}
}

func begun(client string) func(*tab) {
	return func(b *tab) { b.begin(client); b.there(atPicker) }
}

// searched is the picker without script: a query, or other parameters.
func searched(q string) func(*tab) {
	return func(b *tab) {
		begun("leeslijst")(b)
		if !strings.HasPrefix(q, "&") {
			q = "&q=" + q
		}
		b.open("/login/school?t=" + eval[string](b, `document.querySelector("input[name=t]").value`) + q)
	}
}

func asked(client, school, login string) func(*tab) {
	return func(b *tab) { b.toAsk(client, school, login, "prompt", "consent") }
}

// arrived is a login at another school, maybe, than was chosen.
func arrived(client, chosen, school, login string) func(*tab) {
	return func(b *tab) {
		extra := []string{"prompt", "consent"}
		if client == "stil" {
			extra = nil
		}
		if client == "leeslijst2" { // many schools: the hint chooses
			client, extra = "leeslijst", []string{"login_hint", chosen, "prompt", "consent"}
			b.begin(client, extra...)
		} else {
			b.begin(client, extra...)
			b.pick(chosen)
		}
		b.signIn(school, login)
		b.await(`location.host === "` + brokerHost + `"`)
	}
}

// reused is a second login while the school remembers the person.
func reused(b *tab, client string) {
	asked("portfolio", "petteflat", "docent")(b)
	b.s.clock.advance(10 * time.Minute)
	b.begin(client)
	b.pick("petteflat")
	b.there(notMe)
}

// my is the person's own page.
func my(login, school string) func(*tab) {
	return func(b *tab) {
		b.open("/me")
		b.there("#q")
		b.fill("#q", school)
		b.there(`#found button[value="` + school + `"]`)
		b.click(`#found button[value="` + school + `"]`)
		b.signIn(school, login)
		b.there("#apps")
	}
}

func hubRefuses(b *tab) {
	b.s.entree.Misbehave(&hub.Misbehaviour{Status: "Responder", SubStatus: "AuthnFailed"})
	defer b.s.entree.Misbehave(nil)
	b.begin("portfolio")
	b.pick("petteflat")
	b.signIn("petteflat", "yara")
	b.there(atRefusal)
}

// isHTML asks the address of a JSON route as a browser would.
func (s *sites) isHTML(path string) bool {
	a := s.newBrowser().get(path)
	return a.StatusCode == http.StatusOK || strings.Contains(a.Header.Get("Content-Type"), "html")
}
