package cli

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sluis/broker/store/storetest/servers"
	"sluis/providers/hub"
)

// built is the program, built once, as make build does.
var built = sync.OnceValues(func() (string, error) {
	builds.Add(1)
	dir, err := os.MkdirTemp("", "sluis-binary-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "sluis")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, "sluis/cmd/sluis")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

var builds atomic.Int32

// process is a world whose broker is the real program in a process of its own, so
// that it can be killed and its work be counted apart.
type process struct {
	*world
	address string
	cmd     *exec.Cmd
	ended   chan struct{}
	workers atomic.Int32
}

func newProcess(t testing.TB, apps string) *process {
	t.Helper()
	w := emptyWorld(t, apps)
	p := &process{world: w, address: fmt.Sprint("127.0.0.1:", servers.FreePort(t))}
	w.issuer = "http://" + p.address
	w.entree = w.startHub(hub.Entree)
	w.surf = w.startHub(hub.SURFconext)
	w.write("app.secret", appSecret+"\n")
	w.write("entree.xml", string(w.entree.Metadata()))
	w.write("surfconext.xml", string(w.surf.Metadata()))
	w.write("sluis.yaml", "issuer: "+w.issuer+"\nlisten: "+p.address+"\ndata: ./data\nregistry: ./registry.yaml\ntrusted_proxies: [127.0.0.0/8]\nguard: {allow_networks: [127.0.0.0/8, 198.51.100.0/24]}\n")
	w.write("registry.yaml", w.registry)
	p.begin()
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	for id, h := range map[string]*hub.Hub{"entree": w.entree, "surfconext": w.surf} {
		a := w.newBrowser().get("/saml/" + id + "/metadata")
		if err := h.AcceptSP([]byte(a.body)); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// begin starts the program and waits until it answers.
func (p *process) begin() {
	p.t.Helper()
	path, err := built()
	if err != nil {
		p.t.Fatal(err)
	}
	p.cmd = exec.Command(path, "serve", "--config", filepath.Join(p.dir, "sluis.yaml"))
	p.cmd.Stderr = p.log
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended, cmd := make(chan struct{}), p.cmd
	p.ended = ended
	go func() {
		defer close(ended)
		_ = cmd.Wait() // how it ended is in its ProcessState
	}()
	patience := time.After(30 * time.Second)
	for {
		conn, err := net.Dial("tcp", p.address)
		if err == nil {
			_ = conn.Close() // nothing was sent
			return
		}
		select {
		case <-ended:
			p.t.Fatalf("the broker ended:\n%s", p.log)
		case <-patience:
			p.t.Fatalf("the broker does not answer:\n%s", p.log)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// end sends a signal and waits for the end.
func (p *process) end(s syscall.Signal) {
	_ = p.cmd.Process.Signal(s) // it may have ended already
	<-p.ended
}

// worker is a browser without a hub's pages: it has the hub answer at once.
type worker struct {
	p       *process
	c       *http.Client
	address string     // each stands for a school of its own: one address may begin 5,000 logins a minute
	who     hub.Person // who logs in
}
