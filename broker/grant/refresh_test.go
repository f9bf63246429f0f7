package grant

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/claims"
)

var (
	rotating = Renewal{On: true, Rotates: true}
	lasting  = Renewal{On: true}
)

// pair is what an app holds of a family.
type pair struct{ access, refresh string }

// family redeems a code for an access token and a refresh token.
func (b *bench) family(t testing.TB, r Renewal) (pair, Grant) {
	t.Helper()
	g, err := b.Redeem(context.Background(), b.hand(t), binding, r.Sender, true)
	if err != nil {
		t.Fatal(err)
	}
	a := access(b.Store, g, r.Sender)
	refresh, err := b.Issue(context.Background(), g, a, r)
	if err != nil {
		t.Fatal(err)
	}
	return pair{a.Token, refresh}, g
}

// renew uses a refresh token as op does.
func renew(s *Store, refresh string, sender Sender, r Renewal) (pair, error) {
	p, err := s.Present(context.Background(), refresh, "portfolio")
	if err != nil {
		return pair{}, err
	}
	a := access(s, p.Grant, sender)
	next, err := s.Renew(context.Background(), p, a, r)
	return pair{a.Token, next}, err
}

// counts says whether an access token opens its grant.
func (b *bench) counts(t testing.TB, token string) bool {
	t.Helper()
	_, err := b.ByToken(context.Background(), token)
	if err != nil && !errors.Is(err, ErrUnknown) {
		t.Fatal(err)
	}
	return err == nil
}

// TestRotation: each use gives another token for the same grant, and the one before
// ends the family when it comes again (O-14, RFC 9700 §4.14.2).
func TestRotation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, g := b.family(t, rotating)
	last, seen := first, map[string]bool{first.refresh: true}
	for range 5 {
		next, err := renew(b.Store, last.refresh, "", rotating)
		if err != nil || seen[next.refresh] {
			t.Fatalf("renewed: %v; seen before: %t", err, seen[next.refresh])
		}
		got, err := b.ByToken(context.Background(), next.access)
		if err != nil || got.ID != g.ID || got.SID != g.SID || !got.Release.Equal(g.Release) || !got.AuthTime.Equal(g.AuthTime) {
			t.Fatalf("the new token opens %+v, %v", got, err)
		}
		last, seen[next.refresh] = next, true
	}
	if !b.counts(t, first.access) {
		t.Error("the first access token died of a refresh")
	}
	if _, err := renew(b.Store, first.refresh, "", rotating); !errors.Is(err, ErrSpent) {
		t.Errorf("a spent token: %v, want ErrSpent", err)
	}
	if b.counts(t, first.access) || b.counts(t, last.access) {
		t.Error("an access token outlived its family")
	}
	if _, err := renew(b.Store, last.refresh, "", rotating); !errors.Is(err, ErrUnknown) {
		t.Errorf("the last token of an ended family: %v, want ErrUnknown", err)
	}
}

// TestNoRotation: a token that does not rotate stays, however often it is used.
func TestNoRotation(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	held, _ := b.family(t, lasting)
	for range 3 {
		next, err := renew(b.Store, held.refresh, "", lasting)
		if err != nil || next.refresh != held.refresh || !b.counts(t, next.access) {
			t.Fatalf("renewed: %v, same token %t", err, next.refresh == held.refresh)
		}
	}
}

// TestRefreshLife: six hours without use, twenty-four in all, to the millisecond; and
// what is issued last ends with the family.
func TestRefreshLife(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]Renewal{"rotating": rotating, "lasting": lasting} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			held, g := b.family(t, r)
			use := func() error {
				next, err := renew(b.Store, held.refresh, "", r)
				if err == nil {
					held = next
				}
				return err
			}
			for range 4 {
				b.clock.Advance(IdleLife - time.Millisecond)
				if err := use(); err != nil {
					t.Fatalf("after almost six hours: %v", err)
				}
			}
			b.clock.Advance(g.End().Sub(b.clock.Now()) - time.Millisecond)
			if err := use(); err != nil {
				t.Errorf("a millisecond before the end of the family: %v", err)
			}
			access := held.access
			b.clock.Advance(time.Millisecond)
			if err := use(); !errors.Is(err, ErrUnknown) {
				t.Errorf("at the end of the family: %v", err)
			}
			if b.counts(t, access) {
				t.Error("an access token outlives the grant: so does a release")
			}
			idle := newBench(t)
			held, _ = idle.family(t, r)
			idle.clock.Advance(IdleLife)
			if _, err := renew(idle.Store, held.refresh, "", r); !errors.Is(err, ErrUnknown) {
				t.Errorf("after six hours without use: %v, want ErrUnknown", err)
			}
		})
	}
}

