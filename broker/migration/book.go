package migration

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// What a step of a window can be refused for.
var (
	ErrNoWindow = errors.New("migration: no such window")
	ErrStage    = errors.New("migration: the window is not at that stage")
	ErrCode     = errors.New("migration: another code is needed")
	ErrSameEyes = errors.New("migration: a second person must agree")
	ErrOverlap  = errors.New("migration: another window of these two stands")
)

// Note writes an entry in the audit chain, in the transaction of what it speaks of.
type Note func(tx store.Tx, verb string, lines ...string) error

// Book holds windows and links. Windows are few and in memory: a login at a school that
// has none reads nothing. It is safe for concurrent use, on many nodes at once.
type Book struct {
	records store.Records
	ring    *keys.Ring
	now     func() time.Time

	mu   sync.Mutex // held while the view is made anew
	view atomic.Pointer[view]
}

type view struct {
	rows, written int64
	windows       []Window
	touched       map[string]bool // schools with a window that was agreed to
	left          map[string]bool // schools whose pupils went to another one
}

// OpenBook reads the windows.
func OpenBook(ctx context.Context, records store.Records, ring *keys.Ring, now func() time.Time) (*Book, error) {
	b := &Book{records: records, ring: ring, now: now}
	b.view.Store(&view{rows: -1})
	return b, b.Refresh(ctx)
}

// Windows gives all windows, the newest first.
func (b *Book) Windows() []Window { return slices.Clone(b.view.Load().windows) }

// Touches reports whether a school's pupils may have links.
func (b *Book) Touches(school string) bool { return b.view.Load().touched[school] }

// Left reports whether pupils of a school may have gone to another school.
func (b *Book) Left(school string) bool { return b.view.Load().left[school] }

// For gives the open window in which a pupil who came by this side may link.
func (b *Book) For(to Side) (Window, bool) {
	for _, w := range b.view.Load().windows {
		if w.SelfLinked && w.To == to && w.IsOpen(b.now()) {
			return w, true
		}
	}
	return Window{}, false
}

// ByID gives a window.
func (b *Book) ByID(id string) (Window, bool) {
	for _, w := range b.view.Load().windows {
		if w.ID == id {
			return w, true
		}
	}
	return Window{}, false
}

// Plan writes down what one person asks for, and gives the code that a second person
// needs to agree. Until then nothing happens.
func (b *Book) Plan(ctx context.Context, w Window, note Note) (Window, string, error) {
	w.Stage, w.Planned, w.ID = Planned, b.now(), newWord(5)
	code := newWord(10)
	w.Code = digest(w.ID, code)
	err := b.records.Update(ctx, func(tx store.Tx) error {
		all, err := b.read(tx)
		if err != nil {
			return err
		}
		for _, other := range all {
			if other.From == w.From && other.To == w.To && (other.Stage == Open && other.IsOpen(b.now()) || other.Stage == Planned && b.now().Sub(other.Planned) < AgreeWithin) {
				return ErrOverlap
			}
		}
		return errors.Join(b.write(tx, w), note(tx, "subjects.plan", w.ID, w.From.School+"@"+w.From.Connection, w.To.School+"@"+w.To.Connection, w.PlannedBy))
	})
	return w, code, b.settled(ctx, "plan", err)
}

// Agree opens a window: the second person has the code from the first, and is another one.
// It gives a new code, without which nothing can be undone.
func (b *Book) Agree(ctx context.Context, id, code, by string, note Note) (Window, string, error) {
	next := newWord(10)
	w, err := b.step(ctx, id, &code, func(w *Window) error {
		switch {
		case w.Stage != Planned || b.now().Sub(w.Planned) >= AgreeWithin || !b.now().Before(w.Until):
			return ErrStage
		case samePerson(w.PlannedBy, by):
			return ErrSameEyes
		}
		w.Stage, w.AgreedBy, w.Code = Open, by, digest(w.ID, next)
		return nil
	}, func(tx store.Tx, w Window) error {
		return note(tx, "subjects.open", w.ID, by, w.Until.UTC().Format(time.RFC3339))
	})
	return w, next, err
}

// Close ends a window before its time. Its links stay. One person is enough: it takes
// nothing from anybody.
func (b *Book) Close(ctx context.Context, id, by string, note Note) (Window, error) {
	return b.step(ctx, id, nil, func(w *Window) error {
		if w.Stage != Open && w.Stage != Planned {
			return ErrStage
		}
		w.Stage = Closed
		return nil
	}, func(tx store.Tx, w Window) error { return note(tx, "subjects.close", w.ID, by) })
}

