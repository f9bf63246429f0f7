package control

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// folder and socket are the names below the data directory.
const (
	folder = "control"
	socket = "socket"
)

// Listen opens the door of a data directory. The caller holds the lock of the stores
// there: a socket that is found was left by a process that ended.
func Listen(data string) (net.Listener, error) {
	dir := filepath.Join(data, folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil { // #nosec G302 // it was made by somebody else, wider
		return nil, fmt.Errorf("control: %w", err)
	}
	if err := os.Remove(filepath.Join(dir, socket)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("control: %w", err)
	}
	at, done, err := address(dir)
	if err != nil {
		return nil, err
	}
	ln, err := new(net.ListenConfig).Listen(context.Background(), "unix", at)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("control: %w", err), done())
	}
	return &door{ln, done}, nil
}

// door closes its way to the directory with itself.
type door struct {
	net.Listener
	done func() error
}

// Close removes the socket.
func (d *door) Close() error { return errors.Join(d.Listener.Close(), d.done()) }

// ErrNobody says that no broker runs on a data directory.
var ErrNobody = errors.New("control: no broker runs on this data directory")

// patience is how long a running broker may take for one answer: two RSA keys.
const patience = time.Minute

// Client gives a client whose every request, to any host, goes to the broker that runs
// on the data directory; otherwise the error is [ErrNobody], or says what to do.
func Client(data string) (*http.Client, error) {
	dir := filepath.Join(data, folder)
	dial := func(ctx context.Context) (net.Conn, error) {
		at, done, err := address(dir)
		if err != nil {
			return nil, err
		}
		conn, err := new(net.Dialer).DialContext(ctx, "unix", at)
		return conn, errors.Join(err, done())
	}
	conn, err := dial(context.Background())
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		return nil, ErrNobody
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("control: %s belongs to another user: run this as the user that runs `sluis serve`", dir)
	case err != nil:
		return nil, fmt.Errorf("control: %w", err)
	}
	if err := conn.Close(); err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	return &http.Client{Timeout: patience, Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
	}}, nil
}

// maxAddress is the room for a path in sockaddr_un (unix(7)): 108 bytes with the final
// zero, 104 on the BSDs.
const maxAddress = 100

// address gives a path to the socket that fits in an address. Data directories lie
// deep; Linux has a short way to a directory that is open.
func address(dir string) (path string, done func() error, err error) {
	path = filepath.Join(dir, socket)
	if len(path) <= maxAddress {
		return path, func() error { return nil }, nil
	}
	if runtime.GOOS != "linux" {
		return "", nil, fmt.Errorf("control: %s is longer than a socket's address may be, %d bytes: give `data` a shorter path", path, maxAddress)
	}
	f, err := os.Open(dir)
	if err != nil {
		return "", nil, fmt.Errorf("control: %w", err)
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", f.Fd(), socket), f.Close, nil
}
