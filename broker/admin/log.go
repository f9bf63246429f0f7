package admin

import (
	"context"
	"errors"
	"slices"
	"time"

	"sluis/broker/ledger"
	"sluis/broker/store"
)

// Reaches reports whether a visitor may know of a school: a school's role knows its own
// alone. It does not say that the school exists.
func (v Visitor) Reaches(school string) bool {
	return school != "" && v.Account.Role != Developer && (!v.Account.Role.OfSchool() || v.Account.School == school)
}

// reaches is the same of a school that the registry has; ErrUnknown where it has none or
// the visitor may not know (G-01).
func (d *Desk) reaches(v Visitor, school string) error {
	if !v.Reaches(school) || !d.School(school) {
		return ErrUnknown
	}
	return nil
}

// Attempts gives a page of a school's login log, the last first. Rows hold no person, and
// without a number nobody's can be told from another's: reading them is no entry.
func (d *Desk) Attempts(ctx context.Context, v Visitor, school string, from, to ledger.Day, keep func(ledger.Attempt) bool, skip, n int) (out []ledger.Attempt, more bool, err error) {
	if err := d.reaches(v, school); err != nil {
		return nil, false, err
	}
	if from > to || to-from >= ledger.MaxSearchDays {
		return nil, false, ErrInput
	}
	return d.Ledger.Recent(ctx, school, from, to, keep, skip, n)
}

// Week gives a school's week in numbers.
func (d *Desk) Week(ctx context.Context, v Visitor, school string, monday ledger.Day) (ledger.Week, error) {
	if err := d.reaches(v, school); err != nil {
		return ledger.Week{}, err
	}
	return d.Ledger.Week(ctx, school, monday)
}

// Search gives one pupil's attempts (L-09). The look is an entry before anything is read.
func (d *Desk) Search(ctx context.Context, v Visitor, s ledger.Search) ([]ledger.Attempt, error) {
	if err := d.reaches(v, s.School); err != nil {
		return nil, err
	}
	s.By = "admin " + v.Account.ID
	out, err := d.Ledger.Search(ctx, s)
	var unfit ledger.ErrSearch
	if errors.As(err, &unfit) {
		return nil, errors.Join(ErrInput, err)
	}
	return out, err
}

// Looked is somebody's look at what was kept of a school's pupils: who, when and why
// (G-02). The number or address itself stands nowhere.
type Looked struct {
	ledger.AuditEntry
	Name string // of the admin, where the account is there; else ""
	Role Role
}

// looks are the verbs of such entries; the first line of each is the school.
var looks = []string{"log.search", "log.address"}

// Addresses writes down that somebody is about to be shown the address behind an attempt at
// a school, and judges whether they may (G-02). school is "" where none is known: that is
// nobody's but the installation's. The address itself stands nowhere.
func (d *Desk) Addresses(ctx context.Context, v Visitor, school string, at time.Time, reason, ticket string) error {
	if school == "" && v.Account.Role.OfSchool() {
		return ErrUnknown
	}
	if school != "" {
		if err := d.reaches(v, school); err != nil {
			return err
		}
	}
	if err := ledger.CheckWhy(reason, ticket); err != nil {
		return errors.Join(ErrInput, err)
	}
	return d.Ledger.Audit(ctx, ledger.Act{By: "admin " + v.Account.ID, Verb: "log.address", Lines: []string{school, at.UTC().Format(time.RFC3339), reason, ticket}})
}

// Looks gives the last n looks at one school, the last first. Whoever of another school
// or of the installation looked is named too: the school is told who looks at its pupils.
func (d *Desk) Looks(ctx context.Context, v Visitor, school string, n int) (out []Looked, err error) {
	if err := d.reaches(v, school); err != nil {
		return nil, err
	}
	trail, err := d.Ledger.AuditTrail(ctx)
	if err != nil {
		return nil, err
	}
	names, err := d.names(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range slices.Backward(trail) {
		if len(out) == n {
			break
		}
		if slices.Contains(looks, e.Verb) && len(e.Lines) > 0 && e.Lines[0] == school {
			a := names[e.By]
			out = append(out, Looked{e, a.Name, a.Role})
		}
	}
	return out, nil
}

// names gives the accounts by what the chain calls them.
func (d *Desk) names(ctx context.Context) (map[string]Account, error) {
	out := map[string]Account{}
	err := d.Records.View(ctx, func(tx store.Tx) error {
		all, err := d.accounts(tx, "")
		for _, a := range all {
			out["admin "+a.ID] = a
		}
		return err
	})
	return out, err
}
