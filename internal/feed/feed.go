package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"sluis/internal/metric"
	"sluis/internal/outbound"
	"sluis/providers/saml/metadata"
)

// maxDocument is the largest document that is fetched. What is kept in memory of it is
// one entity at a time; on disk it is kept whole.
const maxDocument = 128 << 20

// mediaTypes is what is asked for: SAML metadata (saml-metadata appendix A; a query
// service may go by it), or what servers call it.
const mediaTypes = "application/samlmetadata+xml, application/xml;q=0.9, */*;q=0.1"

// Source is where a hub's metadata comes from: File or URL.
type Source struct {
	File    string
	URL     string
	Refresh time.Duration // the longest between two fetches
}

// Holder judges a document and holds what it says: [metadata.Live] of a hub,
// [metadata.Authorities] of the schools behind it.
type Holder interface {
	// Load takes a newer document; on any error what was held stays.
	Load(r io.Reader, now time.Time) ([]metadata.Warning, error)
	// Recall takes back what was replaced before a restart, until its grace ends.
	Recall(r io.Reader, now, until time.Time) error
	Standing() metadata.Standing
}

// Config is what a Feed is made of.
type Config struct {
	Name   string // of the connection; for logs, metrics and the name of the copy
	Source Source
	Holder Holder
	Cache  string // directory of the last good copies
	Client *outbound.Client
	Logger *slog.Logger
	Now    func() time.Time
	// Fetches counts by connection and outcome: new, same, or the cause of a failure.
	Fetches *metric.Counter
}

// Feed is the metadata of one hub. It is safe for use by several goroutines; one
// fetches at a time.
type Feed struct {
	cfg  Config
	live Holder
	copy copies

	fetching sync.Mutex // held for the length of a fetch

	mu    sync.Mutex
	state state
}

// state is what is known about the road, and not about the document.
type state struct {
	server    outbound.State
	confirmed time.Time // when the source last gave or confirmed what is held
	due       time.Time
	failures  int             // since then
	failed    time.Time       // the last failure; zero: none since this process began
	cause     string          // of the last failure
	usable    bool            // as it was last looked at
	waiting   []chan struct{} // of who asked for a fetch, until it is over
}

// Open makes a feed. A file is read now, and what is wrong with it is an error. For a
// URL there is the last good copy, if any: a hub that cannot be reached at a start
// stops no login.
func Open(cfg Config) (*Feed, error) {
	f := &Feed{cfg: cfg, live: cfg.Holder, copy: copies{cfg.Cache, cfg.Name}}
	if cfg.Source.File != "" {
		return f, f.Reread()
	}
	f.recall()
	return f, nil
}

// Follow takes another refresh, and reads a file again; everything else of a source
// makes another feed.
func (f *Feed) Follow(refresh time.Duration) error {
	f.mu.Lock()
	f.cfg.Source.Refresh = refresh
	f.state.due = earlier(f.state.due, f.cfg.Now().Add(refresh))
	f.mu.Unlock()
	if f.cfg.Source.File != "" {
		return f.Reread()
	}
	return nil
}

// Reread reads the file again. On an error what was held stays.
func (f *Feed) Reread() error {
	file, err := os.Open(f.cfg.Source.File)
	if err != nil {
		return fmt.Errorf("metadata file: %w", err)
	}
	defer file.Close()
	if err := f.load(file); err != nil {
		return err
	}
	f.confirm(outbound.State{})
	return nil
}

// recall takes the last good copy, and the one it replaced where requests that went
// out under that one may still come back.
func (f *Feed) recall() {
	last, at, err := f.copy.open(lastGood)
	if err != nil {
		if !errors.Is(err, os.ErrNotExist) {
			f.cfg.Logger.Warn("last good metadata not read", "connection", f.cfg.Name, "error", err.Error())
		}
		return
	}
	defer last.Close()
	if err := f.load(last); err != nil {
		f.cfg.Logger.Warn("last good metadata not used", "connection", f.cfg.Name, "error", err.Error())
		return
	}
	f.mu.Lock()
	f.state.confirmed = at
	f.mu.Unlock()
	was, at, err := f.copy.open(replaced)
	if err != nil {
		return
	}
	defer was.Close()
	if until := at.Add(metadata.Grace); f.cfg.Now().Before(until) {
		if err := f.live.Recall(was, f.cfg.Now(), until); err != nil {
			f.cfg.Logger.Warn("replaced metadata not used", "connection", f.cfg.Name, "error", err.Error())
		}
	}
}

// load gives a document to who judges it.
func (f *Feed) load(r io.Reader) error {
	warnings, err := f.live.Load(r, f.cfg.Now())
	for _, w := range warnings {
		f.cfg.Logger.Warn("metadata", "connection", f.cfg.Name, "warning", string(w))
	}
	return err
}

// Due reports whether it is time to fetch.
func (f *Feed) Due() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cfg.Source.URL != "" && !f.cfg.Now().Before(f.state.due)
}

// Fetch gets the document now. A failure changes nothing but the alarm.
func (f *Feed) Fetch(ctx context.Context) {
	f.fetching.Lock()
	defer f.fetching.Unlock()
	defer f.release()
	answer, err := f.fetch(ctx)
	switch {
	case err != nil && ctx.Err() != nil: // we are stopping; nothing is wrong with the hub
	case err != nil:
		f.failed(err)
	case answer.Same:
		f.cfg.Fetches.Inc(f.cfg.Name, "same")
		f.copy.touch(f.cfg.Now())
		f.confirm(answer.State)
	default:
		f.cfg.Fetches.Inc(f.cfg.Name, "new")
		f.confirm(answer.State)
	}
}

// Hurry makes a fetch due at once, or reads the file again. What comes back is closed once
// that was done; how it went is in the report.
func (f *Feed) Hurry() <-chan struct{} {
	done := make(chan struct{})
	if f.cfg.Source.File != "" {
		if err := f.Reread(); err != nil {
			f.failed(err)
		}
		close(done)
		return done
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.state.due = f.cfg.Now()
	f.state.waiting = append(f.state.waiting, done)
	return done
}

// release tells those who asked that it was done.
func (f *Feed) release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, done := range f.state.waiting {
		close(done)
	}
	f.state.waiting = nil
}

// fetch lets a document pass by who judges it on its way to the disk. Only one that
// is good replaces the copy.
func (f *Feed) fetch(ctx context.Context) (outbound.Answer, error) {
	before := f.live.Standing().Version
	draft, err := f.copy.draft()
	if err != nil {
		// Without a place for the copy there is still metadata to be had.
		f.cfg.Logger.Error("last good metadata cannot be kept", "connection", f.cfg.Name, "error", err.Error())
		draft = nowhere
	}
	answer, err := f.cfg.Client.Fetch(ctx, f.request(), func(r io.Reader) error { return f.load(io.TeeReader(r, draft)) })
	if err != nil || answer.Same {
		draft.drop()
		return answer, err
	}
	if err := draft.keep(before != "" && before != f.live.Standing().Version, f.cfg.Now()); err != nil {
		f.cfg.Logger.Error("last good metadata not kept", "connection", f.cfg.Name, "error", err.Error())
	}
	return answer, nil
}

// request is conditional only where there is something to keep: "not modified" is no
// answer to who holds nothing that may be used.
func (f *Feed) request() outbound.Request {
	r := outbound.Request{URL: f.cfg.Source.URL, Accept: mediaTypes, Limit: maxDocument}
	if f.live.Standing().Usable(f.cfg.Now()) == nil {
		f.mu.Lock()
		r.Was = f.state.server
		f.mu.Unlock()
	}
	return r
}
