package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"sluis/broker/store"
)

// Term is how long a school's login log is kept.
type Term struct {
	School string
	Days   int // 183 to 365 (L-07)
}

// longestTerm is that of a school that is not in the registry any more (L-07).
const longestTerm = 365

// ledgerDays is how long a release stays in the ledger after its last day: a
// person who has not logged in for 400 days has left (T-01).
const ledgerDays = 400

// Report counts what one retention run removed.
type Report struct {
	Attempts int64
	Releases int64
	Informed int64
}

// Retain removes what is past its term, keys of past days first: were it to stop
// half-way, what is left is unreadable rather than readable. It is idempotent and
// may run on two nodes at once. The trouble of one school keeps no other's log
// beyond its term.
func (l *Ledger) Retain(ctx context.Context, terms []Term) (Report, error) {
	today := DayOf(l.now())
	var rep Report
	left, err := l.leftSchools(ctx, terms)
	for _, t := range append(left, terms...) {
		if e := l.retainLog(ctx, &rep, t, today); e != nil {
			err = errors.Join(err, fmt.Errorf("ledger: retention of %s: %w", t.School, e))
		}
	}
	last := int64(today) - ledgerDays
	return rep, errors.Join(err,
		l.remove(ctx, &rep.Releases, `DELETE FROM release_ledger WHERE last_day < $1`, last),
		l.remove(ctx, &rep.Informed,
			`DELETE FROM informed WHERE since < $1 AND NOT EXISTS (SELECT 1 FROM release_ledger r WHERE r.subject = informed.subject AND r.app = informed.app)`,
			last*86400))
}

func (l *Ledger) retainLog(ctx context.Context, rep *Report, t Term, today Day) error {
	oldest := today - Day(t.Days)
	if err := l.ring.ForgetLogKeysBefore(ctx, t.School, oldest); err != nil {
		return err
	}
	return l.remove(ctx, &rep.Attempts, `DELETE FROM login_log WHERE school = $1 AND day < $2`, t.School, int64(oldest))
}

// leftSchools gives the schools that have a log and no term: they left the registry,
// and took their own term with them.
func (l *Ledger) leftSchools(ctx context.Context, terms []Term) (left []Term, err error) {
	schools, err := l.ring.LogKeySchools(ctx)
	for _, s := range schools {
		if !slices.ContainsFunc(terms, func(t Term) bool { return t.School == s }) {
			left = append(left, Term{s, longestTerm})
		}
	}
	return left, err
}

func (l *Ledger) remove(ctx context.Context, count *int64, sql string, args ...any) error {
	return l.records.Update(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(sql, args...)
		*count += n
		return err
	})
}
