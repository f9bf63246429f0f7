package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sluis/broker/registry"
	"sluis/internal/config"
)

// A change of the registry is written down before it is used, with its diff, and
// does not happen where it cannot be (design §4, §5.8).
func TestReloadIsAudited(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	w.write("registry.yaml", strings.Replace(registryText(worldApps), "name: Petteflat College", "name: Petteflat Lyceum", 1))
	loaded, problems := config.Load(filepath.Join(w.dir, "sluis.yaml"), checks(w.clock.now, false))
	if problems.Refused() {
		t.Fatal(problems)
	}
	next := registry.Compile(loaded)
	if err := w.node.change(context.Background(), w.node.live.Snapshot(), next); err != nil {
		t.Fatal(err)
	}
	trail, err := w.node.ledger.AuditTrail(context.Background())
	if err != nil || len(trail) != 1 {
		t.Fatalf("trail %v, %v", trail, err)
	}
	if e := trail[0]; e.Verb != "registry.reload" || e.By != "operator" || !slices.Equal(e.Lines, []string{"version 2", "school petteflat changed: name"}) {
		t.Errorf("entry %+v", e)
	}

	node := w.node
	w.stop()
	if err := node.change(context.Background(), registry.Compile(loaded), next); err == nil {
		t.Error("a change was made that could not be written down")
	}
}
