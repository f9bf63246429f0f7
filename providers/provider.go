package providers

import (
	"time"

	"sluis/claims"
)

// Provider is one connection to one hub: our registration there, its keys, its
// vocabulary.
type Provider interface {
	// Start gives the URL to send the browser to. The signed request it holds
	// carries q.ID; the returned KeySet names the hub's keys that the answer must
	// verify under, since SSO address and key move together (federations §2.8).
	Start(q Question) (Started, error)

	// Verify checks an answer in the order of the Web SSO profile and returns only
	// what a signature covers. Every refusal is a *refusal.Error with a named code.
	Verify(a Answer) (*Identity, error)
}

// Question is what is asked of the hub.
type Question struct {
	ID         string // the AuthnRequest's ID, an NCName of at least 128 random bits
	RelayState string // opaque, at most 80 bytes (saml-bindings 3.4.3)
	Now        time.Time
	ForceAuthn bool   // the person must log in anew (contract 15)
	IdP        string // entityID of the school's own identity provider; "" leaves the choice to the hub
	Passive    bool   // the person must see nothing (saml-core §3.4.1, IsPassive)
	// Classes are authentication context classes of which the answer must have one or
	// a stronger one, the most wanted first; none leaves it to the hub (F-19).
	Classes []string
	// Requester is the entityID of the app at the hub, which then applies that app's
	// own rules: SURFconext's trusted proxy (federations §2.9). "" for most.
	Requester string
}

// Started is a question on its way.
type Started struct {
	URL    string
	KeySet string
}

// Answer is what came back at the assertion consumer service, and what it must fit.
type Answer struct {
	SAMLResponse string // the form field as it came: base64
	RequestID    string
	KeySet       string
	Asked        time.Time // when the question left
	ForceAuthn   bool
	Now          time.Time
	Horizon      time.Time // answers issued before it are refused; zero: none
}

// Unfit is the cause of a refusal of an answer: at which check it ended, and which
// ones it had passed before, in their order. Its text is that of its own cause.
type Unfit struct {
	Check  string
	Passed []string
	Cause  error
}

func (u *Unfit) Error() string {
	if u.Cause == nil {
		return "check " + u.Check
	}
	return u.Cause.Error()
}

// Unwrap gives the cause; it may be nil.
func (u *Unfit) Unwrap() error { return u.Cause }

// Identity is what the signed part of an answer said.
type Identity struct {
	Assertion    string // ID of the assertion
	Digest       [32]byte
	NameID       claims.NameID
	Attributes   []claims.Attribute
	Authority    string // the last AuthenticatingAuthority: the school's identity provider
	ACR          string // AuthnContextClassRef
	AuthnInstant time.Time
	NotOnOrAfter time.Time // until when the same answer could be sent again
}
