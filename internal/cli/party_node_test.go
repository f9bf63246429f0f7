package cli

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sluis/providers/hub/hubtest"
)

// nodeApp is one registration that a library of npm logs in with.
type nodeApp struct {
	library  string
	Issuer   string         `json:"issuer"`
	ID       string         `json:"id"`
	Redirect string         `json:"redirect"`
	Method   string         `json:"method"`
	Secret   string         `json:"secret,omitempty"`
	JWK      map[string]any `json:"jwk,omitempty"`
	Alg      string         `json:"alg"`
	FormPost bool           `json:"formPost,omitempty"`
	Push     bool           `json:"push,omitempty"`       // RFC 9126
	DPoP     bool           `json:"dpop,omitempty"`       // RFC 9449
	Renew    bool           `json:"refresh,omitempty"`    // by a refresh token
	Inspect  bool           `json:"introspect,omitempty"` // RFC 7662, RFC 7009
	Bye      string         `json:"bye,omitempty"`        // where a log-out ends
	profile  string
	page     string // of docs/apps, where that registers it
}

var openIDClientApps = []nodeApp{
	{ID: "node", Method: "client_secret_basic", Alg: "RS256", page: "openid-client.md"},
	{ID: "node-post", Method: "client_secret_post", Alg: "PS256", profile: "basic"},
	{ID: "node-form", Method: "client_secret_basic", Alg: "ES256", profile: "basic", FormPost: true},
	{ID: "node-public", Method: "none", Alg: "EdDSA", profile: "basic"},
	{ID: "node-jwt", Method: "private_key_jwt", Alg: "ES256", profile: "basic"},
	{ID: "node-pushed", Method: "private_key_jwt", Alg: "PS256", profile: "nlgov", Push: true, Renew: true},
	{ID: "node-renewed", Method: "client_secret_basic", Alg: "RS256", profile: "basic", Renew: true},
	{ID: "node-bound", Method: "none", Alg: "ES256", profile: "basic", DPoP: true},
	{ID: "node-fapi2", Method: "private_key_jwt", Alg: "PS256", profile: "fapi2", Push: true, DPoP: true},
	{ID: "node-fapi2-renewed", Method: "private_key_jwt", Alg: "ES256", profile: "fapi2", Push: true, DPoP: true, Renew: true},
	{ID: "node-nlgov", Method: "private_key_jwt", Alg: "RS256", profile: "nlgov"},
}

func (a nodeApp) settings() string {
	auth := map[string]string{"none": "{method: none}", "private_key_jwt": "{method: private_key_jwt, jwks_file: app.jwks}"}[a.Method]
	if auth == "" {
		auth = "{method: " + a.Method + ", secret_file: app.secret}"
	}
	out := fmt.Sprintf("    profile: %s\n    client_auth: %s\n    id_token_alg: %s", a.profile, auth, a.Alg)
	if a.Renew {
		out += "\n    refresh: on"
	}
	return out
}

// jwks makes key pairs of an app, one for each algorithm of its assertions: the
// private JWKs, and the set of the public halves.
func jwks(t *testing.T) (private map[string]map[string]any, set string) {
	t.Helper()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d, err1 := ec.Bytes()
	point, err2 := ec.PublicKey.Bytes() // 4, x, y
	r, err3 := rsa.GenerateKey(rand.Reader, 2048)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	b64 := base64.RawURLEncoding.EncodeToString
	public := map[string]map[string]any{
		"ES256": {"kty": "EC", "crv": "P-256", "kid": "ec", "alg": "ES256", "x": b64(point[1:33]), "y": b64(point[33:])},
		"RS256": {"kty": "RSA", "kid": "rsa", "alg": "RS256", "n": b64(r.N.Bytes()), "e": "AQAB"},
		"PS256": {"kty": "RSA", "kid": "pss", "alg": "PS256", "n": b64(r.N.Bytes()), "e": "AQAB"},
	}
	b, err := json.Marshal(map[string]any{"keys": slices.Collect(maps.Values(public))})
	if err != nil {
		t.Fatal(err)
	}
	p, q := r.Primes[0], r.Primes[1]
	secretRSA := map[string]any{"d": b64(r.D.Bytes()), "p": b64(p.Bytes()), "q": b64(q.Bytes()), "dp": b64(r.Precomputed.Dp.Bytes()),
		"dq": b64(r.Precomputed.Dq.Bytes()), "qi": b64(r.Precomputed.Qinv.Bytes())}
	private = map[string]map[string]any{"ES256": {"d": b64(d)}, "RS256": maps.Clone(secretRSA), "PS256": secretRSA}
	for alg, half := range public {
		maps.Copy(private[alg], half)
	}
	return private, string(b)
}

// node is a running program of testdata, one line of JSON at a time.
type node struct {
	t       *testing.T
	library string
	in      io.Writer
	out     *bufio.Scanner
	err     *syncBuffer
}

