package admin

import (
	"errors"
	"slices"
	"testing"

	"sluis/broker/guard"
	"sluis/broker/keys"
)

// atSchool is somebody with the code of an invitation to whom a school vouches.
func (a *admin) atSchool(tb testing.TB, name string) *admin {
	tb.Helper()
	code, _, err := a.o.Invites(bg, a.visit(tb), Wish{Name: name, Role: Privacy, School: "petteflat", AtSchool: true})
	must(tb, err)
	return a.o.invited(tb, code)
}

// vouch is the school's login, as the flow tells of it.
func (a *admin) vouch(tb testing.TB, school, subject string) error {
	tb.Helper()
	v := a.visit(tb)
	handle, err := a.o.ShowSchool(bg, v, v.Seat(), school, subject)
	if err == nil {
		a.handle = handle
	}
	return err
}

// TestAtSchool: a school's login and a key of one's own, and neither is enough (S-16).
func TestAtSchool(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	iris := o.first(t)
	noor := iris.atSchool(t, "Noor")
	for _, action := range []string{"keys", "keys.touch", "keys.add", "home", "people"} {
		wantErr(t, "before the school vouched, "+action, noor.may(t, action), ErrSchool)
	}
	must(t, noor.may(t, "school.go"))
	must(t, noor.may(t, "leave"))
	wantErr(t, "another school", noor.vouch(t, "harderwijk", "noor's"), ErrOther)
	wantErr(t, "nobody", noor.vouch(t, "petteflat", ""), ErrOther)
	v := noor.visit(t)
	for _, seat := range []string{"", "x", iris.visit(t).Seat()} {
		_, err := o.ShowSchool(bg, v, seat, "petteflat", "noor's")
		wantErr(t, "a login that another session asked for", err, ErrNoSession)
	}
	old := noor.handle
	must(t, noor.vouch(t, "petteflat", "noor's"))
	if _, err := o.Visit(bg, old); !errors.Is(err, ErrNoSession) {
		t.Errorf("the old handle: %v", err)
	}
	wantErr(t, "vouched, without a key", noor.may(t, "people"), ErrEnrol)
	noor.enrol(t)
	noor.enrol(t)
	must(t, noor.signIn(t, 0))
	wantErr(t, "the key alone", noor.may(t, "people"), ErrSchool)
	wantErr(t, "the key alone, own keys", noor.may(t, "keys"), ErrSchool)
	wantErr(t, "the key, and somebody else at the school", noor.vouch(t, "petteflat", "ad's"), ErrOther)
	wantErr(t, "still the key alone", noor.may(t, "people"), ErrSchool)
	must(t, noor.vouch(t, "petteflat", "noor's"))
	must(t, noor.may(t, "people"))
	noor.confirm(t)
	must(t, noor.may(t, "people.invite"))
	must(t, noor.signIn(t, 1))
	wantErr(t, "each session anew", noor.may(t, "people"), ErrSchool)
	if got := o.trail(t); got["admin.bind"] != 1 || got["admin.school"] != 1 || got["admin.denied"] != 3 {
		t.Errorf("the chain has %v", got)
	}
}

// TestAtSchoolByCode: a recovery code stands in for the keys, and not for the school.
func TestAtSchoolByCode(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	noor := o.first(t).atSchool(t, "Noor")
	must(t, noor.vouch(t, "petteflat", "noor's"))
	noor.enrol(t)
	papers, err := o.Codes(bg, noor.visit(t))
	must(t, err)
	lost := &admin{o: o, at: Browser{Half: keys.NewHandle(), Device: guard.Device{8}}}
	lost.handle, err = o.SignInByCode(bg, lost.at, papers[0].Reveal())
	must(t, err)
	wantErr(t, "the code alone", lost.may(t, "keys.add"), ErrSchool)
	must(t, lost.may(t, "recover.stop"))
	must(t, lost.vouch(t, "petteflat", "noor's"))
	must(t, lost.may(t, "keys.add"))
}

// TestBinding: an account is bound by whoever has its code, and by nobody else; one person
// has one account; who is bound to a school stays at it.
func TestBinding(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	iris := o.first(t)
	for _, w := range []Wish{{Name: "x", Role: Platform, AtSchool: true}, {Name: "x", Role: Auditor, AtSchool: true}} {
		_, _, err := o.Invites(bg, iris.visit(t), w)
		wantErr(t, "no school to sign in at", err, ErrInput)
	}
	noor, ad := iris.atSchool(t, "Noor"), iris.atSchool(t, "Ad")
	must(t, noor.vouch(t, "petteflat", "noor's"))
	wantErr(t, "the same person again", ad.vouch(t, "petteflat", "noor's"), ErrOther)
	must(t, ad.vouch(t, "petteflat", "ad's"))
	plain := iris.next(t, Helpdesk, "petteflat")
	wantErr(t, "an account without a school's login", plain.vouch(t, "petteflat", "plain's"), ErrUnknown)
	wantErr(t, "to another school", o.ChangeRole(bg, iris.visit(t), noor.id, Wish{Role: Helpdesk, School: "harderwijk"}), ErrInput)
	wantErr(t, "to no school", o.ChangeRole(bg, iris.visit(t), noor.id, Wish{Role: Auditor}), ErrInput)
	must(t, o.ChangeRole(bg, iris.visit(t), noor.id, Wish{Role: Helpdesk, School: "petteflat"}))
	people, err := o.Admins(bg, iris.visit(t))
	must(t, err)
	if n := len(slices.DeleteFunc(people, func(p Person) bool { return !p.AtSchool })); n != 2 {
		t.Errorf("%d sign in at the school", n)
	}
}
