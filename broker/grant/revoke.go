package grant

import (
	"context"
	"errors"

	"sluis/broker/store"
)

var revoked = []byte{0}

// Revoke ends a grant and all of its tokens at once: whichever is presented, it is the
// grant's one row that is asked. It leaves a tombstone rather than a gap: a redemption
// that is under way at this moment creates the grant's row only where there is none,
// and so cannot bring it to life after the reuse was seen. Once the tombstone is gone
// there is no grant, and its refresh tokens open nothing either.
func (s *Store) Revoke(ctx context.Context, id string) error {
	key := store.KeyOf("grant", id)
	for {
		err := s.state.Create(ctx, key, revoked, markLife)
		if !errors.Is(err, store.ErrExists) {
			return err
		}
		v, err := s.state.Get(ctx, key)
		if errors.Is(err, store.ErrNotFound) { // it expired in between
			continue
		}
		if err != nil || len(v.Data) == len(revoked) {
			return err
		}
		_, err = s.state.Swap(ctx, key, v.Version, revoked, markLife)
		if !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
}
