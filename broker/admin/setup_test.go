package admin

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/stepup"
	"sluis/broker/stepup/authtest"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/internal/secret"
)

const issuer = "https://sluis.test"

// office is a Desk over the real embedded stores, with a clock that a test moves and
// records that break off when a test says so.
type office struct {
	*Desk
	breaks *breaking
	clock  *storetest.Clock
	db     *sqlstore.DB
	dir    string
}

func newOffice(tb testing.TB) *office {
	tb.Helper()
	o := &office{clock: storetest.NewClock(), dir: tb.TempDir()}
	var err error
	o.db, err = sqlstore.OpenEmbedded(sqlstore.Config{Dir: o.dir, Now: o.clock.Now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	must(tb, err)
	tb.Cleanup(func() { must(tb, o.db.Close()) })
	o.breaks = &breaking{Records: o.db.Records()}
	ring, err := keys.Open(context.Background(), keys.Config{Records: o.db.Records(), Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: o.clock.Now})
	must(tb, err)
	factors, err := stepup.New(stepup.Config{Records: o.breaks, State: o.db.State(), Ring: ring, Now: o.clock.Now, Issuer: issuer, Name: "Sluis"})
	must(tb, err)
	blocks, err := guard.OpenBlocks(context.Background(), o.breaks, ring, o.clock.Now)
	must(tb, err)
	halts, err := guard.OpenHalts(context.Background(), o.breaks, ring, o.clock.Now)
	must(tb, err)
	o.Desk = New(Config{Records: o.breaks, State: o.db.State(), Ring: ring, Ledger: ledger.New(o.breaks, ring, o.clock.Now), Factors: factors,
		Blocks: blocks, Halts: halts, People: &guard.People{Records: o.breaks, Ring: ring, Now: o.clock.Now},
		School: func(id string) bool { return id == "petteflat" || id == "harderwijk" }, App: func(id string) bool { return id == "portfolio" }, Now: o.clock.Now})
	return o
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// admin is somebody at a browser of their own, with security keys.
type admin struct {
	o      *office
	at     Browser
	keys   []*authtest.Authenticator
	id     string // of the account
	handle string

	guest                                                      *admin // whom a school vouches for
	paper, seed, invitation, block, asked, lost, anew, stopped string // of who is furnished
}

var bg = context.Background()

// invited comes in by a code.
func (o *office) invited(tb testing.TB, code secret.Text) *admin {
	tb.Helper()
	a := &admin{o: o, at: Browser{Half: keys.NewHandle(), Device: guard.Device{byte(len(code.Reveal())), 9}}}
	var err error
	a.handle, err = o.Redeem(bg, code.Reveal())
	must(tb, err)
	a.id = a.visit(tb).Account.ID
	return a
}

// first is the first platform admin, signed in.
func (o *office) first(tb testing.TB) *admin {
	tb.Helper()
	code, _, err := o.OperatorInvites(bg, Wish{Name: "Iris", Role: Platform}, "operator iris", false)
	must(tb, err)
	a := o.invited(tb, code)
	a.enrol(tb)
	a.enrol(tb)
	must(tb, a.signIn(tb, 0))
	return a
}

// furnished is the first admin with a third key, recovery codes and an app, an invitation
// and a block that stand.
func (o *office) furnished(tb testing.TB) *admin {
	tb.Helper()
	a := o.first(tb)
	a.enrol(tb)
	codes, err := o.Codes(bg, a.visit(tb))
	must(tb, err)
	e, err := o.BeginApp(bg, a.visit(tb), a.at, "app")
	must(tb, err)
	a.paper, a.seed = codes[0].Reveal(), e.Seed.Reveal()
	code, err := totp.GenerateCode(a.seed, o.clock.Now())
	must(tb, err)
	must(tb, o.AddApp(bg, a.visit(tb), a.at, e.Handle, code))
	invited, _, err := o.Invites(bg, a.visit(tb), Wish{Name: "Ad", Role: Auditor})
	must(tb, err)
	a.invitation = invited.Reveal()
	m := guard.Manual{Network: netip.MustParsePrefix("203.0.113.0/24"), Reason: "scan", Ticket: "SD-12", For: time.Hour}
	must(tb, o.Block(bg, a.visit(tb), m, netip.MustParseAddr("192.0.2.7")))
	a.block = o.Blocks.List()[0].ID
	o.Kinds = append(o.Kinds, Kind{Name: "sweep", Needs: ChangeAdmins, Carry: func(_ context.Context, tx store.Tx, _ Proposal) (Carried, error) {
		_, err := tx.Exec(`DELETE FROM admin_invite`)
		return Carried{}, err
	}})
	return a
}

// recovering has a ask that other's account be recovered, a third one confirm it, and the day
// go by. a.lost waits to be carried out for another account; a.anew is other's code.
func (o *office) recovering(tb testing.TB, a, other, third *admin) {
	tb.Helper()
	fourth := a.next(tb, Auditor, "")
	ids := map[string]string{}
	for _, x := range []*admin{other, fourth} {
		must(tb, o.AskRecovery(bg, a.visit(tb), x.id, "SD-1"))
		ids[x.id] = o.read(tb, x.id).Lost.Proposal
		must(tb, third.second(tb, ids[x.id]))
	}
	o.clock.Advance(RecoverWait)
	for _, x := range []*admin{a, other, third} {
		must(tb, x.signIn(tb, 0))
	}
	c, err := o.Second(bg, third.visit(tb), ids[other.id])
	must(tb, err)
	a.anew, a.lost = c.Shown.Reveal(), ids[fourth.id]
}

// next is one whom an admin invited, signed in.
func (a *admin) next(tb testing.TB, r Role, school string) *admin {
	tb.Helper()
	w := Wish{Name: "Noor " + string(r), Role: r, School: school}
	if r.OfApp() {
		w.App = "portfolio"
	}
	code, _, err := a.o.Invites(bg, a.visit(tb), w)
	must(tb, err)
	n := a.o.invited(tb, code)
	n.enrol(tb)
	n.enrol(tb)
	must(tb, n.signIn(tb, 0))
	return n
}

func (a *admin) visit(tb testing.TB) Visitor {
	tb.Helper()
	v, err := a.o.Visit(bg, a.handle)
	must(tb, err)
	return v
}

// enrol adds one more key.
func (a *admin) enrol(tb testing.TB) {
	tb.Helper()
	k := &authtest.Authenticator{Origin: issuer}
	options, err := a.o.BeginKey(bg, a.visit(tb), a.at, "sleutel")
	must(tb, err)
	must(tb, a.o.AddKey(bg, a.visit(tb), a.at, k.Create(tb, options, authtest.Bend{})))
	a.keys = append(a.keys, k)
}

func (a *admin) signIn(tb testing.TB, key int) error {
	tb.Helper()
	options, err := a.o.BeginSignIn(bg, a.at)
	must(tb, err)
	handle, err := a.o.SignIn(bg, a.at, a.keys[key].Get(tb, options, authtest.Bend{}))
	if err == nil {
		a.handle = handle
	}
	return err
}

func (a *admin) confirm(tb testing.TB) {
	tb.Helper()
	options, err := a.o.BeginConfirm(bg, a.visit(tb), a.at)
	must(tb, err)
	a.handle, err = a.o.ConfirmKey(bg, a.visit(tb), a.at, a.keys[0].Get(tb, options, authtest.Bend{}))
	must(tb, err)
}

// may asks for an action by its name.
func (a *admin) may(tb testing.TB, name string) error {
	tb.Helper()
	for _, x := range Actions() {
		if x.Name == name {
			_, err := a.o.Authorize(bg, a.handle, x)
			return err
		}
	}
	tb.Fatalf("no action %q", name)
	return nil
}

// read gives an account as it is kept.
func (o *office) read(tb testing.TB, id string) (a Account) {
	tb.Helper()
	must(tb, o.Records.View(bg, func(tx store.Tx) (err error) {
		a, err = o.account(tx, id)
		return err
	}))
	return a
}

// trail gives the verbs of the chain, and breaks the test where the chain breaks.
func (o *office) trail(tb testing.TB) map[string]int {
	tb.Helper()
	all, err := o.Ledger.AuditTrail(bg)
	must(tb, err)
	out := map[string]int{}
	for _, e := range all {
		out[e.Verb]++
	}
	return out
}
