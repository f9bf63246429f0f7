package grant

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// codeKey finds a code's row by the code and by all that it was given for: a
// request that presents another client, redirect URI, verifier or DPoP key looks
// under another digest (contract 17).
func codeKey(code string, b Binding) store.Key {
	if b.JKT != "" {
		return store.KeyOf("code", code, b.App, b.RedirectURI, b.Challenge, b.JKT)
	}
	return store.KeyOf("code", code, b.App, b.RedirectURI, b.Challenge)
}

// handed is a code's row, opened. The instants are ours and not the store's: the
// row stays after the code has died, so that the same login cannot bring it back
// to life an hour later, at a shared computer with another pupil.
type handed struct {
	first  time.Time // when the code was given for the first time
	last   time.Time // and for the last time: it counts for CodeLife from then
	issued Grant
}

func (h handed) seal(code string) ([]byte, error) {
	grant, err := h.issued.encode()
	if err != nil {
		return nil, err
	}
	plain := make([]byte, 0, 16+len(grant))
	plain = binary.BigEndian.AppendUint64(plain, uint64(h.first.UnixMilli()))
	plain = binary.BigEndian.AppendUint64(plain, uint64(h.last.UnixMilli()))
	box, err := keys.SealWith([]byte(code), "code", append(plain, grant...))
	if err != nil {
		return nil, fmt.Errorf("grant: seal code: %w", err)
	}
	return box, nil
}

func openCode(code string, box []byte) (handed, error) {
	plain, err := keys.OpenWith([]byte(code), "code", box)
	if err != nil || len(plain) < 16 {
		return handed{}, ErrUnknown
	}
	h := handed{first: instant(plain), last: instant(plain[8:])}
	h.issued, err = decode(plain[16:])
	return h, err
}

func instant(b []byte) time.Time { return time.UnixMilli(int64(binary.BigEndian.Uint64(b))) }

// Hand stores a code for a grant; it can be redeemed for CodeLife. Handing the same
// code again for the same grant renews it, for RepeatLife and as long as it has not
// been presented: a reload gets the same answer (design §5.2). ErrSpent: it has
// been presented, it was first handed out too long ago, or it stands for another
// grant.
func (s *Store) Hand(ctx context.Context, code string, b Binding, g Grant) error {
	now := s.now()
	box, err := handed{now, now, g}.seal(code)
	if err != nil {
		return err
	}
	key := codeKey(code, b)
	if err = s.state.Create(ctx, key, box, rowLife); !errors.Is(err, store.ErrExists) {
		return err
	}
	return s.handAgain(ctx, key, code, g)
}

func (s *Store) handAgain(ctx context.Context, key store.Key, code string, g Grant) error {
	v, err := s.state.Get(ctx, key)
	if err != nil {
		return spent(err)
	}
	h, err := openCode(code, v.Data)
	if err != nil {
		return err
	}
	now := s.now()
	if !h.issued.same(g) || now.Sub(h.first) > RepeatLife {
		return ErrSpent
	}
	box, err := handed{h.first, now, g}.seal(code)
	if err != nil {
		return err
	}
	_, err = s.state.Swap(ctx, key, v.Version, box, rowLife)
	if errors.Is(err, store.ErrConflict) { // another tab renewed it a moment ago
		return nil
	}
	return spent(err)
}

// Over reports whether a code was presented, or was first handed out longer than
// RepeatLife ago: the login that it ended gives nothing and shows nothing any more.
// A code that was never handed out is not over.
func (s *Store) Over(ctx context.Context, code string, b Binding) (bool, error) {
	v, err := s.state.Get(ctx, codeKey(code, b))
	switch {
	case errors.Is(err, store.ErrTaken):
		return true, nil
	case errors.Is(err, store.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	}
	h, err := openCode(code, v.Data)
	return s.now().Sub(h.first) > RepeatLife, err
}

func spent(err error) error {
	if errors.Is(err, store.ErrTaken) || errors.Is(err, store.ErrNotFound) {
		return ErrSpent
	}
	return err
}

// Redeem spends a code and gives the grant that it stood for; [Store.Issue] then makes
// the tokens. A code that was given for a DPoP key is found with that key alone; b.JKT
// is taken from the sender. renewable says that a refresh token will be issued: the
// code is remembered for as long as that may live.
//
// Of many callers at once at most one succeeds; a later one gets ErrSpent, and what the
// first one got is gone (RFC 6749 §4.1.2, O-04). ErrUnknown: there is no such code for
// this binding, or it is older than CodeLife; a code that came too late stays dead.
func (s *Store) Redeem(ctx context.Context, code string, b Binding, sender Sender, renewable bool) (Grant, error) {
	// The mark must name the grant before anyone has opened the row: the id is
	// derived from the code.
	id, life := IDOf(code), markLife
	if renewable {
		life = familyMark
	}
	box, err := s.take(ctx, code, id, b, sender, life)
	switch {
	case errors.Is(err, store.ErrTaken):
		if err := s.Revoke(ctx, id); err != nil {
			return Grant{}, err
		}
		return Grant{}, ErrSpent
	case errors.Is(err, store.ErrNotFound):
		return Grant{}, ErrUnknown
	case err != nil:
		return Grant{}, err
	}
	h, err := openCode(code, box)
	if err != nil {
		return Grant{}, err
	}
	if s.now().Sub(h.last) >= CodeLife || h.last.Before(s.state.Horizon()) {
		return Grant{}, ErrUnknown
	}
	h.issued.ID, h.issued.Sender = id, sender
	return h.issued, nil
}

// take takes a code's row. A sender with a DPoP key may bring a code that was given
// for this key, or one that was given for any.
func (s *Store) take(ctx context.Context, code, id string, b Binding, sender Sender, life time.Duration) ([]byte, error) {
	if b.JKT = sender.JKT(); b.JKT != "" {
		box, err := s.state.Take(ctx, codeKey(code, b), []byte(id), life)
		if !errors.Is(err, store.ErrNotFound) {
			return box, err
		}
		b.JKT = ""
	}
	return s.state.Take(ctx, codeKey(code, b), []byte(id), life)
}
