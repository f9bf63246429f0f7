package history

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/claims"
)

// Approval is what a school agreed to, for one app.
type Approval struct {
	Contract claims.Contract `json:"c"`
	By       string          `json:"b"` // the account that approved it; "": it was in force before the school approved contracts itself
	At       time.Time       `json:"t"` // zero where nobody approved it
}

// Approvals is all of them.
type Approvals struct {
	Of     map[registry.Pair]Approval
	Change int64 // goes up with each change
}

// Agreed is what holds.
func (a Approvals) Agreed() registry.Agreed {
	out := make(registry.Agreed, len(a.Of))
	for at, x := range a.Of {
		out[at] = x.Contract
	}
	return out
}

// Approvals reads all.
func (b *Book) Approvals(ctx context.Context) (out Approvals, err error) {
	err = b.records.View(ctx, func(tx store.Tx) (err error) {
		out, err = b.approvals(tx)
		return err
	})
	if err != nil {
		return out, fmt.Errorf("history: approvals: %w", err)
	}
	return out, nil
}

func (b *Book) approvals(tx store.Tx) (Approvals, error) {
	out := Approvals{Of: map[registry.Pair]Approval{}}
	if err := tx.Query(`SELECT change FROM contract_change WHERE one = 1`, nil, func(scan func(...any) error) error { return scan(&out.Change) }); err != nil {
		return out, err
	}
	err := tx.Query(`SELECT school, app, box FROM contract_agreed`, nil, func(scan func(...any) error) error {
		var at registry.Pair
		var box []byte
		if err := scan(&at.School, &at.App, &box); err != nil {
			return err
		}
		plain, err := b.ring.Open("seal", labelOf(at), box)
		if err != nil {
			return err
		}
		var a Approval
		if err := json.Unmarshal(plain, &a); err != nil {
			return err
		}
		out.Of[at] = a
		return nil
	})
	return out, err
}

// labelOf binds a box to its row: who can write the records cannot give one school's
// agreement to another.
func labelOf(at registry.Pair) string { return "contract agreed " + at.School + " " + at.App }

// Changes gives the number that goes up with each change of an approval.
func (b *Book) Changes(ctx context.Context) (n int64, err error) {
	err = b.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT change FROM contract_change WHERE one = 1`, nil, func(scan func(...any) error) error { return scan(&n) })
	})
	return n, err
}

// Agree writes down what holds from now on, within a transaction; decide says so by what held
// until then. What it leaves out is not agreed any more. What is as it was keeps who approved
// it.
func (b *Book) Agree(tx store.Tx, decide func(was registry.Agreed) registry.Agreed) error {
	had, err := b.approvals(tx)
	if err != nil {
		return err
	}
	agreed, changed := decide(had.Agreed()), false
	for at := range had.Of {
		if _, stays := agreed[at]; !stays {
			changed = true
			if _, err := tx.Exec(`DELETE FROM contract_agreed WHERE school = $1 AND app = $2`, at.School, at.App); err != nil {
				return err
			}
		}
	}
	for at, c := range agreed {
		a, known := had.Of[at]
		if known && a.Contract.Allows(c) && a.Contract.Version == c.Version {
			continue
		}
		a.Contract, changed = c, true
		if err := b.agree(tx, at, a); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	return count(tx)
}

// Decide writes down that a school agreed to a contract, or, with nil, that it agrees to
// nothing any more, in one step with its entry. false: it had agreed to nothing.
func (b *Book) Decide(ctx context.Context, at registry.Pair, a *Approval, note func(store.Tx) error) (done bool, err error) {
	err = b.records.Update(ctx, func(tx store.Tx) error {
		n := int64(1)
		if a != nil {
			err = b.agree(tx, at, *a)
		} else {
			n, err = tx.Exec(`DELETE FROM contract_agreed WHERE school = $1 AND app = $2`, at.School, at.App)
		}
		if done = n > 0; err != nil || !done {
			return err
		}
		if err := count(tx); err != nil {
			return err
		}
		return note(tx)
	})
	if err != nil {
		return false, fmt.Errorf("history: decide: %w", err)
	}
	return done, nil
}

func (b *Book) agree(tx store.Tx, at registry.Pair, a Approval) error {
	plain, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("history: encode: %w", err)
	}
	box, err := b.ring.Seal("seal", labelOf(at), plain)
	if err != nil {
		return fmt.Errorf("history: seal: %w", err)
	}
	_, err = tx.Exec(`INSERT INTO contract_agreed (school, app, box) VALUES ($1, $2, $3) ON CONFLICT (school, app) DO UPDATE SET box = excluded.box`, at.School, at.App, box)
	return err
}

func count(tx store.Tx) error {
	_, err := tx.Exec(`UPDATE contract_change SET change = change + 1 WHERE one = 1`)
	return err
}
