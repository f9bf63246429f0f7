package cli

import (
	"net/http"
	"strings"
	"testing"

	"sluis/internal/refusal"
)

// hurry asks for a page until it is refused; a minute may turn meanwhile.
func (b *browser) hurry(path string) (last *answer) {
	b.w.t.Helper()
	for range 2100 {
		if last = b.get(path); last.StatusCode == http.StatusTooManyRequests {
			return last
		}
	}
	b.w.t.Errorf("%s: 2100 requests in a row", path)
	return last
}

// TestTurns: one network that asks for a page without end waits for it, for no other page, and
// nobody else does: neither a known browser of that network nor another network. Nobody is blocked
// for it.
func TestTurns(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, behindProxy)
	known := w.browserAt(atSchool)
	if q := known.login(w.request("stil", stilURI), "petteflat", "yara"); q.Get("code") == "" {
		t.Fatal(q)
	}
	a := w.browserAt(atSchool).hurry("/cookies")
	if !strings.Contains(a.body, refusal.TooManyRequests.String()) || a.Header.Get("Retry-After") == "" || len(a.Cookies()) > 0 {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
	for name, c := range map[string]struct {
		b    *browser
		path string
	}{
		"another page": {w.browserAt(atSchool), "/privacy"}, "another network": {w.browserAt(atHome), "/cookies"}, "a known browser": {known, "/cookies"},
	} {
		if a := c.b.get(c.path); a.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", name, a.StatusCode)
		}
	}
	if q := w.browserAt(atSchool).login(w.request("stil", stilURI), "petteflat", "docent"); q.Get("code") == "" {
		t.Errorf("a login behind that address: %v", q)
	}
	if len(w.node.blocks.List()) != 0 {
		t.Error("it is blocked for it")
	}
	if w.metrics(); !strings.Contains(w.metrics(), `sluis_throttled_total{route="/cookies"}`) {
		t.Error("not counted")
	}
}
