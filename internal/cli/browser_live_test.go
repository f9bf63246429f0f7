package cli

import (
	"fmt"
	"strings"
	"testing"
)

// Attempts come in while the first page is open, above those that are there; they wait while
// somebody is among them with the keyboard, and while they are paused. Without script the
// page is asked for again (L-10, U-12).
func browserLive(t *testing.T, c *chromium) {
	a := c.profile(t)
	a.speaks("nl")
	a.comesIn(c.s.operatorInvites(t, "Iris de Groot"))
	a.open("/admin?school=zonder&outcome=refused")
	a.await(`!document.querySelector("[data-on]").hidden && !document.querySelector("[data-pausing]").hidden && document.querySelector("[data-off]").hidden`)
	rows := func() int {
		return eval[int](a, `document.querySelectorAll('[data-testid="attempt"]').length`)
	}
	fails := func() {
		t.Helper()
		c.s.newBrowser().arrive(c.s.request("portfolio", sitesPortfolio), "zonder", "noor") // their school sends no number
	}
	shown := `document.querySelectorAll('[data-testid="attempt"]').length`
	before := rows()
	fails()
	a.await(fmt.Sprintf("%s === %d", shown, before+1))
	if got := a.words(); !strings.Contains(got, "SLUIS-2107") || !strings.Contains(got, "Zonder Nummer School") || !strings.Contains(got, "127.0.0.0/24") {
		t.Errorf("the row: %s", got)
	}
	eval[string](a, `(document.querySelector('#live tbody a').focus(), "")`)
	fails()
	a.await(`!document.querySelector("[data-waiting]").hidden`)
	if !eval[bool](a, `document.activeElement === document.querySelector("#live tbody a")`) || rows() != before+1 {
		t.Error("the focus was moved, or a row came under it")
	}
	eval[string](a, `(document.activeElement.blur(), "")`)
	a.await(`document.querySelector("[data-waiting]").hidden`)
	if rows() != before+2 {
		t.Errorf("%d rows when the focus has left, want %d", rows(), before+2)
	}
	a.click("[data-pause]")
	fails()
	a.await(`!document.querySelector("[data-waiting]").hidden && document.querySelector("[data-on]").hidden`)
	if rows() != before+2 {
		t.Error("a row came in while it was paused")
	}
	a.click("[data-pause]")
	a.await(`document.querySelector("[data-waiting]").hidden && !document.querySelector("[data-on]").hidden`)
	if rows() != before+3 {
		t.Errorf("%d rows when it goes on, want %d", rows(), before+3)
	}
	if blocked := a.blocked(); blocked != "" {
		t.Error(blocked)
	}
	still := a.sibling()
	still.speaks("nl")
	still.withoutScript()
	still.open("/admin?school=zonder&outcome=refused")
	still.there("#live")
	if got := still.words(); !strings.Contains(got, "Ververs") || strings.Contains(got, "Pauzeer") || !strings.Contains(got, "SLUIS-2107") {
		t.Errorf("without script: %s", got)
	}
}
