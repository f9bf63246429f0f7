package cli

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"sluis/broker/admin"
	"sluis/broker/monitor"
	"sluis/broker/store/storetest/servers"
	"sluis/internal/config"
)

// events are server-sent events as a browser hears them.
type events struct {
	heard chan [2]string // name and data; closed when the stream is over
	stop  context.CancelFunc
	code  int
}

// hears opens a stream.
func (a *adminAt) hears(t *testing.T, address string) *events {
	t.Helper()
	return a.hearsBy(t, a.c, a.w.absolute(address), nil)
}

// hearsBy opens one by another way, with a header.
func (a *adminAt) hearsBy(t *testing.T, c *http.Client, address string, header http.Header) *events {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		req.Header[name] = value
	}
	req.Host = cmp.Or(header.Get("Host"), req.Host)
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	e := &events{heard: make(chan [2]string, 64), stop: stop, code: res.StatusCode}
	go func() {
		defer close(e.heard)
		defer res.Body.Close()
		name, data := "", ""
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch {
			case field == "event":
				name = value
			case field == "data":
				data += value
			case lines.Text() == "" && name != "":
				e.heard <- [2]string{name, data}
				name, data = "", ""
			}
		}
	}()
	return e
}

// next is what is heard next; "": nothing for a while.
func (e *events) next() (name, data string) {
	select {
	case h := <-e.heard:
		return h[0], h[1]
	case <-time.After(20 * time.Second):
		return "", "nothing was heard"
	}
}

// over waits until the stream is over, and gives the last event's name.
func (e *events) over() (last string) {
	for {
		select {
		case h, ok := <-e.heard:
			if !ok {
				return last
			}
			last = h[0]
		case <-time.After(20 * time.Second):
			return "it goes on"
		}
	}
}

var streamOfPage = regexp.MustCompile(`data-stream="([^"]*)"`)

func (a *answer) stream(t *testing.T) string {
	t.Helper()
	m := streamOfPage.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no stream on %s:\n%s", a.at, text(a.body))
	}
	return unescape(m[1])
}

// TestAdminLive: attempts of a login arrive where somebody watches, of their own school
// alone, without a name or number; the address behind one is shown for a reason that is
// written down, and blocked from the row (L-10, L-12, G-02, P14, P30, P43).
func TestAdminLive(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris de Groot"))
	officer := s.comesIn(t, first.invites(t, "Noor", admin.Privacy, "petteflat"))
	all := first.hears(t, first.get("/admin").stream(t))
	own := officer.hears(t, officer.get("/admin").stream(t))
	defer all.stop()
	defer own.stop()

	s.newBrowser().arrive(s.request("portfolio", sitesPortfolio), "zonder", "noor") // their school sends no number
	if name, data := all.next(); name != "rows" || !strings.Contains(text(data), "SLUIS-2107") || !strings.Contains(data, "Zonder Nummer School") || !strings.Contains(data, "127.0.0.0/24") {
		t.Errorf("%s %s", name, text(data))
	}
	if q := s.newBrowser().login(s.request("portfolio", sitesPortfolio), "petteflat", "yara"); q.Get("code") == "" {
		t.Fatal(q)
	}
	for who, e := range map[string]*events{"all": all, "own": own} { // the other school's was not heard before it
		name, data := e.next()
		if name != "rows" || !strings.Contains(text(data), "Toegelaten") || !strings.Contains(data, "Petteflat College") || strings.Contains(data, "Zonder") {
			t.Errorf("%s: %s %s", who, name, text(data))
		}
		for _, v := range []string{"Yara", "Heuvel", "2041187", "H2A", "qj7cks8qdz9ph54"} {
			if strings.Contains(data, v) {
				t.Errorf("%q is in the stream", v)
			}
		}
	}
	if q := s.newBrowser().login(s.request("stil", "https://"+appHost+"/callback/stil"), "zonder", "noor"); q.Get("code") == "" {
		t.Fatal(q)
	}
	s.settle(t, 3)
	page := first.get("/admin")
	if got := text(page.body); !strings.Contains(got, "2 toegelaten, 1 geweigerd") || strings.Count(page.body, `data-testid="attempt"`) != 2 {
		t.Errorf("a login that went well at a school that keeps failed ones alone is a number: %s", got)
	}
	for query, want := range map[string]int{"outcome=refused": 1, "school=petteflat": 1, "country=NL": 0, "country=other": 2, "q=2107": 1, "q=2108": 0, "q=een+twee+drie": 0} {
		if got := first.get("/admin?" + query); got.StatusCode != http.StatusOK || strings.Count(got.body, `data-testid="attempt"`) != want {
			t.Errorf("%s: %d rows, want %d", query, strings.Count(got.body, `data-testid="attempt"`), want)
		}
	}

	row := regexp.MustCompile(`/admin/monitor/reveal\?lang=nl&amp;row=([^"]+)`).FindStringSubmatch(page.body)[1]
	if got := first.get("/admin/monitor/block?row=" + row); got.StatusCode != http.StatusOK || !strings.Contains(got.body, `value="127.0.0.0/24"`) {
		t.Errorf("the block from the row: %d\n%s", got.StatusCode, text(got.body))
	}
	why := url.Values{"row": {row}, "reason": {"incident"}, "ticket": {"SD-9"}}
	if got := first.get("/admin/monitor/reveal?row=" + row); got.StatusCode != http.StatusOK || strings.Contains(got.body, "127.0.0.1") {
		t.Errorf("before it was asked for: %d\n%s", got.StatusCode, text(got.body))
	}
	if got := first.post("/admin/monitor/reveal", why); got.StatusCode != http.StatusOK || !strings.Contains(got.body, `data-testid="address">127.0.0.1<`) {
		t.Errorf("the address: %d\n%s", got.StatusCode, text(got.body))
	}
	if got := first.get("/admin/log/looks?school=zonder"); !strings.Contains(text(got.body), "Iris de Groot") || !strings.Contains(got.body, "SD-9") || strings.Contains(got.body, "127.0.0.1") {
		t.Errorf("the school does not see who looked: %s", text(got.body))
	}
	for name, c := range map[string]struct {
		got  *answer
		want int
	}{
		"another school's row":    {officer.get("/admin/monitor/reveal?row=" + row), 404},
		"another school's answer": {officer.post("/admin/monitor/reveal", why), 404},
		"a row that is not":       {first.get("/admin/monitor/reveal?row=1-1-1"), 404},
		"no reason":               {first.post("/admin/monitor/reveal", url.Values{"row": {row}, "ticket": {"1"}}), 400},
		"another school's stream": {officer.get("/admin/monitor/stream?school=zonder"), 404},
		"another school's list":   {officer.get("/admin?school=zonder"), 404},
		"no outcome":              {first.get("/admin?outcome=onzin"), 400},
		"no country":              {first.get("/admin?country=XX"), 400},
	} {
		if c.got.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", name, c.got.StatusCode, c.want)
		}
	}
	if log := s.log.String(); strings.Contains(log, "127.0.0") || strings.Contains(log, "2041187") {
		t.Error("an address or a number stands in the process log")
	}
}

