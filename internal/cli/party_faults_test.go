package cli

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sluis/broker/store/storetest/servers"
	"sluis/providers/hub/hubtest"
)

// A relying party that lets everybody in would pass every test of a login. So each of
// them meets a broker that does one thing wrong, and what it notices is held: docs/apps
// tells it to who chooses one.

// fault is one thing that a broker does wrong, or somebody in its place.
type fault struct {
	name  string
	clock time.Duration                                                // how far the broker's clock is off
	bend  func(path string, rec *httptest.ResponseRecorder, of tokens) // of another login of the same person
}

var faults = []fault{
	{name: "honest", bend: func(string, *httptest.ResponseRecorder, tokens) {}},
	{name: "iss in the answer is another", bend: func(_ string, rec *httptest.ResponseRecorder, _ tokens) {
		to, err := url.Parse(rec.Header().Get("Location"))
		if err != nil || !to.Query().Has("code") {
			return
		}
		q := to.Query()
		q.Set("iss", "https://evil.test")
		to.RawQuery = q.Encode()
		rec.Header().Set("Location", to.String())
	}},
	{name: "ID token of another login", bend: ofToken(func(m map[string]any, of tokens) { m["id_token"] = of.IDToken })},
	{name: "access token of another login", bend: ofToken(func(m map[string]any, of tokens) { m["access_token"] = of.AccessToken })},
	{name: "signature spoiled", bend: ofToken(func(m map[string]any, _ tokens) {
		parts := strings.Split(m["id_token"].(string), ".")
		sig := []byte(parts[2])
		sig[10] = map[bool]byte{true: 'B', false: 'A'}[sig[10] == 'A']
		m["id_token"] = parts[0] + "." + parts[1] + "." + string(sig)
	})},
	{name: "signed with none", bend: ofToken(func(m map[string]any, _ tokens) {
		parts := strings.Split(m["id_token"].(string), ".")
		m["id_token"] = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."
	})},
	{name: "ID token is old", clock: -30 * time.Minute, bend: func(string, *httptest.ResponseRecorder, tokens) {}},
	{name: "userinfo of somebody else", bend: func(path string, rec *httptest.ResponseRecorder, _ tokens) {
		if path == "/oauth/userinfo" {
			rewrite(rec, func(m map[string]any) { m["sub"] = strings.Repeat("a", 52) })
		}
	}},
}

// ofToken changes what the token endpoint gives.
func ofToken(change func(map[string]any, tokens)) func(string, *httptest.ResponseRecorder, tokens) {
	return func(path string, rec *httptest.ResponseRecorder, of tokens) {
		if path == "/oauth/token" && rec.Code == http.StatusOK {
			rewrite(rec, func(m map[string]any) { change(m, of) })
		}
	}
}

func rewrite(rec *httptest.ResponseRecorder, change func(map[string]any)) {
	var m map[string]any
	if json.Unmarshal(rec.Body.Bytes(), &m) != nil {
		return
	}
	change(m)
	b, _ := json.Marshal(m)
	rec.Body.Reset()
	rec.Body.Write(b)
	rec.Header().Del("Content-Length")
}

// suspect is a relying party that meets the faults. login says why it let nobody in.
type suspect struct {
	name     string
	redirect func(port int) string
	login    func(t *testing.T, w *world, port int) func() error
}

var suspects = []suspect{
	{name: "openid-client", redirect: fixed("http://127.0.0.1:9/node"), login: nodeSuspect},
	{name: "oauth4webapi", redirect: fixed("http://127.0.0.1:9/node"), login: nodeSuspect},
	{name: "go-oidc", redirect: fixed(goRedirect), login: goSuspect},
	{name: "mod_auth_openidc", redirect: func(port int) string { return loopback(port) + "/pupils/callback" }, login: apacheSuspect},
	{name: "oauth2-proxy", redirect: func(port int) string { return loopback(port) + "/oauth2/callback" }, login: proxySuspect},
}

func fixed(redirect string) func(int) string { return func(int) string { return redirect } }

func TestPartiesNoticeFaults(t *testing.T) {
	t.Parallel()
	table := noticed(t)
	for _, s := range suspects {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			port := servers.FreePort(t)
			id := map[string]string{"mod_auth_openidc": "werkstukken", "oauth2-proxy": "proxy"}[s.name]
			if id == "" {
				id = s.name
			}
			// Keys are an hour old, so that the clock can be set back.
			w := newWorld(t, partyApp(id, s.redirect(port), secretSettings), func(w *world) { w.clock.advance(-time.Hour) })
			w.clock.advance(time.Hour)
			login := s.login(t, w, port)
			for _, f := range faults {
				s.meet(t, w, f, id, table[f.name][s.name], login)
			}
		})
	}
}

