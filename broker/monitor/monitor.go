package monitor

import (
	"context"
	"hash/maphash"
	"log/slog"
	"net/netip"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// How often a node writes and looks, and how often it adds to the counts.
const (
	Every      = 500 * time.Millisecond
	countEvery = 20 // of those
)

// Config is what a Monitor is made of; all of it is needed.
type Config struct {
	State   store.State
	Records store.Records
	Ring    *keys.Ring
	Country func(netip.Addr) string // "" where none is known
	Now     func() time.Time
	Logger  *slog.Logger
}

// Monitor notes, counts and shows. It is safe for concurrent use, on every node at once.
type Monitor struct {
	Config
	gathered gathering
	ring     ring

	// Of the one goroutine that ticks.
	followed following
	names    map[string]string
	ticks    int
	failed   bool // the last tick did, and was told
}

// New makes a Monitor. Nothing is written and nobody else's attempts are seen before
// [Monitor.Run] or [Monitor.Tick].
func New(c Config) *Monitor {
	return &Monitor{Config: c, gathered: gathering{tallies: map[slot]Tally{}, origins: map[origin]int{}, seed: maphash.MakeSeed()}, ring: ring{stir: make(chan struct{})},
		followed: following{read: map[int64]int64{}, wanted: map[place]time.Time{}, seen: map[string]int64{}, own: map[place]bool{}}, names: map[string]string{}}
}

// Run ticks until ctx ends, and writes once more then.
func (m *Monitor) Run(ctx context.Context) {
	t := time.NewTicker(Every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
			defer cancel()
			m.tell(m.write(last))
			m.tell(m.Save(last))
			return
		case <-t.C:
			m.tell(m.Tick(ctx))
		}
	}
}

// Tick writes what was noted here, then looks what all nodes have written. One goroutine
// at a time calls it.
func (m *Monitor) Tick(ctx context.Context) error {
	if err := m.write(ctx); err != nil {
		return err
	}
	if err := m.look(ctx); err != nil {
		return err
	}
	if m.ticks++; m.ticks%countEvery != 0 {
		return nil
	}
	return m.Save(ctx)
}

// tell says once that the stores do not answer, and not twice a second.
func (m *Monitor) tell(err error) {
	if err != nil && !m.failed {
		m.Logger.Error("live monitor stands still", "error", err.Error())
	}
	m.failed = err != nil
}
