package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sluis/broker/store"
)

// Clock is a clock that stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock makes a Clock at a fixed instant that is no whole millisecond.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, 9, 1, 8, 30, 0, 123456789, time.UTC)}
}

// Now gives the instant at which the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// env is what one check of State works with.
type env struct {
	ctx    context.Context
	clock  *Clock
	state  store.State
	reopen func() store.State
}

// crash ends the driver as a kill would, and goes on with what is left.
func (e *env) crash() { e.state = e.reopen() }

// key gives keys of a check's own.
func key(parts ...any) store.Key { return store.KeyOf("storetest", fmt.Sprint(parts...)) }

// The lifetimes of most checks; Sluis's longest is some weeks.
const (
	short = time.Minute
	long  = 24 * time.Hour
)

func wantErr(what string, got, want error) error {
	if !errors.Is(got, want) || (want == nil) != (got == nil) {
		return fmt.Errorf("%s: error %v, want %v", what, got, want)
	}
	return nil
}

// wantValue checks what Get gives.
func (e *env) wantValue(what string, k store.Key, want string) error {
	v, err := e.state.Get(e.ctx, k)
	if err != nil {
		return fmt.Errorf("%s: Get: %w", what, err)
	}
	if string(v.Data) != want {
		return fmt.Errorf("%s: Get gives %q, want %q", what, v.Data, want)
	}
	return nil
}

// wantGone checks that a key is, to every operation that reads, as if it had never
// been there.
func (e *env) wantGone(what string, k store.Key) error {
	_, get := e.state.Get(e.ctx, k)
	_, swap := e.state.Swap(e.ctx, k, 1, []byte("x"), short)
	_, take := e.state.Take(e.ctx, k, []byte("x"), short)
	return errors.Join(
		wantErr(what+": Get", get, store.ErrNotFound),
		wantErr(what+": Swap", swap, store.ErrNotFound),
		wantErr(what+": Take", take, store.ErrNotFound),
	)
}

// wantMark checks that a key shows the mark of its taker, and nothing else.
func (e *env) wantMark(what string, k store.Key, want string) error {
	_, get := e.state.Get(e.ctx, k)
	_, swap := e.state.Swap(e.ctx, k, 1, []byte("x"), short)
	_, take := e.state.Take(e.ctx, k, []byte("x"), short)
	err := wantErr(what+": Create on a mark", e.state.Create(e.ctx, k, []byte("x"), short), store.ErrExists)
	for op, got := range map[string]error{"Get": get, "Swap": swap, "Take": take} {
		taken, ok := errors.AsType[*store.TakenError](got)
		switch {
		case !ok || !errors.Is(got, store.ErrTaken):
			err = errors.Join(err, fmt.Errorf("%s: %s: error %v, want a TakenError", what, op, got))
		case string(taken.Mark) != want:
			err = errors.Join(err, fmt.Errorf("%s: %s: mark %q, want %q", what, op, taken.Mark, want))
		}
	}
	return err
}

// wantCount checks a counter without changing it.
func (e *env) wantCount(what string, k store.Key, want int64) error {
	n, err := e.state.Add(e.ctx, k, 0, short)
	if err != nil || n != want {
		return fmt.Errorf("%s: count %d, %v; want %d", what, n, err, want)
	}
	return nil
}

// together calls fn in n goroutines that start at one moment, and joins their errors.
func together(n int, fn func(i int) error) error {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	errs := make([]error, n)
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			errs[i] = fn(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	return errors.Join(errs...)
}
