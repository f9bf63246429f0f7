package flow

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/broker/grant"
	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/migration"
	"sluis/broker/registry"
	"sluis/broker/session"
	"sluis/broker/stepup"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/claims"
	"sluis/internal/config"
	"sluis/internal/metric"
	"sluis/internal/refusal"
	"sluis/internal/secret"
	"sluis/providers"
)

const testInstallation = `issuer: https://sluis.example.nl
listen: 127.0.0.1:8080
data: ./data
registry: ./registry.yaml
`

const testRegistry = `connections:
  - {id: entree, federation: entree, entity_id: https://sluis.example.nl/saml/entree, metadata: {file: idp.xml}}
  - {id: other, federation: entree, entity_id: https://sluis.example.nl/saml/other, metadata: {file: idp.xml}}
schools:
  - {id: petteflat, name: Petteflat College, sector: vo, connection: entree, home_organisation: 01AB, login_log: failed_only, log_retention_days: 183}
  - {id: elders, name: School Elders, sector: vo, connection: entree, home_organisation: 02CD, login_log: all, log_retention_days: 183}
  - {id: verweg, name: School Ver Weg, sector: vo, connection: other, home_organisation: 03EF, login_log: all, log_retention_days: 183}
apps:
  - id: portfolio
    name: {nl: Portfolio, en: Portfolio}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: portfolio.secret}
    redirect_uris: [https://portfolio.example.nl/callback]
    contract:
      version: 1
      basis: public_task
      inform: first_login
      schools: [petteflat, elders]
      roles: [student]
      release:
        name: {purpose: {nl: Je naam staat bij je werk., en: Your name stands with your work.}}
        student_number: {purpose: {nl: Je werk hoort bij jou., en: Your work belongs to you.}}
`

// stage is a Flow over real stores, keys and a real registry. The hub alone is
// played: what it verifies is what the test says that it sent.
type stage struct {
	*Flow
	t      testing.TB
	clock  *storetest.Clock
	hub    *playedHub
	writes *countingState

	mu   sync.Mutex
	snap *registry.Snapshot
	text string // of the registry in force
}

