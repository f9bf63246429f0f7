package cli

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/broker/flow"
	"sluis/broker/trace"
	"sluis/internal/config"
)

// beginHere runs a node of the same installation in this process, so that its
// background can be called by name.
func (n *nodes) beginHere(i int, log *syncBuffer) *Node {
	n.t.Helper()
	c := checks(time.Now, false)
	loaded, problems := config.Load(n.one[i].dir+"/sluis.yaml", c)
	if problems.Refused() {
		n.t.Fatalf("configuration refused:\n%s", problems)
	}
	node, err := Start(NodeConfig{Loaded: loaded, Checks: c, Now: time.Now, Caps: flow.DefaultCaps, Traces: trace.DefaultCaps, Logger: slog.New(slog.NewJSONHandler(log, nil))})
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(func() {
		if err := node.Close(); err != nil {
			n.t.Error(err)
		}
	})
	return node
}

// TestNodesLearn: keys that are exchanged at one node are exchanged at the other, and
// what every node does in the background may be done by all at once (design §5.11).
func TestNodesLearn(t *testing.T) {
	t.Parallel()
	n := newNodes(t, worldApps)
	for _, p := range n.one {
		p.end(9)
	}
	log := &syncBuffer{}
	a, b := n.beginHere(0, log), n.beginHere(1, log)
	shows := func(node *Node, path string) string {
		w := httptest.NewRecorder()
		node.Public.ServeHTTP(w, httptest.NewRequest("GET", n.issuer+path, nil))
		return w.Body.String()
	}
	ctx := context.Background()
	keeper := a.custodian(a.hubs.ring, t.TempDir())
	for _, o := range []order{{Act: "rotate"}, {Act: "stage", Connection: "entree"}} {
		if _, err := keeper.do(ctx, o); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"/oauth/jwks", "/saml/entree/metadata"} {
		if shows(a, path) == shows(b, path) {
			t.Errorf("%s: nothing was exchanged, and this test shows nothing", path)
		}
	}
	b.learn(ctx)
	for _, path := range []string{"/oauth/jwks", "/saml/entree/metadata"} {
		if x, y := shows(a, path), shows(b, path); x != y || len(x) < 100 {
			t.Errorf("%s differs after the other node has learnt:\n%s\n%s", path, x, y)
		}
	}
	var wg sync.WaitGroup
	for range 5 {
		for _, node := range []*Node{a, b} {
			wg.Go(func() {
				node.sweep(ctx)
				node.retain(ctx)
				node.watch(ctx)
				node.learn(ctx)
			})
		}
	}
	wg.Wait()
	if text := log.String(); strings.Contains(text, `"level":"ERROR"`) {
		t.Errorf("two nodes at once:\n%s", text)
	}
	if _, err := a.ledger.AuditTrail(ctx); err != nil {
		t.Errorf("the chain after two nodes: %v", err)
	}
}
