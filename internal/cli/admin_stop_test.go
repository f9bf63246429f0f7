package cli

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sluis/broker/admin"
	"sluis/broker/guard"
	"sluis/broker/store"
	"sluis/internal/refusal"
)

// halts throws a kill switch as another node would: this one learns of it by looking.
func (w *world) halts(t *testing.T, kind, id string) {
	t.Helper()
	other, err := guard.OpenHalts(t.Context(), w.node.db.Records(), w.node.ring, w.clock.now)
	if err != nil {
		t.Fatal(err)
	}
	err = other.Throw(t.Context(), guard.Halt{Kind: kind, ID: id, By: "test", Reason: "stolen_account", Ticket: "SD-12"}, func(store.Tx) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	w.node.follow(t.Context())
}

// undo ends one.
func (w *world) undo(t *testing.T, key string) {
	t.Helper()
	err := w.node.db.Records().Update(t.Context(), func(tx store.Tx) error {
		_, err := w.node.halts.Undo(tx, key)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	w.node.follow(t.Context())
}

// TestKillSwitch: whatever of the three is stopped, nobody begins a login there, a login
// under way ends without a code, and code and token that were given before open nothing; all
// else goes on, and when it is undone, all of it (L-22).
func TestKillSwitch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	portfolio, stil := w.request("portfolio", portfolioURI), w.request("stil", stilURI)
	for _, c := range []struct {
		kind, id string
		other    string // a login that goes on
		school   string
		login    string
	}{
		{guard.HaltApp, "portfolio", stil, "petteflat", "yara"},
		{guard.HaltSchool, "petteflat", portfolio, "harderwijk", "lukasz"},
		{guard.HaltConnection, "entree", portfolio, "harderwijk", "lukasz"},
	} {
		tok, _ := w.tokens("portfolio", portfolioURI, w.newBrowser().login(portfolio, "petteflat", "yara").Get("code"))
		w.info(tok.AccessToken)
		code := w.newBrowser().login(portfolio, "petteflat", "yara").Get("code")
		under := w.newBrowser()
		acs, form := under.choose(portfolio, "petteflat", "yara")
		w.halts(t, c.kind, c.id)
		if a := w.userinfo(tok.AccessToken); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: userinfo answers %d", c.kind, a.StatusCode)
		}
		if a := w.redeem("portfolio", portfolioURI, code); a.StatusCode != http.StatusBadRequest || !strings.Contains(a.body, "invalid_grant") {
			t.Errorf("%s: a code gives %d %s", c.kind, a.StatusCode, a.body)
		}
		a := under.post(acs, form)
		if a.StatusCode == http.StatusSeeOther {
			a = under.get(a.next(t))
		}
		if !strings.Contains(a.body, refusal.Halted.String()) {
			t.Errorf("%s: a login under way: %d\n%s", c.kind, a.StatusCode, text(a.body))
		}
		if a := w.newBrowser().get(portfolio + "&login_hint=petteflat"); a.StatusCode == http.StatusSeeOther { // the cookie first
			b := w.newBrowser()
			b.get(portfolio)
			a = b.get(portfolio + "&login_hint=petteflat")
			if !strings.Contains(a.body, refusal.Halted.String()) {
				t.Errorf("%s: a new login: %d %s", c.kind, a.StatusCode, a.Header.Get("Location"))
			}
		} else if !strings.Contains(a.body, refusal.Halted.String()) {
			t.Errorf("%s: a new login: %d", c.kind, a.StatusCode)
		}
		if w.newBrowser().login(c.other, c.school, c.login).Get("code") == "" {
			t.Errorf("%s: another login is stopped too", c.kind)
		}
		w.undo(t, c.kind+":"+c.id)
		w.info(tok.AccessToken)
		if w.newBrowser().login(portfolio, "petteflat", "yara").Get("code") == "" {
			t.Errorf("%s: undone, and no login", c.kind)
		}
	}
}

// TestAdminStop: one admin stops, two start again, and all of it is written down.
func TestAdminStop(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	second := s.comesIn(t, first.invites(t, "Bo", admin.Platform, ""))
	auditor := s.comesIn(t, first.invites(t, "Ad", admin.Auditor, ""))
	form := func(of, ticket string) url.Values {
		return url.Values{"of": {of}, "reason": {"stolen_account"}, "ticket": {ticket}}
	}
	for name, got := range map[string]*answer{
		"an auditor":   auditor.post(admin.PathStop, form("app:portfolio", "SD-12")),
		"no ticket":    first.post(admin.PathStop, form("app:portfolio", "")),
		"no such app":  first.post(admin.PathStop, form("app:nergens", "SD-12")),
		"no such kind": first.post(admin.PathStop, form("pupil:yara", "SD-12")),
		"nothing":      first.post(admin.PathStop+"/undo", url.Values{"of": {"app:portfolio"}}),
	} {
		if got.StatusCode < 400 || got.StatusCode >= 500 || len(s.node.halts.List()) != 0 {
			t.Errorf("%s: %d", name, got.StatusCode)
		}
	}
	if page := first.get(admin.PathFeds + "/entree"); !strings.Contains(page.body, "/admin/stop?") || !strings.Contains(first.get(admin.PathStop+"?of=connection:entree").body, `value="connection:entree" selected`) {
		t.Error("the page of a connection does not lead to its switch")
	}
	first.leads(t, first.post(admin.PathStop, form("app:portfolio", "SD-12")), admin.PathStop)
	if got := auditor.get(admin.PathStop); !strings.Contains(got.body, `data-testid="stopped-app:portfolio"`) || strings.Contains(got.body, "data-action=") {
		t.Errorf("the auditor's page: %d", got.StatusCode)
	}
	if !s.node.halts.Stops("portfolio", "", "") {
		t.Fatal("it is not stopped")
	}
	s.clock.advance(time.Second)
	first.leads(t, first.post(admin.PathStop+"/undo", url.Values{"of": {"app:portfolio"}}), admin.PathStop)
	if !s.node.halts.Stops("portfolio", "", "") {
		t.Fatal("one admin started it again alone")
	}
	id := regexp.MustCompile(`name="id" value="([A-Z2-7]{26})"`).FindStringSubmatch(second.get(admin.PathSecond).body)
	if id == nil {
		t.Fatal("nothing waits for the second admin")
	}
	if got := second.post(admin.PathSecond+"/carry", url.Values{"id": {id[1]}}); got.StatusCode >= http.StatusBadRequest || s.node.halts.Stops("portfolio", "", "") {
		t.Fatalf("the second admin: %d\n%s", got.StatusCode, text(got.body))
	}
	trail := first.get(admin.PathAudit).body
	for _, want := range []string{"switch.throw", "app portfolio", "second.carry", "app:portfolio"} {
		if !strings.Contains(trail, want) {
			t.Errorf("the audit chain has no %s", want)
		}
	}
}
