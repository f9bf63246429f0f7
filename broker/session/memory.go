package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// Memory is what lets a session answer a request instead of the school. It is sealed
// under the session half of the cookie, and is gone at Until.
type Memory struct {
	Began time.Time // when the school was asked; the session ends an app's absolute time after it
	Until time.Time // when it is forgotten, unless it is used before
	Login []byte    // the verified login, as package flow wrote it; opaque here
}

type memoryRow struct {
	Began int64  `json:"b"` // Unix milliseconds
	Until int64  `json:"u"`
	Login []byte `json:"l"`
}

func (s *Store) keep(ctx context.Context, handle string, m *Memory) error {
	ttl := m.Until.Sub(s.Now())
	if ttl <= 0 {
		return nil
	}
	plain, err := json.Marshal(memoryRow{m.Began.UnixMilli(), m.Until.UnixMilli(), m.Login})
	if err != nil {
		return fmt.Errorf("session: encode memory: %w", err)
	}
	box, err := keys.SealWith([]byte(handle), "session", plain)
	if err != nil {
		return fmt.Errorf("session: seal memory: %w", err)
	}
	err = s.State.Create(ctx, digest(handle), box, ttl)
	if errors.Is(err, store.ErrExists) { // the same login, a moment ago
		return nil
	}
	return err
}

// Recall gives what is kept under a session half. ErrNone: nothing.
func (s *Store) Recall(ctx context.Context, handle string) (*Memory, error) {
	v, err := s.State.Get(ctx, digest(handle))
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrTaken) {
		return nil, ErrNone
	}
	if err != nil {
		return nil, err
	}
	plain, err := keys.OpenWith([]byte(handle), "session", v.Data)
	if err != nil {
		return nil, ErrNone
	}
	var row memoryRow
	if err := json.Unmarshal(plain, &row); err != nil {
		return nil, fmt.Errorf("session: decode memory: %w", err)
	}
	m := &Memory{time.UnixMilli(row.Began).UTC(), time.UnixMilli(row.Until).UTC(), row.Login}
	// A loss of power may have undone that a logout deleted it.
	if m.Began.Before(s.State.Horizon()) || !m.Until.After(s.Now()) {
		return nil, ErrNone
	}
	return m, nil
}
