package grant

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// put lays data into a row, whatever is there.
func (b *bench) put(t testing.TB, key store.Key, data []byte) {
	t.Helper()
	ctx := context.Background()
	if err := b.state.Delete(ctx, key); err != nil {
		t.Fatal(err)
	}
	if err := b.state.Create(ctx, key, data, rowLife); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) row(t testing.TB, key store.Key) []byte {
	t.Helper()
	v, err := b.state.Get(context.Background(), key)
	if err != nil {
		t.Fatal(err)
	}
	return v.Data
}

// TestCodesRow: a code's row that was altered, cut, or is another code's gives no
// token, and no more than "unknown".
func TestCodesRow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code, other := b.hand(t), b.hand(t)
	key := codeKey(code, binding)
	good := b.row(t, key)
	bad := map[string][]byte{"empty": {}, "another code's": b.row(t, codeKey(other, binding)), "longer": append(bytes.Clone(good), 0),
		"no instants": mustSeal(t, code, "code", []byte("x")), "another kind's": mustSeal(t, code, "access", make([]byte, 64))}
	for _, n := range []int{1, 12, 13, 28, 29, len(good) / 2, len(good) - 1} {
		bad[fmt.Sprint("its first ", n, " bytes")] = good[:n]
	}
	for i := range good {
		bent := bytes.Clone(good)
		bent[i] ^= 1 << (i % 8)
		bad[fmt.Sprint("byte ", i, " off")] = bent
	}
	for name, data := range bad {
		b.put(t, key, data)
		if g, token, err := redeem(b.Store, code, binding, ""); !errors.Is(err, ErrUnknown) || token != "" || g.Subject != "" {
			t.Errorf("%s: %v, want ErrUnknown and nothing else", name, err)
		}
	}
	b.put(t, key, good)
	if _, _, err := redeem(b.Store, code, binding, ""); err != nil {
		t.Errorf("with its own row back: %v", err)
	}
}

// TestTokensRows: two tokens' rows and two grants' rows, exchanged, open nothing: a
// store that is written to by somebody else gives nobody another pupil.
func TestTokensRows(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	first, a := b.redeemed(t)
	second, z := b.redeemed(t)
	for name, pair := range map[string][2]store.Key{
		"tokens": {store.KeyOf("access", first), store.KeyOf("access", second)},
		"grants": {store.KeyOf("grant", a.ID), store.KeyOf("grant", z.ID)},
	} {
		x, y := b.row(t, pair[0]), b.row(t, pair[1])
		b.put(t, pair[0], y)
		b.put(t, pair[1], x)
		for _, token := range []string{first, second} {
			if _, err := b.ByToken(context.Background(), token); !errors.Is(err, ErrUnknown) {
				t.Errorf("%s exchanged: %v, want ErrUnknown", name, err)
			}
		}
		b.put(t, pair[0], x)
		b.put(t, pair[1], y)
	}
	if _, err := b.ByToken(context.Background(), first); err != nil {
		t.Errorf("with its own rows back: %v", err)
	}
}

