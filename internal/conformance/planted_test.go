package conformance

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sluis/internal/planting"
	"strings"
	"testing"
)

// outcome is what became of a case in the planted build.
type outcome struct {
	Name     string
	Wrong    string   // with all checks on: what is wrong with the answer; "" as it should be
	Still    bool     // with its check off the answer was the same
	Broke    bool     // with its check off the server broke down: what came is no answer to it
	Met      []string // checks that refused on the way
	Decisive []string // of these, each that alone changes the answer
}

// TestPlanted: each case is answered otherwise once the check that it names is
// switched off (decision 0010). So each tries what it says it tries, and each check
// that is named is one that a test would miss.
func TestPlanted(t *testing.T) {
	if planted != nil { // then this is the planted build, which tells what it meets
		reportPlanted(t)
		return
	}
	dir := t.TempDir()
	file, names := overlay(t, dir)
	var list []outcome
	planting.Report(t, dir, file, "^(TestPlanted|TestPropertyCanFail)$", &list)
	judgePlanted(t, list, names)
}

func judgePlanted(t *testing.T, list []outcome, names map[string]bool) {
	t.Helper()
	all, used, broke := negatives(), map[string]bool{}, 0
	for _, o := range list {
		c := all[slices.IndexFunc(all, func(c negative) bool { return c.at+"/"+c.name == o.Name })]
		for _, check := range c.checks() {
			if used[check] = true; !names[check] {
				t.Errorf("%s: there is no check %q any more; what refuses it now, alone: %q", o.Name, check, o.Decisive)
			}
		}
		switch {
		case o.Wrong != "":
			t.Errorf("%s: with every check on: %s", o.Name, o.Wrong)
		case o.Still:
			t.Errorf("%s: without %q the answer is the same; it met %q, and alone decide %q", o.Name, c.check, o.Met, o.Decisive)
		case o.Broke:
			broke++
		}
	}
	t.Logf("%d cases are answered otherwise once their check is off, %d of them by a server that breaks down; they name %d of %d switches", len(list), broke, len(used), len(names))
}

// checks are the names of a case's checks.
func (c negative) checks() []string { return strings.Split(c.check, " + ") }

// reportPlanted runs inside the planted build.
func reportPlanted(t *testing.T) {
	t.Helper()
	b, all, list := newBench(t), negatives(), []outcome{}
	for i := range all {
		list = append(list, b.unravel(&all[i]))
	}
	out, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv(planting.ReportEnv), out, 0o600); err != nil {
		t.Fatal(err)
	}
}

// unravel tries a case with its check on and off. Where that tells nothing, it looks
// for the checks that do decide, for whoever mends the case.
func (b *bench) unravel(c *negative) outcome {
	planted.off()
	defer planted.off()
	planted.met()
	o := outcome{Name: c.at + "/" + c.name}
	if _, err := b.tryOut(c); err != nil {
		o.Wrong = err.Error()
	}
	o.Met = planted.met()
	planted.off(c.checks()...)
	a, err := b.tryOut(c)
	o.Still, o.Broke = err == nil, a.status >= 500
	if o.Wrong != "" || !o.Still {
		return o
	}
	for _, check := range o.Met {
		planted.off(check)
		if _, err := b.tryOut(c); err != nil {
			o.Decisive = append(o.Decisive, check)
		}
	}
	return o
}

// tryOut is try where even the login before the case may break down.
func (b *bench) tryOut(c *negative) (a answer, err error) {
	t := b.t
	b.t = breaking{t}
	defer func() {
		b.t = t
		if r := recover(); r != nil {
			a, err = answer{status: 599}, fmt.Errorf("broke down: %v", r)
		}
	}()
	return b.try(c)
}

// breaking is a test that panics where it would end.
type breaking struct{ testing.TB }

func (breaking) Fatal(args ...any)            { panic(fmt.Sprint(args...)) }
func (breaking) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }
