package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"sluis/broker/store/storetest/servers"
	"sluis/internal/refusal"
)

// TestTwoNodes: what one node did is done for the other (design §3: no sticky sessions,
// no leader).
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	if err != nil {
		t.Fatal(err)
	}
	settings := "    profile: basic\n    client_auth: {method: private_key_jwt, jwks_file: app.jwks}\n    id_token_alg: ES256"
	n := newNodes(t, worldApps+benchApps+partyApp("jwt", jwtURI, settings), func(w *world) { w.write("app.jwks", string(set)) })
	t.Run("one set of keys", func(t *testing.T) {
		for _, path := range []string{"/oauth/jwks", "/saml/entree/metadata", "/.well-known/openid-configuration"} {
			if a, b := n.at(0).newBrowser().get(path).body, n.at(1).newBrowser().get(path).body; a != b || a == "" {
				t.Errorf("%s differs:\n%s\n%s", path, a, b)
			}
		}
	})
	t.Run("steps in turn", n.stepsInTurn)
	t.Run("an answer used at the other", n.replayed)
	t.Run("a code redeemed 64 times at once", n.redeemed64)
	t.Run("a client assertion used at the other", func(t *testing.T) {
		now := time.Now().Unix()
		form := url.Values{"grant_type": {"authorization_code"}, "code": {"x"}, "redirect_uri": {jwtURI}, "code_verifier": {verifier},
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
			"client_assertion":      {signedJWT(t, jose.ES256, key, map[string]any{"iss": "jwt", "sub": "jwt", "aud": n.issuer, "jti": rand.Text(), "iat": now, "exp": now + 60})}}
		wantError(t, "the first time", n.at(0).tokenRequest(http.MethodPost, "", form.Encode(), nil), http.StatusBadRequest, "invalid_grant")
		wantError(t, "at the other node", n.at(1).tokenRequest(http.MethodPost, "", form.Encode(), nil), http.StatusUnauthorized, "invalid_client")
	})
}

func (n *nodes) stepsInTurn(t *testing.T) {
	subs := map[any]bool{}
	for range 4 {
		before := [2]int64{n.served[0].Load(), n.served[1].Load()}
		b := n.newBrowser()
		q := b.login(n.request("portfolio", portfolioURI), "petteflat", "yara")
		tok, id := n.tokens("portfolio", portfolioURI, q.Get("code"))
		for i := range n.one {
			if n.served[i].Load()-before[i] < 2 {
				t.Errorf("node %d had %d requests of a login", i, n.served[i].Load()-before[i])
			}
			if got := n.at(i).info(tok.AccessToken); got["sub"] != id["sub"] {
				t.Errorf("node %d says sub %v, the ID token %v", i, got["sub"], id["sub"])
			}
		}
		subs[id["sub"]] = true
	}
	if len(subs) != 1 {
		t.Errorf("one pupil has %d subs", len(subs))
	}
}

// replayed: F-07 over two processes. The same browser gets its own step again; another
// one, and another answer to the same question, get nothing, wherever they go.
func (n *nodes) replayed(t *testing.T) {
	for i := range n.one {
		b := n.newBrowser()
		acs, form := b.choose(n.request("stil", stilURI), "petteflat", "yara")
		if a := b.get(b.post(n.direct(i, acs), form).next(t)); a.StatusCode != http.StatusSeeOther || mustQuery(t, a.next(t)).Get("code") == "" {
			t.Fatalf("the first use ends in %d", a.StatusCode)
		}
		thief := n.newBrowser()
		thief.get(n.request("stil", stilURI))
		if a := thief.get(thief.post(n.direct(1-i, acs), form).next(t)); a.StatusCode != http.StatusForbidden {
			t.Errorf("used at node %d, it led another browser at the other to %d", i, a.StatusCode)
		}
		asked, again := n.secondAnswer(t)
		first := n.newBrowser().post(n.direct(i, asked), again[0])
		if first.StatusCode != http.StatusSeeOther {
			t.Fatalf("a first answer: %d\n%s", first.StatusCode, text(first.body))
		}
		if a := n.newBrowser().post(n.direct(1-i, asked), again[1]); !strings.Contains(a.body, refusal.Replayed.String()) {
			t.Errorf("a second answer to a question, at the other node: %d\n%s", a.StatusCode, text(a.body))
		}
	}
}

