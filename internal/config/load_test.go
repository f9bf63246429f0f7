package config

import (
	"fmt"
	"strings"
	"testing"
)

func TestTheGoodSiteLoads(t *testing.T) {
	t.Parallel()
	dir := site(t)
	if got := faults(t, dir, testChecks()); got != "" {
		t.Errorf("problems:\n%s", got)
	}
	if got := warnings(t, dir); got != "" {
		t.Errorf("warnings:\n%s", got)
	}
}

// The look for duplicates is quadratic where a person wrote the mapping, and must
// not be where a program did.
func TestADuplicateAmongVeryManyKeys(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	got := faults(t, site(t, "sluis.yaml", "", b.String()+"k3: 1\nissuer: https://login.example.nl\n"), testChecks())
	if want := "sluis.yaml:20001: k3: stands here twice; the first is on line 4\n"; !strings.Contains(got, want) || strings.Count(got, "twice") != 1 {
		t.Errorf("got %d bytes without %q", len(got), want)
	}
}

// A registry whose ids all changed is told in full, but not compared in full.
func TestVeryManyUnknownSchools(t *testing.T) {
	t.Parallel()
	edits := bigRegistry(1500)
	edits[5] = strings.ReplaceAll(edits[5], ", school", ", schol")
	got := faults(t, site(t, edits...), testChecks())
	if n := strings.Count(got, "is not the id of a school"); n != 1500 {
		t.Errorf("%d problems, want 1500", n)
	}
	if n := strings.Count(got, "did you mean"); n != 25 {
		t.Errorf("%d suggestions, want 25", n)
	}
}
