package store

import (
	"context"
	"time"
)

// MaxData is the largest value, in bytes, that a driver must take. Larger ones are
// refused: nothing that a login keeps comes near it.
const MaxData = 256 << 10

// State keeps values for a while. It is safe for concurrent use, on every node at
// once; each operation happens at one instant between call and return.
//
// Promises of every driver:
//
//   - What was acknowledged survives a kill -9 of the process. A power loss may
//     undo the last writes; [State.Horizon] then says so.
//   - A value is gone at the instant its lifetime ends, whether or not it has been
//     swept: to every operation it is as if it had never been there.
//   - A ttl is positive and counts from the operation; drivers round it up to
//     whole milliseconds. Zero and below are errors.
//   - Data is copied on the way in and on the way out.
//   - When ctx ends, or another error comes back than those named here, a write
//     may or may not have happened. It never happened in part.
type State interface {
	// Get gives a live value. ErrNotFound: there is none. ErrTaken (a *TakenError):
	// it was taken, and the mark lives.
	Get(ctx context.Context, key Key) (Value, error)

	// Create stores a value where there is none. ErrExists: a live value or a mark
	// is there; it stays as it is.
	Create(ctx context.Context, key Key, data []byte, ttl time.Duration) error

	// Swap replaces the value whose version is old, and gives the new version. Of
	// callers with the same old version exactly one wins. ErrConflict: another
	// version is there. ErrNotFound, ErrTaken as for Get.
	Swap(ctx context.Context, key Key, old uint64, data []byte, ttl time.Duration) (uint64, error)

	// Take removes a live value and leaves mark in its place for ttl. Of many callers
	// exactly one wins and gets the value; every later one gets a *TakenError with the
	// winner's mark for as long as that lives. ErrNotFound: there is no value, or the
	// mark has expired.
	Take(ctx context.Context, key Key, mark []byte, ttl time.Duration) ([]byte, error)

	// Add adds n to a counter and gives the sum. The first Add makes the counter and
	// sets its expiry; later ones leave that alone. With n = 0 it only reads. Counters
	// have a name space of their own: Get does not see them, Create does not meet
	// them. |n| is at most 2⁴⁰.
	Add(ctx context.Context, key Key, n int64, ttl time.Duration) (int64, error)

	// Delete removes the value, the mark and the counter of a key. It succeeds where
	// there is none.
	Delete(ctx context.Context, key Key) error

	// Horizon is the instant before which replay marks may have been lost: an answer
	// that was issued earlier may have been used already and must be refused. It is
	// the zero time where nothing was lost. It may move forward while the process runs,
	// at the latest with the first operation that meets a store which lost its end: who
	// judges by it reads it after its own mark was written.
	Horizon() time.Time
}

// Value is what Get gives. A version is never seen twice on one key, not even
// after Delete and Create.
type Value struct {
	Data    []byte
	Version uint64
}
