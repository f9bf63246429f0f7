package store

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
)

// Key finds a value. It is a digest, never the thing itself: a dump of the store
// holds no handle that opens anything (design §1.6).
type Key [32]byte

// KeyOf gives SHA-256 over the kind and the parts, each with its length before it,
// so that no two lists of parts meet in one key. Parts are random handles, ids of
// ours or keyed digests (keys.Ring.MAC), never an attribute value: an unkeyed
// digest of a student number is found by trying all numbers.
func KeyOf(kind string, parts ...string) Key {
	frame := make([]byte, 0, 256)
	frame = appendField(frame, kind)
	for _, p := range parts {
		frame = appendField(frame, p)
	}
	return sha256.Sum256(frame)
}

func appendField(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint64(b, uint64(len(s))), s...)
}

// The outcomes that callers tell apart; anything else means that the store could
// not answer. Compare with errors.Is.
var (
	ErrNotFound = errors.New("store: not found")         // absent or expired
	ErrExists   = errors.New("store: exists already")    // Create, or a unique column of Records
	ErrConflict = errors.New("store: changed meanwhile") // Swap with an old version
	ErrTaken    = errors.New("store: taken already")     // see [TakenError]
)

// TakenError is the ErrTaken of a value that somebody took: Mark is what the taker
// left in its place.
type TakenError struct{ Mark []byte }

func (e *TakenError) Error() string { return ErrTaken.Error() }

// Is makes errors.Is(err, ErrTaken) hold.
func (e *TakenError) Is(target error) bool { return target == ErrTaken }
