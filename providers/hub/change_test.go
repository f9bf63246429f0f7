package hub

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/changes-*.txt anew; read the difference before it is kept")

// TestChanges holds every misbehaviour against what it says it does: the file
// gives, per name, what is in the answer and not in the honest one, what is missing
// from it, and whether each signature still verifies under the hub's key. A fault
// that changes one thing more than its name says would make another test pass for
// the wrong reason.
func TestChanges(t *testing.T) {
	t.Parallel()
	for _, style := range []Style{Entree, SURFconext} {
		t.Run(string(style), func(t *testing.T) {
			t.Parallel()
			h := testHub(t, style)
			p := person(t, h, pupilOf(style))
			honest := newPainter(t, h, p)
			var out strings.Builder
			for _, n := range Misbehaviours() {
				if n.Only == "" || n.Only == style {
					fmt.Fprintf(&out, "== %s%s\n%s", n.Name, verdict(n), difference(honest.lines, honest.picture(n.M)))
				}
			}
			path := filepath.Join("testdata", "changes-"+string(style)+".txt")
			if *update {
				if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if d := firstDifference(string(want), out.String()); d != "" {
				t.Errorf("%s is not what the hub does (go test -update writes it anew): %s", path, d)
			}
		})
	}
}

func verdict(n Named) string {
	var words []string
	switch {
	case n.Honest:
		words = append(words, "accept")
	case n.Either:
		words = append(words, "either")
	default:
		words = append(words, "refuse")
	}
	if n.Claims {
		words = append(words, "claims")
	}
	if n.Form {
		words = append(words, "form")
	}
	return " (" + strings.Join(words, ", ") + ")"
}

func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	name := ""
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if strings.HasPrefix(y, "== ") {
			name = y
		}
		if x != y {
			return fmt.Sprintf("line %d, in %q:\nfile: %s\nhub:  %s", i+1, name, x, y)
		}
	}
	return ""
}

// difference of two pictures as multisets, in the order of the pictures. An
// Assertion that is gone altogether is one line.
func difference(honest, got []string) string {
	var b strings.Builder
	const whole = "/Response/Assertion"
	in := func(l string) bool { return strings.HasPrefix(l, whole) }
	if !slices.ContainsFunc(got, func(l string) bool { return in(l) && slices.Contains(honest, l) }) {
		b.WriteString("- " + whole + ", all of it\n")
		honest = slices.DeleteFunc(slices.Clone(honest), in)
	}
	lines := func(mark string, of, not []string) {
		left := make(map[string]int)
		for _, l := range not {
			left[l]++
		}
		more := 0
		for _, l := range of {
			if left[l]--; left[l] >= 0 {
				continue
			}
			if strings.Contains(l, "ntitlement]") && strings.Contains(b.String(), l[:30]) {
				more++
				continue
			}
			b.WriteString(mark + l + "\n")
		}
		if more > 0 {
			fmt.Fprintf(&b, "%s… and %d more like the last\n", mark, more)
		}
	}
	lines("- ", honest, got)
	lines("+ ", got, honest)
	return b.String()
}
