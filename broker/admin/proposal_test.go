package admin

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/internal/secret"
)

// twoEyed is an office in which two kinds of acts take two admins.
func twoEyed(tb testing.TB) (o *office, done *[]string) {
	o, done = newOffice(tb), new([]string)
	carry := func(_ context.Context, _ store.Tx, p Proposal) (Carried, error) {
		if string(p.Payload) == "fault" {
			return Carried{}, errors.New("the store is gone")
		}
		*done = append(*done, string(p.Payload))
		return Carried{Lines: []string{"did " + string(p.Payload)}, Shown: secret.NewText("shown")}, nil
	}
	o.Kinds = []Kind{{Name: "now", Needs: ChangeSchools, Carry: carry}, {Name: "later", Needs: ChangeAdmins, Wait: 24 * time.Hour, Carry: carry}}
	return o, done
}

func (a *admin) ask(tb testing.TB, kind, school, what string) string {
	tb.Helper()
	id, err := a.o.Propose(bg, a.visit(tb), kind, school, []byte(what), "line of "+what)
	must(tb, err)
	a.o.clock.Advance(time.Second)
	return id
}

func (a *admin) second(tb testing.TB, id string) error {
	tb.Helper()
	_, err := a.o.Second(bg, a.visit(tb), id)
	return err
}

func wantErr(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestSecond: an act of four eyes takes two accounts, each with the right to it, the second
// of which was there before it was asked (G-03).
func TestSecond(t *testing.T) {
	t.Parallel()
	o, done := twoEyed(t)
	iris := o.first(t)
	bas := iris.next(t, Platform, "")
	noor := iris.next(t, Privacy, "petteflat")
	other := iris.next(t, Privacy, "harderwijk")
	auditor := iris.next(t, Auditor, "")
	o.clock.Advance(time.Second)

	id := noor.ask(t, "now", "petteflat", "log all")
	late := iris.next(t, Platform, "")
	wantErr(t, "whoever asked", noor.second(t, id), ErrSecond)
	wantErr(t, "another school", other.second(t, id), ErrUnknown)
	wantErr(t, "a role without the right", auditor.second(t, id), ErrUnknown)
	wantErr(t, "an account made afterwards", late.second(t, id), ErrSecond)
	wantErr(t, "no such", bas.second(t, "x"), ErrUnknown)
	wantErr(t, "no id", bas.second(t, ""), ErrUnknown)
	if len(*done) != 0 {
		t.Fatalf("carried out: %v", *done)
	}
	for who, want := range map[*admin][2]bool{noor: {true, false}, other: {false, false}, auditor: {false, false}, bas: {true, true}} {
		all, err := o.Proposals(bg, who.visit(t))
		must(t, err)
		if got := [2]bool{len(all) == 1, Asked(all) == 1}; got != want {
			t.Errorf("sees and may: %v, want %v", got, want)
		}
	}
	got, err := o.Second(bg, bas.visit(t), id)
	must(t, err)
	if got.Shown.Reveal() != "shown" || !slices.Equal(*done, []string{"log all"}) {
		t.Errorf("%v, done %v", got, *done)
	}
	wantErr(t, "twice", bas.second(t, id), ErrUnknown)
	all, err := o.Ledger.AuditTrail(bg)
	must(t, err)
	last := strings.Join(all[len(all)-1].Lines, ", ")
	if !strings.Contains(last, "did log all") || !strings.Contains(last, "asked by "+noor.visit(t).Account.ID) {
		t.Errorf("the chain says %q", last)
	}
}

// TestSecondWaits: a kind with a waiting time is confirmed, waits, and is carried out after
// it; in between it can be taken back.
func TestSecondWaits(t *testing.T) {
	t.Parallel()
	o, done := twoEyed(t)
	iris := o.first(t)
	bas := iris.next(t, Platform, "")
	o.clock.Advance(time.Second)
	id := iris.ask(t, "later", "", "recover")
	must(t, bas.second(t, id))
	wantErr(t, "at once", bas.second(t, id), ErrEarly)
	o.clock.Advance(24*time.Hour - 2*time.Second)
	must(t, iris.signIn(t, 0))
	must(t, bas.signIn(t, 0))
	wantErr(t, "a second early", iris.second(t, id), ErrEarly)
	if len(*done) != 0 {
		t.Fatalf("carried out: %v", *done)
	}
	o.clock.Advance(2 * time.Second)
	must(t, iris.second(t, id)) // the asker may have it carried out: two have agreed
	if !slices.Equal(*done, []string{"recover"}) {
		t.Errorf("done %v", *done)
	}
	id = iris.ask(t, "later", "", "again")
	must(t, bas.second(t, id))
	must(t, o.Drop(bg, iris.visit(t), id))
	o.clock.Advance(25 * time.Hour)
	must(t, bas.signIn(t, 0))
	wantErr(t, "what was dropped", bas.second(t, id), ErrUnknown)
	verbs := o.trail(t)
	if verbs["second.ask"] != 2 || verbs["second.confirm"] != 2 || verbs["second.carry"] != 1 || verbs["second.drop"] != 1 {
		t.Errorf("%v", verbs)
	}
}

// TestSecondVoid: what was asked by somebody whose right is gone is void, as is what stood
// too long; what cannot be carried out leaves everything as it was.
func TestSecondVoid(t *testing.T) {
	t.Parallel()
	o, done := twoEyed(t)
	iris := o.first(t)
	bas := iris.next(t, Platform, "")
	o.clock.Advance(time.Second)
	fault := iris.ask(t, "now", "", "fault")
	before := o.trail(t)
	if err := bas.second(t, fault); err == nil {
		t.Error("a fault is no error")
	}
	if after := o.trail(t); after["second.carry"] != before["second.carry"] {
		t.Error("an act that was not done is in the chain")
	}
	all, err := o.Proposals(bg, bas.visit(t))
	must(t, err)
	if len(all) != 1 {
		t.Errorf("%d wait after a fault", len(all))
	}
	old := iris.ask(t, "now", "", "old")
	o.clock.Advance(ProposalLife)
	must(t, iris.signIn(t, 0))
	must(t, bas.signIn(t, 0))
	wantErr(t, "after its time", bas.second(t, old), ErrUnknown)
	asked := bas.ask(t, "now", "", "by bas")
	must(t, o.ChangeRole(bg, iris.visit(t), bas.visit(t).Account.ID, Wish{Role: Auditor}))
	wantErr(t, "asked by one who may not any more", iris.second(t, asked), ErrUnknown)
	if len(*done) != 0 {
		t.Errorf("carried out: %v", *done)
	}
	v := iris.visit(t)
	if _, err := o.Propose(bg, v, "unheard", "", nil); err == nil {
		t.Error("a kind that nobody knows was kept")
	}
	_, err = o.Propose(bg, v, "now", "", make([]byte, maxPayload+1))
	wantErr(t, "too long", err, ErrInput)
	_, err = o.Propose(bg, bas.visit(t), "now", "", nil)
	wantErr(t, "without the right", err, ErrForbidden)
	for range MaxProposals - 1 {
		iris.ask(t, "now", "", "x")
	}
	_, err = o.Propose(bg, v, "now", "", nil)
	wantErr(t, "one too many", err, ErrFull)
}
