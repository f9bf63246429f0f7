package claims

import "slices"

// Why says why an item of the ceiling did not go to the app.
type Why uint8

// The reasons, in the order in which they are looked at.
const (
	NotInContract Why = iota + 1 // the contract does not name it
	NotAsked                     // the app did not ask for it this time
	NarrowedAway                 // the school keeps it from this app (M-06)
	NotForRole                   // it cannot exist for this role: withheld, not missing (contract 10)
	NotSent                      // optional, and the school does not send it
	SwitchedOff                  // optional, and the pupil switched it off
	Incomplete                   // it would have gone, but another item is missing: nothing goes
	whyEnd
)

var whyWords = [whyEnd]string{
	"?", "not_in_contract", "not_asked", "narrowed_by_school", "not_for_role", "not_sent", "switched_off", "incomplete",
}

// String gives a stable word, such as not_asked.
func (w Why) String() string {
	if w >= whyEnd {
		return whyWords[0]
	}
	return whyWords[w]
}

// Withheld is one item that stays here, and why.
type Withheld struct {
	Item Item
	Why  Why
}

// Decision is what a contract says of a person: what goes, what stays, and what
// is missing. Every item of the ceiling is in exactly one of Release.Items,
// Withheld and Missing. A Decision with missing items is a refusal of the login,
// and its Release is empty.
type Decision struct {
	Role     Role
	Release  Release
	Withheld []Withheld
	Missing  Items // required, and the school does not send it
	Optional Items // released (or switched off) items the pupil may switch
}

// SchoolTerms is what the school has to say in the matter.
type SchoolTerms struct {
	ID     string          // our own id of the school
	Admit  map[string]Role // see [Person.RoleFor]
	Narrow Items           // items that the school keeps from this app; zero none (M-06)
}

// Decide is contract × person → release. asked is what the app asked for this
// time, off the optional items that the pupil switched off; off has no power over
// required items.
//
// What an app gets is asked ∩ contract, taken before admission: what is not asked
// is neither shown nor required, and a flaw in it is no flaw (contract 13).
// Student number and class exist only for the role student (contract 10). The
// error is a *[Fault]; a missing item is not an error but Decision.Missing.
//
// The Release shares the Person's slice of classes; neither may be changed.
func (c *Contract) Decide(p Person, school SchoolTerms, asked, off Items) (Decision, error) {
	if c == nil {
		c = &Contract{}
	}
	role, fault := p.roleFor(c.Roles, school.Admit)
	if fault != nil {
		return Decision{}, fault
	}
	has := p.sends().With(RoleItem)
	if school.ID != "" {
		has = has.With(School)
	}
	d := Decision{Role: role, Withheld: make([]Withheld, 0, itemCount)}
	var goes Items
	for _, i := range AllItems() {
		optional, sent := c.Terms[i].Optional, has.Has(i)
		switch why := c.keeps(i, role, school.Narrow, asked); {
		case why != 0:
			d.Withheld = append(d.Withheld, Withheld{i, why})
		case p.flawed().Has(i):
			return Decision{}, p.flaw(i)
		case !sent && !optional:
			d.Missing = d.Missing.With(i)
		case !sent:
			d.Withheld = append(d.Withheld, Withheld{i, NotSent})
		case optional && off.Has(i):
			d.Optional = d.Optional.With(i)
			d.Withheld = append(d.Withheld, Withheld{i, SwitchedOff})
		default:
			goes = goes.With(i)
			if optional {
				d.Optional = d.Optional.With(i)
			}
		}
	}
	if d.Missing != 0 {
		d.refuse(goes)
		return d, nil
	}
	d.Release = p.released(goes, role, school.ID)
	return d, nil
}

// keeps gives the reason for which an item does not even come into question.
func (c *Contract) keeps(i Item, role Role, narrow, asked Items) Why {
	switch {
	case !c.Released.Has(i):
		return NotInContract
	case !asked.Has(i):
		return NotAsked
	case narrow.Has(i):
		return NarrowedAway
	case role != Student && (i == StudentNumber || i == Class):
		return NotForRole
	}
	return 0
}

// refuse withholds what would have gone, so that a caller who forgets to look at
// Missing has nothing to hand out.
func (d *Decision) refuse(goes Items) {
	for _, i := range goes.List() {
		d.Withheld = append(d.Withheld, Withheld{i, Incomplete})
	}
	d.Optional = 0
	slices.SortFunc(d.Withheld, func(a, b Withheld) int { return int(a.Item) - int(b.Item) })
}

func (p *Person) released(goes Items, role Role, school string) Release {
	r := Release{Items: goes}
	if goes.Has(Name) {
		r.Name = FullName{Full: p.FullName, Given: p.GivenName, Family: p.FamilyName}
	}
	if goes.Has(StudentNumber) {
		r.StudentNumber = p.Number
	}
	if goes.Has(Class) {
		r.Class = slices.Clip(p.Classes)
	}
	if goes.Has(School) {
		r.School = school
	}
	if goes.Has(RoleItem) {
		r.Role = role
	}
	return r
}
