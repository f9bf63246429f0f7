package keys

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"sync"
	"testing"
	"time"

	"sluis/internal/secret"
)

func logKeyOf(t *testing.T, r *Ring, school string, day Day) []byte {
	t.Helper()
	k, err := r.LogKey(context.Background(), school, day)
	if err != nil {
		t.Fatalf("day %d: %v", day, err)
	}
	return k.Reveal()
}

func forget(t *testing.T, r *Ring, school string, day Day) {
	t.Helper()
	if err := r.ForgetLogKeysBefore(context.Background(), school, day); err != nil {
		t.Fatal(err)
	}
}

func forgotten(t *testing.T, r *Ring, school string, day Day) {
	t.Helper()
	if k, err := r.LogKey(context.Background(), school, day); !errors.Is(err, ErrForgotten) || !k.IsZero() {
		t.Errorf("day %d is not forgotten: %v", day, err)
	}
}

// A book of last year opens with the ratchet of this version.
func TestRatchetPinned(t *testing.T) {
	t.Parallel()
	k, err := logKey{100, secret.New(bytes.Repeat([]byte{5}, 32))}.to(103)
	if err != nil || hex.EncodeToString(k.key.Reveal()) != "122139bc728797fe4663885752da7dcb4365228c69affb56a8220d1b314049af" {
		t.Errorf("%x, %v", k.key.Reveal(), err)
	}
}

func TestDayTime(t *testing.T) {
	t.Parallel()
	day := dayOf(start)
	if got := day.Time(); !got.Equal(time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)) || got.Location() != time.UTC {
		t.Errorf("%v", got)
	}
}

// Each school and day has a key of its own, whatever the order in which they are
// asked for, and after a restart.
func TestLogKeyIsStable(t *testing.T) {
	t.Parallel()
	s, clock := newStore(t), newClock()
	r := openRing(t, s, master(1), clock.now)
	today := dayOf(clock.now())
	want, seen := map[Day][]byte{}, map[string]bool{}
	for d := today; d < today+400; d++ {
		want[d] = logKeyOf(t, r, "petteflat", d)
		if len(want[d]) != 32 || seen[string(want[d])] {
			t.Fatalf("day %d has another day's key", d)
		}
		seen[string(want[d])] = true
	}
	if seen[string(logKeyOf(t, r, "uniharderwijk", today))] {
		t.Error("two schools share a key")
	}
	for name, ring := range map[string]*Ring{"same ring": r, "restart": openRing(t, s, master(1), clock.now)} {
		for _, d := range []Day{today + 399, today, today + 200, today + 201, today + 399, today + 1} {
			if !bytes.Equal(logKeyOf(t, ring, "petteflat", d), want[d]) {
				t.Errorf("%s: day %d has another key", name, d)
			}
		}
	}
}

// L-07, D5: a forgotten day stays forgotten, on this node, another one, and after a
// restart; the days since keep their keys.
func TestForgetIsForGood(t *testing.T) {
	t.Parallel()
	s, clock := newStore(t), newClock()
	a, b := openRing(t, s, master(1), clock.now), openRing(t, s, master(1), clock.now)
	first := dayOf(clock.now())
	last := first + 365
	logKeyOf(t, a, "petteflat", first)
	want := logKeyOf(t, a, "petteflat", last)
	logKeyOf(t, b, "petteflat", last)

	forget(t, a, "petteflat", first+10)
	forget(t, a, "petteflat", first+10) // again
	forget(t, a, "petteflat", first+5)  // and an earlier one changes nothing
	for _, r := range []*Ring{a, b, openRing(t, s, master(1), clock.now)} {
		forgotten(t, r, "petteflat", first)
		forgotten(t, r, "petteflat", first+9)
		logKeyOf(t, r, "petteflat", first+10)
		if !bytes.Equal(logKeyOf(t, r, "petteflat", last), want) {
			t.Error("a day in term has another key")
		}
	}
	forget(t, a, "petteflat", last+1)
	forgotten(t, a, "petteflat", last)
}

