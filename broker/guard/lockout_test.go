package guard

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

const owner, attacker = "account of the owner", "account of the attacker"

// guess has a device give n answers about a person, and gives how many were looked at.
func (p *post) guess(tb testing.TB, n int, person string, d Device, right bool) (looked int) {
	tb.Helper()
	ctx := context.Background()
	for range n {
		s, err := p.lockout.Try(ctx, person, d)
		switch {
		case err != nil:
			tb.Fatal(err)
		case s.Locked():
			continue
		case right:
			err = p.lockout.Succeeded(ctx, person, d)
		default:
			_, err = p.lockout.Failed(ctx, person, d)
		}
		if err != nil {
			tb.Fatal(err)
		}
		looked++
	}
	return looked
}

func (p *post) ask(tb testing.TB, person string, d Device) Standing {
	tb.Helper()
	s, err := p.lockout.Ask(context.Background(), person, d)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// TestDeviceCookieProtocol: L-13 to L-16. Every state of OWASP's device cookie protocol, by
// what was given before and who asks now. A cookie that is tampered with is no device (see
// TestDevice), so "none" stands for it too.
func TestDeviceCookieProtocol(t *testing.T) {
	t.Parallel()
	const n = 11 // one more than Failures
	for name, c := range map[string]struct {
		before func(p *post, mine, foreign, none Device)
		who    string // mine: known for the owner; foreign: known for another; none
		want   Standing
		after  bool // a right answer now makes the device known
	}{
		"mine, nothing before":               {nil, "mine", Standing{Known: true}, true},
		"foreign, nothing before":            {nil, "foreign", Standing{}, true},
		"none, nothing before":               {nil, "none", Standing{}, false},
		"mine, ten wrong of its own":         {func(p *post, mine, _, _ Device) { p.guess(t, n-1, owner, mine, false) }, "mine", Standing{Known: true}, true},
		"mine, eleven wrong of its own":      {func(p *post, mine, _, _ Device) { p.guess(t, n, owner, mine, false) }, "mine", locked(true), false},
		"foreign, after mine was locked":     {func(p *post, mine, _, _ Device) { p.guess(t, n, owner, mine, false) }, "foreign", Standing{}, true},
		"none, after mine was locked":        {func(p *post, mine, _, _ Device) { p.guess(t, n, owner, mine, false) }, "none", Standing{}, false},
		"none, ten wrong of strangers":       {func(p *post, _, _, none Device) { p.guess(t, n-1, owner, none, false) }, "none", Standing{}, false},
		"none, eleven wrong of strangers":    {func(p *post, _, _, none Device) { p.guess(t, n, owner, none, false) }, "none", locked(false), false},
		"foreign, eleven wrong of strangers": {func(p *post, _, _, none Device) { p.guess(t, n, owner, none, false) }, "foreign", locked(false), false},
		"mine, eleven wrong of strangers":    {func(p *post, _, _, none Device) { p.guess(t, n, owner, none, false) }, "mine", Standing{Known: true}, true},
		"foreign, eleven wrong of its own":   {func(p *post, _, foreign, _ Device) { p.guess(t, n, owner, foreign, false) }, "foreign", locked(false), false},
		"none, eleven wrong of foreign":      {func(p *post, _, foreign, _ Device) { p.guess(t, n, owner, foreign, false) }, "none", locked(false), false},
		"mine, eleven wrong of foreign":      {func(p *post, _, foreign, _ Device) { p.guess(t, n, owner, foreign, false) }, "mine", Standing{Known: true}, true},
		"mine, wrong ones about another":     {func(p *post, mine, _, _ Device) { p.guess(t, n, attacker, mine, false) }, "mine", locked(true), false},
		"none, wrong ones about another":     {func(p *post, _, _, none Device) { p.guess(t, n, attacker, none, false) }, "none", Standing{}, false},
		"mine, right ones alone":             {func(p *post, mine, _, _ Device) { p.guess(t, 3*n, owner, mine, true) }, "mine", Standing{Known: true}, true},
		"none, right ones alone":             {func(p *post, _, _, none Device) { p.guess(t, 3*n, owner, none, true) }, "none", Standing{}, false},
		"mine, locked, and an hour later": {func(p *post, mine, _, _ Device) {
			p.guess(t, n, owner, mine, false)
			p.clock.Advance(time.Hour)
		}, "mine", Standing{Known: true}, true},
		"none, locked, and an hour later": {func(p *post, _, _, none Device) {
			p.guess(t, n, owner, none, false)
			p.clock.Advance(time.Hour)
		}, "none", Standing{}, false},
		"mine, ten an hour": {func(p *post, mine, _, _ Device) {
			for range 5 {
				p.guess(t, n-1, owner, mine, false)
				p.clock.Advance(time.Hour)
			}
		}, "mine", Standing{Known: true}, true},
	} {
		p := newPost(t)
		mine, _ := p.devices.New()
		foreign, _ := p.devices.New()
		p.know(t, mine, owner)
		p.know(t, foreign, attacker)
		if c.before != nil {
			c.before(p, mine, foreign, Device{})
		}
		d := map[string]Device{"mine": mine, "foreign": foreign, "none": {}}[c.who]
		got := p.ask(t, owner, d)
		if got.Known != c.want.Known || got.Locked() != c.want.Locked() {
			t.Errorf("%s: %+v", name, got)
		}
		if got.Locked() && got.Until.Sub(p.clock.Now()).Round(time.Second) != time.Hour {
			t.Errorf("%s: locked until %v", name, got.Until.Sub(p.clock.Now()))
		}
		if looked := p.guess(t, 1, owner, d, true); looked == 1 == c.want.Locked() {
			t.Errorf("%s: %d answers were looked at", name, looked)
		}
		if p.knows(t, d, owner) != (c.after || c.want.Known) {
			t.Errorf("%s: after a right answer the device is known: %v", name, !c.after)
		}
	}
}

// locked is a standing in which nothing is asked; until when the test looks by itself.
func locked(known bool) Standing { return Standing{Known: known, Until: time.Unix(1, 0)} }

// TestGuessesAtOnce: a hundred guesses at the same moment are not a hundred guesses.
func TestGuessesAtOnce(t *testing.T) {
	t.Parallel()
	for name, known := range map[string]bool{"of a stranger": false, "of the own device": true} {
		p := newPost(t)
		var d Device
		if known {
			d, _ = p.devices.New()
			p.know(t, d, owner)
		}
		var looked atomic.Int64
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				if s, err := p.lockout.Try(context.Background(), owner, d); err == nil && !s.Locked() {
					looked.Add(1)
				}
			})
		}
		all.Wait()
		if looked.Load() != 11 {
			t.Errorf("%s: %d were looked at", name, looked.Load())
		}
		if !p.ask(t, owner, d).Locked() {
			t.Errorf("%s: not locked, though nobody said that one was right", name)
		}
	}
}

