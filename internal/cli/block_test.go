package cli

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sluis/broker/store"
)

// forwarded is a transport through a proxy that says for whom it speaks.
type forwarded struct {
	next    http.RoundTripper
	address string
}

func (f forwarded) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("X-Forwarded-For", f.address)
	return f.next.RoundTrip(r)
}

func (w *world) browserAt(address string) *browser {
	b := w.newBrowser()
	next := b.c.Transport
	if next == nil || next == (*http.Transport)(nil) {
		next = http.DefaultTransport
	}
	b.c.Transport = forwarded{next, address}
	return b
}

func behindProxy(w *world) { w.settings = "trusted_proxies: [127.0.0.0/8]\n" }

const atSchool, atHome, elsewhere = "145.97.37.1", "151.28.0.1", "62.30.1.1"

// fail has a browser refused: an authorization request of an app that nobody knows.
func (b *browser) fail(times int) (last *answer) {
	for range times {
		last = b.get("/oauth/authorize?client_id=nobody")
	}
	return last
}

func isBlocked(a *answer) bool {
	return a.StatusCode == http.StatusTooManyRequests && strings.Contains(a.body, "SLUIS-1012") && a.Header.Get("Retry-After") != ""
}

// TestBlockedByItself: L-11 over HTTP. Twenty refusals harm nobody; the next one shuts the
// network out for an hour, its pages and its answers, and no other network. Apps' servers
// behind the same address work on.
func TestBlockedByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, behindProxy)
	b := w.browserAt(atSchool)
	waiting := w.browserAt(atSchool) // at the hub when it happens
	acs, answer := waiting.choose(w.request("portfolio", portfolioURI), "petteflat", "yara")
	if a := b.fail(20); isBlocked(a) || isBlocked(b.get("/")) {
		t.Fatal("blocked on 20")
	}
	b.fail(1)
	for _, path := range []string{"/", "/me", "/privacy", "/oauth/authorize?client_id=nobody", "/login/start", "/nergens"} {
		if a := w.browserAt(atSchool).get(path); !isBlocked(a) || len(a.Cookies()) > 0 {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	if a := waiting.post(acs, answer); !isBlocked(a) {
		t.Errorf("an answer of an unknown browser of that network: %d", a.StatusCode)
	}
	for _, path := range []string{"/.well-known/openid-configuration", "/oauth/jwks", "/robots.txt", "/saml/entree/metadata"} {
		if a := w.browserAt(atSchool).get(path); a.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	if a := w.browserAt(atHome).get("/"); a.StatusCode != http.StatusOK {
		t.Errorf("another network: %d", a.StatusCode)
	}
	if !strings.Contains(w.log.String(), `"msg":"blocked","reason":"refusals"`) || strings.Contains(w.log.String(), atSchool) {
		t.Error("the log does not tell of it, or tells whom")
	}
	if verbs := strings.Join(w.verbs(), "\n"); !strings.Contains(verbs, "sluis block.add") {
		t.Errorf("the chain:\n%s", verbs)
	}
	w.clock.advance(time.Hour + time.Second)
	if a := w.browserAt(atSchool).get("/"); a.StatusCode != http.StatusOK {
		t.Errorf("an hour later: %d", a.StatusCode)
	}
}

// TestNobodyIsLockedOut: L-14 and L-16 over HTTP. A browser that logged in once goes on
// logging in behind an address that others got blocked, form post of the hub included; its own
// failures shut itself out, and it alone.
func TestNobodyIsLockedOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, behindProxy)
	owner, classmate := w.browserAt(atSchool), w.browserAt(atSchool)
	for _, b := range []*browser{owner, classmate} {
		if q := b.login(w.request("portfolio", portfolioURI), "petteflat", "yara"); q.Get("code") == "" {
			t.Fatal(q)
		}
	}
	w.browserAt(atSchool).fail(200)
	if a := w.browserAt(atSchool).get("/"); !isBlocked(a) {
		t.Fatalf("200 failures: %d", a.StatusCode)
	}
	if q := owner.login(w.request("portfolio", portfolioURI), "petteflat", "yara"); q.Get("code") == "" {
		t.Errorf("a known browser: %v", q)
	}
	classmate.fail(21)
	if a := classmate.get("/"); !isBlocked(a) {
		t.Errorf("a known browser's own failures: %d", a.StatusCode)
	}
	if q := owner.login(w.request("portfolio", portfolioURI), "petteflat", "yara"); q.Get("code") == "" {
		t.Errorf("a known browser after another one's failures: %v", q)
	}
	stolen := w.browserAt(elsewhere) // without the cookie it is just a browser elsewhere
	if a := stolen.get("/"); a.StatusCode != http.StatusOK {
		t.Errorf("elsewhere: %d", a.StatusCode)
	}
}

