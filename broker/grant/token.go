package grant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/claims"
)

// Access is an access token on its way to its client.
type Access struct {
	// Token is a handle of [keys.NewHandle] or a signed token: the whole of it finds
	// and opens its row, so that a JWT is revoked like any other (contract 18).
	Token    string
	Scope    string       // may be narrower than the grant's
	Withheld claims.Items // what the narrower scope does not cover
	Sender   Sender
	Issued   time.Time
	Expires  time.Time // at most TokenLife from Issued, and not past the grant's End
}

// accessWire is the row of an access token as it is sealed under the token.
type accessWire struct {
	ID       string       `json:"i"`
	Key      string       `json:"k"` // that the grant is sealed under
	Scope    string       `json:"c,omitempty"`
	Withheld claims.Items `json:"w,omitempty"`
	Sender   Sender       `json:"s,omitempty"`
	Issued   int64        `json:"t"` // Unix seconds
	Expires  int64        `json:"e"`
}

// Issue writes a grant that was redeemed, sealed under a fresh key, and the rows of its
// tokens, which hold that key sealed under the token. It gives the refresh token, or ""
// where r is off. ErrSpent: the code was presented again meanwhile.
func (s *Store) Issue(ctx context.Context, g Grant, a Access, r Renewal) (refresh string, err error) {
	plain, err := g.encode()
	if err != nil {
		return "", err
	}
	key := keys.NewHandle()
	box, err := keys.SealWith([]byte(key), "grant", plain)
	if err != nil {
		return "", fmt.Errorf("grant: seal: %w", err)
	}
	until := a.Expires
	if r.On {
		until = g.End()
	}
	err = s.state.Create(ctx, store.KeyOf("grant", g.ID), box, s.left(until))
	if errors.Is(err, store.ErrExists) { // revoked by a second redemption in between
		return "", ErrSpent
	}
	if err != nil {
		return "", err
	}
	if err := s.putAccess(ctx, g.ID, key, a); err != nil || !r.On {
		return "", err
	}
	return s.putRefresh(ctx, refreshRow{ID: g.ID, Key: key, Sender: r.Sender}, g.End())
}

// left is a lifetime in the store until an instant; of what is over, the shortest.
func (s *Store) left(until time.Time) time.Duration {
	return max(until.Sub(s.now()), time.Millisecond)
}

func (s *Store) putAccess(ctx context.Context, id, key string, a Access) error {
	plain, err := json.Marshal(accessWire{ID: id, Key: key, Scope: a.Scope, Withheld: a.Withheld, Sender: a.Sender,
		Issued: a.Issued.Unix(), Expires: a.Expires.Unix()})
	if err != nil {
		return fmt.Errorf("grant: encode token: %w", err)
	}
	row, err := keys.SealWith([]byte(a.Token), "access", plain)
	if err != nil {
		return fmt.Errorf("grant: seal token: %w", err)
	}
	return s.state.Create(ctx, store.KeyOf("access", a.Token), row, s.left(a.Expires))
}

// ByToken gives the grant of an access token, as far as this token reaches. ErrUnknown:
// no such token, expired or revoked.
func (s *Store) ByToken(ctx context.Context, token string) (Grant, error) {
	v, err := s.state.Get(ctx, store.KeyOf("access", token))
	if err != nil {
		return Grant{}, unknown(err)
	}
	plain, err := keys.OpenWith([]byte(token), "access", v.Data)
	if err != nil {
		return Grant{}, ErrUnknown
	}
	var a accessWire
	if json.Unmarshal(plain, &a) != nil {
		return Grant{}, ErrUnknown
	}
	g, err := s.open(ctx, a.ID, a.Key)
	if err != nil {
		return Grant{}, err
	}
	g.Scope, g.Release = a.Scope, g.Release.Without(a.Withheld)
	g.Sender, g.From, g.Until = a.Sender, time.Unix(a.Issued, 0).UTC(), time.Unix(a.Expires, 0).UTC()
	return g, nil
}

// open reads a grant's row. ErrUnknown: it is over or revoked.
func (s *Store) open(ctx context.Context, id, key string) (Grant, error) {
	v, err := s.state.Get(ctx, store.KeyOf("grant", id))
	if err != nil {
		return Grant{}, unknown(err)
	}
	if len(v.Data) == len(revoked) { // shorter than any sealed grant
		return Grant{}, ErrUnknown
	}
	plain, err := keys.OpenWith([]byte(key), "grant", v.Data)
	if err != nil {
		return Grant{}, ErrUnknown
	}
	g, err := decode(plain)
	if err != nil {
		return Grant{}, err
	}
	// A loss of power may have undone the tombstone of a revocation.
	if g.Issued.Before(s.state.Horizon()) {
		return Grant{}, ErrUnknown
	}
	return g, nil
}

func unknown(err error) error {
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrTaken) {
		return ErrUnknown
	}
	return err
}
