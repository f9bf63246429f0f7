package metadata

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"
)

// Grace is for how long a set that was replaced still verifies the answers to
// requests that went out under it. It equals the longest life of a login under
// way (design §1.4: transaction ≤ 60 min).
const Grace = 60 * time.Minute

// maxReplaced caps the sets kept in grace. A hub rolls over once in years; a
// document that changes its keys at every fetch must not grow without bound.
const maxReplaced = 4

// Live holds the metadata of one hub while it changes. It is safe for use by
// several goroutines.
type Live struct {
	options Options

	mu       sync.RWMutex
	current  *Entity
	replaced []replaced // newest first
}

type replaced struct {
	entity *Entity
	until  time.Time
}

// NewLive makes a holder without metadata: until the first [Live.Set] no login can
// begin.
func NewLive(o Options) *Live { return &Live{options: o} }

// Static makes a holder of a document that does not change, such as a file.
func Static(b []byte, now time.Time, o Options) (*Live, []Warning, error) {
	l := NewLive(o)
	warnings, err := l.Set(b, now)
	if err != nil {
		return nil, nil, err
	}
	return l, warnings, nil
}

// Set takes a newer document that is held in memory; see [Live.Load].
func (l *Live) Set(b []byte, now time.Time) ([]Warning, error) {
	return l.Load(bytes.NewReader(b), now)
}

// Load takes a newer document. On any error what was held stays as it was. A
// document of another entity than the one held is refused: a hub does not change
// its name, and identifiers hang on it.
func (l *Live) Load(r io.Reader, now time.Time) ([]Warning, error) {
	e, warnings, err := Read(r, now, l.options)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current != nil && l.current.EntityID != e.EntityID {
		return nil, fmt.Errorf("metadata: %w: document is of %q, and this connection is with %q", ErrEntity, e.EntityID, l.current.EntityID)
	}
	if l.current != nil && e.ValidUntil.Before(l.current.ValidUntil) && !e.ValidUntil.IsZero() {
		warnings = append(warnings, "the document ends earlier than the one it replaces: is an old one being served?")
	}
	if l.current != nil && l.current.KeySet.ID != e.KeySet.ID {
		l.replace(e.KeySet.ID, now)
	}
	l.current = e
	return warnings, nil
}

// Recall takes back, at a start, the document that was replaced last, so that a
// restart in the hour of a rollover loses no login either (F-04). until is where its
// grace ends: [Grace] after it was replaced. It has to be of the entity that is
// held, and to be trusted still.
func (l *Live) Recall(r io.Reader, now, until time.Time) error {
	e, _, err := Read(r, now, l.options)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.current != nil && l.current.EntityID == e.EntityID && l.current.KeySet.ID != e.KeySet.ID && len(l.replaced) < maxReplaced {
		l.replaced = append(l.replaced, replaced{entity: e, until: until})
	}
	return nil
}

// Succeed takes over what requests under way need of the holder before this one: a
// change of where metadata comes from, or of who signs it, loses no login either. New
// requests wait for a document of the new source.
func (l *Live) Succeed(old *Live, now time.Time) {
	old.mu.RLock()
	defer old.mu.RUnlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	var kept []replaced
	if old.current != nil {
		kept = append(kept, replaced{entity: old.current, until: now.Add(Grace)})
	}
	kept = append(kept, old.replaced...)
	l.replaced = kept[:min(len(kept), maxReplaced)]
}

// replace moves the current set into grace. A set that comes back into use leaves
// it, or it would be there twice with two ends.
func (l *Live) replace(next string, now time.Time) {
	kept := []replaced{{entity: l.current, until: now.Add(Grace)}}
	for _, r := range l.replaced {
		if len(kept) < maxReplaced && now.Before(r.until) && r.entity.KeySet.ID != next && r.entity.KeySet.ID != l.current.KeySet.ID {
			kept = append(kept, r)
		}
	}
	l.replaced = kept
}

// Current gives the set that a new request goes out under. The error says why
// there is none: nothing was ever loaded, or validUntil has passed.
func (l *Live) Current(now time.Time) (KeySet, error) {
	if err := l.Standing().Usable(now); err != nil {
		return KeySet{}, err
	}
	return l.Entity().KeySet, nil
}

// ByID gives the set that a request went out under: the current one, or one that
// was replaced less than [Grace] ago. Neither may be past its validUntil.
func (l *Live) ByID(id string, now time.Time) (KeySet, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.current != nil && l.current.KeySet.ID == id {
		return l.current.KeySet, !l.current.expired(now)
	}
	for _, r := range l.replaced {
		if r.entity.KeySet.ID == id {
			return r.entity.KeySet, now.Before(r.until) && !r.entity.expired(now)
		}
	}
	return KeySet{}, false
}

// Entity is what was loaded last, expired or not; nil before the first [Live.Set].
// It may not be changed.
func (l *Live) Entity() *Entity {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.current
}
