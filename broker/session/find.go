package session

import (
	"bytes"
	"context"

	"sluis/broker/store"
)

// The states of a row.
const (
	stateOpen    = 0
	stateEnded   = 1 // its app is to be told
	stateTold    = 2
	stateGivenUp = 3
)

const (
	personOf = `SELECT person FROM session_grant WHERE handle = $1 AND browser = $2 AND state = 0 AND ends > $3`
	openOf   = `SELECT id, browser, box FROM session_grant WHERE person = $1 AND state = 0 AND ends > $2 ORDER BY browser, ends DESC, id`
)

// Find gives the session of a browser by both halves of its cookie. ErrNone: it has
// none that is open.
func (s *Store) Find(ctx context.Context, handle string, browser []byte) (Session, error) {
	if handle == "" {
		return Session{}, ErrNone
	}
	out := Session{Browser: browser}
	half, now := digest(handle), s.Now().Unix()
	err := s.Records.View(ctx, func(tx store.Tx) error {
		err := tx.Query(personOf, []any{half[:], browser, now}, func(scan func(...any) error) error { return scan(&out.Person) })
		if err != nil || out.Person == nil {
			return err
		}
		all, err := s.read(tx, out.Person, now)
		for _, one := range all {
			if bytes.Equal(one.Browser, browser) {
				out.Grants = one.Grants
			}
		}
		return err
	})
	if err == nil && len(out.Grants) == 0 {
		err = ErrNone
	}
	return out, err
}

// Of gives the sessions of one person, in every browser: the subject index of design
// §1.6.
func (s *Store) Of(ctx context.Context, person []byte) (out []Session, err error) {
	err = s.Records.View(ctx, func(tx store.Tx) error {
		out, err = s.read(tx, person, s.Now().Unix())
		return err
	})
	return out, err
}

func (s *Store) read(tx store.Tx, person []byte, now int64) ([]Session, error) {
	var out []Session
	err := tx.Query(openOf, []any{person, now}, func(scan func(...any) error) error {
		var id string
		var browser, box []byte
		if err := scan(&id, &browser, &box); err != nil {
			return err
		}
		g, err := s.open(id, box)
		if err != nil {
			return err
		}
		if n := len(out); n == 0 || !bytes.Equal(out[n-1].Browser, browser) {
			out = append(out, Session{Browser: browser, Person: person})
		}
		last := &out[len(out)-1]
		last.Grants = append(last.Grants, g)
		return nil
	})
	return out, err
}
