package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/storetest"
)

// verdicts reads what a child said of its writes.
func verdicts(t *testing.T, lines []string) (kept, failed []int) {
	t.Helper()
	for _, l := range lines {
		word, number, _ := strings.Cut(l, " ")
		n, err := strconv.Atoi(number)
		switch {
		case word == "kept" && err == nil:
			kept = append(kept, n)
		case word == "failed" && err == nil:
			failed = append(failed, n)
		default:
			t.Fatalf("the child says %q", l)
		}
	}
	if len(kept) == 0 || len(failed) == 0 {
		t.Fatalf("%d writes were kept and %d failed: the disk was not full half-way", len(kept), len(failed))
	}
	return kept, failed
}

// TestStateOnAFullDisk: what was acknowledged is there afterwards; what failed was
// reported, and left nothing, at whatever byte of a record the disk ended.
func TestStateOnAFullDisk(t *testing.T) {
	t.Parallel()
	for _, size := range []int{40_000, 40_001, 40_050, 40_099} {
		dir := t.TempDir()
		kept, failed := verdicts(t, newChild(t, dir, fmt.Sprint("state ", size)).rest())
		db := openAt(t, Config{Dir: dir})
		for _, i := range kept {
			if _, err := db.State().Get(context.Background(), store.KeyOf("full", strconv.Itoa(i))); err != nil {
				t.Errorf("%d bytes: value %d was acknowledged: %v", size, i, err)
			}
		}
		for _, i := range failed {
			if _, err := db.State().Get(context.Background(), store.KeyOf("full", strconv.Itoa(i))); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%d bytes: value %d was refused: %v", size, i, err)
			}
		}
	}
}

// TestRecordsOnAFullDisk: the same of what lasts, and the writer goes on afterwards.
func TestRecordsOnAFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	kept, failed := verdicts(t, newChild(t, dir, "records 300000").rest())
	db := openAt(t, Config{Dir: dir})
	there := map[int]bool{}
	err := db.Records().View(context.Background(), func(tx store.Tx) error {
		return tx.Query(`SELECT n FROM full_disk`, nil, func(scan func(...any) error) error {
			var n int
			err := scan(&n)
			there[n] = true
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range kept {
		if !there[i] {
			t.Errorf("row %d was acknowledged and is lost", i)
		}
	}
	for _, i := range failed {
		if there[i] {
			t.Errorf("row %d was refused and is there", i)
		}
	}
	if err := db.Records().Update(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`DELETE FROM full_disk`)
		return err
	}); err != nil {
		t.Errorf("after the disk had room again: %v", err)
	}
}

// TestFailedFlush: while SQLite cannot take the table nothing acknowledged is lost,
// writes are refused before memory runs out, and it goes on by itself afterwards.
func TestFailedFlush(t *testing.T) {
	t.Parallel()
	ctx, clock := context.Background(), storetest.NewClock()
	db := openAt(t, Config{Dir: t.TempDir(), Now: clock.Now, flushSize: 8 << 10})
	s := db.state
	readOnly(t, s, "ON")
	var kept []store.Key
	var refused error
	for i := 0; refused == nil && i < 1000; i++ {
		key := store.KeyOf("flush", strconv.Itoa(i))
		if refused = s.Create(ctx, key, make([]byte, 200), time.Hour); refused == nil {
			kept = append(kept, key)
		}
	}
	if refused == nil || !strings.Contains(refused.Error(), "cannot be moved to disk") {
		t.Fatalf("%d values were taken into memory, and then: %v", len(kept), refused)
	}
	for _, dir := range []string{remains(t, db), ""} {
		look := s
		if dir != "" {
			look = openAt(t, Config{Dir: dir, Now: clock.Now}).state
		}
		for i, key := range kept {
			if _, err := look.Get(ctx, key); err != nil {
				t.Fatalf("value %d of %d was acknowledged: %v", i, len(kept), err)
			}
		}
	}
	readOnly(t, s, "OFF")
	if _, err := db.Sweep(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Create(ctx, store.KeyOf("flush", "afterwards"), nil, time.Hour); err != nil {
		t.Errorf("after the disk came back: %v", err)
	}
}

// readOnly makes SQLite refuse what the flusher writes, or take it again.
func readOnly(t *testing.T, s *state, on string) {
	t.Helper()
	s.disk.write.Lock()
	defer s.disk.write.Unlock()
	if err := s.disk.write.conn.Run("PRAGMA query_only=" + on); err != nil {
		t.Fatal(err)
	}
}

// TestLock: one process at a time, said in words; a killed one holds nothing.
func TestLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	holder := newChild(t, dir, "hold")
	if l := holder.line(t); l != "open" {
		t.Fatal(l)
	}
	for range 2 {
		db, err := OpenEmbedded(Config{Dir: dir, BootID: "boot-of-the-test"})
		if err == nil || !strings.Contains(err.Error(), "in use by another running sluis: stop that one first") {
			t.Fatalf("opened beside another process: %v, %v", db, err)
		}
	}
	holder.kill()
	db := openAt(t, Config{Dir: dir})
	if _, err := OpenEmbedded(Config{Dir: dir, BootID: "boot-of-the-test"}); err == nil {
		t.Error("opened twice in one process")
	}
	if !db.State().Horizon().IsZero() {
		t.Error("a kill counts as a loss of power: the page cache has lived")
	}
}

// TestHorizon: after anything that may have undone acknowledged writes, answers from
// before count no more, for as long as this boot lasts (design §3).
func TestHorizon(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		between func(t *testing.T, dir string) // what happens while it is down
		boot    string
		lost    bool
	}{
		"nothing":                  {nil, "boot-of-the-test", false},
		"another boot":             {nil, "another boot", true},
		"state.db deleted":         {func(t *testing.T, dir string) { remove(t, dir, "state.db", "state.db-wal") }, "boot-of-the-test", true},
		"records.db deleted":       {func(t *testing.T, dir string) { remove(t, dir, "records.db", "records.db-wal") }, "boot-of-the-test", true},
		"both deleted: a new site": {func(t *testing.T, dir string) { remove(t, dir, "state.db", "records.db") }, "boot-of-the-test", false},
	} {
		clock, dir := storetest.NewClock(), t.TempDir()
		first := openAt(t, Config{Dir: dir, Now: clock.Now})
		if !first.State().Horizon().IsZero() {
			t.Errorf("%s: a new site has a horizon", name)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Minute)
		if c.between != nil {
			c.between(t, dir)
		}
		second := openAt(t, Config{Dir: dir, Now: clock.Now, BootID: c.boot})
		if got := second.State().Horizon(); got.Equal(clock.Now()) != c.lost || got.IsZero() == c.lost {
			t.Errorf("%s: horizon %v at %v", name, got, clock.Now())
		}
		at := second.State().Horizon()
		if err := second.Close(); err != nil {
			t.Fatal(err)
		}
		clock.Advance(time.Minute)
		if third := openAt(t, Config{Dir: dir, Now: clock.Now, BootID: c.boot}); !third.State().Horizon().Equal(at) {
			t.Errorf("%s: the next start of this boot says %v, and not %v", name, third.State().Horizon(), at)
		}
	}
}

func remove(t *testing.T, dir string, files ...string) {
	t.Helper()
	for _, f := range files {
		if err := os.Remove(filepath.Join(dir, f)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}
