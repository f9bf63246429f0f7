package storetest

import (
	"errors"
	"fmt"
	"strings"

	"sluis/broker/store"
)

// Twice in every check: what a driver recovers must itself survive.
const crashes = 2

func crashKeeps(e *env) error {
	if err := errors.Join(
		e.state.Create(e.ctx, key("value"), []byte("v\x00\xff"), long),
		e.state.Create(e.ctx, key("empty"), nil, long),
		e.state.Create(e.ctx, key("large"), []byte(strings.Repeat("x", store.MaxData)), long),
		e.state.Create(e.ctx, key("swapped"), []byte("old"), long),
		e.state.Create(e.ctx, key("taken"), []byte("secret"), long),
	); err != nil {
		return err
	}
	v, err := e.state.Get(e.ctx, key("swapped"))
	if err != nil {
		return err
	}
	version, err := e.state.Swap(e.ctx, key("swapped"), v.Version, []byte("new"), long)
	if err != nil {
		return err
	}
	if _, err := e.state.Take(e.ctx, key("taken"), []byte("mark"), long); err != nil {
		return err
	}
	if _, err := e.state.Add(e.ctx, key("n"), 41, long); err != nil {
		return err
	}
	for i := range crashes {
		e.crash()
		what := fmt.Sprintf("after crash %d", i+1)
		if err := errors.Join(
			e.wantValue(what, key("value"), "v\x00\xff"),
			e.wantValue(what, key("empty"), ""),
			e.wantValue(what, key("large"), strings.Repeat("x", store.MaxData)),
			e.wantValue(what, key("swapped"), "new"),
			e.wantMark(what, key("taken"), "mark"),
			e.wantCount(what, key("n"), 41+int64(i)),
			wantErr(what+": Create", e.state.Create(e.ctx, key("value"), nil, long), store.ErrExists),
		); err != nil {
			return err
		}
		if _, err := e.state.Add(e.ctx, key("n"), 1, long); err != nil {
			return err
		}
	}
	if _, err := e.state.Swap(e.ctx, key("swapped"), v.Version, nil, long); !errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("after a crash an old version swaps: %w", err)
	}
	_, err = e.state.Swap(e.ctx, key("swapped"), version, []byte("newer"), long)
	return errors.Join(err, e.wantValue("swapped after a crash", key("swapped"), "newer"))
}

func crashKeepsDeleted(e *env) error {
	for _, name := range []string{"plain", "taken", "again"} {
		if err := e.state.Create(e.ctx, key(name), []byte("x"), long); err != nil {
			return err
		}
	}
	if _, err := e.state.Add(e.ctx, key("plain"), 5, long); err != nil {
		return err
	}
	if _, err := e.state.Take(e.ctx, key("taken"), []byte("m"), long); err != nil {
		return err
	}
	e.crash() // what is deleted now may have been moved to another place by the crash
	for _, name := range []string{"plain", "taken", "again"} {
		if err := e.state.Delete(e.ctx, key(name)); err != nil {
			return err
		}
	}
	if err := e.state.Create(e.ctx, key("again"), []byte("second"), long); err != nil {
		return err
	}
	for range crashes {
		e.crash()
		for _, name := range []string{"plain", "taken"} {
			if err := errors.Join(e.wantGone("after a crash", key(name)), e.wantCount("after a crash", key(name), 0)); err != nil {
				return err
			}
		}
		if err := e.wantValue("created anew", key("again"), "second"); err != nil {
			return err
		}
	}
	return nil
}

func crashKeepsExpiry(e *env) error {
	if err := errors.Join(
		e.state.Create(e.ctx, key("short"), []byte("x"), short),
		e.state.Create(e.ctx, key("long"), []byte("x"), long),
	); err != nil {
		return err
	}
	if _, err := e.state.Add(e.ctx, key("n"), 5, short); err != nil {
		return err
	}
	e.clock.Advance(short - tick)
	e.crash()
	if err := errors.Join(e.wantValue("just before", key("short"), "x"), e.wantCount("just before", key("n"), 5)); err != nil {
		return err
	}
	e.clock.Advance(2 * tick)
	if err := errors.Join(e.wantGone("just after", key("short")), e.wantCount("just after", key("n"), 0)); err != nil {
		return err
	}
	e.crash()
	return errors.Join(e.wantGone("expired, then crashed", key("short")), e.wantValue("still alive", key("long"), "x"))
}

func crashManyKeys(e *env) error {
	const keys = 3000
	for i := range keys {
		if err := e.state.Create(e.ctx, key("many", i), fmt.Appendf(nil, "value %d %s", i, strings.Repeat("-", i%700)), long); err != nil {
			return err
		}
		if i%3 == 0 {
			if _, err := e.state.Take(e.ctx, key("many", i), fmt.Append(nil, i), long); err != nil {
				return err
			}
		}
		if i%5 == 1 {
			if err := e.state.Delete(e.ctx, key("many", i)); err != nil {
				return err
			}
		}
	}
	for range crashes {
		e.crash()
		for i := range keys {
			k := key("many", i)
			var err error
			switch {
			case i%5 == 1:
				_, get := e.state.Get(e.ctx, k)
				err = wantErr("deleted", get, store.ErrNotFound)
			case i%3 == 0:
				_, get := e.state.Get(e.ctx, k)
				if taken, ok := errors.AsType[*store.TakenError](get); !ok || string(taken.Mark) != fmt.Sprint(i) {
					err = fmt.Errorf("taken: error %w", get)
				}
			default:
				err = e.wantValue("value", k, fmt.Sprintf("value %d %s", i, strings.Repeat("-", i%700)))
			}
			if err != nil {
				return fmt.Errorf("key %d: %w", i, err)
			}
		}
	}
	return nil
}
