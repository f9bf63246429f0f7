package registry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"sluis/internal/config"
)

// Config is what [Watch] needs. Snapshot, Load, Logger and Now are required.
type Config struct {
	// Snapshot is what was loaded at the start.
	Snapshot *Snapshot
	// Load reads the registry again: config.LoadRegistry with the installation and
	// the checks of the start.
	Load func() (*config.Loaded, config.Problems)
	// Interval is how often the files are looked at; 0 means one second. A change
	// is taken at the second look, when it has stood still, so that a file is not
	// read while it is written: two seconds of the five that contract 4 gives.
	Interval time.Duration
	// Tick takes the place of a ticker of Interval; for tests.
	Tick <-chan time.Time
	// Signal brings SIGHUP; nil where there is none.
	Signal <-chan os.Signal
	Logger *slog.Logger
	Now    func() time.Time
	// OnChange is called before a new snapshot is used, such as to write the audit
	// entry with the diff and to build providers. diff is empty where the file alone
	// differs, by a comment. An error keeps the old one. It
	// must not wait for a network. Nil: nothing to do.
	OnChange func(old, new *Snapshot, diff []string) error
	// Hold is called for each new snapshot just before it is used, whether anything
	// changed or not: see [Snapshot.Hold]. Nil: the registry holds as it is.
	Hold func(new *Snapshot)
}

// Live is the registry as it runs: a snapshot that may be replaced.
type Live struct {
	current atomic.Pointer[Snapshot]
	asked   chan chan error
	done    chan struct{}
}

// Fixed gives a registry that is never reloaded.
func Fixed(s *Snapshot) *Live {
	l := &Live{done: make(chan struct{})}
	l.current.Store(s)
	close(l.done)
	return l
}

// Snapshot gives the registry of this moment. A request asks once and keeps it.
func (l *Live) Snapshot() *Snapshot { return l.current.Load() }

// Reload reads the registry again now, and gives the fault where the old one stays.
func (l *Live) Reload(ctx context.Context) error {
	answer := make(chan error, 1)
	select {
	case l.asked <- answer:
	case <-ctx.Done():
		return fmt.Errorf("registry: reload: %w", ctx.Err())
	case <-l.done:
		return errStopped
	}
	select {
	case err := <-answer:
		return err
	case <-l.done:
		return errStopped
	}
}

var errStopped = errors.New("registry: nothing reloads it any more")

// Done is closed when nothing reloads the registry any more.
func (l *Live) Done() <-chan struct{} { return l.done }

// Watch reloads the registry on SIGHUP and when a file it was read from changes,
// until ctx ends: whole, or not at all, and then the log says registry and the
// fault (contract 4).
func Watch(ctx context.Context, c Config) *Live {
	w := newWatcher(c)
	go w.run(ctx)
	return w.live
}

func newWatcher(c Config) *watcher {
	if c.Interval == 0 {
		c.Interval = time.Second
	}
	w := &watcher{Config: c, live: &Live{asked: make(chan chan error), done: make(chan struct{})}}
	w.live.current.Store(c.Snapshot)
	w.follow(c.Snapshot.files)
	return w
}

// watcher is the one goroutine that replaces the snapshot.
type watcher struct {
	Config
	live   *Live
	files  []config.File // as they were at the last load, good or bad
	read   time.Time     // when that was
	moving []config.File // as they stood at the last look, where that differed
}

func (w *watcher) run(ctx context.Context) {
	defer close(w.live.done)
	tick := w.Tick
	if tick == nil {
		t := time.NewTicker(w.Interval)
		defer t.Stop()
		tick = t.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.Signal:
			_ = w.reload("signal") // the log has it
		case answer := <-w.live.asked:
			answer <- w.reload("command")
		case <-tick:
			w.look()
		}
	}
}

func (w *watcher) look() {
	if w.settled() {
		_ = w.reload("change") // the log has it
	}
}

// settled reports whether the files differ from what was read, and have not been
// touched since the last look.
func (w *watcher) settled() bool {
	touched := false
	for _, f := range w.files {
		// A file system's clock is coarse: of a file written in the moment before it
		// was read, a second write may leave time and size the same.
		if f.Touched() || w.read.Sub(f.ModTime) < 2*time.Second {
			touched = true
			break
		}
	}
	if !touched {
		w.moving = nil
		return false
	}
	now := make([]config.File, len(w.files))
	differs, still := false, w.moving != nil
	for i, f := range w.files {
		now[i] = config.Stamp(f.Path)
		differs = differs || now[i].Sum != f.Sum
		still = still && now[i].Sum == w.moving[i].Sum
	}
	if !differs {
		w.follow(now)
		return false
	}
	w.moving = now
	return still
}

func (w *watcher) follow(files []config.File) {
	w.files, w.read, w.moving = files, w.Now(), nil
}

// reload replaces the snapshot, or keeps it and says why.
func (w *watcher) reload(why string) error {
	old := w.live.Snapshot()
	loaded, problems := w.Load()
	w.follow(union(loaded.Files, old.files))
	if problems.Refused() {
		w.Logger.Error("registry: the new one is refused, the old one stays", "why", why, "problems", len(problems.Errors()))
		w.tell(slog.LevelError, problems.Errors())
		return fmt.Errorf("the new registry is refused:\n%s", problems.Errors())
	}
	next := Compile(loaded)
	diff := Diff(old, next)
	if w.OnChange != nil && (len(diff) > 0 || !bytes.Equal(old.text, next.text)) {
		if err := w.OnChange(old, next, diff); err != nil {
			w.Logger.Error("registry: the new one cannot be used, the old one stays", "why", why, "fault", err.Error())
			return err
		}
	}
	if w.Hold != nil {
		w.Hold(next)
	}
	w.live.current.Store(next)
	w.tell(slog.LevelWarn, problems.Warnings())
	w.Logger.Info("registry: loaded", "why", why, "apps", len(next.apps), "schools", len(next.schools), "changes", len(diff))
	for i, line := range diff {
		if i == toldAtOnce {
			w.Logger.Info("registry: and more changes", "number", len(diff)-toldAtOnce)
			break
		}
		w.Logger.Info("registry: " + line)
	}
	return nil
}

// toldAtOnce caps what one reload writes to the log.
const toldAtOnce = 50

func (w *watcher) tell(level slog.Level, problems config.Problems) {
	for i, p := range problems {
		if i == toldAtOnce {
			w.Logger.Log(context.Background(), level, "registry: and more problems", "number", len(problems)-toldAtOnce)
			return
		}
		w.Logger.Log(context.Background(), level, "registry: "+p.String())
	}
}

// union follows the files of the new registry and of the old one: a refused one may
// have lost the names of files whose mending is a reason to look again.
func union(a, b []config.File) []config.File {
	known := make(map[string]bool, len(a))
	out := append([]config.File(nil), a...)
	for _, f := range a {
		known[f.Path] = true
	}
	for _, f := range b {
		if !known[f.Path] {
			out = append(out, config.Stamp(f.Path))
		}
	}
	return out
}
