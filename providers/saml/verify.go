package saml

import (
	"errors"
	"time"

	"sluis/internal/refusal"
	"sluis/providers"
	"sluis/providers/saml/metadata"
	"sluis/providers/saml/xmlsec"
)

// Skew is how far the hub's clock may be off, either way (contract 14, F-09).
const Skew = 180 * time.Second

// steps are the checks of an answer in the order of the standards. The validator
// has gone before: the document is well-formed, it holds at most one Assertion,
// and every signature in it verifies under a key of the connection that was asked.
// An encrypted Assertion is opened once everything around it holds, and the
// validator sees to it then; the steps after it know no difference.
//
// profiles is saml-profiles-2.0-os, core is saml-core-2.0-os with its errata,
// bindings is saml-bindings-2.0-os.
var steps = [...]struct {
	name  string
	check func(*reading) error
}{
	{"response-version", (*reading).responseVersion},    // core §3.2.2, §4.1.3.1
	{"response-issuer", (*reading).responseIssuer},      // profiles §4.1.4.2: may be absent, may not be another's
	{"destination", (*reading).destination},             // bindings §3.5.5.2: required under a signature
	{"in-response-to", (*reading).responseInResponseTo}, // core §3.2.2: the question that we asked
	{"status", (*reading).status},                       // core §3.2.2.2: decides before any assertion is looked at
	{"decryption", (*reading).decrypted},                // core §6.3, F-10; what is inside is verified like anything else
	{"assertion", (*reading).assertionPresent},          // profiles §4.1.4.2
	{"assertion-version", (*reading).assertionVersion},  // core §2.3.3
	{"assertion-issuer", (*reading).assertionIssuer},    // profiles §4.1.4.2
	{"issue-instant", (*reading).issueInstant},          // core §2.3.3; design §3: none from before the store forgot
	{"subject", (*reading).subject},                     // profiles §4.1.4.2, core §2.4.1
	{"confirmation", (*reading).confirmations},          // profiles §4.1.4.3: Recipient, NotOnOrAfter, InResponseTo
	{"conditions", (*reading).conditions},               // core §2.5.1
	{"authn-statement", (*reading).authnStatement},      // profiles §4.1.4.3, core §2.7.2
	{"attributes", (*reading).attributes},               // core §2.7.3
}

// reading is one answer while it is read.
type reading struct {
	connection *Connection
	answer     providers.Answer
	hub        string // entityID that the question went to
	message    *xmlsec.Message
	response   xmlsec.Node
	signed     bool // the Response itself carries a signature, and it verified
	assertion  xmlsec.Node
	identity   providers.Identity
}

// Verify checks an answer in the order of the Web SSO profile (contract 14, 15).
// The keys are those of the set that the question went out under, never what the
// message says about itself (federations §2.6). Every error is a *refusal.Error
// whose cause holds fixed words only. What it returns was covered by a verified
// signature, to the byte.
//
// It keeps no state: that an answer is used once is for the caller to see to, by
// [providers.Identity.Digest] or by the request.
func (c *Connection) Verify(a providers.Answer) (*providers.Identity, error) {
	var passed trail
	keys, ok := c.metadata.ByID(a.KeySet, a.Now)
	if !ok {
		return nil, passed.endsAt("keys", no(refusal.HubUnavailable, "the hub's keys of this request are no longer valid"))
	}
	passed.pass("keys")
	raw, err := decode(a.SAMLResponse)
	if err != nil {
		return nil, passed.endsAt("encoding", err)
	}
	passed.pass("encoding")
	message, err := xmlsec.Open(raw, keys.Keys)
	if err != nil {
		return nil, passed.endsAt("signature", refuseXML(err))
	}
	passed.pass("signature")
	r := newReading(c, a, keys, message)
	for _, step := range steps {
		if err := step.check(r); err != nil {
			return nil, passed.endsAt(step.name, err)
		}
		passed.pass(step.name)
	}
	return &r.identity, nil
}

func newReading(c *Connection, a providers.Answer, keys metadata.KeySet, m *xmlsec.Message) *reading {
	return &reading{
		connection: c, answer: a, hub: keys.EntityID, message: m,
		response: m.Response, signed: m.ResponseSigned, assertion: m.Assertion.Node,
	}
}

// passed reports whether a NotOnOrAfter has passed, skew allowed: it is exclusive,
// so 180 s after it is too late.
func (r *reading) passed(end time.Time) bool { return !r.answer.Now.Before(end.Add(Skew)) }

// ahead reports whether a time lies in the future, skew allowed: NotBefore is
// inclusive, so 180 s before it is in time.
func (r *reading) ahead(start time.Time) bool { return r.answer.Now.Before(start.Add(-Skew)) }

// until keeps the earliest end: all of them must hold, so the answer is worth
// nothing once the first has passed.
func (r *reading) until(end time.Time) {
	if r.identity.NotOnOrAfter.IsZero() || end.Before(r.identity.NotOnOrAfter) {
		r.identity.NotOnOrAfter = end
	}
}

// errTwice is an element that may stand once and stands twice: of two, two readers
// would take different ones.
var errTwice = errors.New("saml: an element that may stand once stands twice")

// only gives the one child of that name, or the zero Node where there is none.
func only(n xmlsec.Node, space, local string) (xmlsec.Node, error) {
	var found xmlsec.Node
	for c := range n.ChildrenNamed(space, local) {
		if found.OK() {
			return xmlsec.Node{}, errTwice
		}
		found = c
	}
	return found, nil
}
