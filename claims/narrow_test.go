package claims

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func agreed() Contract {
	c := Contract{Version: 3, Basis: PublicTask, Inform: FirstLogin, Roles: []Role{Student, Staff}, Released: ItemsOf(Name, Class)}
	c.Terms[Name] = Term{Purpose: Text{"naam", "name"}}
	c.Terms[Class] = Term{Purpose: Text{"klas", "class"}, Optional: true}
	return c
}

// What is wider waits, what is narrower holds at once (M-05).
func TestNarrowedBy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		ask  func(*Contract) // of version 4
		want func(*Contract) // nil: the asked one itself
	}{
		{"only the number", func(*Contract) {}, nil},
		{"an item less", func(c *Contract) { c.Released = ItemsOf(Name); c.Terms[Class] = Term{} }, nil},
		{"an item more", func(c *Contract) {
			c.Released = c.Released.With(StudentNumber)
			c.Terms[StudentNumber].Purpose.NL = "n"
		}, func(*Contract) {}},
		{"one more, one less", func(c *Contract) { c.Released = ItemsOf(Class, StudentNumber) }, func(c *Contract) { c.Released = ItemsOf(Class); c.Terms[Name] = Term{} }},
		{"a role less", func(c *Contract) { c.Roles = []Role{Student} }, nil},
		{"roles in another order", func(c *Contract) { c.Roles = []Role{Staff, Student} }, func(*Contract) {}},
		{"an item without a choice", func(c *Contract) { c.Terms[Class].Optional = false }, func(*Contract) {}},
		{"an item with a choice", func(c *Contract) { c.Terms[Name].Optional = true }, nil},
		{"another purpose", func(c *Contract) { c.Terms[Name].Purpose.NL = "reclame" }, func(*Contract) {}},
		{"consent", func(c *Contract) { c.Basis = Consent }, nil},
		{"told each time", func(c *Contract) { c.Inform = EveryLogin }, nil},
		{"told never", func(c *Contract) { c.Inform = Never }, func(*Contract) {}},
		{"consent, and another purpose", func(c *Contract) { c.Basis = Consent; c.Terms[Name].Purpose.NL = "x" }, func(c *Contract) { c.Basis = Consent }},
	} {
		ask := agreed()
		ask.Version = 4
		c.ask(&ask)
		want := ask
		if c.want != nil {
			want = agreed()
			c.want(&want)
		}
		if got := agreed().NarrowedBy(ask); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", c.name, got, want)
		}
	}
	wide := agreed()
	wide.Roles = []Role{Student}
	if got := wide.NarrowedBy(agreed()); !slices.Equal(got.Roles, []Role{Student}) {
		t.Errorf("a role more: %v", got.Roles)
	}
	consent := agreed()
	consent.Basis = Consent
	if got := consent.NarrowedBy(agreed()); got.Basis != Consent {
		t.Error("consent went without approval")
	}
}

// For any two contracts: what holds is within both, and to narrow it once more changes
// nothing. Of nobody more goes than was approved, whatever the person and the request.
func TestNarrowedByIsWithinBoth(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	some := func() (c Contract) {
		c = Contract{Version: 1 + r.IntN(3), Basis: []Basis{PublicTask, Consent}[r.IntN(2)], Inform: []Inform{FirstLogin, EveryLogin, Never}[r.IntN(3)], Released: Items(r.IntN(32)),
			Roles: [][]Role{{Student}, {Staff}, {Student, Staff}, {Staff, Student}}[r.IntN(4)]}
		for _, i := range c.Released.List() {
			c.Terms[i] = Term{Purpose: Text{NL: []string{"a", "b"}[r.IntN(2)]}, Optional: r.IntN(2) == 0}
		}
		return c
	}
	waited := 0
	for range 20000 {
		a, b := some(), some()
		e := a.NarrowedBy(b)
		if e.Released.Minus(a.Released) != 0 || e.Released.Minus(b.Released) != 0 {
			t.Fatalf("%v of %v and %v", e.Released, a.Released, b.Released)
		}
		for _, role := range e.Roles {
			if !slices.Contains(a.Roles, role) || !slices.Contains(b.Roles, role) {
				t.Fatalf("role %s", role)
			}
		}
		for _, i := range e.Released.List() {
			if e.Terms[i].Purpose != a.Terms[i].Purpose || !e.Terms[i].Optional && a.Terms[i].Optional {
				t.Fatalf("%s: %+v of %+v", i, e.Terms[i], a.Terms[i])
			}
		}
		if again := e.NarrowedBy(b); !reflect.DeepEqual(again, e) {
			t.Fatalf("again: %+v, then %+v", e, again)
		}
		if !e.Allows(b) {
			waited++
		}
	}
	if waited < 1000 {
		t.Errorf("only %d waited", waited)
	}
}
