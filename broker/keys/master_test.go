package keys

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestOpenMasterRefuses(t *testing.T) {
	t.Parallel()
	good := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", masterSize)))
	for _, c := range []struct {
		name, content string
		mode          os.FileMode
		says          string // "" opens
	}{
		{"as made", good + "\n", 0o600, ""},
		{"a credential of systemd", good, 0o400, ""},
		{"a secret that the group reads", good, 0o440, ""},
		{"world-readable", good, 0o644, "chmod 600"},
		{"world-writable", good, 0o602, "chmod 600"},
		{"group-writable", good, 0o660, "chmod 600"},
		{"empty", "", 0o600, "does not hold 32 bytes"},
		{"short", base64.StdEncoding.EncodeToString(make([]byte, 31)), 0o600, "does not hold 32 bytes"},
		{"long", base64.StdEncoding.EncodeToString(make([]byte, 33)), 0o600, "does not hold 32 bytes"},
		{"garbled", "*" + good[1:], 0o600, "does not hold 32 bytes"},
		{"stray bits at the end", good[:42] + "z=", 0o600, "does not hold 32 bytes"},
		{"a directory", "-", 0o700, "is not a file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "sluis.key")
			if c.content == "-" {
				if err := os.Mkdir(path, c.mode); err != nil {
					t.Fatal(err)
				}
			} else if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			} else if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			key, err := OpenMaster(path, true)
			if c.says == "" {
				if err != nil || len(key.Reveal()) != masterSize {
					t.Fatalf("%d bytes, %v", len(key.Reveal()), err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, c.says)
			}
			if err != nil && len(c.content) > 8 && strings.Contains(err.Error(), c.content[2:8]) {
				t.Errorf("the error shows the key: %v", err)
			}
		})
	}
}

func TestOpenMasterMissing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sluis.key")
	if _, err := OpenMaster(path, false); err == nil || !strings.Contains(err.Error(), "is not there: put the key file back") {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("it was made without being asked for")
	}
	if _, err := OpenMaster(filepath.Join(path, "deeper"), true); err == nil {
		t.Error("a key in a directory that is not there")
	}
}

// Of processes that start at once, all get the key that lies there afterwards.
func TestOpenMasterMakesOne(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "sluis.key")
	got := make([]string, 8)
	var wait sync.WaitGroup
	for i := range got {
		wait.Go(func() {
			key, err := OpenMaster(path, true)
			if err != nil {
				t.Error(err)
			}
			got[i] = string(key.Reveal())
		})
	}
	wait.Wait()
	for _, k := range got {
		if k != got[0] || len(k) != masterSize {
			t.Error("two keys were handed out")
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
