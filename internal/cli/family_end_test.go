package cli

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestLogoutEndsFamilies: logging out ends what an app may refresh, also once the session
// could not answer for the school any more: the pupil is not asked which of the two it is
// that goes on.
func TestLogoutEndsFamilies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps+familyApp("kort", "client_auth: {method: client_secret_basic, secret_file: app.secret}", "refresh: on", "session: {idle: 5m, absolute: 10m}"))
	for _, wait := range []time.Duration{0, 5 * time.Hour} {
		s := &seat{w.newBrowser(), map[string]tokens{}}
		h := w.redeem("kort", familyURI("kort"), s.login(w.request("kort", familyURI("kort")), "petteflat", "yara").Get("code")).held(t)
		other := w.family("kort", "docent")
		w.clock.advance(wait)
		h = w.refresh("kort", h.Refresh).held(t)
		a := s.leave(http.MethodGet, url.Values{"id_token_hint": {h.ID}})
		if a.StatusCode/100 == 4 {
			t.Errorf("after %v logging out is answered %d: %s", wait, a.StatusCode, text(a.body))
		}
		if a.StatusCode == http.StatusOK && strings.Contains(a.body, "<form") { // it asks first
			s.post(a.action(t), a.hidden())
		}
		w.wantEnded(t, "kort", h)
		w.refresh("kort", other.Refresh).held(t)
	}
}

// TestWithdrawnConsentEndsTokens is C-05: who takes back a consent is not asked about any
// more, in whatever browser that began.
func TestWithdrawnConsentEndsTokens(t *testing.T) {
	t.Parallel()
	campus := strings.NewReplacer("basis: public_task", "basis: consent", "inform: never", "inform: first_login", "schools: [petteflat, zonder]", "schools: [harderwijk]").Replace(
		familyApp("campus", "client_auth: {method: client_secret_basic, secret_file: app.secret}", "refresh: on"))
	w := newWorld(t, familyApps+campus+strings.ReplaceAll(campus, "campus", "studie"))
	enter := func(app string) held {
		return w.redeem(app, familyURI(app), w.newBrowser().login(w.request(app, familyURI(app)), "harderwijk", "lukasz").Get("code")).held(t)
	}
	first, second, other := enter("campus"), enter("campus"), enter("studie")
	first = w.refresh("campus", first.Refresh).held(t)
	me := w.newBrowser()
	page := me.arrive("/me", "harderwijk", "lukasz")
	_, after, found := strings.Cut(page.body, `action="/me/withdraw"`)
	if !found {
		t.Fatalf("nothing to take back: %d %s", page.StatusCode, text(page.body))
	}
	f := (&answer{page.Response, strings.SplitN(after, "</form>", 2)[0], page.at}).hidden()
	f.Set("app", "campus")
	if a := me.post("/me/withdraw", f); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("taking back is answered %d: %s", a.StatusCode, text(a.body))
	}
	w.wantEnded(t, "campus", first, second)
	if a := w.userinfo(other.Access); a.StatusCode != http.StatusOK {
		t.Errorf("another app's token: %d", a.StatusCode)
	}
	w.refresh("studie", other.Refresh).held(t)
}
