package registry

import (
	"slices"
	"time"
)

// Profile is what a security profile decides (O-25). Code asks the profile, never
// its name: a third profile is a third row of this table. The zero Profile allows
// nothing.
type Profile struct{ rules profileRules }

type profileRules struct {
	name                          string
	secrets, public, pkceIfSent   bool
	stateAndNonce, amr, notBefore bool
	idTokenAlgs, assertionAlgs    []string
}

// Name is for logs and pages only.
func (p Profile) Name() string { return p.rules.name }

// AllowsSecrets reports whether a shared secret may authenticate the client.
func (p Profile) AllowsSecrets() bool { return p.rules.secrets }

// AllowsPublicClients reports whether a client may come without authentication.
func (p Profile) AllowsPublicClients() bool { return p.rules.public }

// AllowsPKCEIfSent reports whether an app may leave PKCE out where it has a nonce.
func (p Profile) AllowsPKCEIfSent() bool { return p.rules.pkceIfSent }

// RequiresStateAndNonce reports whether every authorization request has both.
func (p Profile) RequiresStateAndNonce() bool { return p.rules.stateAndNonce }

// AMR reports whether an ID token may say amr.
func (p Profile) AMR() bool { return p.rules.amr }

// NotBefore reports whether an ID token has nbf.
func (p Profile) NotBefore() bool { return p.rules.notBefore }

// IDTokenAlgs lists how ID tokens may be signed.
func (p Profile) IDTokenAlgs() []string { return slices.Clone(p.rules.idTokenAlgs) }

// AssertionAlgs lists how client assertions may be signed: never none, never HS*
// (contract 17).
func (p Profile) AssertionAlgs() []string { return slices.Clone(p.rules.assertionAlgs) }

// AssertionAlg reports whether a client assertion may be signed so.
func (p Profile) AssertionAlg(alg string) bool { return slices.Contains(p.rules.assertionAlgs, alg) }

// CodeLife is how long a code may be redeemed from its issue (design §5.3).
func (p Profile) CodeLife() time.Duration { return 60 * time.Second }

// AccessTokenLife is how long an access token holds (design §1.4, contract 17).
func (p Profile) AccessTokenLife() time.Duration { return 15 * time.Minute }

// IDTokenLife is how long an ID token holds (contract 13, standards §4.3 row 7).
func (p Profile) IDTokenLife() time.Duration { return 5 * time.Minute }

// ProfileOf gives the row of a name that configuration has let through. A name it
// did not let through gets the row that allows nothing.
//
// nlgov is the NL GOV Assurance profile for OpenID Connect 1.0.1: private_key_jwt
// alone, RS256 or PS256, state and nonce in every request, nbf in the ID token,
// never amr (standards §4.3).
func ProfileOf(name string) Profile {
	switch name {
	case "basic":
		all := []string{"RS256", "PS256", "ES256", "EdDSA"}
		return Profile{profileRules{name: name, secrets: true, public: true, pkceIfSent: true, amr: true, idTokenAlgs: all, assertionAlgs: all}}
	case "nlgov":
		rsa := []string{"RS256", "PS256"}
		return Profile{profileRules{name: name, stateAndNonce: true, notBefore: true, idTokenAlgs: rsa, assertionAlgs: rsa}}
	}
	return Profile{profileRules{name: name, stateAndNonce: true}}
}
