package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sluis/internal/config"
)

// appCertificate is a certificate of an app: by is nil where it signed its own.
type appCertificate struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	by   *appCertificate
}

func (w *world) newCertificate(name string, by *appCertificate) *appCertificate {
	w.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		w.t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name, Organization: []string{"Voorbeeld"}},
		DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour), BasicConstraintsValid: true,
		IsCA: strings.HasPrefix(name, "ca"), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	if !c.IsCA {
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth}
	}
	parent, signer := c, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		w.t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		w.t.Fatal(err)
	}
	return &appCertificate{c, key, by}
}

func (c *appCertificate) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.cert.Raw}))
}

// header is Client-Cert of RFC 9440.
func (c *appCertificate) header() string {
	return ":" + base64.StdEncoding.EncodeToString(c.cert.Raw) + ":"
}

func (c *appCertificate) thumbprint() string {
	sum := sha256.Sum256(c.cert.Raw)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// mtlsApps are an app for each way to have to do with certificates.
func mtlsApps() string {
	one := worldApps[strings.Index(worldApps, "\n  - id: stil")+1:]
	app := func(id, auth, more string) string {
		return strings.NewReplacer("id: stil", "id: "+id, "/stil", "/"+id, "client_auth: {method: client_secret_basic, secret_file: app.secret}",
			"client_auth: "+auth, "id_token_alg: ES256", more).Replace(one)
	}
	const bound = "tls_client_certificate_bound_access_tokens: true"
	return worldApps +
		app("gewaarborgd", "{method: tls_client_auth, ca_file: ca.pem, subject_dn: 'CN=app.test,O=Voorbeeld'}", bound) +
		app("eigen", "{method: self_signed_tls_client_auth, certificate_file: eigen.pem}", "refresh: on") +
		app("geheim", "{method: client_secret_basic, secret_file: app.secret}", bound) +
		partyApp("bank", bankURI, "    profile: fapi2\n    client_auth: {method: tls_client_auth, ca_file: ca.pem, subject_dn: 'CN=app.test,O=Voorbeeld'}\n    "+bound+"\n    refresh: on")
}

// withCertificates makes a world behind a proxy on loopback that passes certificates on.
func withCertificates(t *testing.T) (w *world, good, own *appCertificate) {
	t.Helper()
	var ca *appCertificate
	w = newWorld(t, mtlsApps(), func(w *world) {
		w.settings = "trusted_proxies: [127.0.0.0/8]\nmtls: {certificates: header, origin: 'https://mtls.sluis.test'}\n"
		w.beforeStart = func() {
			ca, own = w.newCertificate("ca.test", nil), w.newCertificate("eigen.test", nil)
			good = w.newCertificate("app.test", ca)
			w.write("ca.pem", ca.pem())
			w.write("eigen.pem", own.pem())
		}
	})
	return w, good, own
}

// passOn sends a request as the proxy does.
func (w *world) passOn(path string, form url.Values, secret string, header http.Header) *answer {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.issuer+path, strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header = header.Clone()
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Forwarded-For", "127.0.0.9")
	if secret != "" {
		req.SetBasicAuth(form.Get("client_id"), secret)
	}
	return w.newBrowser().do(req)
}

func redeems(client, code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {"http://127.0.0.1:9/" + client}, "code_verifier": {verifier}, "client_id": {client}}
}

