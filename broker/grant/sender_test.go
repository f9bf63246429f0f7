package grant

import (
	"context"
	"errors"
	"strings"
	"testing"

	"sluis/broker/keys"
)

var (
	thumbA = strings.Repeat("a", 43)
	thumbB = strings.Repeat("b", 43)
)

func TestSender(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s        Sender
		jkt, x5t string
		cnf      string
	}{
		{"", "", "", ""},
		{JKT(thumbA), thumbA, "", `{"jkt":"` + thumbA + `"}`},
		{X5T(thumbA), "", thumbA, `{"x5t#S256":"` + thumbA + `"}`},
	} {
		if c.s.JKT() != c.jkt || c.s.X5T() != c.x5t || string(c.s.CNF()) != c.cnf || c.s.Bound() != (c.s != "") {
			t.Errorf("%q: jkt %q, x5t %q, cnf %s", c.s, c.s.JKT(), c.s.X5T(), c.s.CNF())
		}
	}
	if JKT(thumbA) == X5T(thumbA) {
		t.Error("a certificate passes for a DPoP key")
	}
}

// TestSenderOfToken: a token says to whom it is bound, and a code that was given for
// a DPoP key is found with that key alone; looking with another spends nothing
// (RFC 9449 §10, contract 17).
func TestSenderOfToken(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		required string
		refused  []Sender
		taken    Sender
	}{
		{"a code for any, without proof", "", nil, ""},
		{"a code for any, with a key", "", nil, JKT(thumbA)},
		{"a code for any, with a certificate", "", nil, X5T(thumbA)},
		{"a code for a key", thumbA, []Sender{"", JKT(thumbB), X5T(thumbA), Sender(thumbA)}, JKT(thumbA)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			ctx := context.Background()
			given, presented := binding, binding
			given.JKT = c.required
			code := keys.NewHandle()
			if err := b.Hand(ctx, code, given, b.pupil()); err != nil {
				t.Fatal(err)
			}
			presented.JKT = c.required // what a caller writes there does not count
			for _, s := range c.refused {
				if _, _, err := redeem(b.Store, code, presented, s); !errors.Is(err, ErrUnknown) {
					t.Errorf("redeemed by %q: %v, want ErrUnknown", s, err)
				}
			}
			g, token, err := redeem(b.Store, code, presented, c.taken)
			if err != nil || g.Sender != c.taken {
				t.Fatalf("redeemed by %q: bound to %q, %v", c.taken, g.Sender, err)
			}
			if g, err = b.ByToken(ctx, token); err != nil || g.Sender != c.taken {
				t.Errorf("by token: bound to %q, %v", g.Sender, err)
			}
			if _, _, err = redeem(b.Store, code, presented, c.taken); !errors.Is(err, ErrSpent) {
				t.Errorf("redeemed again: %v, want ErrSpent", err)
			}
			if _, err = b.ByToken(ctx, token); !errors.Is(err, ErrUnknown) {
				t.Errorf("by token after the reuse: %v, want ErrUnknown", err)
			}
		})
	}
}
