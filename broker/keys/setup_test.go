package keys

import (
	"bytes"
	"context"
	"crypto/x509"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/internal/secret"
)

func master(fill byte) secret.Bytes { return secret.New(bytes.Repeat([]byte{fill}, masterSize)) }

// fixedRing has known roots: 32 bytes of the purpose's place in the keyring.
func fixedRing() *Ring {
	roots := map[Purpose][]byte{}
	for i, p := range purposes() {
		roots[p] = bytes.Repeat([]byte{byte(i + 1)}, 32)
	}
	return &Ring{keys: newKeys(roots)}
}

func openStore(t testing.TB, dir string) *sqlstore.DB {
	t.Helper()
	db, err := sqlstore.OpenEmbedded(sqlstore.Config{Dir: dir, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func newStore(t testing.TB) store.Records {
	t.Helper()
	return openStore(t, t.TempDir()).Records()
}

func openRing(t testing.TB, s store.Records, m secret.Bytes, now func() time.Time) *Ring {
	t.Helper()
	r, err := Open(context.Background(), Config{Records: s, Master: m, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// clock is a time that tests move by hand.
type clock struct{ unix atomic.Int64 }

var start = time.Date(2026, 9, 1, 8, 30, 0, 0, time.UTC)

func newClock() *clock {
	c := &clock{}
	c.unix.Store(start.Unix())
	return c
}

func (c *clock) now() time.Time          { return time.Unix(c.unix.Load(), 0).UTC() }
func (c *clock) forward(d time.Duration) { c.unix.Add(int64(d / time.Second)) }

func fixedClock() func() time.Time { return newClock().now }

func dayOf(t time.Time) Day { return Day(t.Unix() / 86400) }

// watched counts what is asked of the records.
type watched struct {
	store.Records
	views, updates atomic.Int64
}

func (w *watched) View(ctx context.Context, fn func(store.Tx) error) error {
	w.views.Add(1)
	return w.Records.View(ctx, fn)
}

func (w *watched) Update(ctx context.Context, fn func(store.Tx) error) error {
	w.updates.Add(1)
	return w.Records.Update(ctx, fn)
}

// unnoted stands for an audit chain.
func unnoted(store.Tx, string, ...string) error { return nil }

func parsed(t *testing.T, der []byte) *x509.Certificate {
	t.Helper()
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
