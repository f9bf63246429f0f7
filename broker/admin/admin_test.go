package admin

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sluis/broker/guard"
	"sluis/broker/stepup"
	"sluis/internal/secret"
)

// TestComingIn: no right before two factors, and none before a key was shown (S-01, S-06).
func TestComingIn(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	code, _, err := o.OperatorInvites(bg, Wish{Name: "Iris", Role: Platform}, "operator iris", false)
	must(t, err)
	a := o.invited(t, secret.NewText(strings.ToLower(strings.ReplaceAll(code.Reveal(), "-", " "))))
	want := func(when, action string, want error) {
		t.Helper()
		if err := a.may(t, action); !errors.Is(err, want) {
			t.Errorf("%s, %s: %v, not %v", when, action, err, want)
		}
	}
	want("invited", "keys", nil)
	want("invited", "keys.touch", nil)
	want("invited", "confirm", ErrNoSession)
	want("invited", "home", ErrEnrol)
	want("invited", "people.invite", ErrEnrol)
	a.enrol(t)
	want("one key", "home", ErrEnrol)
	must(t, a.signIn(t, 0))
	want("one key, signed in", "home", ErrEnrol)
	want("one key, signed in", "keys.touch", nil)
	a.enrol(t)
	want("two keys", "home", nil)
	want("two keys", "people.invite", nil)
	if got := o.trail(t); got["admin.invite"] != 1 || got["admin.redeem"] != 1 || got["factor.add"] != 2 || got["admin.sign-in"] != 1 {
		t.Errorf("the chain has %v", got)
	}
}

// An invitation's session ends with the second factor: from then on a key opens one.
func TestInvitationEndsItself(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	code, _, err := o.OperatorInvites(bg, Wish{Name: "Iris", Role: Platform}, "operator iris", false)
	must(t, err)
	a := o.invited(t, code)
	a.enrol(t)
	a.enrol(t)
	if _, err := o.Visit(bg, a.handle); !errors.Is(err, ErrNoSession) {
		t.Errorf("the invitation still opens: %v", err)
	}
}

