package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// TestMain removes the program that tests in processes of their own have built.
func TestMain(m *testing.M) {
	code := m.Run()
	if builds.Load() > 0 {
		if path, err := built(); err == nil {
			_ = os.RemoveAll(filepath.Dir(path)) // a folder of the system's own for such things
		}
	}
	os.Exit(code)
}
