package hub

import (
	"fmt"
	"slices"
	"strings"
)

// bendPerson applies what a misbehaviour says about the person, before the names
// of the federation are written.
func (h *Hub) bendPerson(known []Attribute, s School, m *Misbehaviour) []Attribute {
	v := h.vocabulary()
	known = edited(known, v.organisation, m.Organisation)
	known = edited(known, v.surname, m.Surname)
	known = edited(known, v.affiliation, m.Affiliation)
	if v.class != "" {
		known = edited(known, v.class, m.Class)
	}
	known = h.bendNumber(known, v.number, s, m)
	for _, a := range m.Set {
		known = set(known, a.Name, a.Values)
	}
	return slices.DeleteFunc(known, func(a Attribute) bool { return slices.Contains(m.Drop, a.Name) })
}

// bendNumber keeps what else is in the attribute: at SURFconext employee codes and
// European Student Identifiers share it.
func (h *Hub) bendNumber(known []Attribute, name string, s School, m *Misbehaviour) []Attribute {
	if m.Number == "" && m.SecondNumber == "" && m.ForeignNumber == "" {
		return known
	}
	values := slices.Clone(valuesOf(known, name))
	if m.Number != "" {
		values = slices.DeleteFunc(values, h.holdsNumber)
		if v, ok := written(string(m.Number)); ok {
			if v != "" {
				v = h.number(v, s.Organisation, s.ID)
			}
			values = append(values, v)
		}
	}
	if m.SecondNumber != "" {
		values = append(values, h.number(m.SecondNumber, s.Organisation, s.ID))
	}
	if m.ForeignNumber != "" {
		values = append(values, h.number(m.ForeignNumber, "another.example", "another"))
	}
	return set(known, name, values)
}

func (h *Hub) holdsNumber(value string) bool {
	return h.style == Entree || strings.Contains(value, ":studentid:")
}

// number writes a student number in the federation's form (federations §1.4, §2.5).
func (h *Hub) number(number, organisation, realm string) string {
	if h.style == Entree {
		return number + "@" + realm
	}
	return studentCode(organisation, number)
}

func studentCode(organisation, number string) string {
	return "urn:schac:personalUniqueCode:nl:local:" + organisation + ":studentid:" + number
}

func valuesOf(known []Attribute, name string) []string {
	for _, a := range known {
		if a.Name == name {
			return a.Values
		}
	}
	return nil
}

func edited(known []Attribute, name string, e Edit) []Attribute {
	switch e {
	case "":
		return known
	case Missing:
		return set(known, name, nil)
	case Blank:
		return set(known, name, []string{""})
	}
	return set(known, name, []string{string(e)})
}

// set replaces an attribute in its place, appends one that is new, and removes one
// that has no values left.
func set(known []Attribute, name string, values []string) []Attribute {
	i := slices.IndexFunc(known, func(a Attribute) bool { return a.Name == name })
	switch {
	case len(values) == 0:
		return slices.DeleteFunc(known, func(a Attribute) bool { return a.Name == name })
	case i < 0:
		return append(known, Attribute{name, values})
	}
	known[i] = Attribute{name, values}
	return known
}

// repeat writes the surname again, in the first of its names.
func (h *Hub) repeat(out []wireAttribute, m *Misbehaviour) []wireAttribute {
	if m.Repeat == "" {
		return out
	}
	name := h.vocabulary().surname
	if h.style == SURFconext {
		name, _ = spelling(name)
	}
	i := slices.IndexFunc(out, func(w wireAttribute) bool { return w.name == name })
	if i < 0 {
		return out
	}
	switch m.Repeat {
	case "same":
		return slices.Insert(out, i+1, out[i])
	case "different":
		return slices.Insert(out, i+1, wireAttribute{name: name, values: []string{Evil}})
	}
	out[i].values = append(slices.Clone(out[i].values), Evil)
	return out
}

// perAttribute and perValue are about what one takes in XML beside its own text.
const (
	envelope     = 3700 // the rest of an answer, with one signature and its certificate
	perAttribute = 105
	perValue     = 65
)

// padded adds what a talkative hub could send, until the answer has about the
// size that was asked: entitlements, which no app of ours ever needs.
func (h *Hub) padded(out []wireAttribute, size int) []wireAttribute {
	left := size - envelope
	for _, w := range out {
		left -= perAttribute + len(w.name)
		for _, v := range w.values {
			left -= perValue + len(v)
		}
	}
	if left <= 0 {
		return out
	}
	name := "eduPersonEntitlement"
	if h.style == SURFconext {
		name, _ = spelling(name)
	}
	pad := wireAttribute{name: name}
	// A large answer is made of longer values rather than of thousands of elements.
	width := max(60, left/200)
	for i := 0; left > 0; i++ {
		value := fmt.Sprintf("urn:mace:example:entitlement:%06d:", i)
		value += strings.Repeat("x", max(0, width-len(value)))
		pad.values = append(pad.values, value)
		left -= perValue + len(value)
	}
	return append(out, pad)
}
