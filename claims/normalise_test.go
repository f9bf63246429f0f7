package claims

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// The identities that most cases start from: a pupil at Entree, a student at
// SURFconext as EngineBlock sends one, every attribute under two names.
func pupil(more ...Attribute) []Attribute {
	return append([]Attribute{
		attr("uid", "qj7cks8qdz9ph54@petteflat"),
		attr("nlEduPersonHomeOrganizationId", "01AB"),
		attr("eduPersonAffiliation", "student"),
	}, more...)
}

func scholar(more ...Attribute) []Attribute {
	return append([]Attribute{
		attr("urn:mace:terena.org:attribute-def:schacHomeOrganization", "uniharderwijk.nl"),
		attr("urn:oid:1.3.6.1.4.1.25178.1.2.9", "uniharderwijk.nl"),
		attr("urn:mace:dir:attribute-def:eduPersonAffiliation", "student", "member"),
		attr("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "student", "member"),
	}, more...)
}

func attr(name string, values ...string) Attribute { return Attribute{Name: name, Values: values} }

var persistent = NameID{Format: FormatPersistent, Value: "69c803b4b218529bc4ae3ae0047cb5481e72c772"}

const ownCode = "urn:schac:personalUniqueCode:nl:local:uniharderwijk.nl:studentid:"

func mustNormalise(t *testing.T, f Federation, id NameID, attrs []Attribute) Person {
	t.Helper()
	p, err := Normalise(f, id, attrs)
	if err != nil {
		t.Fatalf("normalise: %v", err)
	}
	return p
}

func TestEntreePerson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		attrs []Attribute
		want  func(*Person)
	}{
		{"contract 10: name is given, tussenvoegsels, surname; family name is without given",
			[]Attribute{attr("givenName", "Jan"), attr("nlEduPersonTussenvoegsels", "van der"), attr("sn", "Berg")},
			func(p *Person) { p.GivenName, p.FamilyName, p.FullName = "Jan", "van der Berg", "Jan van der Berg" }},
		{"contract 10: no tussenvoegsels, no double space",
			[]Attribute{attr("givenName", "Jan"), attr("sn", "Berg")},
			func(p *Person) { p.GivenName, p.FamilyName, p.FullName = "Jan", "Berg", "Jan Berg" }},
		{"contract 10: a given name alone is a name",
			[]Attribute{attr("givenName", "Jan")},
			func(p *Person) { p.GivenName, p.FullName = "Jan", "Jan" }},
		{"contract 10: displayName is not Entree's name, and its conflict is nobody's",
			[]Attribute{attr("displayName", "Piet"), attr("displayName", "Klaas")},
			func(*Person) {}},
		{"contract 11: the same value under three names is one",
			[]Attribute{attr("givenName", "Jan"), attr("urn:oid:2.5.4.42", "Jan"), attr("urn:mace:dir:attribute-def:givenName", " Jan\n")},
			func(p *Person) { p.GivenName, p.FullName = "Jan", "Jan" }},
		{"contract 11: empty is absent, white space is empty",
			[]Attribute{attr("givenName", "", " \n\t"), attr("sn"), attr("nlEduPersonProfileId", ""), attr("nlEduPersonUnit", " ")},
			func(*Person) {}},
		{"contract 11: two given names contradict each other",
			[]Attribute{attr("givenName", "Jan"), attr("urn:oid:2.5.4.42", "Piet"), attr("sn", "Berg")},
			func(p *Person) { p.Conflicts = ItemsOf(Name) }},
		{"contract 11: two values in one attribute contradict each other too",
			[]Attribute{attr("sn", "Berg", "Dal")}, func(p *Person) { p.Conflicts = ItemsOf(Name) }},
		{"contract 11: case makes a difference in a name",
			[]Attribute{attr("sn", "Berg", "berg")}, func(p *Person) { p.Conflicts = ItemsOf(Name) }},
		{"a contradiction stays one where a value has no legal form",
			[]Attribute{attr("sn", "Be\x00rg", "Berg")}, func(p *Person) { p.Conflicts = ItemsOf(Name) }},
		{"federations §1.4: student number is what stands before the last @, zeros and all",
			[]Attribute{attr("nlEduPersonProfileId", "0095312@1.petteflat.nl")}, func(p *Person) { p.Number = "0095312" }},
		{"an @ in the number itself stays",
			[]Attribute{attr("nlEduPersonProfileId", "95@312@petteflat")}, func(p *Person) { p.Number = "95@312" }},
		{"no number before the @ is no number",
			[]Attribute{attr("nlEduPersonProfileId", "@petteflat")}, func(*Person) {}},
		{"without @ it is not of the form",
			[]Attribute{attr("nlEduPersonProfileId", "95312")}, func(p *Person) { p.Malformed = ItemsOf(StudentNumber) }},
		{"contract 11: the same number at two domains is two values",
			[]Attribute{attr("nlEduPersonProfileId", "1@a", "1@b")}, func(p *Person) { p.Conflicts = ItemsOf(StudentNumber) }},
		{"employeeNumber and nlEduPersonRealId are no student number",
			[]Attribute{attr("employeeNumber", "140136"), attr("nlEduPersonRealId", "140136@petteflat")}, func(*Person) {}},
		{"contract 10: classes are a set in the order of the assertion",
			[]Attribute{attr("nlEduPersonUnit", " H2A", "wi2", "H2A", ""), attr("nlEduPersonUnit", "en2", "wi2")},
			func(p *Person) { p.Classes = []string{"H2A", "wi2", "en2"} }},
		{"one bad class spoils the item, not the login",
			[]Attribute{attr("nlEduPersonUnit", "H2A", "H2\x07B")}, func(p *Person) { p.Malformed = ItemsOf(Class) }},
		{"SURFconext's code is not Entree's number",
			[]Attribute{attr("urn:schac:attribute-def:schacPersonalUniqueCode", "urn:schac:personalUniqueCode:nl:local:01AB:studentid:1")},
			func(*Person) {}},
		{"values beyond Latin-1 leave as they came, decomposed ones too",
			[]Attribute{attr("givenName", "Bjo\u0308rn"), attr("sn", "髙橋")},
			func(p *Person) {
				p.GivenName, p.FamilyName, p.FullName = "Bjo\u0308rn", "髙橋", "Bjo\u0308rn 髙橋"
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := Person{Federation: Entree, UpstreamID: "qj7cks8qdz9ph54@petteflat", Organisation: "01AB", Affiliations: []string{"student"}}
			c.want(&want)
			got := mustNormalise(t, Entree, NameID{}, pupil(c.attrs...))
			got.Received = 0 // has its own test
			comparePersons(t, got, want)
		})
	}
}

