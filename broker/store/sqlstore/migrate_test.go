package sqlstore

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sluis/broker/store/sqlstore/sqlite"
)

func bare(t *testing.T, path string) *sqlite.Conn {
	t.Helper()
	c, err := openFile(path, recordsMark, recordsWriter)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func listed(t *testing.T) []migration {
	t.Helper()
	list, err := readMigrations(recordsFiles, "migrations")
	if err != nil || len(list) < 3 {
		t.Fatalf("%d migrations, %v", len(list), err)
	}
	return list
}

// TestMigrateForward: from each older schema to this one, and once.
func TestMigrateForward(t *testing.T) {
	t.Parallel()
	list := listed(t)
	for from := range len(list) + 1 {
		c := bare(t, filepath.Join(t.TempDir(), "records.db"))
		for _, upTo := range []int{from, len(list), len(list)} {
			if err := migrate(c, "records.db", list[:upTo]); err != nil {
				t.Fatalf("from %d to %d: %v", from, upTo, err)
			}
			if done, err := applied(c, "records.db", list); err != nil || done != upTo {
				t.Errorf("from %d: %d migrations are written down, %v; want %d", from, done, err, upTo)
			}
		}
	}
}

// TestMigrateRefuses: a file of a newer version, or of another past, is not touched
// (design §5.11).
func TestMigrateRefuses(t *testing.T) {
	t.Parallel()
	list := listed(t)
	other := append([]migration(nil), list...)
	other[1].digest = sha256.Sum256([]byte("edited after its release"))
	for name, c := range map[string]struct {
		has, knows []migration
		words      string
	}{
		"a newer version": {append(list[:len(list):len(list)], migration{int64(len(list) + 1), "9999_future.sql", "CREATE TABLE future (n BIGINT)", [32]byte{1}}), list, "a newer version wrote it; start that one"},
		"another past":    {other, list, "start the version that made it"},
	} {
		path := filepath.Join(t.TempDir(), "records.db")
		conn := bare(t, path)
		if err := migrate(conn, "records.db", c.has); err != nil {
			t.Fatal(err)
		}
		if err := conn.Run("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			t.Fatal(err)
		}
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := migrate(conn, "records.db", c.knows); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
		after, err := os.ReadFile(path)
		wal, walErr := os.Stat(path + "-wal")
		if err != nil || string(before) != string(after) || walErr == nil && wal.Size() > 0 {
			t.Errorf("%s: the file was changed", name)
		}
	}
}

// TestMigrateHalfWay: a change that fails leaves the file at the version it had.
func TestMigrateHalfWay(t *testing.T) {
	t.Parallel()
	list := listed(t)
	c := bare(t, filepath.Join(t.TempDir(), "records.db"))
	if err := migrate(c, "records.db", list); err != nil {
		t.Fatal(err)
	}
	longer := append(list[:len(list):len(list)],
		migration{int64(len(list) + 1), "0098_good.sql", "CREATE TABLE half_way (n BIGINT)", [32]byte{1}},
		migration{int64(len(list) + 2), "0099_bad.sql", "CREATE TABLE half_way (n BIGINT)", [32]byte{2}})
	if err := migrate(c, "records.db", longer); err == nil || !strings.Contains(err.Error(), "0099_bad.sql") {
		t.Fatalf("a change that cannot be made: %v", err)
	}
	if c.InTransaction() {
		t.Error("its transaction is still open")
	}
	if done, err := applied(c, "records.db", longer); err != nil || done != len(list) {
		t.Errorf("%d changes are written down, %v; want %d", done, err, len(list))
	}
	if err := c.Run("CREATE TABLE half_way (n BIGINT)"); err != nil {
		t.Errorf("the first of the two changes stayed: %v", err)
	}
}

// TestMigrateAtOnce: of two that open one file at the same time each finds it whole.
func TestMigrateAtOnce(t *testing.T) {
	t.Parallel()
	list := listed(t)
	path := filepath.Join(t.TempDir(), "records.db")
	conns := [4]*sqlite.Conn{}
	for i := range conns {
		conns[i] = bare(t, path)
	}
	var wg sync.WaitGroup
	for _, c := range conns {
		wg.Go(func() {
			if err := migrate(c, "records.db", list); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done, err := applied(conns[0], "records.db", list); err != nil || done != len(list) {
		t.Errorf("%d changes are written down, %v", done, err)
	}
}
