package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sluis/broker/store"
	"sluis/broker/store/sqlstore/sqlite"
)

// session is a connection with its prepared statements, by their text.
type session struct {
	conn  *sqlite.Conn
	stmts map[string]*sqlite.Stmt
}

// maxStatements bounds the statements a session keeps. The broker has a few dozen.
const maxStatements = 256

func newSession(c *sqlite.Conn) *session {
	return &session{conn: c, stmts: map[string]*sqlite.Stmt{}}
}

// run runs a statement without arguments.
func (s *session) run(sql string) error {
	st, release, err := s.prepare(sql)
	if err != nil {
		return err
	}
	defer release()
	return st.Do()
}

// A session writes, or reads, depending on how its file was opened. IMMEDIATE takes the
// write lock at the beginning and not half-way.
func (s *session) begin() error    { return s.run(`BEGIN IMMEDIATE`) }
func (s *session) mark() error     { return s.run(`SAVEPOINT u`) }
func (s *session) undo() error     { return s.run(`ROLLBACK TO u`) }
func (s *session) keep() error     { return s.run(`RELEASE u`) }
func (s *session) commit() error   { return s.run(`COMMIT`) }
func (s *session) rollback() error { return s.run(`ROLLBACK`) }
func (s *session) within() bool    { return s.conn.InTransaction() }
func (s *session) tx() transaction { return &tx{s: s} }

// tidy moves the write-ahead log into the file and empties it.
func (s *session) tidy() error { return s.conn.Run("PRAGMA wal_checkpoint(TRUNCATE)") }

func (s *session) view(_ context.Context, fn func(store.Tx) error) (err error) {
	if err := s.run(`BEGIN`); err != nil {
		return err
	}
	t := &tx{s: s}
	defer func() {
		t.end()
		err = errors.Join(err, s.run(`COMMIT`))
	}()
	if err = fn(t); err == nil {
		err = t.err
	}
	return err
}

// prepare gives the statement of a text, and what to call when done with it. A
// statement that is in use further up, by a Query whose row function runs it again,
// is made a second time.
func (s *session) prepare(sql string) (*sqlite.Stmt, func(), error) {
	if st := s.stmts[sql]; st != nil && !st.Busy() {
		return st, st.Reset, nil
	}
	numbered, err := questionMarks(sql)
	if err != nil {
		return nil, nil, err
	}
	st, err := s.conn.Prepare(numbered)
	if err != nil {
		return nil, nil, err
	}
	if s.stmts[sql] != nil || len(s.stmts) >= maxStatements {
		return st, func() { st.Reset(); st.Close() }, nil //nolint:errcheck // repeats the error of Step
	}
	s.stmts[sql] = st
	return st, st.Reset, nil
}

func (s *session) close() error {
	for _, st := range s.stmts {
		st.Close() //nolint:errcheck // repeats the error of Step
	}
	return s.conn.Close()
}

// questionMarks turns $1 into ?1: to SQLite $1 is a name, numbered by where it first
// stands. A $ inside quotes stays.
func questionMarks(sql string) (string, error) {
	var quote byte
	out := []byte(sql)
	for i := range out {
		switch c := out[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '$':
			if i+1 == len(out) || out[i+1] < '1' || out[i+1] > '9' {
				return "", errors.New("store: statement has a $ without a number")
			}
			out[i] = '?'
		case c == '?':
			return "", errors.New("store: placeholders are written $1, $2, …")
		}
	}
	return string(out), nil
}

// tx is [store.Tx] over a session that has a transaction open.
type tx struct {
	s   *session
	err error // it is spent
}

var errEnded = errors.New("store: the transaction has ended")

func (t *tx) spent() error { return t.err }
func (t *tx) end()         { t.err = errEnded }

func (t *tx) Exec(sql string, args ...any) (int64, error) {
	var n int64
	err := t.do(sql, args, func(st *sqlite.Stmt) error {
		more := true
		for more {
			var err error
			if more, err = st.Step(); err != nil {
				return err
			}
		}
		n = t.s.conn.Changes()
		return nil
	})
	return n, err
}

func (t *tx) Query(sql string, args []any, row func(scan func(dest ...any) error) error) error {
	var stop error // of row: the transaction goes on
	err := t.do(sql, args, func(st *sqlite.Stmt) error {
		scan := func(dest ...any) error { return scanRow(st, dest) }
		for {
			more, err := st.Step()
			if err != nil || !more {
				return err
			}
			if stop = row(scan); stop != nil {
				return nil //nolint:nilerr // an error of row leaves the Tx usable; it comes back below
			}
		}
	})
	if err == nil {
		err = stop
	}
	return err
}

func (t *tx) do(sql string, args []any, use func(*sqlite.Stmt) error) error {
	if t.err != nil {
		return t.err
	}
	if err := t.bound(sql, args, use); err != nil {
		if e, ok := errors.AsType[*sqlite.Error](err); ok && e.Unique() {
			err = fmt.Errorf("%w: %w", store.ErrExists, err)
		}
		t.err = err
	}
	return t.err
}

func (t *tx) bound(sql string, args []any, use func(*sqlite.Stmt) error) error {
	st, release, err := t.s.prepare(sql)
	if err != nil {
		return err
	}
	defer release()
	var few [12]sqlite.Arg
	list := few[:0]
	for i, a := range args {
		v, err := argument(a)
		if err != nil {
			return fmt.Errorf("store: argument %d of %s: %w", i+1, verb(sql), err)
		}
		list = append(list, v)
	}
	if err := st.Bind(list...); err != nil {
		return err
	}
	return use(st)
}

func argument(a any) (sqlite.Arg, error) {
	switch v := a.(type) {
	case nil:
		return sqlite.Arg{}, nil
	case int:
		return sqlite.Int(int64(v)), nil
	case int64:
		return sqlite.Int(v), nil
	case string:
		return sqlite.Text(v), nil
	case []byte:
		return sqlite.Blob(v), nil
	}
	return sqlite.Arg{}, fmt.Errorf("%T is none of int, int64, string, []byte and nil", a)
}

func scanRow(st *sqlite.Stmt, dest []any) error {
	if len(dest) != st.Columns() {
		return fmt.Errorf("store: scan: %d places for %d columns", len(dest), st.Columns())
	}
	for i, d := range dest {
		if b, ok := d.(*[]byte); ok {
			*b = st.Bytes(i)
			continue
		}
		if st.Null(i) {
			return fmt.Errorf("store: scan: column %d is NULL", i+1)
		}
		switch d := d.(type) {
		case *string:
			*d = st.Text(i)
		case *int, *int64:
			if !st.Integer(i) {
				return fmt.Errorf("store: scan: column %d is not an integer", i+1)
			}
			setInt(d, st.Int(i))
		default:
			return fmt.Errorf("store: scan: %T is none of *int, *int64, *string and *[]byte", d)
		}
	}
	return nil
}

func setInt(d any, n int64) {
	switch d := d.(type) {
	case *int:
		*d = int(n)
	case *int64:
		*d = n
	}
}

// verb is the first word of a statement: enough to find it by, and never a value.
func verb(sql string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(sql), " ")
	return word
}
