package admin

import (
	"errors"
	"testing"

	"sluis/broker/stepup"
	"sluis/broker/stepup/authtest"
)

// add tries to add a key, and keeps it where it was taken.
func (a *admin) add(tb testing.TB, k *authtest.Authenticator) error {
	tb.Helper()
	options, err := a.o.BeginKey(bg, a.visit(tb), a.at, "sleutel")
	must(tb, err)
	err = a.o.AddKey(bg, a.visit(tb), a.at, k.Create(tb, options, authtest.Bend{}))
	if err == nil {
		a.keys = append(a.keys, k)
	}
	return err
}

// TestMakers: a role takes the keys of its makers and models alone, when one is added and
// when one is shown, keys of before too; the way back is a recovery code and a key that is
// taken (S-11, S-09).
func TestMakers(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	iris := o.furnished(t)
	auditor := iris.next(t, Auditor, "")
	listed, other := [16]byte{1}, [16]byte{2}
	maker, forger := authtest.NewMaker(t, listed, true), authtest.NewMaker(t, listed, true)
	o.Makers = map[Role]Makers{Platform: {Roots: maker.Roots, Models: []stepup.AAGUID{listed}}}
	key := func(model [16]byte, m *authtest.Maker) *authtest.Authenticator {
		return &authtest.Authenticator{Origin: issuer, Model: model, Maker: m}
	}
	wantErr(t, "a key of before", iris.signIn(t, 0), stepup.ErrAttestation)
	if _, err := o.Visit(bg, iris.handle); !errors.Is(err, ErrNoSession) {
		t.Errorf("its session goes on: %v", err)
	}
	var err error
	iris.handle, err = o.SignInByCode(bg, iris.at, iris.paper)
	must(t, err)
	copied := key(listed, maker)
	copied.Flags = authtest.UP | authtest.UV | authtest.BE | authtest.BS
	for _, c := range []struct {
		name string
		key  *authtest.Authenticator
		want error
	}{
		{"nobody vouches for", key(listed, nil), stepup.ErrAttestation},
		{"somebody else vouches for", key(listed, forger), stepup.ErrAttestation},
		{"of another model", key(other, authtest.NewMaker(t, other, true)), stepup.ErrAttestation},
		{"that can be copied", copied, stepup.ErrSynced},
		{"that is listed", key(listed, maker), nil},
	} {
		err := iris.add(t, c.key)
		wantErr(t, "a key "+c.name, err, c.want)
		if got := err != nil && !ModelRefused(err); got {
			t.Errorf("a key %s: its owner is not told what is wrong", c.name)
		}
	}
	must(t, iris.signIn(t, len(iris.keys)-1))
	must(t, auditor.signIn(t, 0)) // another role: any key
	must(t, auditor.may(t, "audit"))
	o.Makers[Platform] = Makers{Roots: maker.Roots, Models: []stepup.AAGUID{other}}
	wantErr(t, "a model that is listed no more", iris.signIn(t, len(iris.keys)-1), stepup.ErrModel)
}

// TestOperatorInvitesFirst: the machine's operator invites the first platform admin. Once
// there is one who came in, only an emergency is one, and the chain says so (S-02).
func TestOperatorInvitesFirst(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	invite := func(emergency bool) error {
		_, _, err := o.OperatorInvites(bg, Wish{Name: "Ad", Role: Platform}, "operator ad", emergency)
		return err
	}
	must(t, invite(false))
	must(t, invite(false)) // the first one was lost
	iris := o.first(t)
	wantErr(t, "beside a platform admin", invite(false), ErrStanding)
	must(t, invite(true))
	must(t, o.RemovePerson(bg, iris.next(t, Platform, "").visit(t), iris.id))
	wantErr(t, "beside another one", invite(false), ErrStanding)
	entries, err := o.Ledger.AuditTrail(bg)
	must(t, err)
	emergencies := 0
	for _, e := range entries {
		for _, l := range e.Lines {
			if e.Verb == "admin.invite" && l == "emergency" {
				emergencies++
			}
		}
	}
	if emergencies != 1 {
		t.Errorf("%d emergencies stand in the chain", emergencies)
	}
}
