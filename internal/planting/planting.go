package planting

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Overlay is a set of sources that stand in for others.
type Overlay struct {
	t       testing.TB
	dir     string
	replace map[string]string
}

// New makes an Overlay whose files lie in dir, which is the test's own.
func New(t testing.TB, dir string) *Overlay { return &Overlay{t, dir, map[string]string{}} }

// Put has text stand in for the source at original, a path from the working directory.
func (o *Overlay) Put(original, text string) {
	o.t.Helper()
	at := filepath.Join(o.dir, strings.ReplaceAll(strings.Trim(original, "./"), "/", "_")+".planted")
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
	abs, err := filepath.Abs(original)
	if err != nil {
		o.t.Fatal(err)
	}
	o.replace[abs] = at
}

// File writes what go build takes as -overlay, and gives where it lies.
func (o *Overlay) File() string {
	o.t.Helper()
	b, err := json.Marshal(map[string]any{"Replace": o.replace})
	if err != nil {
		o.t.Fatal(err)
	}
	path := filepath.Join(o.dir, "overlay.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		o.t.Fatal(err)
	}
	return path
}

// Swap exchanges stretches of a source, each of which must stand there exactly once: a
// planted build that no longer fits its source would try nothing.
func Swap(t testing.TB, file, text string, swaps [][2]string) string {
	t.Helper()
	for _, s := range swaps {
		if n := strings.Count(text, s[0]); n != 1 {
			t.Fatalf("%s holds %q %d times: the planted build does not know this source any more", file, s[0], n)
		}
		text = strings.Replace(text, s[0], s[1], 1)
	}
	return text
}

// Build builds in root with an overlay; args are those of go, from the command on.
func Build(t testing.TB, root, overlay string, args ...string) {
	t.Helper()
	build := exec.CommandContext(t.Context(), "go", append([]string{args[0], "-overlay", overlay}, args[1:]...)...)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
}

// ReportEnv names the file in which a planted test tells what it met.
const ReportEnv = "SLUIS_PLANTED_REPORT"

// Report builds the test of the working directory with an overlay, runs the tests that
// match, and reads what they report. SLUIS_KEEP_REPORT names a file for a copy.
func Report(t testing.TB, dir, overlay, match string, into any) {
	t.Helper()
	binary, report := filepath.Join(dir, "planted.test"), filepath.Join(dir, "report.json")
	// Without vet: what is rewritten by rule does not read as a person writes.
	Build(t, ".", overlay, "test", "-c", "-vet=off", "-o", binary, ".")
	run := exec.CommandContext(t.Context(), binary, "-test.run", match)
	run.Env = append(os.Environ(), ReportEnv+"="+report)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("run: %v\n%s", err, out)
	}
	b, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	if keep := os.Getenv("SLUIS_KEEP_REPORT"); keep != "" {
		if err := os.WriteFile(keep, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}
