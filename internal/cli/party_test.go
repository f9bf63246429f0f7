package cli

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

// Real relying parties and a real identity provider run as processes of their own,
// each from a folder that the test makes, on a loopback port.

// needs gives the path of the first of a party's files that is there, and skips by
// its name where none is.
func needs(t *testing.T, party string, paths ...string) string {
	t.Helper()
	for _, p := range paths {
		if found, err := exec.LookPath(p); err == nil {
			return found
		}
		if _, err := os.Stat(p); err == nil {
			return p
		}
	}
	t.Skipf("SKIPPED: %s is not installed, so it was not tried", party)
	return ""
}

// loopback is the origin of a port.
func loopback(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }

// run starts a server and ends it, with its children, at the end of the test.
// address is where it answers once it is ready.
func run(t *testing.T, address string, cmd *exec.Cmd) {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // it is killed, or says below why it ended
	}()
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may have ended by itself
		<-ended
	})
	patience := time.After(20 * time.Second)
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close() // nothing was sent
			return
		}
		select {
		case <-ended:
			t.Fatalf("%s ended:\n%s", cmd.Path, out.String())
		case <-patience:
			t.Fatalf("%s does not answer at %s:\n%s", cmd.Path, address, out.String())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// fill writes the files of a party's folder; DIR in them is the folder itself.
func fill(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "DIR", dir)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// partyApp is the registration of a real relying party. settings are the lines that
// differ from one to the other.
func partyApp(id, redirect, settings string) string {
	return fmt.Sprintf(`
  - id: %s
    name: {nl: Partij, en: Party}
    supplier: Voorbeeld B.V.
    redirect_uris: [%q]
%s
    contract:
      version: 1
      basis: public_task
      inform: first_login
      schools: [petteflat, harderwijk]
      roles: [student, staff]
      release:
        name: {purpose: {nl: Naam., en: Name.}}
        student_number: {purpose: {nl: Nummer., en: Number.}}
        class: {purpose: {nl: Klas., en: Class.}, optional: true}
`, id, redirect, settings)
}

const secretSettings = `    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    id_token_alg: RS256`

// person gives one of the world's people as the hub knows them.
func person(t *testing.T, login string) hub.Person {
	t.Helper()
	for _, p := range append(append([]hub.Person{}, entreePeople...), surfPeople...) {
		if p.Login == login {
			return p
		}
	}
	t.Fatalf("nobody is called %s", login)
	return hub.Person{}
}

// logIn walks a person from an address of a relying party to where stop says.
func logIn(t *testing.T, c *hubtest.Client, start, login string, stop func(*url.URL) bool) *hubtest.Page {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	page, err := c.Login(ctx, start, person(t, login), stop)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

func never(*url.URL) bool { return false }

// calledAt stops a walk where an app is called.
func calledAt(redirect string) func(*url.URL) bool {
	return func(u *url.URL) bool { return strings.HasPrefix(u.String(), redirect) }
}

func wantOK(t *testing.T, p *hubtest.Page) {
	t.Helper()
	if p.Status != http.StatusOK {
		t.Fatalf("%s answers %d:\n%s", p.URL, p.Status, p.Text())
	}
}
