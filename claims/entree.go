package claims

import "strings"

// entree applies Entree's rules: plain names, uid as the identifier, a BRIN as
// the organisation, the infix apart from the surname (contract 10–12).
func (r *reading) entree(p *Person) *Fault {
	var fault *Fault
	if p.UpstreamID, fault = r.need(atUID, FaultUpstreamMissing); fault != nil {
		return fault
	}
	brin, fault := r.need(atBRIN, FaultOrganisationMissing)
	if fault != nil {
		return fault
	}
	var ok bool
	if p.Organisation, ok = Organisation(Entree, brin); !ok {
		return loginFault(FaultMalformed, atBRIN)
	}
	given, infix, surname := r.part(p, Name, atGivenName), r.part(p, Name, atInfix), r.part(p, Name, atSurname)
	family := joined(infix, surname)
	p.setName(given, family, joined(given, family))
	r.profileNumber(p)
	if r.badUnit {
		p.Malformed = p.Malformed.With(Class)
	} else {
		p.Classes = r.units
	}
	return nil
}

// profileNumber takes the student number from nlEduPersonProfileId, whose form is
// number@[administration.]domain: all before the last @, as text, so that leading
// zeros stay. "@domain" has no number. Without @ there is no telling whether it
// is a number at all: malformed, which the school's page then says.
func (r *reading) profileNumber(p *Person) {
	id := r.part(p, StudentNumber, atProfileID)
	if id == "" {
		return
	}
	at := strings.LastIndexByte(id, '@')
	if at < 0 {
		p.Malformed = p.Malformed.With(StudentNumber)
		return
	}
	number := trim(id[:at])
	if !legal(number, maxShort) {
		p.Malformed = p.Malformed.With(StudentNumber)
		return
	}
	p.Number = strings.Clone(number)
}

// Organisation gives the normal form of an organisation code, in which a person's
// and a registered school's are compared: for Entree four letters or digits in
// upper case (a BRIN6 gives its first four: the branch is not a school), for
// SURFconext a schacHomeOrganization in lower case. It is false for what cannot
// be one (contract 11, F-12).
func Organisation(f Federation, code string) (string, bool) {
	code = trim(code)
	switch f {
	case Entree:
		code = upperASCII(code)
		if len(code) != 4 && len(code) != 6 {
			return "", false
		}
		for i := range len(code) {
			if c := code[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
				return "", false
			}
		}
		return code[:4], true
	case SURFconext:
		if code == "" || !legal(code, maxValue) || strings.ContainsAny(code, " :/@") {
			return "", false
		}
		return lowerASCII(code), true
	}
	return "", false
}
