package claims

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"strings"
	"testing"
)

func sampleRelease() Release {
	return Release{Items: Everything, Name: FullName{"Zoë Çelik", "Zoë", "Çelik"}, StudentNumber: "007",
		Class: []string{"H2A", "wi2"}, School: "petteflat", Role: Student}
}

func samplePerson() Person {
	return Person{Federation: SURFconext, UpstreamID: "69c8", Organisation: "x.nl", Affiliations: []string{"student", "member"},
		GivenName: "Zoë", FamilyName: "Çelik", FullName: "Zoë Çelik", Malformed: ItemsOf(StudentNumber), Conflicts: ItemsOf(Class), Received: 12}
}

// TestSealedForms pins the bytes: a transaction or grant that was sealed before an
// update is read after it.
func TestSealedForms(t *testing.T) {
	t.Parallel()
	got, err := sampleRelease().MarshalBinary()
	want := "011f" + "000b5a6fc3ab20c387656c696b" + "00045a6fc3ab" + "0006c387656c696b" + "0003303037" +
		"02" + "0003483241" + "0003776932" + "00097065747465666c6174" + "01"
	if err != nil || hex.EncodeToString(got) != want {
		t.Errorf("release is sealed as %x, %v", got, err)
	}
	got, err = samplePerson().MarshalBinary()
	want = "8102" + "000436396338" + "0004782e6e6c" + "00045a6fc3ab" + "0006c387656c696b" + "000b5a6fc3ab20c387656c696b" + "0000" +
		"02" + "000773747564656e74" + "00066d656d626572" + "00" + "0000000c" + "0402"
	if err != nil || hex.EncodeToString(got) != want {
		t.Errorf("person is sealed as %x, %v", got, err)
	}
}

// TestSealedRoundTrip: what is read is what was written.
func TestSealedRoundTrip(t *testing.T) {
	t.Parallel()
	longest := Release{Items: Everything, Name: FullName{strings.Repeat("𝒜", 256), strings.Repeat("𝒜", 256), strings.Repeat("𝒜", 256)},
		StudentNumber: strings.Repeat("𝒜", 64), School: strings.Repeat("s", 256), Role: Staff}
	for range maxClasses {
		longest.Class = append(longest.Class, strings.Repeat("𝒜", 64))
	}
	for name, r := range map[string]Release{"full": sampleRelease(), "empty": {}, "longest": longest,
		"role only": {Items: ItemsOf(RoleItem), Role: Staff}, "whole name only": {Items: ItemsOf(Name), Name: FullName{Full: "x"}}} {
		sealed, err := r.MarshalBinary()
		var back Release
		if err != nil || back.UnmarshalBinary(sealed) != nil || !back.Equal(r) {
			t.Errorf("%s: release does not survive: %v", name, err)
		}
		if len(sealed) > 22<<10 {
			t.Errorf("%s: sealed form has %d bytes, documented are 22 KiB", name, len(sealed))
		}
	}
	p := samplePerson()
	sealed, err := p.MarshalBinary()
	var back Person
	if err != nil || back.UnmarshalBinary(sealed) != nil || !reflect.DeepEqual(p, back) {
		t.Errorf("person does not survive: %v", err)
	}
}