func TestSURFconextPerson(t *testing.T) {
	t.Parallel()
	const code, oid = "urn:schac:attribute-def:schacPersonalUniqueCode", "urn:oid:1.3.6.1.4.1.25178.1.2.14"
	for _, c := range []struct {
		name  string
		attrs []Attribute
		want  func(*Person)
	}{
		{"contract 10: name is displayName, family name is sn with its infix",
			[]Attribute{attr("urn:mace:dir:attribute-def:displayName", "J. van der Sanden"), attr("urn:oid:2.5.4.42", "Jaantje"), attr("urn:oid:2.5.4.4", "van der Sanden")},
			func(p *Person) {
				p.FullName, p.GivenName, p.FamilyName = "J. van der Sanden", "Jaantje", "van der Sanden"
			}},
		{"contract 10: else givenName and sn",
			[]Attribute{attr("urn:oid:2.5.4.42", "Jaantje"), attr("urn:oid:2.5.4.4", "van der Sanden")},
			func(p *Person) {
				p.FullName, p.GivenName, p.FamilyName = "Jaantje van der Sanden", "Jaantje", "van der Sanden"
			}},
		{"an empty displayName is no displayName",
			[]Attribute{attr("displayName", "  "), attr("urn:oid:2.5.4.4", "Three")},
			func(p *Person) { p.FullName, p.FamilyName = "Three", "Three" }},
		{"cn is never the name", []Attribute{attr("urn:oid:2.5.4.3", "Jaantje van der Sanden")}, func(*Person) {}},
		{"Entree's tussenvoegsels have no part in it",
			[]Attribute{attr("sn", "Sanden"), attr("nlEduPersonTussenvoegsels", "van der")},
			func(p *Person) { p.FullName, p.FamilyName = "Sanden", "Sanden" }},
		{"a contradicting givenName spoils the name although displayName is there",
			[]Attribute{attr("displayName", "Jaantje"), attr("givenName", "Jaan"), attr("urn:oid:2.5.4.42", "Jaantje")},
			func(p *Person) { p.Conflicts = ItemsOf(Name) }},
		{"contract 12: uid is not needed here, and its conflict is nobody's",
			[]Attribute{attr("uid", "a"), attr("urn:oid:0.9.2342.19200300.100.1.1", "b")}, func(*Person) {}},
		{"contract 13: the studentid of the own organisation, among employee code and ESI, twice",
			[]Attribute{
				attr(code, "urn:schac:personalUniqueCode:int:esi:uniharderwijk.nl:s999", ownCode+"s1234567", "urn:schac:personalUniqueCode:nl:local:uniharderwijk.nl:employeeid:e777"),
				attr(oid, "urn:schac:personalUniqueCode:int:esi:uniharderwijk.nl:s999", "urn:schac:personalUniqueCode:nl:local:uniharderwijk.nl:employeeid:e777", ownCode+"s1234567")},
			func(p *Person) { p.Number = "s1234567" }},
		{"contract 13: the deprecated name is understood",
			[]Attribute{attr("urn:mace:terena.org:attribute-def:schacPersonalUniqueCode", ownCode+"s1")}, func(p *Person) { p.Number = "s1" }},
		{"contract 13: the organisation and the fixed words compare without case, the token keeps its own",
			[]Attribute{attr(oid, "URN:SCHAC:PersonalUniqueCode:NL:local:UniHarderwijk.NL:StudentID:S1aB")}, func(p *Person) { p.Number = "S1aB" }},
		{"the token is all that follows, colons included",
			[]Attribute{attr(oid, ownCode+"anr=1:2:3")}, func(p *Person) { p.Number = "anr=1:2:3" }},
		{"white space about the token is none of it",
			[]Attribute{attr(oid, ownCode+" s1", ownCode+"s1 ")}, func(p *Person) { p.Number = "s1" }},
		{"contract 11: two own codes contradict each other",
			[]Attribute{attr(oid, ownCode+"s1", ownCode+"s2")}, func(p *Person) { p.Conflicts = ItemsOf(StudentNumber) }},
		{"tokens that differ in case are two codes",
			[]Attribute{attr(oid, ownCode+"s1"), attr(code, ownCode+"S1")}, func(p *Person) { p.Conflicts = ItemsOf(StudentNumber) }},
		{"one code in two spellings of its prefix is one",
			[]Attribute{attr(oid, ownCode+"s1", "urn:schac:personaluniquecode:nl:local:UNIHARDERWIJK.nl:studentid:s1")}, func(p *Person) { p.Number = "s1" }},
		{"contract 13: a code of another organisation is absent, beside an own one too",
			[]Attribute{attr(oid, "urn:schac:personalUniqueCode:nl:local:elders.nl:studentid:s9", ownCode+"s1")}, func(p *Person) { p.Number = "s1" }},
		{"an organisation that begins like ours is another",
			[]Attribute{attr(oid, "urn:schac:personalUniqueCode:nl:local:uniharderwijk.nl.evil.example:studentid:s9")}, func(*Person) {}},
		{"the Kelvin sign is no k: other letters do not fold",
			[]Attribute{attr(oid, "urn:schac:personalUniqueCode:nl:local:uniharderwij\u212a.nl:studentid:s9")}, func(*Person) {}},
		{"contract 13: employee, member and ESI codes alone are absent",
			[]Attribute{attr(oid, "urn:schac:personalUniqueCode:nl:local:uniharderwijk.nl:employeeid:e7", "urn:schac:personalUniqueCode:nl:local:uniharderwijk.nl:memberid:m7", "urn:schac:personalUniqueCode:int:esi:uniharderwijk.nl:s7")},
			func(*Person) {}},
		{"a code without token, type or prefix is absent",
			[]Attribute{attr(oid, ownCode, ownCode+" ", "urn:schac:personalUniqueCode:nl:local:uniharderwijk.nl:studentid", "urn:schac:personalUniqueCode:nl:local:uniharderwijk.nl", "urn:schac:personalUniqueCode:nl:local::studentid:1", "0")},
			func(*Person) {}},
		{"a token beyond 64 characters has no legal form",
			[]Attribute{attr(oid, ownCode+strings.Repeat("1", 65))}, func(p *Person) { p.Malformed = ItemsOf(StudentNumber) }},
		{"another organisation's malformed code is nobody's",
			[]Attribute{attr(oid, "urn:schac:personalUniqueCode:nl:local:elders.nl:studentid:\x00")}, func(*Person) {}},
		{"federations §2.4: there is no class in SURFconext",
			[]Attribute{attr("nlEduPersonUnit", "H2A"), attr("urn:oid:2.5.4.11", "Letteren"), attr("isMemberOf", "urn:collab:group:x")}, func(*Person) {}},
		{"Entree's number is not SURFconext's", []Attribute{attr("nlEduPersonProfileId", "1@a", "2@a")}, func(*Person) {}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want := Person{Federation: SURFconext, UpstreamID: persistent.Value, Organisation: "uniharderwijk.nl", Affiliations: []string{"student", "member"}}
			c.want(&want)
			got := mustNormalise(t, SURFconext, persistent, scholar(c.attrs...))
			got.Received = 0
			comparePersons(t, got, want)
		})
	}
}

