package cli

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sluis/broker/admin"
	"sluis/broker/ledger"
	"sluis/broker/monitor"
)

const sitesPortfolio = "https://" + appHost + "/callback/portfolio"

// TestAdminLog: who could not log in today, why, whose logins those of one number were, the
// week in numbers, and who looked; of one's own school alone (L-09, L-18, G-01, G-02).
func TestAdminLog(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	if q := s.newBrowser().login(s.request("portfolio", sitesPortfolio), "petteflat", "yara"); q.Get("code") == "" {
		t.Fatal(q)
	}
	refused := s.newBrowser().arrive(s.request("portfolio", sitesPortfolio), "zonder", "noor") // their school sends no number
	first := s.comesIn(t, s.operatorInvites(t, "Iris de Groot"))
	officer := s.comesIn(t, first.invites(t, "Noor", admin.Privacy, "petteflat"))
	helpdesk := s.comesIn(t, first.invites(t, "Help", admin.Helpdesk, "zonder"))
	day := s.clock.now().UTC().Format(time.DateOnly)
	week := ledger.WeekName(ledger.DayOf(s.clock.now()))

	page := func(a *adminAt, address string, want ...string) *answer {
		t.Helper()
		got := a.get(address)
		for _, w := range want {
			if got.StatusCode != http.StatusOK || !strings.Contains(text(got.body), w) {
				t.Errorf("%s without %q: %d\n%s", address, w, got.StatusCode, text(got.body))
			}
		}
		return got
	}
	page(first, "/admin", "Wie kwam er vandaag niet in?")
	page(first, "/admin/log?outcome=refused", "Kies een school", "Zonder Nummer School")
	page(helpdesk, "/admin/log?outcome=refused", "Geweigerd", "Je school stuurt je leerlingnummer niet mee", "de school") // two clicks from the first page
	page(first, "/admin/log?school=petteflat", "Toegelaten", "Portfolio")
	page(first, "/admin/log?school=petteflat&outcome=refused", "Op deze dagen is er niets")
	page(first, "/admin/log?school=petteflat&from=2020-01-01&to=2020-01-31", "Op deze dagen is er niets")
	page(officer, "/admin/log/week?school=petteflat&week="+week, "1 0", "Portfolio")
	if got := page(officer, "/admin/log/week.csv?week="+week); !strings.HasPrefix(got.Header.Get("Content-Type"), "text/csv") || !strings.Contains(got.body, "app,portfolio,1,0,") {
		t.Errorf("the sheet: %s\n%s", got.Header.Get("Content-Type"), got.body)
	}

	s.until(func() bool { rows, _ := s.node.monitor.Last(monitor.Filter{}, 2); return len(rows) == 2 })
	if err := s.node.monitor.Save(t.Context()); err != nil {
		t.Fatal(err)
	}
	page(first, "/admin/log/week?school=zonder&week="+week, "Waarvandaan geweigerd", "onbekend 1") // this machine is in no country

	words := wordsOnPage.FindStringSubmatch(refused.body)[1]
	why := first.get("/admin/log/why?q=" + url.QueryEscape(words)).next(t)
	page(first, why, "SLUIS-2107", "Zonder Nummer School")
	page(helpdesk, helpdesk.get("/admin/log/why?q=2107").next(t), "Geweigerd")

	form := url.Values{"school": {"petteflat"}, "number": {"2041187"}, "from": {day}, "to": {day}, "reason": {"help"}, "ticket": {"SD-77"}}
	page(officer, "/admin/log/search", "Leerlingnummer")
	found := officer.post("/admin/log/search", form)
	if found.StatusCode != http.StatusOK || !strings.Contains(text(found.body), "1 login gevonden") || strings.Contains(found.body, "2041187") {
		t.Errorf("the search: %d\n%s", found.StatusCode, text(found.body))
	}
	page(officer, "/admin/log/looks", "Noor", "privacy officer", "de leerling vraagt om hulp", "SD-77")
	page(first, "/admin/log/looks?school=zonder", "Er heeft nog niemand gekeken")

	for name, c := range map[string]struct {
		got  *answer
		want int
	}{
		"another school's log":    {officer.get("/admin/log?school=zonder"), 404},
		"another school's week":   {officer.get("/admin/log/week?school=zonder"), 404},
		"another school's sheet":  {officer.get("/admin/log/week.csv?school=zonder"), 404},
		"another school's looks":  {officer.get("/admin/log/looks?school=zonder"), 404},
		"another school's search": {officer.post("/admin/log/search", url.Values{"school": {"zonder"}, "number": {"1"}, "reason": {"help"}, "ticket": {"1"}}), 404},
		"no school of ours":       {first.get("/admin/log?school=nergens"), 404},
		"a help desk that asks":   {helpdesk.get("/admin/log/search"), 403},
		"no reason":               {officer.post("/admin/log/search", url.Values{"school": {"petteflat"}, "number": {"1"}, "ticket": {"1"}}), 400},
		"days backwards":          {officer.get("/admin/log?from=2026-01-02&to=2026-01-01"), 400},
		"no day":                  {officer.get("/admin/log?from=gisteren"), 400},
		"no outcome":              {officer.get("/admin/log?outcome=onzin"), 400},
		"no code":                 {officer.get("/admin/log/why?q=1"), 400},
	} {
		if c.got.StatusCode != c.want {
			t.Errorf("%s: %d, want %d\n%s", name, c.got.StatusCode, c.want, text(c.got.body))
		}
	}
	if strings.Contains(s.log.String(), "2041187") || strings.Contains(first.get("/admin/audit").body, "2041187") {
		t.Error("the number stands in a log")
	}
	s.clock.advance(admin.Fresh + time.Second)
	stale := first.get("/admin/log/search?school=petteflat").next(t)
	if u, err := url.Parse(stale); err != nil || u.Path != admin.PathConfirm || u.Query().Get("to") != "/admin/log/search?school=petteflat" {
		t.Errorf("a stale factor leads to %s", stale)
	}
	asked := first.post(admin.PathConfirm, url.Values{"to": {"https://evil.test/admin/log"}})
	if got := asked.hidden().Get("to"); got != admin.PathHome {
		t.Errorf("a fresh factor would lead to %q", got)
	}
}