// TestSealedFormsRefuse cuts, lengthens and changes sealed forms. Whatever is
// still read must be sealed to the same bytes: one value, one form.
func TestSealedFormsRefuse(t *testing.T) {
	t.Parallel()
	release, _ := sampleRelease().MarshalBinary()
	person, _ := samplePerson().MarshalBinary()
	read := map[string]func([]byte) error{
		"release": func(b []byte) error { return new(Release).UnmarshalBinary(b) },
		"person":  func(b []byte) error { return new(Person).UnmarshalBinary(b) },
	}
	for name, sealed := range map[string][]byte{"release": release, "person": person} {
		for n := range sealed {
			if read[name](sealed[:n]) == nil {
				t.Errorf("%s: the first %d bytes are taken for the whole", name, n)
			}
		}
		if read[name](append(bytes.Clone(sealed), 0)) == nil {
			t.Errorf("%s: a trailing byte is taken", name)
		}
		for i := range sealed {
			for bit := range 8 {
				changed := bytes.Clone(sealed)
				changed[i] ^= 1 << bit
				var again []byte
				var err error
				if name == "release" {
					var r Release
					if r.UnmarshalBinary(changed) != nil {
						continue
					}
					again, err = r.MarshalBinary()
				} else {
					var p Person
					if p.UnmarshalBinary(changed) != nil {
						continue
					}
					again, err = p.MarshalBinary()
				}
				if err != nil || !bytes.Equal(again, changed) {
					t.Errorf("%s: bit %d of byte %d gives a value with two forms", name, bit, i)
				}
			}
		}
	}
	for name, b := range map[string][]byte{
		"another version": {0x02, 0}, "a sixth item": {releaseForm, 0x20}, "a role that does not exist": {releaseForm, 1 << RoleItem, 3},
		"no role": {releaseForm, 1 << RoleItem, 0}, "an empty number": {releaseForm, 1 << StudentNumber, 0, 0}, "no classes": {releaseForm, 1 << Class, 0},
		"an empty class": {releaseForm, 1 << Class, 1, 0, 0}, "a name of parts only": {releaseForm, 1 << Name, 0, 0, 0, 1, 'a', 0, 0},
		"not UTF-8": {releaseForm, 1 << School, 0, 1, 0xff}, "a control character": {releaseForm, 1 << School, 0, 1, 0}, "a person": person,
		"a number beyond its cap": append([]byte{releaseForm, 1 << StudentNumber, 0, 65}, strings.Repeat("1", 65)...),
	} {
		r := sampleRelease()
		if r.UnmarshalBinary(b) == nil {
			t.Errorf("release: %s is taken", name)
		}
		if !r.Equal(sampleRelease()) {
			t.Errorf("release: %s is refused and yet changes the receiver", name)
		}
	}
}

// TestUnsealable: what Decide and Normalise could not have made has no form.
func TestUnsealable(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Release){
		"a value that Items does not name": func(r *Release) { r.Items = r.Items.Without(StudentNumber) },
		"an item without a value":          func(r *Release) { r.StudentNumber = "" },
		"a sixth item":                     func(r *Release) { r.Items |= 0x20 },
		"a role that does not exist":       func(r *Release) { r.Role = "admin" },
		"a name of parts only":             func(r *Release) { r.Name.Full = "" },
		"a number beyond its cap":          func(r *Release) { r.StudentNumber = strings.Repeat("1", 65) },
		"a name beyond its cap":            func(r *Release) { r.Name.Given = strings.Repeat("1", 257) },
		"an empty class":                   func(r *Release) { r.Class[0] = "" },
		"a school beyond its cap":          func(r *Release) { r.School = strings.Repeat("s", 257) },
		"too many classes":                 func(r *Release) { r.Class = strings.Split(strings.Repeat("a ", maxClasses)+"a", " ") },
	} {
		r := sampleRelease()
		change(&r)
		if out, err := r.MarshalBinary(); err == nil || out != nil {
			t.Errorf("release with %s is sealed", name)
		}
	}
	for name, change := range map[string]func(*Person){
		"no federation":                func(p *Person) { p.Federation = "" },
		"no identifier":                func(p *Person) { p.UpstreamID = "" },
		"no organisation":              func(p *Person) { p.Organisation = "" },
		"a flawed item":                func(p *Person) { p.Malformed = ItemsOf(Name) },
		"a flawed school":              func(p *Person) { p.Conflicts = ItemsOf(School) },
		"a negative count":             func(p *Person) { p.Received = -1 },
		"a long identifier":            func(p *Person) { p.UpstreamID = strings.Repeat("u", 257) },
		"free text for an affiliation": func(p *Person) { p.Affiliations = []string{"guest of x"} },
		"an affiliation twice": func(p *Person) {
			p.Affiliations = []string{"member", "member"}
		},
	} {
		p := samplePerson()
		change(&p)
		if out, err := p.MarshalBinary(); err == nil || out != nil {
			t.Errorf("person with %s is sealed", name)
		}
	}
}