// A day before a school's first is not made up, and a school without a key has
// nothing to forget.
func TestLogKeyOfNothing(t *testing.T) {
	t.Parallel()
	s, clock := newStore(t), newClock()
	r := openRing(t, s, master(1), clock.now)
	today := dayOf(clock.now())
	forget(t, r, "nowhere", today)
	forgotten(t, r, "petteflat", today-30)
	if n := count(t, s, `SELECT COUNT(*) FROM log_key`); n != 0 {
		t.Errorf("%d keys were made", n)
	}
	logKeyOf(t, r, "petteflat", today)
	forgotten(t, r, "petteflat", today-1)
	if _, err := r.LogKey(context.Background(), "petteflat", today+maxWalk+1); err == nil || errors.Is(err, ErrForgotten) {
		t.Errorf("a day that a runaway clock shows: %v", err)
	}
	if err := r.ForgetLogKeysBefore(context.Background(), "petteflat", today+maxWalk+1); err == nil {
		t.Error("a runaway clock destroyed the keys")
	}
	logKeyOf(t, r, "petteflat", today)
}

// A login asks for the day's key: it costs no read of the records.
func TestLogKeyIsKept(t *testing.T) {
	t.Parallel()
	s, clock := &watched{Records: newStore(t)}, newClock()
	r := openRing(t, s, master(1), clock.now)
	today := dayOf(clock.now())
	logKeyOf(t, r, "petteflat", today)
	views, updates := s.views.Load(), s.updates.Load()
	for d := range Day(30) {
		for range 10 {
			logKeyOf(t, r, "petteflat", today+d)
		}
	}
	if s.views.Load() != views || s.updates.Load() != updates {
		t.Errorf("%d views, %d updates for keys at hand", s.views.Load()-views, s.updates.Load()-updates)
	}
	logKeyOf(t, r, "petteflat", today+3)     // an admin looks back
	logKeyOf(t, r, "petteflat", today+29)    // and logins go on
	if n := s.views.Load() - views; n != 1 { // one for the look back
		t.Errorf("%d views", n)
	}
}

// Two nodes make a school's first key, and forget, at the same moment.
func TestLogKeyOnTwoNodes(t *testing.T) {
	t.Parallel()
	s, clock := newStore(t), newClock()
	nodes := []*Ring{openRing(t, s, master(1), clock.now), openRing(t, s, master(1), clock.now)}
	today := dayOf(clock.now())
	got := make([][]byte, 2)
	var wait sync.WaitGroup
	for i, r := range nodes {
		wait.Go(func() { got[i] = logKeyOf(t, r, "petteflat", today) })
	}
	wait.Wait()
	if !bytes.Equal(got[0], got[1]) {
		t.Fatal("two nodes have two keys of one day")
	}
	want := logKeyOf(t, nodes[0], "petteflat", today+100)
	for i, r := range nodes {
		for k := range Day(4) {
			wait.Go(func() {
				if err := r.ForgetLogKeysBefore(context.Background(), "petteflat", today+10*k+Day(i)); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wait.Wait()
	for _, r := range nodes {
		forgotten(t, r, "petteflat", today+30)
		logKeyOf(t, r, "petteflat", today+31)
		if !bytes.Equal(logKeyOf(t, r, "petteflat", today+100), want) {
			t.Error("a day in term has another key")
		}
	}
}

// While a reader is between the records and its answer, the day it reads may be
// forgotten: it must not stay at hand here.
func TestForgetWhileReading(t *testing.T) {
	t.Parallel()
	r := openRing(t, newStore(t), master(1), fixedClock())
	today := dayOf(start)
	k, err := r.oldest(context.Background(), "petteflat", today)
	if err != nil {
		t.Fatal(err)
	}
	forget(t, r, "petteflat", today+2)
	r.ratchet.keep("petteflat", k)
	forgotten(t, r, "petteflat", today)
}

// A row of another school or day opens for nobody.
func TestLogKeyMovedRow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, sql, school string }{
		{"another day", `UPDATE log_key SET day = day - 1`, "petteflat"},
		{"another school", `UPDATE log_key SET school = 'uniharderwijk'`, "uniharderwijk"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, ctx := newStore(t), context.Background()
			logKeyOf(t, openRing(t, s, master(1), fixedClock()), "petteflat", dayOf(start))
			exec(t, s, c.sql)
			if _, err := openRing(t, s, master(1), fixedClock()).LogKey(ctx, c.school, dayOf(start)); !errors.Is(err, ErrSealed) {
				t.Errorf("error %v", err)
			}
		})
	}
}
