package claims

import (
	"errors"
	"slices"
	"testing"
)

// TestRoleFor: contract 10, F-13, design §1.2.
func TestRoleFor(t *testing.T) {
	t.Parallel()
	both, onlyStudent, onlyStaff := []Role{Student, Staff}, []Role{Student}, []Role{Staff}
	staffFirst := []Role{Staff, Student}
	for _, c := range []struct {
		name         string
		affiliations []string
		roles        []Role
		admit        map[string]Role
		want         Role
		fault        FaultKind
	}{
		{"student", []string{"student"}, both, nil, Student, 0},
		{"employee is staff", []string{"employee"}, both, nil, Staff, 0},
		{"staff is staff", []string{"staff"}, both, nil, Staff, 0},
		{"faculty is staff", []string{"faculty"}, both, nil, Staff, 0},
		{"case makes no difference", []string{"EMPLOYEE"}, both, nil, Staff, 0},
		{"several: the first of contract.roles that fits", []string{"employee", "student"}, both, nil, Student, 0},
		{"several, the other way round", []string{"student", "employee"}, staffFirst, nil, Staff, 0},
		{"several: the one that the contract has", []string{"student", "employee"}, onlyStaff, nil, Staff, 0},
		{"member beside student", []string{"member", "student"}, both, nil, Student, 0},
		{"pre-student beside student", []string{"pre-student", "student"}, both, nil, Student, 0},
		{"none", nil, both, nil, "", FaultNoRole},
		{"affiliate", []string{"affiliate"}, both, nil, "", FaultNoRole},
		{"pre-student alone", []string{"pre-student"}, both, nil, "", FaultNoRole},
		{"member alone", []string{"member"}, both, nil, "", FaultNoRole},
		{"an affiliation nobody knows", []string{"aff1"}, both, nil, "", FaultNoRole},
		{"an affiliation nobody knows, admitted as such", []string{"aff1", "aff2"}, both, map[string]Role{OtherAffiliation: Staff}, Staff, 0},
		{"an affiliation nobody knows is not the absence of one", []string{"aff1"}, both, map[string]Role{NoAffiliation: Staff}, "", FaultNoRole},
		{"nor is the word none", []string{"none"}, both, map[string]Role{NoAffiliation: Staff}, "", FaultNoRole},
		{"the long s is no s", []string{"\u017ftudent"}, both, nil, "", FaultNoRole},
		{"teacher at a pupils' app", []string{"employee"}, onlyStudent, nil, "", FaultRoleNotInContract},
		{"pupil at a teachers' app", []string{"student"}, onlyStaff, nil, "", FaultRoleNotInContract},
		{"a contract without roles is for nobody", []string{"student"}, nil, nil, "", FaultRoleNotInContract},
		{"admitted affiliate", []string{"affiliate"}, both, map[string]Role{"affiliate": Staff}, Staff, 0},
		{"admitted, upper case", []string{"Affiliate"}, both, map[string]Role{"affiliate": Staff}, Staff, 0},
		{"admitted as a role that the contract has not", []string{"affiliate"}, onlyStudent, map[string]Role{"affiliate": Staff}, "", FaultRoleNotInContract},
		{"admitted without any affiliation", nil, both, map[string]Role{NoAffiliation: Student}, Student, 0},
		{"admitting nobody's affiliation does not admit affiliates", []string{"affiliate"}, both, map[string]Role{NoAffiliation: Student}, "", FaultNoRole},
		{"a school that admits members as pupils did not mean its teachers", []string{"member", "employee"}, onlyStudent, map[string]Role{"member": Student}, "", FaultRoleNotInContract},
		{"a fixed affiliation cannot be admitted as another role", []string{"employee"}, onlyStudent, map[string]Role{"employee": Student}, "", FaultRoleNotInContract},
		{"a role that does not exist admits nobody", []string{"affiliate"}, []Role{"admin"}, map[string]Role{"affiliate": "admin"}, "", FaultNoRole},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := mustNormalise(t, Entree, NameID{}, append(pupil()[:2:2], attr("eduPersonAffiliation", c.affiliations...)))
			got, err := p.RoleFor(c.roles, c.admit)
			if got != c.want {
				t.Errorf("role is %q, want %q", got, c.want)
			}
			var fault *Fault
			switch {
			case c.fault == 0 && err != nil:
				t.Errorf("refused: %v", err)
			case c.fault != 0 && (!errors.As(err, &fault) || fault.Kind != c.fault || fault.Attribute != "eduPersonAffiliation"):
				t.Errorf("fault is %v, want %v", err, c.fault)
			}
		})
	}
}

// TestAffiliationsHaveNoFreeText: whatever a school writes there, a Person holds
// words of ours (M-02).
func TestAffiliationsHaveNoFreeText(t *testing.T) {
	t.Parallel()
	p := mustNormalise(t, Entree, NameID{}, append(pupil()[:2:2],
		attr("eduPersonAffiliation", "Member", "guest of Jan van der Berg", "alum", "ALUM", "aff\x00", "student")))
	if want := []string{"member", OtherAffiliation, "alum", "student"}; !slices.Equal(p.Affiliations, want) {
		t.Errorf("affiliations are %q, want %q", p.Affiliations, want)
	}
	keys := AdmitKeys()
	for _, k := range keys {
		if k != NoAffiliation && affiliation(k) != k {
			t.Errorf("a school may admit %q, which no Person can have", k)
		}
	}
	keys[0] = "planted"
	if AdmitKeys()[0] == "planted" {
		t.Error("a caller can change the list")
	}
}
