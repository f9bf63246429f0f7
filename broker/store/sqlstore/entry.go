package sqlstore

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"sluis/broker/store"
)

// kind says what stands under a slot. The numbers are in journals and rows.
type kind byte

const (
	tombstone kind = iota // nothing; SQLite may still hold a row
	value
	mark // of a value that was taken
	counter
	lastKind = counter
)

// slot is a key in one of two name spaces: values and marks, or counters.
type slot [slotSize]byte

const slotSize = len(store.Key{}) + 1

func slotOf(key store.Key, space byte) slot {
	var s slot
	copy(s[:], key[:])
	s[len(key)] = space
	return s
}

func valueSlot(key store.Key) slot   { return slotOf(key, 0) }
func counterSlot(key store.Key) slot { return slotOf(key, 1) }

// id is what SQLite's index holds of a slot.
func (s *slot) id() int64 { return int64(binary.BigEndian.Uint64(s[:])) }

// entry is what stands under a slot. Its data is never changed in place.
type entry struct {
	kind    kind
	stored  bool   // SQLite may hold a row of this slot
	version uint64 // of a counter: the count
	expires int64  // Unix milliseconds; live before it
	data    []byte
}

// overhead is about what an entry costs in memory beside its data.
const overhead = 128

func (e *entry) size() int { return overhead + len(e.data) }

func (e *entry) live(now int64) bool { return e.kind != tombstone && now < e.expires }

// expiry gives the instant at which a lifetime ends, rounded up.
func expiry(now time.Time, ttl time.Duration) (int64, error) {
	if ttl <= 0 {
		return 0, fmt.Errorf("store: lifetime %s is not positive", ttl)
	}
	ms := int64(ttl / time.Millisecond)
	if ttl%time.Millisecond != 0 {
		ms++
	}
	at := now.UnixMilli()
	if ms > math.MaxInt64-at {
		return math.MaxInt64, nil
	}
	return at + ms, nil
}

// newVersion is random, so that a version never comes back after Delete and Create,
// and no node needs to know another's.
func newVersion() uint64 {
	var b [8]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return binary.LittleEndian.Uint64(b[:])
}

var errTooLarge = errors.New("store: value is too large")

func checkData(data []byte) error {
	if len(data) > store.MaxData {
		return errTooLarge
	}
	return nil
}
