package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"sluis/broker/history"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/internal/config"
)

// nextFile is where a new registry lies until it takes the place of the old one: in the
// same directory, since a rename is whole within one file system alone.
func (r *registrar) nextFile() string {
	return filepath.Join(filepath.Dir(r.installation.Registry), "."+filepath.Base(r.installation.Registry)+".next")
}

// stage writes a text beside the registry, onto the disk.
func (r *registrar) stage(text []byte) error {
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(r.installation.Registry); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.OpenFile(r.nextFile(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

// place puts what was staged in the place of the registry, whole or not at all.
func (r *registrar) place() error {
	if err := os.Rename(r.nextFile(), r.installation.Registry); err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	dir, err := os.Open(filepath.Dir(r.installation.Registry))
	if err != nil {
		return fmt.Errorf("registry: %w", err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// put stages and places.
func (r *registrar) put(text []byte) error {
	if err := r.stage(text); err != nil {
		return err
	}
	return r.place()
}

// mine refuses where others are in charge of the file, and says whose move it is.
func (r *registrar) mine() error {
	i := r.installation
	switch info, err := os.Lstat(i.Registry); {
	case i.RegistryKept:
		return keys.Declined(fmt.Sprintf("sluis.yaml says registry: {file: …}: whoever keeps %s is in charge of it. Change it there (in Git, say) and roll it out; the running broker takes it within five seconds, and keeps the version", i.Registry))
	case i.Stores.Shared():
		return keys.Declined(fmt.Sprintf("several machines share these stores, and each reads its own %s: change it where they all get it from, and roll it out; each takes it within five seconds", i.Registry))
	case err != nil:
		return fmt.Errorf("registry: %w", err)
	case !info.Mode().IsRegular():
		return keys.Declined(fmt.Sprintf("%s is a link: whoever keeps what it points to is in charge of it. Change it there", i.Registry))
	}
	return nil
}

// onDisk reports whether the registry file holds the text.
func (r *registrar) onDisk(digest [32]byte) (bool, error) {
	text, err := os.ReadFile(r.installation.Registry)
	if err != nil {
		return false, fmt.Errorf("registry: %w", err)
	}
	return sha256.Sum256(text) == digest, nil
}

// resume finishes what a crash left between a version and the file: the version was
// written down with its entry, so it is put in place; unless another hand has changed the
// file in the meantime, which then stands.
func (r *registrar) resume(ctx context.Context, loaded *config.Loaded) (*config.Loaded, error) {
	waiting, err := r.book.Waits(ctx)
	if errors.Is(err, history.ErrNone) {
		return loaded, nil
	}
	if err != nil {
		return nil, err
	}
	last, err := r.last(ctx)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(loaded.Text, waiting.Text) {
		return loaded, r.settle(ctx, waiting.Number, last, registry.Compile(loaded))
	}
	if r.installation.Stores.Shared() { // another node is at it
		return loaded, nil
	}
	_, problems := config.JudgeRegistry(r.installation, r.checks, waiting.Text)
	if waiting.Author == byFile || r.mine() != nil || !bytes.Equal(loaded.Text, last.Text) || problems.Refused() {
		return loaded, r.fail(ctx, waiting.Number, "registry.apply.failed")
	}
	if err := r.put(waiting.Text); err != nil {
		return nil, err
	}
	r.logger.Warn("registry: a change that a crash had stopped is in place now", "version", waiting.Number)
	next, problems := config.LoadRegistry(r.installation, r.checks)
	if problems.Refused() {
		return nil, fmt.Errorf("registry: %s", problems.Errors())
	}
	return next, r.settle(ctx, waiting.Number, last, registry.Compile(next))
}
