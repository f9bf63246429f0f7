package cli

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
)

// strength is what the app was last told of a login.
func (a *relying) strength(t *testing.T) string {
	t.Helper()
	var id struct {
		ACR string
		AMR []string
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.Split(a.idToken()+"..", ".")[1])
	if err == nil {
		err = json.Unmarshal(body, &id)
	}
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(id.ACR, " ", id.AMR)
}

// A key and a code app of Chromium's own and of ours, added at /me; then a login that wants
// the key, and one without script that takes the code (S-15).
func browserStepUp(t *testing.T, c *chromium) {
	b := c.profile(t)
	b.speaks("nl")
	call(b, webauthn.Enable, webauthn.EnableParams{})
	b.securityKey()
	my("lukasz", "harderwijk")(b)
	b.fill("#kn", "blauw")
	b.click(`[data-action="add-key"]`)
	b.there(`#touch[data-kind="create"]`)
	b.click(`[data-action="key"]`)
	b.there(`[data-testid="factor-key"]`)
	b.fill("#an", "telefoon")
	b.click(`[data-action="add-app"]`)
	b.there(`[data-testid="seed"]`)
	app := &generator{c.s.world, t, eval[string](b, `document.querySelector('[data-testid="seed"]').textContent`)}
	b.fill("#code", app.code())
	b.click(`[data-action="app-keep"]`)
	b.there(`[data-testid="factor-totp"]`)

	arrive := func(b *tab, script bool, class string) {
		t.Helper()
		b.begin("portfolio", append(demanding(class), "prompt", "login consent")...)
		b.pick("harderwijk")
		b.signIn("harderwijk", "lukasz")
		b.pressAnswer(script)
		b.there(atAsk)
		b.click(goOn)
		b.await(`location.pathname === "/login/step-up"`)
	}
	arrive(b, true, resistant)
	if eval[bool](b, `!!document.querySelector("#code")`) {
		t.Error("a code is offered where a key is demanded")
	}
	b.click(`[data-action="key"]`)
	if got := b.claims(); got["name"] != "Łukasz de Vries" {
		t.Errorf("the app got %v", got)
	}
	if got := c.s.app.strength(t); got != resistant+" [mfa pop user]" {
		t.Errorf("the app is told %s", got)
	}

	plain := c.profile(t)
	plain.speaks("nl")
	plain.withoutScript()
	arrive(plain, false, mfa)
	if got := plain.words(); !strings.Contains(got, "werkt alleen met JavaScript") {
		t.Errorf("nobody says why the key does nothing: %s", got)
	}
	plain.fill("#code", app.code())
	plain.click(`[data-action="code"]`)
	plain.claims()
	if got := c.s.app.strength(t); got != mfa+" [mfa otp]" {
		t.Errorf("without script the app is told %s", got)
	}
	for _, x := range []*tab{b, plain} {
		if blocked := x.blocked(); blocked != "" {
			t.Error(blocked)
		}
	}
}