func newStage(t testing.TB, caps Caps) *stage {
	t.Helper()
	s := &stage{t: t, clock: storetest.NewClock(), hub: &playedHub{answers: map[string]providers.Identity{}}}
	s.register(testRegistry)
	log := slog.New(slog.DiscardHandler)
	db, err := sqlstore.OpenEmbedded(sqlstore.Config{Dir: t.TempDir(), Now: s.clock.Now, BootID: "one boot", Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	ring, err := keys.Open(context.Background(), keys.Config{Records: db.Records(), Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: s.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	s.writes = &countingState{State: db.State()}
	grants := grant.New(s.writes, s.clock.Now)
	sessions := session.New(session.Config{Records: db.Records(), State: s.writes, Ring: ring, Grants: grants, Now: s.clock.Now})
	moves, err := migration.OpenBook(context.Background(), db.Records(), ring, s.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	factors, err := stepup.New(stepup.Config{Records: db.Records(), State: s.writes, Ring: ring, Now: s.clock.Now, Issuer: "https://sluis.example.nl", Name: "Sluis"})
	if err != nil {
		t.Fatal(err)
	}
	s.Flow = New(Config{State: s.writes, Ring: ring, Grants: grants, Sessions: sessions, Ledger: ledger.New(db.Records(), ring, s.clock.Now), Moves: moves,
		Factors:  factors,
		People:   &guard.People{Records: db.Records(), Ring: ring, Now: s.clock.Now},
		Halted:   func(string, string, string) bool { return false },
		Registry: s.snapshot, Provider: func(string) (providers.Provider, bool) { return s.hub, true },
		Now: s.clock.Now, Logger: log, Metrics: metric.New(), Caps: caps})
	return s
}

// register puts a registry into force, as a reload does.
func (s *stage) register(text string) {
	s.t.Helper()
	dir := s.t.TempDir()
	for name, content := range map[string]string{"sluis.yaml": testInstallation, "registry.yaml": text, "idp.xml": "<a/>", "portfolio.secret": "kR7vPq2LmX9sWt4bYn8cZd\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	good := func(string) error { return nil }
	l, problems := config.Load(filepath.Join(dir, "sluis.yaml"), config.Checks{CountryTable: func(string) (time.Time, error) { return time.Now(), nil }, Metadata: func(io.Reader, string) ([]string, error) { return nil, nil }, ClientKeys: func(string, []byte) error { return nil },
		Profile: func(string) config.ProfileRules {
			return config.ProfileRules{ClientAuth: []string{"client_secret_basic", "client_secret_post", "private_key_jwt", "none"}, IDTokenAlgs: []string{"RS256", "PS256", "ES256", "EdDSA"}, PKCEIfSent: true, NamedLoopback: true}
		},

		GuardName: good, GuardText: good, Needed: func(string, []string) []string { return nil }, Canonical: func(string) string { return "" }, Now: s.clock.Now})
	if problems.Refused() {
		s.t.Fatalf("registry refused:\n%s", problems.Errors())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.snap, s.text = registry.Compile(l), text
}

// change registers the test's registry with one piece replaced.
func (s *stage) change(old, replacement string) {
	s.t.Helper()
	s.register(replaceOnce(s.t, testRegistry, old, replacement))
}

func replaceOnce(t testing.TB, text, old, replacement string) string {
	t.Helper()
	if strings.Count(text, old) != 1 {
		t.Fatalf("the registry does not hold %q once", old)
	}
	return strings.Replace(text, old, replacement, 1)
}

func (s *stage) snapshot() *registry.Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.snap
}

// playedHub takes as verified what the test has put there for an answer's text.
type playedHub struct {
	mu      sync.Mutex
	asked   []providers.Question
	answers map[string]providers.Identity
}

func (h *playedHub) Start(q providers.Question) (providers.Started, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, q)
	return providers.Started{URL: "https://hub.example.nl/sso?RelayState=" + url.QueryEscape(q.RelayState), KeySet: "one"}, nil
}

func (h *playedHub) Verify(a providers.Answer) (*providers.Identity, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id, ok := h.answers[a.SAMLResponse]
	if !ok {
		return nil, refusal.New(refusal.Signature, errors.New("played hub: never sent that"))
	}
	return &id, nil
}

// last is the question that was asked last.
func (h *playedHub) last() providers.Question {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked[len(h.asked)-1]
}

// send makes the hub have sent an answer of this text about a pupil of a school.
func (s *stage) send(text, brin string) {
	id := providers.Identity{Assertion: "_" + text, NameID: claims.NameID{Value: "x"}, AuthnInstant: s.clock.Now(), NotOnOrAfter: s.clock.Now().Add(5 * time.Minute),
		Authority: "https://idp.example.nl"}
	copy(id.Digest[:], text)
	for name, v := range map[string]string{"uid": "qj7cks8qdz9ph54@petteflat", "givenName": "Zoë", "sn": "Pükkelen", "eduPersonAffiliation": "student",
		"nlEduPersonHomeOrganizationId": brin, "nlEduPersonProfileId": "95312@petteflat", "nlEduPersonUnit": "H2A"} {
		id.Attributes = append(id.Attributes, claims.Attribute{Name: name, Values: []string{v}})
	}
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	s.hub.answers[text] = id
}

// loggedIn says when the school logged in who an answer is about.
func (h *playedHub) loggedIn(text string, at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := h.answers[text]
	id.AuthnInstant = at
	h.answers[text] = id
}

// withhold takes an attribute out of an answer.
func (h *playedHub) withhold(text, attribute string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := h.answers[text]
	id.Attributes = slices.DeleteFunc(id.Attributes, func(a claims.Attribute) bool { return a.Name == attribute })
	h.answers[text] = id
}

func (s *stage) today() ledger.Day { return ledger.DayOf(s.clock.Now()) }

// untilMidnight is how long this day of UTC still takes.
func (s *stage) untilMidnight() time.Duration { return (s.today() + 1).Time().Sub(s.clock.Now()) }

// sent is what the hub has sent under a text.
func (s *stage) sent(text string) *providers.Identity {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	id := s.hub.answers[text]
	return &id
}

// countingState counts what is written.
type countingState struct {
	store.State
	mu sync.Mutex
	n  int
}

func (c *countingState) Create(ctx context.Context, k store.Key, data []byte, ttl time.Duration) error {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
	return c.State.Create(ctx, k, data, ttl)
}

func (c *countingState) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

var (
	here      = Browser{Half: "the half of this browser", Address: netip.MustParseAddr("192.0.2.1")}
	elsewhere = Browser{Half: "the half of another one", Address: netip.MustParseAddr("192.0.2.2")}
)

func request() Request {
	return Request{Destination: App, App: "portfolio", RedirectURI: "https://portfolio.example.nl/callback", ResponseMode: "query", State: "s", HasState: true,
		Nonce: "n", Challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", Scope: "openid profile student_number",
		Asked: claims.Items(0).With(claims.Name).With(claims.StudentNumber)}
}

// want fails unless a reply is of kind R.
func want[R Reply](t testing.TB, what string, r Reply) R {
	t.Helper()
	got, ok := r.(R)
	if !ok {
		if no, refused := r.(Refused); refused {
			t.Fatalf("%s: refused with %v", what, no.Err.Code)
		}
		t.Fatalf("%s: %T", what, r)
	}
	return got
}

// wantCode fails unless a reply refuses with code.
func wantCode(t testing.TB, what string, r Reply, code refusal.Code) {
	t.Helper()
	if got := want[Refused](t, what, r); got.Err.Code != code {
		t.Errorf("%s: refused with %v (%v), want %v", what, got.Err.Code, got.Err, code)
	}
}

// leave begins a login and leaves for the hub; it gives the RelayState.
func (s *stage) leave(r Request, school string) string {
	s.t.Helper()
	asked := want[AskSchool](s.t, "begin", s.Begin(context.Background(), r, here))
	want[Redirect](s.t, "choose", s.Choose(context.Background(), asked.Sealed, school, "", here))
	return s.hub.last().RelayState
}

// receive posts an answer and gives the handle of the step that it leads to.
func (s *stage) receive(relay, text string) string {
	s.t.Helper()
	r := want[Redirect](s.t, "receive", s.Receive(context.Background(), "entree", relay, text))
	u, err := url.Parse(r.URL)
	if err != nil || u.Path != StepPath || u.Query().Get("h") == "" {
		s.t.Fatalf("received, and sent to %q", r.URL)
	}
	return u.Query().Get("h")
}

// arrive is a whole way to the page between hub and app.
func (s *stage) arrive(text string) (handle string, page Ask) {
	s.t.Helper()
	relay := s.leave(request(), "petteflat")
	s.send(text, "01AB")
	handle = s.receive(relay, text)
	return handle, want[Ask](s.t, "continue", s.Continue(context.Background(), handle, here))
}

// proceed presses the continuing button.
func (s *stage) proceed(handle string, page Ask) Reply {
	return s.Answer(context.Background(), handle, here, Choice{Kind: Proceed, Verifier: page.Verifier})
}

// registerWithout registers the test's registry without some pieces.
func (s *stage) registerWithout(pieces ...string) {
	s.t.Helper()
	text := testRegistry
	for _, p := range pieces {
		text = replaceOnce(s.t, text, p, "")
	}
	s.register(text)
}
