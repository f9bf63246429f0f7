package grant

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// A refresh token and all that came of it are a family: one grant, whose one row every
// token asks for. The family ends IdleLife after its last use, and in any case with the
// grant (O-14).
//
// Where refresh tokens rotate, each use spends the token that was brought, as a code is
// spent: the mark that stays names the grant, and whoever brings a spent token ends the
// family (RFC 9700 §4.14.2). Of two that hold one token, the thief and the app, one comes
// second; nobody can tell which, so neither goes on.
//
// There is no time of grace in which a spent token is taken again. A client that lost
// the answer to a refresh has lost its family and sends the person to log in. With a
// grace, whoever stole a token would race the app within it, unseen. The old token is
// spent by the last write of a refresh: whatever fails before leaves it as it was, and a
// client that got any other answer than tokens may try again.

// Renewal says what a client may do with a refresh token. The zero Renewal: it gets none.
type Renewal struct {
	On      bool
	Rotates bool   // each use gives another token and spends the old one
	Sender  Sender // who alone may use it; "" for whoever authenticates as the app
}

// refreshRow is the row of a refresh token, sealed under the token.
type refreshRow struct {
	ID      string `json:"i"`
	Key     string `json:"k"` // that the grant is sealed under
	Sender  Sender `json:"s,omitempty"`
	Expires int64  `json:"e"` // Unix seconds
}

// Presented is a refresh token that somebody brought, opened. Nothing has been spent.
type Presented struct {
	Grant   Grant
	Expires time.Time // where it is not used before
	Sender  Sender    // who alone may use it

	token   string
	version uint64
	row     refreshRow
}

func refreshKey(token string) store.Key { return store.KeyOf("refresh", token) }

func (r refreshRow) seal(token string) ([]byte, error) {
	plain, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("grant: encode refresh token: %w", err)
	}
	box, err := keys.SealWith([]byte(token), "refresh", plain)
	if err != nil {
		return nil, fmt.Errorf("grant: seal refresh token: %w", err)
	}
	return box, nil
}

// idle is when a token that is used now, or made now, has lain unused for too long.
func (s *Store) idle(end time.Time) time.Time {
	if idle := s.now().Add(IdleLife); idle.Before(end) {
		return idle
	}
	return end
}

func (s *Store) putRefresh(ctx context.Context, r refreshRow, end time.Time) (string, error) {
	token, until := keys.NewHandle(), s.idle(end)
	r.Expires = until.Unix()
	box, err := r.seal(token)
	if err != nil {
		return "", err
	}
	return token, s.state.Create(ctx, refreshKey(token), box, s.left(until))
}

// Held opens a refresh token and changes nothing. ErrUnknown: there is none, it is spent
// or over, or its family is.
func (s *Store) Held(ctx context.Context, token string) (Presented, error) {
	v, err := s.state.Get(ctx, refreshKey(token))
	if err != nil {
		return Presented{}, unknown(err)
	}
	return s.held(ctx, token, v)
}

func (s *Store) held(ctx context.Context, token string, v store.Value) (Presented, error) {
	plain, err := keys.OpenWith([]byte(token), "refresh", v.Data)
	if err != nil {
		return Presented{}, ErrUnknown
	}
	var r refreshRow
	if json.Unmarshal(plain, &r) != nil {
		return Presented{}, ErrUnknown
	}
	g, err := s.open(ctx, r.ID, r.Key)
	if err != nil {
		return Presented{}, err
	}
	return Presented{Grant: g, Expires: time.Unix(r.Expires, 0).UTC(), Sender: r.Sender, token: token, version: v.Version, row: r}, nil
}

// Present opens a refresh token that an app brought to use it. A spent one ends its
// family and gives ErrSpent. Another app's token is ErrUnknown, whatever became of it:
// who cannot use it cannot end it either.
func (s *Store) Present(ctx context.Context, token, app string) (Presented, error) {
	v, err := s.state.Get(ctx, refreshKey(token))
	if taken, ok := errors.AsType[*store.TakenError](err); ok {
		return Presented{}, s.reused(ctx, token, app, taken.Mark)
	}
	if err != nil {
		return Presented{}, unknown(err)
	}
	p, err := s.held(ctx, token, v)
	if err == nil && p.Grant.App != app {
		return Presented{}, ErrUnknown
	}
	return p, err
}

// spentMark stays in the place of a spent refresh token: the grant's id, and a digest by
// which the app proves itself that brings the token again. Without the token neither
// tells anything.
func spentMark(id, token, app string) []byte {
	digest := store.KeyOf("refresh spent", token, app)
	return append([]byte(id), digest[:16]...)
}

func (s *Store) reused(ctx context.Context, token, app string, mark []byte) error {
	if len(mark) < idLength {
		return ErrUnknown
	}
	id := string(mark[:idLength])
	if !bytes.Equal(mark, spentMark(id, token, app)) {
		return ErrUnknown
	}
	if err := s.Revoke(ctx, id); err != nil {
		return err
	}
	return ErrSpent
}

// Renew makes an access token from a refresh token that was presented, and gives the
// refresh token that counts from now on: another one where it rotates, else the same.
// Of many callers at once with a token that rotates one succeeds; the others get ErrSpent,
// and with that the family has ended, the winner's tokens too. ErrUnknown: the sender is
// another one than the token is for; it stays as it was.
func (s *Store) Renew(ctx context.Context, p Presented, a Access, r Renewal) (refresh string, err error) {
	if p.Sender.Bound() && a.Sender != p.Sender {
		return "", ErrUnknown
	}
	if err := s.putAccess(ctx, p.Grant.ID, p.row.Key, a); err != nil {
		return "", err
	}
	if r.Rotates {
		return s.rotate(ctx, p)
	}
	return p.token, s.prolong(ctx, p)
}

// rotate writes the next token first and spends the old one last.
func (s *Store) rotate(ctx context.Context, p Presented) (string, error) {
	end := p.Grant.End()
	next, err := s.putRefresh(ctx, p.row, end)
	if err != nil {
		return "", err
	}
	_, err = s.state.Take(ctx, refreshKey(p.token), spentMark(p.Grant.ID, p.token, p.Grant.App), s.left(end))
	switch {
	case errors.Is(err, store.ErrTaken):
		if err := s.Revoke(ctx, p.Grant.ID); err != nil {
			return "", err
		}
		return "", ErrSpent
	case err != nil:
		return "", unknown(err)
	}
	return next, nil
}

// prolong begins the idle time of a token anew. Who does so at the same moment has done
// it for both.
func (s *Store) prolong(ctx context.Context, p Presented) error {
	until := s.idle(p.Grant.End())
	p.row.Expires = until.Unix()
	box, err := p.row.seal(p.token)
	if err != nil {
		return err
	}
	_, err = s.state.Swap(ctx, refreshKey(p.token), p.version, box, s.left(until))
	if errors.Is(err, store.ErrConflict) {
		return nil
	}
	return unknown(err)
}
