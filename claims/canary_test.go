package claims

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// The canary law (design §1.4, M-01, M-02) in process: every value of a random
// assertion is a string that exists nowhere else; under a random contract, exactly
// the permitted ones come out. What is permitted is worked out here from the
// generator's own notes, not from anything that Normalise or Decide said.

// world is one random assertion and contract, with the generator's notes.
type world struct {
	r          *rand.Rand
	serial     int
	federation Federation
	id         NameID
	attrs      []Attribute
	canaries   []string          // every one that was planted
	item       map[Item][]string // those that make an item, where it is sound
	flawed     Items             // items planted with a contradiction or a bad value
	roles      map[Role]bool     // that the affiliations give
	contract   *Contract         //
	school     SchoolTerms       //
	asked, off Items             //
}

func (w *world) chance(percent int) bool { return w.r.IntN(100) < percent }

// canary makes a value of letters only, so that no BRIN, organisation or key of a
// claim can be mistaken for it.
func (w *world) canary() string {
	w.serial++
	b := []byte("kanarie")
	for n := w.serial; n > 0; n /= 26 {
		b = append(b, byte('a'+n%26))
	}
	for range 8 {
		b = append(b, byte('a'+w.r.IntN(26)))
	}
	s := string(append(b, 'Q')) // no canary is the beginning of another
	w.canaries = append(w.canaries, s)
	return s
}

var aliases = map[string][]string{
	"givenName":   {"givenName", "urn:mace:dir:attribute-def:givenName", "urn:oid:2.5.4.42"},
	"sn":          {"sn", "urn:mace:dir:attribute-def:sn", "urn:oid:2.5.4.4"},
	"infix":       {"nlEduPersonTussenvoegsels"},
	"displayName": {"displayName", "urn:mace:dir:attribute-def:displayName", "urn:oid:2.16.840.1.113730.3.1.241"},
	"profileID":   {"nlEduPersonProfileId"},
	"unit":        {"nlEduPersonUnit"},
	"code":        {"urn:schac:attribute-def:schacPersonalUniqueCode", "urn:mace:terena.org:attribute-def:schacPersonalUniqueCode", "urn:oid:1.3.6.1.4.1.25178.1.2.14"},
}

// strangers are attributes that no contract can name.
var strangers = []string{"mail", "urn:oid:0.9.2342.19200300.100.1.3", "cn", "urn:oid:2.5.4.3", "eckId", "urn:mace:surf.nl:attribute-def:eckid",
	"nlEduPersonRealId", "employeeNumber", "urn:mace:dir:attribute-def:eduPersonPrincipalName", "urn:schac:attribute-def:schacDateOfBirth",
	"urn:mace:surf.nl:attribute-def:internal-collabPersonId", "homePhone", "bsn", "name", "given_name", "student_number", "class", "school",
	"role", "initials", "urn:oid:2.5.4.11", "isMemberOf", "urn:oid:1.3.6.1.4.1.5923.1.1.1.10", "nlEduPersonHomeOrganization", "GivenName"}

// send plants a value under one or more of a meaning's names.
func (w *world) send(meaning, value string) {
	names := aliases[meaning]
	for i, n := range w.r.Perm(len(names)) {
		if i == 0 || w.chance(40) {
			w.attrs = append(w.attrs, attr(names[n], value))
		}
	}
}

// part plants a single-valued attribute: absent, sound, contradicting or bad.
func (w *world) part(i Item, meaning string) string {
	switch n := w.r.IntN(100); {
	case n < 8:
		if w.chance(50) {
			w.send(meaning, " ")
		}
		return ""
	case n < 10:
		w.send(meaning, w.canary())
		w.send(meaning, w.canary())
		w.flawed = w.flawed.With(i)
		return ""
	case n < 11:
		w.send(meaning, w.canary()+"\x00")
		w.flawed = w.flawed.With(i)
		return ""
	}
	v := w.canary()
	w.send(meaning, v)
	return v
}

func newWorld(seed uint64) *world {
	w := &world{r: rand.New(rand.NewPCG(seed, 0x51a15)), item: map[Item][]string{}, roles: map[Role]bool{}}
	if w.chance(50) {
		w.entree()
	} else {
		w.surfconext()
	}
	for _, name := range strangers {
		if w.chance(70) {
			w.attrs = append(w.attrs, attr(name, w.canary(), w.canary()))
		}
	}
	w.affiliations()
	w.r.Shuffle(len(w.attrs), func(i, j int) { w.attrs[i], w.attrs[j] = w.attrs[j], w.attrs[i] })
	w.agree()
	return w
}

func (w *world) entree() {
	w.federation = Entree
	w.attrs = append(w.attrs, attr("uid", w.canary()), attr("nlEduPersonHomeOrganizationId", "01AB"))
	w.part(School, "displayName") // not Entree's
	w.part(School, "code")
	w.flawed = w.flawed.Without(School)
	w.item[Name] = present(w.part(Name, "givenName"), w.part(Name, "infix"), w.part(Name, "sn"))
	if w.chance(70) {
		number := w.canary()
		w.send("profileID", number+"@"+w.canary())
		w.item[StudentNumber] = []string{number}
		if w.chance(6) {
			w.send("profileID", w.canary()+"@"+w.canary())
			w.flawed = w.flawed.With(StudentNumber)
		}
	}
	for range w.r.IntN(4) {
		class := w.canary()
		w.send("unit", class)
		w.item[Class] = append(w.item[Class], class)
	}
	if w.chance(5) {
		w.send("unit", w.canary()+"\x1b")
		w.flawed = w.flawed.With(Class)
	}
}

