package xmlsec

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// tally counts one class of mutants.
type tally struct {
	made, intact, refused, accepted, silent int
	sampled                                 int // accepted ones kept for second opinions
	reasons                                 map[Reason]int
}

// lawRun is one run of the mutation law, shared by its workers.
type lawRun struct {
	t         *testing.T
	mutations []mutation
	weights   int
	list      []*genuine

	mu       sync.Mutex
	classes  map[string]*tally
	caught   map[string]string // planted validator → class that caught it
	accepted []acceptedMutant  // some, for the second opinions
}

type acceptedMutant struct {
	doc   string
	g     *genuine
	class string
}

// The law (design §5.1): for every mutation of a genuine Response the outcome is
// refusal or exactly the genuine claims. SLUIS_MUTANTS sets how many are tried; the
// default is for a quick run, `make test` asks for more than 100,000.
func TestMutationLaw(t *testing.T) {
	total := 5000
	if s := os.Getenv("SLUIS_MUTANTS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("SLUIS_MUTANTS=%q is not a number of mutants", s)
		}
		total = n
	} else {
		t.Logf("a quick run of %d mutants: the law asks for 100,000, with SLUIS_MUTANTS=120000", total)
	}
	run := runLaw(t, total)
	t.Log(run.table())
	run.checkPlanted()
	run.checkShare(total)
	run.secondOpinions()
}

func runLaw(t *testing.T, total int) *lawRun {
	run := &lawRun{t: t, mutations: allMutations(t), list: genuines(t), classes: map[string]*tally{}, caught: map[string]string{}}
	for _, m := range run.mutations {
		run.weights += m.weight
		run.classes[m.class] = &tally{reasons: map[Reason]int{}}
	}
	var workers sync.WaitGroup
	count := runtime.GOMAXPROCS(0)
	for w := range count {
		workers.Go(func() {
			for i := w; i < total; i += count {
				run.try(uint64(i))
			}
		})
	}
	workers.Wait()
	return run
}

// try makes mutant i, the same in every run with the same keys' signatures.
func (run *lawRun) try(i uint64) {
	r := rand.New(rand.NewPCG(i, 2))
	m := run.draw(r)
	g := run.list[r.IntN(len(run.list))]
	doc := m.make(r, g)
	opened, err := Open([]byte(doc), g.keys)

	run.mu.Lock()
	defer run.mu.Unlock()
	c := run.classes[m.class]
	c.made++
	if g.intact(doc) {
		c.intact++
	}
	switch {
	case err != nil:
		c.refused++
		c.reasons[reasonOf(run.t, err)]++
		if m.same {
			run.t.Errorf("mutant %d (%s of %q) means the same but is refused: %v", i, m.class, g.name, err)
		}
	case !opened.Assertion.OK():
		c.silent++ // an error status without an assertion: no claims
	default:
		c.accepted++
		if !run.genuineClaims(m, g, opened) {
			run.t.Errorf("LAW BROKEN by mutant %d (%s of %q): other claims than the hub's", i, m.class, g.name)
		}
		if c.sampled < 25 && doc != g.doc {
			c.sampled++
			run.accepted = append(run.accepted, acceptedMutant{doc, g, m.class})
		}
	}
	for _, p := range plantedValidators() {
		if run.caught[p.name] != "" {
			continue
		}
		if read := p.open(doc, g.keys); read.OK() && !run.allowed(m, g)[tree(read)] {
			run.caught[p.name] = m.class
		}
	}
}

func (run *lawRun) draw(r *rand.Rand) mutation {
	at := r.IntN(run.weights)
	for _, m := range run.mutations {
		if at -= m.weight; at < 0 {
			return m
		}
	}
	panic("the weights do not add up")
}

// allowed are the claims that may come out: the message's own, and where two
// genuine messages were spliced, either one's, whole.
func (run *lawRun) allowed(m mutation, g *genuine) map[string]bool {
	if m.class != "splice" {
		return g.claims
	}
	all := map[string]bool{}
	for _, other := range run.list {
		if other.signer == g.signer {
			maps.Copy(all, other.claims)
		}
	}
	return all
}

func (run *lawRun) genuineClaims(m mutation, g *genuine, opened *Message) bool {
	if opened.ResponseSigned && m.class != "splice" && !g.wholes[tree(opened.Response)] {
		return false
	}
	return run.allowed(m, g)[tree(opened.Assertion.Node)]
}

// table prints what became of each class.
func (run *lawRun) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-30s %8s %8s %8s %8s %8s  %s\n", "class", "mutants", "intact", "refused", "accepted", "no claims", "refused for")
	var sum tally
	for _, m := range run.mutations {
		c := run.classes[m.class]
		fmt.Fprintf(&b, "%-30s %8d %8d %8d %8d %8d  %s\n", m.class, c.made, c.intact, c.refused, c.accepted, c.silent, topReasons(c.reasons))
		sum.made += c.made
		sum.intact += c.intact
		sum.refused += c.refused
		sum.accepted += c.accepted
		sum.silent += c.silent
	}
	fmt.Fprintf(&b, "%-30s %8d %8d %8d %8d %8d  %.1f %% keep the signed octets\n", "all", sum.made, sum.intact, sum.refused, sum.accepted, sum.silent, 100*float64(sum.intact)/float64(sum.made))
	for _, p := range plantedValidators() {
		fmt.Fprintf(&b, "planted validator %q caught by: %s\n", p.name, run.caught[p.name])
	}
	return b.String()
}

func topReasons(counts map[Reason]int) string {
	list := slices.SortedFunc(maps.Keys(counts), func(a, b Reason) int { return counts[b] - counts[a] })
	var out []string
	for _, r := range list[:min(4, len(list))] {
		out = append(out, fmt.Sprintf("%s %d", r, counts[r]))
	}
	return strings.Join(out, ", ")
}

func (run *lawRun) checkPlanted() {
	for _, p := range plantedValidators() {
		if run.caught[p.name] == "" {
			run.t.Errorf("the planted validator that %s was not caught: the mutants are too tame", p.name)
		}
	}
}

// checkShare holds the run to its own terms: every class was tried, and 40 % of the
// mutants keep what was signed.
func (run *lawRun) checkShare(total int) {
	made, intact := 0, 0
	for name, c := range run.classes {
		made += c.made
		intact += c.intact
		if c.made == 0 {
			run.t.Errorf("no mutant of class %q", name)
		}
	}
	if made != total || intact*100 < total*40 {
		run.t.Errorf("%d mutants, %d of them keep the signed octets; want %d and at least 40 %%", made, intact, total)
	}
}
