package admin

import (
	"context"
	"slices"

	"sluis/broker/stepup"
	"sluis/broker/store"
)

// Person is an admin as a list shows them.
type Person struct {
	Account
	Keys    int  // factors other than recovery codes
	Ready   bool // they have what rights need
	Mine    bool // the visitor's own
	MayTake bool // the visitor may change the role or remove the account
	Lost    bool // a recovery of it waits, or its code was handed over
}

// Admins gives the admins that the visitor may know of, by name.
func (d *Desk) Admins(ctx context.Context, v Visitor) ([]Person, error) {
	var all []Account
	lost := map[string]bool{}
	err := d.Records.View(ctx, func(tx store.Tx) (err error) {
		if all, err = d.accounts(tx, ""); err != nil {
			return err
		}
		for _, a := range all {
			if lost[a.ID], err = d.stands(tx, a.Lost); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, byName)
	var out []Person
	for _, a := range all {
		if !v.Account.sees(a) {
			continue
		}
		factors, err := d.Factors.List(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		p := Person{Account: a, Ready: enough(d.policy(a.Role), factors), Mine: a.ID == v.Account.ID, Lost: lost[a.ID]}
		p.MayTake = !p.Mine && v.Account.MayGrant(a.Role, a.School)
		for _, f := range factors {
			if f.Kind != stepup.Recovery {
				p.Keys++
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// theirs reads an account that the visitor may change, within the transaction of the
// change, and judges the visitor anew there: their own role may have gone meanwhile.
func (d *Desk) theirs(tx store.Tx, v Visitor, id string) (Account, error) {
	me, err := d.account(tx, v.Account.ID)
	if err != nil {
		return Account{}, err
	}
	a, err := d.account(tx, id)
	switch {
	case err != nil:
		return a, err
	case !me.sees(a):
		return a, ErrUnknown
	case me.ID == a.ID:
		return a, ErrSelf
	case !me.MayGrant(a.Role, a.School):
		return a, ErrGrant
	}
	return a, nil
}

// ChangeRole gives an admin another role. It holds from their next request on. Refusals
// are ErrUnknown, ErrSelf, ErrGrant and ErrInput. The wish needs no name: they keep theirs.
func (d *Desk) ChangeRole(ctx context.Context, v Visitor, id string, to Wish) error {
	return d.Records.Update(ctx, func(tx store.Tx) error {
		a, err := d.theirs(tx, v, id)
		if err != nil {
			return err
		}
		to.Name = a.Name
		w, err := d.check(to)
		if err != nil {
			return err
		}
		me, err := d.account(tx, v.Account.ID)
		if err != nil {
			return err
		}
		if !me.MayGrant(w.Role, w.School) {
			return ErrGrant
		}
		if a.AtSchool && w.School != a.School {
			return ErrInput // they are who that school says they are
		}
		was := a.Role
		a.Role, a.School, a.App = w.Role, w.School, w.App
		if err := d.write(tx, a); err != nil {
			return err
		}
		return d.note(me.ID)(tx, "admin.role", "account "+a.ID, "from "+string(was), "to "+string(a.Role), "school "+a.School, "app "+a.App)
	})
}

// RemovePerson takes an account away with its factors and recovery codes; its next request
// finds no session.
func (d *Desk) RemovePerson(ctx context.Context, v Visitor, id string) error {
	return d.Records.Update(ctx, func(tx store.Tx) error {
		a, err := d.theirs(tx, v, id)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`DELETE FROM admin WHERE id = $1`, a.ID); err != nil {
			return err
		}
		if err := d.Factors.RemoveAll(tx, a.ID, d.note(v.Account.ID)); err != nil {
			return err
		}
		return d.note(v.Account.ID)(tx, "admin.remove", "account "+a.ID, "role "+string(a.Role))
	})
}
