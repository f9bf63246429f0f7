package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sluis/broker/admin"
	"sluis/broker/store"
	"sluis/claims"
)

func (w *world) widening() admin.Change {
	w.t.Helper()
	return admin.Change{App: "stil", Reason: "agreement", Ticket: "SD-1", Terms: &admin.Terms{Roles: []string{"student", "staff"}, Schools: []string{"petteflat", "harderwijk"},
		Redirects: []string{"http://127.0.0.1:9/stil"}, Items: []admin.Item{{Item: "name", NL: "Naam.", EN: "Name."}, {Item: "class", NL: "Klas.", EN: "Class."}}}}
}

// TestConsoleCrash: a change that two admins made is done with its entry or not done, wherever
// the machine stops: before the confirmation's transaction holds there is nothing, and after it
// the next start finishes it.
func TestConsoleCrash(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newWorld(t, worldApps)
	before := w.registryFile()
	c := console{w.node.registrar}
	ready := func() {
		t.Helper()
		if err := c.Ready(ctx, "P", w.widening(), "Iris", "admin A"); err != nil {
			t.Fatal(err)
		}
	}
	ready()
	w.stop()
	w.start()
	if w.registryFile() != before || w.gives("stil", "petteflat", claims.Class) || strings.Contains(w.must("registry"), "Iris") {
		t.Fatal("what nobody confirmed is there")
	}
	c = console{w.node.registrar}
	ready()
	broken := errors.New("the machine stops")
	err := w.node.db.Records().Update(ctx, func(tx store.Tx) error {
		_, err := c.Write(tx, "P")
		return errors.Join(err, broken)
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	w.stop()
	w.start()
	if w.registryFile() != before || strings.Contains(w.must("registry"), "Iris") {
		t.Fatal("half of a transaction is there")
	}
	c = console{w.node.registrar}
	ready()
	if err := w.node.db.Records().Update(ctx, func(tx store.Tx) error { _, err := c.Write(tx, "P"); return err }); err != nil {
		t.Fatal(err)
	}
	w.stop() // before Use
	w.start()
	if !w.gives("stil", "petteflat", claims.Class) || w.registryFile() == before || !strings.Contains(w.must("registry"), "Iris") {
		t.Error("the next start did not finish it")
	}
	verbs := strings.Join(w.verbs(), "\n")
	if strings.Count(verbs, "registry.edit") != 1 {
		t.Errorf("entries: %s", verbs)
	}
}

// TestConsoleLocked: who keeps the file elsewhere changes it there, and the console says so.
func TestConsoleLocked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	c := console{w.node.registrar}
	if got := c.Locked(); got != "" {
		t.Fatalf("the control: %q", got)
	}
	path := filepath.Join(w.dir, "registry.yaml")
	before := w.registryFile()
	if err := errors.Join(os.Rename(path, path+".real"), os.Symlink(path+".real", path)); err != nil {
		t.Fatal(err)
	}
	if got := c.Locked(); got != "link" {
		t.Errorf("a link: %q", got)
	}
	for name, err := range map[string]error{"plan": second(c.Plan(context.Background(), w.widening())), "change": c.Change(context.Background(), w.widening(), "Iris", "admin A"),
		"ready": c.Ready(context.Background(), "P", w.widening(), "Iris", "admin A")} {
		if why, refused := admin.WhyRefused(err); !refused || !strings.Contains(why, "is a link") {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.node.registrar.installation.RegistryKept = true
	if got := c.Locked(); got != "kept" {
		t.Errorf("kept in Git: %q", got)
	}
	w.node.registrar.installation.RegistryKept = false
	w.node.registrar.installation.Stores.Records = "postgres://x"
	if got := c.Locked(); got != "machines" {
		t.Errorf("several machines: %q", got)
	}
	if w.registryFile() != before {
		t.Error("the file changed")
	}
}

func second[T any](_ T, err error) error { return err }