// comparePersons names the field that differs. Person redacts itself in fmt.
func comparePersons(t *testing.T, got, want Person) {
	t.Helper()
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range g.NumField() {
		a, b := g.Field(i).Interface(), w.Field(i).Interface()
		if s, ok := a.([]string); ok {
			if !slices.Equal(s, b.([]string)) {
				t.Errorf("%s is %q, want %q", g.Type().Field(i).Name, a, b)
			}
		} else if a != b {
			t.Errorf("%s is %v, want %v", g.Type().Field(i).Name, a, b)
		}
	}
}

// TestLoginFaults holds what every login needs: identifier, organisation,
// affiliations (contract 11, 12).
func TestLoginFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		f     Federation
		id    NameID
		attrs []Attribute
		want  Fault
	}{
		{"contract 12: Entree needs uid, and the NameID is no substitute", Entree, persistent, pupil()[1:], Fault{Kind: FaultUpstreamMissing, Attribute: "uid"}},
		{"an empty uid is none", Entree, NameID{}, append(pupil()[1:], attr("uid", " ")), Fault{Kind: FaultUpstreamMissing, Attribute: "uid"}},
		{"contract 11: two uids refuse", Entree, NameID{}, pupil(attr("urn:oid:0.9.2342.19200300.100.1.1", "other@petteflat")), Fault{Kind: FaultConflict, Attribute: "uid"}},
		{"a uid beyond 256 characters", Entree, NameID{}, append(pupil()[1:], attr("uid", strings.Repeat("u", 257))), Fault{Kind: FaultMalformed, Attribute: "uid"}},
		{"contract 11: no BRIN, no school", Entree, NameID{}, []Attribute{attr("uid", "a@b"), attr("schacHomeOrganization", "x.nl")}, Fault{Kind: FaultOrganisationMissing, Attribute: "nlEduPersonHomeOrganizationId"}},
		{"contract 11: two BRINs refuse", Entree, NameID{}, pupil(attr("nlEduPersonHomeOrganizationId", "02CD")), Fault{Kind: FaultConflict, Attribute: "nlEduPersonHomeOrganizationId"}},
		{"a BRIN4 and a BRIN6 are two values", Entree, NameID{}, pupil(attr("nlEduPersonHomeOrganizationId", "01AB00")), Fault{Kind: FaultConflict, Attribute: "nlEduPersonHomeOrganizationId"}},
		{"a BRIN has four or six characters", Entree, NameID{}, append(pupil()[:1:1], attr("nlEduPersonHomeOrganizationId", "01ABX")), Fault{Kind: FaultMalformed, Attribute: "nlEduPersonHomeOrganizationId"}},
		{"a BRIN has letters and digits", Entree, NameID{}, append(pupil()[:1:1], attr("nlEduPersonHomeOrganizationId", "01-B")), Fault{Kind: FaultMalformed, Attribute: "nlEduPersonHomeOrganizationId"}},
		{"contract 12: SURFconext's NameID must be persistent", SURFconext, NameID{"urn:oasis:names:tc:SAML:2.0:nameid-format:transient", "x"}, scholar(), Fault{Kind: FaultNameIDFormat, Attribute: "NameID"}},
		{"contract 12: unspecified is not persistent, and nor is none", SURFconext, NameID{"", "x"}, scholar(), Fault{Kind: FaultNameIDFormat, Attribute: "NameID"}},
		{"an empty NameID", SURFconext, NameID{FormatPersistent, " \n"}, scholar(), Fault{Kind: FaultUpstreamMissing, Attribute: "NameID"}},
		{"a NameID with a control character", SURFconext, NameID{FormatPersistent, "a\x00b"}, scholar(), Fault{Kind: FaultMalformed, Attribute: "NameID"}},
		{"contract 11: no schacHomeOrganization, no school", SURFconext, persistent, pupil(), Fault{Kind: FaultOrganisationMissing, Attribute: "schacHomeOrganization"}},
		{"contract 11: two home organisations refuse, under the bogus OID too", SURFconext, persistent, scholar(attr("urn:oid:1.3.6.1.4.1.1466.115.121.1.15", "elders.nl")), Fault{Kind: FaultConflict, Attribute: "schacHomeOrganization"}},
		{"a home organisation is one name", SURFconext, persistent, []Attribute{attr("schacHomeOrganization", "uni harderwijk")}, Fault{Kind: FaultMalformed, Attribute: "schacHomeOrganization"}},
		{"an unknown federation has no rules", "edugain", persistent, scholar(), Fault{Kind: FaultFederation}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := Normalise(c.f, c.id, c.attrs)
			var fault *Fault
			if !errors.As(err, &fault) || *fault != c.want {
				t.Fatalf("fault is %v, want %v", err, &c.want)
			}
			if !reflect.DeepEqual(p, Person{}) {
				t.Error("a refused assertion still gave a person")
			}
		})
	}
}

