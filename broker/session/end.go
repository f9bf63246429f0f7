package session

import (
	"context"
	"errors"
	"fmt"

	"sluis/broker/store"
)

const (
	endReturning    = `UPDATE session_grant SET state = 1, due = $3 WHERE person = $1 AND browser = $2 AND state = 0 RETURNING id, handle, box`
	endAllReturning = `UPDATE session_grant SET state = 1, due = $2 WHERE person = $1 AND state = 0 RETURNING id, handle, box`
	stateAndID      = `SELECT state FROM session_grant WHERE id = $1`
)

// End ends a session: when it returns its tokens work no more, it answers nothing, what
// its logins held of the person is gone (M-19), and its apps are to be told. Ending it twice ends it once. It gives what was open.
func (s *Store) End(ctx context.Context, one Session) ([]Grant, error) {
	return s.end(ctx, endReturning, one.Person, one.Browser, s.Now().Unix())
}

// EndAll ends every session of a person, in every browser.
func (s *Store) EndAll(ctx context.Context, person []byte) ([]Grant, error) {
	return s.end(ctx, endAllReturning, person, s.Now().Unix())
}

func (s *Store) end(ctx context.Context, sql string, args ...any) ([]Grant, error) {
	var ended []Grant
	var halves []store.Key
	err := s.Records.Update(ctx, func(tx store.Tx) error {
		ended, halves = nil, nil
		return tx.Query(sql, args, func(scan func(...any) error) error {
			var id string
			var half, box []byte
			if err := scan(&id, &half, &box); err != nil {
				return err
			}
			g, err := s.open(id, box)
			if err != nil {
				return err
			}
			ended = append(ended, g)
			if len(half) == len(store.Key{}) {
				halves = append(halves, store.Key(half))
			}
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("session: end: %w", err)
	}
	// From here on it has ended, whatever happens: whoever tells the apps does the rest
	// again, after a crash too.
	s.rouse()
	var problems []error
	for _, half := range halves {
		problems = append(problems, s.State.Delete(ctx, half))
	}
	for _, g := range ended {
		problems = append(problems, s.Grants.Revoke(ctx, g.ID), s.State.Delete(ctx, g.Step))
	}
	return ended, errors.Join(problems...)
}

// Told is how far the telling of an app is.
type Told int

// The three stages.
const (
	Waiting Told = iota
	Done
	GivenUp
)

// Stages gives how far the apps of ended logins have been told. A login that is not
// known any more counts as done: its row is gone because its time was over.
func (s *Store) Stages(ctx context.Context, ids []string) (map[string]Told, error) {
	out := map[string]Told{}
	err := s.Records.View(ctx, func(tx store.Tx) error {
		for _, id := range ids {
			state := int64(stateTold)
			if err := tx.Query(stateAndID, []any{id}, func(scan func(...any) error) error { return scan(&state) }); err != nil {
				return err
			}
			switch state {
			case stateTold:
				out[id] = Done
			case stateGivenUp:
				out[id] = GivenUp
			default:
				out[id] = Waiting
			}
		}
		return nil
	})
	return out, err
}
