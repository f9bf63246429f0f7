package ledger

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/internal/secret"
)

// auditLedger is a ledger over real stores, and the records to tamper with.
func auditLedger(t *testing.T, dir string) (*Ledger, store.Records) {
	t.Helper()
	db, err := sqlstore.OpenEmbedded(sqlstore.Config{Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	now := func() time.Time { return time.Unix(1_790_000_000, 0) }
	ring, err := keys.Open(context.Background(), keys.Config{Records: db.Records(), Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return New(db.Records(), ring, now), db.Records()
}

func TestAuditTrail(t *testing.T) {
	t.Parallel()
	l, _ := auditLedger(t, t.TempDir())
	acts := []Act{
		{By: "operator", Verb: "registry.reload", Lines: []string{"app portfolio changed: name"}},
		{By: "operator", Verb: "registry.reload", Lines: []string{"school petteflat added"}},
		{By: "operator", Verb: "registry.reload.failed"},
	}
	for _, a := range acts {
		if err := l.Audit(context.Background(), a); err != nil {
			t.Fatal(err)
		}
	}
	trail, err := l.AuditTrail(context.Background())
	if err != nil || len(trail) != len(acts) {
		t.Fatalf("trail of %d entries, %v; want %d", len(trail), err, len(acts))
	}
	for i, e := range trail {
		if e.Number != int64(i+1) || e.At != 1_790_000_000 || fmt.Sprint(e.Act) != fmt.Sprint(acts[i]) {
			t.Errorf("entry %d is %+v", i+1, e)
		}
	}
}

// Entries that are written at once stand one behind the other.
func TestAuditAtOnce(t *testing.T) {
	t.Parallel()
	l, _ := auditLedger(t, t.TempDir())
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			if err := l.Audit(context.Background(), Act{By: "operator", Verb: "registry.reload"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if trail, err := l.AuditTrail(context.Background()); err != nil || len(trail) != 32 {
		t.Errorf("trail of %d entries, %v", len(trail), err)
	}
}

func TestAuditIsBounded(t *testing.T) {
	t.Parallel()
	l, _ := auditLedger(t, t.TempDir())
	if err := l.Audit(context.Background(), Act{Verb: "registry.reload", Lines: make([]string, maxAuditLines+5)}); err != nil {
		t.Fatal(err)
	}
	trail, err := l.AuditTrail(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if lines := trail[0].Lines; len(lines) != maxAuditLines+1 || lines[maxAuditLines] != "and 5 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}
