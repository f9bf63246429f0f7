package sqlstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"sluis/broker/store"
)

// state is [store.State] over a journal, a table in memory and SQLite.
//
// What is newest wins: table, then the table being flushed (old), then SQLite. mu
// guards both tables and the journal, and every write decides and is journalled
// under it: that is what makes Take have one winner. Locks are taken in the order
// flushing, mu, disk.write or disk.read.
type state struct {
	dir     string
	now     func() time.Time
	logger  *slog.Logger
	horizon time.Time
	disk    *disk
	limit   int // bytes in table at which a flush begins

	mu       sync.Mutex
	closed   bool
	table    map[slot]entry
	size     int // of table
	journal  *journal
	old      map[slot]entry // nil: no flush under way
	oldUpTo  uint64         // the last journal of old
	flushErr error          // of the last flush
	flushed  sync.Cond      // a flush ended

	flushing sync.Mutex
	kick     chan struct{} // asks the flusher for a flush; closed by close
	done     chan struct{} // the flusher has ended
}

var _ store.State = (*state)(nil)

// flushSize is how much State keeps in memory before it moves it to SQLite: large
// enough that one transaction shares index pages, small enough that both tables
// together stay below 12 MiB.
const flushSize = 4 << 20

// stallFactor times limit is where writes wait for the flusher.
const stallFactor = 2

var errClosed = errors.New("store: closed")

func (s *state) Horizon() time.Time { return s.horizon }

func (s *state) Get(ctx context.Context, key store.Key) (store.Value, error) {
	e, err := s.peek(ctx, valueSlot(key))
	if err != nil {
		return store.Value{}, err
	}
	if err := e.available(s.now().UnixMilli()); err != nil {
		return store.Value{}, err
	}
	return store.Value{Data: copied(e.data), Version: e.version}, nil
}

// available is nil for a live value, else the error that says what is there.
func (e *entry) available(now int64) error {
	switch {
	case !e.live(now):
		return store.ErrNotFound
	case e.kind == mark:
		return &store.TakenError{Mark: copied(e.data)}
	}
	return nil
}

