package guard

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"sluis/broker/store"
)

// Guesses is how often a factor may be given wrong, and how long it is not asked after
// that. With OWASP's numbers an attacker has 240 tries a day at one person, and nobody
// has a way to keep that person out.
type Guesses struct {
	Failures int           // more than so many
	Window   time.Duration // in so long
	Lock     time.Duration // lock for so long
}

// DefaultGuesses is: more than ten wrong ones in an hour, an hour.
var DefaultGuesses = Guesses{Failures: 10, Window: time.Hour, Lock: time.Hour}

// Lockout decides whether a factor may be asked of somebody who says to be a person: an
// administrator's password, a code of an authenticator app, a security key. It is the
// OWASP device cookie: failures of a device that is known for the person count at that
// device, all others' count together at the person. So whoever guesses locks out the own
// browser, or every browser that the person never used, and never the person's own (L-14).
//
// For each answer that somebody gives, in this order:
//
//	s, err := lockout.Try(ctx, person, device)
//	if err != nil { … } // nothing is checked
//	if s.Locked() { … } // nor here; say until when
//	if right {
//		err = lockout.Succeeded(ctx, person, device)
//	} else {
//		s, err = lockout.Failed(ctx, person, device)
//	}
//
// Try counts before anything is checked, so that guesses sent all at once are not more
// guesses; what ends in neither of the two, as when the process dies, counts as wrong.
// person is any text that names one account or subject, always the same; it is not kept.
// A person who does not exist is tried too: it must not be told from one who does (L-20).
type Lockout struct {
	People *People
	State  store.State
	Limits Guesses
}

// Standing is how a device stands towards a person.
type Standing struct {
	Known bool      // the person logged in with it before
	Until time.Time // no factor is asked before that; zero: it may be asked
}

// Locked reports whether no factor may be asked.
func (s Standing) Locked() bool { return !s.Until.IsZero() }

// Ask gives how a device stands, and changes nothing. It is for a page; whoever checks a
// factor calls Try.
func (l *Lockout) Ask(ctx context.Context, person string, d Device) (Standing, error) {
	r, err := l.People.look(ctx, d)
	if err != nil {
		return Standing{}, err
	}
	s := Standing{Known: r.has(l.People.index(d, person)), Until: l.standing(r.Locked)}
	if s.Known || s.Locked() {
		return s, nil
	}
	s.Until, err = l.strangers(ctx, person)
	return s, err
}

// Try counts one answer that is about to be checked. Where it gives a locked standing the
// answer is not to be looked at.
func (l *Lockout) Try(ctx context.Context, person string, d Device) (Standing, error) {
	s, err := l.tryDevice(ctx, person, d)
	if err != nil || s.Known || s.Locked() {
		return s, err
	}
	if s.Until, err = l.strangers(ctx, person); err != nil || s.Locked() {
		return s, err
	}
	n, err := l.State.Add(ctx, l.counter(person), 1, l.Limits.Window)
	if err == nil && n > l.most() { // the others are being checked at this moment, or nobody said what came of them
		s.Until, err = l.failStranger(ctx, person)
	}
	return s, err
}

// Failed says that the answer of Try was wrong, and locks where it was one too many. The
// standing is that from now on.
func (l *Lockout) Failed(ctx context.Context, person string, d Device) (Standing, error) {
	s, err := l.failDevice(ctx, person, d)
	if err != nil || s.Known {
		return s, err
	}
	until, err := l.failStranger(ctx, person)
	if until.After(s.Until) {
		s.Until = until
	}
	return s, err
}

// Succeeded says that the answer of Try was right, takes back what Try counted and nothing
// else, and remembers the device for the person. Only a login that is complete is a
// success: one factor of two must not make a device known.
func (l *Lockout) Succeeded(ctx context.Context, person string, d Device) error {
	known := false
	if d != (Device{}) {
		err := l.People.Records.Update(ctx, func(tx store.Tx) error {
			r, err := l.People.read(tx, d)
			if err != nil {
				return err
			}
			index := l.People.index(d, person)
			known = r.has(index)
			r.Failures = max(0, r.Failures-1)
			r.add(index, l.People.today())
			return l.People.write(tx, d, r)
		})
		if err != nil || known {
			return err
		}
	}
	n, err := l.State.Add(ctx, l.counter(person), 0, l.Limits.Window)
	if err == nil && n > 0 {
		_, err = l.State.Add(ctx, l.counter(person), -1, l.Limits.Window)
	}
	return err
}

