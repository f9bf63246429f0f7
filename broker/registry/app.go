package registry

import (
	"net/netip"
	"slices"
	"time"

	"sluis/claims"
	"sluis/internal/secret"
)

// App is one OpenID Connect client and its contract. It is never changed after
// [Compile]; slices and maps are for reading.
type App struct {
	ID         string // the client_id
	Name       claims.Text
	Supplier   string
	Profile    Profile
	ClientAuth ClientAuth

	PKCEIfSent             bool // a request without PKCE is taken if it has a nonce
	PAR                    bool // every request must be pushed (RFC 9126)
	RequestObjects         bool // signed request objects are taken (RFC 9101)
	RequestObjectsOnly     bool // and nothing else
	RedirectURIs           []string
	PostLogoutRedirectURIs []string
	BackchannelLogoutURI   string
	BackchannelNetworks    []netip.Prefix // private ones that it may lie in
	Origins                []string       // allowed to call by CORS
	InitiateLoginURI       string
	PrivacyURL             string
	Introspect             []string // client_ids that may introspect this app's tokens
	IDTokenAlg             string   // RS256, PS256, ES256 or EdDSA
	UserInfoAlg            string   // as IDTokenAlg; "" for plain JSON
	JWTAccessToken         bool     // access tokens are RFC 9068's, else opaque
	Audience               string   // of an access token that is a JWT; "" for the issuer
	Refresh                bool     // the app gets refresh tokens
	ClaimsInIDToken        bool     // personal claims stand in the ID token as well
	Sector                 string   // of the pairwise subject
	Session                Session
	DPoPBound              bool   // a token request needs a proof (RFC 9449 §5.2)
	CertificateBound       bool   // tokens are bound to the certificate of the token request (RFC 8705 §3)
	DPoPNonce              bool   // and the proof a nonce of ours
	Passive                bool   // prompt=none may be asked of the hub
	RequesterID            string // its own entityID at SURFconext; "" for most
	Connection             string // id of its own registration at a federation; "" for most

	Contract claims.Contract // as the registry has it; at a school, [App.At] holds
	Named    []*School       // that the contract names, in the order of their names
	Schools  []*School       // those of them that are served: without those that have not approved it
	StepUp   Floor           // whom this app lets in only after a second factor

	own       *Connection
	admitted  map[string]*School
	held      map[string]*claims.Contract // by school: what holds there while more waits
	redirects map[string]bool
}

// ClientAuth is how an app proves who it is: by Method alone.
type ClientAuth struct {
	Method string       // client_secret_basic, client_secret_post, private_key_jwt or none
	Secret secret.Bytes // of the two secret methods
	Keys   []byte       // JWK Set of private_key_jwt, judged when it was loaded

	Certificates []byte             // PEM: of who vouches (tls_client_auth) or of the app itself (self_signed_tls_client_auth)
	Subject      CertificateSubject // of tls_client_auth
}

// CertificateSubject is for whom a client's certificate is: one of them (RFC 8705 §2.1.2).
type CertificateSubject struct{ DN, DNS, URI, IP, Email string }

// Session is how long a session lasts, and whether it may answer for the school.
type Session struct {
	SSO      string // off, app or all
	Idle     time.Duration
	Absolute time.Duration
}

// Answers reports whether a session may answer at all.
func (s Session) Answers() bool { return s.SSO == "app" || s.SSO == "all" }

// Shared reports whether a session may answer other apps, and those this one.
func (s Session) Shared() bool { return s.SSO == "all" }

// Public reports whether the client cannot keep a secret.
func (a *App) Public() bool { return a.ClientAuth.Method == "none" }

// RequiresPKCE reports whether every authorization request needs a code_challenge.
func (a *App) RequiresPKCE() bool { return !a.PKCEIfSent }

// RequiresProof reports whether a token request must bring a DPoP proof.
func (a *App) RequiresProof() bool {
	return a.DPoPBound || a.Profile.RequiresSenderConstraint() && !a.CertificateBound
}

// Redirects reports whether uri equals a registered one, byte for byte (contract 16).
func (a *App) Redirects(uri string) bool { return a.redirects[uri] }

// LogsOutTo reports whether uri equals a registered post_logout_redirect_uri, byte for
// byte (OpenID Connect RP-Initiated Logout 1.0 §3).
func (a *App) LogsOutTo(uri string) bool { return slices.Contains(a.PostLogoutRedirectURIs, uri) }

// Admits reports whether the school is served: the contract names it, and where the school
// approves contracts itself, it approved this one.
func (a *App) Admits(schoolID string) bool { return a.admitted[schoolID] != nil }

// School gives a school of the contract; another school's id gives nothing, so
// that a login_hint cannot reach it (contract 6).
func (a *App) School(id string) (*School, bool) {
	s, ok := a.admitted[id]
	return s, ok
}

// MayIntrospect reports whether another client may introspect this app's tokens.
func (a *App) MayIntrospect(clientID string) bool {
	for _, id := range a.Introspect {
		if id == clientID {
			return true
		}
	}
	return clientID == a.ID
}

// ConnectionFor gives the connection by which this app's login at s goes: the
// app's own registration where it has one at that federation, else the school's.
func (a *App) ConnectionFor(s *School) *Connection {
	if a.own != nil && a.own.Federation == s.Connection.Federation {
		return a.own
	}
	return s.Connection
}
