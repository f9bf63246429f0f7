package ledger

import (
	"context"
	"fmt"

	"sluis/broker/store"
)

// Term is how long a school's login log is kept.
type Term struct {
	School string
	Days   int // 183 to 365 (L-07)
}

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
// may run on two nodes at once.
func (l *Ledger) Retain(ctx context.Context, terms []Term) (Report, error) {
	today := DayOf(l.now())
	var rep Report
	for _, t := range terms {
		oldest := today - Day(t.Days)
		if err := l.ring.ForgetLogKeysBefore(ctx, t.School, oldest); err != nil {
			return rep, fmt.Errorf("ledger: retention of %s: %w", t.School, err)
		}
		err := l.remove(ctx, &rep.Attempts, `DELETE FROM login_log WHERE school = $1 AND day < $2`, t.School, int64(oldest))
		if err != nil {
			return rep, err
		}
	}
	last := int64(today) - ledgerDays
	if err := l.remove(ctx, &rep.Releases, `DELETE FROM release_ledger WHERE last_day < $1`, last); err != nil {
		return rep, err
	}
	err := l.remove(ctx, &rep.Informed,
		`DELETE FROM informed WHERE since < $1 AND NOT EXISTS (SELECT 1 FROM release_ledger r WHERE r.subject = informed.subject AND r.app = informed.app)`,
		last*86400)
	return rep, err
}

func (l *Ledger) remove(ctx context.Context, count *int64, sql string, args ...any) error {
	return l.records.Update(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(sql, args...)
		*count += n
		return err
	})
}