// TestRefreshIsBound: another app and another sender find nothing, spend nothing, and
// cannot end the family with a spent token either.
func TestRefreshIsBound(t *testing.T) {
	t.Parallel()
	b, ctx := newBench(t), context.Background()
	mine, other := JKT("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"), JKT("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
	r := Renewal{On: true, Rotates: true, Sender: mine}
	held, _ := b.family(t, r)
	for range 2 {
		if _, err := b.Present(ctx, held.refresh, "elders"); !errors.Is(err, ErrUnknown) {
			t.Errorf("another app: %v", err)
		}
	}
	for name, s := range map[string]Sender{"no sender": "", "another key": other, "a certificate": X5T(mine.JKT())} {
		if _, err := renew(b.Store, held.refresh, s, r); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v, want ErrUnknown", name, err)
		}
	}
	next, err := renew(b.Store, held.refresh, mine, r)
	if err != nil {
		t.Fatalf("its own sender: %v", err)
	}
	if _, err := b.Present(ctx, held.refresh, "elders"); !errors.Is(err, ErrUnknown) || !b.counts(t, next.access) {
		t.Errorf("another app with a spent token: %v; the family lives: %t", err, b.counts(t, next.access))
	}
	if _, err := renew(b.Store, next.refresh, other, r); !errors.Is(err, ErrUnknown) {
		t.Errorf("the second token of the family, another key: %v", err)
	}
}

// TestHeldChangesNothing: to look at a token is not to use it, spent or not.
func TestHeldChangesNothing(t *testing.T) {
	t.Parallel()
	b, ctx := newBench(t), context.Background()
	first, g := b.family(t, rotating)
	p, err := b.Held(ctx, first.refresh)
	if err != nil || p.Grant.ID != g.ID || !p.Expires.Equal(b.clock.Now().Add(IdleLife)) {
		t.Errorf("held: %+v, %v", p, err)
	}
	next, err := renew(b.Store, first.refresh, "", rotating)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Held(ctx, first.refresh); !errors.Is(err, ErrUnknown) {
		t.Errorf("a spent token: %v, want ErrUnknown", err)
	}
	if !b.counts(t, next.access) {
		t.Error("looking at a spent token ended the family")
	}
}

// TestManyUseOneRefreshToken: at most one gets tokens, and they count no more.
func TestManyUseOneRefreshToken(t *testing.T) {
	t.Parallel()
	for range 10 {
		b := newBench(t)
		held, _ := b.family(t, rotating)
		var won atomic.Int32
		got := make(chan pair, 64)
		start := make(chan struct{})
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				<-start
				next, err := renew(b.Store, held.refresh, "", rotating)
				switch {
				case err == nil:
					won.Add(1)
					got <- next
				case !errors.Is(err, ErrSpent) && !errors.Is(err, ErrUnknown):
					t.Errorf("a loser gets %v", err)
				}
			})
		}
		close(start)
		wg.Wait()
		close(got)
		if won.Load() != 1 {
			t.Fatalf("%d of 64 used one refresh token", won.Load())
		}
		for p := range got {
			if b.counts(t, p.access) || b.counts(t, held.access) {
				t.Fatal("an access token of the family lives on")
			}
			if _, err := renew(b.Store, p.refresh, "", rotating); !errors.Is(err, ErrUnknown) {
				t.Fatalf("the winner's refresh token: %v", err)
			}
		}
	}
}

// TestFailedRefreshSpendsNothing: whichever write fails, the token that was brought is
// as it was; the last write alone spends it (so a client may repeat what was not
// answered with tokens).
func TestFailedRefreshSpendsNothing(t *testing.T) {
	t.Parallel()
	for _, r := range []Renewal{rotating, lasting} {
		b := newBench(t)
		held, _ := b.family(t, r)
		writes := 3
		for n := range writes {
			broken := New(&failing{State: b.state, after: n}, b.clock.Now)
			if _, err := renew(broken, held.refresh, "", r); r.Rotates && !errors.Is(err, errBroken) {
				t.Errorf("write %d fails: %v", n+1, err)
			}
		}
		if _, err := renew(b.Store, held.refresh, "", r); err != nil {
			t.Errorf("rotates %t: after %d failed tries: %v", r.Rotates, writes, err)
		}
	}
}

