package cli

import (
	"net/http"
	"strings"
	"testing"
)

// A browser that keeps no cookie gets one page that explains, and then a refusal
// with a way back to the app: never the same page for ever (design §5.2).
func TestBrowserWithoutCookies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	b := w.newBrowser()
	b.c.Jar = nil
	at := b.get(w.request("portfolio", "http://127.0.0.1:9/callback", "login_hint", "petteflat")).next(t)
	help := b.get(at)
	if help.StatusCode != http.StatusOK || !strings.Contains(help.body, "c=2") {
		t.Fatalf("no page that explains, but %d:\n%s", help.StatusCode, text(help.body))
	}
	end := b.get(strings.Replace(at, "c=1", "c=2", 1))
	if end.StatusCode != http.StatusForbidden || !strings.Contains(end.body, "SLUIS-") || !strings.Contains(end.body, "error=access_denied") {
		t.Errorf("%d instead of a refusal with a way back:\n%s", end.StatusCode, text(end.body))
	}
}
