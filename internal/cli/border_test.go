package cli

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"sluis/broker"
)

// openPaths are those that answer wherever they are asked from (L-05): calls of apps' and
// hubs' servers, what is no page, and logging out. All others ask the border, and a new one does so without a thought.
var openPaths = []string{
	"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth/jwks", "/oauth/par", "/oauth/token", "/oauth/userinfo", "/oauth/introspect", "/oauth/revoke",
	"/oauth/logout", "/logout", "/logout/done",
	"/saml/{connection}/metadata", "/robots.txt", "/.well-known/security.txt", "/assets/{file}",
}

func (b *browser) from(address, method, path string) *answer {
	b.w.t.Helper()
	req, err := http.NewRequest(method, b.w.absolute(path), nil)
	if err != nil {
		b.w.t.Fatal(err)
	}
	if address != "" {
		req.Header.Set("X-Forwarded-For", address)
	}
	return b.do(req)
}

// TestBorder: L-01, L-02, L-05 on every route and every method that it takes.
func TestBorder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, func(w *world) { w.settings = "trusted_proxies: [127.0.0.0/8]\n" })
	fill := strings.NewReplacer("{connection}", "entree", "{file}", "sluis.css")
	for _, r := range append(broker.Routes(), broker.RouteInfo{Path: "/nergens", Methods: []string{"GET"}}) {
		for _, method := range append(r.Methods, "DELETE") {
			for name, c := range map[string]struct {
				address string
				refused bool
			}{
				"the Netherlands":   {"145.97.37.1", false},
				"Great Britain":     {"2001:630::1", false},
				"Germany":           {"141.30.1.1", true},
				"the United States": {"::ffff:18.0.0.1", true},
				"nowhere known":     {"10.2.3.4", true},
				"carrier-grade NAT": {"100.64.0.9", true},
			} {
				a := w.newBrowser().from(c.address, method, fill.Replace(r.Path))
				c.refused = c.refused || name == "Great Britain" && strings.HasPrefix(r.Path, "/admin") // admins come from the EEA
				if want := c.refused && !slices.Contains(openPaths, r.Path); want != (a.StatusCode == http.StatusForbidden && (method == "HEAD" || strings.Contains(a.body, "SLUIS-1011"))) {
					t.Errorf("%s %s from %s: %d, refused should be %v", method, r.Path, name, a.StatusCode, want)
				} else if want && (len(a.Cookies()) > 0 || a.Header.Get("X-Robots-Tag") != "noindex, nofollow" || a.Header.Get("Location") != "") {
					t.Errorf("%s %s from %s: %v", method, r.Path, name, a.Header)
				}
			}
		}
	}
	if !strings.Contains(w.log.String(), "SLUIS-1011") || strings.Contains(w.log.String(), "141.30.1.1") {
		t.Error("the log does not tell of it, or tells an address")
	}
}

// TestBorderWhoIsBelieved: L-03. Only a listed proxy may say for whom it speaks, and a
// proxy that was forgotten lets nobody in.
func TestBorderWhoIsBelieved(t *testing.T) {
	t.Parallel()
	const dutch, german = "145.97.37.1", "141.30.1.1"
	for name, c := range map[string]struct {
		settings, forwarded string
		status              int
	}{
		"nobody is listed, and the issuer is on loopback": {"", german, http.StatusOK},
		"nobody is listed, and loopback is not let in":    {"guard: {allow_networks: [10.0.0.0/8]}\n", dutch, http.StatusForbidden},
		"a listed proxy": {"trusted_proxies: [127.0.0.0/8]\nguard: {allow_networks: [10.0.0.0/8]}\n", dutch, http.StatusOK},
		"a listed proxy, for a network of our own":           {"trusted_proxies: [127.0.0.0/8]\nguard: {allow_networks: [10.0.0.0/8]}\n", "10.1.1.1", http.StatusOK},
		"a listed proxy that was told a Dutch one by German": {"trusted_proxies: [127.0.0.0/8]\n", dutch + ", " + german, http.StatusForbidden},
		"a listed proxy that passes nonsense on":             {"trusted_proxies: [127.0.0.0/8]\nguard: {allow_networks: [10.0.0.0/8]}\n", dutch + ", x", http.StatusForbidden},
		"Germany alone":                                      {"trusted_proxies: [127.0.0.0/8]\nguard: {countries: [DE]}\n", german, http.StatusOK},
		"Germany alone, from the Netherlands":                {"trusted_proxies: [127.0.0.0/8]\nguard: {countries: [DE]}\n", dutch, http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, worldApps, func(w *world) { w.settings = c.settings })
			if a := w.newBrowser().from(c.forwarded, http.MethodGet, "/"); a.StatusCode != c.status {
				t.Errorf("%d, want %d", a.StatusCode, c.status)
			}
		})
	}
}

// TestBorderBehindTheProxy: an https issuer without tls stands behind a proxy, so a
// loopback address is nobody at this machine.
func TestBorderBehindTheProxy(t *testing.T) {
	t.Parallel()
	s := newSites(t)
	s.stop()
	for settings, status := range map[string]int{"": http.StatusForbidden, "guard: {allow_networks: [127.0.0.0/8]}\n": http.StatusOK} {
		s.write("sluis.yaml", "issuer: "+s.issuer+"\nlisten: 127.0.0.1:0\ndata: ./data\nregistry: ./registry.yaml\n"+settings)
		s.start()
		if a := s.newBrowser().get("/"); a.StatusCode != status {
			t.Errorf("with %q: %d, want %d", settings, a.StatusCode, status)
		}
		s.stop()
	}
}
