package migration

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/internal/secret"
)

// desk is a Book over the real embedded store, with a clock that a test moves.
type desk struct {
	*Book
	clock *storetest.Clock
	db    *sqlstore.DB
	ring  *keys.Ring
	notes []string
}

func newDesk(tb testing.TB) *desk {
	tb.Helper()
	d := &desk{clock: storetest.NewClock()}
	var err error
	d.db, err = sqlstore.OpenEmbedded(sqlstore.Config{Dir: tb.TempDir(), Now: d.clock.Now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := d.db.Close(); err != nil {
			tb.Error(err)
		}
	})
	if d.ring, err = keys.Open(context.Background(), keys.Config{Records: d.db.Records(), Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: d.clock.Now}); err != nil {
		tb.Fatal(err)
	}
	d.Book = d.node(tb)
	return d
}

func (d *desk) node(tb testing.TB) *Book {
	tb.Helper()
	b, err := OpenBook(context.Background(), d.db.Records(), d.ring, d.clock.Now)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func (d *desk) note(_ store.Tx, verb string, lines ...string) error {
	d.notes = append(d.notes, fmt.Sprint(verb, lines))
	return nil
}

var from, to = Side{"oud", "entree"}, Side{"nieuw", "entree"}

func (d *desk) opened(tb testing.TB) (id, undo string) {
	tb.Helper()
	w, code, err := d.Plan(context.Background(), Window{From: from, To: to, PlannedBy: "Anna", SelfLinked: true, Until: d.clock.Now().Add(30 * 24 * time.Hour)}, d.note)
	if err != nil {
		tb.Fatal(err)
	}
	if _, undo, err = d.Agree(context.Background(), w.ID, code, "Bram", d.note); err != nil {
		tb.Fatal(err)
	}
	return w.ID, undo
}

func person(school, id string) Identity { return Identity{"entree", school, id} }

func pair(fresh, old string) Pair {
	return Pair{Fresh: person("nieuw", fresh), Old: person("oud", old), Subjects: Subjects{"portfolio": "SUB-" + old}}
}

func (d *desk) link(id string, pairs ...Pair) error {
	_, err := d.Link(context.Background(), id, true, pairs, d.note)
	return err
}

func (d *desk) keeps(tb testing.TB, i Identity) string {
	tb.Helper()
	l, _, err := d.Of(context.Background(), i)
	if err != nil {
		tb.Fatal(err)
	}
	return l.Subjects["portfolio"]
}

// TestOneToOne: an old account belongs to one new one, and the other way round; what is not
// wholly good is not done in part.
func TestOneToOne(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, _ := d.opened(t)
	for _, step := range []struct {
		name  string
		pairs []Pair
		want  error
	}{
		{"first", []Pair{pair("a", "1")}, nil},
		{"again", []Pair{pair("a", "1")}, nil},
		{"another takes the old one", []Pair{pair("b", "1")}, ErrTaken},
		{"the new one takes another", []Pair{pair("a", "2")}, ErrTaken},
		{"half good", []Pair{pair("c", "3"), pair("d", "1")}, ErrTaken},
		{"against itself", []Pair{pair("e", "5"), pair("e", "6")}, ErrTaken},
		{"one and the same", []Pair{{Fresh: person("oud", "9"), Old: person("oud", "9")}}, ErrSame},
		{"two at once", []Pair{pair("x", "7"), pair("y", "8")}, nil},
	} {
		if err := d.link(id, step.pairs...); !errors.Is(err, step.want) {
			t.Errorf("%s: %v, want %v", step.name, err, step.want)
		}
	}
	for i, want := range map[Identity]string{person("nieuw", "a"): "SUB-1", person("nieuw", "b"): "", person("nieuw", "c"): "", person("nieuw", "e"): "", person("nieuw", "x"): "SUB-7", person("oud", "a"): "", {"surfconext", "nieuw", "a"}: ""} {
		if got := d.keeps(t, i); got != want {
			t.Errorf("%+v keeps %q, want %q", i, got, want)
		}
	}
	if linked, strangers, err := d.Count(context.Background(), id); linked != 3 || strangers != 0 || err != nil {
		t.Errorf("%d, %d, %v", linked, strangers, err)
	}
}

// TestManyClaimOne: of many who show the same old account at once, one has it.
func TestManyClaimOne(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, _ := d.opened(t)
	won := make(chan int, 32)
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			_, err := d.Link(context.Background(), id, true, []Pair{pair(fmt.Sprint("p", i), "1")}, nil)
			if err == nil {
				won <- i
			} else if !errors.Is(err, ErrTaken) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	close(won)
	if len(won) != 1 {
		t.Errorf("%d have it", len(won))
	}
}

// TestChain: who moves twice is who that was in the beginning.
func TestChain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, _ := d.opened(t)
	if err := d.link(id, pair("a", "1")); err != nil {
		t.Fatal(err)
	}
	w, code, err := d.Plan(context.Background(), Window{From: to, To: Side{"derde", "entree"}, PlannedBy: "Anna", SelfLinked: true, Until: d.clock.Now().Add(time.Hour)}, d.note)
	if err == nil {
		_, _, err = d.Agree(context.Background(), w.ID, code, "Bram", d.note)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := d.link(w.ID, Pair{Fresh: person("derde", "z"), Old: person("nieuw", "a"), Subjects: Subjects{"portfolio": "SUB-a"}}); err != nil {
		t.Fatal(err)
	}
	if got := d.keeps(t, person("derde", "z")); got != "SUB-1" {
		t.Errorf("keeps %q", got)
	}
}

// TestStranger: said to be new, and found the old account after all, while it is open.
func TestStranger(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id, undo := d.opened(t)
	i := person("nieuw", "a")
	for range 2 {
		if err := d.Stranger(context.Background(), id, i); err != nil {
			t.Fatal(err)
		}
	}
	if l, ok, err := d.Of(context.Background(), i); !ok || l.Subjects != nil || err != nil {
		t.Errorf("%+v, %v, %v", l, ok, err)
	}
	if err := d.link(id, pair("a", "1")); err != nil || d.keeps(t, i) != "SUB-1" {
		t.Errorf("after all: %v", err)
	}
	if err := d.Stranger(context.Background(), id, i); err != nil || d.keeps(t, i) != "SUB-1" {
		t.Error("a link was forgotten")
	}
	if _, n, err := d.Undo(context.Background(), id, undo, "Bram", d.note); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if err := d.Stranger(context.Background(), id, i); !errors.Is(err, ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

// TestWindow: four eyes, codes, terms; nothing happens before two agreed or after it ended.
func TestWindow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := context.Background()
	w, code, err := d.Plan(ctx, Window{From: from, To: to, PlannedBy: "Anna", SelfLinked: true, Until: d.clock.Now().Add(30 * 24 * time.Hour)}, d.note)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := d.For(to); ok || d.Touches("nieuw") || !errors.Is(d.link(w.ID, pair("a", "1")), ErrClosed) {
		t.Error("a plan does something")
	}
	for name, try := range map[string]struct {
		id, code, by string
		want         error
	}{
		"the same person": {w.ID, code, "ANNA ", ErrSameEyes}, "another code": {w.ID, code + "A", "Bram", ErrCode}, "no code": {w.ID, "", "Bram", ErrCode}, "another window": {"X", code, "Bram", ErrNoWindow},
	} {
		if _, _, err := d.Agree(ctx, try.id, try.code, try.by, d.note); !errors.Is(err, try.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := d.Plan(ctx, Window{From: from, To: to, PlannedBy: "Cas"}, d.note); !errors.Is(err, ErrOverlap) {
		t.Errorf("a second plan: %v", err)
	}
	_, undo, err := d.Agree(ctx, w.ID, code, "Bram", d.note)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Agree(ctx, w.ID, undo, "Cas", d.note); !errors.Is(err, ErrStage) {
		t.Errorf("agreed twice: %v", err)
	}
	other := d.node(t)
	if got, ok := other.For(to); !ok || got.ID != w.ID || !other.Touches("nieuw") || other.Touches("oud") {
		t.Error("another node does not see it")
	}
	if _, ok := d.For(Side{"nieuw", "elders"}); ok {
		t.Error("open by another connection")
	}
	if err := d.link(w.ID, pair("a", "1")); err != nil {
		t.Fatal(err)
	}
	d.clock.Advance(30 * 24 * time.Hour)
	if _, ok := d.For(to); ok || !errors.Is(d.link(w.ID, pair("b", "2")), ErrClosed) {
		t.Error("open past its end")
	}
	if d.keeps(t, person("nieuw", "a")) != "SUB-1" || !d.Touches("nieuw") {
		t.Error("who came along is forgotten at the end")
	}
	if _, _, err := d.Undo(ctx, w.ID, code, "Bram", d.note); !errors.Is(err, ErrCode) {
		t.Errorf("undone with the first code: %v", err)
	}
	if _, _, err := d.Undo(ctx, w.ID, undo, "anna", d.note); !errors.Is(err, ErrSameEyes) {
		t.Errorf("undone by who planned it: %v", err)
	}
	if _, n, err := d.Undo(ctx, w.ID, undo, "Bram", d.note); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if err := other.Refresh(ctx); err != nil || other.Touches("nieuw") || d.keeps(t, person("nieuw", "a")) != "" {
		t.Error("undone, and still there", err)
	}
}

// TestNoteOrNothing: what cannot be written in the chain does not happen.
func TestNoteOrNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := context.Background()
	full := errors.New("the chain is full")
	failing := func(store.Tx, string, ...string) error { return full }
	if _, _, err := d.Plan(ctx, Window{From: from, To: to, PlannedBy: "Anna"}, failing); !errors.Is(err, full) || len(d.Windows()) != 0 {
		t.Errorf("plan: %v", err)
	}
	id, undo := d.opened(t)
	if _, err := d.Link(ctx, id, true, []Pair{pair("a", "1")}, failing); !errors.Is(err, full) || d.keeps(t, person("nieuw", "a")) != "" {
		t.Errorf("link: %v", err)
	}
	if err := d.link(id, pair("a", "1")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Close(ctx, id, "Anna", failing); !errors.Is(err, full) {
		t.Errorf("close: %v", err)
	}
	if _, _, err := d.Undo(ctx, id, undo, "Bram", failing); !errors.Is(err, full) || d.keeps(t, person("nieuw", "a")) != "SUB-1" {
		t.Errorf("undo: %v", err)
	}
}

// BenchmarkOf is what a login costs more at a school that moved.
func BenchmarkOf(b *testing.B) {
	d := newDesk(b)
	id, _ := d.opened(b)
	if err := d.link(id, pair("a", "1")); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := d.Of(context.Background(), person("nieuw", "a")); err != nil {
			b.Fatal(err)
		}
	}
}
