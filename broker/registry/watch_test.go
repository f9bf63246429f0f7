package registry

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"sluis/internal/config"
)

// desk is a watcher over a site, driven look by look: no clock, no goroutine.
type desk struct {
	*watcher
	dir   string
	log   *bytes.Buffer
	loads int
	diffs [][]string
	fail  error // what OnChange answers
}

func watched(t *testing.T) *desk {
	t.Helper()
	d := &desk{dir: site(t), log: new(bytes.Buffer)}
	d.age(t)
	first := load(t, d.dir)
	d.watcher = newWatcher(Config{
		Snapshot: Compile(first),
		Load: func() (*config.Loaded, config.Problems) {
			d.loads++
			return config.LoadRegistry(first.Installation, testChecks())
		},
		Logger: slog.New(slog.NewTextHandler(d.log, nil)),
		Now:    func() time.Time { return testNow },
		OnChange: func(_, _ *Snapshot, diff []string) error {
			d.diffs = append(d.diffs, diff)
			return d.fail
		},
	})
	return d
}

// age gives every file a time long past, as after an hour of running.
func (d *desk) age(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		old := testNow.Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(d.dir, e.Name()), old, old); err != nil {
			t.Fatal(err)
		}
	}
}

func (d *desk) path(name string) string { return filepath.Join(d.dir, name) }

func (d *desk) edit(t *testing.T, old, replacement string) {
	t.Helper()
	b, err := os.ReadFile(d.path("registry.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(old)) {
		t.Fatalf("registry.yaml does not hold %q", old)
	}
	write(t, d.path("registry.yaml"), strings.Replace(string(b), old, replacement, 1))
}

func (d *desk) looks(n int) {
	for range n {
		d.look()
	}
}

func (d *desk) has(app string) bool {
	_, ok := d.live.Snapshot().App(app)
	return ok
}

// Contract 4: a new app works, a removed one stops; a change is taken at the second
// look.
func TestReload(t *testing.T) {
	t.Parallel()
	d := watched(t)
	d.looks(3)
	if d.loads != 0 {
		t.Fatalf("%d loads before any change", d.loads)
	}
	d.edit(t, "  - id: own\n", "  - id: renamed\n")
	d.edit(t, "introspect: [own]", "introspect: [renamed]")
	d.look()
	if d.loads != 0 || !d.has("own") {
		t.Fatal("taken at the first look: it may still be written")
	}
	d.look()
	if !d.has("renamed") || d.has("own") {
		t.Errorf("apps after the reload: %v", d.live.Snapshot().Apps())
	}
	want := []string{"app renamed added", "app own removed", "app portfolio changed: introspect"}
	if len(d.diffs) != 1 || !slices.Equal(d.diffs[0], want) {
		t.Errorf("diff %v, want %v", d.diffs, want)
	}
	d.looks(5)
	if d.loads != 1 {
		t.Errorf("%d loads of one change", d.loads)
	}
}

// Contract 4: a broken registry keeps the old one, and the log names registry and
// the fault. It is told once, not at every look.
func TestABrokenRegistryKeepsTheOldOne(t *testing.T) {
	t.Parallel()
	d := watched(t)
	before := d.live.Snapshot()
	d.edit(t, "profile: basic", "profile: oidc")
	d.looks(4)
	if d.live.Snapshot() != before {
		t.Error("the old one is gone")
	}
	if got := d.log.String(); !strings.Contains(got, `registry.yaml:13: apps[portfolio].profile: \"oidc\" is not one of basic, nlgov, fapi2`) || strings.Count(got, "the old one stays") != 1 {
		t.Errorf("log:\n%s", got)
	}
	if len(d.diffs) != 0 {
		t.Errorf("a refused registry was announced: %v", d.diffs)
	}
	d.edit(t, "profile: oidc", "profile: basic")
	d.edit(t, "supplier: Voorbeeld B.V.", "supplier: Ander B.V.")
	d.looks(2)
	if app, _ := d.live.Snapshot().App("portfolio"); app.Supplier != "Ander B.V." {
		t.Errorf("the mended one was not taken; log:\n%s", d.log)
	}
}

// A file cut short while it is saved is not a registry without apps.
func TestAHalfWrittenRegistryIsNotRead(t *testing.T) {
	t.Parallel()
	d := watched(t)
	for cut := range 5 {
		write(t, d.path("registry.yaml"), testRegistry[:200+100*cut])
		d.look()
	}
	if d.loads != 0 {
		t.Errorf("%d loads while the file grew", d.loads)
	}
	write(t, d.path("registry.yaml"), testRegistry)
	d.looks(3)
	if d.loads != 0 {
		t.Errorf("%d loads though the content is as it was", d.loads)
	}
	write(t, d.path("registry.yaml"), "")
	d.looks(2)
	if d.loads != 1 || !d.has("portfolio") {
		t.Error("an empty file took the apps away")
	}
}

func TestWhatIsNoticed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(t *testing.T, d *desk)
		loads  int
	}{
		{"a secret turned", func(t *testing.T, d *desk) { write(t, d.path("portfolio.secret"), "zZ9yY8xX7wW6vV5uU4tT3sS2\n") }, 1},
		{"metadata of a hub", func(t *testing.T, d *desk) { write(t, d.path("idp.xml"), "<b/>") }, 1},
		{"a client's keys gone", func(t *testing.T, d *desk) {
			if err := os.Remove(d.path("own.jwks")); err != nil {
				t.Fatal(err)
			}
		}, 1},
		{"another file under the name, with its size and time", func(t *testing.T, d *desk) {
			write(t, d.path("new"), strings.Replace(testRegistry, "Zuidcollege", "Zuidcolleje", 1))
			d.age(t)
			if err := os.Rename(d.path("new"), d.path("registry.yaml")); err != nil {
				t.Fatal(err)
			}
		}, 1},
		{"touched, not changed", func(t *testing.T, d *desk) {
			if err := os.Chtimes(d.path("registry.yaml"), testNow, testNow); err != nil {
				t.Fatal(err)
			}
		}, 0},
		{"the installation's own file", func(t *testing.T, d *desk) { write(t, d.path("sluis.yaml"), "x") }, 0},
		{"a file that nobody names", func(t *testing.T, d *desk) { write(t, d.path("notes.txt"), "x") }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := watched(t)
			c.change(t, d)
			d.looks(5)
			if d.loads != c.loads {
				t.Errorf("%d loads, want %d", d.loads, c.loads)
			}
		})
	}
}