// TestMarkNamesItsGrant: what stays of a used code names the grant that it gave, and
// nothing by which the code or the token could be found (design §1.6).
func TestMarkNamesItsGrant(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.hand(t)
	g, token, err := redeem(b.Store, code, binding, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.state.Get(context.Background(), codeKey(code, binding))
	taken, ok := errors.AsType[*store.TakenError](err)
	if !ok || string(taken.Mark) != g.ID {
		t.Fatalf("in the code's place is %v, want a mark that names the grant", err)
	}
	if bytes.Contains([]byte(code+token), taken.Mark) || len(taken.Mark) != idLength {
		t.Error("the mark is a part of a handle")
	}
}

// TestMarkOutlivesEverything: a code that was used stays used as long as anything of
// its login lives, to the second.
func TestMarkOutlivesEverything(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wait time.Duration
		want error
	}{
		"when the token ends":        {TokenLife, ErrSpent},
		"when a code's row would":    {rowLife, ErrSpent},
		"a second before the mark's": {markLife - time.Second, ErrSpent},
		"at the mark's end":          {markLife, ErrUnknown},
	} {
		b := newBench(t)
		code := b.hand(t)
		if _, _, err := redeem(b.Store, code, binding, ""); err != nil {
			t.Fatal(err)
		}
		b.clock.Advance(c.wait)
		if _, _, err := redeem(b.Store, code, binding, ""); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestLateCodeStaysDead: a code that was presented too late is spent by that: a reload
// of the login does not bring it back, at a shared computer with another pupil.
func TestLateCodeStaysDead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code, first := b.hand(t), b.pupil()
	b.clock.Advance(CodeLife)
	if _, _, err := redeem(b.Store, code, binding, ""); !errors.Is(err, ErrUnknown) {
		t.Fatal(err)
	}
	if err := b.Hand(context.Background(), code, binding, first); !errors.Is(err, ErrSpent) {
		t.Errorf("handed again: %v, want ErrSpent", err)
	}
}

// TestManyTabsHandOneCode: tabs that reload at once all get the code, and it is one
// code.
func TestManyTabsHandOneCode(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code, g := keys.NewHandle(), b.pupil()
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			if err := b.Hand(context.Background(), code, binding, g); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, _, err := redeem(b.Store, code, binding, ""); err != nil {
		t.Fatal(err)
	}
	if _, _, err := redeem(b.Store, code, binding, ""); !errors.Is(err, ErrSpent) {
		t.Errorf("a second time: %v", err)
	}
}

// TestOver: a login is over once its code was presented, in time or not, or five minutes
// after it was first handed out.
func TestOver(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hand, present bool
		wait          time.Duration
		want          bool
	}{
		"never handed out":    {false, false, time.Hour, false},
		"just now":            {true, false, 0, false},
		"in its last moment":  {true, false, RepeatLife, false},
		"after five minutes":  {true, false, RepeatLife + time.Millisecond, true},
		"presented":           {true, true, 0, true},
		"presented, long ago": {true, true, rowLife, true},
		"presented, unhanded": {false, true, 0, false},
	} {
		b := newBench(t)
		code := keys.NewHandle()
		if c.hand {
			code = b.hand(t)
		}
		if c.present {
			if _, _, err := redeem(b.Store, code, binding, ""); (err == nil) != c.hand {
				t.Fatal(err)
			}
		}
		b.clock.Advance(c.wait)
		if got, err := b.Over(context.Background(), code, binding); err != nil || got != c.want {
			t.Errorf("%s: over %v, %v; want %v", name, got, err, c.want)
		}
	}
}

// FuzzRows: whatever lies in the rows of a code, a token or a grant, sealed with the
// right key or not at all: no panic, and nothing but what was sealed there.
func FuzzRows(f *testing.F) {
	b := newBench(f)
	code := b.hand(f)
	good := b.row(f, codeKey(code, binding))
	plain, err := keys.OpenWith([]byte(code), "code", good)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good, false)
	f.Add(plain, true)
	f.Add([]byte{}, true)
	f.Add(plain[:16], true)
	f.Fuzz(func(t *testing.T, row []byte, seal bool) {
		data := func(handle, kind string) []byte {
			if seal {
				return mustSeal(t, handle, kind, row)
			}
			return row
		}
		if h, err := openCode(code, data(code, "code")); err == nil {
			if _, err := h.seal(code); err != nil {
				t.Errorf("taken and not sealed: %v", err)
			}
		}
		if len(row) > store.MaxData/2 {
			return
		}
		b.put(t, store.KeyOf("access", code), data(code, "access"))
		if _, err := b.ByToken(context.Background(), code); !errors.Is(err, ErrUnknown) {
			t.Errorf("a stranger's row as a token: %v, want ErrUnknown", err)
		}
	})
}

// FuzzDecode: whatever a sealed row would hold, no panic, and what is taken is
// written the same way again.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"a":"portfolio","s":"petteflat","u":"x","d":"y","r":"","v":1,"e":1}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, row []byte) {
		g, err := decode(row)
		if err != nil {
			return
		}
		again, err := g.encode()
		if err != nil {
			t.Fatalf("taken and not written: %v", err)
		}
		same, err := decode(again)
		if err != nil || !g.same(same) || !g.Issued.Equal(same.Issued) {
			t.Errorf("written again it reads otherwise: %v", err)
		}
	})
}
