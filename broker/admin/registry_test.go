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
	done []string
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

func (s *shelf) Locked() string { return "" }
func (s *shelf) Plan(_ context.Context, c Change) ([]registry.Change, error) {
	switch {
	case c.Ticket == "BAD-1":
		return nil, Refused{Why: "registry.yaml:3: no"}
	case c.Terms != nil && len(c.Terms.Items) > 0:
		return []registry.Change{{Kind: "app", ID: c.App, What: "changed", Alerts: []registry.Alert{{Kind: registry.AlertContract, Of: "app " + c.App, Detail: "more"}}}}, nil
	case c.Policy != nil && c.Policy.LoginLog == "all":
		return []registry.Change{{Kind: "school", ID: c.School, What: "changed", Keys: []string{"login_log"}}}, nil
	}
	return []registry.Change{{Kind: "school", ID: c.School, What: "changed", Keys: []string{"contact"}}}, nil
}
func (s *shelf) Change(_ context.Context, c Change, author, by string) error {
	s.done = append(s.done, "change by "+author)
	return nil
}
func (s *shelf) Ready(_ context.Context, id string, c Change, author, by string) error {
	s.done = append(s.done, "ready")
	return nil
}
func (s *shelf) Write(store.Tx, string) ([]string, error) {
	s.done = append(s.done, "write")
	return []string{"version 2"}, nil
}
func (s *shelf) Use(context.Context, string) error { s.done = append(s.done, "use"); return nil }

// TestChangeRegistry: who may change what, with a reason of the list and a ticket; what makes
// something wider, or a school's log another one, waits for a second admin (G-01, G-03).
func TestChangeRegistry(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	s := o.shelved(t)
	o.Kinds = append(o.Kinds, RegistryKinds(s)...)
	iris := o.first(t)
	bas := iris.next(t, Platform, "")
	noor := iris.next(t, Privacy, "petteflat")
	o.clock.Advance(time.Second)
	policy := func(school string, p Policy) Change {
		return Change{School: school, Policy: &p, Reason: "school_asked", Ticket: "SD-1"}
	}
	terms := func(app string, x Terms) Change {
		return Change{App: app, Terms: &x, Reason: "agreement", Ticket: "SD-1"}
	}
	with := func(c Change, f func(*Change)) Change { f(&c); return c }
	wide := Terms{Items: []Item{{Item: "name"}}}
	for _, c := range []struct {
		name string
		who  *admin
		c    Change
		want error
	}{
		{"no reason", noor, with(policy("petteflat", Policy{}), func(c *Change) { c.Reason = "" }), ErrInput},
		{"a sentence for a ticket", noor, with(policy("petteflat", Policy{}), func(c *Change) { c.Ticket = "Jan vroeg het" }), ErrInput},
		{"nothing", iris, Change{Reason: "mistake", Ticket: "SD-1"}, ErrInput},
		{"two at once", iris, with(policy("petteflat", Policy{}), func(c *Change) { c.App, c.Terms = "portfolio", &Terms{} }), ErrInput},
		{"another school", noor, policy("harderwijk", Policy{}), ErrUnknown},
		{"no such school", iris, policy("nergens", Policy{}), ErrUnknown},
		{"a school's officer, an app", noor, terms("portfolio", Terms{}), ErrForbidden},
		{"an app of other schools", noor, terms("elders", Terms{}), ErrUnknown},
		{"a school's officer, a version back", noor, Change{Back: 1, Reason: "mistake", Ticket: "SD-1"}, ErrForbidden},
		{"an auditor", iris.next(t, Auditor, ""), policy("petteflat", Policy{}), ErrForbidden},
		{"a helpdesk", iris.next(t, Helpdesk, "petteflat"), policy("petteflat", Policy{}), ErrForbidden},
		{"a developer", iris.next(t, Developer, ""), terms("portfolio", Terms{}), ErrForbidden},
		{"what check refuses", noor, with(policy("petteflat", Policy{}), func(c *Change) { c.Ticket = "BAD-1" }), Refused{Why: "registry.yaml:3: no"}},
	} {
		_, err := o.ChangeRegistry(bg, c.who.visit(t), c.c)
		wantErr(t, c.name, err, c.want)
	}
	if len(s.done) != 0 {
		t.Fatalf("done after all: %v", s.done)
	}
	second, err := o.ChangeRegistry(bg, noor.visit(t), policy("petteflat", Policy{}))
	must(t, err)
	if second != "" || strings.Join(s.done, ", ") != "change by Noor privacy" {
		t.Errorf("a plain change: %q, %v", second, s.done)
	}
	s.done = nil
	for _, c := range []struct {
		who, by *admin
		c       Change
	}{{noor, bas, policy("petteflat", Policy{LoginLog: "all"})}, {iris, bas, terms("portfolio", wide)}} {
		second, err := o.ChangeRegistry(bg, c.who.visit(t), c.c)
		must(t, err)
		o.clock.Advance(time.Second)
		if second == "" || len(s.done) != 0 {
			t.Fatalf("it took one admin: %v", s.done)
		}
		wantErr(t, "whoever asked", c.who.second(t, second), ErrSecond)
		must(t, c.by.second(t, second))
		if got := strings.Join(s.done, ", "); got != "ready, write, use" {
			t.Errorf("confirmed: %s", got)
		}
		s.done = nil
	}
}
