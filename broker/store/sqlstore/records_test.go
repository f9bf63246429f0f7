package sqlstore

import (
	"context"
	"testing"

	"sluis/broker/store"
	"sluis/broker/store/sqlstore/postgres"
	"sluis/broker/store/storetest"
	"sluis/broker/store/storetest/servers"
)

// openShared opens records in PostgreSQL for a test, and closes them after it.
func openShared(t testing.TB, c postgres.Config) *Shared {
	t.Helper()
	s, err := OpenShared(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func at(t testing.TB, url string) postgres.Config {
	t.Helper()
	a, err := postgres.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	return postgres.Config{Address: a}
}

// The suite over both databases.
func TestRecords(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		storetest.Records(t, func(t *testing.T) (store.Records, func() store.Records) {
			r := openAt(t, Config{Dir: t.TempDir()}).Records()
			return r, func() store.Records { return r } // one process alone has it
		})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		g := servers.StartPostgres(t)
		storetest.Records(t, func(t *testing.T) (store.Records, func() store.Records) {
			c := at(t, g.NewDatabase())
			return openShared(t, c).Records(), func() store.Records { return openShared(t, c).Records() }
		})
	})
}
