// Package sqlite is a narrow binding to SQLite: connections, prepared statements,
// four kinds of values. It calls modernc.org/sqlite's C interface directly, since
// database/sql's pooling, reflection and context watching cost more than the
// statements of a login do.
//
// All of this project's unsafe code is here, in memory.go and bind.go. No Go pointer
// ever crosses the border: what SQLite reads is copied into its own memory first, and
// what it gives is copied out at once. Go's stacks move, and a pointer that crossed
// would be left behind.
//
// It refuses to know tables, transactions' meaning and concurrency: a [Conn] and its
// statements belong to one goroutine at a time.
package sqlite
