package trace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/claims"
	"sluis/internal/secret"
)

type shelf struct {
	*Book
	clock *storetest.Clock
	dir   string
	db    *sqlstore.DB
}

func newShelf(t *testing.T, caps Caps) *shelf {
	t.Helper()
	s := &shelf{clock: storetest.NewClock(), dir: t.TempDir()}
	var err error
	s.db, err = sqlstore.OpenEmbedded(sqlstore.Config{Dir: s.dir, Now: s.clock.Now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.db.Close(); err != nil {
			t.Error(err)
		}
	})
	ring, err := keys.Open(context.Background(), keys.Config{Records: s.db.Records(), Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: s.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	s.Book = New(s.db.State(), ring, s.clock.Now, caps)
	return s
}

func (s *shelf) keep(t *testing.T, tr Trace) string {
	t.Helper()
	words, err := s.Keep(context.Background(), tr)
	if err != nil || len(strings.Fields(words)) != 3 {
		t.Fatalf("kept under %q: %v", words, err)
	}
	return words
}

var ict = netip.MustParseAddr("192.0.2.1")

// TestKeepAndFind: a trace is found by its words however they are typed, for a week
// to the second, and after a restart.
func TestKeepAndFind(t *testing.T) {
	t.Parallel()
	s := newShelf(t, DefaultCaps)
	want := Trace{Code: 2107, App: "portfolio", Connection: "entree", School: "petteflat", Chosen: "elders", Asked: 1, Received: 2, Refused: 3,
		Passed: []string{"connection", "answer"}, Failed: "items", Names: []string{"uid"}, Others: 2, Missing: []string{"student_number"}}
	words := s.keep(t, want)
	for _, typed := range []string{words, strings.ToUpper(words), strings.ReplaceAll(words, " ", ", "), "  " + strings.ReplaceAll(words, " ", "-") + "\n"} {
		got, err := s.Find(context.Background(), typed, ict)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v", typed, got, err)
		}
	}
	s.clock.Advance(Life - time.Millisecond)
	if _, err := s.Find(context.Background(), words, ict); err != nil {
		t.Errorf("a moment before a week has passed: %v", err)
	}
	s.clock.Advance(2 * time.Millisecond)
	if _, err := s.Find(context.Background(), words, ict); !errors.Is(err, ErrNotKept) {
		t.Errorf("after a week: %v", err)
	}
}

// TestGuessing: twenty wrong triples, and the address waits a quarter of an hour;
// another address does not, and nobody is kept from logging in by it.
func TestGuessing(t *testing.T) {
	t.Parallel()
	s := newShelf(t, DefaultCaps)
	words := s.keep(t, Trace{Code: 2107})
	for range DefaultCaps.Guesses {
		if _, err := s.Find(context.Background(), "reiger reiger reiger", ict); !errors.Is(err, ErrNotKept) {
			t.Fatal(err)
		}
	}
	if _, err := s.Find(context.Background(), words, ict); !errors.Is(err, ErrGuessing) {
		t.Errorf("after %d guesses: %v", DefaultCaps.Guesses, err)
	}
	if _, err := s.Find(context.Background(), words, netip.MustParseAddr("192.0.2.2")); err != nil {
		t.Errorf("another address: %v", err)
	}
	s.clock.Advance(15*time.Minute + time.Second)
	if _, err := s.Find(context.Background(), words, ict); err != nil {
		t.Errorf("a quarter of an hour later: %v", err)
	}
}

// TestCaps: a flood fills nothing; what cannot be kept has words all the same, for
// the log.
func TestCaps(t *testing.T) {
	t.Parallel()
	s := newShelf(t, Caps{Logins: 2, Others: 1, Guesses: 1000})
	kept := func(tr Trace) bool {
		_, err := s.Find(context.Background(), s.keep(t, tr), ict)
		return err == nil
	}
	for i, want := range []bool{true, true, false, false} {
		if got := kept(Trace{Code: 2107, Asked: 1}); got != want {
			t.Errorf("login %d of a minute: kept %v", i+1, got)
		}
	}
	for i, want := range []bool{true, false} {
		if got := kept(Trace{Code: 1001}); got != want {
			t.Errorf("other %d of a minute: kept %v", i+1, got)
		}
	}
	s.clock.Advance(time.Minute)
	if !kept(Trace{Code: 2107, Asked: 1}) {
		t.Error("the next minute keeps nothing")
	}
}

// TestDump: the store does not say which words exist, nor what lies under them.
func TestDump(t *testing.T) {
	t.Parallel()
	s := newShelf(t, DefaultCaps)
	words := s.keep(t, Trace{Code: 2107, App: "portfolio", Failed: "WHERE-IT-ENDED"})
	var dump []byte
	files, err := filepath.Glob(filepath.Join(s.dir, "state*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		dump = append(dump, b...)
	}
	if len(dump) < 100 {
		t.Fatal("no files to look in")
	}
	for _, v := range []string{words, "portfolio", "WHERE-IT-ENDED"} {
		if bytes.Contains(dump, []byte(v)) {
			t.Errorf("%q lies in the store", v)
		}
	}
}

// TestNames: names that a rule or a registry knows are shown; one that somebody made
// up could be a value, and is counted (design §1.4).
func TestNames(t *testing.T) {
	t.Parallel()
	var list []claims.Attribute
	for _, n := range []string{"uid", "urn:mace:dir:attribute-def:givenName", "urn:oid:2.5.4.42", "urn:mace:dir:attribute-def:isMemberOf", "urn:oid:1.3.6.1.4.1.5923.1.5.1.1",
		"Yara van den Heuvel", "2041187", "urn:oid:2041187x", "urn:mace:2041187", "urn:mace:" + strings.Repeat("a", 100), "urn:oid:", "https://x.example/yara", "mailbox"} {
		list = append(list, claims.Attribute{Name: n})
	}
	names, others := Names(list)
	if got := fmt.Sprint(names); got != "[uid givenName urn:mace:dir:attribute-def:isMemberOf urn:oid:1.3.6.1.4.1.5923.1.5.1.1]" || others != 8 {
		t.Errorf("%s and %d others", got, others)
	}
	var many []claims.Attribute
	for i := range 500 {
		many = append(many, claims.Attribute{Name: fmt.Sprint("urn:oid:1.", i)})
	}
	if names, others := Names(many); len(names) != maxNames || others != 500-maxNames {
		t.Errorf("of 500: %d names and %d others", len(names), others)
	}
}

// FuzzSpoken: whatever is typed comes to at most three short words' length of plain
// letters.
func FuzzSpoken(f *testing.F) {
	for _, s := range []string{"reiger kade zeven", "Reiger, KADE-zeven!", strings.Repeat("a", 500), "é\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got := Spoken(typed)
		if len(got) > maxSpoken || strings.Trim(got, "abcdefghijklmnopqrstuvwxyz ") != "" || Spoken(got) != got {
			t.Errorf("%q is heard as %q", typed, got)
		}
	})
}
