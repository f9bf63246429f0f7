package hub

import "time"

// Edit changes one string of an answer. The zero Edit leaves it as it is; any
// other puts itself in its place.
type Edit string

// Edits that are no value.
const (
	Missing Edit = "\x00missing" // the attribute or element is left out
	Blank   Edit = "\x00blank"   // it is there, and empty
)

// Coverage says what is signed.
type Coverage string

// What is signed; the zero Coverage is the hub's habit.
const (
	SignNothing   Coverage = "nothing"
	SignAssertion Coverage = "assertion"
	SignResponse  Coverage = "response"
	SignBoth      Coverage = "both"
)

// Misbehaviour is what an answer does differently. The zero Misbehaviour is an
// honest answer; fields combine. [Misbehaviours] names the ones worth trying.
type Misbehaviour struct {
	// The signature. What is signed has its other faults in it already: only Tamper,
	// Wrap, Doctype and Encoding come after.
	Sign            Coverage
	ForeignKey      bool   // made with a key that is not in our metadata
	KeyInfo         string // "foreign": that key's certificate · "key-value": its bare key · "absent"
	SignatureMethod string // URI
	DigestMethod    string // URI
	C14N            string // URI of the canonicalisation, of SignedInfo and as transform
	PrefixList      string // InclusiveNamespaces of the transform
	Transform       string // URI of one more transform; the digest is made as if it did nothing
	Reference       string // "twice" · "empty" (URI="") · "elsewhere" (an ID that is not there) · "absent"
	SecondSignature bool   // a copy of the signature follows it
	SecondInfo      bool   // a second SignedInfo, with another digest, before the signed one (EngineBlock audit H01)
	WrapBase64      bool   // digest, signature and certificate in lines of 64

	// The Response.
	Destination      Edit
	InResponseTo     Edit
	ResponseIssuer   Edit
	Version          Edit
	IssueInstantSkew time.Duration // of Response and Assertion
	Status           string        // last part of the top-level code, "Responder"; then there is no Assertion
	SubStatus        string        // last part of the nested code, "NoPassive"
	KeepAssertion    bool          // the Assertion rides along with that Status
	NoAssertion      bool
	SecondAssertion  string // one more, of someone else: "signed" · "unsigned" · "before" (unsigned, and first)
	DuplicateID      bool   // Response and Assertion have the same ID
	Size             int    // bytes of XML at least, filled with further attributes
	// Encrypt locks the NameID before it is signed, or the Assertion after it was and
	// before the Response is; nil: nothing is locked. Tamper then alters parts of the
	// Assertion before they are locked.
	Encrypt *Encryption

	// The Assertion.
	AssertionIssuer  Edit
	AssertionVersion Edit
	Authority        Edit // the last AuthenticatingAuthority
	AuthnContext     Edit

	// Its Subject.
	NoSubject                bool
	NameID                   Edit
	NameIDFormat             Edit
	NoConfirmation           bool
	ConfirmationMethod       Edit
	NoConfirmationData       bool
	SecondConfirmation       string // "same" · "holder-of-key" · "elsewhere" (another Recipient), before the right one
	Recipient                Edit
	ConfirmationInResponseTo Edit
	ConfirmationEnd          Edit          // NotOnOrAfter of the confirmation
	ConfirmationExpiredBy    time.Duration // the same, d before now
	ConfirmationStart        bool          // it has a NotBefore, which a bearer may not have (saml-profiles §4.1.4.2)

	// Its Conditions.
	NoConditions      bool
	Audience          Edit // Missing leaves out the AudienceRestriction
	AudienceBefore    []string
	AudienceAfter     []string
	SecondRestriction string // one more AudienceRestriction, with this audience
	OneTimeUse        bool
	ExpiredBy         time.Duration // both NotOnOrAfter, d before now
	NotYetValidBy     time.Duration // NotBefore, d after now

	// Its AuthnStatement.
	NoAuthnStatement    bool
	TwoAuthnStatements  bool
	AuthnInstant        Edit
	AuthnInstantAge     time.Duration
	SessionNotOnOrAfter time.Duration // d after now, negative before; zero: absent

	// What it says about the person, in the vocabulary of the hub's style.
	Organisation    Edit // BRIN or schacHomeOrganization
	Surname         Edit
	Number          Edit // the student number alone; the hub writes it in its form
	SecondNumber    string
	ForeignNumber   string // a student number at another organisation
	Class           Edit   // Entree only
	Affiliation     Edit
	Set             []Attribute // replaces or adds by short name
	Drop            []string    // short names
	Repeat          string      // the surname's Attribute again: "same" · "different" value; "values": a second value in it
	Inject          string      // into a value: "comment" · "pi" · "cdata" · "element"
	InjectNameID    string      // the same, into the NameID
	SplitStatements bool        // the attributes are spread over two AttributeStatements
	NoAttributes    bool        // no AttributeStatement

	// After signing.
	Tamper   Part
	Wrap     int    // signature wrapping, variants 1 to 8
	WrapSame bool   // the forged element has the ID of the genuine one
	Doctype  string // "bare" · "entity" (a value written as an entity)
	Encoding string // of the bytes and their declaration: "iso-8859-1" · "utf-16"

	// In the form to the browser.
	RelayState Edit
	FormTwice  bool // two SAMLResponse fields
	LineBreaks bool // the base64 of the field in lines of 76
}

// Evil stands, in forged elements and tampered values, where a person's data were.
// No service provider may ever take it over.
const Evil = "kwaad"

// EvilOrigin stands where an address or an entityID was.
const EvilOrigin = "https://kwaad.example/"

// Named is a misbehaviour that has a name, and what is to come of it.
type Named struct {
	Name string
	M    Misbehaviour
	// Honest: a service provider must accept it, and learn the same as from an honest
	// answer. Either: it may refuse; accepting it, it learns nothing that the honest
	// answer does not say. Neither: it must refuse.
	Honest, Either bool
	// Claims: message and signatures are sound; only what is said about the person is
	// at fault, so that the protocol need not refuse. The verdicts are for an app that
	// requires a pupil's name and student number.
	Claims bool
	// Form: the fault is in the form around the answer, not in the answer.
	Form bool
	// Only the hub of this style can do it; empty: both.
	Only Style
}

// edit gives what stands in the place of an honest value.
func (e Edit) edit(honest string) string {
	if e == "" {
		return honest
	}
	return string(e)
}

// written gives the text of an edited value, and whether it is there at all.
func written(s string) (string, bool) {
	switch Edit(s) {
	case Missing:
		return "", false
	case Blank:
		return "", true
	}
	return s, true
}
