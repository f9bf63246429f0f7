package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/sqlstore/postgres"
)

// Shared is the records in PostgreSQL, for several processes on several machines.
type Shared struct{ records *records }

// recordsLock is the advisory lock of everything that writes: Updates run one after
// another, on every node, and none beside a migration. The number is arbitrary.
const recordsLock = recordsMark

// patience is how long one round trip may take; the server's own time-outs are shorter.
const patience = 12 * time.Second

// OpenShared connects to PostgreSQL and brings the schema up to date. Nodes that open
// at once wait for one another. Its errors are one line that says what to do.
func OpenShared(ctx context.Context, c postgres.Config) (*Shared, error) {
	conn, err := postgres.Connect(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("store: postgres: %w", err)
	}
	list, err := readMigrations(recordsFiles, "migrations")
	if err == nil {
		err = migrateShared(ctx, conn, list)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	views := make([]viewer, 2*viewers())
	for i := range views {
		views[i] = &remote{config: c}
	}
	return &Shared{newRecords(&remote{config: c, conn: conn}, views)}, nil
}

// Examine says why OpenShared would refuse a database, and changes nothing in it.
func Examine(ctx context.Context, c postgres.Config) error {
	conn, err := postgres.Connect(ctx, c)
	if err != nil {
		return fmt.Errorf("store: postgres: %w", err)
	}
	list, err := readMigrations(recordsFiles, "migrations")
	if err == nil {
		err = examineSchema(ctx, conn, list)
	}
	return errors.Join(err, conn.Close())
}

func examineSchema(ctx context.Context, c *postgres.Conn, list []migration) error {
	there, err := c.Query(ctx, `SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_migration')`, nil)
	if err != nil || len(there) == 0 {
		return err
	}
	_, err = appliedShared(ctx, c, list)
	return err
}

// Records gives the lasting store.
func (s *Shared) Records() store.Records { return s.records }

// Tidy removes what was overwritten, as far as PostgreSQL can. Call it now and then; it
// is idempotent, and safe on several nodes at once.
func (s *Shared) Tidy(ctx context.Context) error { return s.records.tidy(ctx) }

// Close ends the connections. Nothing acknowledged is lost.
func (s *Shared) Close() error { return s.records.close() }

// remote is a connection that is made anew when it has broken. A session of PostgreSQL
// holds nothing between two transactions, so that loses nothing.
type remote struct {
	config postgres.Config
	conn   *postgres.Conn // nil: not connected

	fresh bool   // nothing was kept in this transaction yet
	owed  string // what goes before the next statement: a round trip less
}

// open runs the script that begins a transaction. A connection that broke while nobody
// used it is made anew, once.
func (r *remote) open(ctx context.Context, begin string) error {
	for try := range 2 {
		fresh := false
		if r.conn == nil || !r.conn.Alive() {
			conn, err := postgres.Connect(ctx, r.config)
			if err != nil {
				return fmt.Errorf("store: postgres: %w", err)
			}
			r.conn, fresh = conn, true
		}
		_, err := r.conn.Run(ctx, begin)
		if err == nil {
			return nil
		}
		if r.conn.Alive() { // it answered; a failed transaction may be open
			_, undone := r.conn.Run(ctx, "ROLLBACK")
			return errors.Join(fmt.Errorf("store: postgres: begin: %w", err), undone)
		}
		if fresh || try == 1 || ctx.Err() != nil {
			return fmt.Errorf("store: postgres: begin: %w", err)
		}
	}
	return nil
}

// begin waits for its turn among all nodes. READ COMMITTED is what makes that right:
// each statement sees what was committed before it, and the first that fn runs comes
// after the lock. A snapshot of the whole transaction would be older than the lock.
func (r *remote) begin() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	r.fresh, r.owed = true, ""
	return r.open(ctx, fmt.Sprintf("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock(%d)", recordsLock))
}

func (r *remote) run(script string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := r.conn.Run(ctx, script)
	return err
}

// mark sets no place where nothing was kept before it: going back is then the end of
// the transaction.
func (r *remote) mark() error {
	if !r.fresh {
		r.owed += "SAVEPOINT u;"
	}
	return nil
}

func (r *remote) undo() error {
	if r.fresh {
		if err := r.run("ROLLBACK"); err != nil {
			return err
		}
		return r.begin()
	}
	if r.owed != "" { // the place was not set yet: nothing was done
		return nil
	}
	return r.run("ROLLBACK TO u")
}

func (r *remote) keep() error {
	if r.fresh {
		r.fresh = false
		return nil
	}
	r.owed += "RELEASE u;"
	return nil
}

// commit believes a COMMIT alone: of a transaction that has failed PostgreSQL answers
// ROLLBACK, and no error.
func (r *remote) commit() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tag, err := r.conn.Run(ctx, r.owed+"COMMIT")
	if err == nil && tag != "COMMIT" {
		err = errors.New("the transaction was rolled back")
	}
	return err
}

func (r *remote) rollback() error { return r.run("ROLLBACK") }
func (r *remote) within() bool    { return r.conn != nil && r.conn.InTransaction() }
func (r *remote) tx() transaction { return &remoteTx{r: r, ctx: context.Background()} }