// secondAnswer has the hub answer one question twice.
func (n *nodes) secondAnswer(t *testing.T) (acs string, forms [2]url.Values) {
	t.Helper()
	b := n.newBrowser()
	to := b.get(n.request("stil", stilURI, "login_hint", "petteflat"))
	for strings.HasPrefix(to.next(t), n.issuer) {
		to = b.get(to.next(t))
	}
	asked, err := n.entree.ParseRequest(to.next(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range forms {
		field, err := n.entree.Answer(asked, yaraOne, size8k)
		if err != nil {
			t.Fatal(err)
		}
		forms[i] = url.Values{"SAMLResponse": {field}, "RelayState": {asked.RelayState}}
	}
	return asked.ACS, forms
}

// redeemed64: O-04 over two processes. At most one gets a token, and then nobody has one.
func (n *nodes) redeemed64(t *testing.T) {
	won := 0
	for range 8 {
		code := n.newBrowser().login(n.request("stil", stilURI), "petteflat", "yara").Get("code")
		if code == "" {
			t.Fatal("no code")
		}
		answers := make([]*answer, 64)
		start := make(chan struct{})
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() {
				<-start
				answers[i] = n.at(i%2).redeem("stil", stilURI, code)
			})
		}
		close(start)
		wg.Wait()
		var token string
		for _, a := range answers {
			switch a.StatusCode {
			case http.StatusBadRequest:
			case http.StatusOK:
				var tok tokens
				if err := json.Unmarshal([]byte(a.body), &tok); err != nil || token != "" {
					t.Errorf("a second token: %v", err)
				}
				token = tok.AccessToken
			default:
				t.Errorf("a redemption is answered %d %s", a.StatusCode, a.body)
			}
		}
		if token == "" {
			continue
		}
		won++
		for i := range n.one {
			if a := n.at(i).userinfo(token); a.StatusCode != http.StatusUnauthorized {
				t.Errorf("userinfo of node %d answers %d to the token of a code that was used 64 times", i, a.StatusCode)
			}
		}
	}
	if won == 0 {
		t.Error("no redemption won: the test shows nothing")
	}
}

// loadThrough logs in until it is told to stop, whatever happens to a node meanwhile:
// what is cut off by a kill begins again, as a person would.
func (o *worker) loadThrough(stop <-chan struct{}) (out []*acknowledged, cut int) {
	for n := 0; ; n++ {
		select {
		case <-stop:
			return out, cut
		default:
		}
		func() {
			defer func() {
				if e := recover(); e != nil {
					cut++
					if !strings.Contains(fmt.Sprint(e), gone) {
						panic(e)
					}
				}
			}()
			a := &acknowledged{code: o.code("rs", benchURI)}
			out = append(out, a)
			if n%2 == 0 {
				return // this code waits
			}
			a.asked = true
			res, body := o.redeem(a.code)
			var t tokens
			if res.StatusCode != http.StatusOK || json.Unmarshal(body, &t) != nil {
				panic(string(body))
			}
			a.token = t.AccessToken
		}()
	}
}

