package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
)

func (b *books) retain(t testing.TB, terms ...Term) Report {
	t.Helper()
	rep, err := b.Retain(context.Background(), terms)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func (b *books) exec(t testing.TB, sql string, args ...any) {
	t.Helper()
	err := b.db.Records().Update(context.Background(), func(tx store.Tx) error { _, err := tx.Exec(sql, args...); return err })
	if err != nil {
		t.Fatal(err)
	}
}

// TestTermByTheDay: a school's term of 183 and of 365 days, day by day around its end
// (L-07).
func TestTermByTheDay(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	for _, school := range []string{"half", "whole"} {
		b.refuse(t, school, school, "95312", "expired")
	}
	day := b.today()
	for _, c := range []struct {
		age         int
		half, whole bool
	}{{182, true, true}, {183, true, true}, {184, false, true}, {364, false, true}, {365, false, true}, {366, false, false}} {
		b.clock.Advance((day + Day(c.age)).Time().Sub(b.clock.Now())) // the first moment of that day
		b.retain(t, Term{"half", 183}, Term{"whole", 365})
		for school, kept := range map[string]bool{"half": c.half, "whole": c.whole} {
			b.clock.Advance(11 * time.Hour)
			got, err := b.Attempts(context.Background(), school, day, "95312")
			if kept && (err != nil || len(got) != 1) || !kept && !errors.Is(err, keys.ErrForgotten) {
				t.Errorf("day %d, %s: %d attempts, %v; want it kept %v", c.age, school, len(got), err, kept)
			}
		}
	}
}

// TestPastItsTermNothingOpens: a row that outlived its term in a backup opens with no
// key that is left, and its finder is made by none: the key is gone, not only the row
// (D5).
func TestPastItsTermNothingOpens(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	ctx := context.Background()
	b.refuse(t, "x", "petteflat", "95312", "expired")
	var box, digest []byte
	err := b.db.Records().View(ctx, func(tx store.Tx) error {
		return tx.Query(`SELECT box, finder FROM login_log`, nil, func(scan func(...any) error) error { return scan(&box, &digest) })
	})
	if err != nil {
		t.Fatal(err)
	}
	day := b.today()
	try := func() (opened, found int) {
		for d := day; d <= b.today(); d++ {
			key, err := b.ring.LogKey(ctx, "petteflat", d)
			if err != nil {
				continue
			}
			if _, err := openAttempt(key, box); err == nil {
				opened++
			}
			if bytes.Equal(finder(key, "petteflat", "95312"), digest) {
				found++
			}
		}
		return opened, found
	}
	if opened, found := try(); opened != 1 || found != 1 {
		t.Fatalf("within the term %d keys open the row and %d find it, want 1 and 1", opened, found)
	}
	b.clock.Advance(184 * aDay)
	b.retain(t, Term{"petteflat", 183})
	b.exec(t, `INSERT INTO login_log (id, school, day, finder, box) VALUES ('x', 'petteflat', $1, $2, $3)`, int64(day), digest, box)
	if opened, found := try(); opened != 0 || found != 0 {
		t.Errorf("past the term %d keys open the row and %d find it", opened, found)
	}
	if _, err := b.Attempts(ctx, "petteflat", day, ""); !errors.Is(err, keys.ErrForgotten) {
		t.Errorf("reading the row that came back: %v, want ErrForgotten", err)
	}
	if _, err := b.ring.LogKey(ctx, "petteflat", day+1); err != nil {
		t.Errorf("the oldest day in term has no key: %v", err)
	}
}

// TestRemovedSchool: a school that left the registry has no term of its own any more;
// its log goes when the longest term there is would be over, and does not stay for
// good.
func TestRemovedSchool(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	b.refuse(t, "x", "petteflat", "95312", "expired")
	day := b.today()
	b.clock.Advance(365 * aDay)
	if rep := b.retain(t, Term{"elders", 183}); rep.Attempts != 0 {
		t.Errorf("removed %+v within the longest term", rep)
	}
	b.clock.Advance(aDay)
	if rep := b.retain(t, Term{"elders", 183}); rep.Attempts != 1 {
		t.Errorf("removed %+v past the longest term", rep)
	}
	if _, err := b.Attempts(context.Background(), "petteflat", day, ""); !errors.Is(err, keys.ErrForgotten) {
		t.Errorf("its key: %v, want ErrForgotten", err)
	}
}

// TestOneSchoolsTrouble: a school whose key cannot be read keeps no other school's log
// beyond its term, and is named.
func TestOneSchoolsTrouble(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	for _, school := range []string{"ailing", "sound"} {
		b.refuse(t, school, school, "95312", "expired")
	}
	b.exec(t, `UPDATE log_key SET box = $1 WHERE school = 'ailing'`, []byte("torn"))
	b.clock.Advance(400 * aDay)
	rep, err := b.Retain(context.Background(), []Term{{"ailing", 183}, {"sound", 183}})
	if err == nil || !bytes.Contains([]byte(err.Error()), []byte("ailing")) {
		t.Errorf("error %v, want one that names the school", err)
	}
	if rep.Attempts != 1 || b.count(t, `SELECT COUNT(*) FROM login_log WHERE school = 'sound'`) != 0 {
		t.Errorf("removed %+v; the sound school's row is past its term", rep)
	}
}

// TestOldestFirst: whatever the order in which a database keeps its rows.
func TestOldestFirst(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	for i := range 20 {
		b.refuse(t, fmt.Sprint("login ", (i*7)%20), "petteflat", "", fmt.Sprint(i))
		b.clock.Advance(time.Second)
	}
	b.exec(t, `CREATE TABLE other AS SELECT * FROM login_log ORDER BY id`)
	b.exec(t, `DELETE FROM login_log`)
	b.exec(t, `INSERT INTO login_log SELECT * FROM other`)
	got, err := b.Attempts(context.Background(), "petteflat", b.today(), "")
	if err != nil || len(got) != 20 {
		t.Fatalf("%d attempts, %v", len(got), err)
	}
	for i, a := range got {
		if a.Outcome != fmt.Sprint(i) {
			t.Fatalf("attempt %d is %s", i, a.Outcome)
		}
	}
}