// TestOrganisationForms: contract 11. The same function gives the registry's form.
func TestOrganisationForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		f          Federation
		code, want string
	}{
		{Entree, "01AB", "01AB"}, {Entree, " 01ab\n", "01AB"}, {Entree, "11ZZ03", "11ZZ"}, {Entree, "k99900", "K999"},
		{Entree, "", ""}, {Entree, "01A", ""}, {Entree, "01ABCDE", ""}, {Entree, "01\u017fB", ""},
		{SURFconext, "UniHarderwijk.NL", "uniharderwijk.nl"}, {SURFconext, " universitatmadrid-example ", "universitatmadrid-example"},
		{SURFconext, "", ""}, {SURFconext, "a b", ""}, {SURFconext, "a:b", ""}, {SURFconext, "a\x00b", ""}, {SURFconext, "x@y.nl", ""},
		{"edugain", "x.nl", ""},
	} {
		got, ok := Organisation(c.f, c.code)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s %q gives %q, %v, want %q", c.f, c.code, got, ok, c.want)
		}
	}
	for _, v := range []string{"01ab", " 01AB "} {
		p := mustNormalise(t, Entree, NameID{}, pupil(attr("nlEduPersonHomeOrganizationId", v)))
		if p.Organisation != "01AB" {
			t.Errorf("%q beside 01AB gives %q: one BRIN in two spellings is one (contract 11)", v, p.Organisation)
		}
	}
	p := mustNormalise(t, SURFconext, persistent, scholar(attr("schacHomeOrganization", "UNIHARDERWIJK.nl")))
	if p.Organisation != "uniharderwijk.nl" {
		t.Errorf("organisation is %q: case makes no second value (contract 11)", p.Organisation)
	}
}

