package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"sluis/broker/store"
)

// Attempt is what the login log keeps of one attempt. There is no field for a
// name, a number, a class or an address.
type Attempt struct {
	App     string `json:"app"`
	Outcome string `json:"outcome"` // "released", or the name of a refusal
	At      int64  `json:"at"`      // Unix seconds
}

// released is the outcome of a login that an app got something of.
const released = "released"

type logRow struct {
	id     string
	school string
	finder Finder
	box    []byte
}

// Finder is where a school finds an attempt: on the day on which it came in, whose key
// seals it, and by the pupil's number. An attempt that ends after midnight stays
// with its day: under the next one's key its digest would be found by nobody.
type Finder struct {
	Day    Day    `json:"d"`
	Digest []byte `json:"x,omitempty"` // of the number, under the day's key; nil where there is none
}

// Finder makes the finder of an attempt that comes in now: by number, and by nothing
// else. The digest dies with the day's key, and is stable for one school, day and
// number; an empty number has none.
func (l *Ledger) Finder(ctx context.Context, school, number string) (Finder, error) {
	f := Finder{Day: DayOf(l.now())}
	if number == "" {
		return f, nil
	}
	key, err := l.ring.LogKey(ctx, school, f.Day)
	if err != nil {
		return f, fmt.Errorf("ledger: key of the day: %w", err)
	}
	f.Digest = finder(key, school, number)
	return f, nil
}

// seal closes an attempt under the key of its school and day, which is destroyed
// when the school's term is over: a day past its term is unreadable in every
// backup (D5).
func (l *Ledger) seal(ctx context.Context, id, school string, f Finder, a Attempt) (*logRow, error) {
	a.At = l.now().Unix()
	plain, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("ledger: encode attempt: %w", err)
	}
	key, err := l.ring.LogKey(ctx, school, f.Day)
	if err != nil {
		return nil, fmt.Errorf("ledger: key of the day: %w", err)
	}
	box, err := sealAttempt(key, plain)
	if err != nil {
		return nil, err
	}
	return &logRow{id, school, f, box}, nil
}

func (r *logRow) write(tx store.Tx) error {
	if r == nil {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO login_log (id, school, day, finder, box) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
		r.id, r.school, int64(r.finder.Day), r.finder.Digest, r.box)
	return err
}

// Refused writes a failed attempt: both modes keep it (D4). login is unique for
// one attempt.
func (l *Ledger) Refused(ctx context.Context, login, school string, f Finder, a Attempt) error {
	row, err := l.seal(ctx, login, school, f, a)
	if err != nil {
		return err
	}
	return l.records.Update(ctx, row.write)
}

// Attempts gives a school's attempts of one day, the oldest first.
// With a number it gives that pupil's alone. A day whose key is gone gives an error.
func (l *Ledger) Attempts(ctx context.Context, school string, day Day, number string) ([]Attempt, error) {
	key, err := l.ring.LogKey(ctx, school, day)
	if err != nil {
		return nil, fmt.Errorf("ledger: key of the day: %w", err)
	}
	var out []Attempt
	sql, args := `SELECT box FROM login_log WHERE school = $1 AND day = $2`, []any{school, int64(day)}
	if number != "" {
		sql, args = sql+` AND finder = $3`, append(args, finder(key, school, number))
	}
	err = l.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(sql, args,
			func(scan func(...any) error) error {
				var box []byte
				if err := scan(&box); err != nil {
					return err
				}
				plain, err := openAttempt(key, box)
				if err != nil {
					return err
				}
				var a Attempt
				if err := json.Unmarshal(plain, &a); err != nil {
					return fmt.Errorf("ledger: decode attempt: %w", err)
				}
				out = append(out, a)
				return nil
			})
	})
	slices.SortStableFunc(out, func(a, b Attempt) int { return cmp.Compare(a.At, b.At) })
	return out, err
}
