package hub

import "slices"

// Sends gives what an honest answer says about a person, by short name and each
// once: for a page that shows it beside what arrived.
func (h *Hub) Sends(p Person) []Attribute {
	out := slices.Clone(p.Attributes)
	s, ok := h.school(p.School)
	if !ok {
		return out
	}
	for _, a := range h.organisationAttributes(s) {
		if !slices.ContainsFunc(out, func(k Attribute) bool { return k.Name == a.Name }) {
			out = append(out, a)
		}
	}
	return out
}
