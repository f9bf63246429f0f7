package cli

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

func newDemo(t *testing.T) *demonstration { t.Helper(); return newDemoFor(t, "") }

// newDemoFor has an app of a developer as well.
func newDemoFor(t *testing.T, own string) *demonstration {
	t.Helper()
	d, err := startDemo("127.0.0.1:0", own, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(d.dir); !os.IsNotExist(err) {
			t.Errorf("the demo left %s behind", d.dir)
		}
	})
	return d
}

// refusedInDemo are the people of the demo who show what a refusal looks like.
var refusedInDemo = map[string]string{
	"sam":     "SLUIS-2105",
	"anoniem": "SLUIS-2105",
	"bram":    "SLUIS-2107",
	"na":      "SLUIS-2107",
	"fatma":   "SLUIS-2107",
	"dubbel":  "SLUIS-2103",
	"gast":    "SLUIS-2204",
}

// Contract 22: everybody whom the demo prints can do what is printed. The lines are
// read as a stranger's script would read them.
func TestDemoAccounts(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	var out bytes.Buffer
	d.welcome(&out)
	for _, u := range []string{d.at.Broker, d.at.App, d.at.Entree, d.at.SURFconext} {
		if !strings.Contains(out.String(), " "+u+"\n") && !strings.Contains(out.String(), " "+u+" ") {
			t.Errorf("%s is not printed", u)
		}
	}
	printed := map[string][]string{}
	for _, m := range regexp.MustCompile(`(?m)^\s*leerling: (\S+)  wachtwoord: (\S+)  \(([^,;]+), ([^;)]+)[;)]`).FindAllStringSubmatch(out.String(), -1) {
		printed[m[1]] = m[2:]
	}
	people := 0
	for _, style := range []hub.Style{hub.Entree, hub.SURFconext} {
		_, all := hub.DemoPeople(style)
		for _, p := range all {
			people++
			t.Run(p.Login, func(t *testing.T) {
				t.Parallel()
				line := printed[p.Login]
				if line == nil {
					t.Fatal("is not printed")
				}
				p.Password = line[0]
				d.try(t, p)
			})
		}
	}
	if people < 12 || len(printed) != people {
		t.Errorf("%d people, %d printed; at least twelve", people, len(printed))
	}
}

// try logs somebody in at the demo app and looks at the last page.
func (r *demonstration) try(t *testing.T, p hub.Person) {
	t.Helper()
	ctx := context.Background()
	c := hubtest.New()
	seen := 0
	c.Hop = func(ctx context.Context, _ int, q hubtest.Request, do hubtest.Do) (*hubtest.Page, error) {
		page, err := do(ctx, q)
		if err == nil && page.Status/100 != 3 && strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
			seen++
			if !strings.Contains(page.Text(), "Demo: alles is verzonnen") && !strings.Contains(page.Text(), "(nagemaakt)") {
				t.Errorf("%s does not say that it is a demo", page.URL.Path)
			}
		}
		return page, err
	}
	page, err := c.Login(ctx, r.at.App+"/portfolio/login", p, func(*url.URL) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	text := page.Text()
	if code := refusedInDemo[p.Login]; code != "" {
		if page.Status != http.StatusForbidden || !strings.Contains(text, code) {
			t.Errorf("status %d, want 403 and %s:\n%s", page.Status, code, text)
		}
		return
	}
	for _, want := range []string{"Naast elkaar", "sub", "bleef hier", "Staat niet in de afspraak"} {
		if page.Status != http.StatusOK || !strings.Contains(text, want) {
			t.Errorf("the last page (%d) does not say %q:\n%s", page.Status, want, text)
		}
	}
	if seen < 3 {
		t.Errorf("%d pages were looked at", seen)
	}
}