// TestLegalValues: the caps and the characters that no value may have.
func TestLegalValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, value string
		legal       bool
	}{
		{"256 characters of four bytes", strings.Repeat("𝒜", 256), true},
		{"257 characters", strings.Repeat("a", 257), false},
		{"apostrophe, hyphen, dollar", "Ch'ien-O$J", true},
		{"zero-width non-joiner, as in Persian names", "علی\u200cرضا", true},
		{"a line end within", "van\nder", false},
		{"a tab within", "van\tder", false},
		{"delete", "a\x7fb", false},
		{"a C1 control", "a\u0086b", false},
		{"not UTF-8", "a\xffb", false},
		{"a surrogate in UTF-8's clothing", "a\xed\xa0\x80b", false},
		{"the replacement character as such", "a\ufffdb", true},
		{"right-to-left override: page and token would differ", "a\u202eb", false},
		{"isolate", "a\u2067b", false},
		{"line separator", "a\u2028b", false},
	} {
		p := mustNormalise(t, Entree, NameID{}, pupil(attr("givenName", c.value)))
		if got := p.GivenName == c.value; got != c.legal {
			t.Errorf("%s: taken is %v, want %v", c.name, got, c.legal)
		}
		if got := p.Malformed == ItemsOf(Name); got == c.legal {
			t.Errorf("%s: marked is %v, want %v", c.name, got, !c.legal)
		}
	}
	long := strings.Repeat("a", 200)
	p := mustNormalise(t, Entree, NameID{}, pupil(attr("givenName", long), attr("sn", long)))
	if p.Malformed != ItemsOf(Name) || p.GivenName+p.FamilyName+p.FullName != "" {
		t.Error("parts of 200 characters make a name beyond 256, which is no name")
	}
	for n, legal := range map[int]bool{64: true, 65: false} {
		v := strings.Repeat("9", n)
		p := mustNormalise(t, Entree, NameID{}, pupil(attr("nlEduPersonProfileId", v+"@a"), attr("nlEduPersonUnit", v)))
		if (p.Number == v && len(p.Classes) == 1) != legal || (p.Malformed == ItemsOf(StudentNumber, Class)) == legal {
			t.Errorf("number and class of %d characters: legal must be %v", n, legal)
		}
	}
	for n, legal := range map[int]bool{maxClasses: true, maxClasses + 1: false} {
		many := attr("nlEduPersonUnit")
		for i := range n {
			many.Values = append(many.Values, "k"+strings.Repeat("i", i/8)+string(rune('a'+i%8)))
		}
		p := mustNormalise(t, Entree, NameID{}, pupil(many))
		if (len(p.Classes) == n) != legal || p.Malformed.Has(Class) == legal {
			t.Errorf("%d classes: legal must be %v, got %d", n, legal, len(p.Classes))
		}
	}
}

