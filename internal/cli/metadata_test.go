package cli

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/internal/outbound"
	"sluis/internal/refusal"
	"sluis/providers/hub"
)

// publisher serves the metadata of SURFconext, well or badly.
type publisher struct {
	*world
	serving swap
	mu      sync.Mutex
	bytes   int // that were taken of a body without end
}

// publish starts a world whose SURFconext publishes its metadata by URL, signed with a
// key of its own.
func publish(t *testing.T, where string) *publisher {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &publisher{}
	p.serving.set(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(p.surf.Metadata()) }))
	newWorld(t, worldApps, func(w *world) {
		p.world = w
		w.metadataKey, w.outbound = key, outbound.Config{TimeLimit: 6 * time.Second}
		from := strings.ReplaceAll(where, "ORIGIN", w.open("metadata", &p.serving))
		w.registry = strings.Replace(w.registry, "metadata: {file: surfconext.xml}", "metadata: {"+from+", signing_cert_file: signing.pem}", 1)
		w.beforeStart = func() {
			w.write("entree.xml", aging.ReplaceAllString(string(w.entree.Metadata()), "")) // a file may lack it
			w.write("signing.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.surf.MetadataCertificate()})))
		}
	})
	p.node.hubs.refresh(t.Context())
	return p
}

var aging = regexp.MustCompile(` validUntil="[^"]*"`)

// impostor gives metadata under the pinned key of a hub that differs in one thing.
func (p *publisher) impostor(change func(*hub.Config)) []byte {
	p.t.Helper()
	c := hub.Config{Style: hub.SURFconext, BaseURL: "https://hub.test", EntityID: "https://hub.test/surfconext", Schools: surfSchools, People: surfPeople, Now: p.clock.now, Key: p.metadataKey, MetadataKey: p.metadataKey}
	change(&c)
	h, err := hub.New(c)
	if err != nil {
		p.t.Fatal(err)
	}
	return h.Metadata()
}

func (p *publisher) impostorNamed(id string) []byte {
	return p.impostor(func(c *hub.Config) { c.EntityID = id })
}

// alarm gives the last line at level Error about a connection, from behind mark.
func (p *publisher) alarm(mark int) (line struct {
	Level, Connection, Cause string
	Failures                 int
}) {
	for _, l := range strings.Split(p.log.String()[mark:], "\n") {
		if strings.Contains(l, `"level":"ERROR"`) {
			_ = json.Unmarshal([]byte(l), &line)
		}
	}
	return line
}

func (p *publisher) health(path string) (int, string) {
	w := httptest.NewRecorder()
	p.node.Health.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func (p *publisher) logsIn(t *testing.T, school, who string) {
	t.Helper()
	if q := p.newBrowser().login(p.request("portfolio", portfolioURI), school, who); q.Get("code") == "" {
		t.Errorf("no login at %s: %v", school, q)
	}
}

// TestMetadataServerKilled is the list of issue 3: whatever becomes of the metadata
// server, logins go on, and an alarm names the connection and the cause (F-03).
func TestMetadataServerKilled(t *testing.T) {
	t.Parallel()
	p := publish(t, "url: ORIGIN/idp.xml, refresh: 5m")
	body := func(b []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(b) }
	}
	to := func(location string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, location, http.StatusFound) }
	}
	forged, err := p.surf.ForgedMetadata()
	if err != nil {
		t.Fatal(err)
	}
	shifted := func(d time.Duration) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(p.impostor(func(c *hub.Config) { c.Now = func() time.Time { return p.clock.now().Add(d) } }))
		}
	}
	for _, tc := range []struct {
		name, cause string
		serve       http.HandlerFunc
	}{
		{"killed", "unreachable", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{"cut off halfway", "unreachable", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100000")
			_, _ = w.Write(p.surf.Metadata())
		}},
		{"gone", "status", http.NotFound},
		{"nothing", "malformed", body(nil)},
		{"garbage", "malformed", body([]byte("\x00\xff<<<>>>"))},
		{"a page", "malformed", body([]byte("<!DOCTYPE html><html><body>Onderhoud</body></html>"))},
		{"half a document", "malformed", body(p.surf.Metadata()[:2000])},
		{"an expired file", "expired", shifted(-25 * time.Hour)},
		{"valid for too long", "validity", shifted(27*24*time.Hour + time.Minute)},
		{"a wrong signature", "signature", body(forged)},
		{"a changed address", "signature", body(bytes.Replace(p.surf.Metadata(), []byte("/sso"), []byte("/evil"), 1))},
		{"another hub of the same publisher", "entity", body(p.impostorNamed("https://hub.test/other"))},
		{"a body of 200 MiB", "too-large", p.endless},
		{"a redirect to a private address", "redirect", to("http://10.0.0.1/idp.xml")},
		{"a redirect to the cloud's own", "redirect", to("http://169.254.169.254/latest/meta-data/")},
		{"a redirect within this machine", "redirect", to("http://127.0.0.1:1/")},
		{"a redirect without end", "redirect", to("/again")},
		{"a byte now and then", "timeout", drip},
		{"silence", "timeout", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
	} {
		t.Run(tc.name, func(t *testing.T) { p.survives(t, tc.cause, tc.serve) })
	}
	p.mu.Lock()
	if p.bytes == 0 || p.bytes > 32<<20 {
		t.Errorf("%d bytes of 200 MiB were sent before it was given up", p.bytes)
	}
	p.mu.Unlock()
	p.expires(t)
}

