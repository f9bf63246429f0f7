package sqlstore

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"

	"sluis/broker/store/sqlstore/sqlite"
)

// Schema changes are files of SQL, numbered 0001 and up without a gap, one list for
// each store. To change a schema add the next file; one that was ever released is
// never edited, which the digests hold. They are written in the words of PostgreSQL.
var (
	//go:embed migrations/*.sql
	recordsFiles embed.FS
	//go:embed state/*.sql
	stateFiles embed.FS
)

type migration struct {
	version int64
	name    string
	sql     string
	digest  [32]byte
}

var migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+\.sql$`)

// readMigrations gives the files of a folder in their order.
func readMigrations(files fs.FS, dir string) ([]migration, error) {
	names, err := fs.Glob(files, path.Join(dir, "*.sql")) // sorted
	if err != nil {
		return nil, err
	}
	list := make([]migration, 0, len(names))
	for i, name := range names {
		m := migrationName.FindStringSubmatch(path.Base(name))
		if m == nil {
			return nil, fmt.Errorf("store: migrations: %s is not named like 0001_words.sql", name)
		}
		if v, err := strconv.Atoi(m[1]); err != nil || v != i+1 {
			return nil, fmt.Errorf("store: migrations: %s stands where %04d should be", name, i+1)
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		list = append(list, migration{int64(i + 1), path.Base(name), string(b), sha256.Sum256(b)})
	}
	return list, nil
}

const migrationTable = `CREATE TABLE IF NOT EXISTS schema_migration (
	version INTEGER PRIMARY KEY,
	name    TEXT NOT NULL,
	digest  BLOB NOT NULL
)`

// The few words in which the two databases differ.
var (
	bigint = regexp.MustCompile(`\bBIGINT\b`)
	bytea  = regexp.MustCompile(`\bBYTEA\b`)
)

func forSQLite(sql string) string {
	return bytea.ReplaceAllString(bigint.ReplaceAllString(sql, "INTEGER"), "BLOB")
}

// migrate brings a SQLite file up to the list, in one transaction that holds the
// write lock. It refuses a file that a newer version wrote, and one whose history
// differs from the list: a state it does not understand (design §5.11).
func migrate(c *sqlite.Conn, file string, list []migration) (err error) {
	if err := c.Run("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("store: migrate %s: %w", file, err)
	}
	defer func() {
		if err != nil && c.InTransaction() {
			err = errors.Join(err, c.Run("ROLLBACK"))
		}
	}()
	if err := c.Run(migrationTable); err != nil {
		return fmt.Errorf("store: migrate %s: %w", file, err)
	}
	done, err := applied(c, file, list)
	if err != nil {
		return err
	}
	insert, err := c.Prepare(`INSERT INTO schema_migration (version, name, digest) VALUES (?1, ?2, ?3)`)
	if err != nil {
		return err
	}
	defer insert.Close() //nolint:errcheck // its errors came back from Do
	for _, m := range list[done:] {
		if err := c.Run(forSQLite(m.sql)); err != nil {
			return fmt.Errorf("store: migrate %s: %s: %w", file, m.name, err)
		}
		if err := insert.Do(sqlite.Int(m.version), sqlite.Text(m.name), sqlite.Blob(m.digest[:])); err != nil {
			return fmt.Errorf("store: migrate %s: %s: %w", file, m.name, err)
		}
	}
	if err := c.Run("COMMIT"); err != nil {
		return fmt.Errorf("store: migrate %s: %w", file, err)
	}
	return nil
}

// applied compares what was done to the file with the list, and gives how far it is.
func applied(c *sqlite.Conn, file string, list []migration) (int, error) {
	s, err := c.Prepare(`SELECT version, name, digest FROM schema_migration ORDER BY version`)
	if err != nil {
		return 0, fmt.Errorf("store: migrate %s: %w", file, err)
	}
	defer s.Close() //nolint:errcheck // its errors came back from Step
	for n := 0; ; n++ {
		more, err := s.Step()
		if err != nil || !more {
			return n, err
		}
		version, name, digest := s.Int(0), s.Text(1), s.Bytes(2)
		if err := judgeMigration(file, list, n, version, name, digest); err != nil {
			return 0, err
		}
	}
}

// judgeMigration compares the n-th change that a database went through with the list.
func judgeMigration(where string, list []migration, n int, version int64, name string, digest []byte) error {
	if n >= len(list) {
		return fmt.Errorf("store: %s has schema %d (%s) and this version of sluis knows %d: a newer version wrote it; start that one, or restore a backup", where, version, name, len(list))
	}
	if m := list[n]; version != m.version || !bytes.Equal(digest, m.digest[:]) {
		return fmt.Errorf("store: %s was made by another %s than this version of sluis has: start the version that made it, or restore a backup", where, name)
	}
	return nil
}