// meet has a party log in while the broker does one thing wrong.
func (s suspect) meet(t *testing.T, w *world, f fault, id, noticed string, login func() error) {
	t.Helper()
	app, _ := w.node.live.Snapshot().App(id)
	redirect := app.RedirectURIs[0]
	other, _ := w.tokens(id, redirect, w.newBrowser().login(w.request(id, redirect), "petteflat", "yara").Get("code"))
	honest := w.node.Public
	w.serving.set(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rec := httptest.NewRecorder()
		honest.ServeHTTP(rec, r)
		f.bend(r.URL.Path, rec, other)
		for name, values := range rec.Header() {
			rw.Header()[name] = values
		}
		rw.WriteHeader(rec.Code)
		_, _ = rw.Write(rec.Body.Bytes()) // who asked may have left
	}))
	w.clock.advance(f.clock)
	err := login()
	w.clock.advance(-f.clock)
	w.serving.set(honest)
	if f.name == "honest" {
		if err != nil {
			t.Fatalf("an honest broker: %v", err)
		}
		return
	}
	if got := map[bool]string{true: "no", false: "yes"}[err == nil]; got != noticed {
		t.Errorf("%s: it notices: %s (%v); the page says %q", f.name, got, err, noticed)
	}
}

// noticed reads the table of docs/apps: what each party notices.
func noticed(t *testing.T) map[string]map[string]string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "apps", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, below, _ := strings.Cut(string(page), "\n## What they notice\n")
	below, _, _ = strings.Cut(below, "\n## ")
	var parties []string
	out := map[string]map[string]string{}
	for line := range strings.Lines(below) {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if parties == nil {
			parties = cells[1:]
			continue
		}
		row := map[string]string{}
		for i, p := range parties {
			row[p] = cells[i+1]
		}
		out[cells[0]] = row
	}
	if len(out) != len(faults)-1 || len(parties) != len(suspects) {
		t.Fatalf("the table has %d faults and %d parties, want %d and %d", len(out), len(parties), len(faults)-1, len(suspects))
	}
	return out
}

func nodeSuspect(t *testing.T, w *world, _ int) func() error {
	library := "oauth4webapi"
	if strings.HasSuffix(t.Name(), "openid-client") {
		library = "openid-client"
	}
	a := nodeApp{library: library, ID: library, Issuer: w.issuer, Redirect: "http://127.0.0.1:9/node", Method: "client_secret_basic", Secret: appSecret, Alg: "RS256"}
	return func() error {
		n := startNode(t, library)
		n.tell(a)
		var begin struct{ Authorize string }
		n.hear(&begin)
		page := logIn(t, hubtest.New(), begin.Authorize, "yara", calledAt(a.Redirect))
		n.tell(map[string]string{"url": page.Request.URL.String()})
		if n.out.Scan() {
			return nil
		}
		return errors.New(reasonOf(n.err.String()))
	}
}

var thrown = regexp.MustCompile(`(?m)^\w*Error: .*`)

// reasonOf finds the line of a stack trace that says what was wrong.
func reasonOf(trace string) string { return cmp.Or(thrown.FindString(trace), trace) }

func goSuspect(t *testing.T, w *world, _ int) func() error {
	return func() error {
		app, err := newGoApp(w.issuer, "go-oidc", appSecret)
		if err != nil {
			return err
		}
		page := logIn(t, hubtest.New(), app.begin(), "yara", calledAt(goRedirect))
		_, _, err = app.finish(t.Context(), w.issuer, page.Request.URL.Query())
		return err
	}
}

func apacheSuspect(t *testing.T, w *world, port int) func() error {
	address := startApache(t, w, port, appSecret)
	return func() error {
		page := logIn(t, hubtest.New(), address, "yara", never)
		if page.Status == http.StatusOK && strings.Contains(page.Text(), "number=2041187;") {
			return nil
		}
		return fmt.Errorf("%d: %s", page.Status, page.Text())
	}
}

func proxySuspect(t *testing.T, w *world, port int) func() error {
	origin := startProxy(t, w, port, appSecret)
	return func() error {
		page := logIn(t, hubtest.New(), origin+"/", "yara", never)
		if page.Status == http.StatusAccepted {
			return nil
		}
		return fmt.Errorf("%d: %s", page.Status, page.Text())
	}
}
