package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"time"

	"sluis/broker"
	"sluis/broker/admin"
	"sluis/broker/backchannel"
	"sluis/broker/flow"
	"sluis/broker/grant"
	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/migration"
	"sluis/broker/monitor"
	"sluis/broker/op"
	"sluis/broker/registry"
	"sluis/broker/session"
	"sluis/broker/stepup"
	"sluis/broker/store"
	"sluis/broker/trace"
	"sluis/internal/config"
	"sluis/internal/metric"
	"sluis/internal/outbound"
	"sluis/providers/saml"
	"sluis/web"
)

// NodeConfig is what a Node is made of.
type NodeConfig struct {
	Loaded *config.Loaded
	Checks config.Checks
	Now    func() time.Time
	Logger *slog.Logger
	Hangup <-chan os.Signal // SIGHUP; nil where there is none
	Caps   flow.Caps
	Traces trace.Caps
	Demo   bool
	// Outbound is how far requests of our own may go; the zero value for all but tests.
	Outbound outbound.Config
	// State and Records, where set, stand between the stores and all that use them
	// once the node runs; for whoever counts.
	State   func(store.State) store.State
	Records func(store.Records) store.Records
}

// Node is one running broker without its listeners: what `serve`, `demo` and the
// whole-system tests share.
type Node struct {
	Public http.Handler
	Health http.Handler

	db        stores
	live      *registry.Live
	compiled  *registry.Snapshot // of a command, which follows no registry
	hubs      *hubs
	blocks    *guard.Blocks
	halts     *guard.Halts
	people    *guard.People
	moves     *migration.Book
	admins    *admin.Desk
	monitor   *monitor.Monitor
	monitored chan struct{}   // closed when it has written its last
	server    *broker.Server  // of Public
	factors   *stepup.Factors // of admins, and of people
	issuer    string
	ledger    *ledger.Ledger
	logger    *slog.Logger
	now       func() time.Time
	stop      context.CancelFunc
	stopped   chan struct{}
	refreshed chan struct{} // closed when no feed fetches any more
	ring      *keys.Ring
	provider  *op.Provider
	teller    *backchannel.Teller
	told      chan struct{} // closed when no app is told any more
	metrics   *metric.Set
	watcher   *watcher
	registrar *registrar
	door      *http.Server // for commands; nil: it could not be opened
}

// Start builds the object graph, in the order in which a fault is best heard of:
// keys, stores, registry, hubs, surface.
func Start(c NodeConfig) (*Node, error) {
	i := c.Loaded.Installation
	ctx, stop := context.WithCancel(context.Background())
	n := &Node{logger: c.Logger, now: c.Now, stop: stop, stopped: make(chan struct{}), refreshed: make(chan struct{}), told: make(chan struct{}), metrics: metric.New()}
	ring, err := n.open(ctx, i)
	if err != nil {
		stop()
		return nil, err
	}
	records := n.db.Records()
	if c.Records != nil {
		records = c.Records(records)
	}
	n.ledger = ledger.New(records, ring, n.now)
	n.registrar = n.newRegistrar(c, ring)
	if c.Loaded, err = n.registrar.resume(ctx, c.Loaded); err != nil {
		stop()
		return nil, errors.Join(err, n.db.Close())
	}
	if err := n.federate(ctx, c, ring); err != nil {
		stop()
		return nil, errors.Join(err, n.db.Close())
	}
	if err := n.surface(c, records, ring); err != nil {
		stop()
		return nil, errors.Join(err, n.db.Close())
	}
	n.openDoor(i.Data, n.custodian(ring, i.Data))
	n.runMonitor(ctx)
	go n.background(ctx)
	go func() {
		defer close(n.refreshed)
		n.hubs.run(ctx)
	}()
	go func() {
		defer close(n.told)
		n.teller.Run(ctx)
	}()
	return n, nil
}

