package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sluis/broker/history"
	"sluis/broker/registry"
	"sluis/internal/config"
)

const secondCallback = "http://127.0.0.1:9/second"

// widened is the world's registry with one more redirect URI, a renamed school and a
// school that got the app.
func widened() string {
	text := strings.Replace(registryText(worldApps), "redirect_uris: [http://127.0.0.1:9/callback]", "redirect_uris: [http://127.0.0.1:9/callback, "+secondCallback+"]", 1)
	text = strings.Replace(text, "schools: [petteflat, harderwijk]", "schools: [petteflat, zonder, harderwijk]", 1)
	return strings.Replace(text, "name: Petteflat College", "name: Petteflat Lyceum", 1) + "# van de wijziging\n"
}

// registryFile gives registry.yaml as it lies there.
func (w *world) registryFile() string {
	w.t.Helper()
	text, err := os.ReadFile(filepath.Join(w.dir, "registry.yaml"))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text)
}

// must runs a command that succeeds, and gives what it printed.
func (w *world) must(args ...string) string {
	w.t.Helper()
	out, errs, code := w.run(args...)
	if code != 0 {
		w.t.Fatalf("sluis %s: exit %d: %s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

func (w *world) apply(text string) (out, errs string, code int) {
	w.t.Helper()
	w.write("next.yaml", text)
	return w.run("registry", "apply", "--file", filepath.Join(w.dir, "next.yaml"), "--author", "A. Beheerder", "--reason", "ticket 4711")
}

// What was exported and applied again is the same bytes and the same snapshot, beside a
// running broker and without one; each step is a version and an entry.
func TestRegistryRoundTrip(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	first := w.registryFile()
	if out := w.must("registry", "export"); out != first {
		t.Errorf("exported %q", out)
	}
	before := registry.Diff(w.node.live.Snapshot(), w.node.live.Snapshot())
	if len(before) != 0 {
		t.Fatalf("the control: %q", before)
	}
	old := w.node.live.Snapshot()
	if out, errs, code := w.apply(widened()); code != 0 || !strings.Contains(out, "Version 2 is in use.") {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
	app, _ := w.node.live.Snapshot().App("portfolio")
	if len(app.RedirectURIs) != 2 || w.registryFile() != widened() || w.must("registry", "export") != widened() {
		t.Errorf("after apply: %q, file %q", app.RedirectURIs, w.registryFile())
	}
	w.must("registry", "export", "--version", "1", "--out", filepath.Join(w.dir, "one.yaml"))
	w.must("registry", "apply", "--file", filepath.Join(w.dir, "one.yaml"), "--author", "A. Beheerder", "--reason", "terug")
	if diff := registry.Diff(old, w.node.live.Snapshot()); w.registryFile() != first || len(diff) != 0 {
		t.Errorf("the round trip left %q", diff)
	}
	w.must("registry", "rollback", "--version", "2", "--author", "B. Beheerder", "--reason", "toch wel")
	w.stop()
	w.must("registry", "rollback", "--version", "1", "--author", "B. Beheerder", "--reason", "zonder broker")
	if out := w.must("registry"); w.registryFile() != first || !strings.Contains(out, "back to version 1: zonder broker") || strings.Count(out, "accepted") != 5 {
		t.Errorf("after a rollback without a broker: %s", out)
	}
	w.start()
	if diff := registry.Diff(old, w.node.live.Snapshot()); len(diff) != 0 {
		t.Errorf("after the start: %q", diff)
	}
	want := "registry.apply registry.apply registry.rollback registry.rollback"
	var verbs []string
	for _, v := range w.verbs() {
		verbs = append(verbs, v[strings.LastIndex(v, " ")+1:])
	}
	if got := strings.Join(verbs, " "); got != want {
		t.Errorf("entries %q, want %q", got, want)
	}
}

// A redirect URI, a key set and a contract that got wider are alerts: in the log, in the
// entry, and counted. No secret stands in any of them.
func TestRegistryAlerts(t *testing.T) {
	t.Parallel()
	const otherSecret = "een-ander-geheim-van-genoeg-lengte-98765"
	w := newWorld(t, worldApps)
	w.write("registry.yaml", widened())
	w.write("app.secret", otherSecret+"\n")
	if err := w.node.live.Reload(context.Background()); err != nil {
		t.Fatal(err)
	}
	trail, err := w.node.ledger.AuditTrail(context.Background())
	if err != nil || len(trail) != 1 {
		t.Fatalf("trail %v, %v", trail, err)
	}
	entry, log := strings.Join(trail[0].Lines, "\n"), w.log.String()
	for _, want := range []string{
		"version 2",
		"alert: app portfolio: redirect_uri: redirect_uris, added " + secondCallback,
		"alert: app portfolio: key_set: client_auth",
		"alert: app stil: contract_widened: contract.schools, added zonder",
		"school petteflat changed: name",
	} {
		if !strings.Contains(entry, want) {
			t.Errorf("the entry has no %q:\n%s", want, entry)
		}
	}
	for kind, want := range map[string]uint64{"redirect_uri": 1, "key_set": 2, "contract_widened": 1, "added": 0} {
		if n := w.node.registrar.alerts.Value(kind); n != want || strings.Count(log, `"msg":"registry alert","kind":"`+kind+`"`) != int(want) {
			t.Errorf("%d alerts of %s, want %d", n, kind, want)
		}
	}
	out := w.must("registry", "diff", "--version", "1")
	if !strings.Contains(out, secondCallback) {
		t.Errorf("diff says %s", out)
	}
	for _, secret := range []string{appSecret, otherSecret} {
		if strings.Contains(entry+log+out+w.must("registry")+w.must("registry", "export"), secret) {
			t.Error("a secret is shown")
		}
	}
}

// What may not be applied changes nothing, and says whose move it is.
func TestRegistryRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		prepare    func(w *world)
		text       string
		args       []string
	}{
		{name: "a registry that check refuses", want: "is not a key here", text: widened() + "surprise: yes\n"},
		{name: "a contract beyond the ceiling", want: "beyond what can be released", text: strings.Replace(widened(), "        school: {", "        email: {", 1)},
		{name: "the one in use", want: "byte for byte", text: registryText(worldApps)},
		{name: "no author", want: "an author is needed", args: []string{"registry", "rollback", "--version", "1", "--reason", "x"}},
		{name: "no reason", want: "a reason is needed", args: []string{"registry", "rollback", "--version", "1", "--author", "A"}},
		{name: "two lines for a reason", want: "a reason is needed", args: []string{"registry", "rollback", "--version", "1", "--author", "A", "--reason", "x\ny"}},
		{name: "no such version", want: "no such version", args: []string{"registry", "rollback", "--version", "9", "--author", "A", "--reason", "x"}},
		{name: "a link", want: "is a link", text: widened(), prepare: func(w *world) {
			at := filepath.Join(w.dir, "registry.yaml")
			if err := os.Rename(at, at+".there"); err != nil {
				w.t.Fatal(err)
			}
			if err := os.Symlink(at+".there", at); err != nil {
				w.t.Fatal(err)
			}
		}},
		{name: "kept in Git", want: "whoever keeps", text: widened(), prepare: func(w *world) {
			text, err := os.ReadFile(filepath.Join(w.dir, "sluis.yaml"))
			if err != nil {
				w.t.Fatal(err)
			}
			w.stop()
			w.write("sluis.yaml", strings.Replace(string(text), "registry: ./registry.yaml", "registry: {file: ./registry.yaml}", 1))
			w.start()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, worldApps)
			if c.prepare != nil {
				c.prepare(w)
			}
			was, snap := w.registryFile(), w.node.live.Snapshot()
			var errs string
			var code int
			if c.args != nil {
				_, errs, code = w.run(c.args...)
			} else {
				_, errs, code = w.apply(c.text)
			}
			if code != 1 || !strings.Contains(errs, c.want) {
				t.Errorf("exit %d: %s", code, errs)
			}
			if w.registryFile() != was || w.node.live.Snapshot() != snap {
				t.Error("something changed")
			}
			if v := w.verbs(); len(v) != 1 || !strings.HasSuffix(v[0], ".declined") {
				t.Errorf("entries %q", v)
			}
		})
	}
}

// A file that another hand has changed, and that is not in use, is not written over.
func TestRegistryOtherHand(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	const broken = "apps: [] # half geschreven\n"
	w.write("registry.yaml", broken)
	_, err := w.node.registrar.do(context.Background(), registryOrder{Act: "apply", Text: []byte(widened()), Author: "A", Reason: "x", By: operator})
	if err == nil || !strings.Contains(err.Error(), "another hand") || w.registryFile() != broken {
		t.Errorf("%v; the file %q", err, w.registryFile())
	}
}

// A crash between the version and the file is finished at the next start; where another hand
// changed the file, it stands, and the version never was.
func TestRegistryCrash(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		after  func(w *world, r *registrar) error // what still happened
		file   string
		state  history.State
		failed bool
	}{
		{"before the file was in place", func(*world, *registrar) error { return nil }, widened(), history.Accepted, false},
		{"before it was in use", func(_ *world, r *registrar) error { return r.place() }, widened(), history.Accepted, false},
		{"with nothing staged", func(_ *world, r *registrar) error { return os.Remove(r.nextFile()) }, widened(), history.Accepted, false},
		{"and another hand", func(w *world, _ *registrar) error {
			w.write("registry.yaml", registryText(worldApps)+"# anders\n")
			return nil
		}, registryText(worldApps) + "# anders\n", history.Failed, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, worldApps)
			r, ctx := w.node.registrar, context.Background()
			last, err := r.book.Last(ctx)
			if err != nil {
				t.Fatal(err)
			}
			next, problems := config.JudgeRegistry(r.installation, r.checks, []byte(widened()))
			if problems.Refused() {
				t.Fatal(problems)
			}
			listing := registry.Compile(next).Listing()
			v, err := r.prepare(ctx, last, history.Version{Author: "A", Reason: "x", Text: []byte(widened()), Listing: listing},
				r.noting("operator", "registry.apply", registry.Compare(last.Listing, listing)))
			if err != nil {
				t.Fatal(err)
			}
			w.stop()
			if err := c.after(w, r); err != nil {
				t.Fatal(err)
			}
			w.start()
			got, err := w.node.registrar.book.Get(ctx, v.Number)
			if err != nil || got.State != c.state || w.registryFile() != c.file {
				t.Errorf("version %d is %s, %v; the file %q", got.Number, got.State, err, w.registryFile())
			}
			if entries := strings.Join(w.verbs(), " "); !strings.Contains(entries, "registry.apply") || strings.Contains(entries, "registry.apply.failed") != c.failed {
				t.Errorf("entries %s", entries)
			}
			if _, ok := w.node.live.Snapshot().App("portfolio"); !ok || string(w.node.live.Snapshot().Text()) != c.file {
				t.Error("another registry runs than the file says")
			}
		})
	}
}

