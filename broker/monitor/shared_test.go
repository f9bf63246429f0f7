package monitor

import (
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"sluis/broker/store/redisstore"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/sqlstore/postgres"
	"sluis/broker/store/storetest"
	"sluis/broker/store/storetest/servers"
)

// What nodes see of each other they see in one process over SQLite, and where they share
// nothing but a PostgreSQL and a Redis.
func TestNodes(t *testing.T) {
	t.Parallel()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		h := newHouse(t)
		nodesSeeEachOther(t, h.clock, h.node)
	})
	t.Run("PostgreSQL and Redis", func(t *testing.T) {
		t.Parallel()
		clock, redis, database := storetest.NewClock(), "redis://"+servers.StartRedis(t).Addr, servers.StartPostgres(t).NewDatabase()
		h := &house{tb: t, clock: clock}
		nodesSeeEachOther(t, clock, func() *Monitor {
			pg, err := postgres.Parse(database)
			must(t, err)
			records, err := sqlstore.OpenShared(bg, postgres.Config{Address: pg})
			must(t, err)
			at, err := redisstore.Parse(redis)
			must(t, err)
			state, err := redisstore.Open(bg, redisstore.Config{Address: at, Now: clock.Now, Logger: slog.New(slog.DiscardHandler), AnyClock: true})
			must(t, err)
			t.Cleanup(func() { _, _ = records.Close(), state.Close() })
			h.ring = openRing(t, records.Records(), clock.Now)
			return newMonitor(state, records.Records(), h.ring, clock.Now)
		})
	})
}

// nodesSeeEachOther: four nodes write at once, and each sees each attempt once; what they
// count is one number.
func nodesSeeEachOther(t *testing.T, clock *storetest.Clock, node func() *Monitor) {
	t.Helper()
	const each = 40
	all := []*Monitor{node(), node(), node(), node()}
	var wg sync.WaitGroup
	for i, m := range all {
		wg.Go(func() {
			for range each {
				m.Note(failed(fmt.Sprint("school", i)))
				if err := m.Tick(bg); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i, m := range all {
		must(t, m.Tick(bg))
		must(t, m.Save(bg))
		rows, _ := m.Last(Filter{}, 10*each)
		seen := map[string]int{}
		ids := map[string]bool{}
		for _, r := range rows {
			seen[r.School]++
			ids[r.ID] = true
		}
		if len(rows) != len(all)*each || len(ids) != len(rows) || len(seen) != len(all) {
			t.Errorf("node %d sees %d rows of %d names, by school %v", i, len(rows), len(ids), seen)
		}
		if len(rows) > 0 {
			if _, address, err := all[0].Find(bg, rows[0].ID); err != nil || address != pupil {
				t.Errorf("the row of node %d, asked at another: %v, %v", i, address, err)
			}
		}
	}
	counts, err := all[0].Counts(bg, "", clock.Now(), 1)
	if err != nil || counts[0].Refused != len(all)*each {
		t.Errorf("counted %+v, %v", counts, err)
	}
	must(t, all[0].Sweep(bg))
}

// FuzzParseID: whatever stands in an address, a name that is read is one that a row can have.
func FuzzParseID(f *testing.F) {
	for _, s := range []string{"1rvpf-5-0", "", "--", "1-1-65535", "1-1-65536", "zzzzzzzzzzzzzzz-1-1", "-1-1-1", "1-1--1", "+1-1-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, id string) {
		p, i, ok := parseID(id)
		if ok && p.name(i) != id {
			t.Errorf("%q is read as %q", id, p.name(i))
		}
	})
}
