package redisstore

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/storetest"
	"sluis/broker/store/storetest/servers"
)

var prefixes atomic.Int64

// place gives a URL with a prefix that no other test has.
func place(url string) string { return fmt.Sprintf("%s?prefix=t%d", url, prefixes.Add(1)) }

func parsed(t testing.TB, url string) Address {
	t.Helper()
	a, err := Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// openAt opens a store for a test, and closes it after it.
func openAt(t testing.TB, c Config) *Store {
	t.Helper()
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	s, err := Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// opener opens a place of a test's own. A crash of the process leaves what Redis has:
// another process begins beside the connections of the first.
func opener(url string) storetest.OpenState {
	return func(t *testing.T, now func() time.Time) (store.State, func() store.State) {
		c := Config{Address: parsed(t, place(url)), Now: now, AnyClock: true}
		return openAt(t, c), func() store.State { return openAt(t, c) }
	}
}

// The suite over each way to keep a Redis.
func TestState(t *testing.T) {
	t.Parallel()
	t.Run("one server", func(t *testing.T) {
		t.Parallel()
		storetest.State(t, opener("redis://"+servers.StartRedis(t).Addr))
	})
	t.Run("a socket", func(t *testing.T) {
		t.Parallel()
		r := servers.StartRedis(t, "unixsocket", "redis.sock")
		storetest.State(t, opener("redis://"+r.Dir+"/redis.sock"))
	})
	t.Run("Sentinels", func(t *testing.T) {
		t.Parallel()
		storetest.State(t, opener("redis+sentinel://"+servers.StartSentinels(t).Addr+"/"+servers.MasterName))
	})
	t.Run("a Cluster", func(t *testing.T) {
		t.Parallel()
		storetest.State(t, opener("redis+cluster://"+strings.Join(servers.StartCluster(t).Addrs(), ",")))
	})
}
