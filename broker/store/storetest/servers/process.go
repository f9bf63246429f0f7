package servers

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// patience is how long a server may take to begin, on a machine that is busy.
const patience = 60 * time.Second

// need gives the path of a program. Where it is not installed the test is skipped by
// that name, or fails under CI=true: there, nothing may be skipped unseen.
func need(t testing.TB, program, packages string, elsewhere ...string) string {
	t.Helper()
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	for _, pattern := range elsewhere {
		found, err := filepath.Glob(pattern)
		if err == nil && len(found) > 0 {
			return found[len(found)-1] // the newest version
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed (apt install %s): make tools", program, packages)
	}
	t.Skipf("%s is not installed (apt install %s): make tools", program, packages)
	return ""
}

// given counts the ports that this process gave away.
var given atomic.Uint32

// FreePort gives a port of 127.0.0.1 that nobody listens on, each one once in a process. It lies
// below those that a system gives to whoever asks for any: no listener of another test comes
// between this moment and the server that is to have it.
func FreePort(t testing.TB) int {
	t.Helper()
	const first, many = 18000, 12000
	for range many {
		port := first + int((uint32(os.Getpid())*211+given.Add(1))%many)
		ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", loopback(port))
		if err != nil {
			continue
		}
		if err := ln.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
	t.Fatal("no port is free")
	return 0
}

func loopback(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// process is a server that can be killed and begun again.
type process struct {
	t     testing.TB
	path  string
	args  []string
	env   []string
	owner *syscall.Credential // nil: whoever runs the test
	dir   string

	mu    sync.Mutex
	cmd   *exec.Cmd
	ended chan struct{}
	log   lockedBuffer
}

func (p *process) begin() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	cmd := exec.CommandContext(context.Background(), p.path, p.args...) // until the test's cleanup
	cmd.Stdout, cmd.Stderr, cmd.Env, cmd.Dir = &p.log, &p.log, p.env, p.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.owner}
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan struct{})
	p.cmd, p.ended = cmd, ended
	go func() {
		defer close(ended)
		_ = cmd.Wait() // how it ended is in its ProcessState
	}()
}

// await calls ready until it says so.
func (p *process) await(ready func() bool) {
	p.t.Helper()
	late := time.After(patience)
	for !ready() {
		select {
		case <-p.ended:
			p.t.Fatalf("%s ended:\n%s", p.path, p.log.String())
		case <-late:
			p.t.Fatalf("%s is not ready after %s:\n%s", p.path, patience, p.log.String())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// end sends a signal and waits for the end.
func (p *process) end(s os.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return
	}
	_ = p.cmd.Process.Signal(s) // it may have ended already
	select {
	case <-p.ended:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill() // likewise
		<-p.ended
	}
	p.cmd = nil
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