// TestReceivedCountsMeanings: M-13. Twins count once, empty ones not at all.
func TestReceivedCountsMeanings(t *testing.T) {
	t.Parallel()
	many := pupil()
	for i := range 100 {
		many = append(many, attr("urn:x:"+strings.Repeat("i", i), "v"), attr("urn:x:"+strings.Repeat("i", i), "v"))
	}
	for _, c := range []struct {
		name  string
		attrs []Attribute
		want  int
	}{
		{"the three of every login", pupil(), 3},
		{"twins of a read attribute", pupil(attr("givenName", "J"), attr("urn:oid:2.5.4.42", "J")), 4},
		{"twins of an unread attribute", pupil(attr("mail", "x"), attr("urn:oid:0.9.2342.19200300.100.1.3", "x")), 4},
		{"an attribute in two elements", pupil(attr("x", "1"), attr("x", "2")), 4},
		{"names differ by case", pupil(attr("x", "1"), attr("X", "2")), 5},
		{"empty ones", pupil(attr("eckId", ""), attr("mail"), attr("cn", " ")), 3},
		{"empty under one name, filled under the other", pupil(attr("cn", " "), attr("urn:oid:2.5.4.3", "x")), 4},
		{"a hundred unknown names, each twice", many, 103},
	} {
		if got := mustNormalise(t, Entree, NameID{}, c.attrs).Received; got != c.want {
			t.Errorf("%s: received %d, want %d", c.name, got, c.want)
		}
	}
}

