package cli

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sluis/broker/store/storetest/servers"
)

const haproxyPage = "certificates.md"

// startHAProxy runs HAProxy with the lines of docs/apps in front of the world, and gives
// its port.
func startHAProxy(t *testing.T, w *world, ca string) int {
	t.Helper()
	haproxy := needs(t, "HAProxy", "haproxy", "/usr/sbin/haproxy")
	server := w.newCertificate("mtls.sluis.test", nil)
	key, err := x509.MarshalPKCS8PrivateKey(server.key)
	if err != nil {
		t.Fatal(err)
	}
	dir := fill(t, map[string]string{"tls.pem": server.pem() + string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})), "apps-ca.pem": ca})
	port := servers.FreePort(t)
	conf := "defaults\n  mode http\n  timeout connect 5s\n  timeout client 20s\n  timeout server 20s\nfrontend apps\n" +
		strings.NewReplacer("bind :443", fmt.Sprint("bind 127.0.0.1:", port), "/etc/haproxy", dir).Replace(recipe(t, haproxyPage, "haproxy")) +
		"  default_backend sluis\nbackend sluis\n  server sluis " + strings.TrimPrefix(w.issuer, "http://") + "\n"
	w.write("haproxy.cfg", conf)
	path := filepath.Join(w.dir, "haproxy.cfg")
	run(t, fmt.Sprint("127.0.0.1:", port), exec.Command(haproxy, "-db", "-f", path))
	return port
}

// overTLS posts a form to the proxy with a certificate, or with none.
func overTLS(t *testing.T, port int, path string, form url.Values, c *appCertificate, header http.Header) *answer {
	t.Helper()
	conf := &tls.Config{InsecureSkipVerify: true} //nolint:gosec // what is tried is the other direction
	if c != nil {
		conf.Certificates = []tls.Certificate{{Certificate: [][]byte{c.cert.Raw}, PrivateKey: c.key}}
	}
	req, err := http.NewRequest(http.MethodPost, fmt.Sprint("https://127.0.0.1:", port, path), strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header.Clone()
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	transport := &http.Transport{TLSClientConfig: conf}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &answer{Response: res, body: string(body)}
}

// TestHAProxyPassesCertificatesOn: with the lines of the docs a certificate arrives that
// the proxy's authority vouches for and one that it does not know, and none that was
// written by the client (RFC 9440 §4).
func TestHAProxyPassesCertificatesOn(t *testing.T) {
	t.Parallel()
	w, good, own := withCertificates(t)
	port := startHAProxy(t, w, good.by.pem())
	forged := func(c *appCertificate) http.Header { return http.Header{"Client-Cert": {c.header()}} }
	for _, c := range []struct {
		client       string
		mine, others *appCertificate
	}{{"gewaarborgd", good, own}, {"eigen", own, good}} {
		code := w.newBrowser().login(w.request(c.client, "http://127.0.0.1:9/"+c.client), "petteflat", "yara").Get("code")
		wantError(t, c.client+" without a certificate", overTLS(t, port, "/oauth/token", redeems(c.client, code), nil, http.Header{}), http.StatusUnauthorized, "invalid_client")
		wantError(t, c.client+" with a header alone", overTLS(t, port, "/oauth/token", redeems(c.client, code), nil, forged(c.mine)), http.StatusUnauthorized, "invalid_client")
		wantError(t, c.client+" with a header beside another's certificate", overTLS(t, port, "/oauth/token", redeems(c.client, code), c.others, forged(c.mine)), http.StatusUnauthorized, "invalid_client")
		a := overTLS(t, port, "/oauth/token", redeems(c.client, code), c.mine, forged(c.others))
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", c.client, a.StatusCode, a.body)
		}
		info := http.Header{"Authorization": {"Bearer " + a.member(t, "access_token")}}
		if a := overTLS(t, port, "/oauth/userinfo", url.Values{}, c.mine, info); a.StatusCode != http.StatusOK {
			t.Errorf("%s: userinfo: %d %s", c.client, a.StatusCode, a.body)
		}
	}
}
