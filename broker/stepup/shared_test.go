package stepup

import (
	"context"
	"log/slog"
	"testing"

	"sluis/broker/stepup/authtest"
	"sluis/broker/store"
	"sluis/broker/store/redisstore"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/sqlstore/postgres"
	"sluis/broker/store/storetest"
	"sluis/broker/store/storetest/servers"
)

// What must hold on all nodes together holds in one process over SQLite, and between nodes
// that share nothing but a PostgreSQL and a Redis.
func TestNodes(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		run  func(*testing.T, *bench)
	}{
		{"a code of a generator, by many at once", testTOTPRace},
		{"five failures", testTOTPThrottle},
		{"recovery codes", testRecoveryCodes},
		{"a recovery code, by many at once", testRecoveryRaceAndThrottle},
		{"a key and its copy at once", testAssertionCloneRace},
		{"a challenge, by many at once", testChallengeRace},
	}
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) { c.run(t, newBench(t)) })
		}
	})
	t.Run("PostgreSQL and Redis", func(t *testing.T) {
		t.Parallel()
		g := servers.StartPostgres(t)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) { c.run(t, newShared(t, g.NewDatabase(), "redis://"+servers.StartRedis(t).Addr)) })
		}
	})
}

// newShared is a bench whose every node has its own connections.
func newShared(tb testing.TB, database, redis string) *bench {
	tb.Helper()
	b := &bench{clock: storetest.NewClock()}
	b.join = func(tb testing.TB) (store.Records, store.State) {
		pg, err := postgres.Parse(database)
		if err != nil {
			tb.Fatal(err)
		}
		records, err := sqlstore.OpenShared(context.Background(), postgres.Config{Address: pg})
		if err != nil {
			tb.Fatal(err)
		}
		at, err := redisstore.Parse(redis)
		if err != nil {
			tb.Fatal(err)
		}
		state, err := redisstore.Open(context.Background(), redisstore.Config{Address: at, Now: b.clock.Now, Logger: slog.New(slog.DiscardHandler), AnyClock: true})
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { _, _ = records.Close(), state.Close() })
		return records.Records(), state
	}
	b.enter(tb)
	return b
}

// Of many who bring one answer at once, one gets in.
func testChallengeRace(t *testing.T, b *bench) {
	t.Parallel()
	ctx, k := context.Background(), newKey()
	if _, err := b.enrol(t, anna, k, Policy{}, authtest.Bend{}); err != nil {
		t.Fatal(err)
	}
	options, err := b.BeginAssertion(ctx, anna, Policy{})
	if err != nil {
		t.Fatal(err)
	}
	answer, got := k.Get(t, options, authtest.Bend{}), make(chan error, 8)
	for range cap(got) {
		node := b.node(t)
		go func() {
			_, err := node.FinishAssertion(ctx, anna, answer, Policy{}, b.note)
			got <- err
		}()
	}
	in := 0
	for range cap(got) {
		if err := <-got; err == nil {
			in++
		}
	}
	if in != 1 {
		t.Errorf("%d got in", in)
	}
}
