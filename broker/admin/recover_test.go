package admin

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/stepup"
)

// stranger is a browser that no admin has signed in with.
func stranger(n byte) Browser {
	return Browser{Half: keys.NewHandle(), Device: guard.Device{n, 1, 1}}
}

// TestSignInByCode: a code opens a session that may enrol and nothing else, once; a new key
// ends that session and opens the next one; the owner reads of it (S-14).
func TestSignInByCode(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.furnished(t)
	o.clock.Advance(24 * time.Hour)
	lost := &admin{o: o, at: stranger(1)}
	var err error
	lost.handle, err = o.SignInByCode(bg, lost.at, strings.ToLower(strings.ReplaceAll(a.paper, "-", " ")))
	must(t, err)
	if v := lost.visit(t); v.Account.ID != a.id || !v.Code || v.Factor != "" {
		t.Fatalf("the session is %+v", v)
	}
	for action, want := range map[string]error{"keys": nil, "keys.touch": nil, "keys.add": nil, "home": ErrEnrol, "keys.remove": ErrEnrol, "people.remove": ErrEnrol, "audit": ErrEnrol, "confirm": ErrNoSession, "confirm.code": ErrNoSession} {
		if err := lost.may(t, action); !errors.Is(err, want) {
			t.Errorf("%s: %v, not %v", action, err, want)
		}
	}
	o.clock.Advance(Fresh + time.Minute)
	must(t, lost.may(t, "keys.add"))
	if _, err := o.SignInByCode(bg, lost.at, a.paper); !errors.Is(err, stepup.ErrReplayed) {
		t.Errorf("the same code again: %v", err)
	}
	lost.enrol(t)
	if err := lost.may(t, "keys"); !errors.Is(err, ErrNoSession) {
		t.Errorf("the code's session, after the new key: %v", err)
	}
	must(t, lost.signIn(t, 0))
	must(t, lost.may(t, "home"))
	told := lost.visit(t).Account.Recently(o.clock.Now())
	if len(told) != 2 || told[0].Kind != NewDevice || told[1].Kind != ByCode {
		t.Errorf("the owner reads %v", told)
	}
	o.clock.Advance(Recent)
	if told := o.read(t, a.id); len(told.Recently(o.clock.Now())) != 0 || len(told.Notices) != 2 {
		t.Errorf("two weeks later: %v", told.Notices)
	}
}

// TestCodesAreThrottled: guessing shuts out who guesses, and the code that was guessed at;
// nobody else's way back (L-14).
func TestCodesAreThrottled(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.furnished(t)
	thief := stranger(1)
	for range 11 {
		if _, err := o.SignInByCode(bg, thief, strings.Repeat("ABCD-", 6)[:29]); !errors.Is(err, stepup.ErrCode) && !errors.Is(err, stepup.ErrThrottled) {
			t.Fatalf("a guess: %v", err)
		}
	}
	if _, err := o.SignInByCode(bg, thief, a.paper); !errors.Is(err, stepup.ErrThrottled) {
		t.Errorf("the guesser, with a right one: %v", err)
	}
	if _, err := o.SignInByCode(bg, stranger(2), a.paper); err != nil {
		t.Errorf("the owner, at another browser: %v", err)
	}
}

// A code of somebody who is no admin (S-15) opens nothing here, and stays good where it is.
func TestCodeOfNoAdmin(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	codes, err := o.Factors.MakeRecoveryCodes(bg, "a pupil", o.note("test"))
	must(t, err)
	if _, err := o.SignInByCode(bg, stranger(1), codes[0].Reveal()); !errors.Is(err, stepup.ErrCode) {
		t.Errorf("got %v", err)
	}
	if left, err := o.Factors.List(bg, "a pupil"); err != nil || left[0].Left != stepup.RecoveryCodes {
		t.Errorf("%v, %v", left, err)
	}
}

// An admin who is removed leaves no factor behind: a code or a key of theirs opens nothing.
func TestRemovedWithFactors(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.first(t)
	gone := first.next(t, Auditor, "")
	codes, err := o.Codes(bg, gone.visit(t))
	must(t, err)
	must(t, o.RemovePerson(bg, first.visit(t), gone.id))
	if left, err := o.Factors.List(bg, gone.id); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
	if err := gone.signIn(t, 0); !errors.Is(err, stepup.ErrAnswer) {
		t.Errorf("the key: %v", err)
	}
	if _, err := o.SignInByCode(bg, gone.at, codes[0].Reveal()); !errors.Is(err, stepup.ErrCode) {
		t.Errorf("the code: %v", err)
	}
}
