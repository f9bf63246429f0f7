package sqlite

import (
	"fmt"
	"unsafe"

	lib "modernc.org/sqlite/lib"
)

// maxArgs caps what one statement takes in: far above any row, far below SQLite's
// own limit and the range of its lengths.
const maxArgs = 64 << 20

type kind uint8

const (
	null kind = iota
	integer
	text
	blob
)

// Arg is one value on its way into a statement. The zero Arg is NULL.
type Arg struct {
	kind kind
	n    int64
	s    string
}

// Int is an integer.
func Int(n int64) Arg { return Arg{kind: integer, n: n} }

// Text is a text.
func Text(s string) Arg { return Arg{kind: text, s: s} }

// Blob is bytes; nil is NULL. They are copied by Bind and must not change until then.
func Blob(b []byte) Arg {
	if b == nil {
		return Arg{}
	}
	return Arg{kind: blob, s: unsafe.String(unsafe.SliceData(b), len(b))}
}

// Bind copies the arguments into memory of SQLite's and gives them to the statement,
// which is to be run with Step and ended with Reset.
func (s *Stmt) Bind(args ...Arg) error {
	if len(args) != s.n {
		return fmt.Errorf("sqlite: bind: %d arguments for %d parameters", len(args), s.n)
	}
	size := 1
	for i := range args {
		size += len(args[i].s)
	}
	if size > maxArgs {
		return fmt.Errorf("sqlite: bind: arguments of %d bytes", size)
	}
	if !s.args.grow(s.c.tls, size) {
		return s.c.fault("bind", lib.SQLITE_NOMEM)
	}
	at := 0
	for i := range args {
		a, pos, rc := &args[i], int32(i+1), int32(0)
		switch a.kind {
		case integer:
			rc = lib.Xsqlite3_bind_int64(s.c.tls, s.p, pos, a.n)
		case text, blob:
			p := s.args.p + uintptr(at)
			at += copy(slice(s.args.p, s.args.size)[at:], a.s)
			// The destructor 0 is SQLITE_STATIC: the memory stays until the next Bind.
			if a.kind == text {
				rc = lib.Xsqlite3_bind_text(s.c.tls, s.p, pos, p, int32(len(a.s)), 0)
			} else {
				rc = lib.Xsqlite3_bind_blob(s.c.tls, s.p, pos, p, int32(len(a.s)), 0)
			}
		case null:
			rc = lib.Xsqlite3_bind_null(s.c.tls, s.p, pos)
		}
		if rc != lib.SQLITE_OK {
			return s.c.fault("bind", rc)
		}
	}
	s.busy = true
	return nil
}

// Columns is the number of columns of a row.
func (s *Stmt) Columns() int { return int(lib.Xsqlite3_column_count(s.c.tls, s.p)) }

// Null reports whether a column of the row, counted from 0, is NULL.
func (s *Stmt) Null(col int) bool {
	return lib.Xsqlite3_column_type(s.c.tls, s.p, int32(col)) == lib.SQLITE_NULL
}

// Integer reports whether a column is an integer.
func (s *Stmt) Integer(col int) bool {
	return lib.Xsqlite3_column_type(s.c.tls, s.p, int32(col)) == lib.SQLITE_INTEGER
}

// Int reads an integer.
func (s *Stmt) Int(col int) int64 { return lib.Xsqlite3_column_int64(s.c.tls, s.p, int32(col)) }

// Bytes reads a copy of a blob or a text; NULL is nil, an empty one is not.
func (s *Stmt) Bytes(col int) []byte {
	if s.Null(col) {
		return nil
	}
	p := lib.Xsqlite3_column_blob(s.c.tls, s.p, int32(col))
	out := make([]byte, lib.Xsqlite3_column_bytes(s.c.tls, s.p, int32(col)))
	if len(out) > 0 {
		copy(out, slice(p, len(out)))
	}
	return out
}

// Text reads a copy of a text.
func (s *Stmt) Text(col int) string {
	n := int(lib.Xsqlite3_column_bytes(s.c.tls, s.p, int32(col)))
	if n == 0 {
		return ""
	}
	return string(slice(lib.Xsqlite3_column_blob(s.c.tls, s.p, int32(col)), n))
}
