package sqlstore

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"sluis/broker/store/sqlstore/sqlite"
)

// disk is State's part in SQLite: one connection that writes, one that reads. With
// one of each nobody waits for a checkpoint, and the reader's cache stays warm, for
// only a flush or a sweep changes the file.
type disk struct {
	present atomic.Pointer[presence] // nil until the first survey
	looks   atomic.Int64             // how often find asked SQLite
	write   struct {
		sync.Mutex
		conn                                  *sqlite.Conn
		begin, commit, update, insert, remove *sqlite.Stmt
		expired, setMeta                      *sqlite.Stmt
	}
	read struct {
		sync.Mutex
		conn *sqlite.Conn
		get  *sqlite.Stmt
	}
}

func openDisk(w, r *sqlite.Conn) (*disk, error) {
	d := &disk{}
	d.write.conn, d.read.conn = w, r
	var err error
	prepare := func(c *sqlite.Conn, s **sqlite.Stmt, sql string) {
		if err == nil {
			*s, err = c.Prepare(sql)
		}
	}
	prepare(w, &d.write.begin, `BEGIN IMMEDIATE`)
	prepare(w, &d.write.commit, `COMMIT`)
	prepare(w, &d.write.update, `UPDATE entry SET kind = ?3, version = ?4, expires = ?5, data = ?6 WHERE id = ?1 AND key = ?2`)
	prepare(w, &d.write.insert, `INSERT INTO entry (id, key, kind, version, expires, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`)
	prepare(w, &d.write.remove, `DELETE FROM entry WHERE id = ?1 AND key = ?2`)
	prepare(w, &d.write.expired, `DELETE FROM entry WHERE rowid IN (SELECT rowid FROM entry WHERE expires <= ?1 LIMIT ?2)`)
	prepare(w, &d.write.setMeta, setMeta)
	prepare(r, &d.read.get, `SELECT kind, version, expires, data FROM entry WHERE id = ?1 AND key = ?2`)
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// close waits for what is under way; later calls get errClosed.
func (d *disk) close() error {
	d.write.Lock()
	defer d.write.Unlock()
	d.read.Lock()
	defer d.read.Unlock()
	w, r := &d.write, &d.read
	for _, s := range []*sqlite.Stmt{w.begin, w.commit, w.update, w.insert, w.remove, w.expired, w.setMeta, r.get} {
		if s != nil {
			s.Close() //nolint:errcheck // repeats an error that was reported
		}
	}
	err := errors.Join(r.conn.Close(), w.conn.Close())
	r.conn, w.conn = nil, nil
	return err
}

// find gives the row of a slot, expired or not.
func (d *disk) find(sl *slot) (entry, bool, error) {
	if !d.mayHold(sl) {
		return entry{}, false, nil
	}
	d.looks.Add(1)
	d.read.Lock()
	defer d.read.Unlock()
	if d.read.conn == nil {
		return entry{}, false, errClosed
	}
	s := d.read.get
	if err := s.Bind(sqlite.Int(sl.id()), sqlite.Blob(sl[:])); err != nil {
		return entry{}, false, err
	}
	defer s.Reset()
	more, err := s.Step()
	if err != nil || !more {
		return entry{}, false, err
	}
	return entry{kind: kind(s.Int(0)), stored: true, version: uint64(s.Int(1)), expires: s.Int(2), data: s.Bytes(3)}, true, nil
}

// apply writes a table of entries and the number of its journal in one synced
// transaction. Entries that have expired are left out; it gives their number.
func (d *disk) apply(table map[slot]entry, number uint64, now int64) (expired int, err error) {
	slots := make([]slot, 0, len(table))
	for sl := range table {
		slots = append(slots, sl)
	}
	// In the index's order neighbours share a page, which is then written once.
	slices.SortFunc(slots, func(a, b slot) int { return cmpSlot(&a, &b) })
	err = d.transact(func() error {
		for i := range slots {
			e := table[slots[i]]
			if e.kind != tombstone && !e.live(now) {
				expired++
				e.kind = tombstone
			}
			if err := d.put(&slots[i], &e); err != nil {
				return err
			}
		}
		return d.write.setMeta.Do(sqlite.Text("journal"), sqlite.Text(strconv.FormatUint(number, 10)))
	})
	return expired, err
}

func cmpSlot(a, b *slot) int {
	switch x, y := a.id(), b.id(); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func (d *disk) put(sl *slot, e *entry) error {
	id, key := sqlite.Int(sl.id()), sqlite.Blob(sl[:])
	if e.kind == tombstone {
		if !e.stored {
			return nil
		}
		return d.write.remove.Do(id, key)
	}
	data := e.data
	if data == nil {
		data = []byte{}
	}
	if f := d.present.Load(); f != nil {
		f.add(sl)
	}
	args := [...]sqlite.Arg{id, key, sqlite.Int(int64(e.kind)), sqlite.Int(int64(e.version)), sqlite.Int(e.expires), sqlite.Blob(data)}
	if e.stored {
		if err := d.write.update.Do(args[:]...); err != nil || d.write.conn.Changes() > 0 {
			return err
		}
	}
	return d.write.insert.Do(args[:]...)
}

// transact runs fn in a transaction; the caller holds no lock of d.
func (d *disk) transact(fn func() error) error {
	d.write.Lock()
	defer d.write.Unlock()
	if d.write.conn == nil {
		return errClosed
	}
	err := d.write.begin.Do()
	if err == nil {
		err = fn()
	}
	if err == nil {
		err = d.write.commit.Do()
	}
	if err != nil && d.write.conn.InTransaction() {
		err = errors.Join(err, d.write.conn.Run("ROLLBACK"))
	}
	if err != nil {
		return fmt.Errorf("store: state: %w", err)
	}
	return nil
}

// sweepStep bounds how many rows one transaction of a sweep removes.
const sweepStep = 1000

// sweep removes one step of expired rows, and gives how many there were.
func (d *disk) sweep(now int64) (n int, err error) {
	err = d.transact(func() error {
		if err := d.write.expired.Do(sqlite.Int(now), sqlite.Int(sweepStep)); err != nil {
			return err
		}
		n = int(d.write.conn.Changes())
		return nil
	})
	return n, err
}

// truncate moves the write-ahead log into the file and empties it: what was deleted
// is then nowhere in the two (secure_delete has overwritten it).
func (d *disk) truncate() error {
	d.write.Lock()
	defer d.write.Unlock()
	if d.write.conn == nil {
		return errClosed
	}
	return d.write.conn.Run("PRAGMA wal_checkpoint(TRUNCATE)")
}
