package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// acknowledged is what a login had been told when the broker was killed.
type acknowledged struct {
	code, token string
	asked       bool // the token request had left: it may have been served or not
}

// load logs in until the broker is gone, and gives what was acknowledged.
func (o *worker) load() (out []*acknowledged) {
	defer func() {
		if e := recover(); e != nil && !strings.Contains(fmt.Sprint(e), "127.0.0.1") { // a refused or broken connection
			panic(e)
		}
	}()
	for n := 0; ; n++ {
		a := &acknowledged{code: o.code("rs", benchURI)}
		out = append(out, a)
		if n%2 == 0 {
			continue // this code waits for the restart
		}
		a.asked = true
		res, body := o.redeem(a.code)
		if res.StatusCode != http.StatusOK {
			panic("a fresh code was refused: " + string(body))
		}
		var t tokens
		if err := json.Unmarshal(body, &t); err != nil {
			panic(err)
		}
		a.token = t.AccessToken
	}
}

func (o *worker) redeem(code string) (*http.Response, []byte) {
	return o.post(o.p.issuer+"/oauth/token", url.Values{"grant_type": {"authorization_code"}, "code": {code},
		"redirect_uri": {benchURI}, "code_verifier": {verifier}}, "rs")
}

// An acknowledged write survives kill -9 at any moment (design §3): codes that were
// handed out can be redeemed, tokens count, used codes stay used, and a pupil has
// the sub of before.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	p := newProcess(t, worldApps+benchApps)
	subs, codes := map[string]bool{}, 0
	for round := range 8 {
		var mu sync.Mutex
		var all []*acknowledged
		var wg sync.WaitGroup
		for range 4 {
			o := p.newWorker()
			wg.Go(func() {
				got := o.load()
				mu.Lock()
				all = append(all, got...)
				mu.Unlock()
			})
		}
		<-time.After(time.Duration(150+round*67) * time.Millisecond) // somewhere in the load
		p.end(syscall.SIGKILL)
		wg.Wait()
		p.begin()
		o := p.newWorker()
		for _, a := range all {
			codes++
			p.stillThere(t, o, a, subs)
		}
	}
	if codes < 20 || len(subs) != 1 {
		t.Errorf("%d codes were acknowledged before the kills, %d subs of one pupil", codes, len(subs))
	}
	t.Logf("%d acknowledged codes over 8 kills", codes)
}

func (p *process) stillThere(t *testing.T, o *worker, a *acknowledged, subs map[string]bool) {
	t.Helper()
	if a.token != "" {
		info := p.info(a.token)
		subs[fmt.Sprint(info["sub"])] = true
	}
	res, body := o.redeem(a.code)
	switch {
	case !a.asked && res.StatusCode != http.StatusOK:
		t.Errorf("a code that was handed out is lost: %d %s", res.StatusCode, body)
	case a.token != "" && res.StatusCode == http.StatusOK:
		t.Error("a used code was taken again after the kill")
	case a.token != "":
		if again := p.userinfo(a.token); again.StatusCode != http.StatusUnauthorized {
			t.Errorf("after the reuse of its code userinfo answers %d", again.StatusCode)
		}
	}
}

// What a pupil has been shown is remembered once "Doorgaan" was answered (contract 7),
// and an answer that was used stays used, over a kill -9.
func TestKillForgetsNoAnswer(t *testing.T) {
	t.Parallel()
	p := newProcess(t, worldApps)
	b := p.newBrowser()
	acs, form := b.choose(p.request("portfolio", portfolioURI), "petteflat", "yara")
	page := b.get(b.post(acs, form).next(t))
	if page.StatusCode != http.StatusOK {
		t.Fatalf("no information page, but %d", page.StatusCode)
	}
	code := mustQuery(t, p.proceedTo(b, page)).Get("code")
	p.end(syscall.SIGKILL)
	p.begin()
	if tok, _ := p.tokens("portfolio", portfolioURI, code); tok.AccessToken == "" {
		t.Error("no token")
	}
	thief := p.newBrowser()
	thief.get(p.request("portfolio", portfolioURI))
	if a := thief.get(thief.post(acs, form).next(t)); a.StatusCode != http.StatusForbidden {
		t.Errorf("a used answer led another browser to %d", a.StatusCode)
	}
	if a := p.newBrowser().arrive(p.request("portfolio", portfolioURI), "petteflat", "yara"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the page is shown again: %d\n%s", a.StatusCode, text(a.body))
	}
}

func (p *process) proceedTo(b *browser, page *answer) string {
	p.t.Helper()
	return b.proceed(page).next(p.t)
}

// SIGTERM drains and ends well, and the next start finds everything.
func TestTermEndsWell(t *testing.T) {
	t.Parallel()
	p := newProcess(t, worldApps)
	began := p.newBrowser()
	acs, form := began.choose(p.request("stil", stilURI), "petteflat", "yara")
	p.end(syscall.SIGTERM)
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("SIGTERM ended it with %d:\n%s", code, p.log)
	}
	p.begin()
	a := began.get(began.post(acs, form).next(t))
	if a.StatusCode != http.StatusSeeOther || mustQuery(t, a.next(t)).Get("code") == "" {
		t.Errorf("a login over the restart ends in %d:\n%s", a.StatusCode, text(a.body))
	}
	for _, line := range []string{"yara", "Yara", "2041187", "127.0.0.1:9/", "SAMLResponse"} {
		if strings.Contains(p.log.String(), line) {
			t.Errorf("the log holds %q", line)
		}
	}
}

// serve refuses what check refuses, and a demo's identities (design §5.11).
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"a demo's entityID": {"https://sluis.test/entree", "urn:sluis:demo:entree"},
		"an unknown key":    {"sector: vo", "sektor: vo"},
		"a missing file":    {"entree.xml", "elders.xml"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, worldApps)
			w.stop()
			w.write("registry.yaml", strings.Replace(w.registry, change[0], change[1], 1))
			for _, command := range []string{"check", "serve"} {
				cmd := exec.Command(path, command, "--config", filepath.Join(w.dir, "sluis.yaml"))
				out, err := cmd.CombinedOutput()
				if err == nil || cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(out), "registry.yaml:") {
					t.Errorf("%s: %v\n%s", command, err, out)
				}
			}
		})
	}
}
