package cli

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/registry"
	"sluis/broker/store/storetest/servers"
	"sluis/providers/hub"
	"sluis/providers/hub/hubtest"
)

const proxyPage = "oauth2-proxy.md"

// proxyConf is what belongs to a machine without TLS; the rest stands on the page.
const proxyConf = `http_address = "127.0.0.1:PORT"
cookie_secure = false
upstreams = ["static://202"]
`

// startProxy runs oauth2-proxy as its page configures it, and gives its origin. replace
// are further pairs of what the page says and what holds here.
func startProxy(t *testing.T, w *world, port int, secret string, replace ...string) string {
	t.Helper()
	binary, err := filepath.Abs(filepath.Join("..", "..", ".scratch", "bin", "oauth2-proxy"))
	if err != nil {
		t.Fatal(err)
	}
	binary = needs(t, "oauth2-proxy", binary)
	conf := strings.Replace(proxyConf, "PORT", fmt.Sprint(port), 1) +
		strings.NewReplacer(append(replace, docsApp, loopback(port), docsIssuer, w.issuer, "login.example.nl", strings.TrimPrefix(w.issuer, "http://"), "SECRET", secret)...).Replace(recipe(t, proxyPage, "toml"))
	dir := fill(t, map[string]string{"proxy.cfg": conf})
	run(t, fmt.Sprint("127.0.0.1:", port), exec.Command(binary, "--config", filepath.Join(dir, "proxy.cfg")))
	return loopback(port)
}

func newProxied(t *testing.T, secret string) (w *world, origin string) {
	t.Helper()
	port := servers.FreePort(t)
	w = newWorld(t, registration(t, proxyPage, docsApp, loopback(port)))
	return w, startProxy(t, w, port, secret)
}

// oauth2-proxy guards what has no login of its own.
func TestOAuth2ProxyLogsIn(t *testing.T) {
	t.Parallel()
	_, origin := newProxied(t, appSecret)
	c := hubtest.New()
	page := logIn(t, c, origin+"/", "yara", never)
	if page.Status != http.StatusAccepted {
		t.Fatalf("%s answers %d:\n%s", page.URL, page.Status, page.Text())
	}
	who, err := c.Get(t.Context(), origin+"/oauth2/auth")
	if err != nil {
		t.Fatal(err)
	}
	user, groups := who.Header.Get("X-Auth-Request-User"), who.Header.Get("X-Auth-Request-Groups")
	if who.Status != http.StatusAccepted || user == "" || groups != "H2A" || who.Header.Get("X-Auth-Request-Email") != user {
		t.Errorf("%d: user %q, groups %q, e-mail %q", who.Status, user, groups, who.Header.Get("X-Auth-Request-Email"))
	}
}

// Its log-out forgets its own session and sends the browser on to ours, which asks: the
// proxy gives no ID token along.
func TestOAuth2ProxyLogsOut(t *testing.T) {
	t.Parallel()
	w, origin := newProxied(t, appSecret)
	c := hubtest.New()
	if page := logIn(t, c, origin+"/", "yara", never); page.Status != http.StatusAccepted {
		t.Fatalf("%s answers %d", page.URL, page.Status)
	}
	bye := origin + "/bye"
	out := w.issuer + "/oauth/logout?" + url.Values{"client_id": {"proxy"}, "post_logout_redirect_uri": {bye}}.Encode()
	asked := 0
	c.Answer = func(p *hubtest.Page, _ hub.Person) (*hubtest.Request, error) {
		for _, f := range p.Forms() {
			if b := f.Button(func(b hubtest.Button) bool { return b.Value == "logout" }); b != nil {
				asked++
				r := f.Submit(b)
				return &r, nil
			}
		}
		return nil, hubtest.ErrDefault
	}
	page := logIn(t, c, origin+"/oauth2/sign_out?rd="+url.QueryEscape(out), "yara", calledAt(bye))
	if page.Request.URL.String() != bye || asked != 1 {
		t.Fatalf("the log-out ends at %s, asked %d times: %s", page.Request.URL, asked, page.Text())
	}
	if who, err := c.Get(t.Context(), origin+"/oauth2/auth"); err != nil || who.Status != http.StatusUnauthorized {
		t.Errorf("/oauth2/auth: %v %v", who, err)
	}
}

