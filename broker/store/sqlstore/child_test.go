package sqlstore

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sluis/broker/store"
)

// A child is this test program again, as a process that a test may starve or kill.
// It says what was acknowledged, line by line.
const childDir, childTask = "SLUIS_TEST_DIR", "SLUIS_TEST_TASK"

func TestMain(m *testing.M) {
	if task := os.Getenv(childTask); task != "" {
		name, argument, _ := strings.Cut(task, " ")
		n, _ := strconv.Atoi(argument)
		os.Exit(map[string]func(dir string, n int) int{"hold": childHold, "state": childState, "records": childRecords}[name](os.Getenv(childDir), n))
	}
	os.Exit(m.Run())
}

type child struct {
	cmd *exec.Cmd
	out *bufio.Scanner
}

func newChild(t *testing.T, dir, task string) *child {
	t.Helper()
	c := &child{cmd: exec.Command(os.Args[0])}
	c.cmd.Env = append(os.Environ(), childDir+"="+dir, childTask+"="+task)
	c.cmd.Stderr = os.Stderr
	pipe, err := c.cmd.StdoutPipe()
	if err == nil {
		err = c.cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.kill() })
	c.out = bufio.NewScanner(pipe)
	return c
}

func (c *child) line(t *testing.T) string {
	t.Helper()
	if !c.out.Scan() {
		t.Fatalf("the child said nothing: %v", c.out.Err())
	}
	return c.out.Text()
}

// rest gives what the child says until it ends.
func (c *child) rest() (lines []string) {
	for c.out.Scan() {
		lines = append(lines, c.out.Text())
	}
	return lines
}

func (c *child) kill() {
	c.cmd.Process.Kill() //nolint:errcheck // it may have ended by itself
	c.cmd.Wait()         //nolint:errcheck // killed
}

func childOpen(dir string, flushSize int) *DB {
	db, err := OpenEmbedded(Config{Dir: dir, BootID: "boot-of-the-test", Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), flushSize: flushSize})
	if err != nil {
		fmt.Fprintln(os.Stdout, "not opened:", err)
		os.Exit(3)
	}
	return db
}

// childHold keeps the stores open until it is killed.
func childHold(dir string, _ int) int {
	childOpen(dir, 0)
	fmt.Fprintln(os.Stdout, "open")
	time.Sleep(time.Hour)
	return 0
}

// starve lets no file of this process grow beyond n bytes, as a full disk would.
func starve(n int) {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: uint64(n), Max: uint64(n)}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		panic(err)
	}
}

// childState writes values until the disk is full, tries some more, and ends
// without closing.
func childState(dir string, n int) int {
	db := childOpen(dir, 1<<30)
	starve(n)
	for i := range 1000 {
		err := db.State().Create(context.Background(), store.KeyOf("full", strconv.Itoa(i)), []byte(strings.Repeat("x", 100+i%50)), time.Hour)
		fmt.Fprintln(os.Stdout, map[bool]string{true: "kept", false: "failed"}[err == nil], i)
		if err != nil && i > 900 {
			break
		}
	}
	return 0
}

// childRecords writes rows until the disk is full, and some more.
func childRecords(dir string, n int) int {
	db := childOpen(dir, 0)
	if err := db.Records().Update(context.Background(), func(tx store.Tx) error {
		_, err := tx.Exec(`CREATE TABLE full_disk (n BIGINT PRIMARY KEY, text TEXT NOT NULL)`)
		return err
	}); err != nil {
		fmt.Fprintln(os.Stdout, "not made:", err)
		return 3
	}
	starve(n)
	for i := range 400 {
		err := db.Records().Update(context.Background(), func(tx store.Tx) error {
			_, err := tx.Exec(`INSERT INTO full_disk (n, text) VALUES ($1, $2)`, i, strings.Repeat("x", 2000))
			return err
		})
		fmt.Fprintln(os.Stdout, map[bool]string{true: "kept", false: "failed"}[err == nil], i)
	}
	return 0
}
