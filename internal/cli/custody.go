package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/registry"
	"sluis/internal/control"
	"sluis/internal/metric"
)

// openCustody opens keys, books and connections for a command, where no broker runs.
// Nothing is fetched, and nothing is served.
func openCustody(ctx context.Context, c NodeConfig) (*Node, *custodian, error) {
	n := &Node{logger: c.Logger, now: c.Now, metrics: metric.New()}
	ring, err := n.open(ctx, c.Loaded.Installation)
	if err != nil {
		return nil, nil, err
	}
	n.ledger = ledger.New(n.db.Records(), ring, n.now)
	n.registrar = n.newRegistrar(c, ring)
	if n.compiled, err = n.connect(ctx, c, ring); err != nil {
		return nil, nil, errors.Join(err, n.db.Close())
	}
	if err := n.recollect(ctx, ring); err != nil {
		return nil, nil, errors.Join(err, n.db.Close())
	}
	if n.admins, err = n.desk(&c.Loaded.Installation, n.db.Records(), n.db.State(), ring, func() *registry.Snapshot { return n.compiled }); err != nil {
		return nil, nil, errors.Join(err, n.db.Close())
	}
	return n, n.custodian(ring, c.Loaded.Installation.Data), nil
}

func (n *Node) custodian(ring *keys.Ring, data string) *custodian {
	return &custodian{ring: ring, ledger: n.ledger, hubs: n.hubs, due: n.hubs.deadlines, data: data}
}

// maxOrder is more than any order needs, in bytes: the longest holds a school's file.
const maxOrder = 2 * maxList

// openDoor lets commands ask this process. Where it cannot be opened the broker runs
// without: logins matter more.
func (n *Node) openDoor(data string, c *custodian) {
	ln, err := control.Listen(data)
	if err != nil {
		n.logger.Warn("commands cannot reach this broker; stop it first to use them", "error", err.Error())
		return
	}
	m := http.NewServeMux()
	m.HandleFunc("POST /keys", orders(n, func(ctx context.Context, o order) (inventory, error) {
		answer, err := c.do(ctx, o)
		if err == nil && o.Act != "show" {
			n.logger.Info("keys", "act", o.Act, "connection", o.Connection, "alg", o.Alg)
		}
		return answer, err
	}))
	m.HandleFunc("POST /blocks", orders(n, n.warden().do))
	m.HandleFunc("POST /log", orders(n, n.archivist(c.ring).do))
	m.HandleFunc("POST /registry", orders(n, n.registrar.do))
	m.HandleFunc("POST /audit", orders(n, n.audit))
	m.HandleFunc("POST /admin", orders(n, n.inviter().do))
	m.HandleFunc("POST /subjects", orders(n, n.mover(c.ring).do))
	n.door = server(m, n.logger)
	go func() {
		if err := n.door.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			n.logger.Error("commands can no longer reach this broker", "error", err.Error())
		}
	}()
}

// orders takes orders of one kind over the control socket.
func orders[O, A any](n *Node, do func(context.Context, O) (A, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var o O
		var out reply[A]
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxOrder)).Decode(&o)
		if err == nil {
			out.Answer, err = do(r.Context(), o)
		}
		if err != nil {
			out.Refused = err.Error()
		}
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(out); err != nil {
			n.logger.Warn("a command did not hear its answer", "error", err.Error())
		}
	}
}

// watch tells of deadlines, and removes the keys whose day has come.
func (n *Node) watch(ctx context.Context) {
	n.watcher.look(ctx)
	gone, err := n.hubs.ring.Forget(ctx, n.ledger.Noting("calendar"))
	if err != nil && ctx.Err() == nil {
		n.logger.Error("keys that are gone were not removed", "error", err.Error())
	}
	if gone > 0 {
		n.logger.Info("keys removed", "number", gone)
	}
}

// closeDoor waits for the command that is being carried out.
func (n *Node) closeDoor() error {
	if n.door == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	if err := n.door.Shutdown(ctx); err != nil {
		return fmt.Errorf("control: %w", err)
	}
	return nil
}
