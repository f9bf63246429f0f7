package cli

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"

	"sluis/broker/store/storetest/servers"
	"sluis/providers/hub/hubtest"
)

// pysaml2 in the place of a hub: a third family of SAML software, whose signatures
// are xmlsec1's.

// pysaml2 is one identity provider; its metadata is there before ours is known to it.
type pysaml2 struct {
	dir, base, style string
	port             int
}

func newPysaml2(t *testing.T, style string) *pysaml2 {
	t.Helper()
	needs(t, "pysaml2", "/usr/lib/python3/dist-packages/saml2")
	p := &pysaml2{dir: fill(t, map[string]string{"cert/.keep": ""}), style: style, port: servers.FreePort(t)}
	p.base = fmt.Sprint("http://127.0.0.1:", p.port)
	openssl := exec.Command(needs(t, "openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=school",
		"-keyout", filepath.Join(p.dir, "idp.key"), "-out", filepath.Join(p.dir, "idp.crt"))
	if out, err := openssl.CombinedOutput(); err != nil {
		t.Fatalf("openssl: %v\n%s", err, out)
	}
	return p
}

// serve runs it, with our metadata where a file is given, and gives how it is ended.
func (p *pysaml2) serve(t *testing.T, ours ...string) *exec.Cmd {
	t.Helper()
	script, err := filepath.Abs("testdata/pysaml2_idp.py")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(needs(t, "Python", "/usr/bin/python3"), append([]string{script, fmt.Sprint(p.port), p.style, p.dir}, ours...)...)
	cmd.Dir = p.dir
	run(t, fmt.Sprint("127.0.0.1:", p.port), cmd)
	return cmd
}

func (p *pysaml2) metadata(t *testing.T) string {
	t.Helper()
	res, err := http.Get(p.base + "/metadata")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("pysaml2's metadata: %d, %v\n%s", res.StatusCode, err, b)
	}
	return string(b)
}

// TestPysaml2InTheHubsPlace: whole logins; our request's signature is checked there.
func TestPysaml2InTheHubsPlace(t *testing.T) {
	t.Parallel()
	hubs := map[string]*pysaml2{"entree": newPysaml2(t, "entree"), "surfconext": newPysaml2(t, "surfconext")}
	w := newWorld(t, worldApps)
	w.stop()
	for id, p := range hubs {
		first := p.serve(t)
		w.write(id+".xml", p.metadata(t))
		first.Process.Kill() //nolint:errcheck // it may have ended by itself
		for held := true; held; {
			c, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", p.port))
			if held = err == nil; held {
				c.Close() //nolint:errcheck // nothing was sent
			}
		}
	}
	w.start()
	for id, p := range hubs {
		doc, _ := w.node.hubs.spMetadata(id)
		w.writeAt(filepath.Join(p.dir, "sp.xml"), string(doc))
		p.serve(t, filepath.Join(p.dir, "sp.xml"))
	}
	for school, want := range map[string]map[string]any{
		"petteflat": {"name": "Zoë van der Łukasz", "given_name": "Zoë", "family_name": "van der Łukasz",
			"student_number": "77001", "class": []any{"H3B"}, "school": "petteflat"},
		"harderwijk": {"name": "Zoë van der Łukasz", "given_name": "Zoë", "family_name": "van der Łukasz",
			"student_number": "55001", "school": "harderwijk"},
	} {
		page, err := hubtest.New().Login(context.Background(), w.issuer+w.request("portfolio", portfolioURI), zoe(school), atCallback)
		if err != nil {
			t.Fatalf("%s: %v", school, err)
		}
		code := page.Request.URL.Query().Get("code")
		if code == "" {
			t.Fatalf("%s: no code, but %s (%d):\n%s", school, page.URL, page.Status, page.Text())
		}
		tok, _ := w.tokens("portfolio", portfolioURI, code)
		info := w.info(tok.AccessToken)
		delete(info, "sub")
		if !equalJSON(info, want) {
			t.Errorf("%s: userinfo %v, want %v", school, info, want)
		}
	}
}