func (w *world) surfconext() {
	w.federation = SURFconext
	w.id = NameID{Format: FormatPersistent, Value: w.canary()}
	w.attrs = append(w.attrs, attr("schacHomeOrganization", "x.nl"), attr("uid", w.canary()))
	w.part(School, "infix") // not SURFconext's
	w.part(School, "profileID")
	w.send("unit", w.canary())
	w.flawed = w.flawed.Without(School)
	display, given, surname := w.part(Name, "displayName"), w.part(Name, "givenName"), w.part(Name, "sn")
	w.item[Name] = present(display, given, surname)
	for range w.r.IntN(3) {
		w.send("code", "urn:schac:personalUniqueCode:"+[]string{"nl:local:x.nl:employeeid:", "nl:local:x.nl:memberid:", "int:esi:x.nl:", "nl:local:y.nl:studentid:"}[w.r.IntN(4)]+w.canary())
	}
	if w.chance(70) {
		number := w.canary()
		w.send("code", "urn:schac:personalUniqueCode:nl:local:X.nl:studentid:"+number)
		w.item[StudentNumber] = []string{number}
		if w.chance(6) {
			w.send("code", "urn:schac:personalUniqueCode:nl:local:x.nl:studentid:"+w.canary())
			w.flawed = w.flawed.With(StudentNumber)
		}
	}
}

func present(values ...string) []string {
	return slices.DeleteFunc(values, func(v string) bool { return v == "" })
}

func (w *world) affiliations() {
	a := attr("eduPersonAffiliation", w.canary())
	for value, role := range map[string]Role{"student": Student, "Employee": Staff, "faculty": Staff} {
		if w.chance(40) {
			a.Values = append(a.Values, value)
			w.roles[role] = true
		}
	}
	w.attrs = append(w.attrs, a, attr("eduPersonAffiliation", "member"))
}

// agree makes the contract and what the app and the pupil want of it.
func (w *world) agree() {
	set := func(percent int) (s Items) {
		for _, i := range AllItems() {
			if w.chance(percent) {
				s = s.With(i)
			}
		}
		return s
	}
	w.contract = contract(set(70), set(60).List()...)
	w.contract.Roles = [][]Role{{Student, Staff}, {Staff, Student}, {Student}, {Staff}}[w.r.IntN(4)]
	w.school, w.asked, w.off = SchoolTerms{ID: "petteflat", Narrow: set(10)}, set(80), set(30)
}

// permitted works out the canaries that may and must come out; refused says that
// none may.
func (w *world) permitted() (out []string, refused bool) {
	i := slices.IndexFunc(w.contract.Roles, func(r Role) bool { return w.roles[r] })
	if i < 0 {
		return nil, true
	}
	pupil := w.contract.Roles[i] == Student
	for _, i := range AllItems() {
		wanted := w.contract.Released&w.asked&^w.school.Narrow&(1<<i) != 0 && (pupil || i != StudentNumber && i != Class)
		optional := w.contract.Terms[i].Optional
		switch {
		case !wanted:
		case w.flawed.Has(i):
			return nil, true
		case i.Personal() && len(w.item[i]) == 0:
			refused = refused || !optional
		case !optional || !w.off.Has(i):
			out = append(out, w.item[i]...)
		}
	}
	if refused {
		return nil, true
	}
	return out, false
}

func TestCanaries(t *testing.T) {
	t.Parallel()
	const worlds = 4_000
	var refusals, releases, silent int
	for seed := range uint64(worlds) {
		w := newWorld(seed)
		want, refused := w.permitted()
		p, err := Normalise(w.federation, w.id, w.attrs)
		if err != nil {
			t.Fatalf("world %d: %v", seed, err)
		}
		d, err := w.contract.Decide(p, w.school, w.asked, w.off)
		var fault *Fault
		if err != nil && !errors.As(err, &fault) {
			t.Fatalf("world %d: %T is no fault", seed, err)
		}
		if got := err != nil || d.Missing != 0; got != refused {
			t.Fatalf("world %d: refused is %v, want %v (%v, missing %v)", seed, got, refused, err, d.Missing)
		}
		out := string(d.Release.AppendJSON(nil))
		for _, c := range w.canaries {
			if strings.Contains(out, c) != slices.Contains(want, c) {
				t.Errorf("world %d: a canary is in the claims or is not, against the contract", seed)
			}
		}
		if talk := fmt.Sprintf("%+v %+v %v %v", d, p, err, d.Release); strings.Contains(strings.ToLower(talk), "kanarie") {
			t.Errorf("world %d: a canary sings in printed form", seed)
		}
		if d.Release.Items&^(w.contract.Released&w.asked) != 0 {
			t.Errorf("world %d: released %v of contract %v and asked %v", seed, d.Release.Items, w.contract.Released, w.asked)
		}
		switch {
		case refused:
			refusals++
		case len(want) > 0:
			releases++
		default:
			silent++
		}
	}
	t.Logf("%d worlds: %d refused, %d released values, %d released none", worlds, refusals, releases, silent)
	if refusals < worlds/10 || releases < worlds/4 || silent < worlds/50 {
		t.Errorf("the worlds are too much alike: %d refused, %d released, %d silent", refusals, releases, silent)
	}
}
