package guard

import (
	"errors"
	"testing"
	"time"

	"sluis/broker/store"
)

// TestHalts: what one node stops, another stops at its next look, until it is undone; what
// is thrown twice is written down once, and not at all where its entry cannot be.
func TestHalts(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	open := func() *Halts {
		h, err := OpenHalts(t.Context(), p.db.Records(), p.ring, p.clock.Now)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	one, two := open(), open()
	noted, deaf := 0, error(nil)
	note := func(store.Tx) error { noted++; return deaf }
	app := Halt{Kind: HaltApp, ID: "portfolio", By: "admin A", Reason: "scan", Ticket: "SD-12"}
	for name, bad := range map[string]Halt{
		"no kind": {ID: "x", Reason: "scan", Ticket: "SD-12"}, "no id": {Kind: HaltApp, Reason: "scan", Ticket: "SD-12"},
		"no reason": {Kind: HaltApp, ID: "x", Reason: "because", Ticket: "SD-12"}, "no ticket": {Kind: HaltApp, ID: "x", Reason: "scan", Ticket: "about Yara"},
	} {
		if err := one.Throw(t.Context(), bad, note); err == nil {
			t.Errorf("%s: thrown", name)
		}
	}
	deaf = errors.New("the chain is away")
	if err := one.Throw(t.Context(), app, note); !errors.Is(err, deaf) || one.Stops("portfolio", "", "") {
		t.Errorf("thrown, and nobody wrote it down: %v", err)
	}
	noted, deaf = 0, nil
	for range 2 {
		if err := one.Throw(t.Context(), app, note); err != nil {
			t.Fatal(err)
		}
	}
	if noted != 1 || !one.Stops("portfolio", "petteflat", "entree") || two.Stops("portfolio", "", "") {
		t.Errorf("noted %d times; one stops: %t", noted, one.Stops("portfolio", "", ""))
	}
	if err := two.Refresh(t.Context()); err != nil || !two.Stops("portfolio", "", "") {
		t.Errorf("the other node: %v", err)
	}
	for name, stops := range map[string]bool{"another app": two.Stops("stil", "petteflat", "entree"), "a school of that name": two.Stops("", "portfolio", ""), "nothing": two.Stops("", "", "")} {
		if stops {
			t.Errorf("%s is stopped", name)
		}
	}
	if Follow > 5*time.Second {
		t.Error("a node looks too seldom (L-22)")
	}
	reopened := open()
	if l := reopened.List(); len(l) != 1 || l[0].Key() != "app:portfolio" || l[0].Ticket != "SD-12" || !l[0].Since.Equal(p.clock.Now()) {
		t.Errorf("after a restart: %+v", l)
	}
	err := p.db.Records().Update(t.Context(), func(tx store.Tx) error {
		ok, err := two.Undo(tx, "app:portfolio")
		if !ok {
			t.Error("it did not stand")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(one.Refresh(t.Context()), two.Refresh(t.Context())); err != nil || one.Stops("portfolio", "", "") || two.Stops("portfolio", "", "") {
		t.Errorf("after the undo: %v", err)
	}
}
