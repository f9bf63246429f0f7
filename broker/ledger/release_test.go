package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/claims"
)

// TestLedgerRow: one row per subject, app and version: what went, the first day and
// the last (design §3, "The two books").
func TestLedgerRow(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	first := b.today()
	put := func(subject, app string, version int, what claims.Items) {
		b.release(t, Release{Login: fmt.Sprint(subject, app, version, b.clock.Now()), School: "petteflat", App: app, Subject: subject, Contract: version, Items: what})
	}
	put("S", "portfolio", 1, items(claims.Name))
	b.clock.Advance(3 * aDay)
	put("S", "portfolio", 1, items(claims.Class))
	put("S", "portfolio", 1, items(claims.Name))
	put("S", "portfolio", 2, items(claims.Name))
	put("S", "elders", 1, 0)
	put("T", "portfolio", 1, items(claims.StudentNumber))
	want := []Entry{
		{App: "elders", School: "petteflat", Contract: 1, Items: 0, First: first + 3, Last: first + 3},
		{App: "portfolio", School: "petteflat", Contract: 1, Items: items(claims.Name, claims.Class), First: first, Last: first + 3},
		{App: "portfolio", School: "petteflat", Contract: 2, Items: items(claims.Name), First: first + 3, Last: first + 3},
	}
	got, err := b.Of(context.Background(), "S")
	if err != nil || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
		t.Errorf("of S: %+v, %v\nwant %+v", got, err, want)
	}
	if got, err := b.Of(context.Background(), "nobody"); err != nil || len(got) != 0 {
		t.Errorf("of nobody: %+v, %v", got, err)
	}
}

// TestLedgerHoldsDaysAlone: the release ledger has no column for a time, an address or
// a value, and what stands in its days are days (design §3).
func TestLedgerHoldsDaysAlone(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	b.clock.Advance(3*time.Hour + 7*time.Second)
	b.release(t, Release{Login: "one", School: "petteflat", App: "portfolio", Subject: "S", Contract: 1, Items: items(claims.Name)})
	columns := map[string]bool{"subject": true, "app": true, "version": true, "school": true, "items": true, "first_day": true, "last_day": true}
	err := b.db.Records().View(context.Background(), func(tx store.Tx) error {
		return tx.Query(`SELECT name FROM pragma_table_info('release_ledger')`, nil, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			if !columns[name] {
				t.Errorf("the release ledger has a column %s", name)
			}
			delete(columns, name)
			return err
		})
	})
	if err != nil || len(columns) != 0 {
		t.Errorf("columns missing: %v, %v", columns, err)
	}
	if n := b.count(t, `SELECT COUNT(*) FROM release_ledger WHERE first_day = $1 AND last_day = $1`, int64(b.today())); n != 1 {
		t.Error("what stands in the days is no day")
	}
	if n := b.count(t, `SELECT COUNT(*) FROM login_log`); n != 0 {
		t.Errorf("%d rows in the login log of a school that keeps failures alone", n)
	}
}

