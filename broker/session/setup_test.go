package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/store"
	"sluis/broker/store/sqlstore"
	"sluis/broker/store/sqlstore/postgres"
	"sluis/broker/store/storetest"
	"sluis/internal/secret"
)

// desk is a Store over real stores, with a clock that a test moves.
type desk struct {
	*Store
	t     testing.TB
	clock *storetest.Clock
	db    *sqlstore.DB
	dir   string
	url   string // of the records in PostgreSQL; "" where they are in SQLite
	nodes []*sqlstore.Shared
}

func newDesk(t testing.TB, url string) *desk {
	t.Helper()
	d := &desk{t: t, clock: storetest.NewClock(), dir: t.TempDir(), url: url}
	d.open()
	t.Cleanup(func() { d.close() })
	return d
}

func (d *desk) open() {
	d.t.Helper()
	var err error
	d.db, err = sqlstore.OpenEmbedded(sqlstore.Config{Dir: d.dir, Now: d.clock.Now, BootID: "one boot", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		d.t.Fatal(err)
	}
	d.Store = d.another()
}

// another is a second node on the same stores.
func (d *desk) another() *Store {
	d.t.Helper()
	records := d.db.Records()
	if d.url != "" {
		a, err := postgres.Parse(d.url)
		if err != nil {
			d.t.Fatal(err)
		}
		node, err := sqlstore.OpenShared(context.Background(), postgres.Config{Address: a})
		if err != nil {
			d.t.Fatal(err)
		}
		d.nodes = append(d.nodes, node)
		records = node.Records()
	}
	ring, err := keys.Open(context.Background(), keys.Config{Records: records, Master: secret.New(bytes.Repeat([]byte{7}, 32)), Now: d.clock.Now})
	if err != nil {
		d.t.Fatal(err)
	}
	return New(Config{Records: records, State: d.db.State(), Ring: ring, Grants: grant.New(d.db.State(), d.clock.Now), Now: d.clock.Now})
}

func (d *desk) close() {
	for _, node := range d.nodes {
		if err := node.Close(); err != nil {
			d.t.Error(err)
		}
	}
	d.nodes = nil
	if err := d.db.Close(); err != nil {
		d.t.Error(err)
	}
}

var count atomic.Int64

// login is a login of somebody in a browser at an app, as package flow would join it.
func (d *desk) login(who, browser, app string, change ...func(*Login)) Login {
	n := count.Add(1)
	l := Login{Handle: keys.NewHandle(), Browser: []byte("browser " + browser), Person: d.Person("entree", "petteflat", who), Ends: d.clock.Now().Add(8 * time.Hour),
		Grant: Grant{ID: fmt.Sprintf("grant-%06d", n), App: app, School: "petteflat", SID: "sid-" + app + who, Subject: "sub-" + app + who, At: d.clock.Now().Truncate(time.Second)}}
	for _, c := range change {
		c(&l)
	}
	return l
}

func after(old Login) func(*Login) { return func(l *Login) { l.Old = old.Handle } }

// try joins a login and gives what came of it.
func (d *desk) try(l Login) error {
	d.t.Helper()
	j, err := d.Join(l)
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.Records.Update(context.Background(), func(tx store.Tx) error { return j.Write(tx) }); err != nil {
		return err
	}
	return j.Settle(context.Background())
}

func (d *desk) join(l Login) Login {
	d.t.Helper()
	if err := d.try(l); err != nil {
		d.t.Fatal(err)
	}
	return l
}

// apps gives the apps of a browser's session, in the order of Find; nil: none is open.
func (d *desk) apps(l Login) []string {
	d.t.Helper()
	s, err := d.Find(context.Background(), l.Handle, l.Browser)
	if err != nil && !errors.Is(err, ErrNone) {
		d.t.Fatal(err)
	}
	var out []string
	for _, g := range s.Grants {
		out = append(out, g.App)
	}
	return out
}

// due claims and gives the apps that are to be told.
func (d *desk) due() []string {
	d.t.Helper()
	all, err := d.Claim(context.Background(), 1000, time.Minute)
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, one := range all {
		out = append(out, one.App)
	}
	return out
}
