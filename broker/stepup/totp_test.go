package stepup

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

func (b *bench) code(tb testing.TB, seed string, ago time.Duration) string {
	tb.Helper()
	code, err := totp.GenerateCode(seed, b.clock.Now().Add(-ago))
	if err != nil {
		tb.Fatal(err)
	}
	return code
}

// generator enrols one, and moves past the step that enrolling used.
func (b *bench) generator(tb testing.TB, c Caller) (seed string) {
	tb.Helper()
	e, err := b.BeginTOTP(context.Background(), c, "anna@example.test", "telefoon")
	if err != nil {
		tb.Fatal(err)
	}
	seed = e.Seed.Reveal()
	if _, err := b.ConfirmTOTP(context.Background(), c, e.Handle, b.code(tb, seed, 0), b.note); err != nil {
		tb.Fatal(err)
	}
	b.clock.Advance(2 * Period)
	return seed
}

// S-04, as a table: each row is a code and what comes of it; the control is the first.
func TestTOTPTakesWhichCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		ago  time.Duration
		bend func(string) string
		want error
	}{
		{"the present one", 0, nil, nil},
		{"the one before", Period, nil, nil},
		{"with a space in the middle", 0, func(s string) string { return " " + s[:3] + " " + s[3:] + " " }, nil},
		{"two before", 2 * Period, nil, ErrCode},
		{"the next one", -Period, nil, ErrCode},
		{"a digit less", 0, func(s string) string { return s[:5] }, ErrCode},
		{"a digit more", 0, func(s string) string { return s + "0" }, ErrCode},
		{"nothing", 0, func(string) string { return "" }, ErrCode},
		{"a letter", 0, func(s string) string { return s[:5] + "a" }, ErrCode},
		{"a sign", 0, func(s string) string { return "+" + s[1:] }, ErrCode},
		{"digits of another script", 0, func(string) string { return "٠١٢٣٤٥" }, ErrCode},
		{"very long", 0, func(s string) string { return strings.Repeat(s, 100000) }, ErrCode},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			code := b.code(t, b.generator(t, anna), c.ago)
			if c.bend != nil {
				code = c.bend(code)
			}
			p, err := b.CheckTOTP(context.Background(), anna, code, Policy{}, b.note)
			if !errors.Is(err, c.want) || (c.want == nil) != (p.Account == anna.Account) {
				t.Fatalf("%+v, %v; want %v", p, err, c.want)
			}
			if c.want == nil && (p.PhishingResistant || !p.Fresh(b.clock.Now(), time.Second) || p.Kind != TOTP) {
				t.Errorf("proof %+v", p)
			}
		})
	}
}

// A code never twice: on another node, after a restart, and not its predecessor either.
func TestTOTPNeverTwice(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	seed := b.generator(t, anna)
	now, before := b.code(t, seed, 0), b.code(t, seed, Period)
	if _, err := b.CheckTOTP(context.Background(), anna, now, Policy{}, b.note); err != nil {
		t.Fatal(err)
	}
	other := b.node(t)
	if _, err := other.CheckTOTP(context.Background(), anna, now, Policy{}, b.note); !errors.Is(err, ErrReplayed) {
		t.Errorf("another node: %v", err)
	}
	if _, err := other.CheckTOTP(context.Background(), anna, before, Policy{}, b.note); !errors.Is(err, ErrReplayed) {
		t.Errorf("the step before the one used: %v", err)
	}
	if err := b.db.Close(); err != nil {
		t.Fatal(err)
	}
	b.open(t)
	if _, err := b.CheckTOTP(context.Background(), anna, now, Policy{}, b.note); !errors.Is(err, ErrReplayed) {
		t.Errorf("after a restart: %v", err)
	}
	b.clock.Advance(Period)
	if _, err := b.CheckTOTP(context.Background(), anna, b.code(t, seed, 0), Policy{}, b.note); err != nil {
		t.Errorf("control, the next code: %v", err)
	}
}

// Of many who bring one code at once, one gets in.
func testTOTPRace(t *testing.T, b *bench) {
	t.Parallel()
	code := b.code(t, b.generator(t, anna), 0)
	got := make(chan error, 20)
	for range cap(got) {
		node := b.node(t)
		go func() {
			_, err := node.CheckTOTP(context.Background(), anna, code, Policy{}, b.note)
			got <- err
		}()
	}
	in := 0
	for range cap(got) {
		if err := <-got; err == nil {
			in++
		} else if !errors.Is(err, ErrReplayed) && !errors.Is(err, ErrThrottled) {
			t.Error(err)
		}
	}
	if in != 1 {
		t.Errorf("%d got in", in)
	}
}