// TestElevenFailures: Eleven failures against an account lock that
// browser and every one that never was the owner's; the owner's succeeds at once.
func TestElevenFailures(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	mine, _ := p.devices.New()
	p.know(t, mine, owner)
	if looked := p.guess(t, 200, owner, Device{}, false); looked != 11 {
		t.Errorf("of 200 guesses %d were looked at", looked)
	}
	if looked := p.guess(t, 1, owner, mine, true); looked != 1 {
		t.Error("the owner's own browser is locked out")
	}
	if looked := p.guess(t, 1, "somebody else", Device{}, true); looked != 1 {
		t.Error("another person is locked out")
	}
}

// TestGuessesADay: who never gives up has 240 tries a day, and a few for the edges.
func TestGuessesADay(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	looked := 0
	for range 24 * 6 {
		looked += p.guess(t, 12, owner, Device{}, false)
		p.clock.Advance(10 * time.Minute)
	}
	if looked > 11*24 {
		t.Errorf("%d tries in a day", looked)
	}
}

// TestLockOnTwoNodes: a lock of one node is one on another.
func TestLockOnTwoNodes(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	other := &Lockout{People: &People{Records: p.db.Records(), Ring: p.ring, Now: p.clock.Now}, State: p.db.State(), Limits: DefaultGuesses}
	for i := range 11 {
		l := p.lockout
		if i%2 == 1 {
			l = other
		}
		for _, f := range []func(context.Context, string, Device) (Standing, error){l.Try, l.Failed} {
			if _, err := f(context.Background(), owner, Device{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if s, err := other.Ask(context.Background(), owner, Device{}); err != nil || !s.Locked() {
		t.Errorf("%+v, %v", s, err)
	}
}

// ExampleLockout shows what a step-up does around the check of a code.
func ExampleLockout() {
	var l *Lockout
	check := func(ctx context.Context, account string, d Device, code string) error {
		s, err := l.Try(ctx, account, d)
		if err != nil {
			return err
		}
		if s.Locked() {
			return fmt.Errorf("no code is asked before %v", s.Until)
		}
		if code != "123456" {
			_, err := l.Failed(ctx, account, d)
			return err
		}
		return l.Succeeded(ctx, account, d)
	}
	_ = check
}
