package cli

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"sluis/broker/admin"
	"sluis/broker/flow"
	"sluis/broker/store"
	"sluis/internal/refusal"
	"sluis/providers/hub"
)

// TestCheckPath: the hub's answer leads to the page that the table of actions has.
func TestCheckPath(t *testing.T) {
	t.Parallel()
	if flow.CheckPath != admin.PathCheck+"/result" {
		t.Errorf("%s is no page", flow.CheckPath)
	}
}

// tests goes from the form to the hub's answer, ready to be posted.
func (a *adminAt) tests(t *testing.T, school, login string, at ...string) (acs string, form url.Values) {
	t.Helper()
	got := a.post(admin.PathCheck, url.Values{"school": {school}})
	if got.StatusCode != http.StatusSeeOther {
		t.Fatalf("a test login at %s: %d\n%s", school, got.StatusCode, text(got.body))
	}
	if len(at) == 1 { // chosen at the hub, in spite of what was asked
		school = at[0]
	}
	to := got.next(t)
	for hop := a.get(to); hop.StatusCode == http.StatusSeeOther; hop = a.get(to) { // a roundabout stands before the hub
		to = hop.next(t)
	}
	return a.atHub(to, school, login)
}

// result posts the hub's answer and opens the page that it leads to.
func (a *adminAt) result(t *testing.T, acs string, form url.Values) (page *answer, at string) {
	t.Helper()
	got := a.post(acs, form)
	if got.StatusCode != http.StatusSeeOther {
		return got, ""
	}
	at = got.next(t)
	return a.get(at), at
}

// shows is what a test login shows, by data-testid, and what of it must not be there.
type shows struct {
	came   map[string]string
	masked string
	never  []string
}

// TestAttributeCheck: an admin sees what arrived against each contract, masked, at both
// hubs; no app hears of it, no book is written, and nothing of it lies anywhere (F-20).
func TestAttributeCheck(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	officer := s.comesIn(t, first.invites(t, "Noor", admin.Privacy, "petteflat"))
	canary := newFlock(3, hub.Entree)
	books := func() (n int) {
		return s.rows(t, "login_log") + s.rows(t, "release_ledger") + s.rows(t, "informed") + s.rows(t, "session_grant")
	}
	before := books()
	for _, c := range []struct {
		who           *adminAt
		school, login string
		shows
	}{
		{officer, "petteflat", "yara", shows{map[string]string{"came-name": "Ja", "came-student_number": "Ja", "came-class": "Ja"}, "Y•••", []string{"Yara", "Heuvel", "2041187", "H2A", "qj7cks8qdz9ph54"}}},
		{first, "harderwijk", "lukasz", shows{map[string]string{"came-name": "Ja", "came-student_number": "Ja", "came-class": "Nee, en dat mag"}, "Ł•••", []string{"Łukasz", "1234567"}}},
		{first, "zonder", "noor", shows{map[string]string{"came-student_number": "Nee, en de app heeft het nodig"}, "", []string{"Bakker", "noor5"}}},
		{officer, "petteflat", "docent", shows{map[string]string{"came-student_number": "Hoort niet bij je rol"}, "S•••", []string{"Sjoerd", "Dijkstra"}}},
		{officer, "petteflat", "gast", shows{nil, "SLUIS-" + strconv.Itoa(int(refusal.RoleNotAdmitted)), []string{"Gastra"}}},
	} {
		acs, form := c.who.tests(t, c.school, c.login)
		page, _ := c.who.result(t, acs, form)
		if page.StatusCode != http.StatusOK || !strings.Contains(page.body, `data-testid="check-app"`) || !strings.Contains(page.body, c.masked) {
			t.Errorf("%s: %d\n%s", c.login, page.StatusCode, text(page.body))
		}
		for id, want := range c.came {
			if got := page.fact(id); got != want {
				t.Errorf("%s, %s: %q, want %q", c.login, id, got, want)
			}
		}
		for _, value := range c.never {
			if strings.Contains(page.body, value) {
				t.Errorf("%s: the page shows %q", c.login, value)
			}
		}
	}
	s.entree.Misbehave(&hub.Misbehaviour{Set: canary.set})
	acs, form := officer.tests(t, "petteflat", "yara")
	page, _ := officer.result(t, acs, form)
	if page.fact("came-class") != "Ja" || !strings.Contains(page.body, "K•••") {
		t.Fatalf("the canary did not fly: %d\n%s", page.StatusCode, text(page.body))
	}
	look := newScanner(append(canary.item, canary.stray...)...)
	scanBytes(t, look, "page", []byte(page.body))
	scanBytes(t, look, "log", []byte(s.log.String()))
	s.scanFiles(t, look, "while it runs")
	if got := books(); got != before {
		t.Errorf("%d rows in the books, %d before", got, before)
	}
	if n := len(s.app.attempts()); n != 0 {
		t.Errorf("the app heard of %d logins", n)
	}
	if trail := first.get(admin.PathAudit).body; strings.Count(trail, "check.begin") != 6 {
		t.Errorf("%d test logins in the audit chain", strings.Count(trail, "check.begin"))
	}
	s.stop()
	s.scanFiles(t, look, "after it ended")
}

