package keys

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/broker/store"
)

func samlKeys(t *testing.T, r *Ring) SAMLKeys {
	t.Helper()
	k, err := r.SAMLKeys(context.Background(), "entree")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// F-04: each date of a SAML key's calendar takes effect in its own second, in the ring
// that staged it and in one that is opened then: published and decrypting at once,
// signing from its day, the key before it published and decrypting for a week more.
func TestSAMLRollDates(t *testing.T) {
	t.Parallel()
	ctx, s, clock := context.Background(), newStore(t), newClock()
	r := openRing(t, s, master(1), clock.now)
	old := samlKeys(t, r).Certificate
	day := clock.now().Add(30 * 24 * time.Hour)
	if _, err := r.StageSAML(ctx, "entree", day, unnoted); err != nil {
		t.Fatal(err)
	}
	next := samlKeys(t, r).Also[0]
	want := func(when string, signs []byte, also [][]byte, decrypters int) {
		t.Helper()
		for name, ring := range map[string]*Ring{"this ring": r, "a fresh one": openRing(t, s, master(1), clock.now)} {
			k := samlKeys(t, ring)
			if !bytes.Equal(k.Certificate, signs) || !slices.EqualFunc(k.Also, also, bytes.Equal) || len(k.Decrypters) != decrypters {
				t.Errorf("%s, %s: another key signs (or is published); %d decrypt", when, name, len(k.Decrypters))
			}
			if !bytes.Equal(k.Encryption, next) {
				t.Errorf("%s, %s: hubs are to encrypt to the older key", when, name)
			}
			if last := k.Decrypters[len(k.Decrypters)-1]; !publicOf(t, next).Equal(last.Public()) {
				t.Errorf("%s, %s: the newest key is not the last that decrypts", when, name)
			}
			if !k.Until.IsZero() && !k.Until.After(clock.now()) {
				t.Errorf("%s, %s: the answer was good until %s", when, name, k.Until)
			}
		}
	}
	want("at once", old, [][]byte{next}, 2)
	clock.forward(30*24*time.Hour - time.Second)
	want("a second before", old, [][]byte{next}, 2)
	clock.forward(time.Second)
	want("on the day", next, [][]byte{old}, 2)
	clock.forward(PublishedAfter - time.Second)
	want("a second before the end", next, [][]byte{old}, 2)
	clock.forward(time.Second)
	want("gone", next, nil, 1)

	if n, err := r.Forget(ctx, unnoted); n != 1 || err != nil {
		t.Errorf("%d forgotten, %v", n, err)
	}
	if n := count(t, s, `SELECT COUNT(*) FROM signing_key WHERE owner = 'saml:entree'`); n != 1 {
		t.Errorf("%d rows: a key that is gone lies there still", n)
	}
	want("forgotten", next, nil, 1)
	if n, err := r.Forget(ctx, nil); n != 0 || !errors.Is(err, errNoNote) {
		t.Errorf("forgot %d without an entry: %v", n, err)
	}
}

func publicOf(t *testing.T, der []byte) interface{ Equal(crypto.PublicKey) bool } {
	t.Helper()
	pub, ok := parsed(t, der).PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	if !ok {
		t.Fatal("no public key")
	}
	return pub
}

// Nothing moves by itself where no date was given, and `keys move` tells when it may.
func TestSAMLMove(t *testing.T) {
	t.Parallel()
	ctx, s, clock := context.Background(), newStore(t), newClock()
	r := openRing(t, s, master(1), clock.now)
	declined := func(what, word string, err error) {
		t.Helper()
		var d Declined
		if !errors.As(err, &d) || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err := r.MoveSAML(ctx, "entree", true, unnoted)
	declined("nothing waits", "keys stage --connection entree", err)
	_, err = r.StageSAML(ctx, "entree", clock.now().Add(6*24*time.Hour), unnoted)
	declined("a day too soon", "2026-09-08 08:30 UTC", err)
	old := samlKeys(t, r)
	kid, err := r.StageSAML(ctx, "entree", time.Time{}, unnoted)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := r.StageSAML(ctx, "entree", time.Time{}, unnoted); err != nil || again != kid {
		t.Errorf("staged twice: %s and %s, %v", kid, again, err)
	}
	_, err = r.MoveSAML(ctx, "entree", false, unnoted)
	declined("at once", "--force", err)
	clock.forward(PublishedBefore - time.Second)
	_, err = r.MoveSAML(ctx, "entree", false, unnoted)
	declined("a second too soon", "2026-09-08 08:30 UTC", err)
	if k := samlKeys(t, r); !bytes.Equal(k.Certificate, old.Certificate) {
		t.Error("it moved")
	}
	clock.forward(time.Second)
	if got, err := r.MoveSAML(ctx, "entree", false, unnoted); err != nil || got != kid {
		t.Fatalf("%s, %v", got, err)
	}
	if k := samlKeys(t, r); bytes.Equal(k.Certificate, old.Certificate) || !bytes.Equal(k.Also[0], old.Certificate) || !k.Until.Equal(clock.now().Add(PublishedAfter)) {
		t.Errorf("after the move: until %s", k.Until)
	}
	_, err = r.StageSAML(ctx, "entree", time.Time{}, unnoted)
	declined("a third key", "two at once", err)
	clock.forward(PublishedAfter)
	if _, err := r.StageSAML(ctx, "entree", time.Time{}, unnoted); err != nil {
		t.Errorf("the next rollover: %v", err)
	}
	if _, err := r.MoveSAML(ctx, "entree", true, unnoted); err != nil {
		t.Errorf("forced: %v", err)
	}
}

// A date may be put off, and taken back.
func TestSAMLReplan(t *testing.T) {
	t.Parallel()
	ctx, clock := context.Background(), newClock()
	r := openRing(t, newStore(t), master(1), clock.now)
	old := samlKeys(t, r).Certificate
	week := clock.now().Add(PublishedBefore)
	for _, day := range []time.Time{week, week.Add(time.Hour), {}} {
		if _, err := r.StageSAML(ctx, "entree", day, unnoted); err != nil {
			t.Fatal(err)
		}
	}
	clock.forward(365 * 24 * time.Hour)
	if k := samlKeys(t, r); !bytes.Equal(k.Certificate, old) || !k.Until.IsZero() {
		t.Errorf("it moved on a date that was taken back; until %s", k.Until)
	}
}

// Design §5.8: an act whose entry cannot be written does not happen.
func TestUnwrittenActs(t *testing.T) {
	t.Parallel()
	ctx, s, clock := context.Background(), newStore(t), newClock()
	r := openRing(t, s, master(1), clock.now)
	samlKeys(t, r)
	if _, err := r.StageSAML(ctx, "surfconext", time.Time{}, unnoted); err != nil {
		t.Fatal(err)
	}
	full := errors.New("the disk is full")
	broken := func(store.Tx, string, ...string) error { return full }
	before := boxes(t, s)
	for _, note := range []Note{broken, nil} {
		acts := map[string]func() error{
			"stage":  func() error { _, err := r.StageSAML(ctx, "entree", time.Time{}, note); return err },
			"move":   func() error { _, err := r.MoveSAML(ctx, "surfconext", true, note); return err },
			"rotate": func() error { _, err := r.Rotate(ctx, "ES256", note); return err },
			"rewrap": func() error { return r.Rewrap(ctx, master(2), note) },
		}
		for name, act := range acts {
			if err := act(); !errors.Is(err, full) && !errors.Is(err, errNoNote) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	after := boxes(t, s)
	if len(after) != len(before) {
		t.Fatalf("%d rows, then %d", len(before), len(after))
	}
	for row, box := range after {
		if !bytes.Equal(box, before[row]) {
			t.Errorf("%s has changed", row)
		}
	}
	if n := count(t, s, `SELECT COUNT(*) FROM signing_key WHERE retired > 0`); n != 0 {
		t.Errorf("%d keys retire", n)
	}
	if _, _, err := openRing(t, s, master(1), clock.now).SAML(ctx, "entree"); err != nil {
		t.Errorf("the old master: %v", err)
	}
}

// What the operator sees holds every key, its stage and its dates.
func TestInventory(t *testing.T) {
	t.Parallel()
	ctx, clock := context.Background(), newClock()
	r := openRing(t, newStore(t), master(1), clock.now)
	samlKeys(t, r)
	if _, err := r.StageSAML(ctx, "entree", time.Time{}, unnoted); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Rotate(ctx, "ES256", unnoted); err != nil {
		t.Fatal(err)
	}
	look := func() (got []string) {
		t.Helper()
		listed, roots, err := r.Inventory(ctx)
		if err != nil || len(roots) != len(purposes()) {
			t.Fatalf("%d roots, %v", len(roots), err)
		}
		for _, l := range listed {
			got = append(got, strings.TrimSpace(l.Connection+" "+l.Alg+" "+string(l.Stage)))
			if (l.Connection != "") != (l.Fingerprint != "") || l.KID == "" || l.Published.IsZero() {
				t.Errorf("%+v", l)
			}
		}
		return got
	}
	want := []string{"ES256 in use", "ES256 published", "EdDSA in use", "PS256 in use", "RS256 in use", "entree RS256 in use", "entree RS256 published"}
	if got := look(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	clock.forward(PublishedBefore)
	if _, err := r.MoveSAML(ctx, "entree", false, unnoted); err != nil {
		t.Fatal(err)
	}
	want = []string{"ES256 retired", "ES256 in use", "EdDSA in use", "PS256 in use", "RS256 in use", "entree RS256 retired", "entree RS256 in use"}
	if got := look(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	clock.forward(PublishedAfter)
	want = []string{"ES256 in use", "EdDSA in use", "PS256 in use", "RS256 in use", "entree RS256 in use"}
	if got := look(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
