package sqlstore

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/sqlstore/postgres"
	"sluis/broker/store/storetest/servers"
)

func numbered(t testing.TB, r store.Records) func(n int) error {
	t.Helper()
	if err := r.Update(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`CREATE TABLE numbered (n BIGINT PRIMARY KEY)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return func(n int) error {
		return r.Update(context.Background(), func(tx store.Tx) error {
			_, err := tx.Exec(`INSERT INTO numbered (n) VALUES ($1)`, n)
			return err
		})
	}
}

// TestSharedMigrates: of many nodes that open an empty database at once each finds it
// whole, by the same changes as an embedded file; a later one, or another past, is refused.
func TestSharedMigrates(t *testing.T) {
	t.Parallel()
	g := servers.StartPostgres(t)
	c := at(t, g.NewDatabase())
	if err := Examine(context.Background(), c); err != nil {
		t.Errorf("an empty database is refused by check: %v", err)
	}
	if got := g.SQL("d1", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"); got != "0" {
		t.Errorf("check made %s tables", got)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { openShared(t, c) })
	}
	wg.Wait()
	if got, want := g.SQL("d1", "SELECT count(*) FROM schema_migration"), fmt.Sprint(len(listed(t))); got != want {
		t.Errorf("%s changes are written down, want %s", got, want)
	}
	g.SQL("d1", `INSERT INTO schema_migration VALUES (9000, '9000_future.sql', '\x01')`)
	_, err := OpenShared(context.Background(), c)
	for what, err := range map[string]error{"serve": err, "check": Examine(context.Background(), c)} {
		if err == nil || !strings.Contains(err.Error(), "a newer version wrote it; start that one") {
			t.Errorf("%s of a newer schema: %v", what, err)
		}
	}
	g.SQL("d1", `DELETE FROM schema_migration WHERE version = 9000`)
	other := append([]migration(nil), listed(t)...)
	other[0].digest = sha256.Sum256([]byte("edited"))
	conn, err := postgres.Connect(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if err := migrateShared(context.Background(), conn, other); err == nil || !strings.Contains(err.Error(), "start the version that made it") {
		t.Errorf("another past: %v", err)
	}
	if conn.InTransaction() {
		t.Error("its transaction is still open")
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

// TestSharedRefuses: a server that acknowledges what it may lose, and whatever else
// cannot be relied upon, is named at the start.
func TestSharedRefuses(t *testing.T) {
	t.Parallel()
	g := servers.StartPostgres(t)
	good := g.NewDatabase()
	g.SQL("postgres", "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
	g.SQL("postgres", "CREATE ROLE hasty LOGIN SUPERUSER; ALTER ROLE hasty SET synchronous_commit = off; CREATE ROLE reader LOGIN SUPERUSER; ALTER ROLE reader SET default_transaction_read_only = on")
	for url, words := range map[string]string{
		"postgres://sluis@127.0.0.1:1/x":                                               "not reached",
		strings.Replace(good, "/d1", "/nowhere", 1):                                    "does not exist",
		strings.Replace(good, "/d1", "/latin", 1):                                      "make it with ENCODING 'UTF8'",
		strings.Replace(good, "sluis@", "hasty@", 1):                                   "synchronous_commit off",
		strings.Replace(good, "sluis@", "reader@", 1):                                  "read only",
		"postgres://sluis@" + servers.StartPostgres(t, "fsync=off").Addr + "/postgres": "set fsync on",
	} {
		_, err := OpenShared(context.Background(), at(t, url))
		if err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", words, err)
		}
	}
}

// TestSharedEnvironment: nothing that the environment says changes whom we talk to.
func TestSharedEnvironment(t *testing.T) {
	g := servers.StartPostgres(t)
	c := at(t, g.NewDatabase())
	for name, value := range map[string]string{"PGHOST": "192.0.2.1", "PGPORT": "1", "PGDATABASE": "postgres", "PGUSER": "nobody", "PGOPTIONS": "-c synchronous_commit=off",
		"PGSSLMODE": "require", "PGTARGETSESSIONATTRS": "standby", "PGAPPNAME": "x"} {
		t.Setenv(name, value)
	}
	s := openShared(t, c)
	var who string
	if err := s.Records().View(context.Background(), func(tx store.Tx) error {
		return tx.Query(`SELECT current_database() || ' ' || current_user || ' ' || current_setting('application_name')`, nil, func(scan func(...any) error) error { return scan(&who) })
	}); err != nil || who != "d1 sluis sluis" {
		t.Errorf("%q, %v", who, err)
	}
}

// TestSharedComesBack: what was acknowledged before the server ended without warning is
// there afterwards, and records go on by themselves.
func TestSharedComesBack(t *testing.T) {
	t.Parallel()
	g := servers.StartPostgres(t)
	s := openShared(t, at(t, g.NewDatabase()))
	insert := numbered(t, s.Records())
	kept := map[int]bool{}
	for round := range 3 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			for n := round * 100000; ; n++ {
				if insert(n) != nil {
					return
				}
				kept[n] = true
			}
		}()
		<-time.After(200 * time.Millisecond)
		g.Kill()
		<-done
		if err := s.Records().View(context.Background(), func(store.Tx) error { return nil }); err == nil {
			t.Error("a View succeeds without a server")
		}
		g.Begin()
		if err := insert(round*100000 + 99999); err != nil {
			t.Errorf("after the server came back: %v", err)
		}
		kept[round*100000+99999] = true
	}
	there := map[int]bool{}
	if err := s.Records().View(context.Background(), func(tx store.Tx) error {
		return tx.Query(`SELECT n FROM numbered`, nil, func(scan func(...any) error) error {
			n := 0
			err := scan(&n)
			there[n] = true
			return err
		})
	}); err != nil {
		t.Fatal(err)
	}
	for n := range kept {
		if !there[n] {
			t.Errorf("row %d was acknowledged and is lost", n)
		}
	}
	if len(kept) < 10 {
		t.Errorf("only %d rows", len(kept))
	}
}

// TestSharedFrozenNode: a node that stops half-way with everyone's lock is put out by
// the server, and the others go on.
func TestSharedFrozenNode(t *testing.T) {
	t.Parallel()
	g := servers.StartPostgres(t)
	c := at(t, g.NewDatabase())
	frozen, other := openShared(t, c), openShared(t, c)
	insert := numbered(t, other.Records())
	inside, leave, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- frozen.Records().Update(context.Background(), func(tx store.Tx) error {
			_, err := tx.Exec(`INSERT INTO numbered (n) VALUES (1)`)
			close(inside)
			<-leave
			return err
		})
	}()
	<-inside
	if err := insert(2); err == nil {
		t.Error("two nodes write at once")
	}
	for late := time.Now().Add(40 * time.Second); ; {
		err := insert(1) // the same row: the frozen one's must not have stayed
		if err == nil {
			break
		}
		if errors.Is(err, store.ErrExists) || time.Now().After(late) {
			t.Fatalf("the others do not go on: %v", err)
		}
	}
	close(leave)
	if err := <-ended; err == nil {
		t.Error("the frozen node believes that it wrote")
	}
}

// counting counts the commits of a connection.
type counting struct {
	connection
	commits atomic.Int32
}

func (c *counting) commit() error {
	c.commits.Add(1)
	return c.connection.commit()
}

// TestSharedGroupCommit: those who wait for one commit share the next, over the network
// too.
func TestSharedGroupCommit(t *testing.T) {
	t.Parallel()
	s := openShared(t, at(t, servers.StartPostgres(t).NewDatabase()))
	count := &counting{connection: s.records.w.s}
	s.records.w.s = count // the writer looks at it when the first update comes
	insert := numbered(t, s.Records())
	before := count.commits.Load()
	var queued, wg sync.WaitGroup
	const n = 50
	queued.Add(n)
	if err := s.Records().Update(context.Background(), func(tx store.Tx) error {
		for i := range n {
			wg.Go(func() {
				queued.Done()
				if err := insert(i); err != nil {
					t.Error(err)
				}
			})
		}
		queued.Wait()
		_, err := tx.Exec(`INSERT INTO numbered (n) VALUES (1000)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if got := count.commits.Load() - before; got < 1 || got > n/2 {
		t.Errorf("%d updates took %d commits", n+1, got)
	}
}
