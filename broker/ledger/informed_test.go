package ledger

import (
	"cmp"
	"context"
	"testing"

	"sluis/claims"
)

// TestInformed: a mark is per person, app and version; it says what was shown, what
// was switched off, and whether somebody said yes (contract 7).
func TestInformed(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	ctx := context.Background()
	mark := Informed{Items: items(claims.Name), Off: items(claims.Class), Consent: true}
	b.release(t, Release{Login: "one", School: "petteflat", App: "portfolio", Subject: "S", Contract: 2, Items: items(claims.Name), Answer: &mark})
	for name, c := range map[string]struct {
		subject, app string
		version      int
		found        bool
		school       string
	}{
		"the same":        {"S", "portfolio", 2, true, ""},
		"another version": {"S", "portfolio", 3, false, ""},
		"another school":  {"S", "portfolio", 2, false, "elders"},
		"another app":     {"S", "elders", 2, false, ""},
		"another person":  {"T", "portfolio", 2, false, ""},
	} {
		got, found, err := b.Informed(ctx, c.subject, c.app, c.version, cmp.Or(c.school, "petteflat"))
		if err != nil || found != c.found {
			t.Errorf("%s: found %v, %v", name, found, err)
		}
		if found && (got.Items != mark.Items || got.Off != mark.Off || !got.Consent || got.Since.Unix() != b.clock.Now().Unix()) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if err := b.Withdraw(ctx, "S", "elders"); err != nil {
		t.Fatal(err)
	}
	if _, found, _ := b.Informed(ctx, "S", "portfolio", 2, "petteflat"); !found {
		t.Error("withdrawing at another app took this one's mark")
	}
	for range 2 {
		if err := b.Withdraw(ctx, "S", "portfolio"); err != nil {
			t.Fatal(err)
		}
	}
	if _, found, _ := b.Informed(ctx, "S", "portfolio", 2, "petteflat"); found {
		t.Error("the mark is still there after it was withdrawn")
	}
	if got, err := b.Of(ctx, "S"); err != nil || len(got) != 1 {
		t.Errorf("withdrawing changed what the ledger says went out: %+v, %v", got, err)
	}
}

// TestCovers: a larger set asks again, a smaller one does not (design §1.3).
func TestCovers(t *testing.T) {
	t.Parallel()
	mark := Informed{Items: items(claims.Name, claims.Class)}
	for name, c := range map[string]struct {
		now  claims.Items
		want bool
	}{
		"nothing":      {0, true},
		"less":         {items(claims.Name), true},
		"the same":     {items(claims.Name, claims.Class), true},
		"more":         {items(claims.Name, claims.Class, claims.StudentNumber), false},
		"another item": {items(claims.StudentNumber), false},
	} {
		if got := mark.Covers(c.now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
