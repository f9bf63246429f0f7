package admin

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"sluis/broker/keys"
	"sluis/broker/stepup"
	"sluis/broker/store"
	"sluis/internal/secret"
)

// How long an invitation is good: one that the operator reads from a screen, and one that
// an admin hands over (S-02, S-17).
const (
	OperatorInvite = 15 * time.Minute
	AdminInvite    = 24 * time.Hour
)

// Wish is who is to become an admin.
type Wish struct {
	Name   string `json:"n"`
	Role   Role   `json:"r"`
	School string `json:"s,omitempty"`
	// AtSchool: the school vouches for them each time they sign in, beside a key of their
	// own. Who uses the invitation first is who they are from then on (S-16, S-17).
	AtSchool bool   `json:"f,omitempty"`
	App      string `json:"p,omitempty"` // of a developer
}

// invitation is what its row holds.
type invitation struct {
	Wish
	By      string `json:"b"`           // an account, or operator
	Account string `json:"a,omitempty"` // that begins anew with it; "": one is made
}

// Invitation is one that is open, as a list shows it.
type Invitation struct {
	Wish
	By   string
	Ends time.Time
}

const codeGroup = 4

// newCode gives 128 random bits in groups that can be read aloud.
func newCode() string {
	raw, out := rand.Text(), strings.Builder{}
	for i, r := range raw {
		if i > 0 && i%codeGroup == 0 {
			out.WriteByte('-')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// codeID is the row of a code, however it was typed: the records do not hold what opens.
func (d *Desk) codeID(code string) string {
	if len(code) > 100 {
		code = ""
	}
	code = strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
	m := d.Ring.MAC("index", []byte("admin invite"), []byte(code))
	return ids.EncodeToString(m[:])
}

// check gives the wish as it can be kept. ErrInput: it cannot.
func (d *Desk) check(w Wish) (Wish, error) {
	w.Name = stepup.CleanName(w.Name)
	if w.Name == "" || !w.Role.known() || w.Role.OfSchool() != (w.School != "") || w.School != "" && !d.School(w.School) ||
		w.AtSchool && w.School == "" || w.Role.OfApp() != (w.App != "") || w.App != "" && !d.App(w.App) {
		return w, ErrInput
	}
	return w, nil
}

// OperatorInvites makes the code by which the first platform admin comes in. Who has the
// operator's place on the machine has the keyring anyway; that they did it is in the chain.
// Once a platform admin has signed in they invite the others: ErrStanding says so, but for
// an emergency, which the chain has as one (S-02).
func (d *Desk) OperatorInvites(ctx context.Context, w Wish, by string, emergency bool) (secret.Text, time.Time, error) {
	note := d.Ledger.Noting(by)
	return d.invite(ctx, invitation{Wish: w, By: by}, OperatorInvite, func(tx store.Tx, verb string, lines ...string) error {
		stands, err := d.platformStands(tx)
		switch {
		case err != nil:
			return err
		case stands && !emergency:
			return ErrStanding
		case stands:
			lines = append(lines, "emergency")
		}
		return note(tx, verb, lines...)
	})
}

// platformStands reports whether a platform admin has come in once.
func (d *Desk) platformStands(tx store.Tx) (bool, error) {
	all, err := d.accounts(tx, "")
	return slices.ContainsFunc(all, func(a Account) bool { return a.Role == Platform && a.In != 0 }), err
}

// Invites makes a code that an admin hands over. ErrGrant: the role is not theirs to give.
func (d *Desk) Invites(ctx context.Context, v Visitor, w Wish) (secret.Text, time.Time, error) {
	if !v.Account.MayGrant(w.Role, w.School) {
		return secret.Text{}, time.Time{}, ErrGrant
	}
	return d.invite(ctx, invitation{Wish: w, By: v.Account.ID}, AdminInvite, d.note(v.Account.ID))
}

func (d *Desk) invite(ctx context.Context, i invitation, life time.Duration, note keys.Note) (secret.Text, time.Time, error) {
	var err error
	if i.Wish, err = d.check(i.Wish); err != nil {
		return secret.Text{}, time.Time{}, err
	}
	code, ends := newCode(), d.Now().Add(life)
	err = d.Records.Update(ctx, func(tx store.Tx) error {
		if err := d.keepInvitation(tx, d.codeID(code), i, ends); err != nil {
			return err
		}
		return note(tx, "admin.invite", "role "+string(i.Role), "school "+i.School, "app "+i.App, "until "+ends.UTC().Format(time.RFC3339))
	})
	return secret.NewText(code), ends, err
}

// keepInvitation writes one, where there is room.
func (d *Desk) keepInvitation(tx store.Tx, id string, i invitation, ends time.Time) error {
	box, err := d.seal("admin invite", id, i)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM admin_invite WHERE ends <= $1`, d.Now().Unix()); err != nil {
		return err
	}
	n := 0
	if err := tx.Query(`SELECT count(*) FROM admin_invite`, nil, func(scan func(...any) error) error { return scan(&n) }); err != nil {
		return err
	}
	if n >= MaxAccounts {
		return ErrFull
	}
	_, err = tx.Exec(`INSERT INTO admin_invite (id, box, ends) VALUES ($1, $2, $3)`, id, box, ends.Unix())
	return err
}

// Invitations gives those that are open and that the visitor may know of.
func (d *Desk) Invitations(ctx context.Context, v Visitor) (out []Invitation, err error) {
	err = d.Records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT id, box, ends FROM admin_invite WHERE ends > $1 ORDER BY ends`, []any{d.Now().Unix()}, func(scan func(...any) error) error {
			var id string
			var box []byte
			var ends int64
			if err := scan(&id, &box, &ends); err != nil {
				return err
			}
			i := invitation{}
			if err := d.open("admin invite", id, box, &i); err != nil {
				return err
			}
			if i.Account == "" && v.Account.sees(Account{Role: i.Role, School: i.School}) {
				out = append(out, Invitation{i.Wish, i.By, time.Unix(ends, 0).UTC()})
			}
			return nil
		})
	})
	return out, err
}

