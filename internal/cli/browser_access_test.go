package cli

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"

	"sluis/broker/admin"
)

// redeems types a code of an invitation.
func (b *tab) redeems(code string) {
	b.t.Helper()
	call(b, webauthn.Enable, webauthn.EnableParams{})
	b.open("/admin/invite")
	b.there("#code")
	b.fill("#code", code)
	b.click("main form button")
}

// vouched goes to the school's own login and back, and waits for what is there then.
func (b *tab) vouched(login, there string) {
	b.t.Helper()
	b.there(`[data-action="school"]`)
	b.click(`[data-action="school"]`)
	b.signIn("petteflat", login)
	b.there(there)
}

// addsKey adds a key that stays in the browser.
func (b *tab) addsKey(name, there string) {
	b.t.Helper()
	b.there("#kn")
	b.securityKey()
	b.fill("#kn", name)
	b.click(`[data-action="add-key"]`)
	b.there(there)
}

// browserAccess is how somebody comes in again, and how a school vouches, with keys of
// Chromium's own: a recovery code, everything lost, and the school's login through its hub
// beside a key (S-14, S-16, S-17). It moves the clock by a day at its end,
// and no metadata of the hubs is valid after that.
func browserAccess(t *testing.T, c *chromium) {
	iris := c.s.comesIn(t, c.s.operatorInvites(t, "Iris"))
	bas := c.s.comesIn(t, iris.invites(t, "Bas", admin.Platform, ""))
	owner := c.profile(t)
	owner.speaks("nl")
	owner.comesIn(iris.invites(t, "Wilma", admin.Auditor, ""))
	owner.open("/admin/keys")
	owner.there(`[data-action="codes"]`)
	owner.click(`[data-action="codes"]`)
	owner.there("ol.ticket b")
	code := eval[string](owner, `document.querySelector("ol.ticket b").textContent`)

	t.Run("a recovery code", func(t *testing.T) {
		lost := c.profile(t)
		call(lost, webauthn.Enable, webauthn.EnableParams{})
		lost.open("/admin/sign-in")
		lost.there(`a[href^="/admin/recover"]`)
		lost.click(`a[href^="/admin/recover"]`)
		lost.there(`[data-action="recover"]`)
		lost.fill("#code", strings.ToLower(code))
		lost.click(`[data-action="recover"]`)
		lost.addsKey("nieuw", `[data-action="sign-in"]`)
		lost.click(`[data-action="sign-in"]`)
		lost.there(`[data-testid="notice-code"]`)
	})

	t.Run("a school that vouches", func(t *testing.T) {
		guest := c.profile(t)
		guest.redeems(iris.invitesAtSchool(t, "Ad"))
		guest.vouched("docent", "#kn")
		guest.addsKey("blauw", `[data-action="codes"]`)
		guest.click(`[data-action="codes"]`)
		guest.there("ol.ticket b")
		guest.open("/admin/sign-in")
		guest.there(`[data-action="sign-in"]`)
		guest.click(`[data-action="sign-in"]`)
		guest.vouched("docent", `main dl.items, [data-testid="home"]`)
		if blocked := guest.blocked(); blocked != "" {
			t.Error(blocked)
		}
	})

	t.Run("everything lost", func(t *testing.T) {
		id := regexp.MustCompile(`id="t-([A-Z2-7]{26})"`).FindStringSubmatch(strings.SplitN(iris.get(admin.PathPeople).body, `Wilma</dt>`, 2)[1])[1]
		iris.leads(t, iris.post(admin.PathPeople+"/recover", url.Values{"id": {id}, "ticket": {"SD-1"}}), admin.PathPeople)
		owner.open("/admin")
		owner.there(`[data-testid="lost"] [data-action="stop"]`)
		proposal := regexp.MustCompile(`name="id" value="([A-Z2-7]{26})"`).FindStringSubmatch(bas.get(admin.PathSecond).body)[1]
		bas.leads(t, bas.post(admin.PathSecond+"/carry", url.Values{"id": {proposal}}), admin.PathSecond)
		c.s.clock.advance(admin.RecoverWait)
		bas.enter(t, 0)
		anew := c.profile(t)
		anew.comesIn(invitationCode(t, text(bas.post(admin.PathSecond+"/carry", url.Values{"id": {proposal}}).body)))
		anew.there(`[data-testid="notice-recover"]`)
		owner.open("/admin")
		owner.there(`[data-action="sign-in"]`)
	})
}
