//go:build !linux

package sqlite

import "modernc.org/libc"

// lightSync leaves SQLite's own choice.
func lightSync(*libc.TLS) {}
