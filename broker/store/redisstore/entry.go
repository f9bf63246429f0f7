package redisstore

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"sluis/broker/store"
)

// What stands under a key of values is a head of fixed length, then the data:
//
//	1 byte    v or m: a value, or the mark of one that was taken
//	16 bytes  version, in hexadecimal
//	13 bytes  the instant its lifetime ends, Unix milliseconds, decimal
//
// It is text so that the scripts need no library to read it.
const (
	isValue    = 'v'
	isMark     = 'm'
	headSize   = 30
	versionAt  = 1
	expiresAt  = 17
	farthest   = 9_999_999_999_999 // the largest instant of 13 digits: the year 2286
	maxCounter = 1 << 40
)

// names gives the two keys of a key: that of the value, and that of the counter. What
// stands in braces is all that a Cluster looks at, so both are in one slot.
func (s *Store) names(key store.Key) (value, counter string) {
	tag := s.address.prefix + ":{" + base64.RawURLEncoding.EncodeToString(key[:]) + "}"
	return tag + "v", tag + "n"
}

// life is a lifetime that begins now.
type life struct {
	now     string // Unix milliseconds
	expires string // 13 digits
	sweep   string // when Redis may throw it away, in milliseconds from now
}

func (s *Store) life(ttl time.Duration) (life, error) {
	if ttl <= 0 {
		return life{}, fmt.Errorf("store: lifetime %s is not positive", ttl)
	}
	ms := int64(ttl / time.Millisecond)
	if ttl%time.Millisecond != 0 {
		ms++
	}
	now := s.now().UnixMilli()
	ms = min(ms, farthest-now)
	return life{strconv.FormatInt(now, 10), fmt.Sprintf("%013d", now+ms), strconv.FormatInt(ms+s.grace.Milliseconds(), 10)}, nil
}

// version is random: it never comes back, whoever else deletes, creates or restores
// the key, and no node needs to know another's.
func newVersion() string {
	var b [8]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

func entry(kind byte, version string, l life, data []byte) []byte {
	out := make([]byte, 0, headSize+len(data))
	out = append(out, kind)
	out = append(out, version...)
	out = append(out, l.expires...)
	return append(out, data...)
}

var errForeign = errors.New("store: redis: something that is not of sluis stands under one of its keys")

// read opens what stands under a key. ErrNotFound: it has expired.
func (s *Store) read(raw string) (store.Value, error) {
	if len(raw) < headSize {
		return store.Value{}, errForeign
	}
	version, err := strconv.ParseUint(raw[versionAt:expiresAt], 16, 64)
	expires, err2 := strconv.ParseInt(raw[expiresAt:headSize], 10, 64)
	switch data := []byte(raw[headSize:]); {
	case errors.Join(err, err2) != nil:
		return store.Value{}, errForeign
	case s.now().UnixMilli() >= expires:
		return store.Value{}, store.ErrNotFound
	case raw[0] == isMark:
		return store.Value{}, &store.TakenError{Mark: data}
	case raw[0] == isValue:
		return store.Value{Data: data, Version: version}, nil
	}
	return store.Value{}, errForeign
}

func checkData(data []byte) error {
	if len(data) > store.MaxData {
		return errors.New("store: value is too large")
	}
	return nil
}

func checkStep(n int64) error {
	if n < -maxCounter || n > maxCounter || n == math.MinInt64 {
		return fmt.Errorf("store: step %d of a counter is out of range", n)
	}
	return nil
}
