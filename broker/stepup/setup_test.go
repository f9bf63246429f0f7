package stepup

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/storetest"
	"sluis/internal/secret"
)

// bench is Factors over the real embedded stores, with a clock that a test moves and a
// chain that it reads.
type bench struct {
	*Factors
	clock *storetest.Clock
	db    *sqlstore.DB // nil where the stores are servers
	join  func(testing.TB) (store.Records, store.State)
	ring  *keys.Ring
	dir   string

	mu    sync.Mutex
	notes []string
	deaf  error // what the chain answers

	absent bool // of deafNote: there is none
}

var errDeaf = errors.New("the chain cannot be written")

func (b *bench) deafNote() keys.Note {
	if b.absent {
		return nil
	}
	return b.note
}

const issuer = "https://sluis.test"

func newBench(tb testing.TB) *bench {
	tb.Helper()
	b := &bench{clock: storetest.NewClock(), dir: tb.TempDir()}
	fresh.once.Do(func() { fresh.make(tb) })
	for name, content := range fresh.files {
		if err := os.WriteFile(filepath.Join(b.dir, name), content, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	b.open(tb)
	return b
}

// fresh is a data directory after its first start, which makes RSA keys; each bench has a
// copy.
var fresh firstStart

type firstStart struct {
	once  sync.Once
	files map[string][]byte
}

func (s *firstStart) make(tb testing.TB) {
	b := &bench{clock: storetest.NewClock(), dir: tb.TempDir()}
	b.open(tb)
	if err := b.db.Close(); err != nil {
		tb.Fatal(err)
	}
	b.db = nil
	names, err := os.ReadDir(b.dir)
	if err != nil {
		tb.Fatal(err)
	}
	s.files = map[string][]byte{}
	for _, n := range names {
		if s.files[n.Name()], err = os.ReadFile(filepath.Join(b.dir, n.Name())); err != nil {
			tb.Fatal(err)
		}
	}
}

func (b *bench) open(tb testing.TB) {
	tb.Helper()
	var err error
	b.db, err = sqlstore.OpenEmbedded(sqlstore.Config{Dir: b.dir, Now: b.clock.Now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		tb.Fatal(err)
	}
	db := b.db
	tb.Cleanup(func() {
		if b.db == db {
			if err := db.Close(); err != nil {
				tb.Error(err)
			}
		}
	})
	b.join = func(testing.TB) (store.Records, store.State) { return db.Records(), db.State() }
	b.enter(tb)
}

// enter opens the keyring and the first node.
func (b *bench) enter(tb testing.TB) {
	tb.Helper()
	records, _ := b.join(tb)
	var err error
	b.ring, err = keys.Open(context.Background(), keys.Config{Records: records, Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: b.clock.Now})
	if err != nil {
		tb.Fatal(err)
	}
	b.Factors = b.node(tb)
}

// node is one more node over the same stores.
func (b *bench) node(tb testing.TB) *Factors {
	tb.Helper()
	records, state := b.join(tb)
	f, err := New(Config{Records: records, State: state, Ring: b.ring, Now: b.clock.Now, Issuer: issuer, Name: "Sluis"})
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func (b *bench) note(_ store.Tx, verb string, lines ...string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notes = append(b.notes, verb+" "+strings.Join(lines, " | "))
	return b.deaf
}

// noted gives how often a verb stands in the chain.
func (b *bench) noted(verb string) (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.notes {
		if strings.HasPrefix(s, verb+" ") {
			n++
		}
	}
	return n
}

var anna = Caller{Account: "ANNAANNAANNAANNAANNAANNAAN", Browser: "browser of anna"}
var bert = Caller{Account: "BERTBERTBERTBERTBERTBERTBE", Browser: "browser of bert"}
