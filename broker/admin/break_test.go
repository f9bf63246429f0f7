package admin

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sluis/broker/guard"
	"sluis/broker/stepup"
	"sluis/broker/stepup/authtest"
	"sluis/broker/store"
)

var errBreak = errors.New("planted: the records break off here")

// breaking are records that fail at one statement: the left-th from now on, of all
// transactions that write together. An end of a transaction counts as a statement: it is
// where a commit fails. left 0: they do not fail.
type breaking struct {
	store.Records
	left, done int
}

func (b *breaking) Update(ctx context.Context, fn func(store.Tx) error) error {
	return b.Records.Update(ctx, func(tx store.Tx) error {
		if err := fn(breakingTx{tx, b}); err != nil {
			return err
		}
		return b.step()
	})
}

func (b *breaking) step() error {
	b.done++
	if b.done == b.left {
		return errBreak
	}
	return nil
}

type breakingTx struct {
	store.Tx
	b *breaking
}

func (t breakingTx) Exec(sql string, args ...any) (int64, error) {
	if err := t.b.step(); err != nil {
		return 0, err
	}
	return t.Tx.Exec(sql, args...)
}

func (t breakingTx) Query(sql string, args []any, row func(func(...any) error) error) error {
	if err := t.b.step(); err != nil {
		return err
	}
	return t.Tx.Query(sql, args, row)
}

// standing is all that admins' actions write, but for what the guard counts.
func (o *office) standing(tb testing.TB) (rows string, entries int) {
	tb.Helper()
	must(tb, o.db.Records().View(bg, func(tx store.Tx) error {
		for _, q := range []string{`SELECT id, box FROM admin ORDER BY id`, `SELECT id, box FROM admin_invite ORDER BY id`, `SELECT id, box FROM block ORDER BY id`, `SELECT id, box FROM admin_proposal ORDER BY id`, `SELECT id, box FROM halt ORDER BY id`,
			`SELECT id || ' ' || counter || ' ' || used || suspended, coalesce(box, finder) FROM factor ORDER BY id`} {
			err := tx.Query(q, nil, func(scan func(...any) error) error {
				id, box := "", []byte(nil)
				err := scan(&id, &box)
				rows += id + " " + hex.EncodeToString(box) + "\n"
				return err
			})
			if err != nil {
				return err
			}
		}
		return tx.Query(`SELECT count(*) FROM audit`, nil, func(scan func(...any) error) error { return scan(&entries) })
	}))
	return rows, entries
}

// breakable is every action that writes, as an admin carries it out. Each makes what it
// needs by itself, so that it can be tried again.
func breakable(o *office, a, other *admin) map[string]func(t *testing.T) error {
	seed := func(t *testing.T) stepup.Enrolment {
		e, err := o.BeginApp(bg, a.visit(t), a.at, "app")
		must(t, err)
		return e
	}
	code := func(t *testing.T, seed string) string {
		o.clock.Advance(stepup.Period)
		c, err := totp.GenerateCode(seed, o.clock.Now())
		must(t, err)
		return c
	}
	spare := func(t *testing.T) string {
		for _, f := range a.visit(t).Factors {
			if f.ID != a.visit(t).Factor {
				return f.ID
			}
		}
		t.Fatal("no other key")
		return ""
	}
	m := guard.Manual{Network: netip.MustParsePrefix("198.51.100.0/24"), Reason: "scan", Ticket: "SD-12", For: time.Hour}
	own := netip.MustParseAddr("192.0.2.7")
	return map[string]func(t *testing.T) error{
		"sign-in.enter": func(t *testing.T) error { return a.signIn(t, 0) },
		"recover.code": func(t *testing.T) error {
			o.clock.Advance(time.Hour) // what broke off counts as a guess
			_, err := o.SignInByCode(bg, a.at, a.paper)
			return err
		},
		"invite.redeem": func(t *testing.T) error {
			_, err := o.Redeem(bg, a.invitation)
			return err
		},
		"leave":     func(t *testing.T) error { return o.Leave(bg, other.visit(t)) },
		"leave.all": func(t *testing.T) error { return o.LeaveAll(bg, other.visit(t)) },
		"keys.add": func(t *testing.T) error {
			k := &authtest.Authenticator{Origin: issuer}
			options, err := o.BeginKey(bg, a.visit(t), a.at, "sleutel")
			must(t, err)
			return o.AddKey(bg, a.visit(t), a.at, k.Create(t, options, authtest.Bend{}))
		},
		"keys.app.add": func(t *testing.T) error {
			e := seed(t)
			return o.AddApp(bg, a.visit(t), a.at, e.Handle, code(t, e.Seed.Reveal()))
		},
		"confirm.code": func(t *testing.T) error {
			h, err := o.ConfirmCode(bg, a.visit(t), a.at, code(t, a.seed))
			if err == nil {
				a.handle = h
			}
			return err
		},
		"confirm.key": func(t *testing.T) error {
			options, err := o.BeginConfirm(bg, a.visit(t), a.at)
			must(t, err)
			h, err := o.ConfirmKey(bg, a.visit(t), a.at, a.keys[0].Get(t, options, authtest.Bend{}))
			if err == nil {
				a.handle = h
			}
			return err
		},
		"keys.recovery": func(t *testing.T) error { _, err := o.Codes(bg, a.visit(t)); return err },
		"keys.rename":   func(t *testing.T) error { return o.Rename(bg, a.visit(t), spare(t), "groen") },
		"keys.remove":   func(t *testing.T) error { return o.Remove(bg, a.visit(t), spare(t)) },
		"blocks.add":    func(t *testing.T) error { return o.Block(bg, a.visit(t), m, own) },
		"blocks.lift":   func(t *testing.T) error { return o.Lift(bg, a.visit(t), a.block) },
		"people.invite": func(t *testing.T) error {
			_, _, err := o.Invites(bg, a.visit(t), Wish{Name: "Ad", Role: Auditor})
			return err
		},
		"second.carry":                func(t *testing.T) error { return other.second(t, a.asked) },
		"second.drop":                 func(t *testing.T) error { return o.Drop(bg, a.visit(t), a.asked) },
		"recover.stop":                func(t *testing.T) error { return o.StopRecovery(bg, other.visit(t)) },
		"second.carry of a recovery":  func(t *testing.T) error { return other.second(t, a.lost) },
		"invite.redeem of a recovery": func(t *testing.T) error { _, err := o.Redeem(bg, a.anew); return err },
		"school.back":                 func(t *testing.T) error { return a.guest.vouch(t, "petteflat", "noor's") },
		"school.back of the first":    func(t *testing.T) error { return a.guest.vouch(t, "petteflat", "noor's") },
		"people.recover":              func(t *testing.T) error { return o.AskRecovery(bg, a.visit(t), other.id, "SD-1") },
		"people.role": func(t *testing.T) error {
			return o.ChangeRole(bg, a.visit(t), other.id, Wish{Role: Developer, App: "portfolio"})
		},
		"stop.throw": func(t *testing.T) error {
			return o.Throw(bg, a.visit(t), guard.Halt{Kind: guard.HaltApp, ID: "portfolio", Reason: "scan", Ticket: "SD-3"})
		},
		"stop.undo":              func(t *testing.T) error { return o.AskUndo(bg, a.visit(t), "school:petteflat") },
		"second.carry of a stop": func(t *testing.T) error { return other.second(t, a.stopped) },
		"people.remove":          func(t *testing.T) error { return o.RemovePerson(bg, a.visit(t), other.id) },
	}
}

