package stepup

import (
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kind is what a factor is.
type Kind string

// The kinds. They are words in the records and in the audit chain, and never change.
const (
	Key      Kind = "key"      // a WebAuthn credential: security key or passkey
	TOTP     Kind = "totp"     // a generator of time-based codes
	Recovery Kind = "recovery" // the set of recovery codes
)

// Suspension is why a factor proves nothing until it is lifted; "": it is not suspended.
type Suspension string

// The suspensions.
const (
	ByClone Suspension = "clone" // its counter did not grow (S-07)
	ByAdmin Suspension = "admin" // somebody decided so
)

// Factor is one factor of an account, as its owner may see it: nothing of it is secret.
type Factor struct {
	ID        string // names it within the account; Recovery's is "recovery"
	Kind      Kind
	Name      string // the owner's own word; Recovery has none
	Made      time.Time
	Used      time.Time // zero: never
	Suspended Suspension

	Left int // of Recovery: codes not used yet

	// Of a Key alone.
	Model    AAGUID // who made it says so; proven where Attested
	Attested bool   // a root of the policy at registration vouched for Model
	Synced   bool   // it may be copied to other devices (backup eligible); never changes
	BackedUp bool   // it was, when last used
}

// Proof says that a factor of an account was shown. It is as good as its age: a sensitive
// act wants one of five minutes at most (S-05).
type Proof struct {
	Account string
	Kind    Kind
	Factor  string // Factor.ID
	// PhishingResistant: the browser bound the proof to our origin. A Key does, a code
	// that a person types does not.
	PhishingResistant bool
	At                time.Time
}

// Fresh reports whether the proof is at most within old. A proof of the future is not.
func (p Proof) Fresh(now time.Time, within time.Duration) bool {
	age := now.Sub(p.At)
	return !p.At.IsZero() && age >= 0 && age <= within
}

// AAGUID names a model of authenticator; all zeros: it does not say.
type AAGUID [16]byte

// ParseAAGUID reads 8-4-4-4-12 hexadecimal digits, as makers publish them.
func ParseAAGUID(s string) (AAGUID, error) {
	a := AAGUID{}
	raw, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	if err != nil || len(raw) != len(a) || !strings.EqualFold(AAGUID(raw).String(), s) {
		return a, errors.New("stepup: an AAGUID is 8-4-4-4-12 hexadecimal digits")
	}
	return AAGUID(raw), nil
}

func (a AAGUID) String() string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", a[:4], a[4:6], a[6:8], a[8:10], a[10:])
}

// Policy is what a role asks of factors. The zero Policy takes any key, synced ones too,
// and codes: NIST's AAL2. It is judged at registration and again at each proof, so that a
// factor of a laxer day does not open a stricter role.
type Policy struct {
	// Attested: only keys whose maker vouches for the model, by a chain to Roots.
	Attested bool
	Roots    *x509.CertPool // required with Attested: a maker that nobody chose vouches for nothing
	// Models lists the models taken; empty: all. It needs Attested: unproven, the AAGUID is
	// whatever the sender wrote.
	Models []AAGUID
	// NoSynced: no keys that can be copied to another device (AAL3, S-09).
	NoSynced bool
	// KeysOnly: codes from a generator prove nothing here. Recovery codes still do.
	KeysOnly bool
}

// Check reports a policy that contradicts itself.
func (p Policy) Check() error {
	switch {
	case p.Attested && p.Roots == nil:
		return errors.New("stepup: attestation is wanted, and no root is trusted")
	case len(p.Models) > 0 && !p.Attested:
		return errors.New("stepup: a list of models means nothing without attestation")
	}
	return nil
}

// Admits judges a factor by the policy: nil, or ErrSuspended, ErrKind, ErrAttestation,
// ErrModel, ErrSynced, or ErrNoFactor for a set of recovery codes with none left.
func (p Policy) Admits(f Factor) error {
	switch {
	case f.Suspended != "":
		return ErrSuspended
	case f.Kind == Recovery && f.Left == 0:
		return ErrNoFactor
	case f.Kind == TOTP && p.KeysOnly:
		return ErrKind
	case f.Kind != Key:
		return nil
	case p.NoSynced && f.Synced:
		return ErrSynced
	case p.Attested && !f.Attested:
		return ErrAttestation
	case len(p.Models) > 0 && !slices.Contains(p.Models, f.Model):
		return ErrModel
	}
	return nil
}

// Enough reports whether an account with these factors may have rights (S-06): two that
// the policy admits, at least one of which is not the recovery codes. Until then there is
// the page for enrolling, and nothing else.
func (p Policy) Enough(factors []Factor) bool {
	all, own := 0, 0
	for _, f := range factors {
		if p.Admits(f) != nil {
			continue
		}
		all++
		if f.Kind != Recovery {
			own++
		}
	}
	return own >= 1 && all >= 2
}
