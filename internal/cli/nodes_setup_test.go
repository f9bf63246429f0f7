package cli

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sluis/broker/store/storetest/servers"
	"sluis/providers/hub"
)

// nodes is a world whose broker is two real programs on one PostgreSQL and one Redis,
// behind a front that gives each request to the other one than the last.
type nodes struct {
	*process // the front, to browsers and workers
	one      [2]*process
	redis    *servers.Redis
	postgres *servers.Postgres
	turn     atomic.Int64
	served   [2]atomic.Int64
}

func newNodes(t testing.TB, apps string, options ...option) *nodes {
	t.Helper()
	w := emptyWorld(t, apps)
	n := &nodes{process: &process{world: w}, redis: servers.StartRedis(t), postgres: servers.StartPostgres(t)}
	w.issuer = w.open("front", n.front())
	w.entree, w.surf = w.startHub(hub.Entree), w.startHub(hub.SURFconext)
	for _, o := range options {
		o(w)
	}
	records := n.postgres.NewDatabase()
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails (crypto/rand)
	w.write("app.secret", appSecret+"\n")
	w.write("entree.xml", string(w.entree.Metadata()))
	w.write("surfconext.xml", string(w.surf.Metadata()))
	w.write("registry.yaml", w.registry)
	w.write("master.key", base64.StdEncoding.EncodeToString(key)+"\n")
	for i := range n.one {
		own := w.seen()
		own.dir, own.log = t.TempDir(), &syncBuffer{}
		n.one[i] = &process{world: own, address: fmt.Sprint("127.0.0.1:", servers.FreePort(t))}
		own.write("sluis.yaml", fmt.Sprintf("issuer: %s\nlisten: %s\ndata: ./data\nregistry: %s\nmaster_key_file: %s\ntrusted_proxies: [127.0.0.0/8]\nstores: {records: %q, state: %q}\nguard: {allow_networks: [127.0.0.0/8, \"::1/128\", 198.51.100.0/24]}\n",
			w.issuer, n.one[i].address, filepath.Join(w.dir, "registry.yaml"), filepath.Join(w.dir, "master.key"), records, "redis://"+n.redis.Addr))
	}
	if _, err := built(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup // both make schema, keyring and keys at once: one of them does
	for _, p := range n.one {
		t.Cleanup(func() { p.end(syscall.SIGKILL) })
		wg.Go(p.begin)
	}
	wg.Wait()
	for id, h := range map[string]*hub.Hub{"entree": w.entree, "surfconext": w.surf} {
		if err := h.AcceptSP([]byte(n.at(0).newBrowser().get("/saml/" + id + "/metadata").body)); err != nil {
			t.Fatal(err)
		}
	}
	n.settle()
	return n
}

// settle waits until what a hub issues from here on is younger than the horizon: hubs
// write whole seconds.
func (n *nodes) settle() { <-time.After(1100 * time.Millisecond) }

// at gives one node itself, for requests that are for it alone.
func (n *nodes) at(i int) *world {
	own := n.seen()
	own.issuer = "http://" + n.one[i].address
	return own
}

// beside gives the same world seen from another place.
func (w *world) seen() *world {
	return &world{t: w.t, dir: w.dir, issuer: w.issuer, entree: w.entree, surf: w.surf, log: w.log, clock: w.clock}
}

// direct moves an address of the front to one node.
func (n *nodes) direct(i int, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		n.t.Fatal(err)
	}
	u.Host = n.one[i].address
	return u.String()
}

// front passes requests on in turn, and to the other node where one does not listen:
// what was never sent may be sent elsewhere.
func (n *nodes) front() http.Handler {
	dial := &net.Dialer{Timeout: time.Second}
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", "node", r.In.Host
			r.Out.Header["X-Forwarded-For"] = r.In.Header["X-Forwarded-For"]
		},
		Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			first := int(n.turn.Add(1) % 2)
			for _, i := range [2]int{first, 1 - first} {
				conn, err := dial.DialContext(r.Context(), "tcp", n.one[i].address)
				if err != nil {
					continue
				}
				_ = conn.Close() // it listens
				n.served[i].Add(1)
				r.URL.Host = n.one[i].address
				return http.DefaultTransport.RoundTrip(r)
			}
			return nil, errors.New("no node listens")
		}),
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			http.Error(w, gone, http.StatusBadGateway)
		},
	}
}

// gone is what the front says of a request that a node did not live to answer.
const gone = "a node is gone"

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
