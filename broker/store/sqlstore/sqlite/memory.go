package sqlite

import (
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// pointer turns an address of C memory into a pointer. Such memory is not Go's, so
// the garbage collector neither moves nor frees it.
func pointer(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

// slice gives n bytes of C memory as a slice that aliases them.
func slice(p uintptr, n int) []byte { return unsafe.Slice((*byte)(pointer(p)), n) }

// scratch is C memory that grows and is used again. The zero scratch is empty.
type scratch struct {
	p    uintptr
	size int
}

// grow makes room for n bytes; what was there is lost.
func (s *scratch) grow(tls *libc.TLS, n int) bool {
	if n <= s.size {
		return true
	}
	s.free(tls)
	n = max(2*n, 256)
	if s.p = lib.Xsqlite3_malloc64(tls, uint64(n)); s.p == 0 {
		return false
	}
	s.size = n
	return true
}

func (s *scratch) free(tls *libc.TLS) {
	if s.p != 0 {
		clear(slice(s.p, s.size)) // keys have passed through here
		lib.Xsqlite3_free(tls, s.p)
	}
	*s = scratch{}
}

// cstring copies s, with a zero byte behind it, into the scratch.
func (s *scratch) cstring(tls *libc.TLS, v string) bool {
	if !s.grow(tls, len(v)+1) {
		return false
	}
	b := slice(s.p, len(v)+1)
	copy(b, v)
	b[len(v)] = 0
	return true
}

// word reads the pointer-sized value at p.
func word(p uintptr) uintptr { return *(*uintptr)(pointer(p)) }
