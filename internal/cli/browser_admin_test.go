package cli

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// securityKey puts a security key into the browser that checks its user.
func (b *tab) securityKey() webauthn.AuthenticatorID {
	b.t.Helper()
	r := call(b, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: "ctap2", Transport: "usb", HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
	return r.AuthenticatorID
}

// comesIn enrols two keys, of which the second stays in the browser, and signs in.
func (b *tab) comesIn(code string) {
	b.t.Helper()
	call(b, webauthn.Enable, webauthn.EnableParams{})
	b.open("/admin/invite")
	b.there("#code")
	b.fill("#code", strings.ToLower(code))
	b.click("main form button")
	for i, name := range []string{"blauw", "reserve"} {
		b.there("#kn")
		key := b.securityKey()
		b.fill("#kn", name)
		b.click(`[data-action="add-key"]`)
		b.await(fmt.Sprintf(`document.querySelectorAll('[aria-labelledby="h-had"] dl.items > div').length === %d || location.pathname === "/admin/sign-in"`, i+1))
		if i == 0 {
			call(b, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: key})
		}
	}
	b.there(`[data-action="sign-in"]`)
	b.click(`[data-action="sign-in"]`)
	b.await(`location.pathname === "/admin" && document.querySelector("dl.items")`)
}

// An invitation, two keys, signing in, a block, and a role that is gone at the next request,
// with keys of Chromium's own (S-02, S-03, S-06, S-08).
func browserAdmins(t *testing.T, c *chromium) {
	a, b := c.profile(t), c.profile(t)
	a.speaks("nl")
	call(a, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 360, Height: 740, DeviceScaleFactor: 1})
	a.comesIn(c.s.operatorInvites(t, "Iris de Groot"))
	a.open("/admin/blocks")
	a.there("#net")
	a.fill("#net", "198.51.100.0/24")
	a.do(chromedp.SetValue(chromedp.CSS("#why"), "scan"))
	a.fill("#tick", "SD-12")
	a.click(`[data-action="block"]`)
	a.await(`document.querySelector("table.rows th[data-k]")`)
	if got := a.words(); !strings.Contains(got, "198.51.100.0/24") {
		t.Errorf("the block is not in the list: %s", got)
	}
	if eval[bool](a, `document.documentElement.scrollWidth > document.documentElement.clientWidth`) {
		t.Error("the list of blocks scrolls sideways on a phone")
	}
	a.open("/admin/people")
	a.there("#pn")
	a.fill("#pn", "Noor")
	a.do(chromedp.SetValue(chromedp.CSS("#pr"), "auditor"))
	a.click(`[data-action="invite"]`)
	a.there("#code")
	b.comesIn(eval[string](a, `document.querySelector("#code").textContent`))
	b.open("/admin/audit")
	b.await(`document.querySelector("table.rows tbody tr")`)
	a.open("/admin/people")
	a.there(`[data-action="role"]`)
	a.do(chromedp.SetValue(chromedp.CSS(`dl.items select[name="role"]`), "developer"))
	a.do(chromedp.SetValue(chromedp.CSS(`dl.items select[name="app"]`), "portfolio"))
	a.click(`[data-action="role"]`)
	a.await(`[...document.querySelectorAll("dd.why")].some(e => e.textContent.includes("ontwikkelaar"))`)
	b.open("/admin/audit")
	b.there(atRefusal)
	if got := b.words(); !strings.Contains(got, "SLUIS-4004") {
		t.Errorf("the next request: %s", got)
	}
	for _, x := range []*tab{a, b} {
		if blocked := x.blocked(); blocked != "" {
			t.Error(blocked)
		}
	}
}