// Undo removes what a window linked: those pupils are from then on who they would have been
// without it. It needs the code of the agreement, and another person than the one who
// planned it.
func (b *Book) Undo(ctx context.Context, id, code, by string, note Note) (w Window, links int64, err error) {
	w, err = b.step(ctx, id, &code, func(w *Window) error {
		switch {
		case w.Stage != Open && w.Stage != Closed || w.AgreedBy == "":
			return ErrStage
		case samePerson(w.PlannedBy, by):
			return ErrSameEyes
		}
		w.Stage = Undone
		return nil
	}, func(tx store.Tx, w Window) error {
		if links, err = tx.Exec(`DELETE FROM migration_link WHERE window_id = $1`, w.ID); err != nil {
			return err
		}
		return note(tx, "subjects.undo", w.ID, by, fmt.Sprint(links, " links"))
	})
	return w, links, err
}

// step changes one window in one transaction; code is nil for steps that need none.
func (b *Book) step(ctx context.Context, id string, code *string, change func(*Window) error, after func(store.Tx, Window) error) (Window, error) {
	var w Window
	err := b.records.Update(ctx, func(tx store.Tx) error {
		all, err := b.read(tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(x Window) bool { return x.ID == id })
		if i < 0 {
			return ErrNoWindow
		}
		w = all[i]
		if code != nil && digest(w.ID, *code) != w.Code { // a digest of a random code: its timing tells nothing
			return ErrCode
		}
		if err := change(&w); err != nil {
			return err
		}
		if err := b.write(tx, w); err != nil {
			return err
		}
		return after(tx, w)
	})
	return w, b.settled(ctx, "step", err)
}

// settled makes what was done hold here at once.
func (b *Book) settled(ctx context.Context, what string, err error) error {
	if err != nil {
		return fmt.Errorf("migration: %s: %w", what, err)
	}
	return b.Refresh(ctx)
}

func (b *Book) write(tx store.Tx, w Window) error {
	box, err := w.seal(b.ring)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO migration_window (id, box, written) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET box = excluded.box, written = excluded.written`, w.ID, box, b.now().UnixMilli())
	return err
}

func (b *Book) read(tx store.Tx) (all []Window, err error) {
	err = tx.Query(`SELECT id, box FROM migration_window`, nil, func(scan func(...any) error) error {
		var id string
		var box []byte
		if err := scan(&id, &box); err != nil {
			return err
		}
		w, err := openWindow(b.ring, id, box)
		all = append(all, w)
		return err
	})
	slices.SortFunc(all, func(x, y Window) int { return y.Planned.Compare(x.Planned) })
	return all, err
}

// Refresh makes the view anew. Windows are few; it costs one short query.
func (b *Book) Refresh(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := &view{touched: map[string]bool{}, left: map[string]bool{}}
	have := b.view.Load()
	same := false
	err := b.records.View(ctx, func(tx store.Tx) (err error) {
		err = tx.Query(`SELECT count(*), coalesce(max(written), 0) FROM migration_window`, nil, func(scan func(...any) error) error { return scan(&next.rows, &next.written) })
		// Two steps within one millisecond look alike: what was written just now is read again.
		if same = next.rows == have.rows && next.written == have.written && b.now().UnixMilli()-next.written > 1000; err != nil || same {
			return err
		}
		next.windows, err = b.read(tx)
		return err
	})
	if err != nil || same {
		return err
	}
	for _, w := range next.windows {
		if w.AgreedBy != "" && w.Stage != Undone {
			next.touched[w.To.School] = true
			if w.From.School != w.To.School { // by another connection of one school both go on
				next.left[w.From.School] = true
			}
		}
	}
	b.view.Store(next)
	return nil
}

func samePerson(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

var words = base32.StdEncoding.WithPadding(base32.NoPadding)

// newWord gives so many random bytes as letters that can be read aloud.
func newWord(bytes int) string {
	raw := make([]byte, bytes)
	rand.Read(raw) // never fails
	return words.EncodeToString(raw)
}

func digest(id, code string) [32]byte {
	return sha256.Sum256([]byte("migration code\x00" + id + "\x00" + strings.ToUpper(strings.TrimSpace(code))))
}
