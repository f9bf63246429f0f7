package guard

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/internal/secret"
)

// post is a guard over the real embedded store, with a clock that a test moves.
type post struct {
	*Blocks
	counter *Counter
	devices Devices
	people  *People
	lockout *Lockout
	clock   *storetest.Clock
	db      *sqlstore.DB
	ring    *keys.Ring
	dir     string

	mu    sync.Mutex
	notes []string
	deaf  error // what the chain answers
}

func (p *post) note(_ store.Tx, verb string, lines ...string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes = append(p.notes, verb+" "+strings.Join(lines, " "))
	return p.deaf
}

func newPost(tb testing.TB) *post {
	tb.Helper()
	p := &post{clock: storetest.NewClock(), dir: tb.TempDir()}
	var err error
	p.db, err = sqlstore.OpenEmbedded(sqlstore.Config{Dir: p.dir, Now: p.clock.Now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := p.db.Close(); err != nil {
			tb.Error(err)
		}
	})
	p.ring, err = keys.Open(context.Background(), keys.Config{Records: p.db.Records(), Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: p.clock.Now})
	if err != nil {
		tb.Fatal(err)
	}
	p.Blocks, p.counter = p.node(tb)
	p.devices = Devices{p.ring, p.clock.Now}
	p.people = &People{Records: p.db.Records(), Ring: p.ring, Now: p.clock.Now}
	p.lockout = &Lockout{People: p.people, State: p.db.State(), Limits: DefaultGuesses}
	return p
}

// node is one more node over the same stores.
func (p *post) node(tb testing.TB) (*Blocks, *Counter) {
	tb.Helper()
	b, err := OpenBlocks(context.Background(), p.db.Records(), p.ring, p.clock.Now)
	if err != nil {
		tb.Fatal(err)
	}
	return b, &Counter{State: p.db.State(), Ring: p.ring, Blocks: b, Note: p.note, Now: p.clock.Now, Limits: DefaultLimits}
}

// refused counts n refusals and gives whether the last one blocked.
func (p *post) refused(tb testing.TB, n int, address string, d Device) (last bool) {
	tb.Helper()
	for range n {
		blocked, err := p.counter.Refused(context.Background(), netip.MustParseAddr(address), d)
		if err != nil {
			tb.Fatal(err)
		}
		last = blocked
	}
	return last
}

func (p *post) stopped(address string, d Device) time.Duration {
	until := p.Stops(netip.MustParseAddr(address), d)
	if until.IsZero() {
		return 0
	}
	return until.Sub(p.clock.Now())
}