// TestMTLS: apps that prove themselves by a certificate, and tokens that are worth
// nothing without it (RFC 8705, RFC 9440, O-13).
func TestMTLS(t *testing.T) {
	t.Parallel()
	w, good, own := withCertificates(t)
	other := w.newCertificate("app.test", nil)
	shows := func(c *appCertificate) http.Header { return http.Header{"Client-Cert": {c.header()}} }
	code := func(client string) string {
		return w.newBrowser().login(w.request(client, "http://127.0.0.1:9/"+client), "petteflat", "yara").Get("code")
	}
	for _, c := range []struct {
		client, secret string
		header         http.Header
		bound          bool
	}{
		{"gewaarborgd", "", shows(good), true},
		{"eigen", "", shows(own), false},
		{"geheim", appSecret, shows(other), true}, // bound to whichever it shows
	} {
		given := code(c.client)
		for how, h := range map[string]http.Header{
			"none": {}, "another of the same name": shows(w.newCertificate("app.test", nil)), "two": {"Client-Cert": {c.header.Get("Client-Cert"), shows(good).Get("Client-Cert")}},
			"two in one": {"Client-Cert": {c.header.Get("Client-Cert") + ", " + shows(good).Get("Client-Cert")}},
			"no colons":  {"Client-Cert": {strings.Trim(c.header.Get("Client-Cert"), ":")}}, "cut": {"Client-Cert": {c.header.Get("Client-Cert")[:200] + ":"}},
			"PEM": {"Client-Cert": {url.QueryEscape(good.pem())}}, "another header": {"X-Client-Cert": {c.header.Get("Client-Cert")}},
		} {
			status, fault := http.StatusUnauthorized, "invalid_client"
			if c.secret != "" {
				if how == "another of the same name" {
					continue // any will do for it
				}
				status, fault = http.StatusBadRequest, "invalid_request"
			}
			a := w.passOn("/oauth/token", redeems(c.client, given), c.secret, h)
			if a.StatusCode != status || a.member(t, "error") != fault {
				t.Errorf("%s with %s: %d %s", c.client, how, a.StatusCode, a.body)
			}
		}
		a := w.passOn("/oauth/token", redeems(c.client, given), c.secret, c.header)
		if a.StatusCode != http.StatusOK || a.member(t, "token_type") != "Bearer" {
			t.Fatalf("%s: %d %s", c.client, a.StatusCode, a.body)
		}
		token := a.member(t, "access_token")
		seen := w.passOn("/oauth/introspect", url.Values{"client_id": {c.client}, "token": {token}}, c.secret, c.header)
		var about struct {
			Active bool
			CNF    map[string]string
		}
		if err := json.Unmarshal([]byte(seen.body), &about); err != nil || !about.Active || c.bound != (len(about.CNF) == 1) {
			t.Errorf("%s: introspection: %v %s", c.client, err, seen.body)
		}
		for how, h := range map[string]http.Header{"its own": c.header, "none": {}, "another": shows(w.newCertificate("app.test", nil))} {
			h = h.Clone()
			h.Set("Authorization", "Bearer "+token)
			a := w.passOn("/oauth/userinfo", url.Values{}, "", h)
			switch want := !c.bound || how == "its own"; {
			case want && a.StatusCode != http.StatusOK:
				t.Errorf("%s: userinfo with %s: %d %s", c.client, how, a.StatusCode, a.body)
			case !want && (a.StatusCode != http.StatusUnauthorized || a.Header.Get("WWW-Authenticate") != `Bearer error="invalid_token"`):
				t.Errorf("%s: userinfo with %s: %d %q", c.client, how, a.StatusCode, a.Header.Get("WWW-Authenticate"))
			}
			h.Set("Authorization", "DPoP "+token)
			if a := w.passOn("/oauth/userinfo", url.Values{}, "", h); a.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s: userinfo by DPoP: %d", c.client, a.StatusCode)
			}
		}
		if c.bound && about.CNF["x5t#S256"] == "" {
			t.Errorf("%s: cnf %v", c.client, about.CNF)
		}
	}
	var d struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
		Bound   bool     `json:"tls_client_certificate_bound_access_tokens"`
		Aliases map[string]string
	}
	doc := w.newBrowser().get("/.well-known/openid-configuration").body
	if err := json.Unmarshal([]byte(strings.Replace(doc, "mtls_endpoint_aliases", "aliases", 1)), &d); err != nil || !d.Bound || d.Aliases["token_endpoint"] != "https://mtls.sluis.test/oauth/token" ||
		!strings.Contains(strings.Join(d.Methods, " "), "self_signed_tls_client_auth tls_client_auth") {
		t.Errorf("discovery: %v %+v", err, d)
	}
}

// TestFAPI2LoginByCertificate: FAPI 2.0 with RFC 8705 in the place of assertions and DPoP:
// pushed, redeemed, shown and refreshed, each with the certificate alone. What was stolen
// is worth nothing with another, not even with the client's own next one.
func TestFAPI2LoginByCertificate(t *testing.T) {
	t.Parallel()
	w, good, own := withCertificates(t)
	shows := func(c *appCertificate) http.Header { return http.Header{"Client-Cert": {c.header()}} }
	mine, renewed := shows(good), shows(w.newCertificate("app.test", good.by))
	wantError(t, "pushing with another's certificate", w.passOn("/oauth/par", pushForm("bank", bankURI), "", shows(own)), http.StatusUnauthorized, "invalid_client")
	code := w.newBrowser().login(w.pushedAt("bank", w.passOn("/oauth/par", pushForm("bank", bankURI), "", mine)), "petteflat", "yara").Get("code")
	redeem := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {bankURI}, "code_verifier": {verifier}, "client_id": {"bank"}}
	a := w.passOn("/oauth/token", redeem, "", mine)
	if a.StatusCode != http.StatusOK {
		t.Fatalf("token endpoint: %d %s", a.StatusCode, a.body)
	}
	refresh := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {a.member(t, "refresh_token")}, "client_id": {"bank"}}
	wantError(t, "refreshing with the next certificate", w.passOn("/oauth/token", refresh, "", renewed), http.StatusBadRequest, "invalid_grant")
	b := w.passOn("/oauth/token", refresh, "", mine)
	if b.StatusCode != http.StatusOK {
		t.Fatalf("refresh: %d %s", b.StatusCode, b.body)
	}
	for name, c := range map[string]struct {
		header http.Header
		status int
	}{"its own": {mine, http.StatusOK}, "the next one": {renewed, http.StatusUnauthorized}, "none": {http.Header{}, http.StatusUnauthorized}} {
		h := c.header.Clone()
		h.Set("Authorization", "Bearer "+b.member(t, "access_token"))
		if got := w.passOn("/oauth/userinfo", url.Values{}, "", h); got.StatusCode != c.status || c.status == http.StatusOK != strings.Contains(got.body, "2041187") {
			t.Errorf("userinfo with %s: %d %s", name, got.StatusCode, got.body)
		}
	}
}

