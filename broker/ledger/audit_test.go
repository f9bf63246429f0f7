package ledger

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
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

// What is done to the rows behind our back breaks the chain where it was done;
// emptying a payload does not (design §3).
func TestAuditTampering(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, sql, want string // want is a part of the error; "" for none
	}{
		{"nothing", `UPDATE audit SET at = at`, ""},
		{"a payload was emptied", `UPDATE audit SET box = NULL WHERE number = 2`, ""},
		{"a payload was altered", `UPDATE audit SET box = (SELECT box FROM audit WHERE number = 1) WHERE number = 2`, "entry 2"},
		{"payload and digest of another entry", `UPDATE audit SET box = (SELECT box FROM audit WHERE number = 1), digest = (SELECT digest FROM audit WHERE number = 1) WHERE number = 2`, "breaks at entry 2"},
		{"another time", `UPDATE audit SET at = at - 60 WHERE number = 2`, "breaks at entry 2"},
		{"one removed", `DELETE FROM audit WHERE number = 2`, "breaks at entry 2"},
		{"the first removed", `DELETE FROM audit WHERE number = 1`, "breaks at entry 1"},
		{"one removed and the rest moved up", `DELETE FROM audit WHERE number = 1; UPDATE audit SET number = number - 1`, "breaks at entry 1"},
		{"another link", `UPDATE audit SET chain = digest WHERE number = 3`, "breaks at entry 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l, records := auditLedger(t, t.TempDir())
			for i := range 3 {
				if err := l.Audit(context.Background(), Act{By: "operator", Verb: fmt.Sprint("v", i)}); err != nil {
					t.Fatal(err)
				}
			}
			for _, sql := range strings.Split(c.sql, "; ") {
				err := records.Update(context.Background(), func(tx store.Tx) error { _, err := tx.Exec(sql); return err })
				if err != nil {
					t.Fatal(err)
				}
			}
			trail, err := l.AuditTrail(context.Background())
			switch {
			case c.want == "" && (err != nil || len(trail) != 3):
				t.Errorf("%d entries, %v; the chain should hold", len(trail), err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %v, want one that says %q", err, c.want)
			}
		})
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
