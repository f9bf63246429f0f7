package claims

// Federation is a vocabulary and its rules. The two hubs run the same software;
// names, identifiers and organisation codes differ (federations §1.3, §2.4).
type Federation string

// The two federations.
const (
	Entree     Federation = "entree"
	SURFconext Federation = "surfconext"
)

// Attribute is one attribute as it stood in a verified assertion: the wire name
// and its values, untouched. FriendlyName and NameFormat are not here: nothing
// may be decided by them. Printed or logged it shows its name only.
type Attribute struct {
	Name   string
	Values []string
}

// NameID is the subject's identifier as it stood in a verified assertion.
// Printed or logged it shows its format only.
type NameID struct {
	Format string
	Value  string
}

// FormatPersistent is the only NameID format that SURFconext logins may have
// (contract 12).
const FormatPersistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"

// Role is what a contract admits. Affiliations map onto it (contract 10).
type Role string

// The two roles of a contract.
const (
	Student Role = "student"
	Staff   Role = "staff"
)
