package storetest

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"sluis/broker/store"
)

// model is State in forty lines: a map and a clock.
type model struct {
	clock  *Clock
	values map[store.Key]*cell
	counts map[store.Key]*cell
}

type cell struct {
	data    string
	taken   bool
	version uint64 // as the driver told
	n       int64
	expires time.Time
}

func (m *model) live(in map[store.Key]*cell, k store.Key) *cell {
	if c := in[k]; c != nil && m.clock.Now().Before(c.expires) {
		return c
	}
	return nil
}

// read gives what reading a key must say.
func (m *model) read(k store.Key) (*cell, error) {
	switch c := m.live(m.values, k); {
	case c == nil:
		return nil, store.ErrNotFound
	case c.taken:
		return c, store.ErrTaken
	default:
		return c, nil
	}
}

// dice is a generator of numbers that is the same in every run: a check that fails
// fails again.
type dice uint64

func (d *dice) roll(n int) int {
	x := uint64(*d)
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*d = dice(x)
	return int(x % uint64(n))
}

// againstModel does the same random operations to the driver and to a model, over few
// keys so that they meet, with crashes and steps of the clock in between.
func againstModel(e *env) error {
	for seed := range 3 {
		d := dice(binary.LittleEndian.Uint64([]byte("storetst")) + uint64(seed)*7919)
		m := &model{e.clock, map[store.Key]*cell{}, map[store.Key]*cell{}}
		for step := range 1500 {
			if err := e.step(m, &d, key("model", seed, d.roll(12)), step); err != nil {
				return fmt.Errorf("seed %d, step %d: %w", seed, step, err)
			}
		}
	}
	return nil
}

func (e *env) step(m *model, d *dice, k store.Key, step int) error {
	// Whole milliseconds, and a clock that moves by them: the model does not round.
	ttl := time.Duration(1+d.roll(40)) * time.Millisecond
	data := fmt.Sprintf("step %d", step)
	until := m.clock.Now().Add(ttl)
	cur, want := m.read(k)
	switch op := d.roll(100); {
	case op < 25:
		return e.stepCreate(m, k, data, ttl, cur != nil, until)
	case op < 40:
		return e.stepSwap(d, k, data, ttl, cur, want, until)
	case op < 55:
		got, err := e.state.Take(e.ctx, k, []byte(data), ttl)
		if e := wantErr("Take", err, want); e != nil || err != nil {
			return errors.Join(e, sameMark(err, cur))
		}
		if string(got) != cur.data {
			return fmt.Errorf("Take gives %q, want %q", got, cur.data)
		}
		m.values[k] = &cell{data: data, taken: true, expires: until}
	case op < 70:
		return e.stepAdd(m, d, k, ttl, until)
	case op < 80:
		delete(m.values, k)
		delete(m.counts, k)
		return e.state.Delete(e.ctx, k)
	case op < 83:
		e.crash()
	case op < 90:
		m.clock.Advance(time.Duration(d.roll(15)) * time.Millisecond)
	default:
		v, err := e.state.Get(e.ctx, k)
		if e := wantErr("Get", err, want); e != nil || err != nil {
			return errors.Join(e, sameMark(err, cur))
		}
		if string(v.Data) != cur.data || cur.version != 0 && v.Version != cur.version {
			return fmt.Errorf("Get gives %q version %d, want %q version %d", v.Data, v.Version, cur.data, cur.version)
		}
		cur.version = v.Version
	}
	return nil
}

func (e *env) stepCreate(m *model, k store.Key, data string, ttl time.Duration, there bool, until time.Time) error {
	err := e.state.Create(e.ctx, k, []byte(data), ttl)
	if there {
		return wantErr("Create", err, store.ErrExists)
	}
	m.values[k] = &cell{data: data, expires: until}
	return err
}

func (e *env) stepSwap(d *dice, k store.Key, data string, ttl time.Duration, cur *cell, want error, until time.Time) error {
	old := uint64(1)
	if want == nil {
		if old = cur.version; old == 0 || d.roll(4) == 0 { // not read yet, or on purpose
			old++
			want = store.ErrConflict
		}
	}
	version, err := e.state.Swap(e.ctx, k, old, []byte(data), ttl)
	if e := wantErr("Swap", err, want); e != nil || err != nil {
		return errors.Join(e, sameMark(err, cur))
	}
	*cur = cell{data: data, version: version, expires: until}
	return nil
}

func (e *env) stepAdd(m *model, d *dice, k store.Key, ttl time.Duration, until time.Time) error {
	n := int64(d.roll(7) - 3)
	c := m.live(m.counts, k)
	if c == nil {
		c = &cell{expires: until}
		if n != 0 {
			m.counts[k] = c
		}
	}
	c.n += n
	got, err := e.state.Add(e.ctx, k, n, ttl)
	if err == nil && got != c.n {
		err = fmt.Errorf("Add gives %d, want %d", got, c.n)
	}
	return err
}

func sameMark(err error, c *cell) error {
	if taken, ok := errors.AsType[*store.TakenError](err); ok && c != nil && string(taken.Mark) != c.data {
		return fmt.Errorf("mark %q, want %q", taken.Mark, c.data)
	}
	return nil
}
