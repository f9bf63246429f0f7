package grant

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/claims"
)

// TestRedeem: a code gives back what was handed, once, and a token that opens the
// same grant.
func TestRedeem(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.hand(t)
	got, token, err := redeem(b.Store, code, binding, "")
	if err != nil {
		t.Fatal(err)
	}
	want := b.pupil()
	want.ID = got.ID
	if got.ID == "" || !reflect.DeepEqual(got, want) {
		t.Errorf("redeemed %+v\nwant %+v", got, want)
	}
	want.From, want.Until = b.clock.Now().UTC(), b.clock.Now().UTC().Add(TokenLife)
	byToken, err := b.ByToken(context.Background(), token)
	if err != nil || !reflect.DeepEqual(byToken, want) {
		t.Errorf("by token %+v, %v\nwant %+v", byToken, err, want)
	}
}

// TestCodeIsBound: a code is found only together with the client, the redirect_uri
// and the challenge that it was made for, and looking with others does not spend it
// (contract 17: a refused request leaves the code usable).
func TestCodeIsBound(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.hand(t)
	for name, other := range map[string]Binding{
		"another client":       {App: "elders", RedirectURI: binding.RedirectURI, Challenge: binding.Challenge},
		"another redirect_uri": {App: binding.App, RedirectURI: binding.RedirectURI + "/", Challenge: binding.Challenge},
		"another challenge":    {App: binding.App, RedirectURI: binding.RedirectURI, Challenge: "x" + binding.Challenge[1:]},
		"no challenge":         {App: binding.App, RedirectURI: binding.RedirectURI},
		"fields run together":  {App: binding.App + binding.RedirectURI, Challenge: binding.Challenge},
	} {
		if _, _, err := redeem(b.Store, code, other, ""); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v, want ErrUnknown", name, err)
		}
	}
	if _, _, err := redeem(b.Store, code, binding, ""); err != nil {
		t.Errorf("the code was spent by who could not have it: %v", err)
	}
}

// TestSecondUseEndsTheFirst: RFC 6749 §4.1.2, O-04.
func TestSecondUseEndsTheFirst(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.hand(t)
	_, token, err := redeem(b.Store, code, binding, "")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, _, err := redeem(b.Store, code, binding, ""); !errors.Is(err, ErrSpent) {
			t.Fatalf("again: %v, want ErrSpent", err)
		}
		if _, err := b.ByToken(context.Background(), token); !errors.Is(err, ErrUnknown) {
			t.Fatalf("token of a code that was used twice: %v, want ErrUnknown", err)
		}
	}
	if err := b.Hand(context.Background(), code, binding, b.pupil()); !errors.Is(err, ErrSpent) {
		t.Errorf("handing out a spent code: %v, want ErrSpent", err)
	}
}

// TestCodeLife: to the millisecond, from the last time it was handed out; and a
// spent mark outlives every token of its grant.
func TestCodeLife(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		wait  time.Duration
		again time.Duration // handed out once more after this; 0: not
		want  error
	}{
		"at once":                      {0, 0, nil},
		"a millisecond before the end": {CodeLife - time.Millisecond, 0, nil},
		"at the end":                   {CodeLife, 0, ErrUnknown},
		"long after":                   {rowLife + time.Minute, 0, ErrUnknown},
		"renewed by a reload":          {CodeLife - time.Millisecond, RepeatLife - time.Second, nil},
		"renewed, and past it":         {CodeLife, RepeatLife - time.Second, ErrUnknown},
	} {
		b := newBench(t)
		code := b.hand(t)
		first := b.pupil()
		if c.again > 0 {
			b.clock.Advance(c.again)
			if err := b.Hand(context.Background(), code, binding, first); err != nil {
				t.Fatalf("%s: handed again: %v", name, err)
			}
		}
		b.clock.Advance(c.wait)
		if _, _, err := redeem(b.Store, code, binding, ""); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestHandAgain: for five minutes the same login gets the same code, and no other
// login may have it.
func TestHandAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code, first := b.hand(t), b.pupil()
	other := first
	other.Subject = "SOMEBODYELSE"
	if err := b.Hand(context.Background(), code, binding, other); !errors.Is(err, ErrSpent) {
		t.Errorf("another person's grant under the same code: %v, want ErrSpent", err)
	}
	smaller := first
	smaller.Release.Class, smaller.Release.Items = nil, smaller.Release.Items.Minus(claims.Items(0).With(claims.Class))
	if err := b.Hand(context.Background(), code, binding, smaller); !errors.Is(err, ErrSpent) {
		t.Errorf("another release under the same code: %v, want ErrSpent", err)
	}
	b.clock.Advance(RepeatLife + time.Millisecond)
	if err := b.Hand(context.Background(), code, binding, first); !errors.Is(err, ErrSpent) {
		t.Errorf("after %v: %v, want ErrSpent", RepeatLife, err)
	}
}

// TestManyRedeemOneCode: at most one of many gets a token, and as somebody tried it
// twice, that token is dead in the end (contract 17, O-04).
func TestManyRedeemOneCode(t *testing.T) {
	t.Parallel()
	for range 20 {
		b := newBench(t)
		code := b.hand(t)
		var won atomic.Int32
		tokens := make(chan string, 64)
		start := make(chan struct{})
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				<-start
				_, token, err := redeem(b.Store, code, binding, "")
				switch {
				case err == nil:
					won.Add(1)
					tokens <- token
				case !errors.Is(err, ErrSpent):
					t.Errorf("a loser gets %v, want ErrSpent", err)
				}
			})
		}
		close(start)
		wg.Wait()
		close(tokens)
		if won.Load() > 1 {
			t.Fatalf("%d of 64 redeemed one code", won.Load())
		}
		for token := range tokens {
			if _, err := b.ByToken(context.Background(), token); !errors.Is(err, ErrUnknown) {
				t.Fatalf("the winner's token lives on: %v", err)
			}
		}
	}
}

// TestPowerLoss: after a power loss neither a code nor a token from before counts,
// since the mark that ended it may be lost (design §3).
func TestPowerLoss(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	early := b.hand(t)
	code := b.hand(t)
	_, token, err := redeem(b.Store, code, binding, "")
	if err != nil {
		t.Fatal(err)
	}
	b.clock.Advance(10 * time.Second)
	lost := New(horizon{b.state, b.clock.Now()}, b.clock.Now)
	if _, _, err := redeem(lost, early, binding, ""); !errors.Is(err, ErrUnknown) {
		t.Errorf("code from before the power loss: %v", err)
	}
	if _, err := lost.ByToken(context.Background(), token); !errors.Is(err, ErrUnknown) {
		t.Errorf("token from before the power loss: %v", err)
	}
}

// horizon is a store that lost what it had before an instant.
type horizon struct {
	store.State
	at time.Time
}

func (h horizon) Horizon() time.Time { return h.at }

// TestRestart: what was handed out before a kill can be redeemed after it.
func TestRestart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.hand(t)
	b.close()
	b.open(t)
	if _, _, err := redeem(b.Store, code, binding, ""); err != nil {
		t.Errorf("after a restart: %v", err)
	}
}

// TestUnknownCode: what was never handed out is unknown and spends nothing.
func TestUnknownCode(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, code := range []string{"", "x", keys.NewHandle()} {
		if _, _, err := redeem(b.Store, code, binding, ""); !errors.Is(err, ErrUnknown) {
			t.Errorf("%d characters: %v, want ErrUnknown", len(code), err)
		}
	}
}
