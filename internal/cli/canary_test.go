package cli

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sluis/broker/monitor"
	"sluis/providers/hub"
)

// sinks keeps everything that the broker answered.
type sinks struct {
	next http.RoundTripper
	host string
	mu   sync.Mutex
	seen []sink
}

type sink struct {
	name  string
	shown bool // a place where released values may stand
	bytes []byte
}

func (s *sinks) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.next.RoundTrip(r)
	if err != nil || r.URL.Host != s.host {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if err := res.Body.Close(); err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	var b bytes.Buffer
	for name, values := range res.Header {
		fmt.Fprintln(&b, name, values)
	}
	b.Write(body)
	page := r.URL.Path == "/login/continue" && res.StatusCode == http.StatusOK
	token := r.URL.Path == "/oauth/token" || r.URL.Path == "/oauth/userinfo"
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, sink{r.Method + " " + r.URL.Path, page || token, b.Bytes()})
	return res, nil
}

// flock is one person, every value of whom is a canary.
type flock struct {
	set           []hub.Attribute
	item, stray   []string // values that make an item, and those that nobody may see
	school, login string
}

func newFlock(n int, style hub.Style) flock {
	c := func(what string) string { return fmt.Sprintf("Kanarië%s%04d", what, n*37+1009) }
	f := flock{school: "petteflat", login: "yara", item: []string{c("voor"), c("achter"), c("nummer")},
		stray: []string{c("mail"), c("echt"), c("keten"), c("uid"), c("dienst")}}
	name := []hub.Attribute{attr("givenName", f.item[0]), attr("sn", f.item[1]), attr("mail", f.stray[0])}
	if style == hub.Entree {
		f.item = append(f.item, c("klas"))
		f.set = append(name, attr("nlEduPersonTussenvoegsels", "van"), attr("nlEduPersonProfileId", f.item[2]+"@petteflat"), attr("nlEduPersonUnit", f.item[3]),
			attr("nlEduPersonRealId", f.stray[1]), attr("eckId", f.stray[2]), attr("uid", f.stray[3]), attr("employeeNumber", f.stray[4]))
		return f
	}
	f.school, f.login = "harderwijk", "lukasz"
	f.set = append(name, attr("displayName", f.item[0]+" "+f.item[1]), attr("uid", f.stray[3]),
		attr("schacPersonalUniqueCode", "urn:schac:personalUniqueCode:nl:local:uniharderwijk.example:studentid:"+f.item[2],
			"urn:schac:personalUniqueCode:int:esi:uniharderwijk.example:"+f.stray[2]))
	return f
}

// TestCanaries is design §1.4 on a whole system (M-02, L-08): logins of every kind,
// and afterwards no value of a person in any response but the page that shows it and
// the token that carries it, in no log, no metric, and no byte of the data directory.
func TestCanaries(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	s := &sinks{next: http.DefaultTransport, host: strings.TrimPrefix(w.issuer, "http://")}
	w.transport = s
	var all, stray []string
	for n := range 12 {
		style, h := hub.Entree, w.entree
		if n%2 == 1 {
			style, h = hub.SURFconext, w.surf
		}
		f := newFlock(n, style)
		all, stray = append(append(all, f.item...), f.stray...), append(stray, f.stray...)
		w.fly(f, h)
	}
	if len(s.seen) < 150 {
		t.Fatalf("only %d responses were seen", len(s.seen))
	}
	every, never := newScanner(all...), newScanner(stray...)
	shown := 0
	for _, one := range s.seen {
		look := every
		if one.shown {
			look = never
			if every.find(one.bytes) != "" {
				shown++
			}
		}
		if found := look.find(one.bytes); found != "" {
			t.Errorf("%s holds %s", one.name, found)
		}
	}
	if shown < 3*12 { // a page, an ID token and userinfo of each person
		t.Errorf("values stood in %d of the places where they may: the scanner is blind", shown)
	}
	rec := httptest.NewRecorder()
	w.node.Health.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	scanBytes(t, every, "metrics", rec.Body.Bytes())
	scanBytes(t, every, "log", []byte(w.log.String()))
	var rows []monitor.Row
	w.until(func() bool { rows, _ = w.node.monitor.Last(monitor.Filter{}, 1000); return len(rows) >= 12 })
	scanBytes(t, every, "the live monitor", fmt.Appendf(nil, "%+v", rows))
	w.scanFiles(t, every, "while it runs")
	w.stop()
	w.scanFiles(t, every, "after it ended")
	t.Logf("%d responses, of which %d show values where they may; %d canaries", len(s.seen), shown, len(all))
}

