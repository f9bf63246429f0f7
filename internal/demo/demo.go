package demo

import (
	"fmt"
	"net/http"
	"time"

	"sluis/providers/hub"
	"sluis/web"
)

// Addresses are the origins of the demo's four servers. The broker stands on
// another host than the rest, so that its cookies are put to the test (design
// §5.12).
type Addresses struct {
	Broker     string
	Entree     string
	SURFconext string
	App        string
	Own        string // where a developer's own app takes answers; empty: there is none
}

// Demo is the part of the demo beside the broker.
type Demo struct {
	at     Addresses
	pages  *web.Pages
	hubs   []*federation
	apps   []*app
	own    *app   // of a developer; nil: there is none
	secret string // the apps', made anew at each start
}

// federation is one hub with its schools and people.
type federation struct {
	connection string // id in the registry
	name       string // as people say it
	style      hub.Style
	at         string
	hub        *hub.Hub
	schools    []hub.School
	people     []hub.Person
}

// New makes hubs with new keys, and the apps. secret is the client secret that the
// registry will name.
func New(at Addresses, secret string, now func() time.Time) (*Demo, error) {
	pages, err := web.New(web.Site{Issuer: at.Broker, Demo: true})
	if err != nil {
		return nil, err
	}
	d := &Demo{at: at, pages: pages, secret: secret}
	for _, f := range []*federation{
		{connection: "demo-entree", name: "Entree", style: hub.Entree, at: at.Entree},
		{connection: "demo-surfconext", name: "SURFconext", style: hub.SURFconext, at: at.SURFconext},
	} {
		f.schools, f.people = hub.DemoPeople(f.style)
		f.hub, err = hub.New(hub.Config{Style: f.style, EntityID: "urn:sluis:demo:hub:" + string(f.style), BaseURL: f.at,
			Schools: f.schools, People: f.people, Now: now, Render: d.loginForm(f)})
		if err != nil {
			return nil, fmt.Errorf("demo: %w", err)
		}
		d.hubs = append(d.hubs, f)
	}
	d.apps = d.offered()
	return d, nil
}

// Secret is the client secret of every app of the demo.
func (d *Demo) Secret() string { return d.secret }

// Hubs gives what to serve at the hubs' addresses.
func (d *Demo) Hubs() map[string]http.Handler {
	out := map[string]http.Handler{}
	for _, f := range d.hubs {
		out[f.at] = d.assets(f.remember(f.hub.Handler()))
	}
	return out
}

// AcceptBroker registers the broker's SP metadata at the hub of a connection.
func (d *Demo) AcceptBroker(connection string, metadata []byte) error {
	for _, f := range d.hubs {
		if f.connection == connection {
			return f.hub.AcceptSP(metadata)
		}
	}
	return fmt.Errorf("demo: no hub for connection %s", connection)
}

// Account is a person who can log in.
type Account struct {
	Login, Password string
	School          string
	Federation      string
	Note            string
}

// Accounts lists everybody, Entree's first.
func (d *Demo) Accounts() []Account {
	var out []Account
	for _, f := range d.hubs {
		for _, p := range f.people {
			out = append(out, Account{p.Login, p.Password, f.school(p.School).Name, f.name, p.Note})
		}
	}
	return out
}

func (f *federation) school(id string) hub.School {
	for _, s := range f.schools {
		if s.ID == id {
			return s
		}
	}
	return hub.School{ID: id, Name: id}
}

// assets serves the stylesheet from the hub's own origin, as its pages ask it.
func (d *Demo) assets(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, kind, _, ok := d.pages.Asset(r.URL.Path); ok {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			_, _ = w.Write(body)
			return
		}
		next.ServeHTTP(w, r)
	})
}
