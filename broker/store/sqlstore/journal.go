package sqlstore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sluis/broker/store"
)

// A journal is a file of records: length and CRC-32C of what follows (4 bytes each,
// little endian), kind, slot, version, expires, data. The checksum is seeded with
// the journal's number, so that a record counts in its own file alone. A record that
// does not check is where a power loss, or a kill in the middle of a write, cut the
// file off: it and everything after it was not acknowledged, or may be lost (NORMAL).
const (
	journalPrefix = "state.journal."
	recordHead    = 8
	recordFixed   = 1 + slotSize + 8 + 8
	maxRecord     = recordFixed + store.MaxData
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type journal struct {
	f      *os.File
	number uint64
	end    int64
	torn   bool // there may be half a record behind end
	buf    []byte
}

func journalPath(dir string, number uint64) string {
	return filepath.Join(dir, journalPrefix+strconv.FormatUint(number, 10))
}

func newJournal(dir string, number uint64) (*journal, error) {
	f, err := os.OpenFile(journalPath(dir, number), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("store: journal: %w", err)
	}
	return &journal{f: f, number: number}, nil
}

// add puts a record in the buffer; write sends the buffer to the file.
func (j *journal) add(sl slot, e entry) {
	at := len(j.buf)
	j.buf = append(j.buf, make([]byte, recordHead)...)
	j.buf = append(j.buf, byte(e.kind))
	j.buf = append(j.buf, sl[:]...)
	j.buf = binary.LittleEndian.AppendUint64(j.buf, e.version)
	j.buf = binary.LittleEndian.AppendUint64(j.buf, uint64(e.expires))
	j.buf = append(j.buf, e.data...)
	body := j.buf[at+recordHead:]
	binary.LittleEndian.PutUint32(j.buf[at:], uint32(len(body)))
	binary.LittleEndian.PutUint32(j.buf[at+4:], checksum(j.number, body))
}

// write appends what was added, in one system call. When that fails, half a record
// may be on disk; the next write begins at the same place.
func (j *journal) write() error {
	_, err := j.f.WriteAt(j.buf, j.end)
	if err == nil {
		j.end += int64(len(j.buf))
	} else {
		j.torn = true
	}
	j.buf = j.buf[:0]
	if err != nil {
		return fmt.Errorf("store: journal: %w", err)
	}
	return nil
}

// trim cuts off what a failed write left behind: reload takes half a record for the
// end of everything, and would drop the journals that follow.
func (j *journal) trim() error {
	if !j.torn {
		return nil
	}
	if err := j.f.Truncate(j.end); err != nil {
		return fmt.Errorf("store: journal: %w", err)
	}
	j.torn = false
	return nil
}

func (j *journal) close() error { return j.f.Close() }

func checksum(number uint64, body []byte) uint32 {
	return crc32.Update(uint32(number), castagnoli, body)
}

// replay calls put for each whole record of b, in their order, and gives how many
// bytes they are: fewer than b has where it is cut off.
func replay(number uint64, b []byte, put func(slot, entry)) (end int) {
	for {
		rest := b[end:]
		if len(rest) < recordHead {
			return end
		}
		n := int(binary.LittleEndian.Uint32(rest))
		if n < recordFixed || n > maxRecord || n > len(rest)-recordHead {
			return end
		}
		body := rest[recordHead : recordHead+n]
		if checksum(number, body) != binary.LittleEndian.Uint32(rest[4:]) || kind(body[0]) > lastKind {
			return end
		}
		end += recordHead + n
		e := entry{kind: kind(body[0]), stored: true}
		sl := slot(body[1 : 1+slotSize])
		e.version = binary.LittleEndian.Uint64(body[1+slotSize:])
		e.expires = int64(binary.LittleEndian.Uint64(body[1+slotSize+8:]))
		e.data = slices.Clone(body[recordFixed:])
		put(sl, e)
	}
}

// mend makes a journal that was cut off end where it is whole, after it has removed
// the ones that follow: the next start would otherwise meet the same cut, and drop
// with what follows it all that this run is going to write. The order matters, for a
// loss of power may come in between: a mended journal must not be followed by files
// from before the cut.
func mend(dir string, number uint64, end int) error {
	list, err := journals(dir)
	for _, n := range list {
		if n > number {
			err = errors.Join(err, os.Remove(journalPath(dir, n)))
		}
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err == nil {
		err = os.Truncate(journalPath(dir, number), int64(end))
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("store: journal: %w", err)
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// journals lists the numbers of the journals in dir, in their order.
func journals(dir string) ([]uint64, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("store: journals: %w", err)
	}
	var list []uint64
	for _, f := range files {
		digits, ok := strings.CutPrefix(f.Name(), journalPrefix)
		if !ok {
			continue
		}
		n, err := strconv.ParseUint(digits, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("store: journals: %s is not a journal of this version of sluis", f.Name())
		}
		list = append(list, n)
	}
	slices.Sort(list)
	return list, nil
}

// removeJournals deletes the journals up to and including a number.
func removeJournals(dir string, upTo uint64) error {
	list, err := journals(dir)
	for _, n := range list {
		if n > upTo {
			break
		}
		if e := os.Remove(journalPath(dir, n)); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, fmt.Errorf("store: journals: %w", e))
		}
	}
	return err
}