// With refresh tokens the proxy asks anew every cookie_refresh. A log-out at another app,
// which it cannot be told of, has that refused; it then lives on until the ID token that
// it has is old, which here it is after seven seconds of the proxy's own clock.
func TestOAuth2ProxyRefreshes(t *testing.T) {
	t.Parallel()
	port := servers.FreePort(t)
	w := newWorld(t, registration(t, proxyPage, docsApp, loopback(port), "    id_token_alg: RS256\n", "    id_token_alg: RS256\n    refresh: on\n")+
		partyApp("go", goRedirect, secretSettings+"\n    post_logout_redirect_uris: ["+goRedirect+"/bye]"), func(w *world) { w.clock.advance(-time.Hour) })
	w.clock.advance(time.Hour - registry.ProfileOf("basic").IDTokenLife() + 7*time.Second)
	var renewed, refused atomic.Int32
	w.serving.set(counted(w.node.Public, &renewed, &refused))
	origin := startProxy(t, w, port, appSecret, "skip_nonce = false", "skip_nonce = true\ncookie_refresh = \"1s\"")
	c := hubtest.New()
	if page := logIn(t, c, origin+"/", "yara", never); page.Status != http.StatusAccepted {
		t.Fatalf("%s answers %d", page.URL, page.Status)
	}
	auth := func() int {
		t.Helper()
		time.Sleep(2100 * time.Millisecond)
		who, err := c.Get(t.Context(), origin+"/oauth2/auth")
		if err != nil {
			t.Fatal(err)
		}
		return who.Status
	}
	for range 2 {
		if status := auth(); status != http.StatusAccepted {
			t.Fatalf("/oauth2/auth: %d; %d refreshes went well, %d did not", status, renewed.Load(), refused.Load())
		}
	}
	if renewed.Load() < 2 || refused.Load() != 0 {
		t.Errorf("%d refreshes went well and %d did not", renewed.Load(), refused.Load())
	}
	leaveGo(t, w, c, "yara")
	out := http.StatusAccepted
	for end := time.Now().Add(20 * time.Second); out == http.StatusAccepted && time.Now().Before(end); {
		out = auth()
	}
	if out != http.StatusUnauthorized || refused.Load() == 0 {
		t.Errorf("after the log-out elsewhere: %d, %d refreshes refused", out, refused.Load())
	}
}

// counted counts the refreshes that go well, and those that do not.
func counted(next http.Handler, well, ill *atomic.Int32) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		rec := &statusOf{ResponseWriter: w}
		next.ServeHTTP(rec, r)
		switch {
		case r.URL.Path != "/oauth/token" || !bytes.Contains(body, []byte("grant_type=refresh_token")):
		case rec.status == http.StatusOK:
			well.Add(1)
		default:
			ill.Add(1)
		}
	})
}

// statusOf remembers the status of an answer.
type statusOf struct {
	http.ResponseWriter
	status int
}

func (w *statusOf) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Who is in no class is not let in, and neither is anybody where the secret is wrong.
func TestOAuth2ProxyRefuses(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		secret, login string
		want          int
	}{
		"a teacher has no class": {appSecret, "docent", http.StatusForbidden},
		"wrong secret":           {"een-ander-geheim-van-genoeg-lengte-987654", "yara", http.StatusInternalServerError},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, origin := newProxied(t, row.secret)
			c := hubtest.New()
			page := logIn(t, c, origin+"/", row.login, never)
			if page.Status != row.want {
				t.Errorf("%s answers %d, want %d:\n%s", page.URL, page.Status, row.want, page.Text())
			}
			if who, err := c.Get(t.Context(), origin+"/oauth2/auth"); err != nil || who.Status != http.StatusUnauthorized {
				t.Errorf("/oauth2/auth: %v %v", who, err)
			}
		})
	}
}
