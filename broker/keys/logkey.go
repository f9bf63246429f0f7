package keys

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"sluis/broker/store"
	"sluis/internal/secret"
)

// Day is a day of UTC, counted from 1970.
type Day int64

// Time gives the first instant of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// ErrForgotten says that the key of a day is gone, or has never been: nothing that
// it sealed can be read again.
var ErrForgotten = errors.New("keys: the log key of that day is gone")

// maxWalk bounds how far the ratchet turns at once: a clock that ran away must not
// hold a login up, and must not destroy a century of keys.
const maxWalk = 20000

// logKey is the key of one day of one school. The next day's follows from it, and
// the day before's does not: whoever holds the oldest key holds all later ones and
// none earlier (design §3).
type logKey struct {
	day Day
	key secret.Bytes
}

// to turns the ratchet forward.
func (k logKey) to(day Day) (logKey, error) {
	if day < k.day {
		return logKey{}, ErrForgotten
	}
	if day-k.day > maxWalk {
		return logKey{}, errors.New("keys: that day is too far ahead of the oldest log key")
	}
	raw := [32]byte(k.key.Reveal())
	for range day - k.day {
		raw = derive(raw[:], "sluis log key of the next day")
	}
	return logKey{day, secret.New(raw[:])}, nil
}

// ratchet keeps the newest key that was asked for, by school: a login asks for
// today's, a school's admin now and then for another.
type ratchet struct {
	mu    sync.RWMutex
	known map[string]logKey
	floor map[string]Day // what was forgotten here while a key was on its way
}

func (t *ratchet) get(school string) (logKey, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	k, ok := t.known[school]
	return k, ok
}

func (t *ratchet) keep(school string, k logKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if old, ok := t.known[school]; (!ok || old.day < k.day) && k.day >= t.floor[school] {
		t.known[school] = k
	}
}

func (t *ratchet) forget(school string, day Day) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.floor[school] = max(t.floor[school], day)
	if k, ok := t.known[school]; ok && k.day < day {
		delete(t.known, school)
	}
}

// LogKey gives the key of a school's day. A school's first key is that of the day
// first asked for. A day before the oldest one kept gives ErrForgotten.
func (r *Ring) LogKey(ctx context.Context, school string, day Day) (secret.Bytes, error) {
	k, ok := r.ratchet.get(school)
	if ok && k.day == day {
		return k.key, nil
	}
	if !ok || day < k.day {
		var err error
		if k, err = r.oldest(ctx, school, day); err != nil {
			return secret.Bytes{}, err
		}
	}
	k, err := k.to(day)
	if err != nil {
		return secret.Bytes{}, err
	}
	r.ratchet.keep(school, k)
	return k.key, nil
}

// oldest reads the oldest key of a school, and makes it where there is none. For a
// day of the past none is made: nothing was ever sealed on it.
func (r *Ring) oldest(ctx context.Context, school string, day Day) (logKey, error) {
	k, ok, err := r.stored(ctx, school)
	if err != nil || ok {
		return k, err
	}
	if day.Time().Before(r.now().Add(-48 * time.Hour)) {
		return logKey{}, ErrForgotten
	}
	raw := make([]byte, 32)
	rand.Read(raw) // never fails (crypto/rand)
	box, err := r.Seal(logs, logLabel(school, day), raw)
	if err != nil {
		return logKey{}, err
	}
	err = r.records.Update(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(`INSERT INTO log_key (school, day, box) VALUES ($1, $2, $3) ON CONFLICT (school) DO NOTHING`, school, int64(day), box)
		return err
	})
	if err != nil {
		return logKey{}, fmt.Errorf("keys: make log key: %w", err)
	}
	k, ok, err = r.stored(ctx, school) // another node may have been first
	if err == nil && !ok {
		err = ErrForgotten
	}
	return k, err
}

func (r *Ring) stored(ctx context.Context, school string) (k logKey, ok bool, err error) {
	var box []byte
	err = r.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT day, box FROM log_key WHERE school = $1`, []any{school}, func(scan func(...any) error) error {
			var day int64
			ok = true
			err := scan(&day, &box)
			k.day = Day(day)
			return err
		})
	})
	if err != nil || !ok {
		return logKey{}, false, err
	}
	raw, err := r.Open(logs, logLabel(school, k.day), box)
	if err != nil {
		return logKey{}, false, fmt.Errorf("keys: open log key: %w", err)
	}
	k.key = secret.New(raw)
	return k, true, nil
}

func logLabel(school string, day Day) string {
	return "log key " + strconv.FormatInt(int64(day), 10) + " " + school
}

// LogKeySchools gives every school that has a log key, in the registry or not any more.
func (r *Ring) LogKeySchools(ctx context.Context) (schools []string, err error) {
	err = r.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT school FROM log_key ORDER BY school`, nil, func(scan func(...any) error) error {
			schools = append(schools, "")
			return scan(&schools[len(schools)-1])
		})
	})
	return schools, err
}

// ForgetLogKeysBefore makes the keys of all days before day underivable: the stored
// key is overwritten in place by that of day. It may be called again, and on two
// nodes at once; the later day wins. A school without a key is no error.
func (r *Ring) ForgetLogKeysBefore(ctx context.Context, school string, day Day) error {
	for done := false; !done; {
		var err error
		if done, err = r.turn(ctx, school, day); err != nil {
			return fmt.Errorf("keys: forget log keys: %w", err)
		}
	}
	r.ratchet.forget(school, day)
	return nil
}

// turn overwrites the stored key unless another node did so since it was read.
func (r *Ring) turn(ctx context.Context, school string, day Day) (done bool, err error) {
	old, ok, err := r.stored(ctx, school)
	if err != nil || !ok || old.day >= day {
		return true, err
	}
	next, err := old.to(day)
	if err != nil {
		return false, err
	}
	box, err := r.Seal(logs, logLabel(school, day), next.key.Reveal())
	if err != nil {
		return false, err
	}
	var rows int64
	err = r.records.Update(ctx, func(tx store.Tx) (err error) {
		rows, err = tx.Exec(`UPDATE log_key SET day = $1, box = $2 WHERE school = $3 AND day = $4`, int64(day), box, school, int64(old.day))
		return err
	})
	return rows == 1, err
}