// startNode runs testdata/LIBRARY.mjs with that library from npm.
func startNode(t *testing.T, library string) *node {
	t.Helper()
	cmd := exec.Command(needs(t, "Node.js", "node"), filepath.Join("testdata", library+".mjs"), npm(t, library, "build", "index.js"))
	n := &node{t: t, library: library, err: &syncBuffer{}}
	var err error
	cmd.Stderr = n.err
	if n.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	n.out = bufio.NewScanner(out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has ended where all went well
		_ = cmd.Wait()
	})
	return n
}

// npm gives a file of a package that `make tools` installed.
func npm(t *testing.T, library string, file ...string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(append([]string{"..", "..", ".scratch", "node_modules", library}, file...)...))
	if err != nil {
		t.Fatal(err)
	}
	return needs(t, library, path)
}

func (n *node) tell(it any) {
	n.t.Helper()
	b, err := json.Marshal(it)
	if err == nil {
		_, err = n.in.Write(append(b, '\n'))
	}
	if err != nil {
		n.t.Fatalf("%s does not listen: %v\n%s", n.library, err, n.err)
	}
}

func (n *node) hear(into any) {
	n.t.Helper()
	if !n.out.Scan() {
		n.t.Fatalf("%s gave up:\n%s", n.library, n.err)
	}
	if err := json.Unmarshal(n.out.Bytes(), into); err != nil {
		n.t.Fatalf("%v in %q", err, n.out.Text())
	}
}

// openid-client checks what a careful app checks: discovery, state, iss, nonce, the
// signature under the app's algorithm, at_hash, and that userinfo is of the same sub.
func TestOpenIDClientLogsIn(t *testing.T) {
	t.Parallel()
	loginByNode(t, "openid-client", openIDClientApps)
}

// oauth4webapi is what runs where there is no Node.js: a worker at the edge, Deno.
var oauth4webapiApps = []nodeApp{
	{ID: "web", Method: "private_key_jwt", Alg: "PS256", page: "oauth4webapi.md"},
	{ID: "web-basic", Method: "client_secret_basic", Alg: "RS256", profile: "basic"},
	{ID: "web-public", Method: "none", Alg: "ES256", profile: "basic"},
	{ID: "web-nlgov", Method: "private_key_jwt", Alg: "PS256", profile: "nlgov", Push: true, Inspect: true},
	{ID: "web-fapi2", Method: "private_key_jwt", Alg: "ES256", profile: "fapi2", Push: true, DPoP: true, Inspect: true},
	{ID: "web-ended", Method: "client_secret_post", Alg: "RS256", profile: "basic", Inspect: true},
}

func TestOAuth4WebAPILogsIn(t *testing.T) {
	t.Parallel()
	loginByNode(t, "oauth4webapi", oauth4webapiApps)
}

// loginByNode has a library of npm log in at each of its apps.
func loginByNode(t *testing.T, library string, apps []nodeApp) {
	t.Helper()
	private, set := jwks(t)
	redirect := "http://127.0.0.1:9/node"
	registered := strings.Builder{}
	for _, a := range apps {
		if a.page != "" {
			registered.WriteString(registration(t, a.page, docsApp+"/callback", redirect, docsApp+"/bye", redirect+"-bye"))
		} else {
			registered.WriteString(partyApp(a.ID, redirect, a.settings()))
		}
	}
	w := newWorld(t, registered.String(), func(w *world) { w.write("app.jwks", set) })
	for _, a := range apps {
		t.Run(a.ID, func(t *testing.T) {
			t.Parallel()
			a.library, a.Issuer, a.Redirect = library, w.issuer, redirect
			if app, _ := w.node.live.Snapshot().App(a.ID); len(app.PostLogoutRedirectURIs) > 0 {
				a.Bye = app.PostLogoutRedirectURIs[0]
			}
			switch a.Method {
			case "private_key_jwt":
				a.JWK = private[a.Alg]
			case "client_secret_basic", "client_secret_post":
				a.Secret = appSecret
			}
			a.login(t)
		})
	}
}

// login walks one login, and says what the library must have seen of it.
func (a nodeApp) login(t *testing.T) {
	t.Helper()
	n := startNode(t, a.library)
	n.tell(a)
	var begin struct{ Authorize string }
	n.hear(&begin)
	c := hubtest.New()
	page := logIn(t, c, begin.Authorize, "yara", calledAt(a.Redirect))
	form := url.Values{}
	for _, f := range page.Request.Form {
		form.Add(f.Name, f.Value)
	}
	called := map[string]string{"url": page.Request.URL.String()}
	if a.FormPost {
		called["form"] = form.Encode()
	}
	n.tell(called)
	if a.Bye != "" {
		var end struct{ Leave string }
		n.hear(&end)
		n.tell(map[string]string{"url": logIn(t, c, end.Leave, "yara", calledAt(a.Bye)).Request.URL.String()})
	}
	var got nodeResult
	n.hear(&got)
	a.judge(t, got)
}