// open opens keys and stores.
func (n *Node) open(ctx context.Context, i config.Installation) (*keys.Ring, error) {
	n.issuer = i.Issuer
	master, err := keys.OpenMaster(i.MasterKeyFile, i.MasterKeyDefault && !i.Stores.Shared())
	if err != nil {
		return nil, err
	}
	if n.db, err = openStores(ctx, i, n.now, n.logger); err != nil {
		return nil, err
	}
	ring, err := keys.Open(ctx, keys.Config{Records: n.db.Records(), Master: master, Now: n.now})
	if err != nil {
		return nil, errors.Join(err, n.db.Close())
	}
	return ring, nil
}

// connect makes a provider for each connection of the registry.
func (n *Node) connect(ctx context.Context, c NodeConfig, ring *keys.Ring) (*registry.Snapshot, error) {
	i := c.Loaded.Installation
	n.hubs = &hubs{ring: ring, issuer: i.Issuer, operator: i.Operator, cache: copiesOf(i),
		client: outbound.New(c.Outbound), logger: n.logger, now: n.now, wake: make(chan struct{}, 1), byID: map[string]*link{},
		fetches: n.metrics.Counter("sluis_hub_metadata_fetches_total", "Fetches of a hub's metadata, by what came of them.", "connection", "outcome"),
		// Half of the processors at most decrypt; 64 answers are a third of a second.
		line: saml.NewLine(max(1, runtime.GOMAXPROCS(0)/2), 64)}
	snap := registry.Compile(c.Loaded)
	return snap, n.hubs.follow(ctx, snap)
}

// federate connects, and follows the registry from then on.
func (n *Node) federate(ctx context.Context, c NodeConfig, ring *keys.Ring) error {
	i := c.Loaded.Installation
	snap, err := n.connect(ctx, c, ring)
	if err != nil {
		return err
	}
	if err := errors.Join(n.receive(ctx, snap), n.registrar.begin(ctx, snap)); err != nil {
		return err
	}
	if err := n.registrar.learn(ctx); err != nil {
		return err
	}
	n.registrar.hold(snap)
	n.hubs.measure(n.metrics)
	due := n.hubs.deadlines
	if c.Demo { // it is gone before anything ends
		due = func(context.Context) ([]deadline, error) { return nil, nil }
	}
	n.watcher = newWatcher(due, n.logger, n.now)
	n.watcher.measure(n.metrics)
	n.live = registry.Watch(ctx, registry.Config{
		Snapshot: snap,
		Load:     func() (*config.Loaded, config.Problems) { return config.LoadRegistry(i, c.Checks) },
		Signal:   c.Hangup, Logger: n.logger, Now: n.now,
		OnChange: func(old, next *registry.Snapshot, _ []string) error { return n.change(ctx, old, next) },
		Hold:     n.registrar.hold,
	})
	n.registrar.live = n.live
	return nil
}

// receive makes the keys that apps may encrypt their requests to, if one may.
func (n *Node) receive(ctx context.Context, snap *registry.Snapshot) error {
	if !snap.OpensRequestObjects() {
		return nil
	}
	return n.hubs.ring.MakeEncryption(ctx)
}

