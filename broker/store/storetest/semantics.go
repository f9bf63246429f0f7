package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sluis/broker/store"
)

func createAndGet(e *env) error {
	k := key("a")
	if err := e.wantGone("before", k); err != nil {
		return err
	}
	if err := e.state.Create(e.ctx, k, []byte("one\x00two\xff"), short); err != nil {
		return err
	}
	return errors.Join(e.wantValue("after", k, "one\x00two\xff"), e.wantGone("another key", key("b")))
}

func createTwice(e *env) error {
	k := key("a")
	if err := e.state.Create(e.ctx, k, []byte("first"), short); err != nil {
		return err
	}
	before, err := e.state.Get(e.ctx, k)
	if err != nil {
		return err
	}
	if err := wantErr("second Create", e.state.Create(e.ctx, k, []byte("second"), long), store.ErrExists); err != nil {
		return err
	}
	after, err := e.state.Get(e.ctx, k)
	if err != nil || after.Version != before.Version || string(after.Data) != "first" {
		return fmt.Errorf("after a refused Create: %q version %d, %v; want %q version %d", after.Data, after.Version, err, "first", before.Version)
	}
	e.clock.Advance(short) // nor did the refused one lengthen its life
	return e.wantGone("after its lifetime", k)
}

func dataIsCopied(e *env) error {
	in, m, k := []byte("data"), []byte("mark"), key("a")
	if err := e.state.Create(e.ctx, k, in, short); err != nil {
		return err
	}
	in[0] = 'X'
	v, err := e.state.Get(e.ctx, k)
	if err != nil {
		return err
	}
	v.Data[0] = 'Y'
	if err := e.wantValue("caller changed its slices", k, "data"); err != nil {
		return err
	}
	out, err := e.state.Take(e.ctx, k, m, short)
	if err != nil || string(out) != "data" {
		return fmt.Errorf("Take: %q, %w", out, err)
	}
	m[0] = 'X'
	_, err = e.state.Get(e.ctx, k)
	if taken, ok := errors.AsType[*store.TakenError](err); ok {
		taken.Mark[0] = 'Y'
	}
	return e.wantMark("caller changed its mark", k, "mark")
}

func dataSizes(e *env) error {
	for _, n := range []int{0, 1, 4095, 4096, 70000, store.MaxData} {
		k, data := key("size", n), strings.Repeat("x", n)
		if err := e.state.Create(e.ctx, k, []byte(data), short); err != nil {
			return fmt.Errorf("%d bytes: %w", n, err)
		}
		if err := e.wantValue(fmt.Sprint(n, " bytes"), k, data); err != nil {
			return err
		}
		v, err := e.state.Get(e.ctx, k)
		if err != nil || v.Data == nil {
			return fmt.Errorf("%d bytes: nil data, %w", n, err)
		}
	}
	if err := e.state.Create(e.ctx, key("nil"), nil, short); err != nil {
		return fmt.Errorf("nil data: %w", err)
	}
	over := make([]byte, store.MaxData+1)
	if err := e.state.Create(e.ctx, key("over"), over, short); err == nil {
		return errors.New("Create takes more than MaxData")
	}
	v, err := e.state.Get(e.ctx, key("nil"))
	if err != nil {
		return err
	}
	if _, err := e.state.Swap(e.ctx, key("nil"), v.Version, over, short); err == nil {
		return errors.New("Swap takes more than MaxData")
	}
	return nil
}

func lifetimes(e *env) error {
	if err := e.state.Create(e.ctx, key("there"), []byte("x"), short); err != nil {
		return err
	}
	for _, ttl := range []time.Duration{0, -1, -time.Hour} {
		_, swap := e.state.Swap(e.ctx, key("there"), 0, nil, ttl)
		_, take := e.state.Take(e.ctx, key("there"), nil, ttl)
		_, add := e.state.Add(e.ctx, key("n"), 1, ttl)
		for op, err := range map[string]error{"Create": e.state.Create(e.ctx, key("new"), nil, ttl), "Swap": swap, "Take": take, "Add": add} {
			if err == nil || errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrConflict) {
				return fmt.Errorf("%s with lifetime %s: error %v, want a refusal of the lifetime", op, ttl, err)
			}
		}
	}
	return errors.Join(e.wantValue("after refusals", key("there"), "x"), e.wantGone("after refusals", key("new")))
}

func swapVersions(e *env) error {
	k := key("a")
	if err := e.state.Create(e.ctx, k, []byte("0"), short); err != nil {
		return err
	}
	v, err := e.state.Get(e.ctx, k)
	if err != nil {
		return err
	}
	next, err := e.state.Swap(e.ctx, k, v.Version, []byte("1"), short)
	if err != nil || next == v.Version {
		return fmt.Errorf("Swap: version %d after %d, %w", next, v.Version, err)
	}
	got, err := e.state.Get(e.ctx, k)
	if err != nil || got.Version != next || string(got.Data) != "1" {
		return fmt.Errorf("after Swap: %q version %d, %v; want %q version %d", got.Data, got.Version, err, "1", next)
	}
	for _, old := range []uint64{v.Version, 0, next + 1} {
		if _, err := e.state.Swap(e.ctx, k, old, []byte("2"), short); !errors.Is(err, store.ErrConflict) {
			return fmt.Errorf("Swap with a version that is not there: error %v, want ErrConflict", err)
		}
	}
	return e.wantValue("after refused Swaps", k, "1")
}