// TestMTLSHeaderOfAStranger: who is no listed proxy cannot write a certificate, and where
// none can come the header means nothing.
func TestMTLSHeaderOfAStranger(t *testing.T) {
	t.Parallel()
	w, good, _ := withCertificates(t)
	w.stop()
	w.write("sluis.yaml", "issuer: "+w.issuer+"\nlisten: 127.0.0.1:0\ndata: ./data\nregistry: ./registry.yaml\ntrusted_proxies: [10.9.9.0/24]\nmtls: {certificates: header}\n")
	w.start()
	code := w.newBrowser().login(w.request("gewaarborgd", "http://127.0.0.1:9/gewaarborgd"), "petteflat", "yara").Get("code")
	if a := w.passOn("/oauth/token", redeems("gewaarborgd", code), "", http.Header{"Client-Cert": {good.header()}}); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("a header that no proxy wrote is believed: %d %s", a.StatusCode, a.body)
	}
}

// TestMTLSOwnHandshake: our own TLS asks for a certificate under the name that is kept for
// that, requires none, and takes one that no authority vouches for.
func TestMTLSOwnHandshake(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps)
	server, client := w.newCertificate("sluis.test", nil), w.newCertificate("app.test", nil)
	key, err := x509.MarshalPKCS8PrivateKey(server.key)
	if err != nil {
		t.Fatal(err)
	}
	w.write("tls.pem", server.pem())
	w.write("tls.key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})))
	i := config.Installation{TLS: config.TLS{CertFile: filepath.Join(w.dir, "tls.pem"), KeyFile: filepath.Join(w.dir, "tls.key")}}
	for _, c := range []struct {
		name  string
		mtls  config.MTLS
		host  string
		asked bool
	}{
		{"without mtls", config.MTLS{}, "sluis.test", false},
		{"behind a proxy", config.MTLS{Certificates: "header"}, "sluis.test", false},
		{"under every name", config.MTLS{Certificates: "tls"}, "sluis.test", true},
		{"under the issuer's name", config.MTLS{Certificates: "tls", Origin: "https://mtls.sluis.test"}, "sluis.test", false},
		{"under its own name", config.MTLS{Certificates: "tls", Origin: "https://mtls.sluis.test:8443"}, "MTLS.sluis.test", true},
	} {
		i.MTLS = c.mtls
		srv := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if len(r.TLS.PeerCertificates) > 0 {
				rw.Header().Set("Seen", (&appCertificate{cert: r.TLS.PeerCertificates[0]}).thumbprint())
			}
		}))
		srv.TLS = handshake(i)
		srv.StartTLS()
		for _, has := range []bool{true, false} {
			asked := false
			conf := &tls.Config{ServerName: c.host, InsecureSkipVerify: true, //nolint:gosec // what is tried is the other direction
				GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
					asked = true
					if !has {
						return &tls.Certificate{}, nil
					}
					return &tls.Certificate{Certificate: [][]byte{client.cert.Raw}, PrivateKey: client.key}, nil
				}}
			hc := &http.Client{Transport: &http.Transport{TLSClientConfig: conf}}
			res, err := hc.Get(srv.URL)
			if err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
			res.Body.Close()
			want := ""
			if has && c.asked {
				want = client.thumbprint()
			}
			if asked != c.asked || res.Header.Get("Seen") != want {
				t.Errorf("%s: asked %t, seen %q", c.name, asked, res.Header.Get("Seen"))
			}
			hc.CloseIdleConnections()
		}
		srv.Close()
	}
}
