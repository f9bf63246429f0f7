package admin

import (
	"errors"
	"slices"
	"testing"
	"time"

	"sluis/broker/ledger"
)

// TestStill: what goes on is judged as a request is, at each moment, and is no sign of
// somebody at the screen: the session ends after its idle time all the same (S-08).
func TestStill(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.first(t)
	officer := first.next(t, Privacy, "petteflat")
	i := slices.IndexFunc(Actions(), func(a Action) bool { return a.Streams })
	stream := Actions()[i]
	for range 3 {
		v, err := o.Still(bg, officer.handle, stream)
		if err != nil || v.Account.Role != Privacy {
			t.Fatalf("%+v, %v", v.Account, err)
		}
		o.clock.Advance(Idle/3 - time.Second)
	}
	o.clock.Advance(4 * time.Second)
	if _, err := o.Still(bg, officer.handle, stream); !errors.Is(err, ErrNoSession) {
		t.Errorf("after its idle time: %v", err)
	}
	if _, err := o.Still(bg, "nobody", stream); !errors.Is(err, ErrNoSession) {
		t.Errorf("no session: %v", err)
	}
}

// TestLooks: a search and an address that was shown stand in the chain before they are
// done, with the school, the reason and the ticket; the school reads who it was, and another
// school's roles learn nothing (G-01, G-02).
func TestLooks(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	first := o.first(t)
	here, there := first.next(t, Privacy, "petteflat"), first.next(t, Helpdesk, "harderwijk")
	at := o.clock.Now()
	must(t, o.Addresses(bg, first.visit(t), "petteflat", at, "incident", "SD-1"))
	must(t, o.Addresses(bg, first.visit(t), "", at, "order", "SD-2"))
	day := ledger.DayOf(at)
	_, err := o.Search(bg, here.visit(t), ledger.Search{School: "petteflat", Number: "95312", From: day, To: day, Reason: "help", Ticket: "SD-3"})
	must(t, err)
	for name, c := range map[string]struct {
		err, want error
	}{
		"another school's address": {o.Addresses(bg, there.visit(t), "petteflat", at, "help", "1"), ErrUnknown},
		"nobody's address":         {o.Addresses(bg, there.visit(t), "", at, "help", "1"), ErrUnknown},
		"no school of ours":        {o.Addresses(bg, first.visit(t), "nergens", at, "help", "1"), ErrUnknown},
		"no reason":                {o.Addresses(bg, first.visit(t), "petteflat", at, "", "1"), ErrInput},
		"a story for a ticket":     {o.Addresses(bg, first.visit(t), "petteflat", at, "help", "Jan belde"), ErrInput},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v, want %v", name, c.err, c.want)
		}
	}
	looks, err := o.Looks(bg, here.visit(t), "petteflat", 9)
	must(t, err)
	if len(looks) != 2 || looks[0].Verb != "log.search" || looks[0].Role != Privacy || looks[1].Verb != "log.address" || looks[1].Role != Platform || looks[1].Name != "Iris" {
		t.Errorf("the school reads %+v", looks)
	}
	for _, l := range looks {
		if slices.ContainsFunc(l.Lines, func(s string) bool { return s == "95312" }) {
			t.Error("the number stands in the chain")
		}
	}
	if _, err := o.Looks(bg, there.visit(t), "petteflat", 9); !errors.Is(err, ErrUnknown) {
		t.Errorf("another school's looks: %v", err)
	}
	if n := o.trail(t)["log.address"]; n != 2 {
		t.Errorf("%d entries, of which only what was carried out may be", n)
	}
	must(t, first.o.RemovePerson(bg, first.visit(t), here.visit(t).Account.ID))
	looks, err = o.Looks(bg, first.visit(t), "petteflat", 1)
	must(t, err)
	if len(looks) != 1 || looks[0].Name != "" || looks[0].By == "" {
		t.Errorf("who is gone is named by the account: %+v", looks)
	}
}
