package conformance

import (
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sluis/broker/flow"
	"sluis/broker/trace"
	"sluis/internal/cli"
	"sluis/internal/config"
	"sluis/providers/hub"
)

// world is a broker as serve runs it, from files, and one hub, over loopback HTTP.
type world struct {
	t         testing.TB
	issuer    string
	node      *cli.Node
	hub       *hub.Hub
	hubOrigin string
	clock     *clock
	keys      clientKeys
}

// clock is the time of everything in a world.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// late is a handler that is known only after its address.
type late struct{ h http.Handler }

func (l *late) ServeHTTP(w http.ResponseWriter, r *http.Request) { l.h.ServeHTTP(w, r) }

const (
	secret    = "een-geheim-van-genoeg-lengte-0123456789"
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636 appendix B
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// The school's pupils: yara has everything, docent is a teacher.
var (
	school = hub.School{ID: "petteflat", Name: "Petteflat College", Organisation: "01AB", IdP: "https://idp.petteflat.example/"}
	yara   = hub.Person{Login: "yara", Password: "yara-wachtwoord", School: "petteflat", Attributes: []hub.Attribute{
		{Name: "uid", Values: []string{"qj7cks8qdz9ph54@petteflat"}}, {Name: "givenName", Values: []string{"Yara"}},
		{Name: "nlEduPersonTussenvoegsels", Values: []string{"van den"}}, {Name: "sn", Values: []string{"Heuvel"}},
		{Name: "eduPersonAffiliation", Values: []string{"student"}}, {Name: "nlEduPersonProfileId", Values: []string{"2041187@petteflat"}},
		{Name: "nlEduPersonUnit", Values: []string{"H2A"}}}}
	bram = hub.Person{Login: "bram", Password: "bram-wachtwoord", School: "petteflat", Attributes: []hub.Attribute{
		{Name: "uid", Values: []string{"bram3@petteflat"}}, {Name: "givenName", Values: []string{"Bram"}}, {Name: "sn", Values: []string{"Bakker"}},
		{Name: "eduPersonAffiliation", Values: []string{"student"}}, {Name: "nlEduPersonProfileId", Values: []string{"2041188@petteflat"}},
		{Name: "nlEduPersonUnit", Values: []string{"H2A"}}}}
)

// newWorld starts one. apps is the text under `apps:` of its registry; files are
// what that names, beside the secret and the keys of clientKeys.
func newWorld(t testing.TB, apps string) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{}, keys: newClientKeys(t)}
	var broker, hubSide late
	w.issuer = serve(t, &broker)
	var err error
	w.hubOrigin = serve(t, &hubSide)
	w.hub, err = hub.New(hub.Config{Style: hub.Entree, BaseURL: w.hubOrigin, EntityID: "https://hub.test/entree",
		Schools: []hub.School{school}, People: []hub.Person{yara, bram}, Now: w.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	hubSide.h = w.hub.Handler()
	w.node = w.start(w.write(apps))
	broker.h = w.node.Public
	a := w.get("/saml/entree/metadata")
	if err := w.hub.AcceptSP(a.body); err != nil {
		t.Fatal(err)
	}
	return w
}

func serve(t testing.TB, h http.Handler) string {
	srv := httptest.NewUnstartedServer(h)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0) // in a planted build requests may end in a panic
	srv.Start()
	t.Cleanup(srv.Close)
	return srv.URL
}

// write puts the files of the world into a folder and gives the installation's.
func (w *world) write(apps string) string {
	w.t.Helper()
	dir := w.t.TempDir()
	files := map[string]string{"app.secret": secret + "\n", "entree.xml": string(w.hub.Metadata()), "registry.yaml": registryHead + apps,
		"sluis.yaml": "issuer: " + w.issuer + "\nlisten: 127.0.0.1:0\ndata: ./data\nregistry: ./registry.yaml\ntrusted_proxies: [127.0.0.0/8]\nmtls: {certificates: header}\n" +
			"guard: {allow_networks: [127.0.0.0/8, 10.0.0.0/8]}\n"}
	for name, text := range w.keys.files(w.t) {
		files[name] = text
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
	return filepath.Join(dir, "sluis.yaml")
}

func (w *world) start(installation string) *cli.Node {
	w.t.Helper()
	c := cli.Checks(w.clock.now)
	loaded, problems := config.Load(installation, c)
	if problems.Refused() {
		w.t.Fatalf("configuration refused:\n%s", problems)
	}
	caps := flow.DefaultCaps
	caps.PerAddress, caps.InAll = 1<<30, 1<<30
	node, err := cli.Start(cli.NodeConfig{Loaded: loaded, Checks: c, Now: w.clock.now, Caps: caps,
		Traces: trace.Caps{Logins: 5000, Others: 5000, Guesses: trace.DefaultCaps.Guesses}, Logger: slog.New(slog.NewJSONHandler(io.Discard, nil))})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		if err := node.Close(); err != nil {
			w.t.Error(err)
		}
	})
	return node
}

const registryHead = `connections:
  - {id: entree, federation: entree, entity_id: "https://sluis.test/entree", metadata: {file: entree.xml}}
schools:
  - {id: petteflat, name: Petteflat College, sector: vo, connection: entree, home_organisation: 01AB}
apps:
`

// app spells the registration of an app: its settings in YAML, one each, beside what
// all apps here have. Its redirect URI is redirectOf(id).
func app(id string, settings ...string) string {
	text := fmt.Sprintf(`  - id: %s
    name: {nl: %s, en: %s}
    supplier: Voorbeeld B.V.
    redirect_uris: ["%s"]
`, id, id, id, redirectOf(id))
	for _, s := range settings {
		text += "    " + s + "\n"
	}
	return text + `    contract:
      version: 1
      basis: public_task
      inform: never
      schools: [petteflat]
      roles: [student]
      release:
        name: {purpose: {nl: Naam., en: Name.}}
        student_number: {purpose: {nl: Nummer., en: Number.}}
        class: {purpose: {nl: Klas., en: Class.}}
        school: {purpose: {nl: School., en: School.}}
        role: {purpose: {nl: Rol., en: Role.}}
`
}

func redirectOf(id string) string { return "https://" + id + ".example.nl/callback" }
