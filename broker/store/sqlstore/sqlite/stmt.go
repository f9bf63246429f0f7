package sqlite

import (
	"errors"
	"fmt"
	"strings"

	lib "modernc.org/sqlite/lib"
)

// Stmt is one prepared statement of a connection.
type Stmt struct {
	c    *Conn
	p    uintptr
	args scratch
	n    int // number of parameters
	busy bool
}

// Prepare compiles one statement. Parameters are written ?1, ?2, …
func (c *Conn) Prepare(sql string) (*Stmt, error) {
	if strings.IndexByte(sql, 0) >= 0 {
		return nil, errors.New("sqlite: prepare: statement holds a zero byte")
	}
	if !c.text.cstring(c.tls, sql) {
		return nil, c.fault("prepare", lib.SQLITE_NOMEM)
	}
	out := c.tls.Alloc(16)
	defer c.tls.Free(16)
	rc := lib.Xsqlite3_prepare_v3(c.tls, c.db, c.text.p, int32(len(sql)+1), lib.SQLITE_PREPARE_PERSISTENT, out, out+8)
	if rc != lib.SQLITE_OK {
		return nil, c.fault("prepare", rc)
	}
	s := &Stmt{c: c, p: word(out)}
	rest := sql[min(int(word(out+8)-c.text.p), len(sql)):]
	if s.p == 0 || strings.Trim(rest, " \t\r\n;") != "" {
		return nil, errors.Join(fmt.Errorf("sqlite: prepare: want one statement, not none or several"), s.Close())
	}
	s.n = int(lib.Xsqlite3_bind_parameter_count(c.tls, s.p))
	return s, nil
}

// Close ends the statement and wipes what was bound to it.
func (s *Stmt) Close() error {
	lib.Xsqlite3_finalize(s.c.tls, s.p) // repeats the error of the last Step, which was reported then
	s.args.free(s.c.tls)
	s.p = 0
	return nil
}

// Busy reports whether the statement is between Bind and Reset.
func (s *Stmt) Busy() bool { return s.busy }

// Step runs the statement to its next row; false: there is none left.
func (s *Stmt) Step() (bool, error) {
	switch rc := lib.Xsqlite3_step(s.c.tls, s.p); rc {
	case lib.SQLITE_ROW:
		return true, nil
	case lib.SQLITE_DONE:
		return false, nil
	default:
		return false, s.c.fault("step", rc)
	}
}

// Reset makes the statement ready for the next Bind.
func (s *Stmt) Reset() {
	lib.Xsqlite3_reset(s.c.tls, s.p)
	s.busy = false
}

// Do binds, runs to the end and resets.
func (s *Stmt) Do(args ...Arg) error {
	if err := s.Bind(args...); err != nil {
		return err
	}
	defer s.Reset()
	for {
		if more, err := s.Step(); err != nil || !more {
			return err
		}
	}
}
