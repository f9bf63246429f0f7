package sqlite

import (
	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// lightSync makes SQLite sync with fdatasync(2), as every distribution's build does:
// it writes data and size, and leaves out the timestamps, which on a journalling file
// system are what a commit waits for. The setting is the process's, and always the same.
func lightSync(tls *libc.TLS) { lib.Xmodernc_fdatasync(tls, 1) }
