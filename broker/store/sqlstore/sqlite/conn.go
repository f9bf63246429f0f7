package sqlite

import (
	"errors"
	"fmt"
	"strings"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// Conn is one connection to one database file.
type Conn struct {
	tls  *libc.TLS
	db   uintptr
	text scratch
}

// Open opens an existing file, or makes it. The file's mode is the umask's: make it
// beforehand where that matters.
func Open(path string) (*Conn, error) {
	c := &Conn{tls: libc.NewTLS()}
	lightSync(c.tls)
	// No mutexes of SQLite's own: a Conn belongs to one goroutine at a time.
	const flags = lib.SQLITE_OPEN_READWRITE | lib.SQLITE_OPEN_CREATE | lib.SQLITE_OPEN_NOMUTEX | lib.SQLITE_OPEN_EXRESCODE
	if strings.IndexByte(path, 0) >= 0 || !c.text.cstring(c.tls, path) {
		c.tls.Close()
		return nil, errors.New("sqlite: open: unusable path")
	}
	out := c.tls.Alloc(8)
	rc := lib.Xsqlite3_open_v2(c.tls, c.text.p, out, flags, 0)
	c.db = word(out)
	c.tls.Free(8)
	if rc != lib.SQLITE_OK {
		err := c.fault("open", rc)
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// Close closes the connection. Its statements must have been closed before.
func (c *Conn) Close() error {
	if c.tls == nil {
		return nil
	}
	rc := lib.Xsqlite3_close(c.tls, c.db)
	if rc != lib.SQLITE_OK {
		return c.fault("close", rc)
	}
	c.text.free(c.tls)
	c.tls.Close()
	c.tls, c.db = nil, 0
	return nil
}

// Run runs a script of statements that take no arguments, and drops their rows.
func (c *Conn) Run(script string) error {
	if !c.text.cstring(c.tls, script) {
		return c.fault("run", lib.SQLITE_NOMEM)
	}
	if rc := lib.Xsqlite3_exec(c.tls, c.db, c.text.p, 0, 0, 0); rc != lib.SQLITE_OK {
		return c.fault("run", rc)
	}
	return nil
}

// Changes is how many rows the last INSERT, UPDATE or DELETE changed.
func (c *Conn) Changes() int64 { return lib.Xsqlite3_changes64(c.tls, c.db) }

// InTransaction reports whether a transaction is open. After a full disk or an I/O
// error SQLite may have rolled it back by itself.
func (c *Conn) InTransaction() bool { return lib.Xsqlite3_get_autocommit(c.tls, c.db) == 0 }

// Error is a refusal of SQLite. Its text names tables and columns, never values.
type Error struct {
	Op   string
	Code int // the extended result code
	Text string
}

func (e *Error) Error() string { return fmt.Sprintf("sqlite: %s: %s (%d)", e.Op, e.Text, e.Code) }

// Unique reports whether a unique column or primary key was hit.
func (e *Error) Unique() bool {
	return e.Code == lib.SQLITE_CONSTRAINT_UNIQUE || e.Code == lib.SQLITE_CONSTRAINT_PRIMARYKEY
}

// NotADatabase reports whether the file is something else, or damaged at its head.
func (e *Error) NotADatabase() bool { return e.Code&0xff == lib.SQLITE_NOTADB }

func (c *Conn) fault(op string, rc int32) error {
	e := &Error{Op: op, Code: int(rc), Text: "no memory"}
	if c.db != 0 {
		e.Text = libc.GoString(lib.Xsqlite3_errmsg(c.tls, c.db))
	}
	return e
}
