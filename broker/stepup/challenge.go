package stepup

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/webauthn"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// purpose is what a challenge was made for; an answer to the other is none.
type purpose string

const (
	registering purpose = "register"
	asserting   purpose = "assert"
)

// open is a challenge that waits for its answer.
type open struct {
	Purpose purpose              `json:"p"`
	Account string               `json:"a"`
	Browser []byte               `json:"b"` // keyed digest
	Name    string               `json:"n,omitempty"`
	Session webauthn.SessionData `json:"s"`
}

func (f *Factors) browser(c Caller) []byte {
	m := f.ring.MAC("index", []byte("stepup browser"), []byte(c.Browser))
	return m[:]
}

// keep writes an open challenge. It is found by the challenge itself, whose digest the
// store has, and sealed under it.
func (f *Factors) keep(ctx context.Context, o open) error {
	plain, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("stepup: encode challenge: %w", err)
	}
	box, err := keys.SealWith([]byte(o.Session.Challenge), "stepup challenge", plain)
	if err != nil {
		return fmt.Errorf("stepup: seal challenge: %w", err)
	}
	if err := f.state.Create(ctx, store.KeyOf("stepup challenge", o.Session.Challenge), box, ChallengeLife); err != nil {
		return fmt.Errorf("stepup: keep challenge: %w", err)
	}
	return nil
}

// spend takes the challenge that an answer names, whoever sent it: an answer that then
// fails has had its one try.
func (f *Factors) spend(ctx context.Context, challenge string, p purpose, c Caller) (open, error) {
	o := open{}
	if c.Account == "" && p == asserting {
		return f.spendDoor(ctx, challenge, c)
	}
	if len(challenge) != keys.HandleLength { // 32 bytes in base64url, as all of ours
		return o, fmt.Errorf("%w: not one of ours", ErrChallenge)
	}
	box, err := f.state.Take(ctx, store.KeyOf("stepup challenge", challenge), nil, ChallengeLife)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return o, fmt.Errorf("%w: unknown or expired", ErrChallenge)
	case errors.Is(err, store.ErrTaken):
		return o, fmt.Errorf("%w: answered before", ErrChallenge)
	case err != nil:
		return o, fmt.Errorf("stepup: take challenge: %w", err)
	}
	plain, err := keys.OpenWith([]byte(challenge), "stepup challenge", box)
	if err != nil {
		return o, fmt.Errorf("stepup: open challenge: %w", err)
	}
	if err := json.Unmarshal(plain, &o); err != nil {
		return o, fmt.Errorf("stepup: decode challenge: %w", err)
	}
	switch {
	case o.Purpose != p:
		return o, fmt.Errorf("%w: made for another purpose", ErrChallenge)
	case o.Account != c.Account:
		return o, fmt.Errorf("%w: of another account", ErrChallenge)
	case string(o.Browser) != string(f.browser(c)):
		return o, fmt.Errorf("%w: of another browser", ErrChallenge)
	}
	return o, nil
}
