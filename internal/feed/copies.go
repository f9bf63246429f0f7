package feed

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// copies is the last good copy of one feed on disk, and the one that it replaced with
// other keys or another address. A file's time says when the source last gave or
// confirmed it, or when it was replaced.
type copies struct{ dir, name string }

const (
	lastGood = ".xml"
	replaced = ".replaced.xml"
)

func (c copies) path(which string) string { return filepath.Join(c.dir, c.name+which) }

// Confirmed tells when the source of a feed last gave or confirmed the copy that lies in
// cache; false: there is none.
func Confirmed(cache, name string) (time.Time, bool) {
	info, err := os.Stat(copies{cache, name}.path(lastGood))
	if err != nil {
		return time.Time{}, false
	}
	return info.ModTime(), true
}

func (c copies) open(which string) (*os.File, time.Time, error) {
	f, err := os.Open(c.path(which))
	if err != nil {
		return nil, time.Time{}, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, time.Time{}, errors.Join(err, f.Close())
	}
	return f, info.ModTime(), nil
}

// touch notes that the source confirmed the copy. Without a copy there is nothing to
// note.
func (c copies) touch(now time.Time) { _ = os.Chtimes(c.path(lastGood), now, now) }

// draft is a document on its way to become the last good copy.
type draft struct {
	io.Writer
	file *os.File // nil: it goes nowhere
	copies
}

// nowhere is for who has no disk to write on.
var nowhere = &draft{Writer: io.Discard}

func (c copies) draft() (*draft, error) {
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(c.path(".new"), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	return &draft{f, f, c}, nil
}

// drop forgets a document that was not good.
func (d *draft) drop() {
	if d.file != nil {
		_ = d.file.Close()
		_ = os.Remove(d.file.Name())
	}
}

// keep replaces the last good copy whole or not at all. rolled says that keys or
// address are others now: then the copy that is replaced is kept for a while.
func (d *draft) keep(rolled bool, now time.Time) error {
	if d.file == nil {
		return nil
	}
	if err := errors.Join(d.file.Sync(), d.file.Close(), os.Chtimes(d.file.Name(), now, now)); err != nil {
		return fmt.Errorf("write: %w", errors.Join(err, os.Remove(d.file.Name())))
	}
	var err error
	if rolled { // a second name for it: at no moment is there no last good copy
		err = os.Remove(d.path(replaced))
		if errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		if err = errors.Join(err, os.Link(d.path(lastGood), d.path(replaced))); err == nil {
			err = os.Chtimes(d.path(replaced), now, now)
		}
	}
	return errors.Join(err, os.Rename(d.file.Name(), d.path(lastGood)))
}
