package refusal

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	usedCode = regexp.MustCompile(`\brefusal\.([A-Z]\w*)`)
	bareCode = regexp.MustCompile(`refusal\.(?:New|Code)\(\d`)
)

// TestEveryCodeIsUsed holds the table against the program: a code that nothing refuses
// with is dead, and a refusal with a number instead of a name would have no row.
func TestEveryCodeIsUsed(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	files := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "refusal"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		for _, m := range usedCode.FindAllSubmatch(b, -1) {
			used[string(m[1])] = true
		}
		if m := bareCode.Find(b); m != nil {
			t.Errorf("%s refuses with a number: %s", path, m)
		}
		return nil
	})
	if err != nil || files < 200 {
		t.Fatalf("%d files of the program were read, %v", files, err)
	}
	for name := range constants(t) {
		if !used[name] {
			t.Errorf("%s has a row and nothing refuses with it", name)
		}
	}
}
