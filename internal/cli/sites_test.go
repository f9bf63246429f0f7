package cli

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/providers/hub"
)

// The sites of a login in the field: none of them is the same site as another, so
// that what a browser does between sites is done here. Hubs share a site.
const (
	brokerHost = "sluis.test"
	entreeHost = "entree.hub.test"
	surfHost   = "surf.hub.test"
	appHost    = "app.test"
	viaHost    = "via.test"  // apps and hubs often lead through a site of a third party,
	lastHost   = "last.test" // and that one through another
	evilHost   = "evil.test"
)

// sites is a world in which every server stands on a site of its own, over TLS.
type sites struct {
	*world
	app *relying

	address string // of the one listener behind all names
	pin     string // SHA-256 of the certificate's public key: what Chromium is told to accept

	gate sync.RWMutex // locked: nobody is answered for a while

	mu    sync.Mutex
	hosts map[string]http.Handler
	seen  []visit
	bend  func(http.Handler) http.Handler // a broker with a fault, for a control
}

// visit is a request that came to the broker.
type visit struct {
	method, path, site string
	cookie             bool // the one that binds a login to its browser
}

// newSites starts one. The broker, both hubs and the app are in it.
func newSites(t *testing.T) *sites {
	t.Helper()
	s := &sites{hosts: map[string]http.Handler{}}
	srv := httptest.NewUnstartedServer(s)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0) // a browser leaves connections half open
	cert, pool := testCA(t, brokerHost, entreeHost, surfHost, appHost, spaHost, mutedHost, viaHost, lastHost, evilHost)
	srv.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	srv.StartTLS()
	t.Cleanup(srv.Close)
	s.address = srv.Listener.Addr().String()
	spki := sha256.Sum256(cert.Leaf.RawSubjectPublicKeyInfo)
	s.pin = base64.StdEncoding.EncodeToString(spki[:])
	s.hosts[viaHost], s.hosts[lastHost] = http.HandlerFunc(hop), http.HandlerFunc(hop)
	s.hosts[evilHost] = http.HandlerFunc(poster)
	s.world = newWorld(t, browserApps+spaApp(t), func(w *world) {
		w.open = s.place
		w.registry = manySchools(w.registry)
		w.transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, s.address)
			}}
	})
	s.app = newRelying(s)
	s.hosts[appHost] = s.app
	return s
}

func (s *sites) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.gate.RLock()
	s.gate.RUnlock() //nolint:staticcheck // only waits
	s.mu.Lock()
	h := s.hosts[r.Host]
	s.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h.ServeHTTP(w, r)
}

// place gives a server its name. A hub is first reached through two other sites.
func (s *sites) place(name string, h http.Handler) string {
	host := map[string]string{"broker": brokerHost, string(hub.Entree): entreeHost, string(hub.SURFconext): surfHost}[name]
	s.mu.Lock()
	defer s.mu.Unlock()
	if host == brokerHost {
		s.hosts[host] = s.watched(h)
	} else {
		s.hosts[host] = roundabout(host, h)
	}
	return "https://" + host
}

