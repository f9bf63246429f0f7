package claims

import (
	"bytes"
	"encoding/binary"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// fuzzNames are the names that a fuzzed assertion draws from: every meaning, some
// under two names, and names without one.
var fuzzNames = [...]string{
	"uid", "urn:oid:0.9.2342.19200300.100.1.1", "givenName", "urn:oid:2.5.4.42", "nlEduPersonTussenvoegsels", "sn", "urn:oid:2.5.4.4",
	"displayName", "urn:mace:dir:attribute-def:displayName", "nlEduPersonHomeOrganizationId", "schacHomeOrganization",
	"urn:oid:1.3.6.1.4.1.25178.1.2.9", "nlEduPersonProfileId", "eduPersonAffiliation", "urn:oid:1.3.6.1.4.1.5923.1.1.1.1",
	"urn:schac:attribute-def:schacPersonalUniqueCode", "urn:mace:terena.org:attribute-def:schacPersonalUniqueCode",
	"urn:oid:1.3.6.1.4.1.25178.1.2.14", "nlEduPersonUnit", "mail", "eckId", "bsn",
}

// script turns fuzzed bytes into an assertion: a federation byte, then records of
// a name byte, a length byte and that many bytes of value.
func script(data []byte) (Federation, []Attribute) {
	if len(data) == 0 {
		return "", nil
	}
	f := []Federation{Entree, SURFconext, "edugain"}[int(data[0])%3]
	var attrs []Attribute
	for data = data[1:]; len(data) >= 2; {
		n := min(int(data[1]), len(data)-2)
		attrs = append(attrs, attr(fuzzNames[int(data[0])%len(fuzzNames)], string(data[2:2+n])))
		data = data[2+n:]
	}
	return f, attrs
}

// scripted is the inverse of script, for seeds.
func scripted(f Federation, attrs []Attribute) []byte {
	out := []byte{0}
	if f == SURFconext {
		out[0] = 1
	}
	for _, a := range attrs {
		for _, v := range a.Values {
			if i := slices.Index(fuzzNames[:], a.Name); i >= 0 {
				out = append(append(out, byte(i), byte(len(v))), v...)
			}
		}
	}
	return out
}

func FuzzNormalise(f *testing.F) {
	// a whole pupil
	f.Add(scripted(Entree, pupil(attr("givenName", "Jan"), attr("nlEduPersonTussenvoegsels", "van"), attr("sn", "Berg"),
		attr("nlEduPersonProfileId", "007@1.a.nl"), attr("nlEduPersonUnit", "H2A"))), persistent.Value)
	// a whole student, with a code under two names
	f.Add(scripted(SURFconext, []Attribute{attr("schacHomeOrganization", "uniharderwijk.nl"), attr("eduPersonAffiliation", "student"),
		attr("urn:oid:1.3.6.1.4.1.25178.1.2.14", ownCode+"s1"), attr("urn:schac:attribute-def:schacPersonalUniqueCode", ownCode+"s1")}), persistent.Value)
	// contradictions and values without legal form
	f.Add(scripted(Entree, pupil(attr("givenName", "a", "b"), attr("sn", "\xff"), attr("nlEduPersonProfileId", "@", "1"), attr("nlEduPersonUnit", "\x00"))), "")
	// an identifier of white space
	f.Add(scripted(SURFconext, []Attribute{attr("schacHomeOrganization", "UNI.nl", "uni.NL")}), "\u00a0\n")
	f.Fuzz(func(t *testing.T, data []byte, nameID string) {
		federation, attrs := script(data)
		id := NameID{FormatPersistent, nameID}
		p, err := Normalise(federation, id, attrs)
		if err != nil {
			checkFault(t, err)
			if !reflect.DeepEqual(p, Person{}) {
				t.Error("a refused assertion still gave a person")
			}
			return
		}
		checkPerson(t, p)
		twice, err := Normalise(federation, id, append(slices.Clone(attrs), attrs...))
		if err != nil || !reflect.DeepEqual(p, twice) {
			t.Errorf("the same said twice is another person (%v)", err)
		}
		slices.Reverse(attrs)
		back, err := Normalise(federation, id, attrs)
		if err != nil {
			t.Fatalf("read backwards it is refused: %v", err)
		}
		for _, list := range [][]string{p.Classes, p.Affiliations, back.Classes, back.Affiliations} {
			slices.Sort(list)
		}
		if !reflect.DeepEqual(p, back) && !p.flawed().Has(Class) && !back.flawed().Has(Class) {
			t.Error("the order of attributes makes another person")
		}
	})
}

// checkFault holds that a fault's words are all our own.
func checkFault(t *testing.T, err error) {
	t.Helper()
	var fault *Fault
	if !errors.As(err, &fault) || fault.Kind == 0 || fault.Kind >= faultEnd {
		t.Fatalf("%T is no fault of ours", err)
	}
	for name := range strings.SplitSeq(fault.Attribute, ", ") {
		if name != "" && name != "NameID" && Canonical(name) != name {
			t.Error("a fault names an attribute that is not ours")
		}
	}
}

// checkPerson holds what is true of every Person.
func checkPerson(t *testing.T, p Person) {
	t.Helper()
	if !p.sound() {
		t.Error("the person is outside its own bounds")
	}
	for _, v := range []string{p.UpstreamID, p.Organisation, p.GivenName, p.FamilyName, p.FullName, p.Number} {
		if strings.TrimSpace(v) != v {
			t.Error("a value kept its outer white space")
		}
	}
	if p.Federation == SURFconext && p.Classes != nil {
		t.Error("SURFconext sent a class")
	}
	sealed, err := p.MarshalBinary()
	var again Person
	if err != nil || again.UnmarshalBinary(sealed) != nil || !reflect.DeepEqual(p, again) {
		t.Errorf("the person does not survive its sealed form: %v", err)
	}
}

// FuzzDecide: nothing outside contract ∩ asked ∩ role is ever released, and every
// item of the ceiling is released, withheld for a reason, or missing: one of them.
func FuzzDecide(f *testing.F) {
	whole := scripted(Entree, pupil(attr("givenName", "Jan"), attr("nlEduPersonProfileId", "1@a"), attr("nlEduPersonUnit", "H2A")))
	f.Add(whole, byte(0x1f), byte(0x04), byte(0x1f), byte(0), byte(0), byte(0))       // everything
	f.Add(whole, byte(0x1f), byte(0x1f), byte(0x1f), byte(0x1f), byte(0), byte(1))    // all optional, all off
	f.Add(whole, byte(0xff), byte(0xff), byte(0xff), byte(0xe0), byte(0xff), byte(3)) // bits beyond the ceiling
	f.Add(scripted(Entree, pupil(attr("givenName", "a", "b"))), byte(0x1f), byte(0), byte(0x1e), byte(0), byte(0), byte(0))
	f.Fuzz(func(t *testing.T, data []byte, released, optional, asked, off, narrow, roles byte) {
		federation, attrs := script(data)
		p, err := Normalise(federation, persistent, attrs)
		if err != nil {
			t.Skip()
		}
		c := &Contract{Released: Items(released), Roles: [][]Role{{Student, Staff}, {Staff, Student}, {Student}, {Staff}}[roles%4]}
		for i := range c.Terms {
			c.Terms[i].Optional = optional>>i&1 == 1
		}
		terms := SchoolTerms{ID: "petteflat", Narrow: Items(narrow), Admit: map[string]Role{"member": Staff, NoAffiliation: Student}}
		d, err := c.Decide(p, terms, Items(asked), Items(off))
		if err != nil {
			checkFault(t, err)
			var fault *Fault
			if errors.As(err, &fault); fault.HasItem && !Items(released&asked&^narrow).Has(fault.Item) {
				t.Errorf("refused for %v, which nobody needs", fault.Item)
			}
			return
		}
		checkDecision(t, c, p, d, Items(released&asked&^narrow), Items(off))
	})
}

func checkDecision(t *testing.T, c *Contract, p Person, d Decision, wanted, off Items) {
	t.Helper()
	r := d.Release
	if !slices.Contains(c.Roles, d.Role) {
		t.Errorf("role %s is not in the contract", d.Role)
	}
	if r.Items&^wanted != 0 || d.Missing&^wanted != 0 || d.Optional&^wanted != 0 {
		t.Errorf("of wanted %v released %v, missing %v, optional %v", wanted, r.Items, d.Missing, d.Optional)
	}
	if d.Role == Staff && (r.Items.Has(StudentNumber) || r.Items.Has(Class) || d.Missing.Has(StudentNumber) || d.Missing.Has(Class)) {
		t.Error("staff has a student number or class")
	}
	if r.Given() != r.Items || !r.sound() || r.Items&p.flawed() != 0 {
		t.Errorf("release names %v, holds %v", r.Items, r.Given())
	}
	if d.Missing != 0 && (r.Items != 0 || d.Optional != 0) {
		t.Error("a refusal releases something")
	}
	places := [itemCount]int{}
	for _, i := range AllItems() {
		if r.Items.Has(i) {
			places[i]++
		}
		if d.Missing.Has(i) {
			places[i]++
			if c.Terms[i].Optional {
				t.Errorf("%v is optional and missing", i)
			}
		}
		if r.Items.Has(i) && c.Terms[i].Optional && off.Has(i) {
			t.Errorf("%v was switched off and goes", i)
		}
	}
	for _, w := range d.Withheld {
		places[w.Item]++
		if w.Why == 0 || w.Why >= whyEnd || (w.Why == Incomplete) && d.Missing == 0 {
			t.Errorf("%v is withheld for %v", w.Item, w.Why)
		}
	}
	for i, n := range places {
		if n != 1 {
			t.Errorf("%v is in %d places", Item(i), n)
		}
	}
	compareSpelled(t, r)
}

// FuzzRelease reads sealed forms of an enemy's making. They come out of an AEAD, so
// this is the second wall.
func FuzzRelease(f *testing.F) {
	full, _ := sampleRelease().MarshalBinary()
	f.Add(full)                                                              // a good one
	f.Add([]byte{releaseForm, 0})                                            // the empty one
	f.Add([]byte{releaseForm, 0xff})                                         // bits beyond the ceiling
	f.Add([]byte{releaseForm, 1 << Class, 0xff, 0xff, 0xff})                 // lengths beyond the data
	f.Add(append([]byte{releaseForm, 1 << School, 0, 3}, "\xe2\x80\xa8"...)) // a character that no value has
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Release
		if r.UnmarshalBinary(data) != nil {
			if !reflect.DeepEqual(r, Release{}) {
				t.Error("a refused form changes the receiver")
			}
			return
		}
		again, err := r.MarshalBinary()
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("one value has two forms: %v", err)
		}
		compareSpelled(t, r)
	})
}