// TestGenuineRefusalsBlockNobody: whom a hub vouched for is not shut out for what the
// school forgot to send.
func TestGenuineRefusalsBlockNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, behindProxy)
	for range 25 {
		b := w.browserAt(atSchool)
		if a := b.arrive(w.request("portfolio", portfolioURI), "zonder", "noor"); a.StatusCode < 400 || isBlocked(a) {
			t.Fatalf("%d:\n%s", a.StatusCode, text(a.body))
		}
	}
	if a := w.browserAt(atSchool).get("/"); a.StatusCode != http.StatusOK {
		t.Errorf("blocked: %d", a.StatusCode)
	}
}

// TestTraps: one request for what only a scanner asks for.
func TestTraps(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, behindProxy)
	if a := w.browserAt(atSchool).get("/wp-login.php"); a.StatusCode != http.StatusNotFound {
		t.Errorf("%d", a.StatusCode)
	}
	if a := w.browserAt(atSchool).get("/"); !isBlocked(a) {
		t.Errorf("after it: %d", a.StatusCode)
	}
	if a := w.browserAt(atHome).get("/favicon.ico"); a.StatusCode != http.StatusNotFound || isBlocked(w.browserAt(atHome).get("/")) {
		t.Error("a browser's own request is a trap")
	}
}

// TestDeviceCookie: L-13. It comes with a success and not before, holds nobody, stays the
// same, and a changed one is none.
func TestDeviceCookie(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, behindProxy)
	at, err := url.Parse(w.issuer)
	if err != nil {
		t.Fatal(err)
	}
	device := func(b *browser) string {
		i := slices.IndexFunc(b.c.Jar.Cookies(at), func(c *http.Cookie) bool { return c.Name == "device" })
		if i < 0 {
			return ""
		}
		return b.c.Jar.Cookies(at)[i].Value
	}
	b := w.browserAt(atSchool)
	b.fail(3)
	page := b.arrive(w.request("portfolio", portfolioURI), "petteflat", "yara")
	if device(b) != "" {
		t.Error("there before a success")
	}
	b.proceed(page)
	first := device(b)
	if len(first) < 64 {
		t.Fatalf("after a success: %q", first)
	}
	b.login(w.request("portfolio", portfolioURI), "petteflat", "yara")
	if device(b) != first {
		t.Error("another one after the next login")
	}
	other := w.browserAt(atSchool)
	other.login(w.request("portfolio", portfolioURI), "petteflat", "yara")
	if device(other) == first || device(other) == "" {
		t.Error("the same pupil in another browser has the same device")
	}
	w.newDay(31 * 24 * time.Hour)
	b.login(w.request("portfolio", portfolioURI), "petteflat", "yara")
	if renewed := device(b); renewed == first || renewed[:20] != first[:20] {
		t.Error("not renewed after a month, or as another device")
	}
	w.browserAt(atSchool).fail(21)
	forged := w.browserAt(atSchool)
	forged.c.Jar.SetCookies(at, []*http.Cookie{{Name: "device", Value: first[:len(first)-4] + "AAAA", Path: "/"}})
	if !isBlocked(forged.get("/")) {
		t.Error("a changed cookie is a device")
	}
}