// fly lets one person log in in every way there is.
func (w *world) fly(f flock, h *hub.Hub) {
	w.t.Helper()
	portfolio, stil := w.request("portfolio", portfolioURI), w.request("stil", stilURI)
	sends := func(m hub.Misbehaviour) {
		m.Set = append(append([]hub.Attribute{}, f.set...), m.Set...)
		h.Misbehave(&m)
	}
	sends(hub.Misbehaviour{})
	tok, _ := w.tokens("portfolio", portfolioURI, w.newBrowser().login(portfolio, f.school, f.login).Get("code"))
	w.info(tok.AccessToken)
	w.tokens("stil", stilURI, w.newBrowser().login(stil, f.school, f.login).Get("code"))
	w.newBrowser().login(portfolio+"&response_mode=query&prompt=login", f.school, f.login) // a code that nobody redeems
	w.newBrowser().arrive(w.request("portfolio", portfolioURI, "response_mode", "form_post"), f.school, f.login)

	b := w.newBrowser()
	page := b.arrive(portfolio+"&prompt=consent", f.school, f.login)
	no := page.hidden()
	no.Set("answer", "decline")
	b.post("/login/answer", no)

	me := w.newBrowser()
	me.arrive("/me", f.school, f.login)
	if f.school == "petteflat" {
		w.flyOn(f)
	}
	for _, m := range []hub.Misbehaviour{{Drop: []string{"nlEduPersonProfileId", "schacPersonalUniqueCode"}}, {Affiliation: "affiliate"},
		named("attribute-twice-different"), {ForeignKey: true}, {Encrypt: new(hub.Encryption)},
		{Encrypt: &hub.Encryption{What: "both"}}, {Encrypt: &hub.Encryption{Fault: "undeclared-prefix"}}, {Tamper: "name-id", Encrypt: new(hub.Encryption)}, {Status: "Responder", SubStatus: "AuthnFailed"}} {
		sends(m)
		w.newBrowser().arrive(portfolio, f.school, f.login)
	}
	sends(hub.Misbehaviour{})
	thief := w.newBrowser()
	acs, form := w.newBrowser().choose(portfolio, f.school, f.login)
	thief.get(portfolio)
	thief.get(thief.post(acs, form).next(w.t))
	thief.post(acs, url.Values{"SAMLResponse": form["SAMLResponse"]})
}

// flyOn lets apps refresh, ask about and end what they got.
func (w *world) flyOn(f flock) {
	w.t.Helper()
	for _, app := range []string{"ververs", "getekend"} {
		code := w.newBrowser().login(w.request(app, familyURI(app)), f.school, f.login).Get("code")
		first := w.redeem(app, familyURI(app), code).held(w.t)
		next := w.refresh(app, first.Refresh).held(w.t)
		less := w.refresh(app, next.Refresh, "scope", "openid class").held(w.t)
		for _, token := range []string{first.Access, next.Access, less.Access, less.Refresh} {
			w.endpoint("/oauth/introspect", app, url.Values{"token": {token}})
			w.userinfo(token)
		}
		w.refresh(app, less.Refresh, "scope", "openid email")
		w.refresh(app, first.Refresh) // spent: the family ends
		w.endpoint("/oauth/revoke", app, url.Values{"token": {next.Access}})
		w.userinfo(next.Access)
	}
}

func scanBytes(t *testing.T, s *scanner, name string, b []byte) {
	t.Helper()
	if len(b) == 0 {
		t.Errorf("%s is empty: nothing was looked at", name)
	}
	if found := s.find(b); found != "" {
		t.Errorf("%s holds %s", name, found)
	}
}

func (w *world) scanFiles(t *testing.T, s *scanner, when string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(filepath.Join(w.dir, "data"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() { // a folder, or the socket of the commands: it holds no bytes
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		if found := s.find(b); found != "" {
			t.Errorf("%s, %s, holds %s", filepath.Base(path), when, found)
		}
		return nil
	})
	if err != nil || files < 2 {
		t.Errorf("%d files %s, %v", files, when, err)
	}
}
