package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"sluis/broker/flow"
	"sluis/internal/config"
	"sluis/internal/selftest"
	"sluis/providers/saml/attack"
)

// rehearsal is the broker of this binary on a registry of the operator's, with hubs of
// ours in the place of the federations' and nothing of its data.
type rehearsal struct {
	origin string
	stages map[string]selftest.Stage
	node   *Node
	server *http.Server
	dir    string
}

// rehearse starts one. The registry keeps its connections, schools, apps and contracts;
// metadata is replaced, and a school without an identity provider of its own gets one,
// so that the rule about it is tried. l is not changed.
func rehearse(ctx context.Context, l config.Loaded, c config.Checks) (_ *rehearsal, err error) {
	r := &rehearsal{}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("selftest: rehearsal: %w", err), r.close())
		}
	}()
	if r.dir, err = os.MkdirTemp("", "sluis-selftest-"); err != nil {
		return nil, err
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r.origin = "http://" + ln.Addr().String()
	l.Installation = config.Installation{Issuer: r.origin, Listen: ln.Addr().String(), Data: filepath.Join(r.dir, "data"),
		Registry: filepath.Join(r.dir, "registry.yaml"), MasterKeyFile: filepath.Join(r.dir, "sluis.key"), MasterKeyDefault: true,
		Guard: config.Guard{AllowNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}, Operator: l.Installation.Operator}
	l.Files = nil // the registry is as it was when the run began
	if err = r.replaceHubs(&l.Registry); err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	r.node, err = Start(NodeConfig{Loaded: &l, Checks: c, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Caps: flow.DefaultCaps})
	if err != nil {
		return nil, errors.Join(err, ln.Close())
	}
	r.server = server(r.node.Public, slog.New(slog.DiscardHandler))
	go func() { _ = r.server.Serve(ln) }() // a broker that stops answering shows in every case
	return r, nil
}

// replaceHubs gives every connection a hub of ours: one key for each federation.
func (r *rehearsal) replaceHubs(g *config.Registry) error {
	keys, err := attack.NewKeys(time.Now())
	if err != nil {
		return err
	}
	g.Connections, g.Schools = slices.Clone(g.Connections), slices.Clone(g.Schools)
	name := func(c *config.Connection) string {
		if c == nil {
			return "https://elsewhere.example/"
		}
		return "https://" + c.ID + ".selftest.example/metadata"
	}
	casts := cast(g)
	for federation, organisation := range map[string]string{"surfconext": "elsewhere.selftest.example", "entree": "98ZZ"} {
		if _, plays := casts[federation]; plays {
			addOther(g, federation, organisation)
		}
	}
	seenBy := map[string]*attack.Keys{"surfconext": keys, "entree": keys.Swapped()}
	for i := range g.Connections {
		c := &g.Connections[i]
		pair := seenBy[c.Federation].Hub
		if strings.HasPrefix(c.ID, otherPrefix) {
			pair = seenBy[c.Federation].OtherHub
		}
		doc := attack.Metadata(name(c), "https://"+c.ID+".selftest.example/sso", pair.Certificate)
		path := filepath.Join(r.dir, c.ID+".xml")
		if err := os.WriteFile(path, doc, 0o600); err != nil {
			return err
		}
		c.Metadata = config.Metadata{File: path, Sum: sha256.Sum256(doc)}
	}
	for i := range g.Schools {
		if s := &g.Schools[i]; s.IdP == "" {
			s.IdP = "https://idp." + s.ID + ".selftest.example/"
		}
	}
	r.stages = map[string]selftest.Stage{}
	for federation, c := range cast(g) {
		r.stages[federation] = c.stage(selftest.Broker{Origin: r.origin, Transport: &http.Transport{}}, name(c.connection), name(c.other), seenBy[federation])
	}
	return nil
}

// otherPrefix begins the ids of what a rehearsal adds to the registry.
const otherPrefix = "selftest-"

// addOther adds a second connection of a federation, with one school: whom a hub may
// not speak for is tried even where an installation has one hub.
func addOther(g *config.Registry, federation, organisation string) {
	id := otherPrefix + federation
	g.Connections = append(g.Connections, config.Connection{ID: id, Federation: federation, EntityID: "https://" + id + ".example/sp",
		Encryption: config.Encryption{Answers: "refuse"}})
	g.Schools = append(g.Schools, config.School{ID: id, Name: "Selftest", Sector: "vo", Connection: id, HomeOrganisation: organisation,
		LoginLog: "failed_only", LogRetentionDays: 365})
}

// close leaves nothing behind.
func (r *rehearsal) close() error {
	var err error
	if r.server != nil {
		err = r.server.Close()
	}
	if r.node != nil {
		err = errors.Join(err, r.node.Close())
	}
	if r.dir != "" {
		err = errors.Join(err, os.RemoveAll(r.dir))
	}
	return err
}
