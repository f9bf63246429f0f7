package ledger

import (
	"context"
	"time"

	"sluis/broker/store"
	"sluis/claims"
)

// Informed is what a person was shown, or agreed to, for one app and one version
// of its contract. It is remembered per person, not per browser (contract 7); a
// larger set of items asks again (design §1.3).
type Informed struct {
	Items   claims.Items // what went through
	Off     claims.Items // optional items that the person switched off
	Consent bool         // an explicit yes
	Since   time.Time
}

// Covers reports whether nothing beyond what was shown would go now.
func (i Informed) Covers(items claims.Items) bool { return items.Minus(i.Items) == 0 }

func (i *Informed) write(tx store.Tx, subject []byte, app string, version int, school string, now time.Time) error {
	_, err := tx.Exec(`INSERT INTO informed (subject, app, version, school, items, off, consent, since)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (subject, app, version, school) DO UPDATE SET items = excluded.items, off = excluded.off, consent = excluded.consent, since = excluded.since`,
		subject, app, version, school, int64(i.Items), int64(i.Off), flag(i.Consent), now.Unix())
	return err
}

// Informed gives what is remembered of a subject at a school; false: nothing is. Another
// school is another controller, and must inform anew (AVG article 13), also about a
// person whose subject it took over.
func (l *Ledger) Informed(ctx context.Context, subject, app string, version int, school string) (Informed, bool, error) {
	var out Informed
	found := false
	err := l.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT items, off, consent, since FROM informed WHERE subject = $1 AND app = $2 AND version = $3 AND school = $4`,
			[]any{l.index(subject), app, version, school}, func(scan func(...any) error) error {
				var items, off, consent, since int64
				if err := scan(&items, &off, &consent, &since); err != nil {
					return err
				}
				out = Informed{claims.Items(items), claims.Items(off), consent == 1, time.Unix(since, 0).UTC()}
				found = true
				return nil
			})
	})
	return out, found, err
}

// Withdraw forgets what a person was shown or agreed to at one app, in every
// version: the next login asks again (AVG article 7(3)).
func (l *Ledger) Withdraw(ctx context.Context, subject, app string) error {
	return l.records.Update(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(`DELETE FROM informed WHERE subject = $1 AND app = $2`, l.index(subject), app)
		return err
	})
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
