package servers

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Redis is one running redis-server.
type Redis struct {
	Addr string // host:port
	Dir  string
	port int
	p    *process
}

// StartRedis runs redis-server with what Sluis asks of one, and further settings in
// pairs, such as "maxmemory-policy", "allkeys-lru". Later ones win.
func StartRedis(t testing.TB, settings ...string) *Redis {
	t.Helper()
	return startRedis(t, "redis-server", "port", append(usual(), settings...))
}

// StartRedisTLS is StartRedis that speaks TLS alone.
func StartRedisTLS(t testing.TB, cert, key string, settings ...string) *Redis {
	t.Helper()
	return startRedis(t, "redis-server", "port 0\ntls-port", append(append(usual(),
		"tls-cert-file", cert, "tls-key-file", key, "tls-auth-clients", "no"), settings...))
}

func usual() []string {
	return []string{"appendonly", "yes", "appendfsync", "everysec", "save", "",
		"maxmemory-policy", "noeviction", "shutdown-timeout", "0", "repl-diskless-sync-delay", "0"}
}

func startRedis(t testing.TB, program, portName string, settings []string) *Redis {
	t.Helper()
	r := &Redis{port: FreePort(t), Dir: t.TempDir()}
	r.Addr = loopback(r.port)
	conf := strings.Builder{}
	fmt.Fprintf(&conf, "bind 127.0.0.1\n%s %d\ndir %s\ndaemonize no\n", portName, r.port, r.Dir)
	for i := 0; i < len(settings); i += 2 {
		value := settings[i+1]
		if value == "" {
			value = `""`
		}
		fmt.Fprintf(&conf, "%s %s\n", settings[i], value)
	}
	file := filepath.Join(r.Dir, "server.conf")
	write(t, file, conf.String())
	args := []string{file}
	if program == "redis-sentinel" { // one binary, two names
		program, args = "redis-server", append(args, "--sentinel")
	}
	r.p = &process{t: t, path: need(t, program, "redis-server redis-tools redis-sentinel"), args: args, dir: r.Dir}
	t.Cleanup(r.Kill)
	r.Begin()
	return r
}

// Begin starts the server, on the files that an earlier run left, and waits until it
// takes connections.
func (r *Redis) Begin() {
	r.p.t.Helper()
	r.p.begin()
	r.p.await(func() bool { return dials(r.Addr) })
}

// Kill ends the server as kill -9 does.
func (r *Redis) Kill() { r.p.end(syscall.SIGKILL) }

// Stop ends the server in good order.
func (r *Redis) Stop() { r.p.end(syscall.SIGTERM) }

// Do runs a command by redis-cli and gives what it prints.
func (r *Redis) Do(args ...string) string {
	r.p.t.Helper()
	out, err := r.try(args...)
	if err != nil {
		r.p.t.Fatalf("redis-cli %v: %v\n%s", args, err, out)
	}
	return out
}

