package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
)

// flusher moves the table to SQLite whenever it has grown enough. It ends when kick
// is closed.
func (s *state) flusher() {
	defer close(s.done)
	if err := s.disk.survey(); err != nil {
		s.logger.Warn("state.db is read for each look: what it holds could not be listed", slog.Any("error", err))
	}
	for range s.kick {
		// One flush may move what an earlier run left and nothing of the table; whoever
		// waits for the table asks no second time.
		for again := true; again; {
			if _, err := s.flush(); err != nil {
				s.logger.Error("state stays in its journal: it cannot be moved to state.db", slog.Any("error", err))
				break
			}
			again = s.full()
		}
	}
}

// full reports whether the table has grown enough to be moved.
func (s *state) full() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size > s.limit
}

// flush moves the table to SQLite and deletes its journals; it gives how many
// entries had expired. Readers and writers go on meanwhile, over a new table and a
// new journal. When it fails, everything is still in the journals, and the next
// flush begins with what this one could not move.
func (s *state) flush() (expired int, err error) {
	s.flushing.Lock()
	defer s.flushing.Unlock()
	if err := s.turn(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	old, upTo := s.old, s.oldUpTo
	s.mu.Unlock()
	if old == nil {
		return 0, nil
	}
	expired, err = s.disk.apply(old, upTo, s.now().UnixMilli())
	s.mu.Lock()
	if s.flushErr = err; err == nil {
		s.old = nil
	}
	s.flushed.Broadcast()
	s.mu.Unlock()
	if err != nil {
		return 0, err
	}
	return expired, removeJournals(s.dir, upTo)
}

// turn makes the table the old one and begins a new journal, where there is
// something to move and nothing being moved.
func (s *state) turn() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.old != nil || len(s.table) == 0 {
		return nil
	}
	err := s.journal.trim()
	var next *journal
	if err == nil {
		next, err = newJournal(s.dir, s.journal.number+1)
	}
	if err != nil {
		s.flushErr = err
		s.flushed.Broadcast()
		return err
	}
	s.old, s.oldUpTo = s.table, s.journal.number
	s.table, s.size = make(map[slot]entry, len(s.old)), 0
	err = s.journal.close()
	s.journal = next
	return err
}

// reload reads the journals that SQLite does not have yet into the old table, for
// the first flush to move, and begins a new journal. flushed is the last one that
// SQLite has.
//
// After a kill, every journal is whole but for the end of the last. After a power
// loss one may be cut off: what comes after the cut is dropped, in the later ones
// too, so that what is left is what there was at some instant.
func (s *state) reload(flushed uint64) error {
	list, err := journals(s.dir)
	if err != nil {
		return err
	}
	table, last := map[slot]entry{}, flushed
	for _, n := range list {
		last = max(last, n)
		if n <= flushed {
			continue
		}
		b, err := os.ReadFile(journalPath(s.dir, n))
		if err != nil {
			return fmt.Errorf("store: journal: %w", err)
		}
		if end := replay(n, b, func(sl slot, e entry) { table[sl] = e }); end < len(b) {
			if err := mend(s.dir, n, end); err != nil {
				return err
			}
			break
		}
	}
	if len(list) > 0 {
		s.old, s.oldUpTo = table, last
	}
	s.table = map[slot]entry{}
	s.journal, err = newJournal(s.dir, last+1)
	return err
}

// sweep flushes, removes what has expired, and leaves no copy of it behind.
func (s *state) sweep(ctx context.Context) (deleted int, err error) {
	deleted, err = s.flush()
	for err == nil {
		if err = ctx.Err(); err != nil {
			break
		}
		var n int
		n, err = s.disk.sweep(s.now().UnixMilli())
		deleted += n
		if n < sweepStep {
			break
		}
	}
	if err != nil {
		return deleted, err
	}
	return deleted, errors.Join(s.disk.resurvey(), s.disk.truncate())
}

// close flushes and ends everything; operations that come later get an error.
func (s *state) close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.kick) // put sends only while not closed, under mu
	s.flushed.Broadcast()
	s.mu.Unlock()
	<-s.done
	var err error
	for range 2 { // what a flush left under way, then the table
		_, e := s.flush()
		err = errors.Join(err, e)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	err = errors.Join(err, s.journal.close())
	if len(s.table) == 0 && s.old == nil {
		err = errors.Join(err, removeJournals(s.dir, s.journal.number), s.disk.truncate())
	}
	return errors.Join(err, s.disk.close())
}