// surface builds what answers.
func (n *Node) surface(c NodeConfig, records store.Records, ring *keys.Ring) error {
	i := c.Loaded.Installation
	pages, err := web.New(web.Site{Issuer: i.Issuer, Demo: c.Demo})
	if err != nil {
		return err
	}
	border, err := n.border(i.Guard)
	if err != nil {
		return err
	}
	if err := n.recollect(context.Background(), ring); err != nil {
		return err
	}
	state := n.db.State()
	if c.State != nil {
		state = c.State(state)
	}
	if n.admins, err = n.desk(&i, records, state, ring, n.live.Snapshot); err != nil {
		return err
	}
	grants := grant.New(state, n.now)
	sessions := session.New(session.Config{Records: records, State: state, Ring: ring, Grants: grants, Now: n.now})
	n.ring = ring
	n.people = &guard.People{Records: records, Ring: ring, Now: n.now}
	logins := flow.New(flow.Config{State: state, Ring: ring, Grants: grants, Sessions: sessions, Ledger: n.ledger, Moves: n.moves, People: n.people, Factors: n.factors, Registry: n.live.Snapshot,
		Provider: n.hubs.provider, MaySpeak: n.hubs.maySpeak, Halted: n.halts.Stops, Now: n.now, Logger: n.logger, Metrics: n.metrics, Caps: c.Caps})
	n.provider = op.New(op.Config{Issuer: i.Issuer, MTLSOrigin: i.MTLS.Origin, Registry: n.live.Snapshot, Grants: grants, Flow: logins, Ring: ring, State: state, Now: n.now, Blocked: n.halted, Metrics: n.metrics})
	n.tell(c, ring, sessions.Woken())
	n.watchLogins(ring, border)
	n.server = broker.New(broker.Config{
		Issuer: i.Issuer, Pages: pages, Flow: logins, Registry: n.live.Snapshot, SPMetadata: n.hubs.spMetadata,
		Traces:         trace.New(state, ring, n.now, c.Traces),
		Provider:       n.provider,
		Certificates:   certificatesOf(i.MTLS),
		TrustedProxies: i.TrustedProxies, Border: border, AdminBorder: adminBorder(border, i.Guard), Admin: n.admins, Monitor: n.monitor, Blocks: n.blocks, Devices: guard.Devices{Ring: ring, Now: n.now}, Throttle: guard.NewThrottle(n.now),
		Counter: &guard.Counter{State: state, Ring: ring, Blocks: n.blocks, Note: guard.Note(n.ledger.Noting(guard.ByItself)), Now: n.now, Limits: guard.DefaultLimits}, Now: n.now, Logger: n.logger, Metrics: n.metrics, Demo: c.Demo})
	n.Public, n.Health = n.server.Handler(), n.server.Health(n.ready, func() []string { return append(n.hubs.lines(), n.watcher.lines()...) })
	return nil
}

// recollect reads what is few and asked for at each request: blocks, and schools that moved.
func (n *Node) recollect(ctx context.Context, ring *keys.Ring) (err error) {
	if n.blocks, err = guard.OpenBlocks(ctx, n.db.Records(), ring, n.now); err != nil {
		return err
	}
	if n.halts, err = guard.OpenHalts(ctx, n.db.Records(), ring, n.now); err != nil {
		return err
	}
	n.moves, err = migration.OpenBook(ctx, n.db.Records(), ring, n.now)
	return err
}

// follow looks what other nodes, and commands, have changed of it.
func (n *Node) follow(ctx context.Context) {
	if err := errors.Join(n.blocks.Refresh(ctx), n.halts.Refresh(ctx), n.moves.Refresh(ctx), n.registrar.follow(ctx)); err != nil && ctx.Err() == nil {
		n.logger.Error("blocks, moves and approvals not read", "error", err.Error())
	}
}

// border is the rule for browsers. A table that cannot be read stops the start: without
// one nobody would be let in.
func (n *Node) border(g config.Guard) (guard.Border, error) {
	t, err := guard.OpenTable(g.CountryDB)
	if err != nil {
		return guard.Border{}, fmt.Errorf("guard.country_db: %w", err)
	}
	n.metrics.Gauge("sluis_country_table_age_seconds", "Age of the table of countries; older than 90 days, networks have moved.", func() float64 { return n.now().Sub(t.Built()).Seconds() })
	return guard.Border{Table: t, Countries: g.Countries, Networks: g.AllowNetworks}, nil
}

// tell makes what tells apps of logouts. It works on the stores themselves: what it
// costs is no part of a login.
func (n *Node) tell(c NodeConfig, ring *keys.Ring, woken <-chan struct{}) {
	sessions := session.New(session.Config{Records: n.db.Records(), State: n.db.State(), Ring: ring, Grants: grant.New(n.db.State(), n.now), Now: n.now})
	n.teller = backchannel.New(backchannel.Config{Sessions: sessions, Woken: woken, Registry: n.live.Snapshot, Token: n.provider.LogoutToken,
		Outbound: c.Outbound, Now: n.now, Logger: n.logger, Metrics: n.metrics})
	n.metrics.Gauges("sluis_backchannel_untold", "Logins that ended and whose app is still to be told.", "state", func() map[string]float64 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		waiting, err := sessions.Untold(ctx)
		if err != nil {
			return nil
		}
		return map[string]float64{"waiting": float64(waiting)}
	})
}

