package claims

import (
	"errors"
	"reflect"
	"slices"
	"testing"
)

// contract makes a contract of all roles that releases items, some optional.
func contract(released Items, optional ...Item) *Contract {
	c := &Contract{Version: 1, Basis: PublicTask, Inform: FirstLogin, Roles: []Role{Student, Staff}, Released: released}
	for _, i := range released.List() {
		c.Terms[i].Purpose = Text{NL: "om te weten wie je bent", EN: "to know who you are"}
	}
	for _, i := range optional {
		c.Terms[i].Optional = true
	}
	return c
}

func completePupil(t *testing.T) Person {
	t.Helper()
	return mustNormalise(t, Entree, NameID{}, pupil(attr("givenName", "Jan"), attr("nlEduPersonTussenvoegsels", "van der"),
		attr("sn", "Berg"), attr("nlEduPersonProfileId", "0042@1.petteflat.nl"), attr("nlEduPersonUnit", "H2A", "wi2")))
}

func teacher(t *testing.T, more ...Attribute) Person {
	t.Helper()
	attrs := append(pupil()[:2:2], attr("eduPersonAffiliation", "employee"), attr("givenName", "An"), attr("sn", "Bos"))
	return mustNormalise(t, Entree, NameID{}, append(attrs, more...))
}