// settle waits until n logins were counted by the monitor and what it noted was written.
func (s *sites) settle(t *testing.T, n int) {
	t.Helper()
	s.until(func() bool {
		counts, err := s.node.monitor.Counts(t.Context(), "", s.clock.now().Add(-monitor.Slot), 2)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, c := range counts {
			sum += c.Released + c.Refused
		}
		return sum >= n
	})
}

// TestAdminStreamEnds: a stream is over when a role is taken away, a session ends, or the
// broker goes; an account has a few of them and no more; it keeps no session alive.
func TestAdminStreamEnds(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	auditor := s.comesIn(t, first.invites(t, "Ad", admin.Auditor, ""))
	helpdesk := s.comesIn(t, first.invites(t, "Help", admin.Helpdesk, "petteflat"))
	const address = "/admin/monitor/stream"
	var open []*events
	defer s.node.server.EndStreams() // also where this fails
	for range 4 {
		open = append(open, first.hears(t, address))
	}
	if fifth := first.hears(t, address); fifth.code != http.StatusTooManyRequests {
		t.Errorf("the fifth stream of one account: %d", fifth.code)
	}
	role, session := auditor.hears(t, address), helpdesk.hears(t, address)
	id := regexp.MustCompile(`id="r-([A-Z2-7]{26})"`).FindStringSubmatch(strings.SplitN(first.get(admin.PathPeople).body, `Ad</dt>`, 2)[1])[1]
	first.leads(t, first.post(admin.PathPeople+"/role", url.Values{"id": {id}, "role": {"developer"}, "app": {"portfolio"}}), admin.PathPeople)
	helpdesk.leads(t, helpdesk.post("/admin/leave", nil), admin.PathSignIn)
	if last := role.over(); last != "end" {
		t.Errorf("a role that is gone: %s", last)
	}
	if last := session.over(); last != "end" {
		t.Errorf("a session that is over: %s", last)
	}
	s.node.server.EndStreams()
	for _, e := range open {
		if last := e.over(); last != "" {
			t.Errorf("the broker goes: %s", last)
		}
	}
	if got := auditor.get(address); got.StatusCode != http.StatusForbidden {
		t.Errorf("without the permission: %d", got.StatusCode)
	}
}

// TestStreamAtTheServer: a stream outlives the times that the server gives a request and its
// answer, and keeps no shutdown waiting (design §5.11, contract 5).
func TestStreamAtTheServer(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	first := s.comesIn(t, s.operatorInvites(t, "Iris"))
	u, err := url.Parse(s.issuer)
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{"Host": {brokerHost}}
	for _, c := range first.c.Jar.Cookies(u) {
		header.Add("Cookie", c.String())
	}
	hurried := httptest.NewUnstartedServer(s.node.Public)
	hurried.Config.ReadTimeout, hurried.Config.WriteTimeout = 20*time.Millisecond, 20*time.Millisecond
	hurried.Start()
	defer hurried.Close()
	defer s.node.server.EndStreams()
	e := first.hearsBy(t, &http.Client{}, hurried.URL+"/admin/monitor/stream", header)
	for range 3 {
		s.newBrowser().arrive(s.request("portfolio", sitesPortfolio), "zonder", "noor")
		if name, data := e.next(); name != "rows" {
			t.Fatalf("%s %s", name, data)
		}
	}
	stop, done := make(chan os.Signal, 1), make(chan error, 1)
	address := fmt.Sprint("127.0.0.1:", servers.FreePort(t))
	go func() { done <- s.node.listen(config.Installation{Listen: address}, stop, time.Now()) }()
	s.until(func() bool { return strings.Contains(s.log.String(), address) })
	e = first.hearsBy(t, &http.Client{}, "http://"+address+"/admin/monitor/stream", header)
	stop <- syscall.SIGTERM
	if err := <-done; err != nil {
		t.Errorf("the shutdown waited for a stream: %v", err)
	}
	if last := e.over(); last != "" {
		t.Errorf("the stream says %s", last)
	}
}