// A file system's clock may not move between two writes: a file that was young when
// it was read is looked into again.
func TestASecondWriteInTheSameMoment(t *testing.T) {
	t.Parallel()
	d := watched(t)
	stamp := func() {
		if err := os.Chtimes(d.path("registry.yaml"), testNow, testNow); err != nil {
			t.Fatal(err)
		}
	}
	d.edit(t, "Zuidcollege", "Zuidcolleje")
	stamp()
	d.looks(2)
	d.edit(t, "Zuidcolleje", "Zuidcollexe")
	stamp()
	d.looks(2)
	if s, _ := d.live.Snapshot().School("zuid"); s.Name != "Zuidcollexe" {
		t.Errorf("the name is %s", s.Name)
	}
}

// A missing file is a reason to keep looking: mending it is enough.
func TestAMissingFileThatComesBack(t *testing.T) {
	t.Parallel()
	d := watched(t)
	d.edit(t, "supplier: Voorbeeld B.V.", "supplier: Ander B.V.")
	if err := os.Remove(d.path("own.jwks")); err != nil {
		t.Fatal(err)
	}
	d.looks(3)
	if d.loads != 1 {
		t.Fatalf("%d loads", d.loads)
	}
	write(t, d.path("own.jwks"), "{}")
	d.looks(2)
	if app, _ := d.live.Snapshot().App("portfolio"); app.Supplier != "Ander B.V." {
		t.Errorf("not taken; log:\n%s", d.log)
	}
}

