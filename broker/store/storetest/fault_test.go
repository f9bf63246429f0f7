package storetest

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"runtime"
	"sync"
	"testing"
	"time"

	"sluis/broker/store"
)

// fault is one mistake of a driver.
type fault string

const (
	none               fault = "none"
	createOverwrites   fault = "Create overwrites"
	createOnMark       fault = "Create replaces a mark"
	createRacy         fault = "Create looks, lets go, then writes"
	createAliases      fault = "Create keeps the caller's slice"
	getAliases         fault = "Get gives its own slice"
	getShowsTaken      fault = "Get shows a taken value"
	getShowsExpired    fault = "Get shows an expired value"
	expiryIgnored      fault = "expiry is ignored"
	expiryEarly        fault = "expiry is rounded down to seconds"
	swapIgnoresVersion fault = "Swap ignores the version"
	swapOnMark         fault = "Swap replaces a mark"
	swapKeepsExpiry    fault = "Swap does not renew the lifetime"
	swapKeepsVersion   fault = "Swap keeps the version"
	versionsComeBack   fault = "versions begin again after Delete"
	takeTwoWinners     fault = "Take looks, lets go, then writes"
	takeLosesMark      fault = "Take leaves no mark"
	takeLastMark       fault = "a later Take replaces the mark"
	takeValueLifetime  fault = "the mark has the value's lifetime"
	takeValueReturns   fault = "the value comes back when its mark expires"
	addLosesUpdates    fault = "Add looks, lets go, then writes"
	addRenews          fault = "every Add renews the lifetime"
	addMeetsValues     fault = "counters and values share a name space"
	deleteLeavesMark   fault = "Delete leaves the mark"
	deleteLeavesCount  fault = "Delete leaves the counter"
	deleteNotFound     fault = "Delete fails where there is nothing"
	lifetimeUnchecked  fault = "a lifetime of zero is for ever"
	sizeUnchecked      fault = "no largest value"
	contextIgnored     fault = "an ended context is ignored"
	crashLosesLast     fault = "a crash loses the last write"
	crashForgetsMarks  fault = "a crash forgets marks"
	crashRevives       fault = "a crash brings deleted values back"
	crashRenews        fault = "a crash renews lifetimes"
	crashVersions      fault = "a crash begins versions anew"
	crashCounters      fault = "a crash forgets counters"
)

// faulty is a driver in memory with one fault, or none. Its disk is what survives.
type faulty struct {
	fault fault
	now   func() time.Time
	mu    sync.Mutex
	rows  map[slot]*row
	graft map[slot]*row // values that were deleted or taken, for faults that bring them back
	next  uint64
	last  slot
}

type slot struct {
	key     store.Key
	counter bool
}

type row struct {
	data    []byte
	taken   bool
	n       int64
	version uint64
	expires time.Time
	born    time.Time
	hidden  *row
}

func (f *faulty) is(x fault) bool { return f.fault == x }

func (f *faulty) live(k slot) *row {
	r := f.rows[k]
	if r == nil || f.is(expiryIgnored) {
		return r
	}
	expires := r.expires
	if f.is(expiryEarly) {
		expires = expires.Truncate(time.Second)
	}
	if f.now().Before(expires) {
		return r
	}
	if f.is(takeValueReturns) && r.hidden != nil {
		return r.hidden
	}
	return nil
}

func (f *faulty) put(k slot, r *row) {
	f.next++
	if r.version == 0 {
		r.version = f.next
	}
	r.born = f.now()
	f.rows[k], f.last = r, k
}

// slip lets others in between looking and writing, where that is the fault.
func (f *faulty) slip(x fault) {
	if f.is(x) {
		f.mu.Unlock()
		for range 20 {
			runtime.Gosched()
		}
		f.mu.Lock()
	}
}

func (f *faulty) check(ctx context.Context, data []byte, ttl time.Duration) error {
	if ttl <= 0 && !f.is(lifetimeUnchecked) {
		return errors.New("lifetime")
	}
	if len(data) > store.MaxData && !f.is(sizeUnchecked) {
		return errors.New("size")
	}
	if f.is(contextIgnored) {
		return nil
	}
	return ctx.Err()
}

