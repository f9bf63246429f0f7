package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/broker/store/storetest/servers"
)

func sorted(s []string) []string { slices.Sort(s); return s }

// TestSessions is all of it, over both databases that records can lie in.
func TestSessions(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		run  func(*testing.T, *desk)
	}{
		{"one person one browser", testOnePersonOneBrowser},
		{"find refuses", testFindRefuses},
		{"next person", testNextPerson},
		{"stolen half", testStolenHalf},
		{"end", testEnd},
		{"end all", testEndAll},
		{"continues", testContinues},
		{"caps", testCaps},
		{"memory", testMemory},
		{"races", testRaces},
		{"tabs", testTabs},
		{"outbox", testOutbox},
		{"sweep", testSweep},
	}
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) { c.run(t, newDesk(t, "")) })
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		g := servers.StartPostgres(t)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) { c.run(t, newDesk(t, g.NewDatabase())) })
		}
	})
}

// The half of the cookie changes at each login, and the session goes on: whoever kept
// an older half has nothing (design §5.3).
func testOnePersonOneBrowser(t *testing.T, d *desk) {
	t.Parallel()
	first := d.join(d.login("yara", "1", "portfolio"))
	second := d.join(d.login("yara", "1", "leeslijst", after(first)))
	if got := sorted(d.apps(second)); !slices.Equal(got, []string{"leeslijst", "portfolio"}) {
		t.Errorf("the session holds %v", got)
	}
	if got := d.apps(first); got != nil {
		t.Errorf("the old half still opens %v", got)
	}
	s, err := d.Find(t.Context(), second.Handle, second.Browser)
	if err != nil || s.Grants[0] != second.Grant && s.Grants[1] != second.Grant {
		t.Errorf("%+v, %v: nothing of it is %+v", s, err, second.Grant)
	}
}

