package architecture

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// free may be imported by every package but xmlsec.
var free = []string{"internal/refusal", "internal/secret", "internal/metric"}

type pkg struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 15 {
		t.Fatalf("go list named %d packages: it did not see the project", len(all))
	}
	return all
}

// table reads the rows below a heading: first and last cell.
func table(t *testing.T, heading string) map[string][]string {
	t.Helper()
	page, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, below, ok := strings.Cut(string(page), "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("docs/architecture.md has no heading %q", heading)
	}
	below, _, _ = strings.Cut(below, "\n## ")
	rows := map[string][]string{}
	for line := range strings.Lines(below) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) < 2 || strings.HasPrefix(cells[0], "-") {
			continue
		}
		name := strings.TrimSpace(cells[0])
		if name == "package" || name == "module" {
			continue
		}
		if _, twice := rows[name]; twice {
			t.Errorf("%s: %s stands twice", heading, name)
		}
		rows[name] = strings.Fields(strings.ReplaceAll(cells[len(cells)-1], "—", ""))
	}
	if len(rows) == 0 {
		t.Fatalf("no rows below %q", heading)
	}
	return rows
}

func TestImports(t *testing.T) {
	granted := table(t, "What may import what")
	seen := map[string]bool{}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "sluis/")
		seen[name] = true
		may, listed := granted[name]
		if !listed {
			t.Errorf("%s is not listed in docs/architecture.md", name)
			continue
		}
		for _, imp := range p.Imports {
			ours, ok := strings.CutPrefix(imp, "sluis/")
			switch {
			case !ok, slices.Equal(may, []string{"any"}), slices.Contains(may, ours):
			case slices.Contains(free, ours) && name != "providers/saml/xmlsec":
			default:
				t.Errorf("%s imports %s, which the table does not grant", name, ours)
			}
		}
	}
	for name := range granted {
		if !seen[name] {
			t.Errorf("the table lists %s, which does not exist", name)
		}
	}
}

// TestGrantsAreUsed keeps the table honest the other way round: a grant that
// nobody uses is a door that nobody watches.
func TestGrantsAreUsed(t *testing.T) {
	granted := table(t, "What may import what")
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "sluis/")
		for _, may := range granted[name] {
			if may != "any" && !slices.Contains(p.Imports, "sluis/"+may) {
				t.Errorf("%s may import %s and does not", name, may)
			}
		}
	}
}

func TestOneLibraryOnePackage(t *testing.T) {
	granted := table(t, "One library, one package")
	used := map[string]bool{}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, "sluis/")
		for _, imp := range p.Imports {
			if !strings.Contains(strings.Split(imp, "/")[0], ".") || strings.HasPrefix(imp, "golang.org/x/") {
				continue
			}
			module := moduleOf(imp, granted)
			if module == "" {
				t.Errorf("%s imports %s: no row for it", name, imp)
				continue
			}
			used[module+" "+name] = true
			if !slices.Contains(granted[module], name) {
				t.Errorf("%s imports %s, which belongs to %s", name, imp, strings.Join(granted[module], ", "))
			}
		}
	}
	for module, owners := range granted {
		for _, o := range owners {
			if !used[module+" "+o] {
				t.Errorf("the table gives %s to %s, which does not import it", module, o)
			}
		}
	}
}

func moduleOf(imp string, granted map[string][]string) string {
	for m := range granted {
		if imp == m || strings.HasPrefix(imp, m+"/") {
			return m
		}
	}
	return ""
}
