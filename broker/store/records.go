package store

import "context"

// Records keeps what lasts. It is safe for concurrent use.
type Records interface {
	// Update runs fn once, in a transaction that sees its own writes and no other's
	// half. When it returns nil, everything fn wrote is on disk and survives a power
	// loss. When fn returns an error, or panics, nothing that fn wrote stays; Updates
	// that share the commit are not touched by it.
	//
	// Updates run one after another: fn computes beforehand, does not wait for
	// anything, and never calls Update again. When ctx ends before fn had its turn,
	// Update returns ctx's error and fn never runs.
	Update(ctx context.Context, fn func(Tx) error) error

	// View runs fn over one consistent moment of the records; writing in it is an
	// error. A View that begins after an Update returned sees that Update.
	View(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction. It ends with the function it was given to, and belongs to
// that function's goroutine.
//
// The SQL is what SQLite and PostgreSQL share: placeholders $1, $2, …; columns
// BIGINT, TEXT and BYTEA; ON CONFLICT; RETURNING; LIMIT. Instants are integers, since
// the two disagree on times; so are booleans.
//
// After an error a Tx is spent: every later call returns that error and Update
// rolls back, as PostgreSQL has it.
type Tx interface {
	// Exec runs one statement and gives the number of rows it changed. Arguments are
	// int, int64, string, []byte and nil (a nil []byte is NULL). A unique column that
	// is hit gives ErrExists.
	Exec(sql string, args ...any) (int64, error)

	// Query runs one statement and calls row for each row, whose scan takes *int,
	// *int64, *string and *[]byte in the order of the columns. NULL goes into a
	// *[]byte alone. An error of row ends the query and comes back; it alone leaves
	// the Tx usable.
	Query(sql string, args []any, row func(scan func(dest ...any) error) error) error
}