// survives serves something bad once, then something good.
func (p *publisher) survives(t *testing.T, cause string, serve http.HandlerFunc) {
	p.serving.set(serve)
	p.clock.advance(6 * time.Minute)
	mark := len(p.log.String())
	p.node.hubs.refresh(t.Context())
	if a := p.alarm(mark); a.Level != "ERROR" || a.Connection != "surfconext" || a.Cause != cause || a.Failures != 1 {
		t.Errorf("the alarm is %+v, want cause %s:\n%s", a, cause, p.log.String()[mark:])
	}
	if _, text := p.health("/metrics"); !strings.Contains(text, `sluis_hub_metadata_failures{connection="surfconext"} 1`) ||
		!strings.Contains(text, `sluis_hub_metadata_fetches_total{connection="surfconext",outcome="`+cause+`"}`) {
		t.Errorf("the metrics do not tell:\n%s", text)
	}
	if status, text := p.health("/readyz"); status != http.StatusOK || !strings.Contains(text, "1 fetches failed since ("+cause+")") {
		t.Errorf("readiness is %d:\n%s", status, text)
	}
	p.logsIn(t, "harderwijk", "lukasz")

	p.serving.set(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(p.surf.Metadata()) }))
	p.clock.advance(6 * time.Minute)
	p.node.hubs.refresh(t.Context())
	if _, text := p.health("/metrics"); !strings.Contains(text, `sluis_hub_metadata_failures{connection="surfconext"} 0`) {
		t.Errorf("a good document does not end the alarm:\n%s", text)
	}
}

// expires leaves the server dead: logins end with validUntil and not before, at this
// hub alone, and the alarm says so.
func (p *publisher) expires(t *testing.T) {
	p.serving.set(http.HandlerFunc(http.NotFound))
	p.clock.advance(23 * time.Hour)
	p.node.hubs.refresh(t.Context())
	p.logsIn(t, "harderwijk", "lukasz")

	p.clock.advance(2 * time.Hour)
	mark := len(p.log.String())
	p.node.hubs.refresh(t.Context())
	if !strings.Contains(p.log.String()[mark:], `"msg":"hub metadata can no longer be used: no login can begin","connection":"surfconext","cause":"expired","last_failure":"status"`) {
		t.Errorf("no alarm says that it has expired:\n%s", p.log.String()[mark:])
	}
	b := p.newBrowser()
	f := b.get(p.request("portfolio", portfolioURI)).hidden()
	f.Set("school", "harderwijk")
	if page := b.post("/login/school", f); !strings.Contains(page.body, refusal.HubUnavailable.String()) {
		t.Errorf("metadata that has expired begins a login:\n%s", text(page.body))
	}
	p.logsIn(t, "petteflat", "yara")
	if status, text := p.health("/readyz"); status != http.StatusOK || !strings.Contains(text, "connection surfconext: no login can begin (expired)") {
		t.Errorf("readiness is %d:\n%s", status, text)
	}
	if _, text := p.health("/metrics"); !strings.Contains(text, `sluis_hub_metadata_usable{connection="surfconext"} 0`) || !strings.Contains(text, `sluis_hub_metadata_usable{connection="entree"} 1`) {
		t.Errorf("the metrics do not tell:\n%s", text)
	}
}

// endless writes 200 MiB, or what of it is taken.
func (p *publisher) endless(w http.ResponseWriter, _ *http.Request) {
	blanks := bytes.Repeat([]byte(" "), 64<<10)
	n, err := w.Write([]byte(`<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">`))
	for err == nil && n < 200<<20 {
		var more int
		more, err = w.Write(blanks)
		n += more
	}
	p.mu.Lock()
	p.bytes = n
	p.mu.Unlock()
}

// drip never sends enough and never stops.
func drip(w http.ResponseWriter, r *http.Request) {
	for r.Context().Err() == nil {
		_, _ = w.Write([]byte(" "))
		_ = http.NewResponseController(w).Flush()
		time.Sleep(20 * time.Millisecond)
	}
}
