package attack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sluis/internal/planting"
	"sluis/providers/saml/attack"
)

// switchboard is there in the planted build alone.
type switchboard struct {
	off    map[string]bool
	begin  func()
	visits func() int
}

var planted *switchboard

// outcome is what a case met, in turn, while its checks were switched off one by one.
type outcome struct {
	Name   string
	Chain  []string // the check that refused, with those before it off
	End    string   // "accepted", or how the reader broke down
	Visits int      // nodes seen in the unplanted run
}

// maxVisits bounds what one message may make the validator look at. The cap on nodes
// is 16,384, and each may be looked at some times: 200 is what its own test allows.
const maxVisits = 200 * 16384

// TestPlanted: each attack succeeds once its own check is switched off, or the corpus
// says which other check stands behind it, and succeeds once that is off too. So each
// of them tries what it says it tries.
func TestPlanted(t *testing.T) {
	if planted != nil { // then this is the planted build, which tells what it meets
		reportPlanted(t)
		return
	}
	dir := t.TempDir()
	file, switches := overlay(t, dir)
	var list []outcome
	planting.Report(t, dir, file, "^TestPlanted$", &list)
	judge(t, list, switches)
}

func judge(t *testing.T, list []outcome, switches int) {
	_, all := corpus(t)
	sole, broken, open, used, dearest := 0, 0, 0, map[string]bool{}, outcome{}
	for _, o := range list {
		c := all[slices.IndexFunc(all, func(c attack.Case) bool { return c.Name == o.Name })]
		switch behind := c.Checks[1:]; {
		case slices.Equal(behind, []string{attack.Everything}) && o.Chain[0] == c.Checks[0]:
			open++ // refused as it should be; what it would take to let it in is not told
		case !slices.Equal(o.Chain, c.Checks):
			t.Errorf("%s: with the checks before it off, it was refused by\n  %q\nand %s says\n  %q", o.Name, o.Chain, c.File, c.Checks)
		case o.End == "accepted" && len(o.Chain) == 1:
			sole++
		case o.End == "accepted":
		case strings.HasPrefix(o.End, errBroken.Error()):
			broken++
		default:
			t.Errorf("%s: %s", o.Name, o.End)
		}
		used[o.Chain[0]] = true
		if o.Visits > dearest.Visits {
			dearest = o
		}
	}
	t.Logf("%d switches planted; %d attacks meet %d checks first; %d succeed once that one is off, %d once those behind it are off too, "+
		"%d end in a reader that breaks down, %d have everything behind them; the dearest looks at %d nodes (%s)",
		switches, len(list), len(used), sole, len(list)-sole-broken-open, broken, open, dearest.Visits, dearest.Name)
	if dearest.Visits > maxVisits {
		t.Errorf("%s looks at %d nodes", dearest.Name, dearest.Visits)
	}
	if sole < 150 || switches < 75 {
		t.Error("too few attacks or switches: the planted build is not what it was")
	}
}

// reportPlanted runs inside the planted build.
func reportPlanted(t *testing.T) {
	t.Helper()
	target, all := corpus(t)
	var list []outcome
	for i := range all {
		if c := &all[i]; c.Expect != 0 && c.At != "http" {
			list = append(list, unravel(target, c))
		} else if _, err := target.try(c); c.At != "http" && err != nil {
			t.Errorf("%s: an honest message is refused with every check on: %v", c.Name, err)
		}
	}
	b, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv(planting.ReportEnv), b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// unravel switches off whatever refuses a case, until nothing does.
func unravel(target *target, c *attack.Case) outcome {
	o := outcome{Name: c.Name}
	clear(planted.off)
	defer clear(planted.off)
	for len(o.Chain) < 12 {
		planted.begin()
		words, err := target.try(c)
		if len(o.Chain) == 0 {
			o.Visits = planted.visits()
		}
		switch {
		case err == nil:
			o.End = "accepted"
			return o
		case errors.Is(err, errBroken):
			o.End = err.Error()
			return o
		case planted.off[words]:
			o.End = "still refused, although switched off"
			return o
		}
		o.Chain = append(o.Chain, words)
		planted.off[words] = true
	}
	o.End = "refused by more than a dozen checks"
	return o
}

var errBroken = errors.New("the reader broke down")

// try gives the words of the check that refused.
func (t *target) try(c *attack.Case) (words string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errBroken, r)
		}
	}()
	_, err = t.bring(c)
	if err == nil {
		return "", nil
	}
	return strings.TrimSpace(check(err)), err
}