// What must not find a session.
func testFindRefuses(t *testing.T, d *desk) {
	t.Parallel()
	l := d.join(d.login("yara", "1", "portfolio"))
	for name, c := range map[string]struct {
		handle  string
		browser []byte
	}{
		"no half":              {"", l.Browser},
		"another half":         {keys.NewHandle(), l.Browser},
		"another browser":      {l.Handle, []byte("browser 2")},
		"no browser":           {l.Handle, nil},
		"a half cut short":     {l.Handle[1:], l.Browser},
		"the grant's own name": {l.Grant.ID, l.Browser},
	} {
		if _, err := d.Find(t.Context(), c.handle, c.browser); !errors.Is(err, ErrNone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d.apps(l) == nil {
		t.Error("the control does not find it either")
	}
	d.clock.Advance(8*time.Hour + time.Second)
	if _, err := d.Find(t.Context(), l.Handle, l.Browser); !errors.Is(err, ErrNone) {
		t.Errorf("after its time: %v", err)
	}
	if got := d.due(); got != nil {
		t.Errorf("what ends in silence tells %v (F-16)", got)
	}
}

// At a shared computer the next pupil's login ends the session of the one before, and
// the other one's browsers are left alone.
func testNextPerson(t *testing.T, d *desk) {
	t.Parallel()
	yara := d.join(d.login("yara", "1", "portfolio"))
	d.join(d.login("yara", "2", "leeslijst"))
	bram := d.join(d.login("bram", "1", "portfolio", after(yara)))
	if d.apps(yara) != nil || !slices.Equal(d.apps(bram), []string{"portfolio"}) {
		t.Errorf("Yara's half opens %v, Bram's %v", d.apps(yara), d.apps(bram))
	}
	if got := d.due(); !slices.Equal(got, []string{"portfolio"}) {
		t.Errorf("%v are to be told", got)
	}
	all, err := d.Of(t.Context(), yara.Person)
	if err != nil || len(all) != 1 || all[0].Grants[0].App != "leeslijst" {
		t.Errorf("Yara's other browser: %+v, %v", all, err)
	}
}

// A half that was carried to another browser ends nobody's session there.
func testStolenHalf(t *testing.T, d *desk) {
	t.Parallel()
	yara := d.join(d.login("yara", "1", "portfolio"))
	d.join(d.login("thief", "2", "portfolio", after(yara)))
	if d.apps(yara) == nil || d.due() != nil {
		t.Error("a stranger with a copied half ended the session")
	}
}

func testEnd(t *testing.T, d *desk) {
	t.Parallel()
	l := d.join(d.login("yara", "1", "portfolio"))
	l = d.join(d.login("yara", "1", "leeslijst", after(l)))
	s, err := d.Find(t.Context(), l.Handle, l.Browser)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{2, 0} { // a double click ends it once
		ended, err := d.End(t.Context(), s)
		if err != nil || len(ended) != want {
			t.Errorf("time %d: %d ended, %v; want %d", i+1, len(ended), err, want)
		}
	}
	if d.apps(l) != nil {
		t.Error("it is open still")
	}
	if err := d.try(l); !errors.Is(err, ErrEnded) {
		t.Errorf("a reload of the last step brings it back: %v", err)
	}
	stages, err := d.Stages(t.Context(), []string{l.Grant.ID, "unknown"})
	if err != nil || stages[l.Grant.ID] != Waiting || stages["unknown"] != Done {
		t.Errorf("%v, %v", stages, err)
	}
}

// Logging out everywhere reaches each browser, and nobody else.
func testEndAll(t *testing.T, d *desk) {
	t.Parallel()
	here, there := d.join(d.login("yara", "1", "portfolio")), d.join(d.login("yara", "2", "leeslijst"))
	other := d.join(d.login("bram", "3", "portfolio"))
	ended, err := d.EndAll(t.Context(), here.Person)
	if err != nil || len(ended) != 2 || d.apps(here) != nil || d.apps(there) != nil || d.apps(other) == nil {
		t.Errorf("%d ended, %v; here %v, there %v, another person %v", len(ended), err, d.apps(here), d.apps(there), d.apps(other))
	}
	if ended, err = d.EndAll(t.Context(), here.Person); err != nil || len(ended) != 0 {
		t.Errorf("the second press ends %d, %v", len(ended), err)
	}
}

// A session that answered for the school and was ended meanwhile gives nothing.
func testContinues(t *testing.T, d *desk) {
	t.Parallel()
	continues := func(l *Login) { l.Continues = true }
	if err := d.try(d.login("yara", "1", "portfolio", continues)); !errors.Is(err, ErrEnded) {
		t.Errorf("without a session: %v", err)
	}
	l := d.join(d.login("yara", "1", "portfolio"))
	if err := d.try(d.login("yara", "2", "portfolio", after(l), continues)); !errors.Is(err, ErrEnded) {
		t.Errorf("in another browser: %v", err)
	}
	if err := d.try(d.login("bram", "1", "portfolio", after(l), continues)); !errors.Is(err, ErrEnded) {
		t.Errorf("of another person: %v", err)
	}
	d.join(d.login("yara", "1", "leeslijst", after(l), continues))
	if _, err := d.EndAll(t.Context(), l.Person); err != nil {
		t.Fatal(err)
	}
	if err := d.try(d.login("yara", "1", "portfolio", after(l), continues)); !errors.Is(err, ErrEnded) {
		t.Errorf("after logging out everywhere: %v", err)
	}
}

// The caps of design §1.6 end what is oldest.
func testCaps(t *testing.T, d *desk) {
	t.Parallel()
	l := d.join(d.login("yara", "1", "app-00"))
	for i := 1; i <= MaxGrants; i++ {
		d.clock.Advance(time.Second)
		l = d.join(d.login("yara", "1", fmt.Sprintf("app-%02d", i), after(l)))
	}
	if got := d.apps(l); len(got) != MaxGrants || slices.Contains(got, "app-00") {
		t.Errorf("%d logins in a session: %v", len(got), got)
	}
	if got := d.due(); !slices.Equal(got, []string{"app-00"}) {
		t.Errorf("%v are to be told", got)
	}
	for i := range MaxSessions {
		d.clock.Advance(time.Second)
		d.join(d.login("yara", fmt.Sprint("other ", i), "portfolio"))
	}
	all, err := d.Of(t.Context(), l.Person)
	if err != nil || len(all) != MaxSessions {
		t.Errorf("%d sessions of one person, %v", len(all), err)
	}
	if d.apps(l) != nil || len(d.due()) != MaxGrants {
		t.Error("the oldest browser was not the one to go")
	}
}

// Memory goes along with the half, and is gone with the session, for a node that has
// never seen the half as well.
func testMemory(t *testing.T, d *desk) {
	t.Parallel()
	remember := func(l *Login) {
		l.Memory = &Memory{Began: d.clock.Now(), Until: d.clock.Now().Add(30 * time.Minute), Login: []byte("who")}
	}
	recall := func(l Login) string {
		m, err := d.Recall(t.Context(), l.Handle)
		if err != nil && !errors.Is(err, ErrNone) {
			t.Fatal(err)
		}
		if m == nil {
			return ""
		}
		return string(m.Login)
	}
	first := d.join(d.login("yara", "1", "portfolio", remember))
	second := d.join(d.login("yara", "1", "stil", after(first))) // an app that keeps nothing
	if recall(first) != "" || recall(second) != "who" {
		t.Errorf("under the old half %q, under the new one %q", recall(first), recall(second))
	}
	if _, err := d.another().EndAll(t.Context(), second.Person); err != nil {
		t.Fatal(err)
	}
	if recall(second) != "" {
		t.Error("it is there after the logout")
	}
	third := d.join(d.login("yara", "1", "portfolio", remember))
	d.join(d.login("bram", "1", "stil", after(third)))
	if recall(third) != "" {
		t.Error("the next person's login left it")
	}
	fourth := d.join(d.login("yara", "4", "portfolio", remember))
	d.clock.Advance(30 * time.Minute)
	if recall(fourth) != "" || d.apps(fourth) == nil {
		t.Error("idle ends what answers, and not the session")
	}
}

// Of many that log out at once each login is ended once, and of many nodes that tell
// each gets another part.
func testRaces(t *testing.T, d *desk) {
	t.Parallel()
	l := d.join(d.login("yara", "1", "app-0"))
	for i := 1; i < 40; i++ {
		l = d.join(d.login("yara", "1", fmt.Sprint("app-", i), after(l)))
	}
	one, err := d.Find(t.Context(), l.Handle, l.Browser)
	if err != nil {
		t.Fatal(err)
	}
	nodes := []*Store{d.Store, d.another(), d.another()}
	var ended atomic.Int64
	var wait sync.WaitGroup
	for i := range 30 {
		wait.Go(func() {
			got, err := nodes[i%3].End(context.Background(), one)
			if err != nil {
				t.Error(err)
			}
			ended.Add(int64(len(got)))
		})
	}
	wait.Wait()
	if ended.Load() != 40 {
		t.Errorf("%d ends of 40 logins", ended.Load())
	}
	var mu sync.Mutex
	seen := map[string]int{}
	for i := range 30 {
		wait.Go(func() {
			for {
				got, err := nodes[i%3].Claim(context.Background(), 3, time.Minute)
				if err != nil {
					t.Error(err)
				}
				if len(got) == 0 {
					return
				}
				mu.Lock()
				for _, g := range got {
					seen[g.ID]++
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s was claimed %d times", id, n)
		}
	}
	if len(seen) != 40 {
		t.Errorf("%d of 40 were claimed", len(seen))
	}
}

// Five tabs that log in at once, each with the half from before, are one session.
func testTabs(t *testing.T, d *desk) {
	t.Parallel()
	old := d.join(d.login("yara", "1", "portfolio"))
	tabs := make([]Login, 5)
	var wait sync.WaitGroup
	for i := range tabs {
		tabs[i] = d.login("yara", "1", fmt.Sprint("app-", i), after(old))
		wait.Go(func() {
			if err := d.try(tabs[i]); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for i, l := range tabs { // whichever half the browser kept
		if got := d.apps(l); len(got) != 6 {
			t.Errorf("tab %d sees %v", i, got)
		}
	}
	if d.apps(old) != nil || d.due() != nil {
		t.Error("the old half works, or somebody was logged out")
	}
}

// What a node claimed and never settled comes back, after a restart too; what was
// settled never does.
func testOutbox(t *testing.T, d *desk) {
	t.Parallel()
	l := d.join(d.login("yara", "1", "portfolio"))
	l = d.join(d.login("yara", "1", "leeslijst", after(l)))
	if _, err := d.EndAll(t.Context(), l.Person); err != nil {
		t.Fatal(err)
	}
	first, err := d.Claim(t.Context(), 10, time.Minute)
	if err != nil || len(first) != 2 {
		t.Fatalf("%v, %v", first, err)
	}
	if got := d.due(); got != nil {
		t.Errorf("claimed twice: %v", got)
	}
	if err := d.Settle(t.Context(), first[0].ID); err != nil {
		t.Fatal(err)
	}
	d.close()
	d.clock.Advance(time.Minute)
	d.open()
	second, err := d.Claim(t.Context(), 10, time.Minute)
	if err != nil || len(second) != 1 || second[0].Grant != first[1].Grant {
		t.Fatalf("after a restart %v, %v", second, err)
	}
	if err := d.Postpone(t.Context(), second[0].ID, d.clock.Now().Add(time.Hour), 3); err != nil {
		t.Fatal(err)
	}
	d.clock.Advance(59 * time.Minute)
	if got := d.due(); got != nil {
		t.Errorf("before its time: %v", got)
	}
	d.clock.Advance(time.Minute)
	third, err := d.Claim(t.Context(), 10, time.Minute)
	if err != nil || len(third) != 1 || third[0].Tries != 3 {
		t.Fatalf("%v, %v", third, err)
	}
	if err := d.GiveUp(t.Context(), third[0].ID); err != nil {
		t.Fatal(err)
	}
	stages, err := d.Stages(t.Context(), []string{first[0].ID, third[0].ID})
	if err != nil || stages[first[0].ID] != Done || stages[third[0].ID] != GivenUp {
		t.Errorf("%v, %v", stages, err)
	}
	n, err := d.Untold(t.Context())
	if err != nil || n != 0 {
		t.Errorf("%d untold, %v", n, err)
	}
}

// Nothing stays of a session that is over, and what is still to be told stays.
func testSweep(t *testing.T, d *desk) {
	t.Parallel()
	told, untold := d.join(d.login("yara", "1", "portfolio")), d.join(d.login("bram", "2", "portfolio"))
	d.join(d.login("noor", "3", "portfolio"))
	for _, l := range []Login{told, untold} {
		if _, err := d.EndAll(t.Context(), l.Person); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Settle(t.Context(), told.Grant.ID); err != nil {
		t.Fatal(err)
	}
	rows := func() (n int) {
		if err := d.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := d.Records.View(t.Context(), func(tx store.Tx) error {
			return tx.Query(`SELECT count(*) FROM session_grant`, nil, func(scan func(...any) error) error { return scan(&n) })
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := rows(); n != 3 {
		t.Errorf("%d rows before the end", n)
	}
	d.clock.Advance(8 * time.Hour)
	if n := rows(); n != 1 {
		t.Errorf("%d rows after the end, want the one that is still to be told", n)
	}
}