// A refused registry does not name all files of the running one; one of those that
// changed meanwhile must not make it load again and again.
func TestARefusedRegistryIsToldOnce(t *testing.T) {
	t.Parallel()
	d := watched(t)
	write(t, d.path("idp.xml"), "<b/>")
	write(t, d.path("registry.yaml"), "connections: [")
	d.looks(8)
	if d.loads != 1 {
		t.Errorf("%d loads", d.loads)
	}
}

// What must be written down before a change (design §5.8) can refuse it.
func TestARefusalOfOnChangeKeepsTheOldOne(t *testing.T) {
	t.Parallel()
	d := watched(t)
	d.fail = errors.New("audit: disk full")
	d.edit(t, "supplier: Voorbeeld B.V.", "supplier: Ander B.V.")
	d.looks(2)
	if app, _ := d.live.Snapshot().App("portfolio"); app.Supplier != "Voorbeeld B.V." {
		t.Error("the change was taken")
	}
	if !strings.Contains(d.log.String(), "audit: disk full") {
		t.Errorf("log:\n%s", d.log)
	}
}

// Secrets and what they were stand in no log.
func TestTheLogHoldsNoSecret(t *testing.T) {
	t.Parallel()
	d := watched(t)
	write(t, d.path("portfolio.secret"), "zZ9yY8xX7wW6vV5uU4tT3sS2\n")
	d.looks(2)
	if got := d.log.String(); !strings.Contains(got, "app portfolio changed: client_auth") || strings.Contains(got, "zZ9y") || strings.Contains(got, "kR7v") {
		t.Errorf("log:\n%s", got)
	}
}

func TestWatchFollowsSignalAndTick(t *testing.T) {
	t.Parallel()
	dir := site(t)
	first := load(t, dir)
	tick, signal := make(chan time.Time), make(chan os.Signal)
	var mu sync.Mutex
	loads := 0
	ctx, stop := context.WithCancel(t.Context())
	live := Watch(ctx, Config{
		Snapshot: Compile(first),
		Load: func() (*config.Loaded, config.Problems) {
			mu.Lock()
			defer mu.Unlock()
			loads++
			return config.LoadRegistry(first.Installation, testChecks())
		},
		Tick: tick, Signal: signal, Logger: slog.New(slog.DiscardHandler), Now: time.Now,
	})
	before := live.Snapshot()
	signal <- syscall.SIGHUP // reloads even where nothing changed
	tick <- time.Time{}
	write(t, filepath.Join(dir, "registry.yaml"), strings.Replace(testRegistry, "Zuidcollege", "Noordcollege", 1))
	for range 3 {
		tick <- time.Time{}
	}
	stop()
	<-live.Done()
	if loads != 2 || live.Snapshot() == before {
		t.Errorf("%d loads, want 2", loads)
	}
	if s, _ := live.Snapshot().School("zuid"); s.Name != "Noordcollege" {
		t.Errorf("the name is %s", s.Name)
	}
}

// Readers see the old one or the new one, never a mixture (run with -race).
func TestReadersDuringReloads(t *testing.T) {
	t.Parallel()
	d := watched(t)
	var readers sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				s := d.live.Snapshot()
				for _, a := range s.Apps() {
					for _, c := range a.Schools {
						if got, ok := s.School(c.ID); !ok || got != c {
							t.Error("an app holds a school of another snapshot")
							return
						}
					}
				}
			}
		})
	}
	for i := range 20 {
		write(t, d.path("registry.yaml"), strings.Replace(testRegistry, "Zuidcollege", "Zuid "+string(rune('a'+i)), 1))
		_ = d.reload("test")
	}
	close(stop)
	readers.Wait()
}

func TestFixed(t *testing.T) {
	t.Parallel()
	s := compiled(t)
	l := Fixed(s)
	<-l.Done()
	if l.Snapshot() != s {
		t.Error("another snapshot")
	}
}

