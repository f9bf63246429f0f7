package claims

import "slices"

// UnknownAttribute stands for every attribute that has no name in our vocabulary.
const UnknownAttribute = "other"

// Surplus lists the short names of the attributes that arrived and that contracts
// with these items do not need (M-02, M-16): each
// once, whatever twins it came under. What is not in the vocabulary is
// [UnknownAttribute], once, because a hub or a school chose that name and it may say
// anything. So the result holds words of ours only, and no value.
func Surplus(f Federation, items Items, arrived []Attribute) []string {
	var out []string
	var seen uint64 // a bit per wire; there are far fewer than 64
	for _, short := range Needed(f, items) {
		seen |= 1 << canonical(short)
	}
	for _, a := range arrived {
		w := canonical(a.Name)
		if seen&(1<<w) != 0 {
			continue
		}
		seen |= 1 << w
		out = append(out, w.label())
	}
	slices.Sort(out)
	return out
}

// label is the name in a count: plainName, and one for those that are only counted.
func (w wire) label() string {
	if name := w.plainName(); name != "" {
		return name
	}
	counted := [...]string{"mail", "cn", "ou", "preferredLanguage", "eduPersonScopedAffiliation", "eduPersonPrincipalName",
		"eduPersonEntitlement", "eduPersonTargetedID", "eduPersonAssurance", "eduPersonOrcid", "isMemberOf",
		"schacHomeOrganizationType", "employeeNumber", "eckId", "nlEduPersonHomeOrganization", "nlEduPersonOrgUnit", "surf-crm-id"}
	if w >= readEnd && int(w-readEnd) < len(counted) {
		return counted[w-readEnd]
	}
	return UnknownAttribute
}
