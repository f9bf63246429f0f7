package keys

import (
	"context"
	"errors"
	"testing"
	"time"

	"sluis/broker/store"
)

func drop(t *testing.T, s store.Records, r *Ring, kid string) error {
	t.Helper()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		_, err := r.Drop(tx, kid)
		return err
	})
	if err := r.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	return err
}

// TestDrop: a key that somebody may have seen goes at once, and there is one that signs at
// every moment: the last of its kind stays, and a next one takes the place of the one in use.
func TestDrop(t *testing.T) {
	t.Parallel()
	clock, s := newClock(), newStore(t)
	r := openRing(t, s, master(1), clock.now)
	kidOf := func() string { return r.today().signers["ES256"].kid }
	first := kidOf()
	if err := drop(t, s, r, "none"); !errors.Is(err, ErrNoKey) {
		t.Errorf("a key that is none: %v", err)
	}
	if _, ok := errors.AsType[Declined](drop(t, s, r, first)); !ok || kidOf() != first {
		t.Errorf("the only key went: %s", kidOf())
	}
	next, err := r.Rotate(t.Context(), "ES256", unnoted)
	if err != nil {
		t.Fatal(err)
	}
	if err := drop(t, s, r, next); err != nil || kidOf() != first {
		t.Fatalf("the next one: %v", err)
	}
	clock.forward(30 * 24 * time.Hour) // the date at which it would have retired is past
	if kidOf() != first {
		t.Fatal("the key in use retired for one that is gone")
	}
	if next, err = r.Rotate(t.Context(), "ES256", unnoted); err != nil {
		t.Fatal(err)
	}
	if err := drop(t, s, r, first); err != nil || kidOf() != next {
		t.Errorf("the one in use: %v; %s signs", err, kidOf())
	}
	if _, ok := r.today().published[first]; ok {
		t.Error("it is published still")
	}
	// A connection's keys alike.
	if _, err := r.StageSAML(t.Context(), "entree", time.Time{}, unnoted); err != nil {
		t.Fatal(err)
	}
	listed, _, err := r.Inventory(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range listed {
		if k.Connection == "entree" && k.Stage == StageInUse {
			if err := drop(t, s, r, k.KID); err != nil {
				t.Error(err)
			}
		}
	}
	if k, err := r.SAMLKeys(t.Context(), "entree"); err != nil || k.Signer == nil || len(k.Also) != 0 {
		t.Errorf("a connection after its key went: %v", err)
	}
}

// TestMasterPrint: the same key has the same one, another has another, and a rewrap changes it.
func TestMasterPrint(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	r := openRing(t, s, master(1), fixedClock())
	was := r.MasterPrint()
	if len(was) != 16 || was != openRing(t, s, master(1), fixedClock()).MasterPrint() {
		t.Errorf("the print is %q", was)
	}
	if err := r.Rewrap(t.Context(), master(2), unnoted); err != nil {
		t.Fatal(err)
	}
	if got := r.MasterPrint(); got == was || got != openRing(t, s, master(2), fixedClock()).MasterPrint() {
		t.Errorf("after a rewrap it is %q", got)
	}
}
