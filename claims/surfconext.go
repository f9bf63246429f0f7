package claims

import "strings"

// surfconext applies SURFconext's rules: the persistent NameID as the identifier,
// schacHomeOrganization as the organisation, a surname that holds its infix, no
// class at all (contract 10–13).
func (r *reading) surfconext(p *Person, id NameID) *Fault {
	switch p.UpstreamID = strings.Clone(trim(id.Value)); {
	case id.Format != FormatPersistent:
		return &Fault{Kind: FaultNameIDFormat, Attribute: "NameID"}
	case p.UpstreamID == "":
		return &Fault{Kind: FaultUpstreamMissing, Attribute: "NameID"}
	case !legal(p.UpstreamID, maxValue):
		return &Fault{Kind: FaultMalformed, Attribute: "NameID"}
	}
	org, fault := r.need(atHomeOrg, FaultOrganisationMissing)
	if fault != nil {
		return fault
	}
	var ok bool
	if p.Organisation, ok = Organisation(SURFconext, org); !ok {
		return loginFault(FaultMalformed, atHomeOrg)
	}
	full, given, surname := r.part(p, Name, atDisplayName), r.part(p, Name, atGivenName), r.part(p, Name, atSurname)
	if full == "" {
		full = joined(given, surname)
	}
	p.setName(given, strings.Clone(surname), strings.Clone(full))
	r.ownNumber(p)
	return nil
}

// ownNumber takes the student number from the codes of the person's own
// organisation. The hub checks no scope on this attribute (federations §2.5), so
// a code of another organisation is as good as absent.
func (r *reading) ownNumber(p *Person) {
	number, two := "", false
	for _, c := range r.codes {
		if !sameFold(c.organisation, p.Organisation) {
			continue
		}
		two = two || number != "" && number != c.token
		number = c.token
	}
	switch {
	case two:
		p.Conflicts = p.Conflicts.With(StudentNumber)
	case !legal(number, maxShort):
		p.Malformed = p.Malformed.With(StudentNumber)
	default:
		p.Number = strings.Clone(number)
	}
}

// studentCode is a schacPersonalUniqueCode that holds a student number.
type studentCode struct{ organisation, token string }

const (
	codePrefix  = "urn:schac:personalUniqueCode:nl:local:"
	studentWord = "studentid"
)

// parseStudentCode reads urn:schac:personalUniqueCode:nl:local:<org>:studentid:<token>
// (SURF's registry). The fixed words compare without regard to case; the token is
// all that follows, with its case and whatever colons it holds. Everything else
// is no student code: employee and member codes, and the European Student
// Identifier, which is another identifier and no fallback.
func parseStudentCode(v string) (studentCode, bool) {
	if len(v) < len(codePrefix) || !sameFold(v[:len(codePrefix)], codePrefix) {
		return studentCode{}, false
	}
	org, rest, ok := strings.Cut(v[len(codePrefix):], ":")
	if !ok || org == "" {
		return studentCode{}, false
	}
	kind, token, ok := strings.Cut(rest, ":")
	token = trim(token)
	if !ok || token == "" || !sameFold(kind, studentWord) {
		return studentCode{}, false
	}
	return studentCode{organisation: org, token: token}, true
}