// most is how many answers are looked at: the one that is too many is checked too, or the
// person would have one try less than was said.
func (l *Lockout) most() int64 { return int64(l.Limits.Failures) + 1 }

// tryDevice counts at the device itself, whoever it is about.
func (l *Lockout) tryDevice(ctx context.Context, person string, d Device) (s Standing, err error) {
	if d == (Device{}) {
		return Standing{}, nil
	}
	err = l.People.Records.Update(ctx, func(tx store.Tx) error {
		r, err := l.People.read(tx, d)
		if err != nil {
			return err
		}
		s = Standing{Known: r.has(l.People.index(d, person)), Until: l.standing(r.Locked)}
		if s.Locked() {
			return nil
		}
		now := l.People.Now()
		if now.Sub(time.Unix(r.Since, 0)) >= l.Limits.Window {
			r.Failures, r.Since = 0, now.Unix()
		}
		if r.Failures++; int64(r.Failures) > l.most() {
			s.Until = now.Add(l.Limits.Lock)
			r.Locked = s.Until.Unix()
		}
		return l.People.write(tx, d, r)
	})
	return s, err
}

func (l *Lockout) failDevice(ctx context.Context, person string, d Device) (s Standing, err error) {
	if d == (Device{}) {
		return Standing{}, nil
	}
	err = l.People.Records.Update(ctx, func(tx store.Tx) error {
		r, err := l.People.read(tx, d)
		if err != nil {
			return err
		}
		if l.standing(r.Locked).IsZero() && r.Failures > l.Limits.Failures {
			r.Locked = l.People.Now().Add(l.Limits.Lock).Unix()
			err = l.People.write(tx, d, r)
		}
		s = Standing{Known: r.has(l.People.index(d, person)), Until: l.standing(r.Locked)}
		return err
	})
	return s, err
}

// failStranger locks all devices that are not known for a person.
func (l *Lockout) failStranger(ctx context.Context, person string) (time.Time, error) {
	n, err := l.State.Add(ctx, l.counter(person), 0, l.Limits.Window)
	if err != nil || n <= int64(l.Limits.Failures) {
		return time.Time{}, err
	}
	until := l.People.Now().Add(l.Limits.Lock)
	err = l.State.Create(ctx, l.lock(person), binary.BigEndian.AppendUint64(nil, uint64(until.Unix())), l.Limits.Lock)
	if errors.Is(err, store.ErrExists) {
		return l.strangers(ctx, person)
	}
	return until, err
}

// strangers gives until when devices that are not known for a person are locked.
func (l *Lockout) strangers(ctx context.Context, person string) (time.Time, error) {
	v, err := l.State.Get(ctx, l.lock(person))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return time.Time{}, nil
	case err != nil:
		return time.Time{}, err
	case len(v.Data) != 8:
		return time.Time{}, errors.New("guard: unreadable lock")
	}
	return l.standing(int64(binary.BigEndian.Uint64(v.Data))), nil
}

func (l *Lockout) standing(until int64) time.Time {
	if until == 0 {
		return time.Time{}
	}
	return standing(time.Unix(until, 0), l.People.Now())
}

// counter and lock are found by a keyed digest: one of a name is found by trying names.
func (l *Lockout) counter(person string) store.Key { return l.key("strangers' guesses", person) }
func (l *Lockout) lock(person string) store.Key    { return l.key("strangers locked", person) }

func (l *Lockout) key(kind, person string) store.Key {
	m := l.People.Ring.MAC("index", []byte(kind), []byte(person))
	return store.KeyOf(kind, string(m[:]))
}
