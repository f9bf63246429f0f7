package grant

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// The errors of this package. Whatever is wrong with a handle, the caller learns
// no more than this.
var (
	ErrUnknown = errors.New("grant: unknown, expired or bound otherwise")
	ErrSpent   = errors.New("grant: code was used before")
)

// Store keeps grants in the short-lived state.
type Store struct {
	state store.State
	now   func() time.Time
}

// New makes a Store.
func New(state store.State, now func() time.Time) *Store { return &Store{state: state, now: now} }

func codeKey(code string, b Binding) store.Key {
	return store.KeyOf("code", code, b.App, b.RedirectURI, b.Challenge)
}

// Hand stores the code's row. Handing the same code again with the same release
// is no error as long as it has not been redeemed: a reload gets the same answer
// (design §5.2). ErrSpent: it has been redeemed, or stands for another release.
func (s *Store) Hand(ctx context.Context, code string, b Binding, g Grant) error {
	plain, err := g.encode()
	if err != nil {
		return err
	}
	box, err := keys.SealWith([]byte(code), "code", plain)
	if err != nil {
		return fmt.Errorf("grant: seal code: %w", err)
	}
	key := codeKey(code, b)
	err = s.state.Create(ctx, key, box, CodeLife)
	if !errors.Is(err, store.ErrExists) {
		return err
	}
	return s.sameAgain(ctx, key, code, g)
}

func (s *Store) sameAgain(ctx context.Context, key store.Key, code string, g Grant) error {
	v, err := s.state.Get(ctx, key)
	if errors.Is(err, store.ErrTaken) || errors.Is(err, store.ErrNotFound) {
		return ErrSpent
	}
	if err != nil {
		return err
	}
	old, err := open(code, "code", v.Data)
	if err != nil {
		return err
	}
	if !old.Release.Equal(g.Release) || old.Subject != g.Subject {
		return ErrSpent
	}
	return nil
}

// Redeem turns a code into an access token. Of many callers at once at most one
// succeeds; a later one gets ErrSpent, and what the first one got is gone
// (RFC 6749 §4.1.2, O-04).
func (s *Store) Redeem(ctx context.Context, code string, b Binding) (Grant, string, error) {
	key := codeKey(code, b)
	// The mark must name the grant before anyone has opened the row: the id is
	// derived from the code.
	id := idOf(code)
	box, err := s.state.Take(ctx, key, []byte(id), markLife)
	switch {
	case errors.Is(err, store.ErrTaken):
		if err := s.Revoke(ctx, id); err != nil {
			return Grant{}, "", err
		}
		return Grant{}, "", ErrSpent
	case errors.Is(err, store.ErrNotFound):
		return Grant{}, "", ErrUnknown
	case err != nil:
		return Grant{}, "", err
	}
	g, err := open(code, "code", box)
	if err != nil {
		return Grant{}, "", err
	}
	g.ID = id
	token, err := s.issue(ctx, g)
	return g, token, err
}

// issue writes the grant, sealed under a fresh key, and the token's row that
// holds this key sealed under the token.
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
	err = s.state.Create(ctx, store.KeyOf("grant", g.ID), box, TokenLife+time.Minute)
	if errors.Is(err, store.ErrExists) { // revoked by a second redemption in between
		return "", ErrSpent
	}
	if err != nil {
		return "", err
	}
	token := keys.NewHandle()
	row, err := keys.SealWith([]byte(token), "access", []byte(g.ID+sealing))
	if err != nil {
		return "", fmt.Errorf("grant: seal token: %w", err)
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
	if err != nil || len(row) <= idLength {
		return Grant{}, ErrUnknown
	}
	id, sealing := string(row[:idLength]), string(row[idLength:])
	v, err = s.state.Get(ctx, store.KeyOf("grant", id))
	if err != nil {
		return Grant{}, unknown(err)
	}
	if len(v.Data) == len(revoked) { // shorter than any sealed grant
		return Grant{}, ErrUnknown
	}
	return open(sealing, "grant", v.Data)
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
		if errors.Is(err, store.ErrNotFound) {
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

func open(handle, kind string, box []byte) (Grant, error) {
	plain, err := keys.OpenWith([]byte(handle), kind, box)
	if err != nil {
		return Grant{}, ErrUnknown
	}
	return decode(plain)
}

func unknown(err error) error {
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrTaken) {
		return ErrUnknown
	}
	return err
}
