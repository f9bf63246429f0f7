package cli

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"
	"testing"
	"time"
)

// handleShaped is what could be a handle, read off a dump as text.
var handleShaped = regexp.MustCompile(`[A-Za-z0-9_-]{43}`)

// A copy of the stores, taken while logins run, opens no session (design §1.6): not
// one of the strings in it, nor any 32 bytes of it spelled as a handle, is taken as a
// token, as a refresh token, as a code, as a step or as a RelayState.
func TestDumpOpensNothing(t *testing.T) {
	t.Parallel()
	p := newProcess(t, familyApps+benchApps)
	family := p.family("ververs", "yara")
	family = p.refresh("ververs", family.Refresh).held(t) // a spent one lies there too
	var mu sync.Mutex
	var all []*acknowledged
	var wg sync.WaitGroup
	for range 3 {
		o := p.newWorker()
		wg.Go(func() {
			got := o.load()
			mu.Lock()
			all = append(all, got...)
			mu.Unlock()
		})
	}
	<-time.After(400 * time.Millisecond) // somewhere in the load
	handles := candidates(t, filepath.Join(p.dir, "data"))
	p.end(syscall.SIGKILL)
	wg.Wait()
	p.begin()
	if len(handles) < 1000 || len(all) < 3 {
		t.Fatalf("%d candidates from the dump, %d logins under way", len(handles), len(all))
	}
	o := p.newWorker()
	for n, h := range handles {
		if a := p.userinfo(h); a.StatusCode != http.StatusUnauthorized {
			t.Fatalf("a string of the dump is answered %d at userinfo", a.StatusCode)
		}
		if n%20 != 0 {
			continue
		}
		if a := p.refresh("ververs", h); a.StatusCode != http.StatusBadRequest {
			t.Fatalf("a string of the dump is answered %d as a refresh token", a.StatusCode)
		}
		if a := p.endpoint("/oauth/introspect", "ververs", url.Values{"token": {h}}); a.body != `{"active":false}` {
			t.Fatalf("a string of the dump is introspected as %s", a.body)
		}
		if res, _ := o.redeem(h); res.StatusCode != http.StatusBadRequest {
			t.Fatalf("a string of the dump is answered %d as a code", res.StatusCode)
		}
		if a := p.newBrowser().get("/login/continue?c=2&h=" + h); a.StatusCode/100 != 4 {
			t.Fatalf("a string of the dump is answered %d as a step", a.StatusCode)
		}
		a := p.newBrowser().post("/saml/entree/acs", url.Values{"RelayState": {h}, "SAMLResponse": {"PHgvPg=="}})
		if code := codeOnPage.FindString(a.body); code != "SLUIS-2001" { // unsolicited: no transaction was found
			t.Fatalf("a string of the dump is answered %s as a RelayState", code)
		}
	}
	p.refresh("ververs", family.Refresh).held(t)
	for _, a := range all { // what was really handed out still opens
		if a.token != "" && p.userinfo(a.token).StatusCode == http.StatusOK {
			return
		}
	}
	t.Error("no real token opened anything: the test proves nothing")
}

// candidates reads every file of a directory, as it is at this moment.
func candidates(t *testing.T, dir string) (out []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	for _, f := range files {
		if f.IsDir() {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil && !os.IsNotExist(err) { // a journal that was just moved
			t.Fatal(err)
		}
		for _, s := range handleShaped.FindAll(b, 500) {
			add(string(s))
		}
		step := max(len(b)/1500, 1)
		for at := 0; at+32 <= len(b); at += step {
			add(base64.RawURLEncoding.EncodeToString(b[at : at+32]))
		}
	}
	return out
}
