package sqlstore

import (
	"encoding/binary"
	"sync/atomic"
)

// presence tells which slots SQLite may hold, in one megabyte whatever it holds: a
// Bloom filter over digests that are random already. A login looks for a handful of
// handles that it has just made and that cannot be there; each look would be a read
// transaction of SQLite, a twentieth of a login's CPU together.
//
// It errs on one side only: what it calls absent is absent. A row's bits are set
// before the row is committed; a removed row's bits stay until the next filter.
type presence struct {
	bits  [presenceBits / 64]atomic.Uint64
	added atomic.Int64
}

// With four bits a row and 800,000 rows, one look in a hundred goes to the disk for
// nothing; with ten times as many nearly all do, as they would without a filter.
const (
	presenceBits = 1 << 23
	presenceStep = 200_000 // rows added, after which a sweep makes a filter anew
)

// places are the bits of a slot, taken from bytes that the index does not use.
func places(sl *slot) [4]uint32 {
	var p [4]uint32
	for i := range p {
		p[i] = binary.LittleEndian.Uint32(sl[8+4*i:]) % presenceBits
	}
	return p
}

func (f *presence) add(sl *slot) {
	for _, p := range places(sl) {
		f.bits[p/64].Or(1 << (p % 64))
	}
	f.added.Add(1)
}

func (f *presence) has(sl *slot) bool {
	for _, p := range places(sl) {
		if f.bits[p/64].Load()&(1<<(p%64)) == 0 {
			return false
		}
	}
	return true
}

// survey makes the filter anew from the rows that are there. Until the first one is
// made every look goes to the disk: a start waits for nothing.
func (d *disk) survey() error {
	d.write.Lock()
	defer d.write.Unlock()
	if d.write.conn == nil {
		return errClosed
	}
	s, err := d.write.conn.Prepare(`SELECT key FROM entry`)
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // its errors came back from Step
	if err := s.Bind(); err != nil {
		return err
	}
	f := &presence{}
	for {
		more, err := s.Step()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if key := s.Bytes(0); len(key) == slotSize {
			f.add((*slot)(key))
		}
	}
	f.added.Store(0)
	d.present.Store(f)
	return nil
}

// resurvey makes the filter anew where rows that have gone may fill it.
func (d *disk) resurvey() error {
	if f := d.present.Load(); f != nil && f.added.Load() < presenceStep {
		return nil
	}
	return d.survey()
}

// mayHold reports whether SQLite could hold a row of a slot.
func (d *disk) mayHold(sl *slot) bool {
	f := d.present.Load()
	return f == nil || f.has(sl)
}
