package admin

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluis/broker/history"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/internal/config"
)

const officeRegistry = `connections:
  - {id: entree, federation: entree, entity_id: https://sluis.test/saml/entree, metadata: {file: idp.xml}}
schools:
  - {id: petteflat, name: Petteflat College, sector: vo, connection: entree, home_organisation: 01AB, approval: required}
  - {id: harderwijk, name: Harderwijk College, sector: vo, connection: entree, home_organisation: 02CD}
apps:
  - id: portfolio
    name: {nl: Portfolio, en: Portfolio}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [https://portfolio.example.nl/callback]
    contract:
      version: 1
      basis: public_task
      schools: [petteflat, harderwijk]
      roles: [student]
      release:
        name: {purpose: {nl: Naam., en: Name.}}
  - id: elders
    name: {nl: Elders, en: Elsewhere}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [https://elders.example.nl/callback]
    contract: {version: 1, basis: public_task, schools: [harderwijk], roles: [student], release: {}}
`

// shelf is a Keeper over the real book, without a file.
type shelf struct {
	*history.Book
	snap *registry.Snapshot
}

func (s *shelf) Versions(ctx context.Context) ([]history.Version, error) { return s.List(ctx, 10) }
func (s *shelf) At(context.Context, int64) (*registry.Snapshot, error) {
	return nil, history.ErrNone
}
func (s *shelf) Agree(ctx context.Context, at registry.Pair, a *history.Approval, note keys.Note, verb string, lines ...string) (bool, error) {
	done, err := s.Decide(ctx, at, a, func(tx store.Tx) error { return note(tx, verb, lines...) })
	if err != nil {
		return false, err
	}
	held, err := s.Approvals(ctx)
	s.snap.Hold(held.Agreed())
	return done, err
}

// shelved gives an office a registry.
func (o *office) shelved(tb testing.TB) *shelf {
	tb.Helper()
	s := &shelf{Book: history.New(o.breaks, o.Ring, o.clock.Now), snap: compiled(tb, officeRegistry)}
	o.Keeper, o.Registry = s, func() *registry.Snapshot { return s.snap }
	return s
}

func compiled(tb testing.TB, text string) *registry.Snapshot {
	tb.Helper()
	dir := tb.TempDir()
	for name, content := range map[string]string{"sluis.yaml": "issuer: https://sluis.test\ntrusted_proxies: [10.0.0.0/8]\n", "registry.yaml": text, "idp.xml": "<a/>", "app.secret": "kR7vPq2LmX9sWt4bYn8cZd"} {
		must(tb, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	good := func(string) error { return nil }
	l, problems := config.Load(filepath.Join(dir, "sluis.yaml"), config.Checks{CountryTable: func(string) (time.Time, error) { return time.Now(), nil },
		Metadata: func(io.Reader, string) ([]string, error) { return nil, nil }, ClientKeys: func(string, []byte) error { return nil },
		Profile: func(string) config.ProfileRules {
			return config.ProfileRules{ClientAuth: []string{"client_secret_basic"}, IDTokenAlgs: []string{"RS256"}}
		},
		GuardName: good, GuardText: good, Needed: func(string, []string) []string { return nil }, Canonical: func(string) string { return "" }, Now: time.Now})
	if problems.Refused() {
		tb.Fatalf("refused:\n%s", problems.Errors())
	}
	return registry.Compile(l)
}

// TestApprove: a school's privacy officer approves what they saw, for their own school alone,
// and it holds from then on; the entry is in the chain (M-05).
func TestApprove(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	s := o.shelved(t)
	iris := o.first(t)
	noor := iris.next(t, Privacy, "petteflat")
	other := iris.next(t, Privacy, "harderwijk")
	s.snap.Hold(nil)
	app, _ := s.snap.App("portfolio")
	if app.Admits("petteflat") || !noor.visit(t).Account.SeesApp(app) {
		t.Fatal("the control: it waits, and the officer sees that")
	}
	seen := Seen(app.Contract)
	for _, c := range []struct {
		name string
		who  *admin
		app  string
		seen string
		want error
	}{
		{"a platform admin has no school", iris, "portfolio", seen, ErrUnknown},
		{"a school that does not approve", other, "portfolio", seen, ErrInput},
		{"an app of other schools", noor, "elders", seen, ErrUnknown},
		{"no such app", noor, "nergens", seen, ErrUnknown},
		{"another contract than they saw", noor, "portfolio", "", ErrMoved},
	} {
		wantErr(t, c.name, o.Approve(bg, c.who.visit(t), c.app, c.seen), c.want)
	}
	if app.Admits("petteflat") || o.trail(t)["contract.approve"] != 0 {
		t.Fatal("somebody approved after all")
	}
	for _, x := range []struct {
		who  *admin
		may  error
		what string
	}{{noor, nil, "apps.approve"}, {iris, ErrForbidden, "apps.approve"}, {iris.next(t, Auditor, ""), ErrForbidden, "apps.stop"}, {iris.next(t, Helpdesk, "petteflat"), ErrForbidden, "apps.approve"}} {
		if err := x.who.may(t, x.what); !errors.Is(err, x.may) {
			t.Errorf("%s: %v", x.what, err)
		}
	}
	must(t, o.Approve(bg, noor.visit(t), "portfolio", seen))
	s.snap = compiled(t, officeRegistry)
	held, err := s.Approvals(bg)
	must(t, err)
	s.snap.Hold(held.Agreed())
	if app, _ = s.snap.App("portfolio"); !app.Admits("petteflat") || app.Waits("petteflat") {
		t.Error("approved, and it does not hold")
	}
	must(t, o.StopApp(bg, noor.visit(t), "portfolio"))
	wantErr(t, "twice", o.StopApp(bg, noor.visit(t), "portfolio"), ErrUnknown)
	if got := o.trail(t); got["contract.approve"] != 1 || got["contract.stop"] != 1 {
		t.Errorf("the chain has %v", got)
	}
}

// What an account may see of apps and schools (G-01).
func TestSeesApps(t *testing.T) {
	t.Parallel()
	snap := compiled(t, officeRegistry)
	portfolio, _ := snap.App("portfolio")
	elders, _ := snap.App("elders")
	for _, c := range []struct {
		a    Account
		want string
	}{
		{Account{Role: Platform}, "portfolio elders petteflat harderwijk authors"}, {Account{Role: Auditor}, "portfolio elders petteflat harderwijk authors"},
		{Account{Role: Privacy, School: "petteflat"}, "portfolio petteflat"}, {Account{Role: Helpdesk, School: "harderwijk"}, "portfolio elders harderwijk"},
		{Account{Role: Developer, App: "elders"}, "elders"}, {Account{}, ""},
	} {
		var got []string
		for _, x := range []struct {
			name string
			sees bool
		}{{"portfolio", c.a.SeesApp(portfolio)}, {"elders", c.a.SeesApp(elders)}, {"petteflat", c.a.SeesSchool("petteflat")}, {"harderwijk", c.a.SeesSchool("harderwijk")}, {"authors", c.a.Role != "" && c.a.SeesAuthors()}} {
			if x.sees {
				got = append(got, x.name)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %q, want %q", c.a.Role, s, c.want)
		}
	}
}
