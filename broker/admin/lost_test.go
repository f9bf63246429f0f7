package admin

import (
	"errors"
	"testing"
	"time"

	"sluis/broker/stepup"
)

// TestLostEverything: two admins and a day, and the owner begins anew: a code, new factors,
// and nothing of before opens the account (S-14).
func TestLostEverything(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	iris := o.first(t)
	bas, owner := iris.next(t, Platform, ""), iris.next(t, Privacy, "petteflat")
	papers, err := o.Codes(bg, owner.visit(t))
	must(t, err)
	paper := &admin{o: o, at: stranger(3), id: owner.id}
	paper.handle, err = o.SignInByCode(bg, paper.at, papers[0].Reveal())
	must(t, err)
	o.clock.Advance(time.Second)
	wantErr(t, "no ticket", o.AskRecovery(bg, iris.visit(t), owner.id, "he called"), ErrInput)
	wantErr(t, "oneself", o.AskRecovery(bg, iris.visit(t), iris.id, "SD-1"), ErrSelf)
	wantErr(t, "somebody above", o.AskRecovery(bg, owner.visit(t), iris.id, "SD-1"), ErrUnknown)
	must(t, o.AskRecovery(bg, iris.visit(t), owner.id, "SD-1"))
	wantErr(t, "again", o.AskRecovery(bg, bas.visit(t), owner.id, "SD-1"), ErrInput)
	if owner.visit(t).Lost == nil || paper.visit(t).Lost == nil || iris.visit(t).Lost != nil {
		t.Error("the owner is not told")
	}
	id := o.read(t, owner.id).Lost.Proposal
	wantErr(t, "who asked, as the second", iris.second(t, id), ErrSecond)
	must(t, bas.second(t, id))
	o.clock.Advance(RecoverWait - time.Second)
	must(t, bas.signIn(t, 0))
	wantErr(t, "a second too early", bas.second(t, id), ErrEarly)
	o.clock.Advance(time.Second)
	shown, err := o.Second(bg, bas.visit(t), id)
	must(t, err)
	must(t, owner.signIn(t, 0)) // the owner can still come in, and stop it
	if owner.visit(t).Lost == nil {
		t.Error("the code is out, and the owner is not told")
	}
	paper.handle, err = o.SignInByCode(bg, paper.at, papers[1].Reveal())
	must(t, err)
	anew := &admin{o: o, at: stranger(4), id: owner.id}
	anew.handle, err = o.Redeem(bg, shown.Shown.Reveal())
	must(t, err)
	for name, a := range map[string]*admin{"the key's session": owner, "the paper's session": paper} {
		if _, err := o.Visit(bg, a.handle); !errors.Is(err, ErrNoSession) {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantErr(t, "the old key", owner.signIn(t, 0), stepup.ErrAnswer)
	_, err = o.SignInByCode(bg, stranger(5), papers[2].Reveal())
	wantErr(t, "the old paper", err, stepup.ErrCode)
	_, err = o.Redeem(bg, shown.Shown.Reveal())
	wantErr(t, "the code again", err, ErrInvite)
	wantErr(t, "before two factors", anew.may(t, "people"), ErrEnrol)
	anew.enrol(t)
	anew.enrol(t)
	must(t, anew.signIn(t, 0))
	must(t, anew.may(t, "people"))
	v := anew.visit(t)
	if v.Lost != nil || v.Account.Role != Privacy || v.Account.School != "petteflat" || v.Account.Notices[1].Kind != Recovered {
		t.Errorf("the account is %+v", v.Account)
	}
	if got := o.trail(t); got["second.ask"] != 1 || got["second.confirm"] != 1 || got["second.carry"] != 1 || got["admin.recover"] != 1 || got["factor.remove-all"] != 1 {
		t.Errorf("the chain has %v", got)
	}
}

// TestOwnerStopsRecovery: with a key or with a recovery code, while it waits and when its
// code is out.
func TestOwnerStopsRecovery(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name         string
		byCode, late bool
	}{{"with a key, while it waits", false, false}, {"with a paper, while it waits", true, false}, {"with a key, when the code is out", false, true}, {"with a paper, when the code is out", true, true}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			iris := o.first(t)
			bas, owner := iris.next(t, Platform, ""), iris.next(t, Auditor, "")
			papers, err := o.Codes(bg, owner.visit(t))
			must(t, err)
			wantErr(t, "nothing to stop", o.StopRecovery(bg, owner.visit(t)), ErrUnknown)
			o.clock.Advance(time.Second)
			must(t, o.AskRecovery(bg, iris.visit(t), owner.id, "SD-1"))
			id, code := o.read(t, owner.id).Lost.Proposal, ""
			must(t, bas.second(t, id))
			if c.late {
				o.clock.Advance(RecoverWait)
				must(t, bas.signIn(t, 0))
				shown, err := o.Second(bg, bas.visit(t), id)
				must(t, err)
				code = shown.Shown.Reveal()
			}
			if c.byCode {
				owner.handle, err = o.SignInByCode(bg, owner.at, papers[0].Reveal())
				must(t, err)
			} else {
				must(t, owner.signIn(t, 0))
			}
			must(t, owner.may(t, "recover.stop"))
			must(t, o.StopRecovery(bg, owner.visit(t)))
			if owner.visit(t).Lost != nil || o.trail(t)["admin.recover.stop"] != 1 {
				t.Error("it is not stopped")
			}
			if c.late {
				_, err := o.Redeem(bg, code)
				wantErr(t, "its code", err, ErrInvite)
				return
			}
			o.clock.Advance(RecoverWait)
			must(t, bas.signIn(t, 0))
			wantErr(t, "carrying it out", bas.second(t, id), ErrUnknown)
		})
	}
}

