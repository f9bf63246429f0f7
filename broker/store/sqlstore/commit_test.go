package sqlstore

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"sluis/broker/store"
)

// commits counts the transactions in a write-ahead log by SQLite's file format: a
// frame's header holds the size of the database after a commit, or zero.
func commits(t *testing.T, dir string) (n int) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "records.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	const head, frame = 32, 24
	if len(b) < head {
		return 0
	}
	page := int(binary.BigEndian.Uint32(b[8:]))
	for at := head; at+frame+page <= len(b); at += frame + page {
		if string(b[at+8:at+16]) == string(b[16:24]) && binary.BigEndian.Uint32(b[at+4:]) != 0 {
			n++
		}
	}
	return n
}

// TestGroupCommit: those who wait for one commit share the next; one that fails, or
// panics, takes nobody along, and what was acknowledged is in the files at once.
func TestGroupCommit(t *testing.T) {
	t.Parallel()
	db := openAt(t, Config{Dir: t.TempDir()})
	ctx := context.Background()
	insert := func(n int) func(store.Tx) error {
		return func(tx store.Tx) error {
			_, err := tx.Exec(`INSERT INTO grouped (n) VALUES ($1)`, n)
			return err
		}
	}
	if err := db.Records().Update(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(`CREATE TABLE grouped (n BIGINT PRIMARY KEY)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	before := commits(t, db.state.dir)
	const n = 50
	var queued, wg sync.WaitGroup
	errBad := errors.New("its own fault")
	results := make([]error, n)
	queued.Add(n)
	err := db.Records().Update(ctx, func(tx store.Tx) error {
		// The writer stands still while everybody else queues.
		for i := range n {
			wg.Go(func() {
				queued.Done()
				defer func() {
					if recover() != nil {
						results[i] = errBad
					}
				}()
				results[i] = db.Records().Update(ctx, func(tx store.Tx) error {
					err := insert(i)(tx)
					switch {
					case i%10 == 3:
						return errBad
					case i%10 == 7:
						panic("its own fault")
					}
					return err
				})
			})
		}
		queued.Wait()
		return insert(1000)(tx)
	})
	wg.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if got := commits(t, db.state.dir) - before; got < 1 || got > n/2 {
		t.Errorf("%d updates took %d commits", n+1, got)
	}
	after := openAt(t, Config{Dir: remains(t, db)})
	there := map[int]bool{}
	if err := after.Records().View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT n FROM grouped`, nil, func(scan func(...any) error) error {
			var i int
			err := scan(&i)
			there[i] = true
			return err
		})
	}); err != nil {
		t.Fatal(err)
	}
	for i, err := range results {
		bad := i%10 == 3 || i%10 == 7
		if bad != errors.Is(err, errBad) || there[i] == bad {
			t.Errorf("update %d: %v, in the files after a kill: %v", i, err, there[i])
		}
	}
}
