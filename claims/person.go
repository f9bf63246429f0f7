package claims

// Person is who a federation said is here, in one vocabulary and normal form. It
// lives in memory and in sealed transactions only ([Person.MarshalBinary]).
// Printed or logged it shows its federation and nothing else; it has no JSON.
type Person struct {
	Federation   Federation
	UpstreamID   string   // stable at the federation: persistent NameID, or Entree's uid
	Organisation string   // BRIN4 in upper case, or schacHomeOrganization in lower case
	Affiliations []string // lower case, each once
	GivenName    string
	FamilyName   string // Entree: tussenvoegsels and sn; SURFconext: sn
	FullName     string
	Number       string   // local student number; empty when the school sends none
	Classes      []string // each once, in the order of the assertion
	Received     int      // number of distinct attributes the hub sent, for the receipt
	Flaws        Flaws    // what cannot be released although the hub sent something
}

// Flaw is an item's data that contradicts itself or has no legal form. It refuses
// a login only where the item is needed: [Contract.Decide] looks (contract 13, "an
// attribute that nobody needs never refuses a login"). A flawed item's fields in
// Person are empty.
type Flaw struct {
	Kind      FaultKind // zero: no flaw
	Attribute string    // short name
}

// Flaws holds one Flaw per personal item, indexed by Item.
type Flaws [Class + 1]Flaw

// Items gives the items that have a flaw.
func (f Flaws) Items() Items {
	var s Items
	for i := range f {
		if f[i].Kind != 0 {
			s = s.With(Item(i))
		}
	}
	return s
}

// mark keeps the first flaw of an item.
func (f *Flaws) mark(i Item, k FaultKind, w wire) {
	if f[i].Kind == 0 {
		f[i] = Flaw{Kind: k, Attribute: w.plainName()}
	}
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
