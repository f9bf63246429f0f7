package servers

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// Postgres is one running PostgreSQL. Its superuser is "sluis", whom it trusts.
type Postgres struct {
	Addr string // host:port
	Dir  string // of the socket too
	bin  string
	port int
	p    *process
	made atomic.Int64
}

// StartPostgres makes a cluster in the test's own directory and runs it, with further
// settings such as "fsync=off". Run by root it gives the files to the user postgres,
// or nobody: PostgreSQL refuses to be root.
func StartPostgres(t testing.TB, settings ...string) *Postgres {
	t.Helper()
	server := need(t, "postgres-of-debian", "postgresql", "/usr/lib/postgresql/*/bin/postgres", "/usr/bin/postgres", "/usr/local/bin/postgres")
	g := &Postgres{bin: filepath.Dir(server), port: FreePort(t), Dir: t.TempDir()}
	g.Addr = loopback(g.port)
	owner := g.giveAway(t)
	data := filepath.Join(g.Dir, "data")
	init := exec.CommandContext(t.Context(), filepath.Join(g.bin, "initdb"), "-D", data, "-U", "sluis", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	init.SysProcAttr, init.Dir = &syscall.SysProcAttr{Credential: owner}, g.Dir
	if out, err := init.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	args := []string{"-D", data, "-p", strconv.Itoa(g.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + g.Dir,
		"-c", "max_connections=200", "-c", "shared_buffers=32MB"}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	g.p = &process{t: t, path: server, args: args, dir: g.Dir, owner: owner}
	t.Cleanup(g.Kill)
	g.Begin()
	return g
}

// giveAway hands the directory to somebody who is not root; nil: we are not root.
func (g *Postgres) giveAway(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		who, err = user.Lookup("nobody")
	}
	if err != nil {
		t.Fatal(err)
	}
	uid, err1 := strconv.ParseUint(who.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(who.Gid, 10, 32)
	// The way there: t.TempDir makes its parent for its owner alone.
	if err1 != nil || err2 != nil || os.Chmod(filepath.Dir(g.Dir), 0o711) != nil || os.Chown(g.Dir, int(uid), int(gid)) != nil {
		t.Fatalf("%s cannot be given to %s", g.Dir, who.Username)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// Begin starts the server, on the files of an earlier run, and waits until it answers.
func (g *Postgres) Begin() {
	g.p.t.Helper()
	g.p.begin()
	g.p.await(func() bool {
		_, err := g.psql("postgres", "SELECT 1")
		return err == nil
	})
}

// Kill ends the server as a loss of power does, as far as a process can: its children
// notice and end too.
func (g *Postgres) Kill() { g.p.end(syscall.SIGQUIT) }

// NewDatabase makes an empty database and gives its URL.
func (g *Postgres) NewDatabase() (url string) {
	g.p.t.Helper()
	name := fmt.Sprint("d", g.made.Add(1))
	g.SQL("postgres", "CREATE DATABASE "+name)
	return "postgres://sluis@" + g.Addr + "/" + name
}

// SQL runs a statement as the superuser and gives what psql prints.
func (g *Postgres) SQL(database, statement string) string {
	g.p.t.Helper()
	out, err := g.psql(database, statement)
	if err != nil {
		g.p.t.Fatalf("%s: %v\n%s", statement, err, out)
	}
	return out
}

func (g *Postgres) psql(database, statement string) (string, error) {
	cmd := exec.CommandContext(context.Background(), filepath.Join(g.bin, "psql"), "-X", "-q", "-A", "-t", "-h", g.Dir, "-p", strconv.Itoa(g.port), "-U", "sluis", "-d", database, "-c", statement)
	cmd.Dir = "/"
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}
