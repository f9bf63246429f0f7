package postgres

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"sluis/internal/secret"
)

// Config is how to connect.
type Config struct {
	Address  Address
	Password secret.Bytes   // empty: none
	Roots    *x509.CertPool // who may have signed the server's certificate; nil: the system's
	// InsecurePlaintext talks to a server of the network without TLS. Addresses of this
	// machine never speak it.
	InsecurePlaintext bool
}

// oldest is the oldest version that its makers still mend.
const oldest = 14

// What a server must end by itself: a statement that hangs, and a transaction whose
// node has frozen with everyone's lock in its hands.
const (
	connectTimeout     = 5 * time.Second
	statementTimeout   = "10000" // ms
	idleInTransaction  = "15000" // ms
	keepaliveIdle      = "10"    // s
	keepaliveEveryNext = "5"     // s
	keepaliveCount     = "3"
)

// Conn is one connection. It is not safe for concurrent use.
type Conn struct{ c *pgx.Conn }

// Connect connects to the first of the hosts that takes writes, and refuses a server
// that could not keep what it acknowledges. Its errors say which and what to do.
func Connect(ctx context.Context, c Config) (*Conn, error) {
	cfg, err := c.parse()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*connectTimeout)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return nil, unreached(err)
	}
	out := &Conn{conn}
	if err := out.fit(ctx); err != nil {
		return nil, errors.Join(err, out.Close())
	}
	return out, nil
}

// parse makes pgx's own configuration. What pgx takes from the environment is put
// aside again.
func (c Config) parse() (*pgx.ConnConfig, error) {
	a := c.Address
	cfg, err := pgx.ParseConfig(fmt.Sprintf("host='%s' port='%s' user='%s' dbname='%s' sslmode=disable connect_timeout=%d passfile=/dev/null",
		strings.Join(a.hosts, ","), strings.Join(a.ports, ","), a.user, a.database, int(connectTimeout.Seconds())))
	if err != nil {
		return nil, errors.New("the address cannot be used") // pgx quotes it
	}
	cfg.User, cfg.Database, cfg.Password = a.user, a.database, string(c.Password.Reveal())
	cfg.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	cfg.RuntimeParams = map[string]string{
		"application_name": "sluis", "statement_timeout": statementTimeout, "idle_in_transaction_session_timeout": idleInTransaction,
		"tcp_keepalives_idle": keepaliveIdle, "tcp_keepalives_interval": keepaliveEveryNext, "tcp_keepalives_count": keepaliveCount,
	}
	cfg.TLSConfig = c.tls(cfg.Host)
	for _, f := range cfg.Fallbacks {
		f.TLSConfig = c.tls(f.Host)
	}
	return cfg, nil
}

func (c Config) tls(host string) *tls.Config {
	if path.IsAbs(host) || c.InsecurePlaintext || (Address{hosts: []string{host}}).Local() {
		return nil
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.Roots, ServerName: host}
}

// unreached puts an error of connecting on one line. pgx leaves passwords out.
func unreached(err error) error {
	return fmt.Errorf("not reached: %s", strings.Join(strings.Fields(err.Error()), " "))
}

// fit asks the server what it promises.
func (c *Conn) fit(ctx context.Context) error {
	var version, fsync, commit, encoding string
	err := c.c.QueryRow(ctx, `SELECT current_setting('server_version_num'), current_setting('fsync'), current_setting('synchronous_commit'), current_setting('server_encoding')`).
		Scan(&version, &fsync, &commit, &encoding)
	number, _ := strconv.Atoi(version) // 0 is too old
	switch {
	case err != nil:
		return err
	case number/10000 < oldest:
		return fmt.Errorf("the server is version %d; sluis needs PostgreSQL %d or later", number/10000, oldest)
	case fsync != "on":
		return errors.New("the server acknowledges what is on no disk: set fsync on")
	case commit == "off" || commit == "local":
		return fmt.Errorf("the server acknowledges before it has written (synchronous_commit %s): ALTER ROLE … SET synchronous_commit = on", commit)
	case encoding != "UTF8":
		return fmt.Errorf("the database is in %s: make it with ENCODING 'UTF8'", encoding)
	}
	return nil
}

// Run runs a script without arguments, in one round trip. It gives the tag of its last
// statement.
func (c *Conn) Run(ctx context.Context, script string) (tag string, err error) {
	results, err := c.c.PgConn().Exec(ctx, script).ReadAll()
	if err != nil {
		return "", err
	}
	if len(results) == 0 {
		return "", nil
	}
	return results[len(results)-1].CommandTag.String(), nil
}

// Exec runs one statement and gives the number of rows that it changed.
func (c *Conn) Exec(ctx context.Context, sql string, args []any) (int64, error) {
	tag, err := c.c.Exec(ctx, sql, args...)
	return tag.RowsAffected(), err
}

// Row is a row of a result, read to its end: the connection is free meanwhile.
type Row struct {
	c      *Conn
	fields []pgconn.FieldDescription
	values [][]byte
}

// Query runs one statement and gives its rows.
func (c *Conn) Query(ctx context.Context, sql string, args []any) ([]Row, error) {
	rows, err := c.c.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Row
	var fields []pgconn.FieldDescription
	for rows.Next() {
		if fields == nil {
			fields = append(fields, rows.FieldDescriptions()...)
		}
		row := Row{c, fields, make([][]byte, len(fields))}
		for i, v := range rows.RawValues() {
			row.values[i] = bytes.Clone(v) // NULL stays nil
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// Columns is their number.
func (r Row) Columns() int { return len(r.values) }

// Null reports whether a column is NULL.
func (r Row) Null(i int) bool { return r.values[i] == nil }

// Scan reads one column.
func (r Row) Scan(i int, dest any) error {
	return r.c.c.TypeMap().Scan(r.fields[i].DataTypeOID, r.fields[i].Format, r.values[i], dest)
}

// InTransaction reports whether a transaction is open, be it one that has failed.
func (c *Conn) InTransaction() bool {
	return c.Alive() && c.c.PgConn().TxStatus() != 'I'
}

// Alive reports whether the connection could still be used, as far as is known here.
func (c *Conn) Alive() bool { return !c.c.IsClosed() }

// Close ends the connection.
func (c *Conn) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
	defer cancel()
	return c.c.Close(ctx)
}

// Unique reports whether an error is that of a unique column.
func Unique(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "23505" // unique_violation
}
