package claims

import "slices"

// Words that a school may admit although they are nobody's affiliation.
const (
	NoAffiliation    = "none"  // the hub sent no affiliation at all
	OtherAffiliation = "other" // the hub sent one outside the vocabulary
)

// affiliation gives a word of the vocabulary of eduPerson and SURF in our own
// copy, or OtherAffiliation: free text does not get into a Person.
func affiliation(v string) string {
	switch v {
	case "student":
		return "student"
	case "employee":
		return "employee"
	case "staff":
		return "staff"
	case "faculty":
		return "faculty"
	}
	for _, word := range admitKeys {
		if v == word && v != NoAffiliation {
			return word
		}
	}
	return OtherAffiliation
}

var admitKeys = [...]string{"affiliate", "alum", "library-walk-in", "member", "pre-student", OtherAffiliation, NoAffiliation}

// AdmitKeys lists what a school's admit list may name: all but the four words
// whose role is fixed.
func AdmitKeys() []string { return append([]string(nil), admitKeys[:]...) }

// RoleFor gives the role in which the person comes in: the first of roles that an
// affiliation gives. Student gives student; employee, staff and faculty give
// staff (contract 10, F-13).
//
// admit is the school's own list, a word of [AdmitKeys] to a role. It is read only where no affiliation gives a role by itself: every
// teacher is also a member, and a school that admits members as pupils did not
// mean its teachers.
//
// The error is a *[Fault]: FaultNoRole where nothing gives a role,
// FaultRoleNotInContract where the contract does not have it.
func (p Person) RoleFor(roles []Role, admit map[string]Role) (Role, error) {
	r, fault := p.roleFor(roles, admit)
	if fault != nil {
		return "", fault
	}
	return r, nil
}

func (p *Person) roleFor(roles []Role, admit map[string]Role) (Role, *Fault) {
	var student, staff bool
	for _, a := range p.Affiliations {
		switch a {
		case "student":
			student = true
		case "employee", "staff", "faculty":
			staff = true
		}
	}
	if !student && !staff {
		for _, a := range p.Affiliations {
			student = student || admit[a] == Student
			staff = staff || admit[a] == Staff
		}
		if len(p.Affiliations) == 0 {
			student, staff = admit[NoAffiliation] == Student, admit[NoAffiliation] == Staff
		}
	}
	if !student && !staff {
		return "", loginFault(FaultNoRole, atAffiliation)
	}
	i := slices.IndexFunc(roles, func(r Role) bool { return r == Student && student || r == Staff && staff })
	if i < 0 {
		return "", loginFault(FaultRoleNotInContract, atAffiliation)
	}
	return roles[i], nil
}
