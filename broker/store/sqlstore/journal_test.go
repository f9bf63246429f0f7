package sqlstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/storetest"
)

// written is what a journal of a run held when the run was killed.
type written struct {
	dir    string
	number uint64
	bytes  []byte
	ends   []int64 // where each record ends
}

// journalOf makes n records and gives what a kill would leave.
func journalOf(t *testing.T, n int) written {
	t.Helper()
	db := openAt(t, Config{Dir: t.TempDir(), Now: storetest.NewClock().Now})
	w := written{number: db.state.journal.number}
	for i := range n {
		if err := db.state.Create(context.Background(), tornKey(i), fmt.Appendf(nil, "value %d", i), time.Hour); err != nil {
			t.Fatal(err)
		}
		w.ends = append(w.ends, db.state.journal.end)
	}
	w.dir = remains(t, db)
	var err error
	if w.bytes, err = os.ReadFile(journalPath(w.dir, w.number)); err != nil {
		t.Fatal(err)
	}
	return w
}

func tornKey(i int) store.Key { return store.KeyOf("torn", fmt.Sprint(i)) }

// replayed gives which of n records a journal's bytes bring back, and fails where one
// comes back otherwise than it was written.
func replayed(t *testing.T, number uint64, b []byte, n int) (back int, whole bool) {
	t.Helper()
	end := replay(number, b, func(sl slot, e entry) {
		if back >= n || sl != valueSlot(tornKey(back)) || string(e.data) != fmt.Sprintf("value %d", back) || e.kind != value {
			t.Fatalf("record %d comes back as it was never written", back)
		}
		back++
	})
	return back, end == len(b)
}

// TestTornJournal: cut at any byte, or with any byte changed, a journal gives what
// was acknowledged before that place, and nothing else.
func TestTornJournal(t *testing.T) {
	t.Parallel()
	const n = 4
	w := journalOf(t, n)
	before := func(at int64) (k int) {
		for k < n && w.ends[k] <= at {
			k++
		}
		return k
	}
	for cut := range int64(len(w.bytes)) + 1 {
		got, whole := replayed(t, w.number, w.bytes[:cut], n)
		if want := before(cut); got != want || whole != (cut == 0 || want > 0 && w.ends[want-1] == cut) {
			t.Errorf("cut at %d of %d: %d records (whole: %v), want %d", cut, len(w.bytes), got, whole, want)
		}
	}
	for at := range w.bytes {
		for _, flip := range []byte{0x01, 0x80, 0xff} {
			b := bytes.Clone(w.bytes)
			b[at] ^= flip
			if got, whole := replayed(t, w.number, b, n); got != before(int64(at)) || whole {
				t.Errorf("byte %d changed: %d records (whole: %v), want %d", at, got, whole, before(int64(at)))
			}
		}
	}
}

// TestJournalOfAnotherNumber: the records of one file mean nothing in another: a
// file that was copied over a later one must not bring old values back.
func TestJournalOfAnotherNumber(t *testing.T) {
	t.Parallel()
	w := journalOf(t, 3)
	if got, whole := replayed(t, w.number+1, w.bytes, 3); got != 0 || whole {
		t.Errorf("%d records of another file count", got)
	}
}

// TestReopenTorn: the stores open over what a power loss leaves of the last journal;
// what comes after a cut is gone, also from later files; and what is then written
// survives.
func TestReopenTorn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, spoil := range map[string]func(w written) []byte{
		"cut in a record":  func(w written) []byte { return w.bytes[:w.ends[1]+5] },
		"zeros at the end": func(w written) []byte { return append(w.bytes[:w.ends[1]:w.ends[1]], make([]byte, 4096)...) },
		"garbage inside": func(w written) []byte {
			b := bytes.Clone(w.bytes)
			copy(b[w.ends[1]+8:], "garbage garbage")
			return b
		},
	} {
		w := journalOf(t, 4)
		if err := os.WriteFile(journalPath(w.dir, w.number), spoil(w), 0o600); err != nil {
			t.Fatal(err)
		}
		later := &journal{number: w.number + 1}
		later.add(valueSlot(store.KeyOf("later")), entry{kind: value, version: 1, expires: 1 << 60, data: []byte("after the cut")})
		if err := os.WriteFile(journalPath(w.dir, later.number), later.buf, 0o600); err != nil {
			t.Fatal(err)
		}
		clock := storetest.NewClock()
		db := openAt(t, Config{Dir: w.dir, Now: clock.Now})
		check := func(when string, s store.State) {
			t.Helper()
			for i := range 4 {
				_, err := s.Get(ctx, tornKey(i))
				if (err == nil) != (i < 2) || err != nil && !errors.Is(err, store.ErrNotFound) {
					t.Errorf("%s, %s: record %d: %v", name, when, i, err)
				}
			}
			if _, err := s.Get(ctx, store.KeyOf("later")); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s, %s: what was written after the cut counts: %v", name, when, err)
			}
		}
		check("opened", db.State())
		if err := db.State().Create(ctx, store.KeyOf("new"), []byte("x"), time.Hour); err != nil {
			t.Fatal(err)
		}
		again := openAt(t, Config{Dir: remains(t, db), Now: clock.Now})
		check("opened again", again.State())
		if _, err := again.State().Get(ctx, store.KeyOf("new")); err != nil {
			t.Errorf("%s: what was written after the start is lost: %v", name, err)
		}
	}
}

// TestForeignJournal: a file that this version did not write stops the start, and is
// left as it is.
func TestForeignJournal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, journalPrefix+"v2-7")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := OpenEmbedded(Config{Dir: dir, BootID: "boot"})
	if err == nil || !strings.Contains(err.Error(), "not a journal of this version") {
		t.Errorf("opened over a journal of another version: %v", err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// FuzzReplay: whatever a file holds, no panic, no record beyond its caps, and a
// record that counts is one that this code would have written.
func FuzzReplay(f *testing.F) {
	j := &journal{number: 3}
	j.add(valueSlot(store.KeyOf("a")), entry{kind: value, version: 1, expires: 2, data: []byte("x")})
	j.add(counterSlot(store.KeyOf("b")), entry{kind: counter, version: 9, expires: 2})
	f.Add(uint64(3), j.buf)
	f.Add(uint64(3), j.buf[:len(j.buf)-1])
	f.Add(uint64(0), []byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, number uint64, b []byte) {
		again := &journal{number: number}
		end := replay(number, b, func(sl slot, e entry) {
			if len(e.data) > store.MaxData || e.kind > lastKind {
				t.Fatalf("a record of kind %d with %d bytes counts", e.kind, len(e.data))
			}
			again.add(sl, e)
		})
		if !bytes.Equal(b[:end], again.buf) {
			t.Error("what was read is not what stands there")
		}
	})
}
