package cli

import (
	"encoding/pem"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sluis/broker/registry"
	"sluis/internal/config"
	"sluis/internal/refusal"
	"sluis/providers/saml/metadata"
)

// TestRolloverUnderLoad is F-04 at the hub's side: SURFconext changes its key and its
// address at one moment (federations §2.8), twice, while 200 pupils log in. Requests
// that went out to the old address come back under the old key, and none is lost.
func TestRolloverUnderLoad(t *testing.T) {
	t.Parallel()
	p := publish(t, "url: ORIGIN/idp.xml, refresh: 5m")
	first, feed, held := p.surf.KeyID(), p.node.hubs.byID["surfconext"].feed, p.node.hubs.byID["surfconext"].live
	const logins, workers = 200, 8
	var done, under atomic.Int64
	roll := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range logins / workers {
				b := p.newBrowser()
				acs, form := b.choose(p.request("stil", stilURI), "harderwijk", "lukasz")
				if n := done.Add(1); n == logins/4 || n == logins/2 { // some are between hub and us just now
					roll <- struct{}{}
				}
				a := b.post(acs, form)
				if a.StatusCode != http.StatusSeeOther {
					t.Errorf("lost: %s", text(a.body))
					continue
				}
				if a = b.get(a.next(t)); !strings.HasPrefix(a.next(t), stilURI+"?code=") {
					t.Errorf("lost: %s", a.Header.Get("Location"))
				}
				under.Add(1)
			}
		})
	}
	// A login that is at the hub through all of it.
	slow := p.newBrowser()
	acs, form := slow.choose(p.request("stil", stilURI), "harderwijk", "lukasz")
	for range 2 {
		<-roll
		if _, err := p.surf.RotateKey(nil, nil); err != nil {
			t.Fatal(err)
		}
		feed.Fetch(t.Context())
	}
	wg.Wait()
	if under.Load() != logins {
		t.Errorf("%d of %d logins", under.Load(), logins)
	}
	if e := held.Entity(); !strings.HasSuffix(e.KeySet.SSO, p.surf.KeyID()) || p.surf.KeyID() == first {
		t.Errorf("requests go to %s", e.KeySet.SSO)
	}
	if a := slow.post(acs, form); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the answer under the first key is lost: %s", text(a.body))
	}
	p.afterItsDay(t)
}

// afterItsDay: an hour after it was replaced a key verifies nothing any more. No login
// lives as long, so it is asked of the set itself, and of an answer that comes late.
func (p *publisher) afterItsDay(t *testing.T) {
	live := p.node.hubs.byID["surfconext"].live
	old := live.Entity().KeySet.ID
	late := p.newBrowser()
	acs, form := late.choose(p.request("stil", stilURI), "harderwijk", "lukasz")
	if _, err := p.surf.RotateKey(nil, nil); err != nil {
		t.Fatal(err)
	}
	p.node.hubs.byID["surfconext"].feed.Fetch(t.Context())
	p.clock.advance(metadata.Grace - time.Minute)
	if _, ok := live.ByID(old, p.clock.now()); !ok {
		t.Error("a key that was replaced is refused within the hour of a login")
	}
	p.clock.advance(2 * time.Minute)
	if _, ok := live.ByID(old, p.clock.now()); ok {
		t.Error("a key that was replaced verifies after its hour")
	}
	if a := late.post(acs, form); a.StatusCode < 400 {
		t.Errorf("an answer under a key of an hour ago: %d", a.StatusCode)
	}
	p.logsIn(t, "harderwijk", "lukasz")
}

// TestRolloverAndRestart: whoever is at the hub while its key changes and while the
// broker restarts comes back to a login all the same.
func TestRolloverAndRestart(t *testing.T) {
	t.Parallel()
	p := publish(t, "url: ORIGIN/idp.xml, refresh: 5m")
	b := p.newBrowser()
	acs, form := b.choose(p.request("stil", stilURI), "harderwijk", "lukasz")
	if _, err := p.surf.RotateKey(nil, nil); err != nil {
		t.Fatal(err)
	}
	p.clock.advance(6 * time.Minute)
	p.node.hubs.refresh(t.Context())
	p.serving.set(http.HandlerFunc(http.NotFound)) // and its metadata server is down
	p.stop()
	p.start()
	p.node.hubs.refresh(t.Context())
	if a := b.post(acs, form); a.StatusCode != http.StatusSeeOther {
		t.Errorf("lost: %s", text(a.body))
	}
	p.logsIn(t, "harderwijk", "lukasz") // from the last good copy
	if _, text := p.health("/healthz"); !strings.Contains(text, "connection surfconext: metadata in use, confirmed 0h00m ago") {
		t.Errorf("the copy has no age:\n%s", text)
	}
	// Past its hour the copy of the old keys is worth nothing, at a start neither.
	c := p.newBrowser()
	acs, form = c.choose(p.request("stil", stilURI), "harderwijk", "lukasz")
	p.clock.advance(metadata.Grace)
	p.stop()
	p.start()
	if a := c.post(acs, form); a.StatusCode < 400 {
		t.Errorf("an answer of an hour ago: %d", a.StatusCode)
	}
}