var errBroken = errors.New("broken")

// failing fails at the write after some others.
type failing struct {
	store.State
	after int
}

func (f *failing) fails() bool { f.after--; return f.after < 0 }

func (f *failing) Create(ctx context.Context, k store.Key, data []byte, ttl time.Duration) error {
	if f.fails() {
		return errBroken
	}
	return f.State.Create(ctx, k, data, ttl)
}

func (f *failing) Take(ctx context.Context, k store.Key, mark []byte, ttl time.Duration) ([]byte, error) {
	if f.fails() {
		return nil, errBroken
	}
	return f.State.Take(ctx, k, mark, ttl)
}

func (f *failing) Swap(ctx context.Context, k store.Key, old uint64, data []byte, ttl time.Duration) (uint64, error) {
	if f.fails() {
		return 0, errBroken
	}
	return f.State.Swap(ctx, k, old, data, ttl)
}

// TestCodeEndsItsFamily: the second use of a code ends what was refreshed since, for as
// long as the family may live (RFC 6749 §4.1.2).
func TestCodeEndsItsFamily(t *testing.T) {
	t.Parallel()
	for _, wait := range []time.Duration{0, 2 * time.Hour, FamilyLife - time.Hour} {
		b := newBench(t)
		code := b.hand(t)
		g, err := b.Redeem(context.Background(), code, binding, "", true)
		if err != nil {
			t.Fatal(err)
		}
		held := pair{}
		if held.refresh, err = b.Issue(context.Background(), g, access(b.Store, g, ""), lasting); err != nil {
			t.Fatal(err)
		}
		for passed := time.Duration(0); passed < wait; passed += time.Hour {
			b.clock.Advance(time.Hour)
			if held, err = renew(b.Store, held.refresh, "", lasting); err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := redeem(b.Store, code, binding, ""); !errors.Is(err, ErrSpent) {
			t.Errorf("the code again after %v: %v, want ErrSpent", wait, err)
		}
		if _, err := renew(b.Store, held.refresh, "", lasting); !errors.Is(err, ErrUnknown) {
			t.Errorf("after %v the family lives: %v", wait, err)
		}
	}
}

// TestRevokedFamilyStaysEnded: past its tombstone too.
func TestRevokedFamilyStaysEnded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	held, g := b.family(t, rotating)
	if err := b.Revoke(context.Background(), g.ID); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := renew(b.Store, held.refresh, "", rotating); !errors.Is(err, ErrUnknown) {
			t.Errorf("revoked: %v, want ErrUnknown", err)
		}
		b.clock.Advance(markLife)
	}
}

// TestNarrowedToken: a token that reaches less far shows less, and the family stays
// whole (RFC 6749 §6).
func TestNarrowedToken(t *testing.T) {
	t.Parallel()
	b, ctx := newBench(t), context.Background()
	held, g := b.family(t, rotating)
	p, err := b.Present(ctx, held.refresh, "portfolio")
	if err != nil {
		t.Fatal(err)
	}
	a := access(b.Store, p.Grant, "")
	a.Scope, a.Withheld = "openid", claims.ItemsOf(claims.Name, claims.Class)
	next, err := b.Renew(ctx, p, a, rotating)
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.ByToken(ctx, a.Token)
	if err != nil || got.Scope != "openid" || got.Release.Items != claims.ItemsOf(claims.StudentNumber) || got.Release.Name.Full != "" || got.Release.Class != nil || got.Release.StudentNumber == "" {
		t.Errorf("narrowed: scope %q, %v, %v", got.Scope, got.Release.Items, err)
	}
	if p, err = b.Present(ctx, next, "portfolio"); err != nil || p.Grant.Scope != g.Scope || !p.Grant.Release.Equal(g.Release) {
		t.Errorf("the family was narrowed with its token: %v", err)
	}
}