// Somebody lacks each item, and the apps of the demo say what becomes of that: a
// refusal that names the item where it is required, a login without it where it is
// optional or not asked (docs/apps/errors.md sends developers here).
func TestDemoOffersWhoLacksAnItem(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	for _, row := range []struct{ lacks, login, app, code string }{
		{"name", "sam", "portfolio", "SLUIS-2105"},
		{"name", "sam", "rekenrups", ""},
		{"name", "anoniem", "onderzoek", "SLUIS-2105"},
		{"student number", "bram", "rekenrups", "SLUIS-2107"},
		{"student number", "bram", "leeshoek", ""},
		{"student number", "fatma", "onderzoek", "SLUIS-2107"},
		{"class", "noor", "rekenrups", "SLUIS-2108"},
		{"class", "noor", "portfolio", ""},
	} {
		t.Run(row.lacks+" "+row.login+" "+row.app, func(t *testing.T) {
			t.Parallel()
			page, err := hubtest.New().Login(t.Context(), d.at.App+"/"+row.app+"/login", d.person(t, row.login), never)
			if err != nil {
				t.Fatal(err)
			}
			refused, passed := page.Status == http.StatusForbidden, page.Status == http.StatusOK && strings.Contains(page.Text(), "Naast elkaar")
			if row.code == "" && !passed || row.code != "" && (!refused || !strings.Contains(page.Text(), row.code)) {
				t.Errorf("status %d, want %q:\n%s", page.Status, row.code, page.Text())
			}
		})
	}
}

