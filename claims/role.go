package claims

import "slices"

// NoAffiliation is the key under which a school may admit a person without any
// affiliation.
const NoAffiliation = "none"

// RoleFor gives the role in which the person comes in: the first of roles that an
// affiliation gives. Student gives student; employee, staff and faculty give
// staff (contract 10, F-13).
//
// admit is the school's own list, affiliation in lower case (or [NoAffiliation])
// to role. It is read only where no affiliation gives a role by itself: every
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
