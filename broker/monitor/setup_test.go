package monitor

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/internal/refusal"
	"sluis/internal/secret"
)

var bg = context.Background()

// house is the stores of an installation, on which several nodes stand.
type house struct {
	tb    testing.TB
	clock *storetest.Clock
	db    *sqlstore.DB
	ring  *keys.Ring
	dir   string
	state store.State // what the nodes use
}

func newHouse(tb testing.TB) *house {
	tb.Helper()
	h := &house{tb: tb, clock: storetest.NewClock(), dir: tb.TempDir()}
	var err error
	h.db, err = sqlstore.OpenEmbedded(sqlstore.Config{Dir: h.dir, Now: h.clock.Now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	must(tb, err)
	tb.Cleanup(func() { must(tb, h.db.Close()) })
	h.ring = openRing(tb, h.db.Records(), h.clock.Now)
	h.state = h.db.State()
	return h
}

func openRing(tb testing.TB, records store.Records, now func() time.Time) *keys.Ring {
	tb.Helper()
	ring, err := keys.Open(bg, keys.Config{Records: records, Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: now})
	must(tb, err)
	return ring
}

func (h *house) node() *Monitor { return newMonitor(h.state, h.db.Records(), h.ring, h.clock.Now) }

func newMonitor(state store.State, records store.Records, ring *keys.Ring, now func() time.Time) *Monitor {
	country := func(a netip.Addr) string {
		if a.Is6() {
			return "DE"
		}
		return "NL"
	}
	return New(Config{State: state, Records: records, Ring: ring, Country: country, Now: now, Logger: slog.New(slog.DiscardHandler)})
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

var pupil = netip.MustParseAddr("192.0.2.77")

func failed(school string) Attempt {
	return Attempt{School: school, App: "portfolio", Code: refusal.StudentNumberMissing, Words: "reiger kade zeven", Address: pupil, Late: true}
}

func let(school string) Attempt {
	return Attempt{School: school, App: "portfolio", Address: pupil, Device: true, Late: true}
}