// A change of the file is a version within five seconds in a real broker, one that was made
// while none ran is one at the start, and kill -9 in the middle of changes leaves no
// registry without its entry.
func TestRegistryKill(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the real program")
	}
	p := newProcess(t, worldApps)
	p.write("registry.yaml", widened())
	for end := time.Now().Add(8 * time.Second); !strings.Contains(p.must("registry"), "the file changed"); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("no version of a changed file")
		}
	}
	for round := range 6 {
		text := registryText(worldApps)
		if round%2 == 1 {
			text = widened()
		}
		done := make(chan struct{})
		p.write("next.yaml", text)
		go func() {
			defer close(done)
			_, _, _ = p.run("registry", "apply", "--file", filepath.Join(p.dir, "next.yaml"), "--author", "A", "--reason", "kill")
		}()
		time.Sleep(time.Duration(round) * 25 * time.Millisecond)
		p.end(syscall.SIGKILL)
		<-done
		p.begin()
		if out := p.must("registry", "export"); out != p.registryFile() {
			t.Fatalf("round %d: the version in use is not the file", round)
		}
		list, entries := p.must("registry"), p.must("audit")
		if strings.Contains(list, "waiting") || !strings.Contains(entries, "is whole") {
			t.Fatalf("round %d: %s%s", round, list, entries)
		}
	}
	p.end(syscall.SIGKILL)
	p.write("registry.yaml", registryText(worldApps)+"# in de nacht\n")
	p.begin()
	if out := p.must("registry"); !strings.Contains(out, "while no broker ran") {
		t.Errorf("versions:\n%s", out)
	}
}
