package storetest

import (
	"errors"
	"fmt"
	"time"

	"sluis/broker/store"
)

// The last instant of a lifetime, as far as every driver promises to tell: lifetimes
// are rounded up to milliseconds.
const tick = time.Millisecond

func valuesExpire(e *env) error {
	k := key("a")
	for round := range 2 {
		if err := e.state.Create(e.ctx, k, []byte("x"), short); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
		e.clock.Advance(short - tick)
		if err := errors.Join(e.wantValue("just before", k, "x"), wantErr("Create just before", e.state.Create(e.ctx, k, nil, short), store.ErrExists)); err != nil {
			return err
		}
		e.clock.Advance(2 * tick)
		if err := e.wantGone("just after", k); err != nil {
			return err
		}
	}
	if err := e.state.Create(e.ctx, key("nano"), []byte("x"), 1); err != nil {
		return err
	}
	if err := e.wantValue("a lifetime of a nanosecond, at once", key("nano"), "x"); err != nil {
		return err
	}
	e.clock.Advance(2 * tick)
	return e.wantGone("a lifetime of a nanosecond", key("nano"))
}

func swapRenews(e *env) error {
	k := key("a")
	if err := e.state.Create(e.ctx, k, []byte("x"), short); err != nil {
		return err
	}
	v, err := e.state.Get(e.ctx, k)
	if err != nil {
		return err
	}
	e.clock.Advance(short - tick)
	version, err := e.state.Swap(e.ctx, k, v.Version, []byte("y"), short)
	if err != nil {
		return err
	}
	e.clock.Advance(short - tick)
	if err := e.wantValue("renewed", k, "y"); err != nil {
		return err
	}
	if _, err := e.state.Swap(e.ctx, k, version, []byte("z"), 2*tick); err != nil { // also to less
		return err
	}
	e.clock.Advance(3 * tick)
	return e.wantGone("renewed to less", k)
}

func marksExpire(e *env) error {
	k := key("a")
	if err := e.state.Create(e.ctx, k, []byte("x"), long); err != nil {
		return err
	}
	if _, err := e.state.Take(e.ctx, k, []byte("m"), short); err != nil {
		return err
	}
	e.clock.Advance(short - tick)
	if err := e.wantMark("just before", k, "m"); err != nil {
		return err
	}
	e.clock.Advance(2 * tick)
	if err := e.wantGone("just after: the value must not come back", k); err != nil {
		return err
	}
	return e.state.Create(e.ctx, k, []byte("y"), short)
}

// The first Add sets the expiry: otherwise a throttle that is hit all the time
// would never let go.
func countersExpire(e *env) error {
	k := key("n")
	for i := range 4 {
		n, err := e.state.Add(e.ctx, k, 1, short)
		if err != nil || n != int64(i+1) {
			return fmt.Errorf("Add: %d, %v; want %d", n, err, i+1)
		}
		e.clock.Advance(short/4 - tick)
	}
	if err := e.wantCount("just before", k, 4); err != nil {
		return err
	}
	e.clock.Advance(5 * tick)
	if err := e.wantCount("just after", k, 0); err != nil {
		return err
	}
	n, err := e.state.Add(e.ctx, k, 10, short)
	if err != nil || n != 10 {
		return fmt.Errorf("Add after expiry: %d, %v; want 10", n, err)
	}
	e.clock.Advance(short - tick)
	return e.wantCount("anew", k, 10)
}
