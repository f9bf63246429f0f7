package ledger

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/claims"
)

// TestTheTwoModes: a school that keeps all has a row for each login; one that keeps
// failures alone has rows for those (D4), and of releases no time anywhere.
func TestTheTwoModes(t *testing.T) {
	t.Parallel()
	for mode, all := range map[string]bool{"all": true, "failed_only": false} {
		b := newBooks(t)
		for i := range 3 {
			b.release(t, Release{Login: fmt.Sprint("login ", i), School: "petteflat", App: "portfolio", Subject: "S", Contract: 1,
				Items: items(claims.Name), LogAll: all, Finder: b.finder(t, "petteflat", "95312")})
		}
		b.refuse(t, "login 4", "petteflat", "95312", "missing_item")
		want := map[bool]int{true: 4, false: 1}[all]
		got, err := b.Attempts(context.Background(), "petteflat", b.today(), "")
		if err != nil || len(got) != want {
			t.Errorf("%s: %d attempts, %v; want %d", mode, len(got), err, want)
		}
		if n := b.count(t, `SELECT COUNT(*) FROM release_ledger`); n != 1 {
			t.Errorf("%s: %d rows in the ledger for one (subject, app, version)", mode, n)
		}
	}
}

// TestOneLoginOneRow: a login that is written down twice, by a reload or a second
// node, is one row (design §5.2).
func TestOneLoginOneRow(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	other := b.another(t)
	r := Release{Login: "one", School: "petteflat", App: "portfolio", Subject: "S", Contract: 1, Items: items(claims.Name), LogAll: true, Finder: b.finder(t, "petteflat", "")}
	for _, l := range []*Ledger{b.Ledger, other, b.Ledger} {
		if err := l.Released(context.Background(), r); err != nil {
			t.Fatal(err)
		}
	}
	if n := b.count(t, `SELECT COUNT(*) FROM login_log`); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

// TestFinder: a school finds a pupil by number, at its own school and on that day
// alone, and only if there is a number (L-09).
func TestFinder(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	b.refuse(t, "a", "petteflat", "95312", "missing_item")
	b.refuse(t, "b", "petteflat", "95313", "not_admitted")
	b.refuse(t, "c", "petteflat", "", "status_other")
	b.refuse(t, "d", "elders", "95312", "replayed")
	day := b.today()
	b.clock.Advance(aDay)
	b.refuse(t, "e", "petteflat", "95312", "expired")
	for name, c := range map[string]struct {
		school, number string
		day            Day
		want           []string
	}{
		"the pupil":             {"petteflat", "95312", day, []string{"missing_item"}},
		"the pupil, a day on":   {"petteflat", "95312", day + 1, []string{"expired"}},
		"another pupil":         {"petteflat", "95313", day, []string{"not_admitted"}},
		"the number elsewhere":  {"elders", "95312", day, []string{"replayed"}},
		"a number of nobody":    {"petteflat", "1", day, nil},
		"everybody of that day": {"petteflat", "", day, []string{"missing_item", "not_admitted", "status_other"}},
	} {
		got, err := b.Attempts(context.Background(), c.school, c.day, c.number)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var outcomes []string
		for _, a := range got {
			outcomes = append(outcomes, a.Outcome)
		}
		if fmt.Sprint(outcomes) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", name, outcomes, c.want)
		}
	}
}

// TestTerm: on the last day of the term an attempt is there to read; on the day
// after it is gone, and its key with it, so that a row kept back in a backup opens
// no more (D5, L-07).
func TestTerm(t *testing.T) {
	t.Parallel()
	for _, term := range []int{183, 184, 365} {
		for _, c := range []struct {
			age  int
			kept bool
		}{{0, true}, {term - 1, true}, {term, true}, {term + 1, false}, {term + 200, false}} {
			b := newBooks(t)
			b.refuse(t, "x", "petteflat", "95312", "missing_item")
			day := b.today()
			b.clock.Advance(time.Duration(c.age) * aDay)
			if _, err := b.Retain(context.Background(), []Term{{"petteflat", term}}); err != nil {
				t.Fatal(err)
			}
			for node, l := range map[string]*Ledger{"this node": b.Ledger, "a node that starts now": b.another(t)} {
				got, err := l.Attempts(context.Background(), "petteflat", day, "95312")
				switch {
				case c.kept && (err != nil || len(got) != 1):
					t.Errorf("term %d, %d days old, %s: %d attempts, %v; it must be there", term, c.age, node, len(got), err)
				case !c.kept && !errors.Is(err, keys.ErrForgotten):
					t.Errorf("term %d, %d days old, %s: %v; its key must be gone", term, c.age, node, err)
				}
			}
			if rows := b.count(t, `SELECT COUNT(*) FROM login_log`); (rows == 1) != c.kept {
				t.Errorf("term %d, %d days old: %d rows", term, c.age, rows)
			}
		}
	}
}