// TestNodeKilled: of what was acknowledged before one node was killed, the other lacks
// nothing, and logins go on.
func TestNodeKilled(t *testing.T) {
	t.Parallel()
	n := newNodes(t, worldApps+benchApps)
	subs, codes := map[string]bool{}, 0
	for round := range 4 {
		victim := n.one[round%2]
		var mu sync.Mutex
		var all []*acknowledged
		var wg sync.WaitGroup
		stop, cuts := make(chan struct{}), 0
		const workers = 4
		for range workers {
			o := n.newWorker()
			wg.Go(func() {
				got, cut := o.loadThrough(stop)
				mu.Lock()
				all, cuts = append(all, got...), cuts+cut
				mu.Unlock()
			})
		}
		<-time.After(time.Duration(700+round*131) * time.Millisecond) // somewhere in the load
		victim.end(syscall.SIGKILL)
		<-time.After(500 * time.Millisecond) // by the other alone
		close(stop)
		wg.Wait()
		if cuts > workers {
			t.Errorf("%d requests of %d workers failed at one kill", cuts, workers)
		}
		o := n.newWorker()
		for _, a := range all {
			codes++
			n.stillThere(t, o, a, subs)
		}
		victim.begin()
	}
	if codes < 20 || len(subs) != 1 {
		t.Errorf("%d codes were acknowledged, %d subs of one pupil", codes, len(subs))
	}
	t.Logf("%d acknowledged codes over 4 kills", codes)
}

// TestRedisRestarts: answers from before are refused with a page that says to begin
// again, at both nodes, and logins go on. A restart of PostgreSQL loses nothing at all.
func TestRedisRestarts(t *testing.T) {
	t.Parallel()
	n := newNodes(t, worldApps)
	var forms [2]url.Values
	var acs string
	var before [2]*browser
	for i := range before {
		before[i] = n.newBrowser()
		acs, forms[i] = before[i].choose(n.request("stil", stilURI), "petteflat", "yara")
	}
	n.redis.Kill()
	n.redis.Begin()
	for i, b := range before {
		if a := b.post(n.direct(i, acs), forms[i]); !strings.Contains(a.body, refusal.BeforeRestart.String()) {
			t.Errorf("node %d takes an answer from before the restart: %d\n%s", i, a.StatusCode, text(a.body))
		}
	}
	n.settle()
	login := func() {
		t.Helper()
		q := n.newBrowser().login(n.request("portfolio", portfolioURI), "petteflat", "yara")
		if tok, _ := n.tokens("portfolio", portfolioURI, q.Get("code")); tok.AccessToken == "" {
			t.Error("no token")
		}
	}
	login()
	n.postgres.Kill()
	n.postgres.Begin()
	for range 4 {
		login()
	}
}

// TestNodesRefuse: what would make two nodes of one installation two installations is
// named before the first login.
func TestNodesRefuse(t *testing.T) {
	t.Parallel()
	n := newNodes(t, worldApps)
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	run := func(command string, change ...string) string {
		t.Helper()
		own := n.one[0]
		w := own.seen()
		w.dir = t.TempDir()
		text, err := os.ReadFile(filepath.Join(own.dir, "sluis.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		w.write("sluis.yaml", strings.NewReplacer(append(change, own.address, "127.0.0.1:0")...).Replace(string(text)))
		out, err := exec.Command(path, command, "--config", filepath.Join(w.dir, "sluis.yaml")).CombinedOutput()
		if err == nil {
			return ""
		}
		return string(out)
	}
	if out := run("check"); out != "" {
		t.Errorf("check refuses what runs:\n%s", out)
	}
	other := servers.StartRedis(t)
	if out := run("serve", n.redis.Addr, other.Addr); !strings.Contains(out, "in use with another Redis, by another node") {
		t.Errorf("a node with another Redis:\n%s", out)
	}
	forgetful := servers.StartRedis(t, "maxmemory-policy", "allkeys-lru")
	for _, command := range []string{"check", "serve"} {
		if out := run(command, n.redis.Addr, forgetful.Addr); !strings.Contains(out, "stores.state: ") || !strings.Contains(out, "set maxmemory-policy noeviction") {
			t.Errorf("%s with a Redis that forgets:\n%s", command, out)
		}
	}
	w := n.seen()
	w.dir = t.TempDir()
	w.write("andere.key", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
	if out := run("serve", filepath.Join(n.dir, "master.key"), filepath.Join(w.dir, "andere.key")); !strings.Contains(out, "the master key does not fit the keyring") {
		t.Errorf("another master key:\n%s", out)
	}
}