// rows counts a table.
func (w *world) rows(t *testing.T, table string) (n int) {
	t.Helper()
	err := w.node.db.Records().View(t.Context(), func(tx store.Tx) error {
		return tx.Query("SELECT count(*) FROM "+table, nil, func(scan func(...any) error) error { return scan(&n) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAttributeCheckOfOthers: who may not begin one does not; and what one session of one
// browser began, no other sees, nor an hour later, nor of another school.
func TestAttributeCheckOfOthers(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	officer := s.comesIn(t, first.invites(t, "Noor", admin.Privacy, "petteflat"))
	helpdesk := s.comesIn(t, first.invites(t, "Hans", admin.Helpdesk, "petteflat"))
	sees := func(what string, got *answer, status int, code refusal.Code) {
		t.Helper()
		if got.StatusCode != status || code != 0 && !strings.Contains(got.body, code.String()) || strings.Contains(got.body, "check-app") {
			t.Errorf("%s: %d\n%s", what, got.StatusCode, text(got.body))
		}
	}
	if page := officer.get(admin.PathCheck); strings.Count(page.body, "<option") != 1 || !strings.Contains(page.body, `value="petteflat"`) {
		t.Error("an officer is offered other schools")
	}
	sees("another school's officer", officer.post(admin.PathCheck, url.Values{"school": {"zonder"}}), http.StatusNotFound, 0)
	sees("no school", first.post(admin.PathCheck, url.Values{"school": {"nergens"}}), http.StatusNotFound, 0)
	sees("the help desk", helpdesk.post(admin.PathCheck, url.Values{"school": {"petteflat"}}), http.StatusForbidden, refusal.AdminForbidden)

	acs, form := officer.tests(t, "petteflat", "noor", "zonder") // who logs in at another school
	page, _ := officer.result(t, acs, form)
	sees("another school's answer", page, http.StatusBadRequest, refusal.AdminCheck)

	acs, form = officer.tests(t, "petteflat", "yara")
	page, at := officer.result(t, acs, form)
	if page.StatusCode != http.StatusOK {
		t.Fatalf("the control: %d\n%s", page.StatusCode, text(page.body))
	}
	sees("another admin", first.get(at), http.StatusNotFound, 0)
	sees("the help desk", helpdesk.get(at), http.StatusForbidden, refusal.AdminForbidden)
	_, query, _ := strings.Cut(at, "?")
	sees("the page of logins", officer.get(flow.StepPath+"?"+query), http.StatusForbidden, refusal.StepMismatch)
	officer.leads(t, s.sitsDown(t).get(at), admin.PathSignIn)
	elsewhere := &adminAt{browser: s.newBrowser(), keys: officer.keys}
	elsewhere.get(admin.PathSignIn)
	elsewhere.enter(t, 0)
	sees("another browser of the same admin", elsewhere.get(at), http.StatusNotFound, 0)
	acs, form = officer.tests(t, "petteflat", "yara")
	if got := elsewhere.post(acs, form); got.StatusCode == http.StatusSeeOther {
		sees("an answer that another browser brings", elsewhere.get(got.next(t)), http.StatusNotFound, 0)
	}
	s.clock.advance(time.Second)
	officer.enter(t, 1) // a new session in the same browser
	sees("another session", officer.get(at), http.StatusNotFound, 0)
	acs, form = officer.tests(t, "petteflat", "yara")
	_, at = officer.result(t, acs, form)
	s.clock.advance(flow.RepeatLife + time.Second)
	sees("five minutes later", officer.get(at), http.StatusBadRequest, refusal.StepExpired)
	s.clock.advance(admin.Idle)
	officer.leads(t, officer.get(at), admin.PathSignIn)
}

// TestAttributeCheckMisbehaviour: whatever is wrong with the hub's answer, a test login
// refuses it as a login does, shows nothing, and says so with the words of its trace.
func TestAttributeCheckMisbehaviour(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	tried := 0
	for i, m := range hub.Misbehaviours() {
		if m.Honest || m.Either || m.Claims || m.Form || i%13 != 0 || tried > 17 { // beyond 20 the network is blocked
			continue
		}
		for _, c := range []struct {
			hub           *hub.Hub
			style         hub.Style
			school, login string
		}{{s.entree, hub.Entree, "petteflat", "yara"}, {s.surf, hub.SURFconext, "harderwijk", "lukasz"}} {
			if m.Only != "" && m.Only != c.style {
				continue
			}
			tried++
			c.hub.Misbehave(&m.M)
			acs, form := first.tests(t, c.school, c.login)
			page, at := first.result(t, acs, form)
			c.hub.Misbehave(nil)
			if at != "" || page.StatusCode < 400 || page.StatusCode >= 500 || !strings.Contains(page.body, "/login/explain?w=") || !strings.Contains(page.body, `href="/admin/check`) {
				t.Errorf("%s of %s: %d, %q\n%s", m.Name, c.style, page.StatusCode, at, text(page.body))
			}
		}
	}
	if tried < 10 {
		t.Errorf("%d answers were tried", tried)
	}
}