// TestBreak: each action that writes, broken off at each of its statements and at the end of
// each of its transactions, is done with its entry or not done. What it wrote stands never
// without an entry, and a broken one says so.
func TestBreak(t *testing.T) {
	t.Parallel()
	acts := breakable(nil, nil, nil)
	for _, x := range Actions() {
		section, _, _ := strings.Cut(x.Name, ".")
		if x.Verb == "" || !slices.Contains([]string{"sign-in", "invite", "recover", "leave", "keys", "confirm", "blocks", "people", "second", "stop"}, section) {
			continue // what changes the registry is broken off where that is kept
		}
		if acts[x.Name] == nil {
			t.Errorf("%s writes, and is not broken off here", x.Name)
		}
	}
	for name := range acts {
		action, about, _ := strings.Cut(name, " ")
		i := slices.IndexFunc(Actions(), func(x Action) bool { return x.Name == action })
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			a := o.furnished(t)
			other := a.next(t, Platform, "")
			third := a.next(t, Platform, "")
			o.clock.Advance(time.Second)
			a.asked = a.ask(t, "sweep", "", "")
			a.guest = a.atSchool(t, "Noor")
			if name == "school.back" {
				must(t, a.guest.vouch(t, "petteflat", "noor's"))
			}
			if strings.HasSuffix(about, "recovery") || action == "recover.stop" {
				o.recovering(t, a, other, third)
			}
			verb := map[string]string{"invite.redeem of a recovery": "admin.recover", "keys.app.add": "factor.replace", "school.back": "admin.school", "school.back of the first": "admin.bind"}[name]
			if section, _, _ := strings.Cut(action, "."); section == "stop" || about == "of a stop" {
				must(t, o.Throw(bg, a.visit(t), guard.Halt{Kind: guard.HaltSchool, ID: "petteflat", Reason: "scan", Ticket: "SD-2"}))
			}
			if about == "of a stop" {
				a.stopped = a.ask(t, undoHalt, "", "school:petteflat")
			}
			o.breakOff(t, cmp.Or(verb, Actions()[i].Verb), breakable(o, a, other)[name])
		})
	}
}

// breakOff has an act fail at its first statement, its second and so on, until it is done.
func (o *office) breakOff(t *testing.T, verb string, act func(*testing.T) error) {
	t.Helper()
	for at := 1; at < 100; at++ {
		before, entries := o.standing(t)
		had := o.trail(t)[verb]
		o.breaks.left, o.breaks.done = at, 0
		err := act(t)
		o.breaks.left = 0
		after, now := o.standing(t)
		if before != after && now <= entries {
			t.Errorf("statement %d: something is done, and there is no entry", at)
		}
		if err == nil {
			if o.trail(t)[verb] == had || at < 4 {
				t.Errorf("done after %d breaks, and %s stands %d times in the chain", at-1, verb, had)
			}
			return
		}
		if !errors.Is(err, errBreak) {
			t.Fatalf("statement %d: %v", at, err)
		}
	}
	t.Fatal("it never ends")
}

// The control: an action whose entry is in a transaction of its own is found out.
func TestBreakFindsIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.first(t)
	before, entries := o.standing(t)
	o.breaks.left, o.breaks.done = 3, 0
	err := o.Records.Update(bg, func(tx store.Tx) error {
		_, err := tx.Exec(`DELETE FROM admin WHERE id = $1`, a.id)
		return err
	})
	must(t, err)
	err = o.Records.Update(bg, func(tx store.Tx) error { return o.note(a.id)(tx, "admin.remove") })
	after, now := o.standing(t)
	if !errors.Is(err, errBreak) || before == after || now != entries {
		t.Error(fmt.Errorf("nothing was found: %w, %t, %d", err, before == after, now-entries))
	}
}
