package sqlstore

import (
	"crypto/rand"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"sluis/broker/store/sqlstore/sqlite"
)

// What State acknowledged may be undone by a power loss, and replay marks with it.
// Three facts tell whether that can have happened since the last run:
//
//   - boot: the kernel's boot id. As long as it is the same, the page cache has lived,
//     and with it every acknowledged write;
//   - run: a random number that each start writes into both databases. A state.db
//     that was put back from elsewhere, or deleted, does not have the one that
//     records.db has;
//   - horizon: the verdict of an earlier start of this boot, which still holds.

const bootIDFile = "/proc/sys/kernel/random/boot_id"

// readBootID gives the kernel's boot id, or "" on systems that have none: there,
// every start counts as one after a power loss.
func readBootID() string {
	b, err := os.ReadFile(bootIDFile)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

const (
	getMeta = `SELECT value FROM meta WHERE name = ?1`
	setMeta = `INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
)

func readMeta(c *sqlite.Conn, name string) (value string, err error) {
	s, err := c.Prepare(getMeta)
	if err != nil {
		return "", err
	}
	defer s.Close() //nolint:errcheck // its errors came back from Step
	if err := s.Bind(sqlite.Text(name)); err != nil {
		return "", err
	}
	if more, err := s.Step(); err != nil || !more {
		return "", err
	}
	return s.Text(0), nil
}

func writeMeta(c *sqlite.Conn, pairs ...string) error {
	s, err := c.Prepare(setMeta)
	if err != nil {
		return err
	}
	defer s.Close() //nolint:errcheck // its errors came back from Do
	for i := 0; i < len(pairs); i += 2 {
		if err := s.Do(sqlite.Text(pairs[i]), sqlite.Text(pairs[i+1])); err != nil {
			return err
		}
	}
	return nil
}

// findHorizon compares the three facts, and writes down those of this run. State is
// written first: a kill between the two writes leaves them different, which counts
// as a loss.
func findHorizon(stateDB, recordsDB *sqlite.Conn, boot string, now time.Time) (time.Time, error) {
	var facts [4]string
	for i, f := range []struct {
		c    *sqlite.Conn
		name string
	}{{stateDB, "boot"}, {stateDB, "run"}, {stateDB, "horizon"}, {recordsDB, "run"}} {
		var err error
		if facts[i], err = readMeta(f.c, f.name); err != nil {
			return time.Time{}, fmt.Errorf("store: horizon: %w", err)
		}
	}
	horizon, err := judge(facts[0], facts[1], facts[2], facts[3], boot, now)
	if err != nil {
		return time.Time{}, err
	}
	stored := ""
	if !horizon.IsZero() {
		stored = strconv.FormatInt(horizon.UnixNano(), 10)
	}
	run := rand.Text()
	if err := writeMeta(stateDB, "boot", boot, "run", run, "horizon", stored); err != nil {
		return time.Time{}, fmt.Errorf("store: horizon: %w", err)
	}
	if err := writeMeta(recordsDB, "run", run); err != nil {
		return time.Time{}, fmt.Errorf("store: horizon: %w", err)
	}
	return horizon, nil
}

func judge(lastBoot, stateRun, horizon, recordsRun, boot string, now time.Time) (time.Time, error) {
	switch {
	case stateRun == "" && recordsRun == "": // a new installation
		return time.Time{}, nil
	case boot == "" || boot != lastBoot || stateRun != recordsRun:
		return now, nil
	case horizon == "":
		return time.Time{}, nil
	}
	n, err := strconv.ParseInt(horizon, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("store: horizon: state.db holds %q", horizon)
	}
	return time.Unix(0, n), nil
}
