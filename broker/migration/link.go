package migration

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"sluis/broker/store"
)

// Identity is who somebody is for a hub: what a subject hangs on, but for the app.
type Identity struct {
	Federation string
	School     string
	UpstreamID string
}

// Subjects are those that a person keeps, by the sector of the app. An app that comes
// later has none of the person, and gets the one of who the person is then.
type Subjects map[string]string

// Link is what is remembered of one person of a school that moved. Subjects is nil where
// the person said to have had no account.
type Link struct {
	Window   string
	Subjects Subjects
}

// What a link can be refused for.
var (
	ErrTaken  = errors.New("migration: the old account is another person's by now") // or this person has another
	ErrClosed = errors.New("migration: the window is not open")
	ErrSame   = errors.New("migration: both are the same account")
)

func (b *Book) digest(i Identity) []byte {
	m := b.ring.MAC("index", []byte("migration"), []byte(i.Federation), []byte(i.School), []byte(i.UpstreamID))
	return m[:]
}

// Of gives the link of a person; false: there is none.
func (b *Book) Of(ctx context.Context, i Identity) (l Link, ok bool, err error) {
	err = b.records.View(ctx, func(tx store.Tx) error {
		l, ok, err = b.of(tx, b.digest(i))
		return err
	})
	return l, ok, err
}

func (b *Book) of(tx store.Tx, fresh []byte) (l Link, ok bool, err error) {
	var box []byte
	err = tx.Query(`SELECT window_id, box FROM migration_link WHERE fresh = $1`, []any{fresh}, func(scan func(...any) error) error {
		ok = true
		return scan(&l.Window, &box)
	})
	if err != nil || box == nil {
		return l, ok, err
	}
	plain, err := b.ring.Open("seal", "migration link "+hex.EncodeToString(fresh), box)
	if err == nil {
		err = json.Unmarshal(plain, &l.Subjects)
	}
	if err != nil {
		return l, false, fmt.Errorf("migration: open link: %w", err)
	}
	return l, ok, nil
}

// Gone reports whether somebody took this account along to another one: who logs in with it
// now may be another pupil, to whom the old school gave the identifier, and must not meet
// the subject of the one who left.
func (b *Book) Gone(ctx context.Context, i Identity) (gone bool, err error) {
	err = b.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT window_id FROM migration_link WHERE old = $1`, []any{b.digest(i)}, func(scan func(...any) error) error {
			var window string
			gone = true
			return scan(&window)
		})
	})
	return gone, err
}

// Pair is one person: who that is now, who that was, and the subjects of then.
type Pair struct {
	Fresh, Old Identity
	Subjects   Subjects // of Old where nothing linked it before
}

// Link has people keep their subjects. All of them do, or none: ErrTaken, if one of the old
// ones belongs to somebody, or one of the new ones has another. Doing it again is no error.
// pupil says that the window must be open to pupils at this moment.
func (b *Book) Link(ctx context.Context, window string, pupil bool, pairs []Pair, note Note) (made int, err error) {
	err = b.records.Update(ctx, func(tx store.Tx) error {
		made = 0
		w, err := b.standing(tx, window)
		if err != nil {
			return err
		}
		if pupil && !w.SelfLinked {
			return ErrClosed
		}
		for _, p := range pairs {
			n, err := b.link(tx, w, p)
			if err != nil {
				return err
			}
			made += n
		}
		if note == nil {
			return nil
		}
		return note(tx, "subjects.link", window, fmt.Sprint(made, " links"))
	})
	if err != nil {
		return 0, fmt.Errorf("migration: link: %w", err)
	}
	return made, nil
}

func (b *Book) standing(tx store.Tx, id string) (Window, error) {
	all, err := b.read(tx)
	if err != nil {
		return Window{}, err
	}
	for _, w := range all {
		if w.ID == id && w.IsOpen(b.now()) {
			return w, nil
		}
	}
	return Window{}, ErrClosed
}

func (b *Book) link(tx store.Tx, w Window, p Pair) (int, error) {
	fresh, old := b.digest(p.Fresh), b.digest(p.Old)
	if string(fresh) == string(old) {
		return 0, ErrSame
	}
	var owner []byte
	err := tx.Query(`SELECT fresh FROM migration_link WHERE old = $1`, []any{old}, func(scan func(...any) error) error { return scan(&owner) })
	if err != nil {
		return 0, err
	}
	if owner != nil {
		if string(owner) == string(fresh) {
			return 0, nil
		}
		return 0, ErrTaken
	}
	have, ok, err := b.of(tx, fresh)
	switch {
	case err != nil:
		return 0, err
	case ok && have.Subjects != nil:
		return 0, ErrTaken
	case ok: // said to have had none, and found it after all
		if _, err := tx.Exec(`DELETE FROM migration_link WHERE fresh = $1`, fresh); err != nil {
			return 0, err
		}
	}
	// Who moved before is who that was in the beginning.
	subjects := p.Subjects
	if before, ok, err := b.of(tx, old); err != nil {
		return 0, err
	} else if ok && before.Subjects != nil {
		if before.Window == w.ID { // of then and of now at once: whose it is cannot be told
			return 0, ErrTaken
		}
		subjects = before.Subjects
	}
	return 1, b.insert(tx, w.ID, fresh, old, subjects)
}

func (b *Book) insert(tx store.Tx, window string, fresh, old []byte, s Subjects) error {
	var box []byte
	if old != nil {
		plain, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("migration: encode link: %w", err)
		}
		if box, err = b.ring.Seal("seal", "migration link "+hex.EncodeToString(fresh), plain); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`INSERT INTO migration_link (fresh, old, window_id, box, made) VALUES ($1, $2, $3, $4, $5)`, fresh, old, window, box, b.now().Unix())
	return err
}

// Stranger remembers that a person had no account, so as not to ask again.
func (b *Book) Stranger(ctx context.Context, window string, i Identity) error {
	err := b.records.Update(ctx, func(tx store.Tx) error {
		w, err := b.standing(tx, window)
		if err != nil {
			return err
		}
		if _, ok, err := b.of(tx, b.digest(i)); ok || err != nil {
			return err
		}
		return b.insert(tx, w.ID, b.digest(i), nil, nil)
	})
	if err != nil {
		return fmt.Errorf("migration: remember: %w", err)
	}
	return nil
}

// Count gives how many people a window linked, and how many said to have had no account.
func (b *Book) Count(ctx context.Context, window string) (linked, strangers int64, err error) {
	err = b.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT count(old), count(*) - count(old) FROM migration_link WHERE window_id = $1`, []any{window}, func(scan func(...any) error) error { return scan(&linked, &strangers) })
	})
	return linked, strangers, err
}