// tidy has PostgreSQL reuse the room of log keys that were moved on. What its own log
// and its backups keep, it cannot reach (docs/security-model.md).
func (r *remote) tidy() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return r.open(ctx, "VACUUM (SKIP_LOCKED) log_key")
}

func (r *remote) view(ctx context.Context, fn func(store.Tx) error) (err error) {
	r.owed = ""
	if err := r.open(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err != nil {
		return err
	}
	t := &remoteTx{r: r, ctx: ctx}
	defer func() {
		t.end()
		if r.within() {
			err = errors.Join(err, r.run("COMMIT"))
		}
	}()
	if err = fn(t); err == nil {
		err = t.err
	}
	return err
}

func (r *remote) close() error {
	if r.conn == nil {
		return nil
	}
	return r.conn.Close()
}

// remoteTx is [store.Tx] over a remote that has a transaction open.
type remoteTx struct {
	r   *remote
	ctx context.Context //nolint:containedctx // of the view that it is; an Update's may end, and its batch goes on
	err error           // it is spent
}

func (t *remoteTx) spent() error { return t.err }
func (t *remoteTx) end()         { t.err = errEnded }

func (t *remoteTx) Exec(sql string, args ...any) (n int64, err error) {
	err = t.do(sql, args, func(ctx context.Context) (err error) {
		n, err = t.r.conn.Exec(ctx, sql, args)
		return err
	})
	return n, err
}

// Query reads all rows before it gives the first: row may then use the Tx.
func (t *remoteTx) Query(sql string, args []any, row func(scan func(dest ...any) error) error) error {
	var rows []postgres.Row
	err := t.do(sql, args, func(ctx context.Context) (err error) {
		rows, err = t.r.conn.Query(ctx, sql, args)
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := row(func(dest ...any) error { return scanRemote(r, dest) }); err != nil {
			return err
		}
	}
	return t.err
}

func (t *remoteTx) do(sql string, args []any, use func(ctx context.Context) error) error {
	if t.err != nil {
		return t.err
	}
	for i, a := range args {
		if _, err := argument(a); err != nil {
			t.err = fmt.Errorf("store: argument %d of %s: %w", i+1, verb(sql), err)
			return t.err
		}
	}
	ctx, cancel := context.WithTimeout(t.ctx, patience)
	defer cancel()
	if t.r.owed != "" {
		_, t.err = t.r.conn.Run(ctx, t.r.owed)
		t.r.owed = ""
	}
	if t.err == nil {
		t.err = use(ctx)
	}
	if postgres.Unique(t.err) {
		t.err = fmt.Errorf("%w: %s", store.ErrExists, verb(sql)) // its details quote the value
	}
	return t.err
}

func scanRemote(r postgres.Row, dest []any) error {
	if len(dest) != r.Columns() {
		return fmt.Errorf("store: scan: %d places for %d columns", len(dest), r.Columns())
	}
	for i, d := range dest {
		switch d.(type) {
		case *[]byte:
		case *string, *int, *int64:
			if r.Null(i) {
				return fmt.Errorf("store: scan: column %d is NULL", i+1)
			}
		default:
			return fmt.Errorf("store: scan: %T is none of *int, *int64, *string and *[]byte", d)
		}
		if err := r.Scan(i, d); err != nil {
			return fmt.Errorf("store: scan: column %d: %w", i+1, err)
		}
	}
	return nil
}

// migrateShared brings a database up to the list, in one transaction under the lock of
// everything that writes.
func migrateShared(ctx context.Context, c *postgres.Conn, list []migration) (err error) {
	fault := func(err error) error { return fmt.Errorf("store: migrate postgres: %w", err) }
	if _, err := c.Run(ctx, fmt.Sprintf("BEGIN; SELECT pg_advisory_xact_lock(%d); CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL, digest BYTEA NOT NULL)", recordsLock)); err != nil {
		return fault(err)
	}
	defer func() {
		if err != nil && c.InTransaction() {
			_, undone := c.Run(context.WithoutCancel(ctx), "ROLLBACK")
			err = errors.Join(err, undone)
		}
	}()
	done, err := appliedShared(ctx, c, list)
	if err != nil {
		return err
	}
	for _, m := range list[done:] {
		if _, err := c.Run(ctx, m.sql); err != nil {
			return fault(fmt.Errorf("%s: %w", m.name, err))
		}
		if _, err := c.Exec(ctx, `INSERT INTO schema_migration (version, name, digest) VALUES ($1, $2, $3)`, []any{m.version, m.name, m.digest[:]}); err != nil {
			return fault(fmt.Errorf("%s: %w", m.name, err))
		}
	}
	if tag, err := c.Run(ctx, "COMMIT"); err != nil || tag != "COMMIT" {
		return fault(errors.Join(err, errors.New("not committed: "+tag)))
	}
	return nil
}

func appliedShared(ctx context.Context, c *postgres.Conn, list []migration) (int, error) {
	rows, err := c.Query(ctx, `SELECT version, name, digest FROM schema_migration ORDER BY version`, nil)
	if err != nil {
		return 0, fmt.Errorf("store: migrate postgres: %w", err)
	}
	for n, r := range rows {
		var version int64
		var name string
		var digest []byte
		if err := scanRemote(r, []any{&version, &name, &digest}); err != nil {
			return 0, err
		}
		if err := judgeMigration("the PostgreSQL database", list, n, version, name, digest); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}
