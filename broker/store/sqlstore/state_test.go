package sqlstore

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/storetest"
)

// openAt opens stores for a test and closes them after it.
func openAt(t testing.TB, c Config) *DB {
	t.Helper()
	if c.BootID == "" {
		c.BootID = "boot-of-the-test"
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	db, err := OpenEmbedded(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// remains copies what a kill of the process would leave: the files as they are at
// this moment, without the lock and without SQLite's shared memory, which die with
// the process. A flush may be under way meanwhile, in a test as in life; the copy is
// then made of one moment of the journals and a later one of SQLite, which a kill
// could not leave. Hence the flusher is held.
func remains(t testing.TB, db *DB) string {
	t.Helper()
	db.state.flushing.Lock()
	defer db.state.flushing.Unlock()
	to := t.TempDir()
	files, err := os.ReadDir(db.state.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name() == "lock" || strings.HasSuffix(f.Name(), "-shm") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(db.state.dir, f.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(to, f.Name()), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return to
}

func opener(flushSize int) storetest.OpenState {
	return func(t *testing.T, now func() time.Time) (store.State, func() store.State) {
		db := openAt(t, Config{Dir: t.TempDir(), Now: now, flushSize: flushSize})
		return db.State(), func() store.State {
			db = openAt(t, Config{Dir: remains(t, db), Now: now, flushSize: flushSize})
			return db.State()
		}
	}
}

// The suite over the table in memory alone, and with a table so small that every
// check runs through the journal's turns, the flusher and SQLite.
func TestState(t *testing.T) {
	t.Parallel()
	t.Run("in memory", func(t *testing.T) {
		t.Parallel()
		storetest.State(t, opener(flushSize))
	})
	t.Run("flushed all the time", func(t *testing.T) {
		t.Parallel()
		storetest.State(t, opener(1))
	})
}
