package admin

import (
	"context"
	"crypto/hmac"
	"errors"

	"sluis/broker/store"
)

// Seat names a visitor's session for as long as it lasts, whatever handle it has.
func (v Visitor) Seat() string { return v.session.Seat }

// ShowSchool takes what a school's login says of a visitor, and carries the session over.
// seat is the session that asked, school the one that vouches, subject who it vouches for. An
// account that nobody came for yet is bound to that person, in the session of its invitation
// alone: whoever has the code (S-17). One person has one account, or they would be the
// second admin to themselves. Refusals: ErrNoSession, ErrUnknown, ErrOther.
func (d *Desk) ShowSchool(ctx context.Context, v Visitor, seat, school, subject string) (handle string, err error) {
	switch {
	case seat == "" || !hmac.Equal([]byte(seat), []byte(v.Seat())):
		return "", ErrNoSession
	case !v.Account.AtSchool:
		return "", ErrUnknown
	}
	err = d.Records.Update(ctx, func(tx store.Tx) error {
		a, err := d.account(tx, v.Account.ID)
		if err != nil {
			return err
		}
		if a.School != school {
			return ErrOther
		}
		if a.Subject == "" {
			return d.bind(tx, v, a, subject)
		}
		if !hmac.Equal([]byte(a.Subject), []byte(subject)) {
			return ErrOther
		}
		return d.note(a.ID)(tx, "admin.school", "school "+school)
	})
	if errors.Is(err, ErrOther) {
		return "", errors.Join(err, d.deny(ctx, v.Account.ID, "school.back"))
	}
	if err != nil {
		return "", err
	}
	k := v.session
	k.Vouched = true
	return d.carry(ctx, v, k)
}

// bind makes a person of a school the owner of an account. What is kept of them is a keyed
// digest, which no app has.
func (d *Desk) bind(tx store.Tx, v Visitor, a Account, subject string) error {
	if v.Factor != "" || v.Code || subject == "" {
		return ErrOther
	}
	all, err := d.accounts(tx, "")
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.Subject == subject {
			return ErrOther
		}
	}
	a.Subject = subject
	if err := d.write(tx, a); err != nil {
		return err
	}
	return d.note(a.ID)(tx, "admin.bind", "school "+a.School)
}
