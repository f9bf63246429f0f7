package broker

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"

	"sluis/broker/admin"
	"sluis/broker/monitor"
	"sluis/internal/refusal"
	"sluis/web"
)

// The bounds of streams: of one account, and of all on one node. Each holds a goroutine and
// a connection, and no row.
const (
	streamsEach = 4
	streamsAll  = 64
)

// How a stream goes on.
const (
	streamBeat  = 5 * time.Second  // how long it is silent at most; it is judged anew at each
	streamJudge = 2 * time.Second  // what is sent was permitted no longer ago
	streamWrite = 10 * time.Second // who takes nothing for so long is gone
	streamLife  = 15 * time.Minute // then the browser begins another one
	streamRows  = 100              // sent at once; of more the page could show none
)

// streams are those of one node.
type streams struct {
	mu    sync.Mutex
	each  map[string]int
	all   int
	ended chan struct{}
	once  sync.Once
}

func newStreams() *streams { return &streams{each: map[string]int{}, ended: make(chan struct{})} }

// enter takes a place; false: there is none.
func (s *streams) enter(account string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= streamsAll || s.each[account] >= streamsEach {
		return false
	}
	s.all++
	s.each[account]++
	return true
}

func (s *streams) leave(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if s.each[account]--; s.each[account] <= 0 {
		delete(s.each, account)
	}
}

// EndStreams ends what would keep a shutdown waiting: answers that go on. Browsers begin
// again, at another node where there is one.
func (s *Server) EndStreams() { s.streams.once.Do(func() { close(s.streams.ended) }) }

// streamed is one stream: where it is, and how it goes on.
type streamed struct {
	attempts *monitor.Monitor
	filter   monitor.Filter
	mark     uint64
	now      func() time.Time
	still    func() error // nil: it is permitted at this moment
	send     func(rows []monitor.Row, lost uint64) error
	beat     <-chan time.Time
	ended    <-chan struct{}
	judged   time.Time
}

// run sends what is new until somebody goes, may not any more, or it has lasted long.
func (s *streamed) run(ctx context.Context) error {
	for end := s.now().Add(streamLife); s.now().Before(end); {
		stir := s.attempts.Stir()
		rows, next, lost := s.attempts.After(s.mark, s.filter)
		if len(rows) > 0 || lost > 0 {
			if err := s.judge(streamJudge); err != nil {
				return err
			}
			if more := len(rows) - streamRows; more > 0 {
				rows, lost = rows[more:], lost+uint64(more)
			}
			if err := s.send(rows, lost); err != nil {
				return err
			}
		}
		s.mark = next
		select {
		case <-ctx.Done():
			return nil
		case <-s.ended:
			return nil
		case <-stir:
		case <-s.beat:
			if err := s.judge(0); err != nil {
				return err
			}
			if err := s.send(nil, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// judge asks anew, unless that was less than age ago.
func (s *streamed) judge(age time.Duration) error {
	if now := s.now(); now.Sub(s.judged) >= age {
		if err := s.still(); err != nil {
			return err
		}
		s.judged = now
	}
	return nil
}

// stream sends attempts as they come, as server-sent events (HTML §9.2). Each is the markup
// that the page itself has for a row.
func (d *desk) stream() error {
	f, err := d.filter()
	if err != nil {
		return err
	}
	account := d.v.Account.ID
	if !d.s.streams.enter(account) {
		d.w.Header().Set("Retry-After", "60")
		return refusal.New(refusal.TooManyRequests, nil)
	}
	defer d.s.streams.leave(account)
	h := d.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // a proxy that collects answers would hold it back
	d.w.WriteHeader(http.StatusOK)
	if d.r.Method == http.MethodHead {
		return nil
	}
	if err := d.flush([]byte("retry: 2000\n\n")); err != nil {
		return nil // who asked is gone
	}
	action, beat := streamAction(), time.NewTicker(streamBeat)
	defer beat.Stop()
	mark, _ := d.s.Monitor.MarkOf(d.lastSeen())
	s := &streamed{attempts: d.s.Monitor, filter: f, mark: mark, now: d.s.Now, send: d.event, beat: beat.C, ended: d.s.streams.ended,
		still: func() error {
			_, err := d.desk.Still(d.r.Context(), d.adminSession(), action)
			return err
		}}
	err = s.run(d.r.Context())
	switch {
	case errors.Is(err, admin.ErrNoSession), errors.Is(err, admin.ErrEnrol), errors.Is(err, admin.ErrForbidden):
		_ = d.flush([]byte("event: end\ndata: \n\n")) // who may not any more is told to stop, not why
	case err != nil:
		d.s.Logger.Debug("stream ended", "error", err.Error())
	}
	return nil // the answer has begun: no page can follow it
}

// streamAction is the action that a stream is judged by while it goes on.
func streamAction() admin.Action {
	all := admin.Actions()
	return all[slices.IndexFunc(all, func(a admin.Action) bool { return a.Streams })]
}

// lastSeen is the row behind which a stream goes on: where the last one broke off, or what
// the page shows.
func (d *desk) lastSeen() string {
	if id := d.r.Header.Get("Last-Event-ID"); id != "" {
		return id
	}
	return queryValue(d.r, "after")
}

// event writes rows as one event, and nothing as a comment.
func (d *desk) event(rows []monitor.Row, lost uint64) error {
	if len(rows) == 0 && lost == 0 {
		return d.flush([]byte(":\n\n"))
	}
	v := web.AdminAttempts{Lost: int(lost)}
	for i := len(rows) - 1; i >= 0; i-- {
		v.Rows = append(v.Rows, d.liveRow(rows[i]))
	}
	p, err := d.s.Pages.Render(v, d.lang)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if len(rows) > 0 {
		b.WriteString("id: " + rows[len(rows)-1].ID + "\n")
	}
	b.WriteString("event: rows\n")
	for line := range bytes.Lines(bytes.TrimSpace(p.Body)) {
		b.WriteString("data: ")
		b.Write(bytes.TrimRight(line, "\r\n"))
		b.WriteString("\n")
	}
	b.WriteString("\n")
	return d.flush(b.Bytes())
}

// flush sends what was written, and gives the next bit its time: the server's own is for
// answers that are made at once.
func (d *desk) flush(b []byte) error {
	c := http.NewResponseController(d.w)
	if err := c.SetWriteDeadline(d.s.Now().Add(streamWrite)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := d.w.Write(b); err != nil {
		return err
	}
	return c.Flush()
}
