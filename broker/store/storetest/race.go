package storetest

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"sluis/broker/store"
)

// racers is how many goroutines a race has, and rounds how often it is run.
const (
	racers = 100
	rounds = 20
)

func raceCreate(e *env) error {
	for round := range rounds {
		k := key("create", round)
		var winner atomic.Pointer[string]
		var wins atomic.Int32
		err := together(racers, func(i int) error {
			me := strconv.Itoa(i)
			err := e.state.Create(e.ctx, k, []byte(me), short)
			if err == nil {
				wins.Add(1)
				winner.Store(&me)
				return nil
			}
			return wantErr("a loser's Create", err, store.ErrExists)
		})
		if err != nil {
			return err
		}
		if n := wins.Load(); n != 1 {
			return fmt.Errorf("%d of %d Creates won, want 1", n, racers)
		}
		if err := e.wantValue("after the race", k, *winner.Load()); err != nil {
			return err
		}
	}
	return nil
}

// One of many callers gets the value, and every other one gets that caller's mark
// (a code redeemed a hundred times at once gives one token; contract 17).
func raceTake(e *env) error {
	for round := range rounds {
		k := key("take", round)
		if err := e.state.Create(e.ctx, k, []byte("value"), short); err != nil {
			return err
		}
		var winner atomic.Pointer[string]
		var wins atomic.Int32
		marks := make([]string, racers)
		err := together(racers, func(i int) error {
			me := strconv.Itoa(i)
			got, err := e.state.Take(e.ctx, k, []byte(me), short)
			if err == nil {
				wins.Add(1)
				winner.Store(&me)
				marks[i] = me
				if string(got) != "value" {
					return fmt.Errorf("the winner got %q", got)
				}
				return nil
			}
			taken, ok := errors.AsType[*store.TakenError](err)
			if !ok {
				return fmt.Errorf("a loser's Take: error %w, want a TakenError", err)
			}
			marks[i] = string(taken.Mark)
			return nil
		})
		if err != nil {
			return err
		}
		if n := wins.Load(); n != 1 {
			return fmt.Errorf("%d of %d Takes won, want 1", n, racers)
		}
		for _, m := range marks {
			if m != *winner.Load() {
				return fmt.Errorf("a loser saw mark %q, the winner's is %q", m, *winner.Load())
			}
		}
	}
	return nil
}

// Many callers count by reading and swapping; a lost update would show.
func raceSwap(e *env) error {
	k := key("swap")
	if err := e.state.Create(e.ctx, k, []byte("0"), long); err != nil {
		return err
	}
	err := together(racers, func(int) error {
		for {
			v, err := e.state.Get(e.ctx, k)
			if err != nil {
				return err
			}
			n, err := strconv.Atoi(string(v.Data))
			if err != nil {
				return err
			}
			switch _, err = e.state.Swap(e.ctx, k, v.Version, []byte(strconv.Itoa(n+1)), long); {
			case err == nil:
				return nil
			case !errors.Is(err, store.ErrConflict):
				return err
			}
		}
	})
	return errors.Join(err, e.wantValue("after the race", k, strconv.Itoa(racers)))
}

func raceAdd(e *env) error {
	k := key("add")
	var mu sync.Mutex
	seen := map[int64]bool{}
	err := together(racers, func(int) error {
		for range rounds {
			n, err := e.state.Add(e.ctx, k, 1, long)
			if err != nil {
				return err
			}
			mu.Lock()
			twice := seen[n]
			seen[n] = true
			mu.Unlock()
			if twice {
				return fmt.Errorf("two callers counted to %d", n)
			}
		}
		return nil
	})
	return errors.Join(err, e.wantCount("after the race", k, racers*rounds))
}

// While some take, others delete and create again: as many Takes may win as Creates
// did, and what a winner gets is a value that was created.
func raceTakeRecreate(e *env) error {
	k := key("recreate")
	var created, taken atomic.Int64
	err := together(30, func(i int) error {
		for range rounds {
			var err error
			switch i % 3 {
			case 0:
				if err = e.state.Create(e.ctx, k, []byte("value"), short); err == nil {
					created.Add(1)
				}
			case 1:
				var got []byte
				if got, err = e.state.Take(e.ctx, k, []byte("m"), short); err == nil {
					taken.Add(1)
					if string(got) != "value" {
						return fmt.Errorf("Take gives %q", got)
					}
				}
			case 2:
				err = e.state.Delete(e.ctx, k)
			}
			if err != nil && !errors.Is(err, store.ErrExists) && !errors.Is(err, store.ErrTaken) && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return nil
	})
	if c, n := created.Load(), taken.Load(); n > c {
		err = errors.Join(err, fmt.Errorf("%d Takes won over %d values", n, c))
	}
	return err
}
