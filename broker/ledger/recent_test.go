package ledger

import (
	"context"
	"fmt"
	"testing"

	"sluis/claims"
)

// TestRecent: the last first, over days, in pages that neither lose nor repeat a row, and
// of one school alone.
func TestRecent(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	first := b.today()
	for i := range 5 {
		b.refuse(t, fmt.Sprint("r", i), "petteflat", "", fmt.Sprint("name-missing", i))
		b.refuse(t, fmt.Sprint("e", i), "elders", "", "class-missing")
		b.clock.Advance(aDay / 2)
	}
	b.release(t, Release{Login: "ok", School: "petteflat", App: "portfolio", Subject: "S", Contract: 1, Items: items(claims.Name), LogAll: true, Finder: b.finder(t, "petteflat", "1")})
	failed := func(a Attempt) bool { return !a.Released() }
	for _, c := range []struct {
		name     string
		from, to Day
		keep     func(Attempt) bool
		skip, n  int
		want     string
		more     bool
	}{
		{"all", first, first + 9, func(Attempt) bool { return true }, 0, 9, "[released name-missing4 name-missing3 name-missing2 name-missing1 name-missing0]", false},
		{"a page", first, first + 9, failed, 0, 2, "[name-missing4 name-missing3]", true},
		{"the next", first, first + 9, failed, 2, 2, "[name-missing2 name-missing1]", true},
		{"the last", first, first + 9, failed, 4, 2, "[name-missing0]", false},
		{"beyond", first, first + 9, failed, 6, 2, "[]", false},
		{"a day", first + 1, first + 1, failed, 0, 9, "[name-missing3 name-missing2]", false},
	} {
		got, more, err := b.Recent(context.Background(), "petteflat", c.from, c.to, c.keep, c.skip, c.n)
		if err != nil {
			t.Fatal(err)
		}
		names := []string{}
		for _, a := range got {
			names = append(names, a.Outcome)
		}
		if fmt.Sprint(names) != c.want || more != c.more {
			t.Errorf("%s: %v %t, want %s %t", c.name, names, more, c.want, c.more)
		}
	}
}
