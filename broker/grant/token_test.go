package grant

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// redeemed gives a token and its grant.
func (b *bench) redeemed(t testing.TB) (string, Grant) {
	t.Helper()
	g, token, err := redeem(b.Store, b.hand(t), binding, "")
	if err != nil {
		t.Fatal(err)
	}
	return token, g
}

func TestTokenLife(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token, _ := b.redeemed(t)
	b.clock.Advance(TokenLife - time.Millisecond)
	if _, err := b.ByToken(context.Background(), token); err != nil {
		t.Errorf("a millisecond before its end: %v", err)
	}
	b.clock.Advance(time.Millisecond)
	if _, err := b.ByToken(context.Background(), token); !errors.Is(err, ErrUnknown) {
		t.Errorf("at its end: %v, want ErrUnknown", err)
	}
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	token, g := b.redeemed(t)
	other, _ := b.redeemed(t)
	for range 2 { // twice is once
		if err := b.Revoke(context.Background(), g.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.ByToken(context.Background(), token); !errors.Is(err, ErrUnknown) {
		t.Errorf("revoked token: %v, want ErrUnknown", err)
	}
	if _, err := b.ByToken(context.Background(), other); err != nil {
		t.Errorf("another login's token: %v", err)
	}
}

// TestRevokedBeforeIssue: a second redemption may revoke a grant that the first is
// about to write; what the first then writes must not come to life.
func TestRevokedBeforeIssue(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	code := b.hand(t)
	if err := b.Revoke(context.Background(), IDOf(code)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := redeem(b.Store, code, binding, ""); !errors.Is(err, ErrSpent) {
		t.Errorf("redeemed after its grant was revoked: %v, want ErrSpent", err)
	}
}

// TestHandlesOpenTheirOwnKindOnly: a code is no token and the other way round, and
// a row that somebody swapped or cut opens nothing (design §1.6).
func TestHandlesOpenTheirOwnKindOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ctx := context.Background()
	code := b.hand(t)
	if _, err := b.ByToken(ctx, code); !errors.Is(err, ErrUnknown) {
		t.Errorf("code as token: %v", err)
	}
	token, g := b.redeemed(t)
	if _, _, err := redeem(b.Store, token, binding, ""); !errors.Is(err, ErrUnknown) {
		t.Errorf("token as code: %v", err)
	}
	row := b.row(t, store.KeyOf("grant", g.ID))
	for name, data := range map[string][]byte{
		"empty":         {},
		"cut":           row[:len(row)-1],
		"longer":        append(bytes.Clone(row), 0),
		"one bit off":   append([]byte{row[0] ^ 1}, row[1:]...),
		"a code's seal": mustSeal(t, token, "code", row),
	} {
		for _, key := range []store.Key{store.KeyOf("grant", g.ID), store.KeyOf("access", token)} {
			good := b.row(t, key)
			b.put(t, key, data)
			if _, err := b.ByToken(ctx, token); !errors.Is(err, ErrUnknown) {
				t.Errorf("%s: %v, want ErrUnknown", name, err)
			}
			b.put(t, key, good)
		}
	}
	if _, err := b.ByToken(ctx, token); err != nil {
		t.Errorf("with its own rows back: %v", err)
	}
}

func mustSeal(t testing.TB, handle, kind string, plain []byte) []byte {
	t.Helper()
	box, err := keys.SealWith([]byte(handle), kind, plain)
	if err != nil {
		t.Fatal(err)
	}
	return box
}
