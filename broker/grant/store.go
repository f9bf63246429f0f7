package grant

import (
	"errors"
	"time"

	"sluis/broker/store"
)

// The errors of this package. Whatever is wrong with a handle, the caller learns
// no more than this.
var (
	ErrUnknown = errors.New("grant: unknown, expired or bound otherwise")
	ErrSpent   = errors.New("grant: code was used before")
)

// Store keeps grants in the short-lived state.
type Store struct {
	state store.State
	now   func() time.Time
}

// New makes a Store. The clock must be the one that state runs on.
func New(state store.State, now func() time.Time) *Store { return &Store{state: state, now: now} }
