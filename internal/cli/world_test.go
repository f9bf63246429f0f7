package cli

import (
	"cmp"
	"crypto/rsa"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/broker/flow"
	"sluis/broker/store"
	"sluis/broker/trace"
	"sluis/internal/config"
	"sluis/internal/outbound"
	"sluis/providers/hub"
)

// world is a whole system in one process: a broker from files, as serve runs it,
// and both hubs, over loopback HTTP. Nothing in it is a stand-in but the hubs.
type world struct {
	t       testing.TB
	dir     string
	issuer  string
	node    *Node
	entree  *hub.Hub
	surf    *hub.Hub
	log     *syncBuffer
	clock   *clock
	serving swap

	// What an option may replace.
	open      func(name string, h http.Handler) (origin string) // where a server stands
	transport http.RoundTripper                                 // how a browser without a screen gets there
	registry  string
	schools   map[hub.Style][]hub.School
	people    map[hub.Style][]hub.Person
	settings  string // further lines of sluis.yaml
	caps      flow.Caps
	state     func(store.State) store.State // what counts its calls
	records   func(store.Records) store.Records

	metadataKey *rsa.PrivateKey // signs the metadata of SURFconext, where it is fetched
	outbound    outbound.Config
	beforeStart func() // with hubs, without a broker
}

// option changes a world before anything of it runs.
type option func(*world)

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

type syncBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// swap is a handler that can be replaced: a restart behind the same address.
type swap struct {
	mu sync.RWMutex
	h  http.Handler
}

func (s *swap) set(h http.Handler) {
	s.mu.Lock()
	s.h = h
	s.mu.Unlock()
}

func (s *swap) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.RLock()
	h := s.h
	s.mu.RUnlock()
	h.ServeHTTP(w, r)
}

var entreeSchools = []hub.School{
	{ID: "petteflat", Name: "Petteflat College", Organisation: "01AB", IdP: "https://idp.petteflat.example/"},
	{ID: "zonder", Name: "Zonder Nummer School", Organisation: "02CD", IdP: "https://idp.zonder.example/"},
}

var surfSchools = []hub.School{
	{ID: "harderwijk", Name: "Universiteit Harderwijk", Organisation: "uniharderwijk.example", IdP: "https://idp.uniharderwijk.example/"},
}

func attr(name string, values ...string) hub.Attribute {
	return hub.Attribute{Name: name, Values: values}
}

var entreePeople = []hub.Person{
	{Login: "yara", Password: "yara-wachtwoord", School: "petteflat", Attributes: []hub.Attribute{
		attr("uid", "qj7cks8qdz9ph54@petteflat"), attr("givenName", "Yara"), attr("nlEduPersonTussenvoegsels", "van den"), attr("sn", "Heuvel"),
		attr("eduPersonAffiliation", "student"), attr("nlEduPersonProfileId", "2041187@petteflat"), attr("nlEduPersonUnit", "H2A"),
		attr("mail", "yaravdh@petteflat.example"), attr("eckId", "")}},
	{Login: "docent", Password: "docent-wachtwoord", School: "petteflat", Attributes: []hub.Attribute{
		attr("uid", "docent77@petteflat"), attr("givenName", "Sjoerd"), attr("sn", "Dijkstra"), attr("eduPersonAffiliation", "employee")}},
	{Login: "gast", Password: "gast-wachtwoord", School: "petteflat", Attributes: []hub.Attribute{
		attr("uid", "gast1@petteflat"), attr("givenName", "Gast"), attr("sn", "Gastra"), attr("eduPersonAffiliation", "affiliate")}},
	{Login: "noor", Password: "noor-wachtwoord", School: "zonder", Attributes: []hub.Attribute{
		attr("uid", "noor5@zonder"), attr("givenName", "Noor"), attr("sn", "Bakker"), attr("eduPersonAffiliation", "student")}},
}

