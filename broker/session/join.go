package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"sluis/broker/store"
)

// Login is a login that becomes part of a session.
type Login struct {
	Handle  string // the new session half of the cookie
	Old     string // the one that the browser showed, "" for none
	Browser []byte
	Person  []byte
	Grant   Grant
	Ends    time.Time // when the app's part of the session is over
	// Continues says that the session itself answered: it must be open still.
	Continues bool
	Memory    *Memory // what lets the session answer the next request; nil: nothing
}

// Joining is a login on its way into its session.
type Joining struct {
	s   *Store
	l   Login
	box []byte
	old *oldHalf
	// relieved: the login was written before, and a newer one has taken its place.
	relieved bool
}

// oldHalf is what the session half that the browser showed stood for.
type oldHalf struct {
	browser, person []byte
	memory          bool
}

// Join prepares what Write writes: a transaction waits for nothing.
func (s *Store) Join(l Login) (*Joining, error) {
	box, err := s.seal(l.Grant)
	return &Joining{s: s, l: l, box: box}, err
}

const (
	insertGrant = `INSERT INTO session_grant (id, handle, browser, person, box, memory, ends, state, due, tries)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0) ON CONFLICT (id) DO NOTHING`
	rowOf      = `SELECT state, handle FROM session_grant WHERE id = $1`
	oldHalfOf  = `SELECT browser, person, memory FROM session_grant WHERE handle = $1 AND state = 0 AND ends > $2`
	anyOpen    = `SELECT id FROM session_grant WHERE person = $1 AND browser = $2 AND state = 0 AND ends > $3 LIMIT 1`
	forgetHalf = `UPDATE session_grant SET handle = NULL, memory = 0 WHERE handle = $1 AND state = 0`
	countOpen  = `SELECT browser, count(*), max(ends) FROM session_grant WHERE person = $1 AND state = 0 GROUP BY browser ORDER BY 3 DESC, 1`
	endSession = `UPDATE session_grant SET state = 1, due = $3 WHERE person = $1 AND browser = $2 AND state = 0`
	endOldest  = `UPDATE session_grant SET state = 1, due = $3 WHERE id IN (
	SELECT id FROM session_grant WHERE person = $1 AND browser = $2 AND state = 0 ORDER BY ends DESC, id LIMIT 1000 OFFSET $4)`
)

// Write puts the login into its session, in the transaction of whoever writes the
// release down. Writing the same login again changes nothing. ErrEnded: the session, or
// this login's part of it, was ended.
//
// A browser has one person at a time: where the half that it showed is another
// person's, that one's session ends here, and its apps are told. At a shared computer
// the pupil before forgot to log out.
func (j *Joining) Write(tx store.Tx) error {
	now := j.s.Now().Unix()
	if err := j.mayContinue(tx, now); err != nil {
		return err
	}
	if err := j.readOld(tx, now); err != nil {
		return err
	}
	half := digest(j.l.Handle)
	n, err := tx.Exec(insertGrant, j.l.Grant.ID, half[:], j.l.Browser, j.l.Person, j.box, flag(j.remembers()), j.l.Ends.Unix())
	if err != nil {
		return fmt.Errorf("session: write: %w", err)
	}
	if n == 0 {
		return j.again(tx)
	}
	if j.old != nil {
		if err := j.relieve(tx, now); err != nil {
			return err
		}
	}
	return j.cap(tx, now)
}

// mayContinue looks whether a session that answered is there still: somebody may have
// logged out everywhere since.
func (j *Joining) mayContinue(tx store.Tx, now int64) error {
	if !j.l.Continues {
		return nil
	}
	open := false
	err := tx.Query(anyOpen, []any{j.l.Person, j.l.Browser, now}, func(scan func(...any) error) error {
		var id string
		open = true
		return scan(&id)
	})
	if err == nil && !open {
		return ErrEnded
	}
	return err
}

func (j *Joining) readOld(tx store.Tx, now int64) error {
	j.old = nil
	if j.l.Old == "" || j.l.Old == j.l.Handle {
		return nil
	}
	half := digest(j.l.Old)
	return tx.Query(oldHalfOf, []any{half[:], now}, func(scan func(...any) error) error {
		var o oldHalf
		var memory int64
		if err := scan(&o.browser, &o.person, &memory); err != nil {
			return err
		}
		o.memory = memory == 1
		if bytes.Equal(o.browser, j.l.Browser) { // a half that was carried elsewhere stands for nothing
			j.old = &o
		}
		return nil
	})
}

// remembers reports whether something will be kept under the new half.
func (j *Joining) remembers() bool { return j.l.Memory != nil || j.carries() }

// carries reports whether what the old half kept goes on under the new one.
func (j *Joining) carries() bool {
	return j.l.Memory == nil && j.old != nil && j.old.memory && bytes.Equal(j.old.person, j.l.Person)
}

// again is a login that was written before: a reload, or a double click.
func (j *Joining) again(tx store.Tx) error {
	var state int64
	var half []byte
	err := tx.Query(rowOf, []any{j.l.Grant.ID}, func(scan func(...any) error) error { return scan(&state, &half) })
	j.relieved = half == nil
	if err == nil && state != stateOpen {
		return ErrEnded
	}
	return err
}

// relieve lets the new half take the place of the old one.
func (j *Joining) relieve(tx store.Tx, now int64) error {
	if !bytes.Equal(j.old.person, j.l.Person) {
		_, err := tx.Exec(endSession, j.old.person, j.old.browser, now)
		j.s.rouse()
		return err
	}
	half := digest(j.l.Old)
	_, err := tx.Exec(forgetHalf, half[:])
	return err
}

// cap ends what is beyond the caps, the oldest first.
func (j *Joining) cap(tx store.Tx, now int64) error {
	var beyond [][]byte
	grants := int64(0)
	err := tx.Query(countOpen, []any{j.l.Person}, func(scan func(...any) error) error {
		var browser []byte
		var n, last int64
		if err := scan(&browser, &n, &last); err != nil {
			return err
		}
		if bytes.Equal(browser, j.l.Browser) {
			grants = n
		} else {
			beyond = append(beyond, browser)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if grants > MaxGrants {
		if _, err := tx.Exec(endOldest, j.l.Person, j.l.Browser, now, MaxGrants); err != nil {
			return err
		}
		j.s.rouse()
	}
	for i := MaxSessions - 1; i < len(beyond); i++ {
		if _, err := tx.Exec(endSession, j.l.Person, beyond[i], now); err != nil {
			return err
		}
		j.s.rouse()
	}
	return nil
}

// Handle gives the session half that the browser is to have from now on; "" where the
// one that it has by now is newer.
func (j *Joining) Handle() string {
	if j.relieved {
		return ""
	}
	return j.l.Handle
}

// Settle keeps what the session needs to answer, once Write is on disk. A login whose
// app has no use for it, in a session that has nothing kept, makes no call.
func (j *Joining) Settle(ctx context.Context) error {
	if j.relieved {
		return nil
	}
	m := j.l.Memory
	if j.carries() {
		kept, err := j.s.Recall(ctx, j.l.Old)
		if err != nil && !errors.Is(err, ErrNone) {
			return err
		}
		m = kept
	}
	if m != nil {
		if err := j.s.keep(ctx, j.l.Handle, m); err != nil {
			return err
		}
	}
	if j.old != nil && j.old.memory {
		return j.s.State.Delete(ctx, digest(j.l.Old))
	}
	return nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