// TestRefreshOverRestart: a family goes on after a restart, and ends with a loss of power,
// which may have lost the mark that ended it (design §3).
func TestRefreshOverRestart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, _ := b.family(t, rotating)
	spent := first.refresh
	b.close()
	b.open(t)
	next, err := renew(b.Store, first.refresh, "", rotating)
	if err != nil {
		t.Fatalf("after a restart: %v", err)
	}
	b.close()
	b.open(t)
	b.clock.Advance(time.Minute)
	lost := New(horizon{b.state, b.clock.Now()}, b.clock.Now)
	if _, err := renew(lost, next.refresh, "", rotating); !errors.Is(err, ErrUnknown) {
		t.Errorf("after a loss of power: %v, want ErrUnknown", err)
	}
	if _, err := renew(b.Store, spent, "", rotating); !errors.Is(err, ErrSpent) {
		t.Errorf("a token that was spent before the restart: %v, want ErrSpent", err)
	}
}

// TestRefreshRows: rows that were altered, cut, exchanged or of another kind open
// nothing, and a bent mark ends nothing.
func TestRefreshRows(t *testing.T) {
	t.Parallel()
	b, ctx := newBench(t), context.Background()
	held, _ := b.family(t, rotating)
	other, _ := b.family(t, rotating)
	key := refreshKey(held.refresh)
	good := b.row(t, key)
	bad := map[string][]byte{"empty": {}, "another's": b.row(t, refreshKey(other.refresh)), "cut": good[:len(good)-1], "longer": append(bytes.Clone(good), 0),
		"no JSON": mustSeal(t, held.refresh, "refresh", []byte("x")), "another kind's": mustSeal(t, held.refresh, "access", []byte(`{"i":"x","k":"y"}`)),
		"a grant that is not": mustSeal(t, held.refresh, "refresh", []byte(`{"i":"x","k":"`+keys.NewHandle()+`"}`))}
	for name, data := range bad {
		b.put(t, key, data)
		if _, err := b.Present(ctx, held.refresh, "portfolio"); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v, want ErrUnknown", name, err)
		}
	}
	b.put(t, key, good)
	for name, mark := range map[string][]byte{"empty": {}, "short": []byte("x"), "no digest": []byte(other.refresh[:idLength]), "long": bytes.Repeat([]byte("x"), 100)} {
		token := keys.NewHandle()
		b.put(t, refreshKey(token), []byte("x"))
		if _, err := b.state.Take(ctx, refreshKey(token), mark, time.Hour); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Present(ctx, token, "portfolio"); !errors.Is(err, ErrUnknown) {
			t.Errorf("mark %s: %v, want ErrUnknown", name, err)
		}
	}
	for name, token := range map[string]string{"an access token": held.access, "none": "", "short": "x", "unknown": keys.NewHandle()} {
		if _, err := b.Present(ctx, token, "portfolio"); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v, want ErrUnknown", name, err)
		}
	}
	if b.counts(t, held.refresh) {
		t.Error("a refresh token counts as an access token")
	}
	if _, err := renew(b.Store, held.refresh, "", rotating); err != nil {
		t.Errorf("with its own row back: %v", err)
	}
}

// FuzzRefreshRow: whatever lies in a refresh token's row or in its mark, sealed or not:
// no panic, and no grant of somebody else.
func FuzzRefreshRow(f *testing.F) {
	b := newBench(f)
	held, g := b.family(f, rotating)
	f.Add(b.row(f, refreshKey(held.refresh)), false)
	f.Add([]byte(`{"i":"`+g.ID+`","k":"`+keys.NewHandle()+`","s":"jkt:x","e":1}`), true)
	f.Add([]byte(`{}`), true)
	f.Add(spentMark(g.ID, held.refresh, "portfolio"), false)
	f.Fuzz(func(t *testing.T, row []byte, seal bool) {
		if len(row) > store.MaxData/2 {
			return
		}
		token, ctx := keys.NewHandle(), context.Background()
		data := row
		if seal {
			data = mustSeal(t, token, "refresh", row)
		}
		b.put(t, refreshKey(token), data)
		if _, err := b.Present(ctx, token, "portfolio"); !errors.Is(err, ErrUnknown) {
			t.Errorf("a stranger's row: %v, want ErrUnknown", err)
		}
		if _, err := b.state.Take(ctx, refreshKey(token), row, time.Minute); err != nil {
			t.Skip()
		}
		if _, err := b.Present(ctx, token, "portfolio"); !errors.Is(err, ErrUnknown) {
			t.Errorf("a stranger's mark: %v, want ErrUnknown", err)
		}
	})
}
