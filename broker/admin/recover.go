package admin

import (
	"context"
	"errors"

	"sluis/broker/guard"
	"sluis/broker/stepup"
	"sluis/broker/store"
)

// SignInByCode opens a session with a recovery code, which says by itself whose it is: the
// door asks no name (L-20). The session may enrol and nothing else, until a new key is
// there; the code is spent, and the owner reads of it at the next sign-in (S-14).
//
// A code is a sign-in's way back and never a fresh proof: a paper can be read off by any
// page that looks like ours, and a session that is open has its key.
//
// Who guesses is counted at the own device, and at the head of the code that was guessed at.
// No owner's way back can be shut by somebody who has not read the paper (L-14). The right
// one stays counted too: nobody needs eleven in an hour.
func (d *Desk) SignInByCode(ctx context.Context, b Browser, code string) (handle string, err error) {
	head, _ := stepup.CodeHead(code)
	lockout, paper := guard.Lockout{People: d.People, State: d.State, Limits: guard.DefaultGuesses}, "recovery code "+head
	standing, err := lockout.Try(ctx, paper, b.Device)
	switch {
	case err != nil:
		return "", err
	case standing.Locked():
		return "", stepup.ErrThrottled
	}
	var a Account
	p, err := d.Factors.UseRecoveryCode(ctx, stepup.Caller{Browser: b.Half}, code, d.Ledger.Noting("admin door"), func(tx store.Tx, p stepup.Proof) (err error) {
		a, err = d.enterByCode(tx, p)
		return err
	})
	if err != nil {
		_, counted := lockout.Failed(ctx, paper, b.Device)
		return "", errors.Join(err, counted)
	}
	return d.begin(ctx, kept{Account: a.ID, Epoch: a.Epoch, Code: true, Made: p.At.Unix()})
}

// enterByCode is what stands or falls with the code.
func (d *Desk) enterByCode(tx store.Tx, p stepup.Proof) (Account, error) {
	a, err := d.account(tx, p.Account)
	if errors.Is(err, ErrUnknown) { // of somebody who is no admin
		return a, stepup.ErrCode
	}
	if err != nil {
		return a, err
	}
	a.tell(ByCode, p.At)
	if err := d.write(tx, a); err != nil {
		return a, err
	}
	return a, d.note(a.ID)(tx, "admin.sign-in", "recovery code")
}
