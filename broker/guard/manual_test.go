package guard

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"sluis/broker/store"
)

// TestManual: L-12. What may be blocked by hand, by whom, why, and for how long.
func TestManual(t *testing.T) {
	t.Parallel()
	now := time.Now()
	sound := Manual{Network: netip.MustParsePrefix("145.97.0.0/16"), Reason: "scan", Ticket: "SD-1234", For: time.Hour, By: "ops", Own: []netip.Addr{netip.MustParseAddr("151.28.0.1")}}
	with := func(change func(*Manual)) Manual { m := sound; change(&m); return m }
	network := func(s string) Manual { return with(func(m *Manual) { m.Network = netip.MustParsePrefix(s) }) }
	own := func(s string, own ...string) Manual {
		m := network(s)
		m.Own = nil
		for _, a := range own {
			m.Own = append(m.Own, netip.MustParseAddr(a))
		}
		return m
	}
	for name, c := range map[string]struct {
		m    Manual
		want string // the network; "" where refused
		err  error
	}{
		"sound":                             {sound, "145.97.0.0/16", nil},
		"one address":                       {network("145.97.37.1/32"), "145.97.37.1/32", nil},
		"host bits":                         {network("145.97.37.1/16"), "145.97.0.0/16", nil},
		"IPv4 as IPv6 writes it":            {network("::ffff:145.97.0.0/112"), "145.97.0.0/16", nil},
		"one address of IPv6 is its /64":    {network("2001:610:188:410::1/128"), "2001:610:188:410::/64", nil},
		"the widest":                        {network("145.96.0.0/12"), "145.96.0.0/12", nil},
		"wider":                             {network("144.0.0.0/11"), "", ErrWide},
		"everybody":                         {network("0.0.0.0/0"), "", ErrOwn},
		"everybody of IPv6":                 {network("::/0"), "", ErrWide},
		"the widest of IPv6":                {network("2001:600::/24"), "2001:600::/24", nil},
		"wider of IPv6":                     {network("2001:600::/23"), "", ErrWide},
		"all of IPv4, as IPv6 writes it":    {network("::ffff:0.0.0.0/96"), "", ErrOwn},
		"more than that, as IPv6 writes it": {network("::ffff:0.0.0.0/95"), "", ErrLoopback},
		"no network":                        {with(func(m *Manual) { m.Network = netip.Prefix{} }), "", ErrNetwork},
		"loopback":                          {network("127.0.0.1/32"), "", ErrLoopback},
		"loopback inside":                   {network("127.0.0.0/12"), "", ErrLoopback},
		"loopback of IPv6":                  {network("::1/128"), "", ErrLoopback},
		"own address":                       {own("145.97.0.0/16", "145.97.37.1"), "", ErrOwn},
		"own address, as IPv6 writes it":    {own("145.97.0.0/16", "::ffff:145.97.37.1"), "", ErrOwn},
		"own address with a zone":           {own("2001:610:188:410::/64", "2001:610:188:410::9%eth0"), "", ErrOwn},
		"own /64, another address of it":    {own("2001:610:188:410::1/128", "2001:610:188:410::9"), "", ErrOwn},
		"the second of own addresses":       {own("145.97.0.0/16", "151.28.0.1", "145.97.37.1"), "", ErrOwn},
		"own address elsewhere":             {own("145.97.0.0/16", "145.98.0.1"), "145.97.0.0/16", nil},
		"no reason":                         {with(func(m *Manual) { m.Reason = "" }), "", ErrReason},
		"a sentence for a reason":           {with(func(m *Manual) { m.Reason = "Tim de Vries tried again" }), "", ErrReason},
		"no ticket":                         {with(func(m *Manual) { m.Ticket = "" }), "", ErrTicket},
		"a sentence for a ticket":           {with(func(m *Manual) { m.Ticket = "see Tim" }), "", ErrTicket},
		"a ticket with a line end":          {with(func(m *Manual) { m.Ticket = "SD-1\n" }), "", ErrTicket},
		"a bare number":                     {with(func(m *Manual) { m.Ticket = "#42" }), "145.97.0.0/16", nil},
		"no time":                           {with(func(m *Manual) { m.For = 0 }), "", ErrTerm},
		"for ever":                          {with(func(m *Manual) { m.For = LongestBlock + 1 }), "", ErrTerm},
	} {
		b, err := c.m.Block(now)
		if !errors.Is(err, c.err) || (err == nil) != (c.want != "") {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
		if err == nil && (b.Network.String() != c.want || b.Reason != c.m.Reason || b.Ticket != c.m.Ticket || b.By != "ops" || !b.Until.Equal(now.Add(time.Hour))) {
			t.Errorf("%s: %+v", name, b)
		}
	}
}

// TestManualOnEveryNode: within five seconds, of which Follow is what a node waits at most; with its
// entry or not at all; and over by itself.
func TestManualOnEveryNode(t *testing.T) {
	t.Parallel()
	if Follow > 5*time.Second {
		t.Errorf("a node looks every %v", Follow)
	}
	p := newPost(t)
	other, _ := p.node(t)
	b, err := Manual{Network: netip.MustParsePrefix("145.97.0.0/16"), Reason: "flood", Ticket: "SD-7", For: time.Hour, By: "ops"}.Block(p.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	noted := 0
	if _, err := p.Put(context.Background(), b, func(store.Tx, Block) error { noted++; return nil }); err != nil || noted != 1 {
		t.Fatal(err, noted)
	}
	if err := other.Refresh(context.Background()); err != nil || other.Stops(netip.MustParseAddr(school), Device{}).IsZero() {
		t.Errorf("after one look: %v", err)
	}
	if l := other.List(); len(l) != 1 || l[0].Ticket != "SD-7" || l[0].Reason != "flood" {
		t.Errorf("%+v", l)
	}
	p.clock.Advance(time.Hour)
	if !other.Stops(netip.MustParseAddr(school), Device{}).IsZero() || p.stopped(school, Device{}) != 0 {
		t.Error("it does not end by itself")
	}
}