func (r *Redis) try(args ...string) (string, error) {
	out, err := exec.CommandContext(context.Background(), "redis-cli", append([]string{"-p", strconv.Itoa(r.port)}, args...)...).CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// Await waits until a command prints a text.
func (r *Redis) Await(text string, args ...string) {
	r.p.t.Helper()
	r.p.await(func() bool {
		out, err := r.try(args...)
		return err == nil && strings.Contains(out, text)
	})
}

// Sentinels is a master with two replicas, watched by one Sentinel.
type Sentinels struct {
	Addr     string // of the Sentinel
	Master   *Redis
	replicas []*Redis
	sentinel *Redis
}

// MasterName is what the master is called at its Sentinel.
const MasterName = "sluis"

// StartSentinels runs the four, and waits until the Sentinel knows the replicas.
func StartSentinels(t testing.TB) *Sentinels {
	t.Helper()
	server := func(settings ...string) *Redis {
		return StartRedis(t, append([]string{"min-replicas-to-write", "1", "min-replicas-max-lag", "10"}, settings...)...)
	}
	s := &Sentinels{Master: server()}
	for range 2 {
		r := server("replicaof", "127.0.0.1 "+strconv.Itoa(s.Master.port))
		r.Await("master_link_status:up", "info", "replication")
		s.replicas = append(s.replicas, r)
	}
	s.Master.Await("min_slaves_good_slaves:2", "info", "replication")
	s.sentinel = startRedis(t, "redis-sentinel", "port", []string{
		"sentinel monitor " + MasterName, fmt.Sprintf("127.0.0.1 %d 1", s.Master.port),
		"sentinel down-after-milliseconds " + MasterName, "1000",
		"sentinel failover-timeout " + MasterName, "5000"})
	s.Addr = s.sentinel.Addr
	for _, r := range s.replicas {
		s.sentinel.Await(strconv.Itoa(r.port), "sentinel", "replicas", MasterName)
	}
	return s
}

// FailOver kills the master and waits until another server has taken its place, with
// the third one as its replica.
func (s *Sentinels) FailOver() {
	s.Master.Kill()
	s.sentinel.p.await(func() bool {
		for _, r := range s.replicas {
			if out, err := r.try("info", "replication"); err == nil && strings.Contains(out, "role:master") && strings.Contains(out, "min_slaves_good_slaves:1") {
				s.Master = r
				return true
			}
		}
		return false
	})
	s.sentinel.Await(strconv.Itoa(s.Master.port), "sentinel", "get-master-addr-by-name", MasterName)
}

// Cluster is a Redis Cluster of three masters, each with a third of the slots, and a
// replica of the first.
type Cluster struct {
	Nodes   []*Redis // masters
	Replica *Redis   // of Nodes[0]
}

// Addrs gives the addresses of the masters.
func (c *Cluster) Addrs() []string {
	var out []string
	for _, n := range c.Nodes {
		out = append(out, n.Addr)
	}
	return out
}

// StartCluster runs the four, and waits until every one of them sees the whole.
func StartCluster(t testing.TB) *Cluster {
	t.Helper()
	node := func() *Redis {
		return StartRedis(t, "cluster-enabled", "yes", "cluster-port", strconv.Itoa(FreePort(t)), "cluster-node-timeout", "1500", "cluster-replica-validity-factor", "0")
	}
	c := &Cluster{Replica: node()}
	for _, slots := range [][2]string{{"0", "5460"}, {"5461", "10922"}, {"10923", "16383"}} {
		n := node()
		n.Do("cluster", "addslotsrange", slots[0], slots[1])
		c.Nodes = append(c.Nodes, n)
	}
	for i, n := range append(c.Nodes, c.Replica) {
		n.Do("cluster", "set-config-epoch", strconv.Itoa(i+1))
		if i > 0 {
			n.meet(c.Nodes[0])
		}
	}
	for _, n := range append(c.Nodes, c.Replica) {
		n.Await("cluster_known_nodes:4", "cluster", "info")
		n.Await("cluster_state:ok", "cluster", "info")
	}
	id := c.Nodes[0].Do("cluster", "myid")
	c.Replica.Await("OK", "cluster", "replicate", id)
	c.Replica.Await("master_link_status:up", "info", "replication")
	c.Nodes[0].Await("slave", "cluster", "replicas", id)
	return c
}

// meet tells a node of another: the address of its clients and of its bus.
func (r *Redis) meet(other *Redis) {
	bus := strings.TrimSpace(strings.TrimPrefix(other.Do("config", "get", "cluster-port"), "cluster-port"))
	r.Do("cluster", "meet", "127.0.0.1", strconv.Itoa(other.port), bus)
}

func (c *Cluster) awaitOK() {
	for _, n := range c.Nodes {
		n.Await("cluster_state:ok", "cluster", "info")
	}
}

// FailOver kills the first master, once its replica has all of its data (a new replica is
// sent the stream of writes only after its first ACK, a second later), and waits until
// the replica has taken its place.
func (c *Cluster) FailOver() {
	c.Nodes[0].p.await(func() bool {
		of := func(r *Redis, name string) string {
			out, _ := r.try("info", "replication")
			_, rest, _ := strings.Cut(out, "\n"+name+":")
			return strings.TrimSpace(strings.SplitN(rest, "\n", 2)[0])
		}
		sent := of(c.Nodes[0], "master_repl_offset")
		return sent != "" && sent == of(c.Replica, "slave_repl_offset")
	})
	c.Nodes[0].Kill()
	c.Replica.Await("role:master", "info", "replication")
	c.Nodes[0] = c.Replica
	c.awaitOK()
	<-time.After(100 * time.Millisecond) // the others' gossip
}