// TestBlocksCommand: L-12. An operator's block holds at once, is an entry in the chain
// without the network, and can be ended; with and without a running broker.
func TestBlocksCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, behindProxy)
	run := func(args ...string) (string, string, int) {
		var out, errs strings.Builder
		code := Main(append([]string{"blocks", args[0], "--config", w.dir + "/sluis.yaml"}, args[1:]...), &out, &errs)
		return out.String(), errs.String(), code
	}
	if out, errs, code := run("show"); code != 0 || out != "Nobody is blocked.\n" {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	out, errs, code := run("add", "--network", "145.97.0.0/16", "--reason", "scan", "--ticket", "SD-7", "--for", "24h")
	if code != 0 || !strings.Contains(out, "Blocked 145.97.0.0/16 until") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if !isBlocked(w.browserAt(atSchool).get("/")) || isBlocked(w.browserAt(atHome).get("/")) {
		t.Error("it does not hold at once, or too wide")
	}
	id := out[strings.LastIndex(out, " ")+1 : len(out)-1]
	if list, _, _ := run("show"); !strings.Contains(list, id) || !strings.Contains(list, "145.97.0.0/16") || !strings.Contains(list, "scan") || !strings.Contains(list, "SD-7") {
		t.Errorf("the list:\n%s", list)
	}
	for name, args := range map[string][]string{
		"everyone": {"add", "--network", "0.0.0.0/0", "--reason", "scan", "--ticket", "SD-7"}, "loopback": {"add", "--network", "127.0.0.1", "--reason", "scan", "--ticket", "SD-7"},
		"no reason": {"add", "--network", "10.0.0.0/16", "--ticket", "SD-7"}, "a sentence": {"add", "--network", "10.0.0.0/16", "--reason", "he tried", "--ticket", "SD-7"},
		"no ticket": {"add", "--network", "10.0.0.0/16", "--reason", "scan"}, "no network": {"add", "--reason", "scan", "--ticket", "SD-7"},
		"words":    {"add", "--network", "school", "--reason", "scan", "--ticket", "SD-7"},
		"for ever": {"add", "--network", "10.0.0.0/16", "--reason", "scan", "--ticket", "SD-7", "--for", "99999h"}, "no id": {"lift"}, "another id": {"lift", "--id", "X"}, "no act": {"ban"},
	} {
		if _, errs, code := run(args...); code != 1 || !strings.Contains(errs, "sluis") && errs == "" {
			t.Errorf("%s: %d %s", name, code, errs)
		}
	}
	if _, errs, code := run("lift", "--id", id); code != 0 || isBlocked(w.browserAt(atSchool).get("/")) {
		t.Errorf("lift: %d %s", code, errs)
	}
	w.stop()
	if out, errs, code := run("add", "--network", atSchool, "--reason", "scan", "--ticket", "SD-7"); code != 0 {
		t.Fatalf("without a broker: %d %s %s", code, out, errs)
	}
	w.start()
	if !isBlocked(w.browserAt(atSchool).get("/")) {
		t.Error("a block that was made without a broker does not hold")
	}
	verbs := strings.Join(w.verbs(), "\n")
	if strings.Count(verbs, "block.add") != 2 || strings.Count(verbs, "block.lift") != 1 || strings.Contains(verbs, "145.97") {
		t.Errorf("the chain:\n%s", verbs)
	}
}

// TestSchoolBehindOneAddress: L-16 as it was promised. One pupil fails 200 times, in a known
// browser and in a fresh one; 30 known browsers behind the same address log in all the same.
func TestSchoolBehindOneAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, behindProxy)
	stil := w.request("stil", stilURI)
	class := make([]*browser, 30)
	for i := range class {
		class[i] = w.browserAt(atSchool)
		if q := class[i].login(stil, "petteflat", "yara"); q.Get("code") == "" {
			t.Fatal(q)
		}
	}
	pupil := w.browserAt(atSchool)
	if q := pupil.login(stil, "petteflat", "yara"); q.Get("code") == "" {
		t.Fatal(q)
	}
	if a := pupil.fail(200); !isBlocked(a) {
		t.Errorf("the pupil's own browser after 200 failures: %d", a.StatusCode)
	}
	if a := w.browserAt(atSchool).get("/"); isBlocked(a) {
		t.Error("a known browser used up what its school shares")
	}
	if a := w.browserAt(atSchool).fail(200); !isBlocked(a) {
		t.Errorf("a fresh browser after 200 failures: %d", a.StatusCode)
	}
	for i, b := range class {
		if q := b.login(stil, "petteflat", "yara"); q.Get("code") == "" {
			t.Errorf("known browser %d: %v", i, q)
		}
	}
}

// TestClassroomComputer: L-15 over HTTP. Who logs in with a browser is remembered for it after
// the assertion, in one row per browser, and a login that fails makes nobody known.
func TestClassroomComputer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, worldApps, behindProxy)
	rows := func() (n int64) {
		err := w.node.db.Records().View(context.Background(), func(tx store.Tx) error {
			return tx.Query(`SELECT count(*) FROM device`, nil, func(scan func(...any) error) error { return scan(&n) })
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	w.browserAt(atSchool).arrive(w.request("portfolio", portfolioURI), "zonder", "noor")
	if rows() != 0 {
		t.Error("a refused login made a device known")
	}
	shared := w.browserAt(atSchool)
	for school, pupil := range map[string]string{"petteflat": "yara", "harderwijk": "lukasz"} {
		if q := shared.login(w.request("stil", stilURI), school, pupil); q.Get("code") == "" || rows() != 1 {
			t.Errorf("%s: %v, %d rows", pupil, q, rows())
		}
	}
	w.browserAt(atSchool).login(w.request("stil", stilURI), "petteflat", "docent")
	if rows() != 2 {
		t.Errorf("%d rows for two browsers", rows())
	}
}
