package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/storetest"
)

func surveyed(t testing.TB, s *state) {
	t.Helper()
	for s.disk.present.Load() == nil {
		time.Sleep(time.Millisecond)
	}
}

// TestLooks: a handle that was just made costs no read of SQLite, and one that lies
// there is found: after a flush, after a sweep, after a new start.
func TestLooks(t *testing.T) {
	t.Parallel()
	ctx, clock, dir := context.Background(), storetest.NewClock(), t.TempDir()
	db := openAt(t, Config{Dir: dir, Now: clock.Now})
	surveyed(t, db.state)
	const n = 2000
	key := func(i int) store.Key { return store.KeyOf("looks", fmt.Sprint(i)) }
	for i := range n {
		if err := db.state.Create(ctx, key(i), []byte("x"), time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if got := db.state.disk.looks.Load(); got != 0 {
		t.Errorf("%d new handles cost %d reads of SQLite", n, got)
	}
	there := func(when string, s *state) {
		t.Helper()
		before := s.disk.looks.Load()
		for i := range n {
			if _, err := s.Get(ctx, key(i)); err != nil {
				t.Fatalf("%s: value %d: %v", when, i, err)
			}
			if err := s.Create(ctx, key(i), nil, time.Hour); !errors.Is(err, store.ErrExists) {
				t.Fatalf("%s: value %d made anew: %v", when, i, err)
			}
		}
		if s.disk.looks.Load()-before < n {
			t.Errorf("%s: the values were not read from SQLite, and this test shows nothing", when)
		}
		before = s.disk.looks.Load()
		for i := range n {
			if _, err := s.Get(ctx, key(n+i)); !errors.Is(err, store.ErrNotFound) {
				t.Fatalf("%s: %v", when, err)
			}
		}
		if got := s.disk.looks.Load() - before; got > n/50 {
			t.Errorf("%s: %d unknown handles cost %d reads", when, n, got)
		}
	}
	if _, err := db.state.flush(); err != nil {
		t.Fatal(err)
	}
	there("after a flush", db.state)
	if err := db.state.disk.survey(); err != nil {
		t.Fatal(err)
	}
	there("after a survey", db.state)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again := openAt(t, Config{Dir: dir, Now: clock.Now})
	surveyed(t, again.state)
	there("after a start", again.state)
}

// TestPresenceIsBounded: past what it was made for, the filter asks too often and
// never too seldom, and the next sweep makes it anew.
func TestPresenceIsBounded(t *testing.T) {
	t.Parallel()
	clock := storetest.NewClock()
	db := openAt(t, Config{Dir: t.TempDir(), Now: clock.Now})
	surveyed(t, db.state)
	f := db.state.disk.present.Load()
	for i := range presenceStep {
		sl := valueSlot(store.KeyOf("gone", fmt.Sprint(i)))
		f.add(&sl)
		if !f.has(&sl) {
			t.Fatal("what was added is called absent")
		}
	}
	if _, err := db.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	fresh := db.state.disk.present.Load()
	if fresh == f || fresh.added.Load() != 0 {
		t.Fatal("the sweep kept a filter full of rows that are gone")
	}
	if _, err := db.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	if db.state.disk.present.Load() != fresh {
		t.Error("a sweep with nothing to do made the filter anew")
	}
}
