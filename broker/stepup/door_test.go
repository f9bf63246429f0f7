package stepup

import (
	"context"
	"encoding/base64"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/stepup/authtest"
	"sluis/broker/store"
)

// counting is a state that counts what is written.
type counting struct {
	store.State
	writes atomic.Int64
}

func (c *counting) Create(ctx context.Context, k store.Key, data []byte, life time.Duration) error {
	c.writes.Add(1)
	return c.State.Create(ctx, k, data, life)
}

// TestDoorWritesNothing: who asks for a challenge at the door, without end, fills nothing;
// an answer to one leaves one mark.
func TestDoorWritesNothing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b, k := newBench(t), newKey()
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	c := &counting{State: b.state}
	b.state = c
	door, seen := Caller{Browser: anna.Browser}, map[string]bool{}
	for range 100 {
		options, err := b.BeginAssertion(ctx, door, Policy{})
		if err != nil {
			t.Fatal(err)
		}
		seen[challengeOf(t, options)] = true
	}
	if n := c.writes.Load(); n != 0 || len(seen) != 100 {
		t.Errorf("%d writes for %d challenges", n, len(seen))
	}
	if _, err := b.prove(t, door, k, Policy{}, authtest.Bend{}); err != nil || c.writes.Load() != 1 {
		t.Errorf("%d writes for an answer, %v", c.writes.Load(), err)
	}
	if _, err := b.BeginAssertion(ctx, anna, Policy{}); err != nil || c.writes.Load() != 2 { // the control: an account's own is kept
		t.Errorf("%d writes, %v", c.writes.Load(), err)
	}
}

// TestDoorChallenge: a challenge of the door is ours, this browser's, young, and answered once.
func TestDoorChallenge(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	door := Caller{Browser: anna.Browser}
	bent := func(i int) func(string) string {
		return func(s string) string {
			raw, _ := base64.RawURLEncoding.DecodeString(s)
			raw[i] ^= 1
			return base64.RawURLEncoding.EncodeToString(raw)
		}
	}
	for name, c := range map[string]struct {
		caller Caller
		after  time.Duration
		twice  bool
		bend   func(string) string
		want   error
	}{
		"control":                 {caller: door},
		"a moment before its end": {caller: door, after: ChallengeLife - time.Second},
		"too late":                {caller: door, after: ChallengeLife, want: ErrChallenge},
		"from the future":         {caller: door, after: -2 * time.Second, want: ErrChallenge},
		"twice":                   {caller: door, twice: true, want: ErrChallenge},
		"of another browser":      {caller: Caller{Browser: bert.Browser}, want: ErrChallenge},
		"for an account":          {caller: anna, want: ErrChallenge},
		"another random part":     {caller: door, bend: bent(0), want: ErrChallenge},
		"another time":            {caller: door, bend: bent(doorRandom + doorTime - 1), want: ErrChallenge},
		"another seal":            {caller: door, bend: bent(doorBytes - 1), want: ErrChallenge},
		"shorter":                 {caller: door, bend: func(s string) string { return s[:42] }, want: ErrChallenge},
		"longer":                  {caller: door, bend: func(s string) string { return s + "AA" }, want: ErrChallenge},
		"no base64":               {caller: door, bend: func(s string) string { return "=" + s[1:] }, want: ErrChallenge},
		"nothing":                 {caller: door, bend: func(string) string { return "" }, want: ErrChallenge},
		"of zeros":                {caller: door, bend: func(string) string { return "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }, want: ErrChallenge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, k := newBench(t), newKey()
			if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
				t.Fatal(err)
			}
			options, err := b.BeginAssertion(ctx, door, Policy{})
			if err != nil {
				t.Fatal(err)
			}
			bend := authtest.Bend{}
			if c.bend != nil {
				bend = client("challenge", c.bend(challengeOf(t, options)))
			}
			answer := k.Get(t, options, bend)
			b.clock.Advance(c.after)
			if c.twice {
				_, _ = b.FinishAssertion(ctx, door, answer, Policy{}, b.note)
			}
			p, err := b.FinishAssertion(ctx, c.caller, answer, Policy{}, b.note)
			if !errors.Is(err, c.want) || err == nil && p.Account != anna.Account {
				t.Errorf("%+v, %v, want %v", p, err, c.want)
			}
		})
	}
}

// Of many who bring one answer at once, on several nodes, one gets in.
func TestDoorAtOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b, k := newBench(t), newKey()
	k.Still = true // no counter tells them apart
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	door := Caller{Browser: anna.Browser}
	options, err := b.BeginAssertion(ctx, door, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	answer := k.Get(t, options, authtest.Bend{})
	var in atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		node := b.node(t)
		wg.Go(func() {
			if _, err := node.FinishAssertion(ctx, door, answer, Policy{}, b.note); err == nil {
				in.Add(1)
			}
		})
	}
	wg.Wait()
	if in.Load() != 1 {
		t.Errorf("%d got in", in.Load())
	}
}