// TestLaggingNode: a node whose clock is still at yesterday takes no day away.
func TestLaggingNode(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	r := Release{Login: "one", School: "petteflat", App: "portfolio", Subject: "S", Contract: 1, Items: items(claims.Name)}
	b.release(t, r)
	lagging := New(b.db.Records(), b.ring, func() time.Time { return b.clock.Now().Add(-aDay) })
	r.Items = items(claims.Class)
	if err := lagging.Released(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	got, err := b.Of(context.Background(), "S")
	if err != nil || len(got) != 1 || got[0].Last != b.today() || got[0].Items != items(claims.Name, claims.Class) {
		t.Errorf("%+v, %v; want both items, the last day %d", got, err, b.today())
	}
}

// TestReleasedIsWhole: the row, the answer of the person and the log's row are
// written in one step and survive an end without warning.
func TestReleasedIsWhole(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	b.release(t, Release{Login: "one", School: "petteflat", App: "portfolio", Subject: "S", Contract: 1, Items: items(claims.Name), LogAll: true, Finder: b.finder(t, "petteflat", ""),
		Answer: &Informed{Items: items(claims.Name)}})
	ended, end := context.WithCancel(context.Background())
	end()
	err := b.Released(ended, Release{Login: "two", School: "petteflat", App: "portfolio", Subject: "T", Contract: 1, Items: items(claims.Name), LogAll: true, Finder: b.finder(t, "petteflat", ""),
		Answer: &Informed{Items: items(claims.Name)}})
	if err == nil {
		t.Error("a release was written after its context had ended")
	}
	b.close(t)
	b.open(t)
	for table, want := range map[string]int{"release_ledger": 1, "informed": 1, "login_log": 1} {
		if n := b.count(t, `SELECT COUNT(*) FROM `+table); n != want {
			t.Errorf("%s has %d rows, want %d", table, n, want)
		}
	}
}

// TestBooksHoldNobody: the files of the books show no pseudonym, number or outcome, in
// no form, and not as a digest without a key, which is found by trying all numbers.
// What lies there in clear, the school's id, is found by the same search.
func TestBooksHoldNobody(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	b.release(t, Release{Login: "one", School: "petteflat", App: "portfolio", Subject: "SUBJECTOFTHEPUPIL", Contract: 1, Items: items(claims.Name, claims.StudentNumber),
		LogAll: true, Finder: b.finder(t, "petteflat", "95312559"), Answer: &Informed{Items: items(claims.Name)}})
	b.refuse(t, "two", "petteflat", "95312559", "missing_item")
	b.close(t)
	defer b.open(t)
	var dump []byte
	for _, f := range []string{"records.db", "records.db-wal"} {
		content, err := os.ReadFile(filepath.Join(b.dir, f))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		dump = append(dump, content...)
	}
	if !bytes.Contains(dump, spelled("petteflat")["as it is"]) {
		t.Fatal("the search does not find the school that lies there in clear")
	}
	for _, v := range []string{"SUBJECTOFTHEPUPIL", "95312559", "missing_item"} {
		for form, written := range spelled(v) {
			if bytes.Contains(dump, written) {
				t.Errorf("a value of %d characters lies in the records, %s", len(v), form)
			}
		}
	}
}

// spelled gives the forms in which a value is looked for.
func spelled(v string) map[string][]byte {
	sha := sha256.Sum256([]byte(v))
	return map[string][]byte{
		"as it is": []byte(v), "in hex": []byte(hex.EncodeToString([]byte(v))),
		"in base64":     []byte(base64.RawStdEncoding.EncodeToString([]byte(v[:len(v)/3*3]))),
		"as its digest": sha[:16], "as its digest in hex": []byte(hex.EncodeToString(sha[:16])),
	}
}

// TestRetain: after their terms the rows go; a run that has nothing to do does
// nothing; two nodes at once remove each row once (design §5.11).
func TestRetain(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	other := b.another(t)
	terms := []Term{{"petteflat", 183}, {"elders", 365}, {"never heard of", 200}}
	b.release(t, Release{Login: "one", School: "petteflat", App: "portfolio", Subject: "S", Contract: 1, Items: items(claims.Name), Answer: &Informed{Items: items(claims.Name)}})
	b.refuse(t, "two", "petteflat", "1", "expired")
	b.refuse(t, "three", "elders", "1", "expired")
	for _, step := range []struct {
		name    string
		forward time.Duration
		want    Report
	}{
		{"the same day", 0, Report{}},
		{"half a year", 184 * aDay, Report{Attempts: 1}},
		{"again", 0, Report{}},
		{"a year", 182 * aDay, Report{Attempts: 1}},
		{"the ledger's last day", 34 * aDay, Report{}},
		{"the day after", aDay, Report{Releases: 1, Informed: 1}},
		{"at last", aDay, Report{}},
	} {
		b.clock.Advance(step.forward)
		got := retainTwice(t, terms, b.Ledger, other)
		if got != step.want {
			t.Errorf("%s: removed %+v, want %+v", step.name, got, step.want)
		}
	}
}

// retainTwice runs retention on two nodes at once and adds up what they removed.
func retainTwice(t *testing.T, terms []Term, nodes ...*Ledger) (sum Report) {
	t.Helper()
	reports := make([]Report, len(nodes))
	var wg sync.WaitGroup
	for i, l := range nodes {
		wg.Go(func() {
			var err error
			if reports[i], err = l.Retain(context.Background(), terms); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, r := range reports {
		sum.Attempts += r.Attempts
		sum.Releases += r.Releases
		sum.Informed += r.Informed
	}
	return sum
}
