package grant

import (
	"context"
	"errors"
	"fmt"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// issue writes the grant, sealed under a fresh key, and the token's row that
// holds this key and the token's sender, sealed under the token.
func (s *Store) issue(ctx context.Context, g Grant) (string, error) {
	plain, err := g.encode()
	if err != nil {
		return "", err
	}
	sealing := keys.NewHandle()
	box, err := keys.SealWith([]byte(sealing), "grant", plain)
	if err != nil {
		return "", fmt.Errorf("grant: seal: %w", err)
	}
	token := keys.NewHandle()
	row, err := keys.SealWith([]byte(token), "access", []byte(g.ID+sealing+string(g.Sender)))
	if err != nil {
		return "", fmt.Errorf("grant: seal token: %w", err)
	}
	err = s.state.Create(ctx, store.KeyOf("grant", g.ID), box, TokenLife)
	if errors.Is(err, store.ErrExists) { // revoked by a second redemption in between
		return "", ErrSpent
	}
	if err != nil {
		return "", err
	}
	return token, s.state.Create(ctx, store.KeyOf("access", token), row, TokenLife)
}

// ByToken gives the grant of an access token. ErrUnknown: no such token, expired
// or revoked.
func (s *Store) ByToken(ctx context.Context, token string) (Grant, error) {
	v, err := s.state.Get(ctx, store.KeyOf("access", token))
	if err != nil {
		return Grant{}, unknown(err)
	}
	row, err := keys.OpenWith([]byte(token), "access", v.Data)
	if err != nil || len(row) < idLength+keys.HandleLength {
		return Grant{}, ErrUnknown
	}
	id, row := string(row[:idLength]), row[idLength:]
	sealing, sender := string(row[:keys.HandleLength]), Sender(row[keys.HandleLength:])
	v, err = s.state.Get(ctx, store.KeyOf("grant", id))
	if err != nil {
		return Grant{}, unknown(err)
	}
	if len(v.Data) == len(revoked) { // shorter than any sealed grant
		return Grant{}, ErrUnknown
	}
	plain, err := keys.OpenWith([]byte(sealing), "grant", v.Data)
	if err != nil {
		return Grant{}, ErrUnknown
	}
	g, err := decode(plain)
	if err != nil {
		return Grant{}, err
	}
	g.Sender = sender
	// A loss of power may have undone the tombstone of a revocation.
	if g.Issued.Before(s.state.Horizon()) {
		return Grant{}, ErrUnknown
	}
	return g, nil
}

var revoked = []byte{0}

// Revoke ends a grant and its tokens. It leaves a tombstone rather than a gap: a
// redemption that is under way at this moment creates the grant's row only where
// there is none, and so cannot bring it to life after the reuse was seen.
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

func unknown(err error) error {
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrTaken) {
		return ErrUnknown
	}
	return err
}
