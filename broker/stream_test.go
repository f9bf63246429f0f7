package broker

import (
	"context"
	"errors"
	"log/slog"
	"net/netip"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/monitor"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/internal/refusal"
	"sluis/internal/secret"
)

// a stream over a monitor of its own, with a clock and a beat that a test moves.
type played struct {
	*streamed
	attempts *monitor.Monitor
	clock    *storetest.Clock
	beats    chan time.Time
	end      chan struct{}
	asked    int
	refuse   error
	sent     chan []monitor.Row // nil: a beat
}

func newPlayed(t *testing.T) *played {
	t.Helper()
	p := &played{clock: storetest.NewClock(), beats: make(chan time.Time), end: make(chan struct{}), sent: make(chan []monitor.Row, 9)}
	now := p.clock.Now
	db, err := sqlstore.OpenEmbedded(sqlstore.Config{Dir: t.TempDir(), Now: now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	ring, err := keys.Open(t.Context(), keys.Config{Records: db.Records(), Master: secret.New(make([]byte, 32)), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	p.attempts = monitor.New(monitor.Config{State: db.State(), Records: db.Records(), Ring: ring, Country: func(netip.Addr) string { return "NL" }, Now: now, Logger: slog.New(slog.DiscardHandler)})
	p.streamed = &streamed{attempts: p.attempts, now: now, beat: p.beats, ended: p.end,
		still: func() error { p.asked++; return p.refuse },
		send:  func(rows []monitor.Row, _ uint64) error { p.sent <- rows; return nil }}
	return p
}

func (p *played) attempt(t *testing.T, n int) {
	t.Helper()
	for range n {
		p.attempts.Note(monitor.Attempt{School: "petteflat", Code: refusal.Signature, Late: true})
	}
	if err := p.attempts.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestStreamGoesOn: rows are sent as they come, after it was asked anew whether they may be;
// a beat asks too, sends nothing that could be taken for a row, and finds who may not any more.
func TestStreamGoesOn(t *testing.T) {
	t.Parallel()
	p := newPlayed(t)
	p.attempt(t, 3) // before it began: the mark is behind them
	_, p.mark = p.attempts.Last(monitor.Filter{}, 1)
	done := make(chan error)
	go func() { done <- p.run(t.Context()) }()
	p.beats <- p.clock.Now()
	if rows := <-p.sent; rows != nil {
		t.Errorf("a beat sends %d rows", len(rows))
	}
	p.beats <- p.clock.Now() // the one before has been dealt with: the clock may move
	<-p.sent
	p.clock.Advance(streamJudge)
	p.attempt(t, 2)
	if rows := <-p.sent; len(rows) != 2 {
		t.Errorf("%d rows, want the two that are new", len(rows))
	}
	p.beats <- p.clock.Now()
	<-p.sent
	if p.asked != 4 { // each beat, and the rows that came after two seconds
		t.Errorf("asked %d times whether it is permitted", p.asked)
	}
	p.refuse = errors.New("not any more")
	p.clock.Advance(streamJudge)
	p.attempt(t, 1)
	if err := <-done; !errors.Is(err, p.refuse) || len(p.sent) > 0 {
		t.Errorf("who may not any more: %v, and %d were sent", err, len(p.sent))
	}
}

// TestStreamStops: it ends when somebody goes, when the node does, and when it has lasted
// long.
func TestStreamStops(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*played, context.CancelFunc){
		"somebody goes": func(_ *played, cancel context.CancelFunc) { cancel() },
		"the node goes": func(p *played, _ context.CancelFunc) { close(p.end) },
		"it lasted long": func(p *played, _ context.CancelFunc) {
			p.clock.Advance(streamLife)
			p.beats <- p.clock.Now()
		},
	} {
		p := newPlayed(t)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- p.run(ctx) }()
		p.beats <- p.clock.Now()
		<-p.sent
		p.beats <- p.clock.Now()
		<-p.sent
		stop(p, cancel)
		if err := <-done; err != nil {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}

// TestStreamPlaces: an account has a few, all have some more, and a place that was left is
// free again.
func TestStreamPlaces(t *testing.T) {
	t.Parallel()
	s := newStreams()
	for i := range streamsEach {
		if !s.enter("iris") {
			t.Fatalf("refused at %d", i)
		}
	}
	if s.enter("iris") {
		t.Error("an account has more than its share")
	}
	s.leave("iris")
	if !s.enter("iris") {
		t.Error("the place that was left is not free")
	}
	taken := streamsEach
	for i := 0; s.enter(string(rune('a' + i))); i++ {
		taken++
	}
	if taken != streamsAll {
		t.Errorf("%d in all, want %d", taken, streamsAll)
	}
}