// TestRecoveryIsJudgedAnew: who lost the right meanwhile has no part in it, and the owner is
// not the second admin of the own recovery.
func TestRecoveryIsJudgedAnew(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(t *testing.T, iris, bas, owner *admin, id string)
		want error
	}{
		{"the control", func(t *testing.T, _, bas, _ *admin, id string) { must(t, bas.second(t, id)) }, nil},
		{"the owner confirmed", func(t *testing.T, _, _, owner *admin, id string) { must(t, owner.second(t, id)) }, ErrSelf},
		{"who confirmed is an auditor now", func(t *testing.T, iris, bas, _ *admin, id string) {
			must(t, bas.second(t, id))
			must(t, iris.o.ChangeRole(bg, iris.visit(t), bas.id, Wish{Role: Auditor}))
		}, ErrUnknown},
		{"the account is gone", func(t *testing.T, iris, bas, owner *admin, id string) {
			must(t, bas.second(t, id))
			must(t, iris.o.RemovePerson(bg, iris.visit(t), owner.id))
		}, ErrUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			iris := o.first(t)
			bas, owner := iris.next(t, Platform, ""), iris.next(t, Platform, "")
			o.clock.Advance(time.Second)
			must(t, o.AskRecovery(bg, iris.visit(t), owner.id, "SD-1"))
			id := o.read(t, owner.id).Lost.Proposal
			c.do(t, iris, bas, owner, id)
			o.clock.Advance(RecoverWait)
			must(t, iris.signIn(t, 0))
			wantErr(t, "carrying it out", iris.second(t, id), c.want)
		})
	}
}

// TestRecoveryOfARisenAccount: two officers of a school have the code of an account that is a
// platform admin's by now, and it opens nothing.
func TestRecoveryOfARisenAccount(t *testing.T) {
	t.Parallel()
	for _, rises := range []bool{false, true} {
		o := newOffice(t)
		iris := o.first(t)
		noor, ad := iris.next(t, Privacy, "petteflat"), iris.next(t, Privacy, "petteflat")
		owner := iris.next(t, Helpdesk, "petteflat")
		o.clock.Advance(time.Second)
		must(t, o.AskRecovery(bg, noor.visit(t), owner.id, "SD-1"))
		id := o.read(t, owner.id).Lost.Proposal
		must(t, ad.second(t, id))
		o.clock.Advance(RecoverWait)
		must(t, ad.signIn(t, 0))
		must(t, iris.signIn(t, 0))
		shown, err := o.Second(bg, ad.visit(t), id)
		must(t, err)
		var want error
		if rises {
			must(t, o.ChangeRole(bg, iris.visit(t), owner.id, Wish{Role: Platform}))
			want = ErrInvite
		}
		_, err = o.Redeem(bg, shown.Shown.Reveal())
		wantErr(t, "the code", err, want)
		if left, err := o.Factors.List(bg, owner.id); err != nil || rises != (len(left) > 0) {
			t.Errorf("%d factors are left, %v", len(left), err)
		}
	}
}