// How often the background looks. Every job is idempotent and safe on two nodes at
// once (design §5.11).
const (
	sweepEvery  = time.Minute
	retainEvery = 6 * time.Hour
	watchEvery  = time.Hour
)

func (n *Node) background(ctx context.Context) {
	defer close(n.stopped)
	n.retain(ctx)
	n.watch(ctx)
	sweep, retain, watch, follow := time.NewTicker(sweepEvery), time.NewTicker(retainEvery), time.NewTicker(watchEvery), time.NewTicker(guard.Follow)
	defer follow.Stop()
	defer sweep.Stop()
	defer retain.Stop()
	defer watch.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			n.sweep(ctx)
			n.learn(ctx)
		case <-follow.C:
			n.follow(ctx)
		case <-retain.C:
			n.retain(ctx)
		case <-watch.C:
			n.watch(ctx)
		}
	}
}

// sweep removes what has ended: nobody reads it any more.
func (n *Node) sweep(ctx context.Context) {
	if _, err := n.db.Sweep(ctx); err != nil && ctx.Err() == nil {
		n.logger.Error("expired state not swept", "error", err.Error())
	}
	if err := n.blocks.Sweep(ctx); err != nil && ctx.Err() == nil {
		n.logger.Error("ended blocks not swept", "error", err.Error())
	}
	if err := n.monitor.Sweep(ctx); err != nil && ctx.Err() == nil {
		n.logger.Error("counts of long ago not swept", "error", err.Error())
	}
	if err := n.people.Sweep(ctx); err != nil && ctx.Err() == nil {
		n.logger.Error("devices of long ago not swept", "error", err.Error())
	}
}

// learn takes the keys that another node made, moved or removed. Two nodes that differ
// for a minute sign with keys that are both published.
func (n *Node) learn(ctx context.Context) {
	if _, others := n.db.(*shared); !others {
		return
	}
	err := n.hubs.ring.Reload(ctx)
	if errors.Is(err, keys.ErrMaster) {
		n.logger.Error("another node has put the keys under another master key: restart this one with that key")
		return
	}
	if err != nil && ctx.Err() == nil {
		n.logger.Error("keys not read anew", "error", err.Error())
		return
	}
	for _, id := range n.hubs.names() {
		if b, ok := n.hubs.link(id); ok {
			n.hubs.turn(ctx, b)
		}
	}
}

// ready is an error where no login can succeed here.
func (n *Node) ready() error {
	if s, ok := n.db.(*shared); ok {
		return errors.Join(n.hubs.ready(), s.state.Ready())
	}
	return n.hubs.ready()
}

func (n *Node) retain(ctx context.Context) {
	var terms []ledger.Term
	for _, s := range n.live.Snapshot().Schools() {
		terms = append(terms, ledger.Term{School: s.ID, Days: s.LogDays})
	}
	rep, err := n.ledger.Retain(ctx, terms)
	if err != nil && ctx.Err() == nil {
		n.logger.Error("retention run failed", "error", err.Error())
		return
	}
	if rep != (ledger.Report{}) {
		n.logger.Info("retention", "attempts", rep.Attempts, "releases", rep.Releases, "informed", rep.Informed)
	}
}

// Close ends the background and the stores. Requests must have been drained.
func (n *Node) Close() error {
	err := n.closeDoor()
	n.server.EndStreams()
	n.stop()
	<-n.stopped
	<-n.monitored
	<-n.refreshed
	<-n.told
	<-n.live.Done()
	if e := n.db.Close(); e != nil {
		err = errors.Join(err, fmt.Errorf("stores: %w", e))
	}
	return err
}

// halted reports whether a kill switch stops what a grant is of.
func (n *Node) halted(_ context.Context, g grant.Grant) (bool, error) {
	connection, snap := "", n.live.Snapshot()
	app, ok := snap.App(g.App)
	if school, known := snap.School(g.School); ok && known {
		connection = app.ConnectionFor(school).ID
	}
	return n.halts.Stops(g.App, g.School, connection), nil
}

// certificatesOf says from where certificates of clients come.
func certificatesOf(m config.MTLS) (c broker.Certificates) {
	switch m.Certificates {
	case "tls":
		c.TLS = true
	case "header":
		c.Header = m.Header
	}
	return c
}
