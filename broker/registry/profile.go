package registry

import (
	"slices"
	"time"
)

// Profile is what a security profile decides (O-25). Code asks the profile, never
// its name: a fourth profile is a fourth row of this table. The zero Profile allows
// nothing.
type Profile struct{ rules profileRules }

type profileRules struct {
	name                          string
	methods                       []string // of client authentication
	pkceIfSent                    bool
	stateAndNonce, amr, notBefore bool
	pushed                        bool // every request comes by the PAR endpoint
	sender                        bool // no token without a key of its sender
	objects, sealedObjects        bool // request objects where nothing is configured; encrypted ones
	namedLoopback                 bool // a redirect to http://localhost is as good as one to 127.0.0.1
	idTokenAlgs, clientAlgs       []string
	jwtAccess                     bool // access tokens are JWTs where nothing else is said
	rotates, boundRefresh         bool // each use of a refresh token gives another; only its sender may use it
}

// Name is for logs and pages only.
func (p Profile) Name() string { return p.rules.name }

// ClientAuth lists the methods by which an app may prove who it is.
func (p Profile) ClientAuth() []string { return slices.Clone(p.rules.methods) }

// AllowsSecrets reports whether a shared secret may authenticate the client.
func (p Profile) AllowsSecrets() bool {
	return slices.Contains(p.rules.methods, "client_secret_basic") || slices.Contains(p.rules.methods, "client_secret_post")
}

// AllowsPublicClients reports whether a client may come without authentication.
func (p Profile) AllowsPublicClients() bool { return slices.Contains(p.rules.methods, "none") }

// AllowsPKCEIfSent reports whether an app may leave PKCE out where it has a nonce.
func (p Profile) AllowsPKCEIfSent() bool { return p.rules.pkceIfSent }

// AllowsNamedLoopback reports whether a redirect may go to http on a loopback host
// that is written as a name.
func (p Profile) AllowsNamedLoopback() bool { return p.rules.namedLoopback }

// RequiresStateAndNonce reports whether every authorization request has both.
func (p Profile) RequiresStateAndNonce() bool { return p.rules.stateAndNonce }

// RequiresPAR reports whether every authorization request must be pushed (RFC 9126).
func (p Profile) RequiresPAR() bool { return p.rules.pushed }

// RequiresSenderConstraint reports whether every token must be bound to a key of
// who uses it (RFC 9449, RFC 8705).
func (p Profile) RequiresSenderConstraint() bool { return p.rules.sender }

// TakesRequestObjects reports whether an app with keys may send request objects
// where its registration says nothing of them (RFC 9101).
func (p Profile) TakesRequestObjects() bool { return p.rules.objects }

// OpensRequestObjects reports whether request objects may be encrypted to us.
func (p Profile) OpensRequestObjects() bool { return p.rules.sealedObjects }

// AMR reports whether an ID token may say amr.
func (p Profile) AMR() bool { return p.rules.amr }

// NotBefore reports whether an ID token has nbf.
func (p Profile) NotBefore() bool { return p.rules.notBefore }

// IDTokenAlgs lists how ID tokens may be signed; the first is the default.
func (p Profile) IDTokenAlgs() []string { return slices.Clone(p.rules.idTokenAlgs) }

// ClientAlgs lists how a client may sign what it sends, assertions and request
// objects: never none, never HS* (contract 17).
func (p Profile) ClientAlgs() []string { return slices.Clone(p.rules.clientAlgs) }

// ClientAlg reports whether a client may sign so.
func (p Profile) ClientAlg(alg string) bool { return slices.Contains(p.rules.clientAlgs, alg) }

// JWTAccessTokens reports whether access tokens are JWTs where the app says nothing.
func (p Profile) JWTAccessTokens() bool { return p.rules.jwtAccess }

// RotatesRefresh reports whether each use of a refresh token gives another one and spends
// the one that was used (O-14).
func (p Profile) RotatesRefresh() bool { return p.rules.rotates }

// BindsRefresh reports whether a refresh token is for the key alone that its first access
// token is bound to, although the client authenticates as well. A public client's is always.
func (p Profile) BindsRefresh() bool { return p.rules.boundRefresh }

// CodeLife is how long a code may be redeemed from its issue (design §5.3).
func (p Profile) CodeLife() time.Duration { return 60 * time.Second }

// PushedLife is how long a pushed request may be taken to the authorization endpoint:
// below the 600 seconds of FAPI 2.0 §5.3.2.2, and enough for a page that hangs.
func (p Profile) PushedLife() time.Duration { return 5 * time.Minute }

// RequestObjectLife is how far ahead the exp of a request object may lie.
func (p Profile) RequestObjectLife() time.Duration { return time.Hour }

// AccessTokenLife is how long an access token holds (design §1.4, contract 17).
func (p Profile) AccessTokenLife() time.Duration { return 15 * time.Minute }

// IDTokenLife is how long an ID token holds (contract 13, standards §4.3 row 7).
func (p Profile) IDTokenLife() time.Duration { return 5 * time.Minute }

// ProfileOf gives the row of a name that configuration has let through. A name it
// did not let through gets the row that allows nothing.
//
// nlgov is the NL GOV Assurance profile for OpenID Connect 1.0.1: private_key_jwt
// or tls_client_auth, RS256 or PS256, state and nonce in every request, signed and encrypted request
// objects taken, nbf in the ID token, never amr (standards §4.3).
//
// fapi2 is the FAPI 2.0 Security Profile: every request pushed, every token bound to
// its sender, and RS256 nowhere (standards §4.4).
func ProfileOf(name string) Profile {
	keyed := []string{"private_key_jwt", "tls_client_auth"}
	switch name {
	case "basic":
		all := []string{"RS256", "PS256", "ES256", "EdDSA"}
		return Profile{profileRules{name: name, methods: []string{"client_secret_basic", "client_secret_post", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth", "none"},
			pkceIfSent: true, amr: true, namedLoopback: true, idTokenAlgs: all, clientAlgs: all,
			rotates: true}}
	case "nlgov":
		rsa := []string{"RS256", "PS256"}
		return Profile{profileRules{name: name, methods: keyed, stateAndNonce: true, notBefore: true,
			objects: true, sealedObjects: true, idTokenAlgs: rsa, clientAlgs: rsa,
			jwtAccess: true, rotates: true}}
	case "fapi2":
		strong := []string{"PS256", "ES256", "EdDSA"}
		return Profile{profileRules{name: name, methods: append(keyed, "self_signed_tls_client_auth"), amr: true, pushed: true, sender: true, idTokenAlgs: strong, clientAlgs: strong,
			boundRefresh: true}}
	}
	return Profile{profileRules{name: name, stateAndNonce: true, pushed: true, sender: true, boundRefresh: true}}
}