// TestWaysToAHub: whatever the road, the hub is found, and a login goes through it.
func TestWaysToAHub(t *testing.T) {
	t.Parallel()
	const entity = "https://hub.test/surfconext"
	asked := "/entities/https%3A%2F%2Fhub.test%2Fsurfconext"
	digest := "/entities/%7Bsha1%7D6bd20fe8c43fea2c2873322d5e30c784ed0729dc"
	for name, tc := range map[string]struct{ from, path string }{
		"url":            {"url: ORIGIN/idp.xml", "/idp.xml"},
		"one of many":    {`url: ORIGIN/all.xml, entity: "` + entity + `"`, "/all.xml"},
		"query":          {`mdq: ORIGIN/entities/, entity: "` + entity + `"`, asked},
		"query by sha1":  {`mdq: ORIGIN/entities/, mdq_id: sha1, entity: "` + entity + `"`, digest},
		"not as a query": {`url: "ORIGIN/entities/https%3A%2F%2Fhub.test%2Fsurfconext"`, asked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := publish(t, tc.from)
			var paths, accepts sync.Map
			p.serving.set(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				paths.Store(r.URL.EscapedPath(), true)
				accepts.Store(r.Header.Get("Accept"), true)
				if name == "one of many" {
					_, _ = w.Write(p.many(t))
					return
				}
				_, _ = w.Write(p.surf.Metadata())
			}))
			p.clock.advance(7 * time.Hour)
			p.node.hubs.refresh(t.Context())
			if _, ok := paths.Load(tc.path); !ok {
				t.Errorf("%s was not asked for", tc.path)
			}
			accepts.Range(func(k, _ any) bool {
				if !strings.HasPrefix(fmt.Sprint(k), "application/samlmetadata+xml") {
					t.Errorf("asked for %v", k)
				}
				return true
			})
			p.logsIn(t, "harderwijk", "lukasz")
		})
	}
}

// many is an aggregate in which the hub is one of several, each signed by itself.
func (p *publisher) many(t *testing.T) []byte {
	t.Helper()
	other := func(id string) []byte { return p.impostorNamed(id) }
	return p.surf.Aggregate(other("https://hub.test/a"), other("https://hub.test/b"))
}

// TestNoHubNoLogin: a document without the wanted entity never makes a login.
func TestNoHubNoLogin(t *testing.T) {
	t.Parallel()
	p := publish(t, `url: ORIGIN/all.xml, entity: "https://hub.test/nobody"`)
	b := p.newBrowser()
	f := b.get(p.request("portfolio", portfolioURI)).hidden()
	f.Set("school", "harderwijk")
	if page := b.post("/login/school", f); !strings.Contains(page.body, refusal.HubUnavailable.String()) {
		t.Errorf("a login without metadata:\n%s", text(page.body))
	}
	if a := p.alarm(0); a.Connection != "surfconext" || a.Cause != "entity" {
		t.Errorf("the alarm is %+v", a)
	}
}

// TestMetadataSignerChanges: the operator names the certificate of who signs the
// metadata from now on, while a pupil is at the hub. The answer is not lost, and new
// logins begin as soon as the new document is there.
func TestMetadataSignerChanges(t *testing.T) {
	t.Parallel()
	p := publish(t, "url: ORIGIN/idp.xml")
	b := p.newBrowser()
	acs, form := b.choose(p.request("stil", stilURI), "harderwijk", "lukasz")
	was := p.node.hubs.byID["surfconext"].live
	p.write("signing.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.surf.Certificate()})))
	loaded, problems := config.Load(filepath.Join(p.dir, "sluis.yaml"), checks(p.clock.now, false))
	if problems.Refused() {
		t.Fatal(problems)
	}
	if err := p.node.hubs.follow(t.Context(), registry.Compile(loaded)); err != nil {
		t.Fatal(err)
	}
	if p.node.hubs.byID["surfconext"].live == was {
		t.Fatal("another signer is the same source: this test tests nothing")
	}
	if a := b.post(acs, form); a.StatusCode != http.StatusSeeOther {
		t.Errorf("lost: %s", text(a.body))
	}
}

// TestCheckTellsTheAge: what was fetched has an age that an operator can see without a
// running broker.
func TestCheckTellsTheAge(t *testing.T) {
	t.Parallel()
	p := publish(t, "url: ORIGIN/idp.xml")
	var out, errs strings.Builder
	if code := Main([]string{"check", "--config", filepath.Join(p.dir, "sluis.yaml")}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	if !strings.Contains(out.String(), "connection surfconext: its metadata was last fetched or confirmed at 20") || strings.Contains(out.String(), "connection entree") {
		t.Errorf("check says:\n%s", out.String())
	}
}
