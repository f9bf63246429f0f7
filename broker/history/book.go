package history

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// What a step can be refused for.
var (
	ErrMoved = errors.New("history: another registry was accepted in the meantime")
	ErrNone  = errors.New("history: no such version")
)

// Kept is how many versions are kept; the oldest go first. Their entries in the audit
// chain stay.
const Kept = 500

// Note writes the entry of a version in the audit chain, in the transaction of the version.
type Note func(tx store.Tx, number int64) error

// Book holds the versions. It is safe for concurrent use, on many nodes at once.
type Book struct {
	records store.Records
	ring    *keys.Ring
	now     func() time.Time
}

// New makes a Book.
func New(records store.Records, ring *keys.Ring, now func() time.Time) *Book {
	return &Book{records: records, ring: ring, now: now}
}

// Add writes a version and its entry down in one step, behind the version of number base;
// 0 where there is none. Where base is not the last any more it is [ErrMoved].
func (b *Book) Add(ctx context.Context, base int64, v Version, note Note) (Version, error) {
	s, err := b.Seal(v)
	if err != nil {
		return v, err
	}
	err = b.records.Update(ctx, func(tx store.Tx) error {
		v, err = b.Write(tx, base, s, note)
		return err
	})
	if err != nil {
		return v, fmt.Errorf("history: write: %w", err)
	}
	return v, nil
}

// Sealed is a version that only has to be written down.
type Sealed struct {
	v   Version
	box []byte
}

// Seal does what takes time about a version, ahead of the transaction that writes it.
func (b *Book) Seal(v Version) (Sealed, error) {
	packed, err := pack(v)
	if err != nil {
		return Sealed{}, err
	}
	box, err := b.ring.Seal("seal", label, packed)
	if err != nil {
		return Sealed{}, fmt.Errorf("history: seal: %w", err)
	}
	v.At, v.Digest = b.now(), sha256.Sum256(v.Text)
	return Sealed{v, box}, nil
}

// Write is [Book.Add] within a transaction.
func (b *Book) Write(tx store.Tx, base int64, s Sealed, note Note) (Version, error) {
	v := s.v
	highest, last, err := ends(tx)
	if err != nil {
		return v, err
	}
	if last != base {
		return v, ErrMoved
	}
	v.Number = highest + 1
	if _, err := tx.Exec(`INSERT INTO registry_version (number, at, state, digest, box) VALUES ($1, $2, $3, $4, $5)`,
		v.Number, v.At.Unix(), int64(v.State), v.Digest[:], s.box); err != nil {
		return v, err
	}
	if _, err := tx.Exec(`DELETE FROM registry_version WHERE number <= $1`, v.Number-Kept); err != nil {
		return v, err
	}
	return v, note(tx, v.Number)
}

// label is the kind of a sealed version.
const label = "registry version"

// ends gives the highest number there is, and the last that was accepted.
func ends(tx store.Tx) (highest, accepted int64, err error) {
	err = tx.Query(`SELECT COALESCE(MAX(number), 0), COALESCE(MAX(CASE WHEN state = 1 THEN number ELSE 0 END), 0) FROM registry_version`, nil,
		func(scan func(...any) error) error { return scan(&highest, &accepted) })
	return highest, accepted, err
}

// Alone reports, within a transaction, whether a version is the only one that waits; else
// [ErrMoved].
func Alone(tx store.Tx, number int64) error {
	others := 0
	err := tx.Query(`SELECT count(*) FROM registry_version WHERE state = 0 AND number <> $1`, []any{number}, func(scan func(...any) error) error { return scan(&others) })
	if err == nil && others > 0 {
		err = ErrMoved
	}
	return err
}

// Settle says what became of a waiting version, with its entry if there is one to write. A
// version that is not waiting stays as it is.
func (b *Book) Settle(ctx context.Context, number int64, s State, note Note) error {
	err := b.records.Update(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(`UPDATE registry_version SET state = $1 WHERE number = $2 AND state = 0`, int64(s), number)
		if err != nil || n == 0 || note == nil {
			return err
		}
		return note(tx, number)
	})
	if err != nil {
		return fmt.Errorf("history: settle %d: %w", number, err)
	}
	return nil
}

// What is read of versions, whole: a test gives each statement to PostgreSQL as well.
const (
	lastVersion    = `SELECT number, at, state, digest, box FROM registry_version WHERE state = 1 ORDER BY number DESC LIMIT 1`
	waitingVersion = `SELECT number, at, state, digest, box FROM registry_version WHERE state = 0 ORDER BY number DESC LIMIT 1`
	versionOf      = `SELECT number, at, state, digest, box FROM registry_version WHERE number = $1`
	newestVersions = `SELECT number, at, state, digest, box FROM registry_version ORDER BY number DESC LIMIT $1`
)

// Last gives the version that was accepted last; [ErrNone] where none was.
func (b *Book) Last(ctx context.Context) (Version, error) {
	return b.one(ctx, lastVersion)
}

// Waits gives the version that was written down and is not in use; [ErrNone] where none is.
func (b *Book) Waits(ctx context.Context) (Version, error) {
	return b.one(ctx, waitingVersion)
}

// Get gives a version by its number.
func (b *Book) Get(ctx context.Context, number int64) (Version, error) {
	return b.one(ctx, versionOf, number)
}

func (b *Book) one(ctx context.Context, sql string, args ...any) (Version, error) {
	list, err := b.read(ctx, sql, args...)
	if err == nil && len(list) == 0 {
		err = ErrNone
	}
	if err != nil {
		return Version{}, err
	}
	return list[0], nil
}

// List gives the newest versions, the newest first, without their texts.
func (b *Book) List(ctx context.Context, most int) ([]Version, error) {
	list, err := b.read(ctx, newestVersions, int64(most))
	for i := range list {
		list[i].Text, list[i].Listing = nil, nil
	}
	return list, err
}

func (b *Book) read(ctx context.Context, sql string, args ...any) (out []Version, err error) {
	err = b.records.View(ctx, func(tx store.Tx) error {
		return tx.Query(sql, args, func(scan func(...any) error) error {
			var v Version
			var at, state int64
			var digest, box []byte
			if err := scan(&v.Number, &at, &state, &digest, &box); err != nil {
				return err
			}
			packed, err := b.ring.Open("seal", label, box)
			if err != nil {
				return err
			}
			v.At, v.State = time.Unix(at, 0), State(state)
			copy(v.Digest[:], digest)
			out = append(out, v)
			return out[len(out)-1].unpack(packed)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("history: read: %w", err)
	}
	return out, nil
}