var surfPeople = []hub.Person{
	{Login: "lukasz", Password: "lukasz-wachtwoord", School: "harderwijk", Attributes: []hub.Attribute{
		attr("uid", "s9603145"), attr("givenName", "Łukasz"), attr("sn", "de Vries"), attr("displayName", "Łukasz de Vries"),
		attr("eduPersonAffiliation", "student", "member"),
		attr("schacPersonalUniqueCode", "urn:schac:personalUniqueCode:nl:local:uniharderwijk.example:studentid:s1234567", "urn:schac:personalUniqueCode:int:esi:uniharderwijk.example:xx99")}},
}

const appSecret = "een-geheim-van-genoeg-lengte-0123456789"

// worldApps is the registry's apps; a test may give others.
const worldApps = `
  - id: portfolio
    name: {nl: Portfolio, en: Portfolio}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [http://127.0.0.1:9/callback]
    origins: [http://127.0.0.1:9]
    id_token_alg: RS256
    contract:
      version: 1
      basis: public_task
      inform: first_login
      schools: [petteflat, zonder, harderwijk]
      roles: [student, staff]
      release:
        name: {purpose: {nl: Zo staat je naam boven je werk., en: Your name stands above your work.}}
        student_number: {purpose: {nl: Zo herkent de app jou., en: The app knows you.}}
        class: {purpose: {nl: Zo ziet je docent je werk., en: Your teacher sees your work.}, optional: true}
        school: {purpose: {nl: Zo houdt de app scholen uit elkaar., en: To tell schools apart.}}
  - id: stil
    name: {nl: Stil, en: Quiet}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [http://127.0.0.1:9/stil]
    id_token_alg: ES256
    claims_in: id_token
    contract:
      version: 1
      basis: public_task
      inform: never
      schools: [petteflat, harderwijk]
      roles: [student, staff]
      release:
        name: {purpose: {nl: Naam., en: Name.}}
`

// emptyWorld is one in which nothing stands yet.
func emptyWorld(t testing.TB, apps string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), log: &syncBuffer{}, clock: &clock{}, registry: registryText(apps), caps: flow.DefaultCaps,
		schools: map[hub.Style][]hub.School{hub.Entree: entreeSchools, hub.SURFconext: surfSchools},
		people:  map[hub.Style][]hub.Person{hub.Entree: entreePeople, hub.SURFconext: surfPeople}}
	w.open = w.openLoopback
	return w
}

