package cli

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
)

// What a logout shows.
const (
	atLogout  = `form[action="/logout"]`
	logOut    = `button[data-action="logout"]`
	stay      = `button[data-action="stay"]`
	atGoodbye = `dl.items .tag.go`
	everyone  = `button[name="all"]`
)

// browserLogout is a logout in a real browser, begun at another site: by GET and by POST,
// with script and without, with an ID token of this session and without one.
func browserLogout(t *testing.T, c *chromium) {
	in := func(t *testing.T) *tab {
		t.Helper()
		b := c.profile(t)
		b.speaks("nl")
		b.toAsk("portfolio", "petteflat", "yara", "prompt", "consent")
		b.click(goOn)
		b.claims()
		return b
	}
	half := func(b *tab) string {
		for _, k := range call(b, network.GetCookies, network.GetCookiesParams{URLs: []string{c.s.issuer + "/"}}).Cookies {
			if k.Name == "__Host-sluis" {
				return k.Value
			}
		}
		return ""
	}
	for _, script := range []bool{true, false} {
		name := map[bool]string{true: " with script", false: " without script"}[script]
		t.Run("asked"+name, func(t *testing.T) {
			b := in(t)
			if strings.Count(half(b), ".") != 1 {
				t.Fatalf("the cookie has no session half: %q", half(b))
			}
			if !script {
				b.withoutScript()
			}
			b.open(through(c.s.issuer + "/oauth/logout?" + url.Values{"client_id": {"portfolio"}, "post_logout_redirect_uri": {"https://" + appHost + "/left"}, "state": {"s t"}}.Encode()))
			b.there(atLogout)
			if got := b.words(); !strings.Contains(got, "Portfolio") || !strings.Contains(got, "bij je school kun je nog ingelogd zijn") {
				t.Errorf("the page says: %s", got)
			}
			b.click(stay)
			b.await(`document.querySelector("main h1") && !document.querySelector('` + atLogout + `')`)
			if half(b) == "" {
				t.Error("who stays lost the cookie")
			}
			b.back()
			b.there(atLogout)
			b.click(logOut)
			b.await(`location.host === "` + appHost + `"`)
			if got := b.address(); got != "https://"+appHost+"/left?state=s+t" {
				t.Errorf("the browser went to %s", got)
			}
			if got := half(b); got != "" {
				t.Errorf("the cookie is %q", got)
			}
			if blocked := b.blocked(); blocked != "" {
				t.Error(blocked)
			}
		})
	}
	t.Run("by POST of another site", func(t *testing.T) {
		b := in(t)
		c.s.visits()
		b.open("https://" + evilHost + "/?" + url.Values{"to": {c.s.issuer + "/oauth/logout"}}.Encode())
		b.there(atLogout) // the Lax cookie is there at our own page, and nowhere before
		for _, v := range c.s.visits() {
			if v.path == "/oauth/logout" && (v.method != "POST" || v.cookie) || v.path == "/logout" && !v.cookie {
				t.Errorf("%+v", v)
			}
		}
		b.click(logOut)
		b.there(atGoodbye)
		if got := b.words(); !strings.Contains(got, "Je bent uitgelogd") || !strings.Contains(got, "Petteflat College") {
			t.Errorf("the last page says: %s", got)
		}
		b.back()
		if got := b.words(); strings.Contains(got, "Portfolio Wordt uitgelogd") && half(b) != "" {
			t.Errorf("Back shows %s", got)
		}
	})
	t.Run("with the ID token of this session", func(t *testing.T) {
		b := in(t)
		b.open(through(c.s.issuer + "/oauth/logout?" + url.Values{"id_token_hint": {c.s.app.idToken()}, "post_logout_redirect_uri": {"https://" + appHost + "/left"}}.Encode()))
		b.await(`location.href === "https://` + appHost + `/left"`)
		if got := half(b); got != "" {
			t.Errorf("the cookie is %q", got)
		}
	})
	t.Run("everywhere", func(t *testing.T) {
		school, home := in(t), in(t)
		my("yara", "petteflat")(home)
		if got := home.words(); !strings.Contains(got, "Deze browser") || !strings.Contains(got, "Een andere browser") {
			t.Fatalf("the page says: %s", got)
		}
		home.click(everyone)
		home.await(`location.pathname === "/logout/done"`)
		school.open("/oauth/logout")
		school.there(atGoodbye) // nobody is asked: nobody is there
	})
}

func logoutStates() []state {
	loggedIn := func(b *tab) {
		b.toAsk("portfolio", "petteflat", "yara", "prompt", "consent")
		b.click(goOn)
		b.claims()
	}
	return []state{
		{"/oauth/logout", "unknown address", at("/oauth/logout?client_id=portfolio&post_logout_redirect_uri=https://evil.test/"), atRefusal, false},
		{"/oauth/logout", "a hint that is none", at("/oauth/logout?id_token_hint=x"), atRefusal, false},
		{"/logout", "asked", func(b *tab) { loggedIn(b); b.open("/oauth/logout?client_id=portfolio") }, atLogout, false},
		{"/logout", "stayed", func(b *tab) {
			loggedIn(b)
			b.open("/oauth/logout?client_id=portfolio")
			b.click(stay)
			b.await(`!document.querySelector('` + atLogout + `')`)
		}, "main h1", false},
		{"/logout", "expired", at("/logout?t=oud"), atRefusal, false},
		{"/logout/done", "nobody was logged in", at("/oauth/logout"), atGoodbye, false},
		{"/logout/done", "logged out", func(b *tab) {
			loggedIn(b)
			b.open("/oauth/logout")
			b.click(logOut)
			b.there(atGoodbye)
		}, "dl.items .tag.held", false},
		{"/login/continue", "my data, logged in", func(b *tab) { loggedIn(b); my("yara", "petteflat")(b) }, "#inlogs dl.items", false},
		{"/me/logout", "everywhere", func(b *tab) {
			my("yara", "petteflat")(b)
			b.click(everyone)
			b.await(`location.pathname === "/logout/done"`)
		}, atGoodbye, false},
		{"/me/logout", "a page of another login", func(b *tab) {
			my("yara", "petteflat")(b)
			eval[bool](b, `(document.querySelectorAll("input[name=v]").forEach(e => e.value = "x"), true)`)
			b.click(everyone)
			b.there(atRefusal)
		}, atRefusal, false},
	}
}
