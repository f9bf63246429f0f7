package admin

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"sluis/broker/guard"
	"sluis/broker/stepup"
	"sluis/broker/store"
)

// Browser is where a request comes from: something random that this browser alone sends,
// and the device that its cookie says it is.
type Browser struct {
	Half   string
	Device guard.Device
}

// caller is the visitor for package stepup. A device counts as known only where this
// account has signed in with it: anybody can have a device cookie.
func (d *Desk) caller(ctx context.Context, v Visitor, b Browser) (stepup.Caller, error) {
	c := stepup.Caller{Account: v.Account.ID, Browser: b.Half}
	if b.Device == (guard.Device{}) {
		return c, nil
	}
	known, err := d.People.Knows(ctx, b.Device, v.Account.ID)
	if known {
		c.Device = hex.EncodeToString(b.Device[:])
	}
	return c, err
}

// BeginSignIn gives what navigator.credentials.get is called with. It is the same for
// everybody, and says nothing of who has an account (L-20).
func (d *Desk) BeginSignIn(ctx context.Context, b Browser) (json.RawMessage, error) {
	return d.Factors.BeginAssertion(ctx, stepup.Caller{Browser: b.Half}, stepup.Policy{})
}

// SignIn judges the key's answer and opens a session. A key whose role does not take it, or
// whose account is gone, opens none. The browser is known for the account from then on.
func (d *Desk) SignIn(ctx context.Context, b Browser, answer []byte) (handle string, err error) {
	p, err := d.Factors.FinishAssertion(ctx, stepup.Caller{Browser: b.Half}, answer, stepup.Policy{}, d.Ledger.Noting("admin door"))
	if err != nil {
		return "", err
	}
	factors, err := d.Factors.List(ctx, p.Account)
	if err != nil {
		return "", err
	}
	known, err := d.People.Knows(ctx, b.Device, p.Account)
	if err != nil {
		return "", err
	}
	var a Account
	err = d.Records.Update(ctx, func(tx store.Tx) (err error) {
		a, err = d.entered(tx, p, factors, b.Device, known)
		return err
	})
	if errors.Is(err, ErrUnknown) {
		err = stepup.ErrAnswer
	}
	if err != nil {
		return "", err
	}
	return d.begin(ctx, kept{Account: a.ID, Epoch: a.Epoch, Factor: p.Factor, Made: d.Now().Unix(), Shown: p.At.Unix()})
}

// entered writes down that a key was shown at the door, by an account whose role takes it.
func (d *Desk) entered(tx store.Tx, p stepup.Proof, factors []stepup.Factor, at guard.Device, known bool) (Account, error) {
	a, err := d.account(tx, p.Account)
	if err != nil {
		return a, err
	}
	i := slices.IndexFunc(factors, func(f stepup.Factor) bool { return f.ID == p.Factor })
	if i < 0 { // removed meanwhile
		return a, stepup.ErrAnswer
	}
	if err := d.policy(a.Role).Admits(factors[i]); err != nil {
		return a, err
	}
	if !known && a.In != 0 {
		a.tell(NewDevice, p.At)
	}
	a.In = p.At.Unix()
	if err := d.write(tx, a); err != nil {
		return a, err
	}
	if err := d.People.Remember(tx, at, a.ID); err != nil {
		return a, err
	}
	return a, d.note(a.ID)(tx, "admin.sign-in", "factor "+p.Factor)
}

// BeginConfirm gives what the visitor's keys are asked with, for a fresh proof.
func (d *Desk) BeginConfirm(ctx context.Context, v Visitor, b Browser) (json.RawMessage, error) {
	c, err := d.caller(ctx, v, b)
	if err != nil {
		return nil, err
	}
	return d.Factors.BeginAssertion(ctx, c, v.Policy())
}

// ConfirmKey judges the key's answer, and gives the session a new handle (L-17).
func (d *Desk) ConfirmKey(ctx context.Context, v Visitor, b Browser, answer []byte) (handle string, err error) {
	c, err := d.caller(ctx, v, b)
	if err != nil {
		return "", err
	}
	p, err := d.Factors.FinishAssertion(ctx, c, answer, v.Policy(), d.note(v.Account.ID))
	if err != nil {
		return "", err
	}
	return d.renew(ctx, v, p)
}

// ConfirmCode does the same with a code of the visitor's generator. Unlike a key, a code can
// be guessed: who guesses from a browser that this account never signed in with is locked
// out with all such browsers, and the account's own is not (L-14).
func (d *Desk) ConfirmCode(ctx context.Context, v Visitor, b Browser, code string) (handle string, err error) {
	c, err := d.caller(ctx, v, b)
	if err != nil {
		return "", err
	}
	lockout, person := guard.Lockout{People: d.People, State: d.State, Limits: guard.DefaultGuesses}, v.Account.ID
	standing, err := lockout.Try(ctx, person, b.Device)
	switch {
	case err != nil:
		return "", err
	case standing.Locked():
		return "", stepup.ErrThrottled
	}
	p, err := d.Factors.CheckTOTP(ctx, c, code, v.Policy(), d.note(person))
	if err != nil {
		_, counted := lockout.Failed(ctx, person, b.Device)
		return "", errors.Join(err, counted)
	}
	if err := lockout.Succeeded(ctx, person, b.Device); err != nil {
		return "", err
	}
	return d.renew(ctx, v, p)
}

// renew carries a session over to a new handle, with a fresh proof.
func (d *Desk) renew(ctx context.Context, v Visitor, p stepup.Proof) (string, error) {
	k := v.session
	k.Shown = p.At.Unix()
	return d.carry(ctx, v, k)
}

// carry gives a session a new handle. The old one is gone first: whoever had copied it does
// not get what was shown with it.
func (d *Desk) carry(ctx context.Context, v Visitor, k kept) (string, error) {
	if _, err := d.State.Take(ctx, sessionKey(v.handle), nil, Idle); err != nil {
		return "", ErrNoSession
	}
	return d.begin(ctx, k)
}
