package cli

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"sluis/broker/store"
)

// run is any command on a world's configuration.
func (w *world) run(args ...string) (out, errs string, code int) {
	w.t.Helper()
	var o, e bytes.Buffer
	code = Main(append(args, "--config", filepath.Join(w.dir, "sluis.yaml")), &o, &e)
	return o.String(), e.String(), code
}

// `sluis audit` says the same beside a running broker and without one, and names the
// entry that somebody took out (L-21).
func TestAuditCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	for _, alg := range []string{"RS256", "ES256"} {
		w.commands("rotate", "--alg", alg)
	}
	mark := ""
	for _, where := range []string{"beside a broker", "alone"} {
		out, errs, code := w.run("audit")
		if code != 0 || !strings.Contains(out, "is whole") || mark != "" && !strings.Contains(out, mark) {
			t.Fatalf("%s: exit %d: %s%s", where, code, out, errs)
		}
		_, mark, _ = strings.Cut(strings.TrimSpace(out), "Mark: ")
		if where == "beside a broker" {
			w.stop()
		}
	}
	w.start()
	if out, errs, code := w.run("audit", "empty", "--entry", "1", "--why", "erasure"); code != 0 {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
	if out, _, code := w.run("audit", "verify", "--mark", mark); code != 0 || !strings.Contains(out, "of which 1 were emptied") {
		t.Errorf("exit %d: %s", code, out)
	}
	for _, args := range [][]string{{"audit", "verify", "--mark", "7"}, {"audit", "empty", "--entry", "1", "--why", "erasure"}, {"audit", "empty", "--entry", "2", "--why", "tidying"}, {"audit", "empty"}, {"audit", "mend"}} {
		if out, errs, code := w.run(args...); code != 1 || errs == "" {
			t.Errorf("%v: exit %d: %s%s", args, code, out, errs)
		}
	}
	err := w.node.db.Records().Update(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`DELETE FROM audit WHERE number = 2`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if out, _, code := w.run("audit", "verify"); code != 1 || !strings.Contains(out, "NOT whole: entry 2 is missing") {
		t.Errorf("exit %d: %s", code, out)
	}
}
