package stepup

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"sluis/broker/store"
)

// A challenge at the door is asked for by anybody, without end: it says itself what a row
// would, and nothing is written until somebody answers it. Its 32 bytes are random ones,
// the second in which it was made, and a keyed digest over both and the browser. To whoever
// has not our key all but the time is as unpredictable as a random one (WebAuthn L3 §13.4.3).
const (
	doorRandom = 12
	doorTime   = 4
	doorBytes  = 32
)

// doorSeal closes the first bytes of a challenge for one browser.
func (f *Factors) doorSeal(c Caller, open []byte) []byte {
	m := f.ring.MAC("index", []byte("stepup door"), f.browser(c), open)
	return m[:doorBytes-doorRandom-doorTime]
}

func (f *Factors) doorChallenge(c Caller) []byte {
	out := make([]byte, doorRandom, doorBytes)
	rand.Read(out) // never fails (crypto/rand)
	out = binary.BigEndian.AppendUint32(out, uint32(f.now().Unix()))
	return append(out, f.doorSeal(c, out)...)
}

// beginDoor gives options that no row waits for.
func (f *Factors) beginDoor(c Caller) (*protocol.CredentialAssertion, error) {
	options, _, err := f.web.BeginDiscoverableLogin(webauthn.WithChallenge(f.doorChallenge(c)))
	if err != nil {
		return nil, fmt.Errorf("stepup: begin assertion: %w", err)
	}
	return options, nil
}

// spendDoor judges a challenge of the door, and leaves a mark that it was answered: of many
// answers at once, on many nodes, one comes through.
func (f *Factors) spendDoor(ctx context.Context, challenge string, c Caller) (open, error) {
	raw, err := base64.RawURLEncoding.DecodeString(challenge)
	if err != nil || len(raw) != doorBytes {
		return open{}, fmt.Errorf("%w: not one of ours", ErrChallenge)
	}
	said := raw[:doorRandom+doorTime]
	if subtle.ConstantTimeCompare(f.doorSeal(c, said), raw[len(said):]) != 1 {
		return open{}, fmt.Errorf("%w: not one of ours, or of another browser", ErrChallenge)
	}
	made := time.Unix(int64(binary.BigEndian.Uint32(said[doorRandom:])), 0)
	if age := f.now().Sub(made); age < 0 || age >= ChallengeLife {
		return open{}, fmt.Errorf("%w: unknown or expired", ErrChallenge)
	}
	switch err := f.state.Create(ctx, store.KeyOf("stepup answered", challenge), nil, ChallengeLife+time.Second); {
	case errors.Is(err, store.ErrExists):
		return open{}, fmt.Errorf("%w: answered before", ErrChallenge)
	case err != nil:
		return open{}, fmt.Errorf("stepup: mark challenge: %w", err)
	}
	_, session, err := f.web.BeginDiscoverableLogin(webauthn.WithChallenge(raw))
	if err != nil {
		return open{}, fmt.Errorf("stepup: read challenge: %w", err)
	}
	return open{Purpose: asserting, Browser: f.browser(c), Session: *session}, nil
}