// A version that came back would let a Swap win that read before a Delete.
func versionsAreUnique(e *env) error {
	k, seen := key("a"), map[uint64]bool{}
	for range 50 {
		if err := e.state.Create(e.ctx, k, []byte("x"), short); err != nil {
			return err
		}
		v, err := e.state.Get(e.ctx, k)
		if err != nil {
			return err
		}
		next, err := e.state.Swap(e.ctx, k, v.Version, []byte("y"), short)
		if err != nil {
			return err
		}
		if seen[v.Version] || seen[next] || v.Version == next {
			return errors.New("a version came back after Delete and Create")
		}
		seen[v.Version], seen[next] = true, true
		if err := e.state.Delete(e.ctx, k); err != nil {
			return err
		}
	}
	return nil
}

func takeLeavesMark(e *env) error {
	k := key("a")
	if err := e.state.Create(e.ctx, k, []byte("value"), short); err != nil {
		return err
	}
	got, err := e.state.Take(e.ctx, k, []byte("first"), long)
	if err != nil || string(got) != "value" {
		return fmt.Errorf("Take: %q, %w", got, err)
	}
	if err := e.wantMark("taken", k, "first"); err != nil {
		return err
	}
	e.clock.Advance(short) // the mark lives by its own lifetime, not by the value's
	if err := e.wantMark("taken, after the value's lifetime", k, "first"); err != nil {
		return err
	}
	if err := e.state.Delete(e.ctx, k); err != nil {
		return err
	}
	return errors.Join(e.wantGone("deleted", k), e.state.Create(e.ctx, k, []byte("new"), short), e.wantValue("created anew", k, "new"))
}

func addCounts(e *env) error {
	k, sum := key("n"), int64(0)
	if err := e.wantCount("before", k, 0); err != nil {
		return err
	}
	for _, n := range []int64{1, 1, 5, -3, 1 << 40, -(1 << 40), -9, 0, 2} {
		sum += n
		got, err := e.state.Add(e.ctx, k, n, short)
		if err != nil || got != sum {
			return fmt.Errorf("Add %d: %d, %v; want %d", n, got, err, sum)
		}
	}
	for _, n := range []int64{1<<40 + 1, -(1<<40 + 1), 1<<63 - 1, -1 << 63} {
		if _, err := e.state.Add(e.ctx, k, n, short); err == nil {
			return fmt.Errorf("Add takes a step of %d", n)
		}
	}
	return e.wantCount("after refused steps", k, sum)
}

func countersAreApart(e *env) error {
	k := key("both")
	if _, err := e.state.Add(e.ctx, k, 7, short); err != nil {
		return err
	}
	if err := e.wantGone("a counter is no value", k); err != nil {
		return err
	}
	if err := e.state.Create(e.ctx, k, []byte("x"), short); err != nil {
		return fmt.Errorf("a counter hinders Create: %w", err)
	}
	if err := errors.Join(e.wantCount("beside a value", k, 7), e.wantValue("beside a counter", k, "x")); err != nil {
		return err
	}
	if _, err := e.state.Take(e.ctx, k, []byte("m"), short); err != nil {
		return err
	}
	return e.wantCount("beside a mark", k, 7)
}

func deletes(e *env) error {
	k := key("a")
	if err := e.state.Delete(e.ctx, k); err != nil {
		return fmt.Errorf("Delete where there is nothing: %w", err)
	}
	if err := e.state.Create(e.ctx, k, []byte("x"), short); err != nil {
		return err
	}
	if _, err := e.state.Add(e.ctx, k, 3, short); err != nil {
		return err
	}
	if err := e.state.Create(e.ctx, key("other"), []byte("stays"), short); err != nil {
		return err
	}
	for range 2 {
		if err := e.state.Delete(e.ctx, k); err != nil {
			return err
		}
		if err := errors.Join(e.wantGone("deleted", k), e.wantCount("deleted", k, 0)); err != nil {
			return err
		}
	}
	return e.wantValue("another key", key("other"), "stays")
}

func endedContext(e *env) error {
	ctx, cancel := context.WithCancel(e.ctx)
	cancel()
	_, get := e.state.Get(ctx, key("a"))
	_, swap := e.state.Swap(ctx, key("a"), 1, nil, short)
	_, take := e.state.Take(ctx, key("a"), nil, short)
	_, add := e.state.Add(ctx, key("a"), 1, short)
	for op, err := range map[string]error{
		"Get": get, "Swap": swap, "Take": take, "Add": add,
		"Create": e.state.Create(ctx, key("a"), nil, short), "Delete": e.state.Delete(ctx, key("a")),
	} {
		if !errors.Is(err, context.Canceled) {
			return fmt.Errorf("%s with an ended context: error %v", op, err)
		}
	}
	return nil
}
