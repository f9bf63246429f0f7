package claims

import (
	"slices"
	"testing"
)

// Nobody is taken through the engine as anybody is: each item that a federation can send is
// there, and things that may never go are there to be left out (M-17).
func TestImaginary(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		f    Federation
		org  string
		role Role
		has  Items
	}{
		{Entree, "01AB", Student, ItemsOf(Name, StudentNumber, Class)}, {Entree, "01AB", Staff, ItemsOf(Name, StudentNumber)},
		{SURFconext, "uniharderwijk.nl", Student, ItemsOf(Name, StudentNumber)}, {SURFconext, "uniharderwijk.nl", Staff, ItemsOf(Name, StudentNumber)},
	} {
		id, all := Imaginary(c.f, c.org, c.role)
		p, err := Normalise(c.f, id, all)
		if err != nil || p.sends() != c.has || p.flawed() != 0 || p.Organisation != c.org {
			t.Errorf("%s %s: %v, sends %v", c.f, c.role, err, p.sends())
		}
		if r, err := p.RoleFor([]Role{Student, Staff}, nil); err != nil || r != c.role {
			t.Errorf("%s: role %s, %v", c.f, r, err)
		}
		if !slices.ContainsFunc(all, func(a Attribute) bool { return a.Name == "mail" }) {
			t.Errorf("%s sends nothing that stays behind", c.f)
		}
		for _, i := range AllItems() {
			for _, source := range Sources(c.f, i) {
				sent := slices.ContainsFunc(all, func(a Attribute) bool { return a.Name == source })
				if !sent && !(i == Class && c.role == Staff) {
					t.Errorf("%s: %s is not sent", c.f, source)
				}
			}
		}
	}
}