// Five failures in any 15 minutes; the sixth try is refused though the code be right. The
// owner's own device is not touched by them, and they are over one by one (L-14, S-04).
func testTOTPThrottle(t *testing.T, b *bench) {
	t.Parallel()
	ctx, seed := context.Background(), b.generator(t, anna)
	for range Failures {
		if _, err := b.CheckTOTP(ctx, anna, "000000", Policy{}, b.note); !errors.Is(err, ErrCode) {
			t.Fatal(err)
		}
		b.clock.Advance(Window / 10)
	}
	if _, err := b.CheckTOTP(ctx, anna, b.code(t, seed, 0), Policy{}, b.note); !errors.Is(err, ErrThrottled) {
		t.Errorf("a right code after five failures: %v", err)
	}
	own := anna
	own.Device = "anna's own laptop"
	if _, err := b.CheckTOTP(ctx, own, b.code(t, seed, 0), Policy{}, b.note); err != nil {
		t.Errorf("the owner's known device: %v", err)
	}
	b.clock.Advance(Window / 2) // the first of the five is over, four stand
	if _, err := b.CheckTOTP(ctx, anna, "000000", Policy{}, b.note); !errors.Is(err, ErrCode) {
		t.Errorf("when the first failure was over: %v", err)
	}
	if _, err := b.CheckTOTP(ctx, anna, b.code(t, seed, 0), Policy{}, b.note); !errors.Is(err, ErrThrottled) {
		t.Errorf("the window slides: %v", err)
	}
	b.clock.Advance(Window)
	for range 3 * Failures { // who is right is not counted
		b.clock.Advance(Period)
		if _, err := b.CheckTOTP(ctx, anna, b.code(t, seed, 0), Policy{}, b.note); err != nil {
			t.Fatalf("later: %v", err)
		}
	}
}

// An enrolment is its account's and browser's, lives a quarter of an hour, and is over
// once confirmed.
func TestTOTPEnrolment(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	begin := func(t *testing.T) (*bench, Enrolment) {
		b := newBench(t)
		e, err := b.BeginTOTP(ctx, anna, "anna: @example.test", "telefoon")
		if err != nil {
			t.Fatal(err)
		}
		return b, e
	}
	for name, c := range map[string]struct {
		caller Caller
		handle func(string) string
		after  time.Duration
		want   error
	}{
		"control":         {anna, nil, 0, nil},
		"another account": {Caller{Account: bert.Account, Browser: anna.Browser}, nil, 0, ErrChallenge},
		"another browser": {Caller{Account: anna.Account, Browser: "another"}, nil, 0, ErrChallenge},
		"too late":        {anna, nil, EnrolLife, ErrChallenge},
		"another handle":  {anna, func(s string) string { return strings.Repeat("A", len(s)) }, 0, ErrChallenge},
		"a short handle":  {anna, func(s string) string { return s[1:] }, 0, ErrChallenge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, e := begin(t)
			b.clock.Advance(c.after)
			handle := e.Handle
			if c.handle != nil {
				handle = c.handle(handle)
			}
			again, err := b.ResumeTOTP(ctx, c.caller, handle)
			if !errors.Is(err, c.want) || err == nil && again.Seed.Reveal() != e.Seed.Reveal() {
				t.Errorf("resume: %v", err)
			}
			_, err = b.ConfirmTOTP(ctx, c.caller, handle, b.code(t, e.Seed.Reveal(), 0), b.note)
			if !errors.Is(err, c.want) {
				t.Errorf("confirm: %v, want %v", err, c.want)
			}
		})
	}
	t.Run("a wrong code leaves it", func(t *testing.T) {
		t.Parallel()
		b, e := begin(t)
		if _, err := b.ConfirmTOTP(ctx, anna, e.Handle, "000000", b.note); !errors.Is(err, ErrCode) {
			t.Fatal(err)
		}
		if _, err := b.ConfirmTOTP(ctx, anna, e.Handle, b.code(t, e.Seed.Reveal(), 0), b.note); err != nil {
			t.Fatal(err)
		}
		if _, err := b.ConfirmTOTP(ctx, anna, e.Handle, b.code(t, e.Seed.Reveal(), 0), b.note); !errors.Is(err, ErrChallenge) {
			t.Errorf("confirmed twice: %v", err)
		}
		if _, err := b.CheckTOTP(ctx, anna, b.code(t, e.Seed.Reveal(), 0), Policy{}, b.note); !errors.Is(err, ErrReplayed) {
			t.Errorf("the code that confirmed: %v", err)
		}
	})
	t.Run("a second generator takes the place of the first", func(t *testing.T) {
		t.Parallel()
		b := newBench(t)
		old, young := b.generator(t, anna), b.generator(t, anna)
		if _, err := b.CheckTOTP(ctx, anna, b.code(t, old, 0), Policy{}, b.note); !errors.Is(err, ErrCode) {
			t.Errorf("the old one: %v", err)
		}
		if _, err := b.CheckTOTP(ctx, anna, b.code(t, young, 0), Policy{}, b.note); err != nil {
			t.Errorf("the new one: %v", err)
		}
		if b.noted("factor.replace") != 1 {
			t.Errorf("%q", b.notes)
		}
	})
}