func (s *state) Create(ctx context.Context, key store.Key, data []byte, ttl time.Duration) error {
	next, now, err := s.entry(value, data, ttl)
	if err != nil {
		return err
	}
	sl := valueSlot(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	cur, err := s.current(ctx, sl)
	if err != nil {
		return err
	}
	if cur.live(now) {
		return store.ErrExists
	}
	return s.put(sl, next, cur)
}

func (s *state) Swap(ctx context.Context, key store.Key, old uint64, data []byte, ttl time.Duration) (uint64, error) {
	next, now, err := s.entry(value, data, ttl)
	if err != nil {
		return 0, err
	}
	sl := valueSlot(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	cur, err := s.current(ctx, sl)
	if err == nil {
		err = cur.available(now)
	}
	if err != nil {
		return 0, err
	}
	if cur.version != old {
		return 0, store.ErrConflict
	}
	if err := s.put(sl, next, cur); err != nil {
		return 0, err
	}
	return next.version, nil
}

func (s *state) Take(ctx context.Context, key store.Key, spent []byte, ttl time.Duration) ([]byte, error) {
	next, now, err := s.entry(mark, spent, ttl)
	if err != nil {
		return nil, err
	}
	sl := valueSlot(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	cur, err := s.current(ctx, sl)
	if err == nil {
		err = cur.available(now)
	}
	if err != nil {
		return nil, err
	}
	if err := s.put(sl, next, cur); err != nil {
		return nil, err
	}
	return copied(cur.data), nil
}

// maxStep bounds one Add, so that no count overflows within a lifetime.
const maxStep = 1 << 40

func (s *state) Add(ctx context.Context, key store.Key, n int64, ttl time.Duration) (int64, error) {
	if n < -maxStep || n > maxStep {
		return 0, fmt.Errorf("store: step %d of a counter is out of range", n)
	}
	next, now, err := s.entry(counter, nil, ttl)
	if err != nil {
		return 0, err
	}
	sl := counterSlot(key)
	if n == 0 {
		e, err := s.peek(ctx, sl)
		if err != nil || !e.live(now) {
			return 0, err
		}
		return int64(e.version), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	cur, err := s.current(ctx, sl)
	if err != nil {
		return 0, err
	}
	next.version = uint64(n)
	if cur.live(now) {
		next.version, next.expires = uint64(int64(cur.version)+n), cur.expires
	}
	if err := s.put(sl, next, cur); err != nil {
		return 0, err
	}
	return int64(next.version), nil
}

func (s *state) Delete(ctx context.Context, key store.Key) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sl := range [...]slot{valueSlot(key), counterSlot(key)} {
		cur, err := s.current(ctx, sl)
		if err != nil {
			return err
		}
		if cur.kind == tombstone {
			continue
		}
		if err := s.put(sl, entry{}, cur); err != nil {
			return err
		}
	}
	return nil
}

// entry makes what a write would store, and gives the instant it was made at.
func (s *state) entry(k kind, data []byte, ttl time.Duration) (entry, int64, error) {
	if err := checkData(data); err != nil {
		return entry{}, 0, err
	}
	now := s.now()
	expires, err := expiry(now, ttl)
	if err != nil {
		return entry{}, 0, err
	}
	e := entry{kind: k, expires: expires, data: bytes.Clone(data)}
	if k == value {
		e.version = newVersion()
	}
	return e, now.UnixMilli(), nil
}

// peek finds an entry without keeping others waiting for the disk. Where there is
// none it gives a tombstone.
func (s *state) peek(ctx context.Context, sl slot) (entry, error) {
	if err := ctx.Err(); err != nil {
		return entry{}, err
	}
	s.mu.Lock()
	closed := s.closed
	e, ok := s.recent(sl)
	s.mu.Unlock()
	if closed {
		return entry{}, errClosed
	}
	if ok {
		return e, nil
	}
	// A write that moves the entry between these two looks is at the same time as this
	// one: either answer is right.
	e, _, err := s.disk.find(&sl)
	return e, err
}

func (s *state) recent(sl slot) (entry, bool) {
	if e, ok := s.table[sl]; ok {
		return e, true
	}
	e, ok := s.old[sl]
	e.stored = true // by the time the table is flushed
	return e, ok
}

// current finds an entry for a write; the caller holds mu until it has written.
func (s *state) current(ctx context.Context, sl slot) (entry, error) {
	if err := ctx.Err(); err != nil {
		return entry{}, err
	}
	for !s.closed && s.size > stallFactor*s.limit {
		if s.flushErr != nil {
			return entry{}, fmt.Errorf("store: state cannot be moved to disk: %w", s.flushErr)
		}
		s.ask() // a sweep may have ended a failed flush, and asked for no further one
		s.flushed.Wait()
	}
	if s.closed {
		return entry{}, errClosed
	}
	if e, ok := s.recent(sl); ok {
		return e, nil
	}
	e, _, err := s.disk.find(&sl)
	return e, err
}

// put journals an entry in the place of cur and keeps it.
func (s *state) put(sl slot, e, cur entry) error {
	e.stored = cur.stored
	s.journal.add(sl, e)
	if err := s.journal.write(); err != nil {
		return err
	}
	if before, ok := s.table[sl]; ok {
		s.size -= before.size()
	}
	s.table[sl] = e
	s.size += e.size()
	if s.size > s.limit && s.flushErr == nil { // after a failure the next sweep tries again
		s.ask()
	}
	return nil
}

// ask asks for a flush; the caller holds mu, and the state is not closed.
func (s *state) ask() {
	select {
	case s.kick <- struct{}{}:
	default: // one is asked for already
	}
}

// copied gives bytes the caller owns; never nil.
func copied(b []byte) []byte { return append(make([]byte, 0, len(b)), b...) }
