package keys

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sluis/internal/secret"
)

// masterSize is the length of the master key in bytes.
const masterSize = 32

// OpenMaster reads the master key: 32 bytes in base64, in a file that nobody but
// its owner, and perhaps its group (a credential that systemd or Kubernetes hands
// over), may read. With create, a file that is not there is made, with mode 0600;
// of two processes that make it at once, both get the same key. Errors are one line
// that says what to do.
func OpenMaster(path string, create bool) (secret.Bytes, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && create {
		if err := makeMaster(path); err != nil {
			return secret.Bytes{}, fmt.Errorf("make master key: %w", err)
		}
		info, err = os.Stat(path)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return secret.Bytes{}, fmt.Errorf("open master key: %s is not there: put the key file back, or name it in master_key_file", path)
	case err != nil:
		return secret.Bytes{}, fmt.Errorf("open master key: %w", err)
	case !info.Mode().IsRegular():
		return secret.Bytes{}, fmt.Errorf("open master key: %s is not a file", path)
	case info.Mode().Perm()&0o027 != 0:
		return secret.Bytes{}, fmt.Errorf("open master key: %s has mode %#o, so that others can read or change it: run chmod 600 on it", path, info.Mode().Perm())
	}
	text, err := secret.ReadFile(path)
	if err != nil && !errors.Is(err, secret.ErrEmpty) {
		return secret.Bytes{}, fmt.Errorf("open master key: %w", err)
	}
	key, err := base64.StdEncoding.Strict().DecodeString(string(text.Reveal()))
	if err != nil || len(key) != masterSize {
		return secret.Bytes{}, fmt.Errorf("open master key: %s does not hold 32 bytes in base64: put back the key file as it was made", path)
	}
	return secret.New(key), nil
}

// makeMaster writes a new key beside its place and links it in: the file is there
// whole or not at all, and one that somebody else made meanwhile stays.
func makeMaster(path string) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".master-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // what stays behind is an unused key that only its owner can read
	key := make([]byte, masterSize)
	rand.Read(key) // never fails (crypto/rand)
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
