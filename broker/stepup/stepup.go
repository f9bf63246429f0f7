package stepup

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"
	"github.com/go-webauthn/webauthn/webauthn"

	"sluis/broker/keys"
	"sluis/broker/store"
)

// Limits of one account and of what a browser sends.
const (
	MaxFactors = 20       // keys and generators together
	MaxName    = 60       // of a factor or its owner, in characters
	MaxAnswer  = 32 << 10 // of a browser's JSON, in bytes; a TPM's attestation is about 8 KiB
)

// Lives of what is between two requests.
const (
	ChallengeLife = 5 * time.Minute // WebAuthn L3 §15.1 recommends five to ten for typing a PIN
	EnrolLife     = 15 * time.Minute
)

// Config is what Factors are made of; all of it is needed.
type Config struct {
	Records store.Records
	State   store.State
	Ring    *keys.Ring
	Now     func() time.Time
	Issuer  string // the one public origin; its host is the RP ID
	Name    string // what keys and generators call us
}

// Factors are the factors of all accounts. They are safe for concurrent use, and on many
// nodes over the same stores.
type Factors struct {
	records store.Records
	state   store.State
	ring    *keys.Ring
	now     func() time.Time
	name    string
	origin  string
	web     *webauthn.WebAuthn // nil: the issuer is an address
}

// Caller is whose factors a request is about, and where it comes from.
type Caller struct {
	// Account is the account; for an assertion "" where the key itself is to say whose it is.
	Account string
	// Browser binds a challenge to the browser that asked for it: something random that
	// this browser alone sends, such as its session's handle. Never "".
	Browser string
	// Device is the known device that the account has used before, as broker/guard knows
	// it; "": none. Failures count for the device, or for all unknown ones together.
	Device string
}

// New makes Factors.
func New(c Config) (*Factors, error) {
	u, err := url.Parse(c.Issuer)
	if err != nil || u.Host == "" {
		return nil, errors.New("stepup: the issuer is no origin")
	}
	f := &Factors{records: c.Records, state: c.State, ring: c.Ring, now: c.Now, name: c.Name, origin: u.Scheme + "://" + u.Host}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return f, nil
	}
	f.web, err = webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: c.Name, RPOrigins: []string{f.origin},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationRequired},
		Timeouts: webauthn.TimeoutsConfig{Login: webauthn.TimeoutConfig{Timeout: ChallengeLife}, Registration: webauthn.TimeoutConfig{Timeout: ChallengeLife}},
	})
	if err != nil {
		return nil, fmt.Errorf("stepup: %w", err)
	}
	return f, nil
}

// TakesKeys reports whether security keys can be used at all: not where the issuer is an
// address ([ErrAddress]).
func (f *Factors) TakesKeys() bool { return f.web != nil }

// algorithms are what keys may sign with, the ones that WebAuthn L3 recommends: RS256 for
// the TPMs of Windows Hello, that know nothing else.
func algorithms() []protocol.CredentialParameter {
	var out []protocol.CredentialParameter
	for _, alg := range []webauthncose.COSEAlgorithmIdentifier{webauthncose.AlgES256, webauthncose.AlgEdDSA, webauthncose.AlgRS256} {
		out = append(out, protocol.CredentialParameter{Type: protocol.PublicKeyCredentialType, Algorithm: alg})
	}
	return out
}

// note writes an entry that has no act beside it: a refusal.
func (f *Factors) note(ctx context.Context, note keys.Note, verb string, lines ...string) error {
	return f.records.Update(ctx, func(tx store.Tx) error { return note(tx, verb, lines...) })
}
