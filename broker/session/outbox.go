package session

import (
	"context"
	"errors"
	"time"

	"sluis/broker/store"
)

// Due is an ended login whose app is to be told.
type Due struct {
	Grant
	Tries int // that failed
}

const (
	claimDue = `UPDATE session_grant SET due = $2 WHERE state = 1 AND due <= $1 AND id IN (
	SELECT id FROM session_grant WHERE state = 1 AND due <= $1 ORDER BY due, id LIMIT $3)
RETURNING id, handle, box, tries`
	anyDue      = `SELECT id FROM session_grant WHERE state = 1 AND due <= $1 LIMIT 1`
	settleDue   = `UPDATE session_grant SET state = $2, due = 0, box = NULL, handle = NULL, memory = 0 WHERE id = $1 AND state = 1`
	postponeDue = `UPDATE session_grant SET due = $2, tries = $3 WHERE id = $1 AND state = 1`
	sweepOver   = `DELETE FROM session_grant WHERE ends <= $1 AND state <> 1`
	countDue    = `SELECT count(*) FROM session_grant WHERE state = 1`
)

// Claim takes what is due, at most limit logins, for as long as lease: no other caller
// gets them until then, on any node. What the caller does not settle or postpone comes
// back after the lease, so that a node that dies takes nothing with it.
//
// The tokens of what it gives are ended once more: a crash may have come between the
// end of a session and theirs.
func (s *Store) Claim(ctx context.Context, limit int, lease time.Duration) ([]Due, error) {
	var out []Due
	var halves []store.Key
	now := s.Now()
	if some, err := s.anyDue(ctx, now); err != nil || !some {
		return nil, err
	}
	err := s.Records.Update(ctx, func(tx store.Tx) error {
		out, halves = nil, nil
		return tx.Query(claimDue, []any{now.Unix(), now.Add(lease).Unix(), limit}, func(scan func(...any) error) error {
			var d Due
			var id string
			var half, box []byte
			if err := scan(&id, &half, &box, &d.Tries); err != nil {
				return err
			}
			g, err := s.open(id, box)
			if err != nil {
				return err
			}
			d.Grant = g
			out = append(out, d)
			if len(half) == len(store.Key{}) {
				halves = append(halves, store.Key(half))
			}
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, half := range halves {
		problems = append(problems, s.State.Delete(ctx, half))
	}
	for _, d := range out {
		if d.Tries == 0 {
			problems = append(problems, s.Grants.Revoke(ctx, d.ID), s.State.Delete(ctx, d.Step))
		}
	}
	return out, errors.Join(problems...)
}

// anyDue looks before Claim writes: mostly there is nobody to tell.
func (s *Store) anyDue(ctx context.Context, now time.Time) (some bool, err error) {
	err = s.Records.View(ctx, func(tx store.Tx) error {
		return tx.Query(anyDue, []any{now.Unix()}, func(scan func(...any) error) error {
			var id string
			some = true
			return scan(&id)
		})
	})
	return some, err
}

// Settle says that nothing is left to do for a login: its app knows, or has no way to
// be told. What was sealed of it is dropped.
func (s *Store) Settle(ctx context.Context, id string) error {
	return s.exec(ctx, settleDue, id, stateTold)
}

// GiveUp says that an app could not be told.
func (s *Store) GiveUp(ctx context.Context, id string) error {
	return s.exec(ctx, settleDue, id, stateGivenUp)
}

// Postpone says when to try again, and how many tries have failed.
func (s *Store) Postpone(ctx context.Context, id string, until time.Time, tries int) error {
	return s.exec(ctx, postponeDue, id, until.Unix(), tries)
}

// Sweep removes what is over. A session that nobody ended is over in silence: nothing
// is sent anywhere (F-16).
func (s *Store) Sweep(ctx context.Context) error { return s.exec(ctx, sweepOver, s.Now().Unix()) }

// Untold gives how many logins have an app that is still to be told.
func (s *Store) Untold(ctx context.Context) (n int, err error) {
	err = s.Records.View(ctx, func(tx store.Tx) error {
		return tx.Query(countDue, nil, func(scan func(...any) error) error { return scan(&n) })
	})
	return n, err
}

func (s *Store) exec(ctx context.Context, sql string, args ...any) error {
	return s.Records.Update(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(sql, args...)
		return err
	})
}
