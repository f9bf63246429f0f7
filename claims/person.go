package claims

import "strings"

// Person is who a federation said is here, in one vocabulary and normal form. It
// lives in memory and in sealed transactions only ([Person.MarshalBinary]).
// Printed or logged it shows its federation and nothing else; it has no JSON.
type Person struct {
	Federation   Federation
	UpstreamID   string   // stable at the federation: persistent NameID, or Entree's uid
	Organisation string   // BRIN4 in upper case, or schacHomeOrganization in lower case
	Affiliations []string // words of the vocabulary or OtherAffiliation, each once
	GivenName    string
	FamilyName   string // Entree: tussenvoegsels and sn; SURFconext: sn
	FullName     string
	Number       string   // local student number; empty when the school sends none
	Classes      []string // each once, in the order of the assertion
	Received     int      // number of distinct attributes the hub sent, for the receipt
	// Conflicts and Malformed name the items whose data contradicts itself or has no
	// legal form; their fields are empty. That refuses a login only where the item is
	// needed: Contract.Decide looks (contract 13, "an attribute that nobody needs
	// never refuses a login").
	Conflicts Items
	Malformed Items
}

// flawed gives the items that cannot be released although the hub sent something.
func (p *Person) flawed() Items { return p.Conflicts | p.Malformed }

// flaw is the refusal of a flawed item.
func (p *Person) flaw(i Item) *Fault {
	kind := FaultMalformed
	switch {
	case p.Conflicts.Has(i) && i == StudentNumber && p.Federation == SURFconext:
		kind = FaultTwoCodes
	case p.Conflicts.Has(i):
		kind = FaultConflict
	}
	return &Fault{Kind: kind, Item: i, HasItem: true, Attribute: strings.Join(Makes(p.Federation, i), ", ")}
}

// Keep gives the Person with nothing in it that these items do not need: what is
// asked ∩ contract, before anything is stored (M-02). Identifier, organisation
// and affiliations stay, since every login needs them.
func (p Person) Keep(items Items) Person {
	if !items.Has(Name) {
		p.GivenName, p.FamilyName, p.FullName = "", "", ""
	}
	if !items.Has(StudentNumber) {
		p.Number = ""
	}
	if !items.Has(Class) {
		p.Classes = nil
	}
	p.Conflicts, p.Malformed = p.Conflicts.And(items), p.Malformed.And(items)
	return p
}

// sends gives the personal items that the hub sent in usable form.
func (p *Person) sends() Items {
	var s Items
	if p.FullName != "" {
		s = s.With(Name)
	}
	if p.Number != "" {
		s = s.With(StudentNumber)
	}
	if len(p.Classes) > 0 {
		s = s.With(Class)
	}
	return s
}