func TestDecide(t *testing.T) {
	t.Parallel()
	pupilFull, bare := completePupil(t), mustNormalise(t, Entree, NameID{}, pupil())
	full := Release{Items: Everything, Name: FullName{"Jan van der Berg", "Jan", "van der Berg"}, StudentNumber: "0042",
		Class: []string{"H2A", "wi2"}, School: "petteflat", Role: Student}
	teacherFull := teacher(t, attr("nlEduPersonProfileId", "77@a"), attr("nlEduPersonUnit", "H2A"))
	for _, c := range []struct {
		name       string
		contract   *Contract
		person     Person
		narrow     Items
		asked, off Items
		want       Decision
	}{
		{"everything that there is", contract(Everything), pupilFull, 0, Everything, 0,
			Decision{Role: Student, Release: full}},
		{"contract 1: release {} is a pseudonymous app", contract(0), pupilFull, 0, Everything, 0,
			Decision{Role: Student, Withheld: all(NotInContract)}},
		{"contract 13: not asked is not required", contract(Everything), bare, 0, ItemsOf(RoleItem), 0,
			Decision{Role: Student, Release: Release{Items: ItemsOf(RoleItem), Role: Student},
				Withheld: []Withheld{{Name, NotAsked}, {StudentNumber, NotAsked}, {Class, NotAsked}, {School, NotAsked}}}},
		{"asked beyond the contract gives nothing more", contract(ItemsOf(Name)), pupilFull, 0, Everything, 0,
			Decision{Role: Student, Release: Release{Items: ItemsOf(Name), Name: full.Name},
				Withheld: []Withheld{{StudentNumber, NotInContract}, {Class, NotInContract}, {School, NotInContract}, {RoleItem, NotInContract}}}},
		{"contract 10: a teacher at an app that requires a student number", contract(ItemsOf(Name, StudentNumber, Class)), teacherFull, 0, Everything, 0,
			Decision{Role: Staff, Release: Release{Items: ItemsOf(Name), Name: FullName{"An Bos", "An", "Bos"}},
				Withheld: []Withheld{{StudentNumber, NotForRole}, {Class, NotForRole}, {School, NotInContract}, {RoleItem, NotInContract}}}},
		{"F-14: required and not sent is missing, and nothing goes", contract(ItemsOf(Name, StudentNumber, Class, School)), bare, 0, Everything, 0,
			Decision{Role: Student, Missing: ItemsOf(Name, StudentNumber, Class),
				Withheld: []Withheld{{School, Incomplete}, {RoleItem, NotInContract}}}},
		{"design §4: optional and not sent is withheld", contract(ItemsOf(Class), Class), bare, 0, Everything, 0,
			Decision{Role: Student, Withheld: []Withheld{{Name, NotInContract}, {StudentNumber, NotInContract}, {Class, NotSent}, {School, NotInContract}, {RoleItem, NotInContract}}}},
		{"design §4: optional and sent may be switched", contract(ItemsOf(Class), Class), pupilFull, 0, ItemsOf(Class), 0,
			Decision{Role: Student, Optional: ItemsOf(Class), Release: Release{Items: ItemsOf(Class), Class: full.Class},
				Withheld: []Withheld{{Name, NotInContract}, {StudentNumber, NotInContract}, {School, NotInContract}, {RoleItem, NotInContract}}}},
		{"design §4: optional and switched off", contract(ItemsOf(Name, Class), Class), pupilFull, 0, Everything, Everything,
			Decision{Role: Student, Optional: ItemsOf(Class), Release: Release{Items: ItemsOf(Name), Name: full.Name},
				Withheld: []Withheld{{StudentNumber, NotInContract}, {Class, SwitchedOff}, {School, NotInContract}, {RoleItem, NotInContract}}}},
		{"optional for a teacher is still not for the role", contract(ItemsOf(Class), Class), teacherFull, 0, Everything, 0,
			Decision{Role: Staff, Withheld: []Withheld{{Name, NotInContract}, {StudentNumber, NotInContract}, {Class, NotForRole}, {School, NotInContract}, {RoleItem, NotInContract}}}},
		{"M-06: what the school keeps is not required", contract(ItemsOf(Name, StudentNumber)), bare, ItemsOf(Name, StudentNumber), Everything, 0,
			Decision{Role: Student, Withheld: []Withheld{{Name, NarrowedAway}, {StudentNumber, NarrowedAway}, {Class, NotInContract}, {School, NotInContract}, {RoleItem, NotInContract}}}},
		{"an optional item does not stand on a page that refuses", contract(ItemsOf(Name, StudentNumber, Class), Class), mustNormalise(t, Entree, NameID{}, pupil(attr("nlEduPersonUnit", "H2A"), attr("sn", "B"))), 0, Everything, 0,
			Decision{Role: Student, Missing: ItemsOf(StudentNumber),
				Withheld: []Withheld{{Name, Incomplete}, {Class, Incomplete}, {School, NotInContract}, {RoleItem, NotInContract}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.contract.Decide(c.person, SchoolTerms{ID: "petteflat", Narrow: c.narrow}, c.asked, c.off)
			if err != nil {
				t.Fatalf("decide: %v", err)
			}
			compareDecisions(t, got, c.want)
		})
	}
}

func all(w Why) []Withheld {
	var out []Withheld
	for _, i := range AllItems() {
		out = append(out, Withheld{i, w})
	}
	return out
}

func compareDecisions(t *testing.T, got, want Decision) {
	t.Helper()
	if got.Role != want.Role || got.Missing != want.Missing || got.Optional != want.Optional {
		t.Errorf("role %s, missing %v, optional %v; want %s, %v, %v", got.Role, got.Missing, got.Optional, want.Role, want.Missing, want.Optional)
	}
	if !slices.Equal(got.Withheld, want.Withheld) {
		t.Errorf("withheld %v, want %v", got.Withheld, want.Withheld)
	}
	if !got.Release.Equal(want.Release) {
		t.Errorf("release is %s, want %s", got.Release.AppendJSON(nil), want.Release.AppendJSON(nil))
	}
	if got.Release.Given() != got.Release.Items {
		t.Errorf("release names %v and holds %v", got.Release.Items, got.Release.Given())
	}
}

// TestFlawsMatterWhereNeeded: contract 11 refuses a contradiction, contract 13 says
// that an attribute which nobody needs never refuses a login.
func TestFlawsMatterWhereNeeded(t *testing.T) {
	t.Parallel()
	two := func(i Item, f Federation, r string) Person {
		base := pupil()
		id := NameID{}
		if f == SURFconext {
			base, id = scholar(), persistent
		}
		base = slices.Clone(base)
		if r == "staff" {
			for i := range base {
				if Canonical(base[i].Name) == "eduPersonAffiliation" {
					base[i].Values = []string{"employee"}
				}
			}
		}
		switch {
		case i == Name:
			base = append(base, attr("sn", "A"), attr("urn:oid:2.5.4.4", "B"))
		case i == StudentNumber && f == Entree:
			base = append(base, attr("nlEduPersonProfileId", "1@a", "2@a"))
		case i == StudentNumber:
			base = append(base, attr("urn:oid:1.3.6.1.4.1.25178.1.2.14", ownCode+"1", ownCode+"2"))
		case i == Class:
			base = append(base, attr("nlEduPersonUnit", "H2\x00"))
		}
		return mustNormalise(t, f, id, base)
	}
	for _, c := range []struct {
		name   string
		person Person
		c      *Contract
		narrow Items
		asked  Items
		off    Items
		want   Fault // zero: no refusal
	}{
		{"name, needed", two(Name, Entree, ""), contract(ItemsOf(Name)), 0, Everything, 0, Fault{FaultConflict, Name, true, "givenName, nlEduPersonTussenvoegsels, sn"}},
		{"name, needed, SURFconext", two(Name, SURFconext, ""), contract(ItemsOf(Name)), 0, Everything, 0, Fault{FaultConflict, Name, true, "displayName, givenName, sn"}},
		{"name, not in the contract", two(Name, Entree, ""), contract(ItemsOf(Class), Class), 0, Everything, 0, Fault{}},
		{"name, not asked", two(Name, Entree, ""), contract(ItemsOf(Name)), 0, ItemsOf(Class), 0, Fault{}},
		{"name, kept by the school", two(Name, Entree, ""), contract(ItemsOf(Name)), ItemsOf(Name), Everything, 0, Fault{}},
		{"number, needed", two(StudentNumber, Entree, ""), contract(ItemsOf(StudentNumber)), 0, Everything, 0, Fault{FaultConflict, StudentNumber, true, "nlEduPersonProfileId"}},
		{"number, optional is needed too: it would have gone", two(StudentNumber, Entree, ""), contract(ItemsOf(StudentNumber), StudentNumber), 0, Everything, 0, Fault{FaultConflict, StudentNumber, true, "nlEduPersonProfileId"}},
		{"number, a teacher's", two(StudentNumber, Entree, "staff"), contract(ItemsOf(StudentNumber)), 0, Everything, 0, Fault{}},
		{"two student codes, needed", two(StudentNumber, SURFconext, ""), contract(ItemsOf(StudentNumber)), 0, Everything, 0, Fault{FaultTwoCodes, StudentNumber, true, "schacPersonalUniqueCode"}},
		{"two student codes, not asked", two(StudentNumber, SURFconext, ""), contract(ItemsOf(StudentNumber)), 0, ItemsOf(RoleItem), 0, Fault{}},
		{"two student codes, a teacher's", two(StudentNumber, SURFconext, "staff"), contract(ItemsOf(StudentNumber)), 0, Everything, 0, Fault{}},
		{"class without legal form, needed", two(Class, Entree, ""), contract(ItemsOf(Class)), 0, Everything, 0, Fault{FaultMalformed, Class, true, "nlEduPersonUnit"}},
		{"class without legal form, switched off is asked all the same", two(Class, Entree, ""), contract(ItemsOf(Class), Class), 0, Everything, ItemsOf(Class), Fault{FaultMalformed, Class, true, "nlEduPersonUnit"}},
		{"class without legal form, a teacher's", two(Class, Entree, "staff"), contract(ItemsOf(Class)), 0, Everything, 0, Fault{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := c.c.Decide(c.person, SchoolTerms{ID: "x", Narrow: c.narrow}, c.asked, c.off)
			if c.want == (Fault{}) {
				if err != nil || d.Missing != 0 {
					t.Fatalf("refused: %v, missing %v", err, d.Missing)
				}
				return
			}
			var fault *Fault
			if !errors.As(err, &fault) || *fault != c.want {
				t.Fatalf("fault is %v, want %v", err, &c.want)
			}
			if !reflect.DeepEqual(d, Decision{}) {
				t.Error("a refusal still decided something")
			}
		})
	}
}

// TestDecideRefusals: no contract, no login (M-04); a role that does not fit.
func TestDecideRefusals(t *testing.T) {
	t.Parallel()
	p := completePupil(t)
	var none *Contract
	for name, c := range map[string]*Contract{"no contract": none, "the zero contract": {}, "a contract for staff": {Roles: []Role{Staff}, Released: Everything}} {
		d, err := c.Decide(p, SchoolTerms{ID: "x"}, Everything, 0)
		var fault *Fault
		if !errors.As(err, &fault) || fault.Kind != FaultRoleNotInContract || !reflect.DeepEqual(d, Decision{}) {
			t.Errorf("%s: fault is %v", name, err)
		}
	}
	d, err := contract(ItemsOf(School)).Decide(p, SchoolTerms{}, Everything, 0)
	if err != nil || d.Missing != ItemsOf(School) || d.Release.Items != 0 {
		t.Error("a school without an id cannot be released")
	}
}

// TestDecideDoesNotWriteIntoThePerson: the page and the token are made from one
// Person at two moments (design §1.3).
func TestDecideDoesNotWriteIntoThePerson(t *testing.T) {
	t.Parallel()
	p := completePupil(t)
	p.Classes = append(make([]string, 0, 8), p.Classes...) // room to grow into
	c := contract(Everything)
	first, err := c.Decide(p, SchoolTerms{ID: "x"}, Everything, 0)
	if err != nil {
		t.Fatal(err)
	}
	_ = append(first.Release.Class, "planted")
	if room := p.Classes[:len(p.Classes)+1]; room[len(p.Classes)] == "planted" {
		t.Error("appending to a Release's classes writes into the Person")
	}
	second, err := c.Decide(p, SchoolTerms{ID: "x"}, Everything, 0)
	if err != nil || !second.Release.Equal(first.Release) {
		t.Error("two decisions about one person differ")
	}
}

// TestReleaseEqual compares every field: one that Equal forgot would let the page
// and the token differ.
func TestReleaseEqual(t *testing.T) {
	t.Parallel()
	base := func() Release {
		return Release{Items: Everything, Name: FullName{"a", "b", "c"}, StudentNumber: "1", Class: []string{"x", "y"}, School: "s", Role: Student}
	}
	if !base().Equal(base()) {
		t.Fatal("a Release is not equal to itself")
	}
	for name, change := range map[string]func(*Release){
		"items": func(r *Release) { r.Items = r.Items.Without(Class) }, "full": func(r *Release) { r.Name.Full = "z" },
		"given": func(r *Release) { r.Name.Given = "z" }, "family": func(r *Release) { r.Name.Family = "z" },
		"number": func(r *Release) { r.StudentNumber = "2" }, "class": func(r *Release) { r.Class[1] = "z" },
		"fewer classes": func(r *Release) { r.Class = r.Class[:1] }, "order of classes": func(r *Release) { slices.Reverse(r.Class) },
		"school": func(r *Release) { r.School = "z" }, "role": func(r *Release) { r.Role = Staff },
	} {
		r := base()
		change(&r)
		if r.Equal(base()) || base().Equal(r) {
			t.Errorf("a difference in %s is not seen", name)
		}
	}
}

// TestWhyWords pins the words that explain and the demo show.
func TestWhyWords(t *testing.T) {
	t.Parallel()
	for w, want := range map[Why]string{NotInContract: "not_in_contract", NotAsked: "not_asked", NarrowedAway: "narrowed_by_school",
		NotForRole: "not_for_role", NotSent: "not_sent", SwitchedOff: "switched_off", Incomplete: "incomplete", 0: "?", 200: "?"} {
		if w.String() != want {
			t.Errorf("%d is %q, want %q", uint8(w), w, want)
		}
	}
}
