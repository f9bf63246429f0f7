package claims

import (
	"slices"
	"testing"
)

func TestSurplus(t *testing.T) {
	t.Parallel()
	attrs := func(names ...string) (out []Attribute) {
		for _, n := range names {
			out = append(out, Attribute{Name: n, Values: []string{"x"}})
		}
		return out
	}
	for _, c := range []struct {
		name    string
		fed     Federation
		items   Items
		arrived []Attribute
		want    []string
	}{
		{"exactly what is needed", Entree, ItemsOf(Name), attrs("uid", "nlEduPersonHomeOrganizationId", "eduPersonAffiliation", "givenName", "nlEduPersonTussenvoegsels", "sn"), nil},
		{"an item that no contract names", Entree, ItemsOf(Name), attrs("nlEduPersonProfileId", "nlEduPersonUnit"), []string{"nlEduPersonProfileId", "nlEduPersonUnit"}},
		{"twins count once", SURFconext, 0, attrs("urn:mace:dir:attribute-def:mail", "urn:oid:0.9.2342.19200300.100.1.3", "mail"), []string{"mail"}},
		{"uid is surplus where the NameID identifies", SURFconext, 0, attrs("uid", "schacHomeOrganization"), []string{"uid"}},
		{"names of others never come out", Entree, 0, attrs("Yara van den Heuvel", "2041187", "urn:x"), []string{UnknownAttribute}},
		{"the last of the vocabulary", SURFconext, 0, attrs("urn:oid:1.3.6.1.4.1.1076.20.100.10.50.2", "urn:oid:1.3.6.1.4.1.1076.20.40.20.10.1"), []string{"nlEduPersonOrgUnit", "surf-crm-id"}},
		{"nothing arrived", Entree, 0, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Surplus(c.fed, c.items, c.arrived); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// Each label is the short name that itself stands for the attribute, so a table that
// falls out of step with alsoKnown shows here.
func TestSurplusLabels(t *testing.T) {
	t.Parallel()
	urnOnly := map[wire]bool{readEnd + 15: true, readEnd + 16: true}
	for w := atUID; w <= readEnd+16; w++ {
		if w == singleEnd { // a mark, not an attribute
			continue
		}
		if got := canonical(w.label()); got != w && !urnOnly[w] {
			t.Errorf("wire %d is labelled %q, which stands for %d", w, w.label(), got)
		}
	}
	if (readEnd + 17).label() != UnknownAttribute {
		t.Error("a wire beyond the vocabulary has a label")
	}
}
