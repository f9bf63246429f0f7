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

// FreePort gives a port of 127.0.0.1 that nobody has at this moment.
func FreePort(t testing.TB) int {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port //nolint:forcetypeassert // of a TCP listener
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