// TestInvite: one use, its time, and nobody's guess (S-02, S-17).
func TestInvite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		use  func(t *testing.T, o *office, code string) error
	}{
		{"wrong", func(_ *testing.T, o *office, _ string) error { _, err := o.Redeem(bg, newCode()); return err }},
		{"empty", func(_ *testing.T, o *office, _ string) error { _, err := o.Redeem(bg, ""); return err }},
		{"long", func(_ *testing.T, o *office, _ string) error {
			_, err := o.Redeem(bg, strings.Repeat("A", 1<<20))
			return err
		}},
		{"twice", func(t *testing.T, o *office, code string) error {
			o.invited(t, secret.NewText(code))
			_, err := o.Redeem(bg, code)
			return err
		}},
		{"too late", func(_ *testing.T, o *office, code string) error {
			o.clock.Advance(OperatorInvite)
			_, err := o.Redeem(bg, code)
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			code, _, err := o.OperatorInvites(bg, Wish{Name: "Iris", Role: Platform}, "operator iris", false)
			must(t, err)
			if err := c.use(t, o, code.Reveal()); !errors.Is(err, ErrInvite) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestInviteAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	code, _, err := o.OperatorInvites(bg, Wish{Name: "Iris", Role: Platform}, "operator iris", false)
	must(t, err)
	var wg sync.WaitGroup
	won := make(chan string, 50)
	for range 50 {
		wg.Go(func() {
			if h, err := o.Redeem(bg, code.Reveal()); err == nil {
				won <- h
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Errorf("%d came in by one code", len(won))
	}
}

// What an admin gave is worth what that admin may give when it is used.
func TestInviteOfSomebodyWhoLeft(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.first(t)
	b := a.next(t, Platform, "")
	code, _, err := o.Invites(bg, b.visit(t), Wish{Name: "Ad", Role: Platform})
	must(t, err)
	must(t, o.ChangeRole(bg, a.visit(t), b.visit(t).Account.ID, Wish{Role: Auditor}))
	if _, err := o.Redeem(bg, code.Reveal()); !errors.Is(err, ErrInvite) {
		t.Errorf("got %v", err)
	}
}

// TestSession: idle, absolute, and bound to account, role and key (S-08, L-17).
func TestSession(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(t *testing.T, first, a *admin)
		want error
	}{
		{"as it is", func(*testing.T, *admin, *admin) {}, nil},
		{"14 minutes idle", func(_ *testing.T, f, _ *admin) { f.o.clock.Advance(Idle - time.Minute) }, nil},
		{"15 minutes idle", func(_ *testing.T, f, _ *admin) { f.o.clock.Advance(Idle) }, ErrNoSession},
		{"8 hours at work", func(t *testing.T, f, a *admin) {
			for range 48 {
				a.visit(t)
				f.o.clock.Advance(10 * time.Minute)
			}
		}, ErrNoSession},
		{"role taken away", func(t *testing.T, f, a *admin) {
			must(t, f.o.ChangeRole(bg, f.visit(t), a.visit(t).Account.ID, Wish{Role: Developer, App: "portfolio"}))
		}, ErrForbidden},
		{"account removed", func(t *testing.T, f, a *admin) {
			must(t, f.o.RemovePerson(bg, f.visit(t), a.visit(t).Account.ID))
		}, ErrNoSession},
		{"its key suspended", func(t *testing.T, f, a *admin) {
			v := a.visit(t)
			must(t, f.o.Factors.Suspend(bg, v.Account.ID, v.Factor, stepup.ByAdmin, f.o.note("test")))
		}, ErrNoSession},
		{"signed out", func(t *testing.T, f, a *admin) { must(t, f.o.Leave(bg, a.visit(t))) }, ErrNoSession},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			f := o.first(t)
			a := f.next(t, Auditor, "")
			c.do(t, f, a)
			if err := a.may(t, "audit"); !errors.Is(err, c.want) {
				t.Errorf("%v, not %v", err, c.want)
			}
		})
	}
}

// TestFresh: a sensitive act wants a factor of five minutes at most, and the session gets
// another handle when one is shown (S-05, L-17).
func TestFresh(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.first(t)
	o.clock.Advance(Fresh)
	if err := a.may(t, "blocks.add"); err != nil {
		t.Errorf("five minutes: %v", err)
	}
	o.clock.Advance(time.Second)
	if err := a.may(t, "blocks.add"); !errors.Is(err, ErrStale) {
		t.Errorf("a second more: %v", err)
	}
	if err := a.may(t, "blocks"); err != nil {
		t.Errorf("reading: %v", err)
	}
	old := a.handle
	a.confirm(t)
	if err := a.may(t, "blocks.add"); err != nil {
		t.Errorf("confirmed: %v", err)
	}
	if _, err := o.Visit(bg, old); !errors.Is(err, ErrNoSession) {
		t.Errorf("the old handle: %v", err)
	}
}

// TestRoles reads as the policy: which role reaches which action, fresh and with two keys.
// The table is written out: a permission that somebody adds must be added here.
func TestRoles(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.first(t)
	all := []string{"blocks", "blocks.add", "blocks.lift", "people", "people.invite", "people.role", "people.remove", "audit"}
	for role, may := range map[Role]string{
		Platform:  "blocks blocks.add blocks.lift people people.invite people.role people.remove audit",
		Privacy:   "people people.invite people.role people.remove",
		Helpdesk:  "",
		Auditor:   "blocks people audit",
		Developer: "",
	} {
		school := ""
		if role.OfSchool() {
			school = "petteflat"
		}
		a := first.next(t, role, school)
		denied := 0
		for _, name := range all {
			err := a.may(t, name)
			if want := strings.Contains(" "+may+" ", " "+name+" "); want != (err == nil) || !want && !errors.Is(err, ErrForbidden) {
				t.Errorf("%s, %s: %v", role, name, err)
			}
			if err != nil {
				denied++
			}
		}
		if got := denied + len(strings.Fields(may)); got != len(all) {
			t.Errorf("%s: %d actions were judged", role, got)
		}
	}
	if o.trail(t)["admin.denied"] == 0 {
		t.Error("no refusal is in the chain")
	}
}

// TestActions: the table itself. What changes something has a verb and is no GET; what
// changes what others have wants a permission and a fresh factor.
func TestActions(t *testing.T) {
	t.Parallel()
	seen, at := map[string]bool{}, map[string]bool{}
	for _, a := range Actions() {
		where := a.Method + " " + a.Path
		if seen[a.Name] || at[where] {
			t.Errorf("%s stands twice", a.Name)
		}
		seen[a.Name], at[where] = true, true
		if a.Path != PathHome && !strings.HasPrefix(a.Path, PathHome+"/") {
			t.Errorf("%s is at %s", a.Name, a.Path)
		}
		if a.Verb != "" && a.Method != "POST" {
			t.Errorf("%s changes something by %s", a.Name, a.Method)
		}
		if a.Needs != "" && a.Verb != "" && (!a.Sensitive || a.Stage != Signed) {
			t.Errorf("%s changes what others have, without a fresh factor", a.Name)
		}
		if a.Stage == Anyone && (a.Sensitive || a.Needs != "") {
			t.Errorf("%s is for anyone and asks something", a.Name)
		}
	}
	if err := authorize(Visitor{}, Action{}, time.Now()); !errors.Is(err, ErrNoSession) {
		t.Errorf("an action of which nothing is said: %v", err)
	}
}

// TestSchools: a school's privacy officer rules over that school's roles alone, and another
// school's ids do not exist (G-01).
func TestSchools(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.first(t)
	mine, other := first.next(t, Privacy, "petteflat"), first.next(t, Helpdesk, "harderwijk")
	desk := mine.next(t, Helpdesk, "petteflat")
	id := func(a *admin) string { return a.visit(t).Account.ID }
	for _, c := range []struct {
		name string
		err  error
		want error
	}{
		{"role of another school", o.ChangeRole(bg, mine.visit(t), id(other), Wish{Role: Helpdesk, School: "petteflat"}), ErrUnknown},
		{"removing another school's", o.RemovePerson(bg, mine.visit(t), id(other)), ErrUnknown},
		{"removing the platform's", o.RemovePerson(bg, mine.visit(t), id(first)), ErrUnknown},
		{"no such id", o.RemovePerson(bg, mine.visit(t), rand.Text()), ErrUnknown},
		{"empty id", o.RemovePerson(bg, mine.visit(t), ""), ErrUnknown},
		{"making a platform admin", o.ChangeRole(bg, mine.visit(t), id(desk), Wish{Role: Platform}), ErrGrant},
		{"lending to another school", o.ChangeRole(bg, mine.visit(t), id(desk), Wish{Role: Helpdesk, School: "harderwijk"}), ErrGrant},
		{"a school's role without one", o.ChangeRole(bg, first.visit(t), id(desk), Wish{Role: Helpdesk}), ErrInput},
		{"a developer without an app", o.ChangeRole(bg, first.visit(t), id(desk), Wish{Role: Developer}), ErrInput},
		{"a developer of an app that is not there", o.ChangeRole(bg, first.visit(t), id(desk), Wish{Role: Developer, App: "nergens"}), ErrInput},
		{"an app for who is no developer", o.ChangeRole(bg, first.visit(t), id(desk), Wish{Role: Auditor, App: "portfolio"}), ErrInput},
		{"a school that is not there", o.ChangeRole(bg, first.visit(t), id(desk), Wish{Role: Helpdesk, School: "nergens"}), ErrInput},
		{"own role", o.ChangeRole(bg, first.visit(t), id(first), Wish{Role: Auditor}), ErrSelf},
		{"oneself", o.RemovePerson(bg, first.visit(t), id(first)), ErrSelf},
		{"own school", o.ChangeRole(bg, mine.visit(t), id(desk), Wish{Role: Privacy, School: "petteflat"}), nil},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, not %v", c.name, c.err, c.want)
		}
	}
	if _, _, err := o.Invites(bg, mine.visit(t), Wish{Name: "x", Role: Platform}); !errors.Is(err, ErrGrant) {
		t.Errorf("inviting a platform admin: %v", err)
	}
	seen, err := o.Admins(bg, mine.visit(t))
	must(t, err)
	if len(seen) != 2 {
		t.Errorf("the privacy officer sees %d admins", len(seen))
	}
	if all, err := o.Admins(bg, first.visit(t)); err != nil || len(all) != 4 {
		t.Errorf("the platform's admin sees %d, %v", len(all), err)
	}
}

// TestTwoFactorsStay: nobody goes below two, or without a key (S-06).
func TestTwoFactorsStay(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.first(t)
	v := a.visit(t)
	if err := o.Remove(bg, v, v.Factors[1].ID); !errors.Is(err, ErrFew) {
		t.Errorf("one of two: %v", err)
	}
	a.enrol(t)
	spare := v.Factors[0].ID
	if spare == v.Factor { // the key that opened the session ends it
		spare = v.Factors[1].ID
	}
	if err := o.Remove(bg, a.visit(t), "NOSUCH"); !errors.Is(err, ErrUnknown) {
		t.Errorf("no such: %v", err)
	}
	must(t, o.Remove(bg, a.visit(t), spare))
	if got := len(a.visit(t).Factors); got != 2 {
		t.Errorf("%d factors are left", got)
	}
	if stranger := a.next(t, Auditor, ""); !errors.Is(o.Remove(bg, stranger.visit(t), v.Factor), ErrUnknown) {
		t.Error("somebody else's key is known")
	}
}

// TestBlocks: one's own network stays open, and what makes no sense is refused (L-12).
func TestBlocks(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	v := o.first(t).visit(t)
	own := netip.MustParseAddr("192.0.2.7")
	good := guard.Manual{Network: netip.MustParsePrefix("198.51.100.0/24"), Reason: "scan", Ticket: "SD-12", For: time.Hour}
	for name, c := range map[string]struct {
		change func(*guard.Manual)
		want   error
	}{
		"a network":             {func(*guard.Manual) {}, nil},
		"one's own":             {func(m *guard.Manual) { m.Network = netip.MustParsePrefix("192.0.2.0/24") }, ErrOwnNetwork},
		"everybody":             {func(m *guard.Manual) { m.Network = netip.MustParsePrefix("0.0.0.0/0") }, ErrOwnNetwork},
		"too wide":              {func(m *guard.Manual) { m.Network = netip.MustParsePrefix("198.0.0.0/8") }, ErrInput},
		"loopback":              {func(m *guard.Manual) { m.Network = netip.MustParsePrefix("127.0.0.0/16") }, ErrInput},
		"no network":            {func(m *guard.Manual) { m.Network = netip.Prefix{} }, ErrInput},
		"a reason of one's own": {func(m *guard.Manual) { m.Reason = "Jan" }, ErrInput},
		"no ticket":             {func(m *guard.Manual) { m.Ticket = "" }, ErrInput},
		"an instant":            {func(m *guard.Manual) { m.For = time.Second }, ErrInput},
		"for good":              {func(m *guard.Manual) { m.For = 366 * 24 * time.Hour }, ErrInput},
	} {
		m := good
		c.change(&m)
		if err := o.Block(bg, v, m, own); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, not %v", name, err, c.want)
		}
	}
	if err := o.Block(bg, v, good, netip.Addr{}); !errors.Is(err, ErrOwnNetwork) {
		t.Errorf("who comes from nowhere: %v", err)
	}
	standing := o.Blocks.List()
	if len(standing) != 1 {
		t.Fatalf("%d blocks stand", len(standing))
	}
	must(t, o.Lift(bg, v, standing[0].ID))
	if err := o.Lift(bg, v, standing[0].ID); !errors.Is(err, ErrUnknown) {
		t.Errorf("lifted twice: %v", err)
	}
	if got := o.trail(t); got["block.add"] != 1 || got["block.lift"] != 1 {
		t.Errorf("the chain has %v", got)
	}
}

