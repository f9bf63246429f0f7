package admin

import (
	"context"
	"errors"
	"time"

	"sluis/broker/store"
	"sluis/internal/secret"
	"sluis/internal/ticket"
)

// RecoverKind is the act of two admins by which an owner who lost every factor begins anew
// (S-14). The payload is the account's id.
const RecoverKind = "recover"

// RecoverWait is how long the owner has to stop it, after the second admin confirmed.
const RecoverWait = 24 * time.Hour

// Lost is a recovery of an account that was asked for and is not done: it waits for admins,
// or its code was handed over.
type Lost struct {
	Proposal string `json:"p"`
	Invite   string `json:"i,omitempty"` // row of the code
	Asked    int64  `json:"a"`           // Unix seconds
}

func (d *Desk) recoverKind() Kind {
	return Kind{Name: RecoverKind, Needs: ChangeAdmins, Wait: RecoverWait, Asked: d.lostAsked, Carry: d.lostCarry}
}

// AskRecovery asks that an account's owner may begin anew. A second admin confirms it, and a
// day later either of them has a code for the owner. The owner sees it at each page until
// then. Refusals: ErrUnknown, ErrSelf, ErrGrant, ErrInput (no ticket, or it was asked
// already), and those of Propose.
func (d *Desk) AskRecovery(ctx context.Context, v Visitor, id, number string) error {
	if !ticket.Valid(number) {
		return ErrInput
	}
	var a Account
	err := d.Records.View(ctx, func(tx store.Tx) (err error) {
		a, err = d.theirs(tx, v, id)
		return err
	})
	if err != nil {
		return err
	}
	_, err = d.Propose(ctx, v, RecoverKind, a.School, []byte(a.ID), "account "+a.ID, "ticket "+number)
	return err
}

// lostAsked marks the account, so that its owner is told.
func (d *Desk) lostAsked(tx store.Tx, p Proposal) error {
	a, err := d.theirs(tx, Visitor{Account: Account{ID: p.By}}, string(p.Payload))
	if err != nil {
		return err
	}
	stands, err := d.stands(tx, a.Lost)
	if err != nil {
		return err
	}
	if stands || a.School != p.School {
		return ErrInput
	}
	a.Lost = &Lost{Proposal: p.ID, Asked: p.Made.Unix()}
	a.tell(RecoverAsked, p.Made)
	return d.write(tx, a)
}

// lostCarry makes the code. All who had a part in it must still have a right over the
// account as it is now, and the owner is none of them.
func (d *Desk) lostCarry(_ context.Context, tx store.Tx, p Proposal) (Carried, error) {
	a, err := d.account(tx, string(p.Payload))
	if err != nil {
		return Carried{}, err
	}
	for _, by := range []string{p.By, p.Second} {
		if _, err := d.theirs(tx, Visitor{Account: Account{ID: by}}, a.ID); err != nil {
			return Carried{}, err
		}
	}
	if a.Lost == nil || a.Lost.Proposal != p.ID {
		return Carried{}, ErrUnknown
	}
	code := newCode()
	ends := d.Now().Add(AdminInvite)
	a.Lost.Invite = d.codeID(code)
	i := invitation{Wish: Wish{Name: a.Name, Role: a.Role, School: a.School, App: a.App}, By: p.By, Account: a.ID}
	if err := d.keepInvitation(tx, a.Lost.Invite, i, ends); err != nil {
		return Carried{}, err
	}
	return Carried{Lines: []string{"account " + a.ID, "until " + ends.UTC().Format(time.RFC3339)}, Shown: secret.NewText(code)}, d.write(tx, a)
}

// anew is what a code of a recovery does to its account: no factor of before opens it, and
// no session. An account that was given a higher role since is not taken by the code of who
// could not give that role.
func (d *Desk) anew(tx store.Tx, id string, i invitation) (Account, error) {
	a, err := d.account(tx, i.Account)
	if errors.Is(err, ErrUnknown) || err == nil && (a.Lost == nil || a.Lost.Invite != id) {
		err = ErrInvite
	}
	if err != nil {
		return a, err
	}
	giver, err := d.account(tx, i.By)
	if errors.Is(err, ErrUnknown) || err == nil && !giver.MayGrant(a.Role, a.School) {
		err = ErrInvite
	}
	if err != nil {
		return a, err
	}
	if err := d.Factors.RemoveAll(tx, a.ID, d.note(a.ID)); err != nil {
		return a, err
	}
	a.Lost = nil
	a.Epoch++
	a.tell(Recovered, d.Now())
	if err := d.write(tx, a); err != nil {
		return a, err
	}
	return a, d.note(a.ID)(tx, "admin.recover", "account "+a.ID, "asked by "+i.By)
}

// stands reports whether a recovery still waits, or its code is good.
func (d *Desk) stands(tx store.Tx, l *Lost) (bool, error) {
	if l == nil {
		return false, nil
	}
	n := 0
	err := tx.Query(`SELECT count(*) FROM admin_proposal WHERE id = $1 AND ends > $3 UNION ALL SELECT count(*) FROM admin_invite WHERE id = $2 AND ends > $3`,
		[]any{l.Proposal, l.Invite, d.Now().Unix()}, func(scan func(...any) error) error {
			one := 0
			err := scan(&one)
			n += one
			return err
		})
	return n > 0, err
}

// StopRecovery ends a recovery of the visitor's own account: whoever shows a factor of it
// has not lost everything. ErrUnknown: there is none.
func (d *Desk) StopRecovery(ctx context.Context, v Visitor) error {
	return d.Records.Update(ctx, func(tx store.Tx) error {
		a, err := d.account(tx, v.Account.ID)
		if err != nil {
			return err
		}
		stands, err := d.stands(tx, a.Lost)
		if err == nil && !stands {
			err = ErrUnknown
		}
		if err != nil {
			return err
		}
		gone := *a.Lost
		a.Lost = nil
		if err := d.write(tx, a); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM admin_proposal WHERE id = $1`, gone.Proposal); err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM admin_invite WHERE id = $1`, gone.Invite); err != nil {
			return err
		}
		return d.note(a.ID)(tx, "admin.recover.stop", "account "+a.ID, "proposal "+gone.Proposal)
	})
}
