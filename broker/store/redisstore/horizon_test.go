package redisstore

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"sluis/broker/store"
	"sluis/broker/store/storetest/servers"
)

var ctx = context.Background()

// eventually waits for what a node learns by itself within a second or two.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for late := time.Now().Add(20 * time.Second); !is(); <-time.After(5 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatalf("%s: not within 20 s", what)
		}
	}
}

// works waits until an operation succeeds again.
func works(t *testing.T, s *Store, key string) {
	t.Helper()
	var err error
	defer func() {
		if err != nil {
			t.Log(err)
		}
	}()
	eventually(t, "an operation after the event", func() bool {
		err = s.Create(ctx, store.KeyOf("works", key), nil, time.Hour)
		return err == nil
	})
}

// reachAll lets a Cluster's client meet every server, the replica too, as it does by
// chance when it asks any of them for the slots.
func reachAll(s *Store) {
	if c, ok := s.client.(*redis.ClusterClient); ok {
		_ = c.ForEachShard(ctx, func(ctx context.Context, c *redis.Client) error { return c.Ping(ctx).Err() })
	}
}

// TestHorizon: after whatever may have undone an acknowledged write, the first
// operation that succeeds finds the horizon moved already, without the help of the look
// each second; every node, and a node that starts later, has the same one.
func TestHorizon(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func(t *testing.T) (url string, event func()){
		"restart": func(t *testing.T) (string, func()) {
			r := servers.StartRedis(t)
			return "redis://" + r.Addr, func() { r.Kill(); r.Begin() }
		},
		"restart in good order": func(t *testing.T) (string, func()) {
			r := servers.StartRedis(t)
			return "redis://" + r.Addr, func() { r.Stop(); r.Begin() }
		},
		"failover by a Sentinel": func(t *testing.T) (string, func()) {
			s := servers.StartSentinels(t)
			return "redis+sentinel://" + s.Addr + "/" + servers.MasterName, s.FailOver
		},
		"failover of a Cluster's master": func(t *testing.T) (string, func()) {
			c := servers.StartCluster(t)
			return "redis+cluster://" + strings.Join(append(c.Addrs(), c.Replica.Addr), ","), c.FailOver
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, event := make(t)
			c := Config{Address: parsed(t, place(url)), lookEvery: time.Hour}
			a, b := openAt(t, c), openAt(t, c)
			for i := range 50 { // each slot's server is met
				works(t, a, string(rune('a'+i)))
			}
			works(t, b, "of b")
			reachAll(a)
			reachAll(b)
			first := a.Horizon()
			if first.IsZero() || !b.Horizon().Equal(first) {
				t.Fatalf("two nodes begin with %v and %v", first, b.Horizon())
			}
			before := time.Now()
			event()
			for i := range 50 {
				works(t, a, "after "+string(rune('a'+i)))
			}
			moved := a.Horizon()
			if !moved.After(before) || moved.After(time.Now()) {
				t.Errorf("the horizon is %v after an event at %v", moved, before)
			}
			for i := range 50 { // of a Cluster only the slots of the server that was replaced tell
				works(t, b, "b after "+string(rune('a'+i)))
			}
			if !b.Horizon().Equal(moved) {
				t.Errorf("the other node says %v, not %v", b.Horizon(), moved)
			}
			later := openAt(t, c)
			if !later.Horizon().Equal(moved) {
				t.Errorf("a node that starts later says %v, not %v", later.Horizon(), moved)
			}
		})
	}
}

// TestHorizonStays: what loses nothing moves nothing: new connections, new nodes, a
// replica that joins.
func TestHorizonStays(t *testing.T) {
	t.Parallel()
	r := servers.StartRedis(t)
	join := func() {
		replica := servers.StartRedis(t, "replicaof", strings.Replace(r.Addr, ":", " ", 1))
		replica.Await("master_link_status:up", "info", "replication")
	}
	join() // with its first replica a master begins a lineage
	c := Config{Address: parsed(t, "redis://"+r.Addr)}
	a := openAt(t, c)
	first := a.Horizon()
	r.Do("client", "kill", "type", "normal")
	works(t, a, "a")
	join()
	b := openAt(t, c)
	works(t, b, "b")
	<-time.After(2 * lookEvery)
	if !a.Horizon().Equal(first) || !b.Horizon().Equal(first) {
		t.Errorf("%v became %v and %v", first, a.Horizon(), b.Horizon())
	}
}

// TestHorizonOfAnEmptiedDatabase: marks are gone, and no connection broke.
func TestHorizonOfAnEmptiedDatabase(t *testing.T) {
	t.Parallel()
	r := servers.StartRedis(t)
	s := openAt(t, Config{Address: parsed(t, "redis://"+r.Addr)})
	at := time.Now()
	r.Do("flushall")
	eventually(t, "the horizon after FLUSHALL", func() bool { return s.Horizon().After(at) })
}

// TestHorizonOfTwoWays: a server that was replaced and comes back has lived another
// life between, also where none of its clients' connections broke.
func TestHorizonOfTwoWays(t *testing.T) {
	t.Parallel()
	one, two := servers.StartRedis(t), servers.StartRedis(t)
	s := openAt(t, Config{Address: parsed(t, "redis://"+one.Addr)})
	at := time.Now()
	one.Do("replicaof", "127.0.0.1", strings.Split(two.Addr, ":")[1])
	one.Await("master_link_status:up", "info", "replication")
	one.Do("replicaof", "no", "one")
	eventually(t, "the horizon after two ways", func() bool { return s.Horizon().After(at) })
}

// TestUnfitLater: a server that begins to forget by itself is not used any more, and
// once it is fit again, what it forgot is behind the horizon of every node.
func TestUnfitLater(t *testing.T) {
	t.Parallel()
	r := servers.StartRedis(t)
	c := Config{Address: parsed(t, "redis://"+r.Addr)}
	s := openAt(t, c)
	r.Do("config", "set", "maxmemory-policy", "allkeys-lru")
	eventually(t, "the fault", func() bool { return s.Ready() != nil })
	if err := s.Create(ctx, store.KeyOf("x"), nil, time.Hour); err == nil || !strings.Contains(err.Error(), "set maxmemory-policy noeviction") {
		t.Errorf("Create: %v", err)
	}
	at := time.Now()
	r.Do("config", "set", "maxmemory-policy", "noeviction")
	eventually(t, "the end of the fault", func() bool { return s.Ready() == nil })
	works(t, s, "again")
	if other := openAt(t, c); !s.Horizon().After(at) || !other.Horizon().Equal(s.Horizon()) {
		t.Errorf("horizon %v and %v, fit again after %v", s.Horizon(), other.Horizon(), at)
	}
}
