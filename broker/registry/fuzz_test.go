package registry

import (
	"os"
	"path/filepath"
	"testing"

	"sluis/internal/config"
)

// FuzzCompile: whatever configuration takes, the registry can be made of, and what
// it says of an app holds together: every school has a connection, is found by its
// organisation on the connection that the app uses, and is admitted.
func FuzzCompile(f *testing.F) {
	dir := site(f)
	f.Add(testRegistry) // the good one
	f.Add("connections: []\nschools: []\napps: []\n")
	first, problems := config.Load(filepath.Join(dir, "sluis.yaml"), testChecks())
	if problems.Refused() {
		f.Fatal(problems)
	}
	before := Compile(first)
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(filepath.Join(dir, "registry.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		l, problems := config.LoadRegistry(first.Installation, testChecks())
		if problems.Refused() {
			return
		}
		s := Compile(l)
		for _, a := range s.Apps() {
			if len(a.Schools) == 0 || len(a.Profile.IDTokenAlgs()) == 0 {
				t.Errorf("app %q can log nobody in", a.ID)
			}
			for _, c := range a.Schools {
				got, ok := s.SchoolBy(a.ConnectionFor(c).ID, c.Organisation)
				if !ok || got != c || !a.Admits(c.ID) || c.Connection == nil {
					t.Errorf("app %q and school %q do not fit", a.ID, c.ID)
				}
			}
		}
		Diff(before, s)
	})
}
