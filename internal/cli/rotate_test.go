package cli

import (
	"strings"
	"sync"
	"testing"
	"time"
)

// TestRotateUnderLoad: logins by the dozen while all token keys are exchanged, each held
// against a JWKS of a week before; none is lost (O-19, issue 4 item 3).
func TestRotateUnderLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	const pupils = 12
	weekOld := &weekly{}
	y := &year{world: w, apps: map[string]*weekly{}}
	y.look(weekOld)
	for half := range 5 { // half weeks: before, staged, staged, in use, in use
		var wait sync.WaitGroup
		jwts := make([]string, pupils)
		for i := range pupils {
			wait.Go(func() {
				q := w.newBrowser().login(w.request("stil", stilURI), "petteflat", "yara")
				tok, _ := w.tokens("stil", stilURI, q.Get("code"))
				jwts[i] = tok.IDToken
			})
		}
		if half == 1 {
			w.commands("rotate")
		}
		wait.Wait()
		for _, jwt := range jwts {
			y.verify(weekOld, jwt)
		}
		if n := strings.Count(w.newBrowser().get("/oauth/jwks").body, `"alg":"ES256"`); half > 0 && n != 2 {
			t.Errorf("half week %d: %d ES256 keys in the JWKS", half, n)
		}
		y.today += 4
		w.newDay(week/2 + time.Hour)
		if half == 1 || half == 3 {
			y.look(weekOld)
		}
	}
	if n := strings.Count(w.newBrowser().get("/oauth/jwks").body, `"alg":"ES256"`); n != 1 {
		t.Errorf("two weeks after: %d ES256 keys in the JWKS", n)
	}
	if len(weekOld.kids) != 2 {
		t.Errorf("%d keys signed", len(weekOld.kids))
	}
}