// newWorld starts one. apps is the text under `apps:`.
func newWorld(t testing.TB, apps string, options ...option) *world {
	t.Helper()
	w := emptyWorld(t, apps)
	for _, o := range options {
		o(w)
	}
	w.issuer = w.open("broker", &w.serving)
	w.entree = w.startHub(hub.Entree)
	w.surf = w.startHub(hub.SURFconext)
	w.write("app.secret", appSecret+"\n")
	w.write("entree.xml", string(w.entree.Metadata()))
	w.write("surfconext.xml", string(w.surf.Metadata()))
	w.write("sluis.yaml", "issuer: "+w.issuer+"\nlisten: 127.0.0.1:0\ndata: ./data\nregistry: ./registry.yaml\n"+w.settings+w.beside())
	w.write("registry.yaml", w.registry)
	if w.beforeStart != nil {
		w.beforeStart()
	}
	w.start()
	t.Cleanup(func() { w.stop() })
	for id, h := range map[string]*hub.Hub{"entree": w.entree, "surfconext": w.surf} {
		doc, _ := w.node.hubs.spMetadata(id)
		if err := h.AcceptSP(doc); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// beside lets this machine in where the issuer is on a site of its own: the test's
// browsers are all here, and behind a proxy that would be everybody.
func (w *world) beside() string {
	if !strings.HasPrefix(w.issuer, "https://") || strings.Contains(w.settings, "guard:") {
		return ""
	}
	return "guard: {allow_networks: [127.0.0.0/8, \"::1/128\"]}\n"
}

// openLoopback gives each server a port of its own on 127.0.0.1, without TLS.
func (w *world) openLoopback(_ string, h http.Handler) string {
	srv := httptest.NewServer(h)
	w.t.Cleanup(srv.Close)
	return srv.URL
}

func registryText(apps string) string {
	return `connections:
  - {id: entree, federation: entree, entity_id: "https://sluis.test/entree", metadata: {file: entree.xml}}
  - {id: surfconext, federation: surfconext, entity_id: "https://sluis.test/surfconext", metadata: {file: surfconext.xml}}
schools:
  - {id: petteflat, name: Petteflat College, sector: vo, connection: entree, home_organisation: 01AB, place: Delft, login_log: all, contact: {ict: "kamer B.07"}}
  - {id: zonder, name: Zonder Nummer School, sector: vo, connection: entree, home_organisation: 02CD}
  - {id: harderwijk, name: Universiteit Harderwijk, sector: ho, connection: surfconext, home_organisation: uniharderwijk.example}
apps:` + apps
}

func (w *world) write(name, text string) {
	w.t.Helper()
	w.writeAt(filepath.Join(w.dir, name), text)
}

func (w *world) writeAt(path, text string) {
	w.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) startHub(style hub.Style) *hub.Hub {
	w.t.Helper()
	var handler swap
	h, err := hub.New(hub.Config{Style: style, BaseURL: w.open(string(style), &handler), EntityID: "https://hub.test/" + string(style), Schools: w.schools[style], People: w.people[style], Now: w.clock.now, MetadataKey: w.metadataKey,
		Assurance: map[hub.Style][]string{hub.SURFconext: {loa1, loa2}}[style]})
	if err != nil {
		w.t.Fatal(err)
	}
	handler.set(h.Handler())
	return h
}

// start runs the broker on its files; stop and start is a restart.
func (w *world) start() {
	w.t.Helper()
	c := checks(w.clock.now, false)
	loaded, problems := config.Load(filepath.Join(w.dir, "sluis.yaml"), c)
	if problems.Refused() {
		w.t.Fatalf("configuration refused:\n%s", problems)
	}
	node, err := Start(NodeConfig{Loaded: loaded, Checks: c, Now: w.clock.now, Caps: w.caps, Traces: trace.Caps{Logins: 5000, Others: 5000, Guesses: trace.DefaultCaps.Guesses}, State: w.state, Records: w.records, Outbound: w.outbound,
		Logger: slog.New(slog.NewJSONHandler(w.log, nil))})
	if err != nil {
		w.t.Fatal(err)
	}
	w.node = node
	w.serving.set(node.Public)
}

func (w *world) stop() {
	if w.node == nil {
		return
	}
	if err := w.node.Close(); err != nil {
		w.t.Error(err)
	}
	w.node = nil
}

// browser is a user agent with cookies that follows nothing by itself.
type browser struct {
	w        *world
	c        *http.Client
	password string // typed at the hub; "" the one of the world's people
}

func (w *world) newBrowser() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return &browser{w: w, c: &http.Client{Jar: jar, Transport: w.transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is a response, read.
type answer struct {
	*http.Response
	body string
	at   *url.URL
}

func (b *browser) do(req *http.Request) *answer {
	b.w.t.Helper()
	res, err := b.c.Do(req)
	if err != nil {
		b.w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.w.t.Fatal(err)
	}
	return &answer{res, string(body), req.URL}
}

func (b *browser) get(raw string) *answer {
	b.w.t.Helper()
	req, err := http.NewRequest(http.MethodGet, b.w.absolute(raw), nil)
	if err != nil {
		b.w.t.Fatal(err)
	}
	return b.do(req)
}

// post sends a form from the origin that owns the target, as a browser would from
// our own pages.
func (b *browser) post(raw string, form url.Values) *answer {
	b.w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, b.w.absolute(raw), strings.NewReader(form.Encode()))
	if err != nil {
		b.w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

func (w *world) absolute(raw string) string {
	if strings.HasPrefix(raw, "/") {
		return w.issuer + raw
	}
	return raw
}

// next is where a redirect leads.
func (a *answer) next(t testing.TB) string {
	t.Helper()
	if a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s answered %d, not a 303:\n%s", a.at.Path, a.StatusCode, text(a.body))
	}
	u, err := a.at.Parse(a.Header.Get("Location"))
	if err != nil {
		t.Fatal(err)
	}
	return u.String()
}

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	formAction  = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
	tags        = regexp.MustCompile(`<[^>]*>`)
)

func text(page string) string {
	if i := strings.Index(page, "<main"); i > 0 {
		page = page[i:]
	}
	return strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
}

// hidden gives the hidden fields of a page's forms.
func (a *answer) hidden() url.Values {
	out := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(a.body, -1) {
		out.Set(unescape(m[1]), unescape(m[2]))
	}
	return out
}

func (a *answer) action(t testing.TB) string {
	t.Helper()
	m := formAction.FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no form on %s:\n%s", a.at, text(a.body))
	}
	u, err := a.at.Parse(unescape(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return u.String()
}

func unescape(s string) string {
	return strings.NewReplacer("&#43;", "+", "&amp;", "&", "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">").Replace(s)
}

// request is an authorization request of the world's usual app.
func (w *world) request(client, redirect string, extra ...string) string {
	q := url.Values{"client_id": {client}, "redirect_uri": {redirect}, "response_type": {"code"},
		"scope": {"openid profile student_number class school role"}, "state": {"staat"}, "nonce": {"eenmalig"},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"}}
	for i := 0; i < len(extra); i += 2 {
		q.Set(extra[i], extra[i+1])
	}
	return "/oauth/authorize?" + q.Encode()
}

const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636 appendix B
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// choose goes from an authorization request to the hub's answer, ready to be
// posted to the ACS: the picker, the hub's form, the person's password.
func (b *browser) choose(authorize, school, login string) (acs string, form url.Values) {
	b.w.t.Helper()
	a := b.get(authorize)
	if a.StatusCode == http.StatusOK {
		f := a.hidden()
		f.Set("school", school)
		a = b.post("/login/school", f)
	}
	for a.StatusCode == http.StatusSeeOther && strings.HasPrefix(a.next(b.w.t), b.w.issuer) {
		a = b.get(a.next(b.w.t))
	}
	return b.atHub(a.next(b.w.t), school, login)
}

func (b *browser) atHub(sso, school, login string) (string, url.Values) {
	b.w.t.Helper()
	a := b.get(sso)
	for a.StatusCode == http.StatusSeeOther { // through a third party's site
		a = b.get(a.next(b.w.t))
	}
	if strings.Contains(a.body, `name="school"`) { // the hub's own choice of a school
		q := a.hidden()
		q.Set("school", school)
		a = b.get(a.action(b.w.t) + "?" + q.Encode())
	}
	if strings.Contains(a.body, `name="password"`) {
		f := a.hidden()
		f.Set("username", login)
		f.Set("password", cmp.Or(b.password, login+"-wachtwoord"))
		a = b.post(a.action(b.w.t), f)
	}
	return a.action(b.w.t), a.hidden()
}

// arrive goes from the authorization request to our own page after the hub.
func (b *browser) arrive(authorize, school, login string) *answer {
	b.w.t.Helper()
	acs, form := b.choose(authorize, school, login)
	a := b.post(acs, form)
	if a.StatusCode != http.StatusSeeOther {
		return a
	}
	return b.get(a.next(b.w.t))
}

// proceed presses Doorgaan, with every optional item ticked.
func (b *browser) proceed(a *answer) *answer {
	b.w.t.Helper()
	f := a.hidden()
	f.Set("answer", "continue")
	f.Add("item", "class")
	return b.post("/login/answer", f)
}

// login goes all the way to the app, and gives what it is called with.
func (b *browser) login(authorize, school, login string) url.Values {
	b.w.t.Helper()
	a := b.arrive(authorize, school, login)
	if a.StatusCode == http.StatusOK {
		a = b.proceed(a)
	}
	u, err := url.Parse(a.next(b.w.t))
	if err != nil {
		b.w.t.Fatal(err)
	}
	return u.Query()
}

// redeem takes a code to the token endpoint.
func (w *world) redeem(client, redirect, code string) *answer {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.issuer+"/oauth/token", strings.NewReader(url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {redirect}, "code_verifier": {verifier}}.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(client, appSecret)
	return w.newBrowser().do(req)
}

func (w *world) userinfo(token string) *answer {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodGet, w.issuer+"/oauth/userinfo", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return w.newBrowser().do(req)
}

func mustQuery(t testing.TB, raw string) url.Values {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}
