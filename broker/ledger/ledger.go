package ledger

import (
	"context"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/claims"
)

// Ledger writes and reads the books.
type Ledger struct {
	records store.Records
	ring    *keys.Ring
	now     func() time.Time
}

// New makes a Ledger over the lasting records.
func New(records store.Records, ring *keys.Ring, now func() time.Time) *Ledger {
	return &Ledger{records: records, ring: ring, now: now}
}

// Day is a day of UTC, counted from 1970.
type Day = keys.Day

// DayOf gives the day of t.
func DayOf(t time.Time) Day { return Day(t.Unix() / 86400) }

// index is how a subject is found in the books without being named.
func (l *Ledger) index(subject string) []byte { return Index(l.ring, subject) }

// Index is a keyed digest of a subject, so that a dump of the records does not even
// show the pseudonym that the app knows.
func Index(ring *keys.Ring, subject string) []byte {
	m := ring.MAC("index", []byte("subject"), []byte(subject))
	return m[:16]
}

// Release is one release to be written down.
type Release struct {
	Login    string // unique for one login; writing it twice is writing it once
	School   string
	App      string
	Subject  string // pairwise; stored as a keyed digest only
	Contract int
	Items    claims.Items
	LogAll   bool      // the school keeps a row for every login
	Finder   Finder    // where the school finds that row
	Answer   *Informed // what the person was shown, or agreed to, just now; nil: nothing was asked
	// Beside writes what must be on disk together with the release; nil: nothing. Its
	// error undoes the release.
	Beside func(store.Tx) error
}

const upsertLedger = `INSERT INTO release_ledger (subject, app, version, school, items, first_day, last_day)
VALUES ($1, $2, $3, $4, $5, $6, $6)
ON CONFLICT (subject, app, version, school) DO UPDATE SET items = release_ledger.items | excluded.items,
	last_day = CASE WHEN excluded.last_day > release_ledger.last_day THEN excluded.last_day ELSE release_ledger.last_day END
WHERE release_ledger.last_day < excluded.last_day OR release_ledger.items | excluded.items <> release_ledger.items`

// Released writes a release, and the person's answer with it, durably and in one
// step: when it returns nil, both survive a kill -9.
func (l *Ledger) Released(ctx context.Context, r Release) error {
	var row *logRow
	if r.LogAll {
		var err error
		if row, err = l.seal(ctx, r.Login, r.School, r.Finder, Attempt{App: r.App, Outcome: released}); err != nil {
			return err
		}
	}
	subject, day := l.index(r.Subject), int64(DayOf(l.now()))
	err := l.records.Update(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(upsertLedger, subject, r.App, r.Contract, r.School, int64(r.Items), day); err != nil {
			return err
		}
		if r.Answer != nil {
			if err := r.Answer.write(tx, subject, r.App, r.Contract, r.School, l.now()); err != nil {
				return err
			}
		}
		if r.Beside != nil {
			if err := r.Beside(tx); err != nil {
				return err
			}
		}
		return row.write(tx)
	})
	if err != nil {
		return fmt.Errorf("ledger: write release: %w", err)
	}
	return nil
}

// Entry is one row of the release ledger, as its subject may see it.
type Entry struct {
	App      string
	School   string
	Contract int
	Items    claims.Items
	First    Day
	Last     Day
}

// Of gives every entry of one subject.
func (l *Ledger) Of(ctx context.Context, subject string) ([]Entry, error) {
	var out []Entry
	err := l.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT app, school, version, items, first_day, last_day FROM release_ledger WHERE subject = $1 ORDER BY app, version, first_day`,
			[]any{l.index(subject)}, func(scan func(...any) error) error {
				var e Entry
				var items, first, last int64
				if err := scan(&e.App, &e.School, &e.Contract, &items, &first, &last); err != nil {
					return err
				}
				e.Items, e.First, e.Last = claims.Items(items), Day(first), Day(last)
				out = append(out, e)
				return nil
			})
	})
	return out, err
}