// TestOrderAndRepetitionDoNotMatter: which twin comes first decides nothing.
func TestOrderAndRepetitionDoNotMatter(t *testing.T) {
	t.Parallel()
	attrs := scholar(attr("givenName", "Jaantje"), attr("urn:oid:2.5.4.42", "Jaantje"), attr("sn", "van der Sanden"),
		attr("urn:oid:1.3.6.1.4.1.25178.1.2.14", ownCode+"s1"), attr("urn:schac:attribute-def:schacPersonalUniqueCode", ownCode+"s1"),
		attr("displayName", "Jaan"), attr("mail", "x"))
	want := mustNormalise(t, SURFconext, persistent, attrs)
	comparePersons(t, mustNormalise(t, SURFconext, persistent, append(slices.Clone(attrs), attrs...)), want)
	slices.Reverse(attrs)
	comparePersons(t, mustNormalise(t, SURFconext, persistent, attrs), want)
}

// TestFriendlyNamesAreNotNames: only names of the table count.
func TestFriendlyNamesAreNotNames(t *testing.T) {
	t.Parallel()
	p := mustNormalise(t, SURFconext, persistent, scholar(
		attr("GivenName", "Jaantje"), attr("givenname", "Jaantje"), attr("surname", "Sanden"), attr("urn:oid:2.5.4.42 ", "Jaantje"),
		attr("2.5.4.42", "Jaantje"), attr("studentNumber", "1"), attr("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "J")))
	if p.sends() != 0 {
		t.Errorf("items %v came from names that are not in the table", p.sends())
	}
}

// TestEveryAliasMeansOneThing: a name that stood in two places of the table would
// not compile in a switch; this holds the table and the names that pages show.
func TestEveryAliasMeansOneThing(t *testing.T) {
	t.Parallel()
	for w := atOther + 1; w < readEnd; w++ {
		if w == singleEnd {
			continue
		}
		if canonical(w.plainName()) != w {
			t.Errorf("%q does not stand for itself", w.plainName())
		}
	}
	for name, want := range map[string]string{
		"urn:oid:2.5.4.4": "sn", "urn:mace:terena.org:attribute-def:schacPersonalUniqueCode": "schacPersonalUniqueCode",
		"urn:oid:1.3.6.1.4.1.1466.115.121.1.15": "schacHomeOrganization", "mail": "", "urn:oid:2.5.4.42x": "", "": "",
	} {
		if got := Canonical(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// TestNeededAttributes is what a connection must ask of its hub (contract 14).
func TestNeededAttributes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		f     Federation
		items Items
		want  string
	}{
		{Entree, 0, "uid nlEduPersonHomeOrganizationId eduPersonAffiliation"},
		{Entree, Everything, "uid nlEduPersonHomeOrganizationId eduPersonAffiliation givenName nlEduPersonTussenvoegsels sn nlEduPersonProfileId nlEduPersonUnit"},
		{SURFconext, ItemsOf(School, RoleItem), "schacHomeOrganization eduPersonAffiliation"},
		{SURFconext, Everything, "schacHomeOrganization eduPersonAffiliation displayName givenName sn schacPersonalUniqueCode"},
		{"edugain", Everything, ""},
	} {
		if got := strings.Join(Needed(c.f, c.items), " "); got != c.want {
			t.Errorf("%s %v needs %q, want %q", c.f, c.items, got, c.want)
		}
	}
}

// TestKeepDropsWhatNobodyNeeds: M-02, before anything is stored.
func TestKeepDropsWhatNobodyNeeds(t *testing.T) {
	t.Parallel()
	full := mustNormalise(t, Entree, NameID{}, pupil(attr("givenName", "Jan"), attr("sn", "Berg"), attr("nlEduPersonProfileId", "1@a"), attr("nlEduPersonUnit", "H2A")))
	for s := range Items(1 << itemCount) {
		p := full
		p.Conflicts, p.Malformed = Everything&personal, Everything&personal
		got := p.Keep(s)
		if got.sends() != s.And(personal) || got.flawed() != s.And(personal) {
			t.Errorf("keeping %v keeps %v and flaws of %v", s, got.sends(), got.flawed())
		}
		if got.UpstreamID != full.UpstreamID || got.Organisation != full.Organisation || len(got.Affiliations) != 1 {
			t.Errorf("keeping %v loses what every login needs", s)
		}
	}
}
