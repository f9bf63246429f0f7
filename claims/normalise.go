package claims

import (
	"slices"
	"strings"
)

// Normalise turns a verified assertion into a Person (contract 10–13, M-07).
//
// The error is a *[Fault]: something that every login needs (identifier,
// organisation) is missing, contradicts itself or has no legal
// form. The same in a name, number or class is a mark in
// Person.Conflicts or Person.Malformed. Empty
// values count as absent, the same value under several names as one. Values
// leave as they came but for outer white space.
func Normalise(f Federation, id NameID, attrs []Attribute) (Person, error) {
	var r reading
	for i := range attrs {
		r.take(&attrs[i])
	}
	p := Person{Federation: f, Received: r.received}
	var fault *Fault
	switch f {
	case Entree:
		fault = r.entree(&p)
	case SURFconext:
		fault = r.surfconext(&p, id)
	default:
		fault = &Fault{Kind: FaultFederation}
	}
	if fault != nil {
		return Person{}, fault
	}
	p.Affiliations = r.affiliations
	return p, nil
}

// reading gathers an assertion's values by meaning. Nothing is judged before all
// is read: a contradiction may stand at the very end.
type reading struct {
	single       [singleEnd]single
	affiliations []string
	codes        []studentCode
	units        []string
	badUnit      bool
	received     int
	seen         uint64              // meanings that have been counted
	others       []string            // names without a meaning here, while few
	manyOthers   map[string]struct{} // the same, once many: a hostile list must not cost n²
}

// single is a single-valued attribute. Two different values are a contradiction
// even where one of them has no legal form, so the order never matters.
type single struct {
	value string
	two   bool
}

func (r *reading) take(a *Attribute) {
	w := canonical(a.Name)
	filled := false
	for _, v := range a.Values {
		v = trim(v)
		if v == "" {
			continue
		}
		filled = true
		switch {
		case w > atOther && w < singleEnd:
			r.single[w].take(w, v)
		case w == atAffiliation:
			r.takeAffiliation(v)
		case w == atPersonalCode:
			if c, ok := parseStudentCode(v); ok {
				r.codes = append(r.codes, c)
			}
		case w == atUnit:
			r.takeUnit(v)
		}
	}
	if filled {
		r.count(w, a.Name)
	}
}

func (s *single) take(w wire, v string) {
	switch w {
	case atBRIN:
		v = upperASCII(v)
	case atHomeOrg:
		v = lowerASCII(v)
	}
	if s.value == "" {
		s.value = v
	} else if s.value != v {
		s.two = true
	}
}

// takeAffiliation keeps a word of the vocabulary, and that there were others: what
// a school puts there in words of its own is no concern of anyone here.
func (r *reading) takeAffiliation(v string) {
	word := affiliation(lowerASCII(v))
	if !slices.Contains(r.affiliations, word) {
		r.affiliations = append(r.affiliations, word)
	}
}

func (r *reading) takeUnit(v string) {
	switch {
	case !legal(v, maxShort):
		r.badUnit = true
	case slices.Contains(r.units, v):
	case len(r.units) == maxClasses:
		r.badUnit = true
	default:
		r.units = append(r.units, strings.Clone(v))
	}
}

const fewOthers = 16

// count counts an attribute with a value once, however many names it has.
func (r *reading) count(w wire, name string) {
	if w != atOther {
		if r.seen&(1<<w) == 0 {
			r.seen |= 1 << w
			r.received++
		}
		return
	}
	if r.manyOthers == nil {
		if slices.Contains(r.others, name) {
			return
		}
		r.others = append(r.others, name)
		r.received++
		if len(r.others) > fewOthers {
			r.manyOthers = make(map[string]struct{}, 2*fewOthers)
			for _, o := range r.others {
				r.manyOthers[o] = struct{}{}
			}
		}
		return
	}
	if _, ok := r.manyOthers[name]; !ok {
		r.manyOthers[name] = struct{}{}
		r.received++
	}
}

// need reads a single-valued attribute that every login must have.
func (r *reading) need(w wire, missing FaultKind) (string, *Fault) {
	s := r.single[w]
	switch {
	case s.two:
		return "", loginFault(FaultConflict, w)
	case s.value == "":
		return "", loginFault(missing, w)
	case !legal(s.value, maxValue):
		return "", loginFault(FaultMalformed, w)
	}
	return strings.Clone(s.value), nil
}

// part reads a single-valued attribute that is part of an item, and marks the
// item where that cannot be done.
func (r *reading) part(p *Person, i Item, w wire) string {
	s := r.single[w]
	switch {
	case s.two:
		p.Conflicts = p.Conflicts.With(i)
	case !legal(s.value, maxValue):
		p.Malformed = p.Malformed.With(i)
	default:
		return s.value
	}
	return ""
}

// setName fills the name from its parts, or leaves all of it empty where a part
// is flawed: half a name is another name. family and full are our own copies.
func (p *Person) setName(given, family, full string) {
	if !legal(full, maxValue) || !legal(family, maxValue) {
		p.Malformed = p.Malformed.With(Name)
	}
	if p.flawed().Has(Name) {
		return
	}
	p.GivenName, p.FamilyName, p.FullName = strings.Clone(given), family, full
}
