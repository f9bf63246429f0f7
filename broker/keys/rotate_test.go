package keys

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// app is a relying party that looks at the JWKS every so often and not in between.
type app struct {
	set  jose.JSONWebKeySet
	seen time.Time
}

func (a *app) look(t *testing.T, r *Ring, now time.Time, every time.Duration) {
	t.Helper()
	if now.Sub(a.seen) < every {
		return
	}
	a.seen = now
	if err := json.Unmarshal(r.JWKS(), &a.set); err != nil {
		t.Fatal(err)
	}
}

func (a *app) verify(t *testing.T, jwt string) (kid string) {
	t.Helper()
	signed, err := jose.ParseSigned(jwt, []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signed.Verify(&a.set); err != nil {
		t.Fatalf("an app cannot verify a token of %s: %v", a.seen, err)
	}
	return signed.Signatures[0].Header.KeyID
}

// O-19: a key is published a week before it signs, and its predecessor a week after:
// an app that looks at the JWKS but once a week verifies every token, on the day it
// is made and a week on; nothing fails.
func TestRotateRolling(t *testing.T) {
	t.Parallel()
	ctx, clock, s := context.Background(), newClock(), newStore(t)
	r := openRing(t, s, master(1), clock.now)
	second := openRing(t, s, master(1), clock.now)
	weekly, old := &app{}, []string{}
	used := map[string]bool{}
	var next string
	for hour := range 24 * 60 {
		if hour == 24*10 {
			var err error
			if next, err = r.Rotate(ctx, "ES256", unnoted); err != nil {
				t.Fatal(err)
			}
		}
		if hour%24 == 0 {
			if err := second.Reload(ctx); err != nil {
				t.Fatal(err)
			}
		}
		weekly.look(t, r, clock.now(), 7*24*time.Hour)
		for _, node := range []*Ring{r, second} {
			jwt := sign(t, node, "ES256")
			used[weekly.verify(t, jwt)] = true
			old = append(old, jwt)
		}
		if n := len(old) - 2*24*7; n > 0 { // a hint with a token of a week ago
			if _, err := second.VerifyOwn("JWT", old[n]); err != nil {
				t.Fatalf("hour %d: a token of a week ago: %v", hour, err)
			}
		}
		clock.forward(time.Hour)
	}
	if len(used) != 2 || !used[next] {
		t.Errorf("%d keys signed, the new one: %v", len(used), used[next])
	}
	if n := len(r.today().published); n != len(Algorithms()) {
		t.Errorf("%d keys are published in the end", n)
	}
	if _, err := r.VerifyOwn("JWT", old[0]); err == nil {
		t.Error("a token of a key that is gone verifies")
	}
}

// Each date of the calendar takes effect in its own second.
func TestRotateDates(t *testing.T) {
	t.Parallel()
	ctx, clock, s := context.Background(), newClock(), newStore(t)
	r := openRing(t, s, master(1), clock.now)
	first := r.today().signers["RS256"].kid
	next, err := r.Rotate(ctx, "RS256", unnoted)
	if err != nil || next == first {
		t.Fatalf("%s, %v", next, err)
	}
	want := func(when string, signer string, published int) {
		t.Helper()
		for name, ring := range map[string]*Ring{"this ring": r, "a fresh one": openRing(t, s, master(1), clock.now)} {
			v := ring.today()
			if v.signers["RS256"].kid != signer || len(v.published) != len(Algorithms())-1+published {
				t.Errorf("%s, %s: another key signs, or %d are published", when, name, len(v.published))
			}
		}
	}
	want("at once", first, 2)
	clock.forward(publishedBefore - time.Second)
	want("a second before", first, 2)
	clock.forward(time.Second)
	want("in use", next, 2)
	clock.forward(publishedAfter - time.Second)
	want("a second before the end", next, 2)
	clock.forward(time.Second)
	want("gone", next, 1)
	clock.forward(-time.Second) // a clock that is set right
	want("a step back", next, 2)
	clock.forward(time.Second)

	if _, err := r.Rotate(ctx, "RS256", unnoted); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, `SELECT COUNT(*) FROM signing_key WHERE alg = 'RS256'`); n != 2 {
		t.Errorf("%d rows: a key that is gone lies there still", n)
	}
}

// Two admins, or two nodes, rotate at once: one new key.
func TestRotateTwice(t *testing.T) {
	t.Parallel()
	ctx, clock, s := context.Background(), newClock(), newStore(t)
	a, b := openRing(t, s, master(1), clock.now), openRing(t, s, master(1), clock.now)
	one, err := a.Rotate(ctx, "EdDSA", unnoted)
	if err != nil {
		t.Fatal(err)
	}
	clock.forward(time.Hour)
	two, err := b.Rotate(ctx, "EdDSA", unnoted)
	if err != nil || one != two {
		t.Errorf("%s and %s, %v", one, two, err)
	}
	if len(b.today().published) != len(Algorithms())+1 {
		t.Error("who rotated second does not know the waiting key")
	}
	for _, alg := range []string{"", "HS256", "none"} {
		if _, err := a.Rotate(ctx, alg, unnoted); err == nil {
			t.Errorf("rotated %q", alg)
		}
	}
}
