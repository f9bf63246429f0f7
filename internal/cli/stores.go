package cli

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"sluis/broker/store"
	"sluis/broker/store/redisstore"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/sqlstore/postgres"
	"sluis/internal/config"
	"sluis/internal/secret"
)

// stores are the two of an installation, wherever they are.
type stores interface {
	State() store.State
	Records() store.Records
	// Sweep removes what has expired, and what was overwritten, as far as the stores do
	// not so by themselves. It is safe on two nodes at once.
	Sweep(ctx context.Context) (deleted int, err error)
	Close() error
}

// shared are stores on servers, for several nodes.
type shared struct {
	state   *redisstore.Store
	records *sqlstore.Shared
	logger  *slog.Logger
	now     func() time.Time

	last    string // the state that this node wrote down as the installation's
	stop    context.CancelFunc
	stopped chan struct{}
}

func (s *shared) State() store.State     { return s.state }
func (s *shared) Records() store.Records { return s.records.Records() }

// Sweep leaves expiry to Redis.
func (s *shared) Sweep(ctx context.Context) (int, error) { return 0, s.records.Tidy(ctx) }

func (s *shared) Close() error {
	s.stop()
	<-s.stopped
	return errors.Join(s.state.Close(), s.records.Close())
}

// openStores opens what the configuration names.
func openStores(ctx context.Context, i config.Installation, now func() time.Time, logger *slog.Logger) (stores, error) {
	if !i.Stores.Shared() {
		db, err := sqlstore.OpenEmbedded(sqlstore.Config{Dir: i.Data, Now: now, Logger: logger})
		if err != nil {
			return nil, err
		}
		return db, nil
	}
	records, state, err := storeConfigs(i.Stores, now, logger)
	if err != nil {
		return nil, err
	}
	s := &shared{logger: logger, now: now, stopped: make(chan struct{})}
	if s.records, err = sqlstore.OpenShared(ctx, records); err != nil {
		return nil, fmt.Errorf("stores.records: %w", err)
	}
	if s.state, err = redisstore.Open(ctx, state); err != nil {
		return nil, errors.Join(fmt.Errorf("stores.state: %w", err), s.records.Close())
	}
	if err := s.pair(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("stores: %w", err), s.state.Close(), s.records.Close())
	}
	background, stop := context.WithCancel(context.Background())
	s.stop = stop
	go s.keepPaired(background)
	return s, nil
}

// examineStores says why serve would refuse the servers, and changes nothing on them.
func examineStores(ctx context.Context, i config.Installation, now func() time.Time) error {
	if !i.Stores.Shared() {
		return nil
	}
	records, state, err := storeConfigs(i.Stores, now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if err = sqlstore.Examine(ctx, records); err != nil {
		err = fmt.Errorf("stores.records: %w", err)
	}
	if e := redisstore.Examine(ctx, state); e != nil {
		err = errors.Join(err, fmt.Errorf("stores.state: %w", e))
	}
	return err
}

// storeConfigs reads the files that the configuration names; check has seen them.
func storeConfigs(s config.Stores, now func() time.Time, logger *slog.Logger) (postgres.Config, redisstore.Config, error) {
	records, state := postgres.Config{InsecurePlaintext: s.InsecurePlaintext}, redisstore.Config{Now: now, Logger: logger}
	var errs [7]error
	records.Address, errs[0] = postgres.Parse(s.Records)
	state.Address, errs[1] = redisstore.Parse(s.State)
	records.Password, errs[2] = password(s.RecordsPasswordFile)
	state.Password, errs[3] = password(s.StatePasswordFile)
	state.SentinelPassword, errs[4] = password(s.SentinelPassword)
	records.Roots, errs[5] = roots(s.RecordsCAFile)
	state.Roots, errs[6] = roots(s.StateCAFile)
	if err := errors.Join(errs[:]...); err != nil {
		return records, state, fmt.Errorf("stores: %w", err)
	}
	return records, state, nil
}

func password(file string) (secret.Bytes, error) {
	if file == "" {
		return secret.Bytes{}, nil
	}
	return secret.ReadFile(file)
}

func roots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // the system's
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate", file)
	}
	return pool, nil
}

func recordsURL(url string) (plain bool, err error) {
	a, err := postgres.Parse(url)
	return err == nil && !a.Local(), err
}

func stateURL(url string) (plain bool, err error) {
	a, err := redisstore.Parse(url)
	return a.Plain(), err
}
