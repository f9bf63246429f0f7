package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/sqlstore/sqlite"
)

// Config says where the embedded stores are.
type Config struct {
	Dir    string           // made, with mode 0700, where it is missing
	Now    func() time.Time // nil: time.Now
	BootID string           // "": the kernel's
	Logger *slog.Logger     // nil: slog.Default()

	flushSize int // for tests; 0: flushSize
}

// DB is an open pair of embedded stores.
type DB struct {
	lock    *os.File
	state   *state
	records *records
	once    sync.Once
}

// The files begin with these marks, so that neither is taken for the other, nor
// somebody else's database for ours.
const (
	stateMark   = 0x534c5553 // "SLUS"
	recordsMark = 0x534c5552 // "SLUR"
)

// secure_delete overwrites what is deleted with zeros, also in pages that become
// free. Freed pages are used again, so the files need no vacuum: each stays as large
// as its largest day. trusted_schema is off so that a tampered file runs nothing.
const (
	common        = "PRAGMA busy_timeout=10000; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA cell_size_check=ON; PRAGMA secure_delete=ON; "
	stateWriter   = common + "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-4096; PRAGMA wal_autocheckpoint=4000"
	stateReader   = common + "PRAGMA query_only=ON; PRAGMA cache_size=-2048"
	recordsWriter = common + "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-2048"
	recordsViewer = common + "PRAGMA query_only=ON; PRAGMA cache_size=-1024"
)

// OpenEmbedded opens the stores in a directory, or makes them (files 0600), and brings
// their schemas up to date. It refuses a directory that another process has open and
// a state it does not understand; its error says which and what to do.
func OpenEmbedded(c Config) (*DB, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.BootID == "" {
		if c.BootID = readBootID(); c.BootID == "" {
			c.Logger.Warn("this system has no boot id: every start counts as one after a power loss")
		}
	}
	if c.flushSize == 0 {
		c.flushSize = flushSize
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	lock, err := lock(c.Dir)
	if err != nil {
		return nil, err
	}
	db := &DB{lock: lock}
	if err := db.open(c); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) open(c Config) (err error) {
	var opened []*sqlite.Conn
	defer func() {
		if err != nil {
			for _, conn := range opened {
				err = errors.Join(err, conn.Close())
			}
		}
	}()
	open := func(file string, mark int, pragmas string) *sqlite.Conn {
		var conn *sqlite.Conn
		if err == nil {
			conn, err = openFile(filepath.Join(c.Dir, file), mark, pragmas)
		}
		if err == nil {
			opened = append(opened, conn)
		}
		return conn
	}
	stateDB, recordsDB := open("state.db", stateMark, stateWriter), open("records.db", recordsMark, recordsWriter)
	if err != nil {
		return err
	}
	if err := migrateBoth(stateDB, recordsDB); err != nil {
		return err
	}
	horizon, err := findHorizon(stateDB, recordsDB, c.BootID, c.Now())
	if err != nil {
		return err
	}
	if !horizon.IsZero() {
		c.Logger.Warn("short-lived state may have lost its end: answers from before are refused", slog.Time("horizon", horizon))
	}
	reader := open("state.db", stateMark, stateReader)
	views := make([]viewer, viewers())
	for i := range views {
		views[i] = newSession(open("records.db", recordsMark, recordsViewer))
	}
	if err != nil {
		return err
	}
	if db.state, err = newState(c, horizon, stateDB, reader); err != nil {
		return err
	}
	db.records = newRecords(newSession(recordsDB), views)
	return nil
}

func migrateBoth(stateDB, recordsDB *sqlite.Conn) error {
	for _, m := range []struct {
		conn  *sqlite.Conn
		file  string
		files fs.FS
		dir   string
	}{{stateDB, "state.db", stateFiles, "state"}, {recordsDB, "records.db", recordsFiles, "migrations"}} {
		list, err := readMigrations(m.files, m.dir)
		if err != nil {
			return err
		}
		if err := migrate(m.conn, m.file, list); err != nil {
			return err
		}
	}
	return nil
}

// openFile opens a database file of ours, making it with mode 0600 first: SQLite
// gives the same mode to the files beside it.
func openFile(path string, mark int, pragmas string) (*sqlite.Conn, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	conn, err := sqlite.Open(path)
	if err != nil {
		return nil, fmt.Errorf("store: %s: %w", path, err)
	}
	if err := checkMark(conn, mark, info.Size() == 0); err != nil {
		return nil, errors.Join(fmt.Errorf("store: %s: %w", path, err), conn.Close())
	}
	if err := conn.Run(pragmas); err != nil {
		return nil, errors.Join(fmt.Errorf("store: %s: %w", path, err), conn.Close())
	}
	return conn, nil
}

func checkMark(c *sqlite.Conn, mark int, fresh bool) error {
	if fresh {
		return c.Run("PRAGMA application_id=" + strconv.Itoa(mark))
	}
	s, err := c.Prepare("PRAGMA application_id")
	if e, ok := errors.AsType[*sqlite.Error](err); ok && e.NotADatabase() {
		return errors.New("is damaged, or no database of sluis: move it away, or restore a backup")
	}
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // its errors came back from Step
	if err := s.Bind(); err != nil {
		return err
	}
	if _, err := s.Step(); err != nil {
		return err
	}
	if s.Int(0) != int64(mark) {
		return errors.New("is another program's database, or the other one of the two: move it away, or restore a backup")
	}
	return nil
}

func newState(c Config, horizon time.Time, w, r *sqlite.Conn) (*state, error) {
	flushed := uint64(0)
	last, err := readMeta(w, "journal")
	if err == nil && last != "" {
		flushed, err = strconv.ParseUint(last, 10, 64)
	}
	if err != nil {
		return nil, fmt.Errorf("store: state.db: last journal: %w", err)
	}
	d, err := openDisk(w, r)
	if err != nil {
		return nil, err
	}
	s := &state{
		dir: c.Dir, now: c.Now, logger: c.Logger, horizon: horizon, disk: d, limit: c.flushSize,
		kick: make(chan struct{}, 1), done: make(chan struct{}),
	}
	s.flushed.L = &s.mu
	if err := s.reload(flushed); err != nil {
		return nil, errors.Join(err, d.close())
	}
	if s.old != nil {
		s.kick <- struct{}{}
	}
	go s.flusher()
	return s, nil
}

// State gives the short-lived store.
func (db *DB) State() store.State { return db.state }

// Records gives the lasting store.
func (db *DB) Records() store.Records { return db.records }

// Sweep removes what has expired from State, and gives how many entries that were.
// It also empties the write-ahead logs of both stores, so that what was deleted or
// overwritten is in no file any more. Call it every minute or so; it is idempotent.
func (db *DB) Sweep(ctx context.Context) (deleted int, err error) {
	deleted, err = db.state.sweep(ctx)
	return deleted, errors.Join(err, db.records.tidy(ctx))
}

// Close ends both stores in good order. It waits for what is under way; later
// operations get an error. Without Close, nothing acknowledged is lost either.
func (db *DB) Close() (err error) {
	db.once.Do(func() {
		if db.state != nil {
			err = errors.Join(err, db.state.close())
		}
		if db.records != nil {
			err = errors.Join(err, db.records.close())
		}
		err = errors.Join(err, db.lock.Close())
	})
	return err
}
