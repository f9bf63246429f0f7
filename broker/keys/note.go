package keys

import (
	"errors"

	"sluis/broker/store"
)

// Note writes an act on the keys into the audit chain, inside the transaction of the
// act itself: both are on disk, or neither (design §5.8). Lines name kids, dates and
// connections, never a key.
type Note func(tx store.Tx, verb string, lines ...string) error

// errNoNote is a fault of the caller: nothing is done to a key that nobody writes down.
var errNoNote = errors.New("keys: an act that nobody writes down is not done")

// Declined is a sentence for the operator: why an act on the keys was not done, and
// what to do. Nothing has changed.
type Declined string

func (d Declined) Error() string { return string(d) }