func (f *faulty) until(ttl time.Duration) time.Time {
	if ttl <= 0 {
		ttl = time.Hour
	}
	return f.now().Add(ttl)
}

func (f *faulty) read(k slot) (*row, error) {
	r := f.live(k)
	switch {
	case r == nil:
		return nil, store.ErrNotFound
	case r.taken:
		return nil, &store.TakenError{Mark: bytes.Clone(r.data)}
	}
	return r, nil
}

func (f *faulty) Get(ctx context.Context, key store.Key) (store.Value, error) {
	if err := f.check(ctx, nil, 1); err != nil {
		return store.Value{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	k := slot{key, false}
	if r := f.rows[k]; f.is(getShowsExpired) && r != nil {
		return store.Value{Data: bytes.Clone(r.data), Version: r.version}, nil
	}
	r, err := f.read(k)
	if f.is(getShowsTaken) && errors.Is(err, store.ErrTaken) {
		return store.Value{Data: []byte("value"), Version: 1}, nil
	}
	if err != nil {
		return store.Value{}, err
	}
	if f.is(getAliases) {
		return store.Value{Data: r.data, Version: r.version}, nil
	}
	return store.Value{Data: append([]byte{}, r.data...), Version: r.version}, nil
}

func (f *faulty) Create(ctx context.Context, key store.Key, data []byte, ttl time.Duration) error {
	if err := f.check(ctx, data, ttl); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	k := slot{key, false}
	r := f.live(k)
	f.slip(createRacy)
	switch {
	case r == nil, f.is(createOverwrites), f.is(createOnMark) && r.taken:
	default:
		return store.ErrExists
	}
	if f.is(addMeetsValues) && f.live(slot{key, true}) != nil {
		return store.ErrExists
	}
	if !f.is(createAliases) {
		data = bytes.Clone(data)
	}
	next := &row{data: data, expires: f.until(ttl)}
	if f.is(versionsComeBack) {
		next.version = 1
	}
	f.put(k, next)
	return nil
}

func (f *faulty) Swap(ctx context.Context, key store.Key, old uint64, data []byte, ttl time.Duration) (uint64, error) {
	if err := f.check(ctx, data, ttl); err != nil {
		return 0, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	k := slot{key, false}
	r, err := f.read(k)
	if f.is(swapOnMark) && errors.Is(err, store.ErrTaken) {
		r, err = f.rows[k], nil
		old = r.version
	}
	if err != nil {
		return 0, err
	}
	if r.version != old && !f.is(swapIgnoresVersion) {
		return 0, store.ErrConflict
	}
	next := &row{data: bytes.Clone(data), expires: f.until(ttl)}
	if f.is(swapKeepsExpiry) {
		next.expires = r.expires
	}
	if f.is(swapKeepsVersion) {
		next.version = r.version
	}
	if f.is(versionsComeBack) {
		next.version = r.version + 1
	}
	f.put(k, next)
	return next.version, nil
}

func (f *faulty) Take(ctx context.Context, key store.Key, mark []byte, ttl time.Duration) ([]byte, error) {
	if err := f.check(ctx, mark, ttl); err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	k := slot{key, false}
	r, err := f.read(k)
	if f.is(takeLastMark) && errors.Is(err, store.ErrTaken) {
		f.rows[k].data = bytes.Clone(mark)
	}
	if err != nil {
		return nil, err
	}
	f.slip(takeTwoWinners)
	if f.is(takeLosesMark) {
		delete(f.rows, k)
		return r.data, nil
	}
	next := &row{data: bytes.Clone(mark), taken: true, expires: f.until(ttl), hidden: r}
	if f.is(takeValueLifetime) {
		next.expires = r.expires
	}
	if f.is(takeValueReturns) {
		r.expires = r.expires.Add(time.Hour)
	}
	f.graft[k] = r
	f.put(k, next)
	return bytes.Clone(r.data), nil
}

func (f *faulty) Add(ctx context.Context, key store.Key, n int64, ttl time.Duration) (int64, error) {
	if err := f.check(ctx, nil, ttl); err != nil {
		return 0, err
	}
	if n < -1<<40 || n > 1<<40 {
		return 0, errors.New("step")
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	k := slot{key, true}
	next := &row{n: n, expires: f.until(ttl)}
	if r := f.live(k); r != nil {
		next.n += r.n
		if !f.is(addRenews) {
			next.expires = r.expires
		}
	}
	f.slip(addLosesUpdates)
	if n != 0 || f.is(addRenews) {
		f.put(k, next)
	}
	return next.n, nil
}

func (f *faulty) Delete(ctx context.Context, key store.Key) error {
	if err := f.check(ctx, nil, 1); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	v, c := slot{key, false}, slot{key, true}
	if f.is(deleteNotFound) && f.rows[v] == nil {
		return store.ErrNotFound
	}
	if r := f.rows[v]; r != nil && !(f.is(deleteLeavesMark) && r.taken) {
		f.graft[v] = r
		delete(f.rows, v)
	}
	if !f.is(deleteLeavesCount) {
		delete(f.rows, c)
	}
	return nil
}

func (f *faulty) Horizon() time.Time { return time.Time{} }

// crash gives the driver that is opened after this one was killed.
func (f *faulty) crash() *faulty {
	next := &faulty{fault: f.fault, now: f.now, rows: maps.Clone(f.rows), graft: map[slot]*row{}, next: f.next}
	switch f.fault {
	case crashLosesLast:
		delete(next.rows, f.last)
	case crashRevives:
		for k, r := range f.graft {
			if next.rows[k] == nil {
				next.rows[k] = r
			}
		}
	}
	for k, r := range next.rows {
		c := *r
		switch {
		case f.is(crashForgetsMarks) && r.taken, f.is(crashCounters) && k.counter:
			delete(next.rows, k)
			continue
		case f.is(crashRenews):
			c.expires = f.now().Add(r.expires.Sub(r.born))
		case f.is(crashVersions):
			c.version = 1
		}
		next.rows[k] = &c
	}
	return next
}

// finding runs the suite over a driver and gives the name of the first check that
// fails, and what it says.
func finding(x fault) (check string, err error) {
	for _, c := range stateChecks() {
		clock := NewClock()
		f := &faulty{fault: x, now: clock.Now, rows: map[slot]*row{}, graft: map[slot]*row{}}
		e := &env{ctx: context.Background(), clock: clock, state: f}
		e.reopen = func() store.State { f = f.crash(); return f }
		if err := c.run(e); err != nil {
			return c.name, err
		}
	}
	return "", nil
}

func TestSuitePassesADriverWithoutFault(t *testing.T) {
	t.Parallel()
	if check, err := finding(none); err != nil {
		t.Errorf("the suite finds fault in a driver that has none: %s: %v", check, err)
	}
}

// A suite that a broken driver passes is no suite: each fault must be caught.
func TestSuiteCatchesEveryPlantedFault(t *testing.T) {
	t.Parallel()
	for _, x := range []fault{
		createOverwrites, createOnMark, createRacy, createAliases, getAliases, getShowsTaken, getShowsExpired,
		expiryIgnored, expiryEarly, swapIgnoresVersion, swapOnMark, swapKeepsExpiry, swapKeepsVersion, versionsComeBack,
		takeTwoWinners, takeLosesMark, takeLastMark, takeValueLifetime, takeValueReturns, addLosesUpdates, addRenews,
		addMeetsValues, deleteLeavesMark, deleteLeavesCount, deleteNotFound, lifetimeUnchecked, sizeUnchecked,
		contextIgnored, crashLosesLast, crashForgetsMarks, crashRevives, crashRenews, crashVersions, crashCounters,
	} {
		t.Run(string(x), func(t *testing.T) {
			t.Parallel()
			check, err := finding(x)
			if err == nil {
				t.Fatalf("no check catches: %s", x)
			}
			t.Logf("caught by %q: %v", check, err)
		})
	}
}
