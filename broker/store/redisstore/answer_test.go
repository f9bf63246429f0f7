package redisstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/storetest/servers"
)

// network counts what is sent, and can lose the answers to scripts.
type network struct {
	sent atomic.Int64 // scripts
	cut  atomic.Bool
}

func (n *network) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, network, addr)
	return &conn{c, n, false}, err
}

type conn struct {
	net.Conn
	n   *network
	cut bool
}

func (c *conn) Write(b []byte) (int, error) {
	if calls := bytes.Count(b, []byte("evalsha")); calls > 0 {
		c.n.sent.Add(int64(calls))
		c.cut = c.n.cut.Load()
	}
	return c.Conn.Write(b)
}

func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err == nil && c.cut {
		_ = c.Conn.Close() // the answer was on its way
		return 0, io.EOF
	}
	return n, err
}

// TestLostAnswer: a Take whose answer was lost is not sent again. Sent again, it would
// find its own mark, and its caller would end the login of an honest pupil as a theft.
func TestLostAnswer(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func() string{
		"one server": func() string { return "redis://" + servers.StartRedis(t).Addr },
		"a Cluster":  func() string { return "redis+cluster://" + strings.Join(servers.StartCluster(t).Addrs(), ",") },
		"Sentinels":  func() string { return "redis+sentinel://" + servers.StartSentinels(t).Addr + "/" + servers.MasterName },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := &network{}
			s := openAt(t, Config{Address: parsed(t, place(url())), dial: n.dial})
			for i := range 60 {
				k := store.KeyOf("lost", fmt.Sprint(i))
				if err := s.Create(ctx, k, []byte("value"), time.Hour); err != nil {
					t.Fatal(err)
				}
				if i < 40 { // each server knows the script then
					if _, err := s.Take(ctx, k, nil, time.Hour); err != nil {
						t.Fatal(err)
					}
					continue
				}
				n.cut.Store(true)
				before := n.sent.Load()
				_, err := s.Take(ctx, k, []byte("mark"), time.Hour)
				sent := n.sent.Load() - before
				n.cut.Store(false)
				if err == nil || errors.Is(err, store.ErrTaken) || errors.Is(err, store.ErrNotFound) {
					t.Errorf("a Take whose answer was lost: %v", err)
				}
				if sent < 1 || sent > 2 { // the look of that second has a script of its own
					t.Errorf("it was sent %d times", sent)
				}
				if _, err := s.Get(ctx, k); !errors.Is(err, store.ErrTaken) {
					t.Errorf("it ran, and yet: %v", err)
				}
			}
		})
	}
}

// TestOneRoundTrip: each operation is one command on the keys of one slot.
func TestOneRoundTrip(t *testing.T) {
	t.Parallel()
	r := servers.StartRedis(t)
	s := openAt(t, Config{Address: parsed(t, "redis://"+r.Addr)})
	k, other := store.KeyOf("a"), store.KeyOf("b")
	all := func() error {
		if err := s.Create(ctx, k, []byte("x"), time.Hour); err != nil {
			return err
		}
		v, err := s.Get(ctx, k)
		if err != nil {
			return err
		}
		_, swap := s.Swap(ctx, k, v.Version, []byte("y"), time.Hour)
		_, take := s.Take(ctx, k, []byte("m"), time.Hour)
		_, add := s.Add(ctx, other, 1, time.Hour)
		_, count := s.Add(ctx, other, 0, time.Hour)
		return errors.Join(swap, take, add, count, s.Delete(ctx, k))
	}
	if err := all(); err != nil { // the scripts are known from here on
		t.Fatal(err)
	}
	s.stop() // no looks in between
	<-s.stopped
	calls := func(command string) (n int) {
		_, rest, _ := strings.Cut(r.Do("info", "commandstats"), "cmdstat_"+command+":calls=")
		_, _ = fmt.Sscanf(rest, "%d", &n) // 0: not called
		return n
	}
	before := map[string]int{}
	want := map[string]int{"evalsha": 4, "get": 3, "hmget": 1, "del": 1, "eval": 0}
	for c := range want {
		before[c] = calls(c)
	}
	if err := all(); err != nil {
		t.Fatal(err)
	}
	// take's script has one of the three GETs, and hget runs in add's alone.
	want["get"] = 2
	for c, n := range want {
		if got := calls(c) - before[c]; got != n {
			t.Errorf("%s: %d calls, want %d", c, got, n)
		}
	}
	value, counter := s.names(k)
	if tag := value[strings.Index(value, "{"):strings.Index(value, "}")]; !strings.Contains(counter, tag) || len(tag) != 44 {
		t.Errorf("%s and %s are not in one slot", value, counter)
	}
}

// TestScriptsAreForgotten: a server that was restarted knows no script, and the first
// call brings it anew.
func TestScriptsAreForgotten(t *testing.T) {
	t.Parallel()
	r := servers.StartRedis(t)
	s := openAt(t, Config{Address: parsed(t, "redis://"+r.Addr)})
	for range 3 {
		r.Do("script", "flush")
		if _, err := s.Add(ctx, store.KeyOf("n"), 1, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := s.Add(ctx, store.KeyOf("n"), 0, time.Hour); n != 3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// TestSwept: Redis itself throws away what has ended, and not before.
func TestSwept(t *testing.T) {
	t.Parallel()
	r := servers.StartRedis(t)
	s := openAt(t, Config{Address: parsed(t, "redis://"+r.Addr)})
	k := store.KeyOf("swept")
	if err := s.Create(ctx, k, nil, time.Second); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Add(ctx, k, 1, time.Second); err != nil {
		t.Fatal(err)
	}
	value, counter := s.names(k)
	for _, name := range []string{value, counter} {
		ttl, err := s.client.PTTL(ctx, name).Result()
		if err != nil || ttl <= maxSkew || ttl > time.Second+sweepGrace {
			t.Errorf("%s is kept for %s, %v", name, ttl, err)
		}
	}
}

// TestForeign: what another program put under a key of ours is an error, and no panic.
func TestForeign(t *testing.T) {
	t.Parallel()
	r := servers.StartRedis(t)
	s := openAt(t, Config{Address: parsed(t, "redis://"+r.Addr)})
	for _, raw := range []string{"x", "v" + strings.Repeat("z", 40), "q" + strings.Repeat("0", 16) + "9999999999999" + "x"} {
		k := store.KeyOf("foreign", raw)
		value, _ := s.names(k)
		if err := s.client.Set(ctx, value, raw, 0).Err(); err != nil {
			t.Fatal(err)
		}
		if v, err := s.Get(ctx, k); err == nil {
			t.Errorf("%q reads as %q", raw, v.Data)
		}
		if v, err := s.Take(ctx, k, nil, time.Hour); err == nil {
			t.Errorf("%q is taken as %q", raw, v)
		}
	}
}