// watched writes down who comes to the broker, and puts a control's fault before it.
func (s *sites) watched(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("__Host-sluis")
		s.mu.Lock()
		s.seen = append(s.seen, visit{r.Method, r.URL.Path, r.Header.Get("Sec-Fetch-Site"), err == nil})
		bend := s.bend
		s.mu.Unlock()
		if bend != nil {
			bend(h).ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// faulty puts a fault before the broker until the test ends.
func (s *sites) faulty(t *testing.T, bend func(http.Handler) http.Handler) {
	t.Helper()
	set := func(f func(http.Handler) http.Handler) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.bend = f
	}
	set(bend)
	t.Cleanup(func() { set(nil) })
}

// visits gives what came to the broker since it was last asked.
func (s *sites) visits() []visit {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.seen
	s.seen = nil
	return out
}

// roundabout sends a sign-in at a hub through two other sites before the hub.
func roundabout(host string, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rest, ok := strings.CutPrefix(r.URL.Path, "/arrived"); ok {
			r.URL.Path, r.URL.RawPath = rest, ""
		} else if strings.HasPrefix(r.URL.Path, "/sso") {
			http.Redirect(w, r, through("https://"+host+"/arrived"+r.URL.RequestURI()), http.StatusSeeOther)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// through is an address that leads to another by way of two foreign sites.
func through(to string) string {
	last := "https://" + lastHost + "/hop?" + url.Values{"to": {to}}.Encode()
	return "https://" + viaHost + "/hop?" + url.Values{"to": {last}}.Encode()
}

func hop(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusSeeOther)
}

// testCA gives a certificate for the hosts by an authority made here.
func testCA(t *testing.T, hosts ...string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	make := func(template, parent *x509.Certificate, signer *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if parent == nil {
			parent, signer = template, key
		}
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
		der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c, key
	}
	ca, caKey := make(&x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA"},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, nil, nil)
	leaf, leafKey := make(&x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: hosts,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, ca, caKey)
	pool := x509.NewCertPool()
	pool.AddCert(ca)
	return tls.Certificate{Certificate: [][]byte{leaf.Raw, ca.Raw}, PrivateKey: leafKey, Leaf: leaf}, pool
}

// manySchools adds so many schools to a registry that the picker must be searched.
func manySchools(registry string) string {
	var b strings.Builder
	for i, name := range schoolNames() {
		fmt.Fprintf(&b, "  - {id: school%02d, name: %s, sector: vo, connection: entree, home_organisation: %02dXX, place: Kampen}\n", i, name, i)
	}
	b.WriteString("  - {id: mbo, name: ROC Harderwijk, sector: mbo, connection: surfconext, home_organisation: roc.example}\n")
	return strings.Replace(registry, "apps:", b.String()+"apps:", 1)
}

func schoolNames() []string {
	var names []string
	for _, kind := range []string{"Lyceum", "College", "Mavo"} {
		for _, of := range []string{"Akkerwinde", "Bosrand", "Duinzicht", "Eikenhof", "Havenkwartier", "Lindelaan", "Rietveld", "Zilvermeeuw"} {
			names = append(names, kind+" "+of)
		}
	}
	return names
}

// browserApps: what differs is the schools, whether there is a page, and its basis.
var browserApps = browserApp("portfolio", "Portfolio", "first_login", "public_task", "petteflat, zonder, harderwijk", `
        name: {purpose: {nl: Zo staat je naam boven je werk., en: Your name stands above your work.}}
        student_number: {purpose: {nl: Zo herkent de app jou., en: The app knows you.}}
        class: {purpose: {nl: Zo ziet je docent je werk., en: Your teacher sees your work.}, optional: true}
        school: {purpose: {nl: Zo houdt de app scholen uit elkaar., en: To tell schools apart.}}`) +
	browserApp("leeslijst", "Leeslijst", "first_login", "public_task", allSchools(), `
        name: {purpose: {nl: Zo staat je naam op je lijst., en: Your name stands on your list.}}`) +
	browserApp("akkoord", "Akkoord", "first_login", "consent", "harderwijk", `
        name: {purpose: {nl: Zo weten anderen wie je bent., en: So that others know who you are.}}
        class: {purpose: {nl: Zo vind je je klas., en: So that you find your class.}, optional: true}`) +
	browserApp("stil", "Stil", "never", "public_task", "petteflat, zonder, harderwijk", `
        name: {purpose: {nl: Naam., en: Name.}}`)

func browserApp(id, name, inform, basis, schools, release string) string {
	return fmt.Sprintf(`
  - id: %s
    name: {nl: %s, en: %s}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [https://%s/callback/%s]
    post_logout_redirect_uris: [https://%s/left]
    id_token_alg: RS256
    contract:
      version: 1
      basis: %s
      inform: %s
      schools: [%s]
      roles: [student, staff]
      release: %s`, id, name, name, appHost, id, appHost, basis, inform, schools, release)
}

func allSchools() string {
	ids := []string{"petteflat", "zonder", "harderwijk", "mbo"}
	for i := range schoolNames() {
		ids = append(ids, fmt.Sprintf("school%02d", i))
	}
	return strings.Join(ids, ", ")
}
