package redisstore

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"sluis/internal/secret"
)

// Config is what a Store is made of; Address, Now and Logger are needed.
type Config struct {
	Address          Address
	Password         secret.Bytes   // empty: none
	SentinelPassword secret.Bytes   // of the Sentinels themselves; empty: none
	Roots            *x509.CertPool // who may have signed the servers' certificates; nil: the system's
	Now              func() time.Time
	Logger           *slog.Logger

	// AnyClock is for tests whose clock is not this machine's: the servers' clocks are
	// not compared with it.
	AnyClock bool

	dial      func(ctx context.Context, network, addr string) (net.Conn, error) // for tests; nil: the library's
	lookEvery time.Duration                                                     // for tests; 0: a second
}

// Store is [store.State] in Redis.
type Store struct {
	address  Address
	now      func() time.Time
	logger   *slog.Logger
	grace    time.Duration // how long after a lifetime Redis keeps an entry
	skewed   bool          // clocks are not compared
	examines bool          // nothing is written

	client redis.UniversalClient // for the operations; each of its connections is admitted
	probe  redis.UniversalClient // for admission itself

	fault   atomic.Pointer[error] // why no operation may be done; nil: none
	barred  atomic.Pointer[error] // the same, by Bar
	horizon atomic.Int64          // Unix nanoseconds; 0: none
	known   admitted

	stop    context.CancelFunc
	stopped chan struct{}
	once    sync.Once
}

// Time-outs of one step; a login has several.
const (
	dialTimeout  = 3 * time.Second
	readTimeout  = 3 * time.Second
	startTimeout = 20 * time.Second
	lookEvery    = time.Second
	maxSkew      = 30 * time.Second // between a node's clock and its Redis'
	sweepGrace   = time.Minute      // above the skew, so that Redis never ends a lifetime early
	testGrace    = time.Hour
)

// Open connects to the servers, and refuses those that could not keep the promises of
// [store.State]. Its errors say which and what to do. Nodes that open at once agree.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{address: c.Address, now: c.Now, logger: c.Logger, grace: sweepGrace, skewed: c.AnyClock, stopped: make(chan struct{})}
	if c.AnyClock {
		s.grace = testGrace // a clock that stands still: Redis' own goes on
	}
	redis.SetLogger(silent{})
	s.client = connect(c, s.admit)
	s.probe = connect(c, nil)
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := s.look(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("store: redis: %w", err), s.client.Close(), s.probe.Close())
	}
	background, stop := context.WithCancel(context.Background())
	s.stop = stop
	go s.watch(background, cmp.Or(c.lookEvery, lookEvery))
	return s, nil
}

// connect makes a client; admit is called on each new connection before its use.
func connect(c Config, admit func(context.Context, *redis.Conn) error) redis.UniversalClient {
	a := c.Address
	hosts := slices.Clone(a.hosts) // the library appends what it learns to the list it was given
	var secured *tls.Config
	if a.tls {
		secured = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.Roots}
	}
	pool := max(32, 16*runtime.GOMAXPROCS(0))
	user, password := a.user, string(c.Password.Reveal())
	switch a.kind {
	case sentinel:
		return redis.NewFailoverClient(&redis.FailoverOptions{MasterName: a.master, SentinelAddrs: hosts, SentinelPassword: string(c.SentinelPassword.Reveal()),
			Username: user, Password: password, OnConnect: admit, Dialer: c.dial, TLSConfig: secured, Protocol: 2, MaxRetries: -1, DialerRetries: 1, DisableIdentity: true,
			DialTimeout: dialTimeout, ReadTimeout: readTimeout, WriteTimeout: readTimeout, PoolTimeout: readTimeout, PoolSize: pool, ContextTimeoutEnabled: true})
	case cluster:
		return redis.NewClusterClient(&redis.ClusterOptions{Addrs: hosts,
			Username: user, Password: password, OnConnect: admit, Dialer: c.dial, TLSConfig: secured, Protocol: 2, MaxRedirects: 5, ClusterStateReloadInterval: 5 * time.Second, DisableRoutingPolicies: true, DisableIdentity: true,
			DialTimeout: dialTimeout, ReadTimeout: readTimeout, WriteTimeout: readTimeout, PoolTimeout: readTimeout, PoolSize: pool, ContextTimeoutEnabled: true})
	}
	network := "tcp"
	if a.unix() {
		network = "unix"
	}
	return redis.NewClient(&redis.Options{Network: network, Addr: hosts[0],
		Username: user, Password: password, OnConnect: admit, Dialer: c.dial, TLSConfig: secured, Protocol: 2, MaxRetries: -1, DialerRetries: 1, DisableIdentity: true,
		DialTimeout: dialTimeout, ReadTimeout: readTimeout, WriteTimeout: readTimeout, PoolTimeout: readTimeout, PoolSize: pool, ContextTimeoutEnabled: true})
}

// silent drops the library's own lines: what matters comes back as an error.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// Ready says why operations cannot be done now, as far as the last look knows.
func (s *Store) Ready() error {
	for _, f := range []*error{s.fault.Load(), s.barred.Load()} {
		if f != nil {
			return *f
		}
	}
	return nil
}

// Examine says why the servers would be refused, and changes nothing on them.
func Examine(ctx context.Context, c Config) error {
	redis.SetLogger(silent{})
	s := &Store{address: c.Address, now: c.Now, logger: c.Logger, skewed: c.AnyClock, examines: true, probe: connect(c, nil)}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := s.look(ctx); err != nil {
		return errors.Join(fmt.Errorf("store: redis: %w", err), s.probe.Close())
	}
	return s.probe.Close()
}

// Close ends the connections. Nothing acknowledged is lost.
func (s *Store) Close() (err error) {
	s.once.Do(func() {
		s.stop()
		<-s.stopped
		err = errors.Join(s.client.Close(), s.probe.Close())
	})
	return err
}
