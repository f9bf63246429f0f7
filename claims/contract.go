package claims

import "time"

// Basis is the legal basis of a contract (AVG article 6).
type Basis string

// The two bases a contract can have.
const (
	PublicTask Basis = "public_task"
	Consent    Basis = "consent"
)

// Inform says when the information page is shown.
type Inform string

// The three ways to inform; never is only for public_task.
const (
	FirstLogin Inform = "first_login"
	EveryLogin Inform = "every_login"
	Never      Inform = "never"
)

// Text is a sentence in both languages.
type Text struct{ NL, EN string }

// Term is what a contract says of one released item. A term with an empty purpose
// does not exist: configuration refuses it (M-03).
type Term struct {
	Purpose  Text
	Optional bool // the school need not send it, and the pupil may switch it off
}

// Contract is the agreement of one app: which items, for whom, why. What it does
// not name is absent (niet, tenzij; design §1.2). The zero Contract releases
// nothing to nobody.
type Contract struct {
	Version  int
	Basis    Basis
	Inform   Inform
	Approved time.Time // zero: no date known
	Roles    []Role    // in order of preference: several affiliations take the first that fits
	Released Items     // which of Terms are named
	Terms    [itemCount]Term
}