// Redeem takes a code, once, and opens the session in which the account's owner enrols
// factors: of an account that it makes, or of one that begins anew. ErrInvite: the code is
// wrong, used or too old, or whoever gave it may not any more.
func (d *Desk) Redeem(ctx context.Context, code string) (handle string, err error) {
	id, now := d.codeID(code), d.Now()
	var a Account
	err = d.Records.Update(ctx, func(tx store.Tx) error {
		i, err := d.take(tx, id, now)
		if err != nil {
			return err
		}
		if i.Account != "" {
			a, err = d.anew(tx, id, i)
		} else {
			a, err = d.make(tx, i)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return d.begin(ctx, kept{Account: a.ID, Epoch: a.Epoch, Made: now.Unix()})
}

// make makes the account of an invitation.
func (d *Desk) make(tx store.Tx, i invitation) (Account, error) {
	all, err := d.accounts(tx, "")
	if err != nil {
		return Account{}, err
	}
	if len(all) >= MaxAccounts {
		return Account{}, ErrFull
	}
	a := Account{ID: rand.Text(), Name: i.Name, Role: i.Role, School: i.School, App: i.App, AtSchool: i.AtSchool, By: i.By, Made: d.Now().UTC()}
	if err := d.write(tx, a); err != nil {
		return a, err
	}
	return a, d.note(a.ID)(tx, "admin.redeem", "role "+string(a.Role), "school "+a.School, "app "+a.App, "invited by "+a.By)
}

// take removes an invitation: of two that come at once one finds it. What an admin gave
// whose role was taken away since, or whose account is gone, is good for nothing.
func (d *Desk) take(tx store.Tx, id string, now time.Time) (i invitation, err error) {
	var box []byte
	err = tx.Query(`SELECT box FROM admin_invite WHERE id = $1 AND ends > $2`, []any{id, now.Unix()}, func(scan func(...any) error) error { return scan(&box) })
	if err != nil {
		return i, err
	}
	if box == nil {
		return i, ErrInvite
	}
	if err := d.open("admin invite", id, box, &i); err != nil {
		return i, err
	}
	if _, err := tx.Exec(`DELETE FROM admin_invite WHERE id = $1`, id); err != nil {
		return i, err
	}
	if strings.HasPrefix(i.By, "operator") {
		return i, nil
	}
	giver, err := d.account(tx, i.By)
	if errors.Is(err, ErrUnknown) || err == nil && !giver.MayGrant(i.Role, i.School) {
		return i, ErrInvite
	}
	return i, err
}