// TestDump: the stores' files hold no name, no code and no session handle (S-10).
func TestDump(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.first(t)
	code, _, err := o.Invites(bg, a.visit(t), Wish{Name: "Zacharias", Role: Platform})
	must(t, err)
	planted := "Veenendaal planted"
	must(t, os.WriteFile(filepath.Join(o.dir, "planted"), []byte(planted), 0o600))
	hits := map[string]int{}
	read := 0
	must(t, filepath.WalkDir(o.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read++
		for _, s := range []string{"Iris", "Zacharias", a.handle, code.Reveal(), strings.ReplaceAll(code.Reveal(), "-", ""), "platform", planted} {
			if bytes.Contains(b, []byte(s)) {
				hits[s]++
			}
		}
		return nil
	}))
	if len(hits) != 1 || hits[planted] != 1 || read < 3 {
		t.Errorf("%d files hold %v", read, hits)
	}
}

// TestGuessedCodes: eleven wrong answers from a browser that the account never signed in with
// shut all such browsers out for an hour, also when stepup's own limit lets a try
// through again, and the account's own browser confirms at once (L-14).
func TestGuessedCodes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.first(t)
	seed, err := o.BeginApp(bg, a.visit(t), a.at, "telefoon")
	must(t, err)
	code := func() string {
		t.Helper()
		o.clock.Advance(stepup.Period) // a code is good once
		text, err := totp.GenerateCode(seed.Seed.Reveal(), o.clock.Now())
		must(t, err)
		return text
	}
	must(t, o.AddApp(bg, a.visit(t), a.at, seed.Handle, code()))
	thief := Browser{Half: "elsewhere", Device: guard.Device{1, 2, 3}}
	confirm := func(b Browser, code string) error {
		t.Helper()
		handle, err := o.ConfirmCode(bg, a.visit(t), b, code)
		if err == nil {
			a.handle = handle
		}
		return err
	}
	must(t, confirm(thief, code())) // the control: with a right code they come through, and are known
	thief.Device = guard.Device{4, 5, 6}
	for range 11 {
		if err := confirm(thief, "000000"); !errors.Is(err, stepup.ErrCode) && !errors.Is(err, stepup.ErrThrottled) {
			t.Fatalf("a wrong code: %v", err)
		}
	}
	for range 2 { // past stepup's window, with the session kept
		o.clock.Advance(stepup.Window/2 + time.Minute)
		must(t, a.signIn(t, 0))
	}
	for _, b := range []Browser{thief, {Half: "elsewhere", Device: guard.Device{7}}, {Half: "elsewhere"}} {
		if err := confirm(b, code()); !errors.Is(err, stepup.ErrThrottled) {
			t.Errorf("a browser that is not the account's: %v", err)
		}
	}
	must(t, confirm(a.at, code()))
}

// TestLeaveAll: one press ends all sessions of an account, and nobody else's (U-10).
func TestLeaveAll(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	iris := o.first(t)
	bas := iris.next(t, Platform, "")
	here := iris.handle
	must(t, iris.signIn(t, 1))
	elsewhere := iris.handle
	o.clock.Advance(time.Second)
	must(t, o.LeaveAll(bg, iris.visit(t)))
	for name, h := range map[string]string{"the session that asked": elsewhere, "the other one": here} {
		if _, err := o.Visit(bg, h); !errors.Is(err, ErrNoSession) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bas.visit(t)
	o.clock.Advance(time.Second)
	must(t, iris.signIn(t, 0))
	iris.confirm(t)
	iris.visit(t)
}
