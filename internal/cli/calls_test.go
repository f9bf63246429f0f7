package cli

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/store"
)

// countedState and countedRecords count what a login costs the stores.
type countedState struct {
	store.State
	n *atomic.Int64
}

func (c countedState) Get(ctx context.Context, k store.Key) (store.Value, error) {
	c.n.Add(1)
	return c.State.Get(ctx, k)
}

func (c countedState) Create(ctx context.Context, k store.Key, b []byte, ttl time.Duration) error {
	c.n.Add(1)
	return c.State.Create(ctx, k, b, ttl)
}

func (c countedState) Swap(ctx context.Context, k store.Key, old uint64, b []byte, ttl time.Duration) (uint64, error) {
	c.n.Add(1)
	return c.State.Swap(ctx, k, old, b, ttl)
}

func (c countedState) Take(ctx context.Context, k store.Key, mark []byte, ttl time.Duration) ([]byte, error) {
	c.n.Add(1)
	return c.State.Take(ctx, k, mark, ttl)
}

func (c countedState) Add(ctx context.Context, k store.Key, n int64, ttl time.Duration) (int64, error) {
	c.n.Add(1)
	return c.State.Add(ctx, k, n, ttl)
}

func (c countedState) Delete(ctx context.Context, k store.Key) error {
	c.n.Add(1)
	return c.State.Delete(ctx, k)
}

type countedRecords struct {
	store.Records
	reads, writes *atomic.Int64
}

func (c countedRecords) View(ctx context.Context, fn func(store.Tx) error) error {
	c.reads.Add(1)
	return c.Records.View(ctx, fn)
}

func (c countedRecords) Update(ctx context.Context, fn func(store.Tx) error) error {
	c.writes.Add(1)
	return c.Records.Update(ctx, fn)
}

// A login makes as many calls of the stores as were planned for it, and no more:
// authorize 1, picker 1, ACS 3, continue 2, information 2, token 3, userinfo 2; and of
// the records one read and one append.
func TestStoreCallsOfALogin(t *testing.T) {
	t.Parallel()
	var state, reads, writes atomic.Int64
	w := newWorld(t, worldApps, func(w *world) {
		w.state = func(s store.State) store.State { return countedState{s, &state} }
		w.records = func(r store.Records) store.Records { return countedRecords{r, &reads, &writes} }
	})
	w.newBrowser().login(w.request("portfolio", portfolioURI), "petteflat", "docent") // keys of the day are made
	step := func(name string, most int64, do func()) {
		t.Helper()
		before := state.Load()
		do()
		if n := state.Load() - before; n > most {
			t.Errorf("%s makes %d calls of the state, planned were %d", name, n, most)
		}
	}
	r0, w0 := reads.Load(), writes.Load()
	b := w.newBrowser()
	var form, page *answer
	var called string
	step("authorize", 1, func() { form = b.get(w.request("portfolio", portfolioURI)) })
	f := form.hidden()
	f.Set("school", "petteflat")
	var to string
	step("picker", 1, func() { to = b.post("/login/school", f).next(t) })
	acs, answer := b.atHub(to, "petteflat", "yara")
	var at string
	step("ACS", 3, func() { at = b.post(acs, answer).next(t) })
	step("continue", 2, func() { page = b.get(at) })
	step("information", 2, func() { called = b.proceed(page).next(t) })
	if state.Load() == 0 {
		t.Fatal("nothing was counted")
	}
	var tok tokens
	step("token", 3, func() { tok, _ = w.tokens("portfolio", portfolioURI, mustQuery(t, called).Get("code")) })
	step("userinfo", 2, func() { w.info(tok.AccessToken) })
	// A pushed request costs one call when it is pushed, one more when the browser comes
	// with it, and one more when the browser leaves for the hub and claims it.
	p := w.newBrowser()
	step("PAR", 1, func() { called = w.pushedPortfolio() })
	step("authorize with a pushed request", 2, func() { form = p.get(called) })
	f = form.hidden()
	f.Set("school", "petteflat")
	step("picker with a pushed request", 2, func() { p.post("/login/school", f).next(t) })
	// The page is made at its GET and again at its POST: each reads once what was shown
	// before; a login without the page reads once in all.
	if r, n := reads.Load()-r0, writes.Load()-w0; r > 2 || n != 1 {
		t.Errorf("the records were read %d times and written %d times; planned were two and one", r, n)
	}
	r0, w0 = reads.Load(), writes.Load()
	w.newBrowser().login(w.request("portfolio", portfolioURI), "petteflat", "yara")
	if r, n := reads.Load()-r0, writes.Load()-w0; r != 1 || n != 1 {
		t.Errorf("an informed login reads the records %d times and writes them %d times; planned was once each", r, n)
	}
}

// A login that a session answers asks no hub: what it costs at authorize and continue
// stands in the place of picker and ACS (decision 0013).
func TestStoreCallsOfASession(t *testing.T) {
	t.Parallel()
	var state, reads, writes atomic.Int64
	back := newHearer(t)
	w := newWorld(t, ssoApps(back.URL), func(w *world) {
		w.state = func(s store.State) store.State { return countedState{s, &state} }
		w.records = func(r store.Records) store.Records { return countedRecords{r, &reads, &writes} }
	})
	s := w.sit("petteflat", "yara", "een")
	before, written := state.Load(), writes.Load()
	a := s.get(w.request("een", callback("een")))
	if n := state.Load() - before; n > 2 {
		t.Errorf("authorize makes %d calls of the state, planned were 2", n)
	}
	before = state.Load()
	if to := s.get(a.next(t)).next(t); mustQuery(t, to).Get("code") == "" {
		t.Fatal(to)
	}
	if n := state.Load() - before; n > 4 {
		t.Errorf("continue makes %d calls of the state, planned were 4", n)
	}
	if n := writes.Load() - written; n != 1 {
		t.Errorf("the records were written %d times", n)
	}
}