// FuzzPerson is the same for transactions.
func FuzzPerson(f *testing.F) {
	sealed, _ := samplePerson().MarshalBinary()
	f.Add(sealed)                                                       // a good one
	f.Add([]byte{personForm, 1})                                        // cut short
	f.Add(append(sealed[:len(sealed)-2:len(sealed)-2], 0xff, 0xff))     // flaws beyond the ceiling
	f.Add(binary.BigEndian.AppendUint16([]byte{personForm, 2}, 0xffff)) // a length beyond the data
	f.Fuzz(func(t *testing.T, data []byte) {
		var p Person
		if p.UnmarshalBinary(data) != nil {
			if !reflect.DeepEqual(p, Person{}) {
				t.Error("a refused form changes the receiver")
			}
			return
		}
		again, err := p.MarshalBinary()
		if err != nil || !bytes.Equal(again, data) {
			t.Errorf("one value has two forms: %v", err)
		}
	})
}

// FuzzSpell: whatever a Release holds, what is spelled is JSON that reads back.
func FuzzSpell(f *testing.F) {
	f.Add("Jan \"de\" \\ Berg", "</script>", "\u2028") // what ends strings, scripts and lines
	f.Add("\xff\xfe", "\x00\x1f", "𝒜\xed\xa0\x80")     // what is not UTF-8
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if a == "" {
			a = "a" // a Release names no item without a value
		}
		r := Release{Name: FullName{a, b, c}, StudentNumber: c, School: b, Role: Student}
		r.Items = r.Given()
		compareSpelled(t, r)
	})
}
