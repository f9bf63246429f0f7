package hub

import "fmt"

// personFaults are sound messages with something wrong in what they say.
func personFaults() []Named {
	return []Named{
		{Name: "attribute-twice-same", M: Misbehaviour{Repeat: "same"}, Honest: true, Claims: true},
		{Name: "number-of-another-organisation", M: Misbehaviour{ForeignNumber: "99999999"}, Honest: true, Claims: true, Only: SURFconext},
		{Name: "class-missing", M: Misbehaviour{Class: Missing}, Either: true, Claims: true, Only: Entree},
		{Name: "class-empty", M: Misbehaviour{Class: Blank}, Either: true, Claims: true, Only: Entree},
		{Name: "number-missing", M: Misbehaviour{Number: Missing}, Claims: true},
		{Name: "number-empty", M: Misbehaviour{Number: Blank}, Claims: true},
		{Name: "name-missing", M: Misbehaviour{Drop: []string{"givenName", "nlEduPersonTussenvoegsels", "sn", "cn", "displayName"}}, Claims: true},
		{Name: "affiliation-missing", M: Misbehaviour{Affiliation: Missing}, Claims: true},
		{Name: "affiliation-affiliate", M: Misbehaviour{Affiliation: "affiliate"}, Claims: true},
		{Name: "attribute-twice-different", M: Misbehaviour{Repeat: "different"}, Claims: true},
		{Name: "attribute-with-two-values", M: Misbehaviour{Repeat: "values"}, Claims: true},
		{Name: "two-student-numbers", M: Misbehaviour{SecondNumber: "99999999"}, Claims: true},
		{Name: "organisation-missing", M: Misbehaviour{Organisation: Missing}, Claims: true},
		{Name: "organisation-empty", M: Misbehaviour{Organisation: Blank}, Claims: true},
		{Name: "organisation-entree", M: Misbehaviour{Organisation: "99ZZ"}, Claims: true, Only: Entree},
		{Name: "organisation-surfconext", M: Misbehaviour{Organisation: "another.example"}, Claims: true, Only: SURFconext},
		{Name: "uid-missing", M: Misbehaviour{Drop: []string{"uid"}}, Claims: true, Only: Entree},
		{Name: "uid-empty", M: Misbehaviour{Set: []Attribute{{Name: "uid", Values: []string{""}}}}, Claims: true, Only: Entree},
	}
}

// tampered changes one thing each after the signature was made.
func tampered() []Named {
	var out []Named
	for _, p := range assertionParts() {
		out = append(out, Named{Name: "tampered-" + string(p), M: Misbehaviour{Tamper: p}})
	}
	for _, p := range responseParts() {
		out = append(out, Named{Name: "tampered-" + string(p), M: Misbehaviour{Sign: SignBoth, Tamper: p}})
	}
	return out
}

// wrapped are the eight shapes of "On Breaking SAML: Be Whoever You Want to Be"
// (USENIX 2012), each with a new ID on the forged element and with the genuine one's.
// The first two take the signature of the Response, the others that of the Assertion.
func wrapped() []Named {
	var out []Named
	for n := 1; n <= 8; n++ {
		m := Misbehaviour{Wrap: n}
		if n <= 2 {
			m.Sign = SignResponse
		}
		out = append(out, Named{Name: fmt.Sprintf("xsw%d", n), M: m})
		m.WrapSame = true
		out = append(out, Named{Name: fmt.Sprintf("xsw%d-same-id", n), M: m})
	}
	return out
}

func formFaults() []Named {
	return []Named{
		{Name: "form-base64-wrapped", M: Misbehaviour{LineBreaks: true}, Honest: true, Form: true},
		{Name: "form-response-twice", M: Misbehaviour{FormTwice: true}, Form: true},
		{Name: "form-relay-state-missing", M: Misbehaviour{RelayState: Missing}, Form: true},
		{Name: "form-relay-state-other", M: Misbehaviour{RelayState: "someone-elses"}, Form: true},
	}
}
