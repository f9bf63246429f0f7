package guard

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sluis/broker/store"
)

func (p *post) know(tb testing.TB, d Device, people ...string) {
	tb.Helper()
	for _, person := range people {
		if err := p.people.Know(context.Background(), d, person); err != nil {
			tb.Fatal(err)
		}
	}
}

func (p *post) knows(tb testing.TB, d Device, person string) bool {
	tb.Helper()
	ok, err := p.people.Knows(context.Background(), d, person)
	if err != nil {
		tb.Fatal(err)
	}
	return ok
}

// TestClassroom: L-15. Five pupils at one computer each keep their own entry; the sixth drops
// the one who was away longest. Another computer knows none of them.
func TestClassroom(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	d, _ := p.devices.New()
	other, _ := p.devices.New()
	class := []string{"a", "b", "c", "d", "e"}
	for _, pupil := range class {
		p.know(t, d, pupil)
		p.clock.Advance(24 * time.Hour)
	}
	p.know(t, d, "a") // is here again
	for _, pupil := range class {
		if !p.knows(t, d, pupil) || p.knows(t, other, pupil) {
			t.Errorf("%s: here %v, at another computer %v", pupil, p.knows(t, d, pupil), p.knows(t, other, pupil))
		}
	}
	p.know(t, d, "f")
	for pupil, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true, "e": true, "f": true, "": false} {
		if p.knows(t, d, pupil) != want {
			t.Errorf("after the sixth: %q is known: %v", pupil, !want)
		}
	}
	if p.know(t, Device{}, "a"); p.knows(t, Device{}, "a") {
		t.Error("no device knows somebody")
	}
}

// TestPeopleEnd: an entry ends with the cookie, and is swept.
func TestPeopleEnd(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	d, _ := p.devices.New()
	p.know(t, d, "a")
	p.clock.Advance(DeviceLife)
	if !p.knows(t, d, "a") {
		t.Error("forgotten while the cookie counts")
	}
	p.clock.Advance(25 * time.Hour)
	if p.knows(t, d, "a") {
		t.Error("known after the cookie ended")
	}
	if err := p.people.Sweep(context.Background()); err != nil || p.rows(t) != 0 {
		t.Errorf("%d rows are kept, %v", p.rows(t), err)
	}
}

func (p *post) rows(tb testing.TB) (n int64) {
	tb.Helper()
	err := p.db.Records().View(context.Background(), func(tx store.Tx) error {
		return tx.Query(`SELECT count(*) FROM device`, nil, func(scan func(...any) error) error { return scan(&n) })
	})
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// TestPeopleDump: no person, no device and no cookie lies in the store, and two rows of
// one person do not show it.
func TestPeopleDump(t *testing.T) {
	t.Parallel()
	p := newPost(t)
	const person = "person-who-is-easily-found"
	one, cookie := p.devices.New()
	two, _ := p.devices.New()
	p.know(t, one, person)
	p.know(t, two, person)
	if bytes.Equal(p.people.index(one, person), p.people.index(two, person)) {
		t.Error("one person has one index at two devices")
	}
	found := false
	err := filepath.WalkDir(p.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		for name, form := range map[string][]byte{"person": []byte(person), "device": one[:], "cookie": []byte(cookie), "index": p.people.index(one, person)} {
			if bytes.Contains(raw, form) {
				t.Errorf("%s holds the %s", filepath.Base(path), name)
			}
		}
		found = found || bytes.Contains(raw, []byte(p.people.id(one)))
		return err
	})
	if err != nil || !found {
		t.Errorf("the row itself is not found where it lies: %v", err)
	}
}

// TestRememberIsOneWrite: who logs in again on the same day costs a read.
func TestRememberIsOneWrite(t *testing.T) {
	t.Parallel()
	r := row{}
	for i := range MaxPeople + 3 {
		if !r.add(fmt.Append(nil, i), 7) || r.add(fmt.Append(nil, i), 7) {
			t.Errorf("%d: the first must change the row and the second must not", i)
		}
	}
	if len(r.Seen) != MaxPeople || !r.add(fmt.Append(nil, 7), 8) {
		t.Errorf("%d people", len(r.Seen))
	}
}
