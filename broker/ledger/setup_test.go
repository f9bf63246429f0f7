package ledger

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/claims"
	"sluis/internal/secret"
)

// books are a ledger over real stores, with a clock that a test moves.
type books struct {
	*Ledger
	clock *storetest.Clock
	db    *sqlstore.DB
	dir   string
}

const aDay = 24 * time.Hour

var testMaster = secret.New(bytes.Repeat([]byte{7}, 32))

func newBooks(t testing.TB) *books {
	t.Helper()
	b := &books{clock: storetest.NewClock(), dir: t.TempDir()}
	b.open(t)
	t.Cleanup(func() { b.close(t) })
	return b
}

func (b *books) open(t testing.TB) {
	t.Helper()
	var err error
	b.db, err = sqlstore.OpenEmbedded(sqlstore.Config{Dir: b.dir, Now: b.clock.Now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	b.Ledger = b.another(t)
}

// another is a second node on the same records: its keyring has a memory of its own.
func (b *books) another(t testing.TB) *Ledger {
	t.Helper()
	ring, err := keys.Open(context.Background(), keys.Config{Records: b.db.Records(), Master: testMaster, Now: b.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	return New(b.db.Records(), ring, b.clock.Now)
}

func (b *books) close(t testing.TB) {
	if err := b.db.Close(); err != nil {
		t.Error(err)
	}
}

func (b *books) today() Day { return DayOf(b.clock.Now()) }

// count gives the rows of a query's one number.
func (b *books) count(t testing.TB, sql string, args ...any) int {
	t.Helper()
	n := 0
	err := b.db.Records().View(context.Background(), func(tx store.Tx) error {
		return tx.Query(sql, args, func(scan func(...any) error) error { return scan(&n) })
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func items(list ...claims.Item) claims.Items {
	var s claims.Items
	for _, i := range list {
		s = s.With(i)
	}
	return s
}

func (b *books) finder(t testing.TB, school, number string) Finder {
	t.Helper()
	f, err := b.Finder(context.Background(), school, number)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// refuse writes one failed attempt of a pupil.
func (b *books) refuse(t testing.TB, login, school, number, outcome string) {
	t.Helper()
	if err := b.Refused(context.Background(), login, school, b.finder(t, school, number), Attempt{App: "portfolio", Outcome: outcome}); err != nil {
		t.Fatal(err)
	}
}

// release writes one release at a school.
func (b *books) release(t testing.TB, r Release) {
	t.Helper()
	if err := b.Released(context.Background(), r); err != nil {
		t.Fatal(err)
	}
}
