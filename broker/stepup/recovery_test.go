package stepup

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sluis/broker/store"
	"sluis/internal/secret"
)

func (b *bench) codes(tb testing.TB, c Caller) []secret.Text {
	tb.Helper()
	codes, err := b.MakeRecoveryCodes(context.Background(), c.Account, b.note)
	if err != nil {
		tb.Fatal(err)
	}
	return codes
}

// Ten codes, all different, of 120 bits, that a person can read; each once (S-14).
func testRecoveryCodes(t *testing.T, b *bench) {
	t.Parallel()
	ctx := context.Background()
	codes := b.codes(t, anna)
	seen := map[string]bool{}
	for i, c := range codes {
		if seen[c.Reveal()] = true; len(c.Reveal()) != 29 || strings.ContainsAny(c.Reveal(), "0189") {
			t.Errorf("code %d looks otherwise", i)
		}
		p, err := b.UseRecoveryCode(ctx, anna, c.Reveal(), b.note, nil)
		if err != nil || p.Kind != Recovery || p.PhishingResistant || p.Account != anna.Account {
			t.Fatalf("%+v, %v", p, err)
		}
		have, err := b.List(ctx, anna.Account)
		if err != nil || len(have) != 1 || have[0].Left != RecoveryCodes-i-1 || have[0].Used.IsZero() {
			t.Fatalf("%+v, %v", have, err)
		}
	}
	if len(seen) != RecoveryCodes {
		t.Errorf("%d different codes", len(seen))
	}
	if _, err := b.UseRecoveryCode(ctx, anna, codes[0].Reveal(), b.note, nil); !errors.Is(err, ErrReplayed) {
		t.Errorf("twice: %v", err)
	}
}

func TestRecoveryRefuses(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, c := range map[string]struct {
		caller Caller
		bend   func(string) string
		want   error
	}{
		"control":                  {anna, nil, nil},
		"in lower case":            {anna, strings.ToLower, nil},
		"without hyphens":          {anna, func(s string) string { return strings.ReplaceAll(s, "-", "") }, nil},
		"with spaces":              {anna, func(s string) string { return " " + strings.ReplaceAll(s, "-", " ") + " " }, nil},
		"of another account":       {bert, nil, ErrCode},
		"nothing":                  {anna, func(string) string { return "" }, ErrCode},
		"a character less":         {anna, func(s string) string { return s[1:] }, ErrCode},
		"a character more":         {anna, func(s string) string { return s + "A" }, ErrCode},
		"another of the same form": {anna, func(string) string { return strings.Repeat("ABCD-", 6)[:29] }, ErrCode},
		"letters of another kind":  {anna, func(s string) string { return "Ä" + s[1:] }, ErrCode},
		"very long":                {anna, func(s string) string { return strings.Repeat(s, 100000) }, ErrCode},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			code := b.codes(t, anna)[0].Reveal()
			if c.bend != nil {
				code = c.bend(code)
			}
			if _, err := b.UseRecoveryCode(ctx, c.caller, code, b.note, nil); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

// A new set ends the old one.
func TestRecoveryAnew(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := newBench(t)
	old, young := b.codes(t, anna), b.codes(t, anna)
	if _, err := b.UseRecoveryCode(ctx, anna, old[0].Reveal(), b.note, nil); !errors.Is(err, ErrCode) {
		t.Errorf("of the old set: %v", err)
	}
	if _, err := b.UseRecoveryCode(ctx, anna, young[0].Reveal(), b.note, nil); err != nil {
		t.Errorf("of the new set: %v", err)
	}
}

// Of many who bring one code at once, one gets in; and guessing ends after five.
func testRecoveryRaceAndThrottle(t *testing.T, b *bench) {
	t.Parallel()
	ctx := context.Background()
	codes := b.codes(t, anna)
	got := make(chan error, Failures)
	for range cap(got) {
		node := b.node(t)
		go func() {
			_, err := node.UseRecoveryCode(ctx, anna, codes[0].Reveal(), b.note, nil)
			got <- err
		}()
	}
	in := 0
	for range cap(got) {
		if err := <-got; err == nil {
			in++
		} else if !errors.Is(err, ErrReplayed) {
			t.Error(err)
		}
	}
	if in != 1 {
		t.Errorf("%d got in", in)
	}
	_, _ = b.UseRecoveryCode(ctx, anna, "", b.note, nil) // the fifth failure
	if _, err := b.UseRecoveryCode(ctx, anna, codes[1].Reveal(), b.note, nil); !errors.Is(err, ErrThrottled) {
		t.Errorf("the sixth try: %v", err)
	}
	b.clock.Advance(Window)
	if _, err := b.UseRecoveryCode(ctx, anna, codes[1].Reveal(), b.note, nil); err != nil {
		t.Errorf("a window later: %v", err)
	}
}

// A code says by itself whose it is, and what is written beside it stands or falls with it.
func TestRecoveryNames(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := newBench(t)
	of, code := Caller{Browser: "door"}, b.codes(t, anna)[0].Reveal()
	b.codes(t, bert)
	no := errors.New("no")
	if _, err := b.UseRecoveryCode(ctx, of, code, b.note, func(store.Tx, Proof) error { return no }); !errors.Is(err, no) {
		t.Fatal(err)
	}
	whose := ""
	p, err := b.UseRecoveryCode(ctx, of, code, b.note, func(_ store.Tx, p Proof) error { whose = p.Account; return nil })
	if err != nil || p.Account != anna.Account || whose != anna.Account {
		t.Fatalf("%+v of %s, %v", p, whose, err)
	}
	if _, err := b.UseRecoveryCode(ctx, of, code, b.note, nil); !errors.Is(err, ErrReplayed) {
		t.Errorf("twice: %v", err)
	}
}

// Nobody keeps other people's codes out: tries without an account count by the code's head.
func TestRecoveryStrangers(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	b := newBench(t)
	door, codes := Caller{Browser: "door"}, b.codes(t, anna)
	guess := strings.Repeat("ABCD-", 6)[:29]
	for i := range 50 {
		_, err := b.UseRecoveryCode(ctx, door, guess, b.note, nil)
		if want := map[bool]error{true: ErrCode, false: ErrThrottled}[i < Failures]; !errors.Is(err, want) {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	if n := b.noted("factor.refused"); n > maxRefusals {
		t.Errorf("%d entries in the chain", n)
	}
	if _, err := b.UseRecoveryCode(ctx, door, codes[0].Reveal(), b.note, nil); err != nil {
		t.Error(err)
	}
	typo := codes[1].Reveal()[:25] + "AAAA"
	for range Failures {
		_, _ = b.UseRecoveryCode(ctx, door, typo, b.note, nil)
	}
	if _, err := b.UseRecoveryCode(ctx, door, codes[1].Reveal(), b.note, nil); !errors.Is(err, ErrThrottled) {
		t.Errorf("after five typing errors: %v", err)
	}
}
