package cli

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sluis/internal/refusal"
	"sluis/providers/hub"
)

// SURF's levels (federations §2.7). The world's SURFconext gives the first two; the
// registry of these tests says that it gives three.
const (
	loa1 = "http://surfconext.nl/assurance/loa1"
	loa2 = "http://surfconext.nl/assurance/loa2"
	loa3 = "http://surfconext.nl/assurance/loa3"
)

func assured(w *world) {
	w.registry = strings.Replace(w.registry, "- {id: surfconext, ", "- {id: surfconext, assurance: ['"+loa1+"', '"+loa2+"', '"+loa3+"'], ", 1)
}

// TestAssurance: what an app asks goes to the hub, what comes back is told truthfully
// or refused, and nobody else's claim to strength is told on (O-16, F-19).
func TestAssurance(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, assured)
	essential := func(class string) string { return `{"id_token":{"acr":{"essential":true,"values":["` + class + `"]}}}` }
	weaker := &hub.Misbehaviour{AuthnContext: loa1}
	for name, c := range map[string]struct {
		school, login string
		extra         []string
		hub           *hub.Misbehaviour
		acr           any          // of the ID token
		code          refusal.Code // of a page instead
		oauth         string       // the error at the app, at once or behind the page
	}{
		"nothing asked":                        {"harderwijk", "lukasz", nil, nil, loa1, 0, ""},
		"asked and reached":                    {"harderwijk", "lukasz", []string{"acr_values", loa2}, nil, loa2, 0, ""},
		"the first that is known counts":       {"harderwijk", "lukasz", []string{"acr_values", "urn:other " + loa2 + " " + loa1}, nil, loa2, 0, ""},
		"a wish that nobody knows":             {"harderwijk", "lukasz", []string{"acr_values", "1 2"}, nil, loa1, 0, ""},
		"demanded and reached":                 {"harderwijk", "lukasz", []string{"claims", essential(loa2)}, nil, loa2, 0, ""},
		"weaker than asked":                    {"harderwijk", "lukasz", []string{"acr_values", loa2}, weaker, nil, refusal.AuthnTooWeak, "unmet_authentication_requirements"},
		"weaker than demanded":                 {"harderwijk", "lukasz", []string{"claims", essential(loa2)}, weaker, nil, refusal.AuthnTooWeak, "unmet_authentication_requirements"},
		"stronger than asked":                  {"harderwijk", "lukasz", []string{"acr_values", loa1}, &hub.Misbehaviour{AuthnContext: loa3}, loa3, 0, ""},
		"another class than asked":             {"harderwijk", "lukasz", []string{"acr_values", loa1}, &hub.Misbehaviour{AuthnContext: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"}, nil, refusal.AuthnTooWeak, "unmet_authentication_requirements"},
		"the hub cannot":                       {"harderwijk", "lukasz", []string{"acr_values", loa3}, nil, nil, refusal.StatusNoAuthnContext, "unmet_authentication_requirements"},
		"demanded, and this connection cannot": {"petteflat", "yara", []string{"claims", essential(loa2), "login_hint", "petteflat"}, nil, nil, 0, "unmet_authentication_requirements"},
		"wished, and this connection cannot":   {"petteflat", "yara", []string{"acr_values", loa2}, nil, "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", 0, ""},
		"a school that claims SURF's level":    {"petteflat", "yara", nil, &hub.Misbehaviour{AuthnContext: loa3}, nil, 0, ""},
	} {
		w.entree.Misbehave(c.hub)
		w.surf.Misbehave(c.hub)
		b := w.newBrowser()
		authorize := w.request("stil", stilURI, append([]string{"login_hint", c.school}, c.extra...)...)
		switch {
		case c.code == 0 && c.oauth != "":
			a := b.get(authorize)
			for strings.HasPrefix(a.next(t), w.issuer) {
				a = b.get(a.next(t))
			}
			if q := mustQuery(t, a.next(t)); q.Get("error") != c.oauth || q.Get("state") != "staat" || q.Get("iss") != w.issuer {
				t.Errorf("%s: the app gets %v", name, q)
			}
		case c.code != 0:
			a := b.arrive(authorize, c.school, c.login)
			if got := codeOnPage.FindString(a.body); got != c.code.String() || !strings.Contains(a.body, "error="+c.oauth) {
				t.Errorf("%s: %d %s, want %s", name, a.StatusCode, got, c.code)
			}
			if c.code == refusal.AuthnTooWeak {
				trace := w.newBrowser().get("/login/explain?w=" + url.QueryEscape(wordsOnPage.FindStringSubmatch(a.body)[1])).body
				if !strings.Contains(text(trace), "zo sterk als de app vroeg: hier stopte het") {
					t.Errorf("%s: the trace ends elsewhere:\n%s", name, text(trace))
				}
			}
		default:
			_, id := w.tokens("stil", stilURI, b.login(authorize, c.school, c.login).Get("code"))
			if id["acr"] != c.acr {
				t.Errorf("%s: acr %v, want %v", name, id["acr"], c.acr)
			}
		}
	}
	if a := w.newBrowser().get("/.well-known/openid-configuration"); !strings.Contains(a.body, `"acr_values_supported":["`+mfa+`","`+loa1+`","`+loa2+`","`+loa3+`"]`) {
		t.Errorf("discovery says %s", a.body)
	}
}

// TestNobodyKnowsAClass: where no connection can be asked, discovery lists what our own
// factors give, of which an issuer that is an address has no keys; an impossible demand is
// a fault of the request.
func TestNobodyKnowsAClass(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	if a := w.newBrowser().get("/.well-known/openid-configuration"); !strings.Contains(a.body, `"acr_values_supported":["`+mfa+`"]`) {
		t.Errorf("discovery says %s", a.body)
	}
	for name, extra := range map[string][]string{
		"an acr that is no text": {"claims", `{"id_token":{"acr":{"value":7}}}`},
		"an empty acr":           {"claims", `{"id_token":{"acr":{"values":[""]}}}`},
		"a class without end":    {"acr_values", strings.Repeat("a", 300)},
	} {
		q := mustQuery(t, w.newBrowser().get(w.request("stil", stilURI, extra...)).next(t))
		if q.Get("error") != "invalid_request" || q.Get("state") != "staat" {
			t.Errorf("%s: %v", name, q)
		}
	}
}

// passives are the usual apps, the quiet one with a policy that lets it ask the hub.
var passives = strings.Replace(worldApps, "  - id: stil\n", "  - id: stil\n    passive: true\n", 1)

// TestPromptNone: a login that nobody may see shows nothing, whatever comes of it
// (OpenID Connect Core 3.1.2.1, contract 16).
func TestPromptNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, strings.Replace(passives, "  - id: portfolio\n", "  - id: portfolio\n    passive: true\n", 1))
	none := func(client, redirect string, extra ...string) string {
		return w.request(client, redirect, append([]string{"prompt", "none"}, extra...)...)
	}
	known := w.newBrowser()
	known.login(w.request("stil", stilURI), "petteflat", "yara") // a session at the hub, and our cookie
	// silently follows redirects and the hub's own form, and gives what the app gets;
	// a page of ours on the way is a fault.
	silently := func(name string, b *browser, authorize string) map[string]string {
		a := b.get(authorize)
		for {
			switch {
			case a.StatusCode == http.StatusSeeOther && !strings.HasPrefix(a.next(t), "http://127.0.0.1:9/"):
				a = b.get(a.next(t))
			case a.StatusCode == http.StatusSeeOther:
				q := mustQuery(t, a.next(t))
				return map[string]string{"error": q.Get("error"), "code": q.Get("code"), "state": q.Get("state"), "iss": q.Get("iss")}
			case strings.Contains(a.body, `name="SAMLResponse"`):
				a = b.post(a.action(t), a.hidden())
			default:
				t.Fatalf("%s: a page is shown: %d\n%s", name, a.StatusCode, text(a.body))
			}
		}
	}
	for name, c := range map[string]struct {
		b         *browser
		authorize string
		want      string // error; "" for a code
	}{
		"a session at the school, nothing to ask":  {known, none("stil", stilURI, "login_hint", "petteflat"), ""},
		"a session, and a page is due":             {known, none("portfolio", portfolioURI, "login_hint", "petteflat"), "interaction_required"},
		"no school is named":                       {known, none("stil", stilURI), "login_required"},
		"another school, where nobody is":          {known, none("stil", stilURI, "login_hint", "harderwijk"), "login_required"},
		"a school outside the contract":            {known, none("stil", stilURI, "login_hint", "zonder"), "login_required"},
		"a browser that was never here":            {w.newBrowser(), none("stil", stilURI, "login_hint", "petteflat"), "login_required"},
		"a new login that nobody sees":             {known, none("stil", stilURI, "login_hint", "petteflat", "max_age", "0"), "login_required"},
		"somebody else than the app expects there": {known, none("stil", stilURI, "login_hint", "petteflat", "claims", `{"id_token":{"sub":{"value":"somebody"}}}`), "login_required"},
	} {
		got := silently(name, c.b, c.authorize)
		if got["error"] != c.want || (got["code"] != "") != (c.want == "") || got["state"] != "staat" || got["iss"] != w.issuer {
			t.Errorf("%s: the app gets %v, want %q", name, got, c.want)
		}
	}
	w.entree.Misbehave(&hub.Misbehaviour{Recipient: "https://elsewhere.example/"})
	if got := silently("a hub that errs", known, none("stil", stilURI, "login_hint", "petteflat")); got["error"] != "server_error" {
		t.Errorf("a hub that errs: the app gets %v", got)
	}
}

// TestRequester: an app's own entityID goes to SURFconext and nowhere else
// (federations §2.9).
func TestRequester(t *testing.T) {
	t.Parallel()
	const requester = "https://stil.example/saml"
	w := newWorld(t, strings.Replace(worldApps, "  - id: stil\n", "  - id: stil\n    requester_id: "+requester+"\n", 1))
	for school, c := range map[string]struct {
		client, redirect string
		hub              *hub.Hub
		want             bool
	}{
		"harderwijk": {"stil", stilURI, w.surf, true},
		"petteflat":  {"stil", stilURI, w.entree, false},
	} {
		b := w.newBrowser()
		a := b.get(w.request(c.client, c.redirect, "login_hint", school))
		for strings.HasPrefix(a.next(t), w.issuer) {
			a = b.get(a.next(t))
		}
		info, err := c.hub.ParseRequest(a.next(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(info.RequesterIDs) == 1 && info.RequesterIDs[0] == requester; got != c.want {
			t.Errorf("%s: the hub is told of %v", school, info.RequesterIDs)
		}
	}
}