// Each key of the registry is seen by the diff; keys that subjects hang on say so.
func TestDiff(t *testing.T) {
	t.Parallel()
	const app = "    supplier: Voorbeeld B.V.\n    profile: basic\n"
	for _, c := range []struct{ name, old, replacement, want string }{
		{"nothing", "connections:", "connections:", ""},
		{"a comment", "connections:", "# new\nconnections:", ""},
		{"entityID", "/saml/entree\"", "/saml/entree2\"", "connection entree changed: entity_id (pupils get other subjects)"},
		{"encryption", `"https://login.example.nl/saml/entree", metadata`, `"https://login.example.nl/saml/entree", encryption: {answers: refuse}, metadata`, "connection entree changed: encryption"},
		{"metadata", "saml/surfconext\", metadata: {file: idp.xml}", "saml/surfconext\", metadata: {file: idp.xml, entity: \"https://hub.example.nl/\"}", "connection surfconext changed: metadata"},
		{"metadata of the schools", "saml/surfconext\", metadata: {file: idp.xml}", "saml/surfconext\", metadata: {file: idp.xml}, idps_metadata: {file: idp.xml}", "connection surfconext changed: idps_metadata"},
		{"attributes", `"https://login.example.nl/saml/entree", metadata`, `"https://login.example.nl/saml/entree", attributes: [uid], metadata`, "connection entree changed: attributes"},
		{"name of a school", "Zuidcollege", "Zuid", "school zuid changed: name"},
		{"home organisation", "01ab", "03EF", "school zuid changed: home_organisation"},
		{"case of a home organisation", "01ab", "01AB", ""},
		{"retention", "log_retention_days: 200", "log_retention_days: 201", "school elan changed: log_retention_days"},
		{"log", "login_log: all", "login_log: failed_only", "school elan changed: login_log"},
		{"admit", "{affiliate: staff}", "{affiliate: student}", "school harderwijk changed: admit"},
		{"place and contact", "place: Ede", "place: Wijk, contact: {ict: a}", "school zuid changed: place, contact"},
		{"idp and reauthenticate", "place: Ede", "place: Ede, idp: \"https://idp.nl\", reauthenticate: always", "school zuid changed: idp, reauthenticate"},
		{"a journey", "place: Ede", "place: Ede, travel: [{countries: [ES], until: 2026-09-09}]", "school zuid changed: travel (ES until 2026-09-10T00:00:00Z)"},
		{"sector of the subject", app, app + "    sector: other\n", "app portfolio changed: sector (pupils get other subjects)"},
		{"redirect", "https://portfolio.example.nl/callback", "https://portfolio.example.nl/back", "app portfolio changed: redirect_uris"},
		{"version and item", "      version: 3\n      approved: 2026-09-01", "      version: 4\n      approved: 2026-09-02", "app portfolio changed: contract.version, contract.approved"},
		{"purpose", "Je komt in je groep.", "Je ziet je groep.", "app portfolio changed: contract.release.class"},
		{"optional", ", optional: true", "", "app portfolio changed: contract.release.class"},
		{"roles in another order", "[staff, student]", "[student, staff]", "app portfolio changed: contract.roles"},
		{"schools in another order", "[zuid, harderwijk, elan]", "[elan, harderwijk, zuid]", ""},
		{"tokens", app, app + "    userinfo_alg: ES256\n    access_token: jwt\n    audience: urn:api\n    refresh: on\n",
			"app portfolio changed: userinfo_alg, access_token, audience, refresh"},
		{"many", app, app + "    pkce: if_sent\n    id_token_alg: ES256\n    privacy_url: https://a.nl\n    initiate_login_uri: https://a.nl\n    backchannel_logout_uri: https://a.nl\n    session: {idle: 5m}\n",
			"app portfolio changed: pkce, backchannel_logout_uri, initiate_login_uri, privacy_url, id_token_alg, session"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(Diff(compiled(t), compiled(t, "registry.yaml", c.old, c.replacement)), "\n")
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