// The code that the demo prints is taken at the page that it prints, once, and leads to
// the own keys (contract 22).
func TestDemoAdmin(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	var out bytes.Buffer
	d.welcome(&out)
	m := regexp.MustCompile(`(?m)^  beheer: +(\S+)   \(code, een kwartier geldig: (\S+)\)$`).FindStringSubmatch(out.String())
	if m == nil || !strings.HasPrefix(m[1], d.at.Broker+"/admin") {
		t.Fatalf("no line for an admin:\n%s", out.String())
	}
	for _, want := range []string{"/admin/keys", ""} {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		page, err := c.Get(m[1])
		if err != nil {
			t.Fatal(err)
		}
		page.Body.Close()
		req, err := http.NewRequest(http.MethodPost, m[1], strings.NewReader(url.Values{"code": {m[2]}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {d.at.Broker}, "Sec-Fetch-Site": {"same-origin"}}
		a, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		if at, _, _ := strings.Cut(a.Header.Get("Location"), "?"); at != want || want == "" && a.StatusCode < 400 {
			t.Errorf("the code leads to %d %q, want %q", a.StatusCode, at, want)
		}
	}
}

// A developer's own app logs in with what the demo prints for it.
func TestDemoForAnAppOfYours(t *testing.T) {
	t.Parallel()
	d := newDemoFor(t, goRedirect)
	var out bytes.Buffer
	d.welcome(&out)
	said := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^  (issuer|client_id|client_secret):\s+(\S+)`).FindAllStringSubmatch(out.String(), -1) {
		said[m[1]] = m[2]
	}
	for login, want := range map[string]string{"yara": "{Yara van den Heuvel 2041187 [H2A]}", "noor": "{Noor 't Hart 2041240 []}"} {
		app, err := newGoApp(said["issuer"], said["client_id"], said["client_secret"])
		if err != nil {
			t.Fatal(err)
		}
		page, err := hubtest.New().Login(t.Context(), app.begin(), d.person(t, login), calledAt(goRedirect))
		if err != nil {
			t.Fatal(err)
		}
		_, who, err := app.finish(t.Context(), said["issuer"], page.Request.URL.Query())
		if err != nil || fmt.Sprint(who) != want {
			t.Errorf("%s: %v %v", login, who, err)
		}
	}
	if _, err := startDemo("127.0.0.1:0", "http://app.example.nl/callback", slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "redirect_uris") {
		t.Errorf("an app elsewhere without TLS: %v", err)
	}
}

// person gives one of the demo's people.
func (r *demonstration) person(t *testing.T, login string) hub.Person {
	t.Helper()
	for _, style := range []hub.Style{hub.Entree, hub.SURFconext} {
		_, people := hub.DemoPeople(style)
		for _, p := range people {
			if p.Login == login {
				return p
			}
		}
	}
	t.Fatalf("nobody is called %s", login)
	return hub.Person{}
}

func TestDemoStaysHere(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"0.0.0.0:0", "192.0.2.1:8080", ":8080", "example.nl:80", "127.0.0.1"} {
		if d, err := startDemo(listen, "", slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%s was taken", listen)
			if err := d.close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// A demo's keys are made anew at each start: what one signed means nothing to the next.
func TestDemoKeysAreNew(t *testing.T) {
	t.Parallel()
	keysOf := func() string {
		page, err := hubtest.New().Get(context.Background(), newDemo(t).at.Broker+"/oauth/jwks")
		if err != nil || page.Status != http.StatusOK {
			t.Fatal(err)
		}
		return string(page.Body)
	}
	if keysOf() == keysOf() {
		t.Error("two demos have the same keys")
	}
}

// README shows what `make demo` prints: every line of its block is a line of the
// real output, with the ports of the default address.
func TestReadmeShowsTheDemo(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	var out bytes.Buffer
	d.welcome(&out)
	printed := out.String()
	for from, to := range map[string]string{d.at.Broker: "http://localhost:8080", d.at.Entree: "http://127.0.0.1:8081",
		d.at.SURFconext: "http://127.0.0.1:8082", d.at.App: "http://127.0.0.1:8083"} {
		printed = strings.ReplaceAll(printed, from, to)
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(readme), "leaves nothing behind:\n")
	block, _, _ = strings.Cut(block, "…")
	lines := strings.Split(strings.TrimSpace(block), "\n")
	if len(lines) < 8 {
		t.Fatalf("README's block has %d lines", len(lines))
	}
	at := 0
	for _, l := range lines {
		l = strings.TrimSpace(l)
		i := strings.Index(printed[at:], l)
		if i < 0 {
			t.Errorf("README shows %q, the demo does not print it there", l)
			continue
		}
		at += i
	}
}

// The log-out button of the demo shows the whole way: the app, the broker, the way back,
// and what the broker told the app by itself.
func TestDemoLogout(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	for _, app := range []string{"portfolio", "rekenrups", "leeshoek"} { // RS256, ES256, EdDSA
		t.Run(app, func(t *testing.T) {
			t.Parallel()
			c := hubtest.New()
			page, err := c.Login(t.Context(), d.at.App+"/"+app+"/login", d.person(t, "yara"), never)
			if err != nil || !strings.Contains(page.Text(), "Uitloggen") {
				t.Fatalf("%v\n%s", err, page.Text())
			}
			for _, want := range []string{"backchannel-logout", "Er kwam geen bericht van Sluis"} { // the second time there is no session
				at, err := url.Parse(d.at.App + "/" + app + "/logout")
				if err == nil {
					page, err = c.Follow(t.Context(), hubtest.Request{Method: http.MethodPost, URL: at})
				}
				if err != nil {
					t.Fatal(err)
				}
				if text := page.Text(); page.Status != http.StatusOK || !strings.Contains(text, "Je bent uitgelogd bij") || !strings.Contains(text, want) {
					t.Errorf("status %d at %s, no %q:\n%s", page.Status, page.URL, want, text)
				}
			}
		})
	}
}

// What is no logout token for the app is refused (OpenID Connect Back-Channel Logout 1.0 §2.6).
func TestDemoHearsNobodyElse(t *testing.T) {
	t.Parallel()
	d := newDemo(t)
	app, ok := d.node.live.Snapshot().App("leeshoek")
	if !ok {
		t.Fatal("no such app")
	}
	token, err := d.node.provider.LogoutToken(app, "sub", "sid")
	if err != nil {
		t.Fatal(err)
	}
	id, err := d.node.ring.SignJWT("RS256", "JWT", []byte(`{"iss":"`+d.at.Broker+`","aud":"portfolio","sub":"x","sid":"y","exp":9999999999,"nonce":"n","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		app, token string
		status     int
	}{
		"the control": {"leeshoek", token, http.StatusOK}, "another app": {"portfolio", token, http.StatusBadRequest}, "none": {"leeshoek", "", http.StatusBadRequest},
		"with a nonce": {"portfolio", id, http.StatusBadRequest}, "cut": {"leeshoek", token[:len(token)-4], http.StatusBadRequest},
	} {
		at, err := url.Parse(d.at.App + "/" + c.app + "/backchannel")
		if err != nil {
			t.Fatal(err)
		}
		page, err := hubtest.New().Do(t.Context(), hubtest.Request{Method: http.MethodPost, URL: at, Form: []hub.Field{{Name: "logout_token", Value: c.token}}})
		if err != nil || page.Status != c.status {
			t.Errorf("%s: %v, %v, want %d", name, page, err, c.status)
		}
	}
}
