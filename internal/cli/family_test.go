package cli

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sluis/broker/store"
)

// familyApps are apps that get refresh tokens, by their ways of being registered.
var familyApps = worldApps + familyApp("ververs", "client_auth: {method: client_secret_basic, secret_file: app.secret}", "refresh: on", "introspect: [portfolio]", "claims_in: id_token") +
	familyApp("getekend", "client_auth: {method: client_secret_basic, secret_file: app.secret}", "refresh: on", "access_token: jwt", "audience: https://api.getekend.example", "id_token_alg: ES256", "userinfo_alg: PS256", "introspect: [portfolio]") +
	familyApp("openbaar", "client_auth: {method: none}", "refresh: on")

func familyApp(id string, settings ...string) string {
	return fmt.Sprintf(`
  - id: %s
    name: {nl: %s, en: %s}
    supplier: Voorbeeld B.V.
    profile: basic
    redirect_uris: [%s]
    %s
    contract:
      version: 1
      basis: public_task
      inform: never
      schools: [petteflat, zonder]
      roles: [student, staff]
      release:
        name: {purpose: {nl: Naam., en: Name.}}
        student_number: {purpose: {nl: Nummer., en: Number.}, optional: true}
        class: {purpose: {nl: Klas., en: Class.}, optional: true}`, id, id, id, familyURI(id), strings.Join(settings, "\n    "))
}

func familyURI(id string) string { return "http://127.0.0.1:9/" + id }

// held is what an app holds of a login.
type held struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	ID      string `json:"id_token"`
	Type    string `json:"token_type"`
	Scope   string `json:"scope"`
	Expires int    `json:"expires_in"`
}

// endpoint posts a form to an endpoint for apps, as a client with the world's secret; a
// client that is public says its id in the form.
func (w *world) endpoint(path, client string, form url.Values) *answer {
	w.t.Helper()
	return w.newBrowser().do(w.endpointRequest(path, client, form))
}

func (w *world) endpointRequest(path, client string, form url.Values) *http.Request {
	w.t.Helper()
	req, err := http.NewRequest(http.MethodPost, w.issuer+path, strings.NewReader(form.Encode()))
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if client != "" {
		req.SetBasicAuth(client, appSecret)
	}
	return req
}

func (a *answer) held(t testing.TB) held {
	t.Helper()
	var h held
	if err := json.Unmarshal([]byte(a.body), &h); err != nil || a.StatusCode != http.StatusOK {
		t.Fatalf("no tokens: %d %s", a.StatusCode, a.body)
	}
	return h
}

// family logs in and gives what the app got.
func (w *world) family(client, person string) held {
	w.t.Helper()
	code := w.newBrowser().login(w.request(client, familyURI(client)), "petteflat", person).Get("code")
	return w.redeem(client, familyURI(client), code).held(w.t)
}

func (w *world) refresh(client, token string, extra ...string) *answer {
	w.t.Helper()
	f := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
	for i := 0; i < len(extra); i += 2 {
		f.Set(extra[i], extra[i+1])
	}
	return w.endpoint("/oauth/token", client, f)
}

// wantEnded holds that nothing of a family opens anything.
func (w *world) wantEnded(t *testing.T, client string, hs ...held) {
	t.Helper()
	for _, h := range hs {
		if a := w.userinfo(h.Access); a.StatusCode != http.StatusUnauthorized || !strings.Contains(a.Header.Get("WWW-Authenticate"), "invalid_token") {
			t.Errorf("userinfo: %d %s", a.StatusCode, a.Header.Get("WWW-Authenticate"))
		}
		for _, token := range []string{h.Access, h.Refresh} {
			if a := w.endpoint("/oauth/introspect", client, url.Values{"token": {token}}); a.body != `{"active":false}` {
				t.Errorf("introspection: %d %s", a.StatusCode, a.body)
			}
		}
		wantError(t, "refresh", w.refresh(client, h.Refresh), http.StatusBadRequest, "invalid_grant")
	}
}

// TestRefresh: new tokens of the same login, and the ID token of OpenID Connect Core 12.2.
func TestRefresh(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	if h := w.redeem("portfolio", portfolioURI, w.newBrowser().login(w.request("portfolio", portfolioURI, "scope", "openid offline_access"), "petteflat", "yara").Get("code")).held(t); h.Refresh != "" || h.Scope != "openid" {
		t.Errorf("an app without refresh got %q for scope %q (O-14)", h.Refresh, h.Scope)
	}
	first := w.family("ververs", "yara")
	w.clock.advance(10 * time.Minute)
	a := w.refresh("ververs", first.Refresh)
	next := a.held(t)
	if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Pragma") != "no-cache" {
		t.Errorf("headers: %v", a.Header)
	}
	if next.Refresh == "" || next.Refresh == first.Refresh || next.Access == first.Access || next.Type != "Bearer" || next.Scope != first.Scope || next.Expires > 900 || next.Expires < 890 {
		t.Errorf("refreshed: type %s, scope %q, %d seconds", next.Type, next.Scope, next.Expires)
	}
	next = w.refresh("ververs", next.Refresh, "resource", w.issuer).held(t) // what it would get anyway (RFC 8707 §2.2)
	was, is := payload(t, first.ID), payload(t, next.ID)
	for _, name := range []string{"iss", "sub", "aud", "auth_time", "sid", "acr", "name", "student_number", "class"} {
		if was[name] == nil || !equalJSON(was[name], is[name]) {
			t.Errorf("%s: %v, at the login %v", name, is[name], was[name])
		}
	}
	if is["nonce"] != nil || was["nonce"] == nil || is["jti"] == was["jti"] || is["iat"].(float64) <= was["iat"].(float64) || is["at_hash"] == was["at_hash"] {
		t.Errorf("nonce %v, jti %v, iat %v", is["nonce"], is["jti"], is["iat"])
	}
	if !maps.EqualFunc(w.info(first.Access), w.info(next.Access), equalJSON) {
		t.Error("userinfo differs after a refresh")
	}
	wantError(t, "a spent token", w.refresh("ververs", first.Refresh), http.StatusBadRequest, "invalid_grant")
	w.wantEnded(t, "ververs", first, next)
	rec := httptest.NewRecorder()
	w.node.Health.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	if want := `sluis_tokens_reused_total{app="ververs",kind="refresh_token"} 2`; !strings.Contains(rec.Body.String(), want) {
		t.Errorf("the metrics do not say %s", want)
	}
}

// TestRefreshOfPublicClient: rotated like all others (RFC 9700 §2.2.2).
func TestRefreshOfPublicClient(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	form := codeForm(w.newBrowser().login(w.request("openbaar", familyURI("openbaar")), "petteflat", "yara").Get("code"), "redirect_uri", familyURI("openbaar"), "client_id", "openbaar")
	first := w.endpoint("/oauth/token", "", form).held(t)
	next := w.refresh("", first.Refresh, "client_id", "openbaar").held(t)
	wantError(t, "another public client", w.refresh("", next.Refresh, "client_id", "nobody"), http.StatusUnauthorized, "invalid_client")
	wantError(t, "again", w.refresh("", first.Refresh, "client_id", "openbaar"), http.StatusBadRequest, "invalid_grant")
	wantError(t, "the family", w.refresh("", next.Refresh, "client_id", "openbaar"), http.StatusBadRequest, "invalid_grant")
}

// TestRefreshNarrows: RFC 6749 §6. A refresh may ask for less, and later for all again;
// what is refused spends nothing.
func TestRefreshNarrows(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	h := w.family("ververs", "yara")
	for name, c := range map[string]struct{ scope, items, granted string }{
		"less":            {"openid class", "class", "openid class"},
		"nothing of them": {"openid", "", "openid"},
		"offline_access":  {"openid profile offline_access", "family_name given_name name", "openid profile"},
		"all":             {"openid profile student_number class", "class family_name given_name name student_number", "openid profile student_number class"},
	} {
		next := w.refresh("ververs", h.Refresh, "scope", c.scope).held(t)
		if next.Scope != c.granted {
			t.Errorf("%s: scope %q, want %q", name, next.Scope, c.granted)
		}
		for where, claims := range map[string]map[string]any{"userinfo": w.info(next.Access), "ID token": payload(t, next.ID)} {
			var items []string
			for _, k := range slices.Sorted(maps.Keys(claims)) {
				if slices.Contains([]string{"name", "given_name", "family_name", "student_number", "class", "school", "role"}, k) {
					items = append(items, k)
				}
			}
			if got := strings.Join(items, " "); got != c.items {
				t.Errorf("%s: %s holds %q, want %q", name, where, got, c.items)
			}
		}
		for _, more := range []string{"openid profile email", "openid school2", "profile", "", "openid\nprofile x"} {
			wantError(t, more, w.refresh("ververs", next.Refresh, "scope", more), http.StatusBadRequest, "invalid_scope")
		}
		h = next
	}
}

// TestManyRefreshAtOnce: of 64 at once at most one gets tokens, and they are dead (O-14).
func TestManyRefreshAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	first := w.family("ververs", "yara")
	answers := make([]*answer, 64)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = w.refresh("ververs", first.Refresh) })
	}
	wg.Wait()
	won := 0
	for _, a := range answers {
		if a.StatusCode != http.StatusOK {
			wantError(t, "a late refresh", a, http.StatusBadRequest, "invalid_grant")
			continue
		}
		won++
		w.wantEnded(t, "ververs", a.held(t))
	}
	if won > 1 {
		t.Errorf("%d of 64 refreshes won", won)
	}
	w.wantEnded(t, "ververs", first)
}

// TestFamilyLife: six hours without use and a day in all, over HTTP (O-14).
func TestFamilyLife(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	idle, used := w.family("ververs", "yara"), w.family("ververs", "docent")
	for range 4 {
		w.clock.advance(5*time.Hour + 57*time.Minute)
		used = w.refresh("ververs", used.Refresh).held(t)
	}
	w.clock.advance(10 * time.Minute)
	last := w.refresh("ververs", used.Refresh).held(t)
	if last.Expires > 120 {
		t.Errorf("two minutes before its end a family gives a token of %d seconds (design §1.4)", last.Expires)
	}
	w.info(last.Access)
	w.clock.advance(2 * time.Minute)
	w.wantEnded(t, "ververs", idle, used, last)
}

// TestFamilyOverRestart: a restart changes nothing for a family, alive or ended.
func TestFamilyOverRestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	living, ended := w.family("ververs", "yara"), w.family("getekend", "yara")
	spent := living
	living = w.refresh("ververs", living.Refresh).held(t)
	w.endpoint("/oauth/revoke", "getekend", url.Values{"token": {ended.Access}})
	w.stop()
	w.start()
	w.wantEnded(t, "getekend", ended)
	w.info(living.Access)
	living = w.refresh("ververs", living.Refresh).held(t)
	wantError(t, "spent before the restart", w.refresh("ververs", spent.Refresh), http.StatusBadRequest, "invalid_grant")
	w.wantEnded(t, "ververs", living)
}

// TestFamilyOverKill: what an app was told of its families holds after a kill -9 at any
// moment: the last refresh token it was given works, unless another request with it was
// under way, and a family that it revoked stays ended.
func TestFamilyOverKill(t *testing.T) {
	t.Parallel()
	p := newProcess(t, familyApps)
	for round := range 4 {
		ended := p.family("ververs", "yara")
		if a := p.endpoint("/oauth/revoke", "ververs", url.Values{"token": {ended.Refresh}}); a.StatusCode != http.StatusOK {
			t.Fatalf("revocation: %d", a.StatusCode)
		}
		quiet, busy := p.family("ververs", "yara"), p.family("ververs", "yara")
		quiet = p.refresh("ververs", quiet.Refresh).held(t)
		var told atomic.Pointer[held]
		told.Store(&busy)
		client := p.newBrowser().c
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				res, err := client.Do(p.endpointRequest("/oauth/token", "ververs", url.Values{"grant_type": {"refresh_token"}, "refresh_token": {told.Load().Refresh}}))
				if err != nil {
					return // it was killed
				}
				var h held
				err = json.NewDecoder(res.Body).Decode(&h)
				if res.Body.Close() != nil || err != nil {
					return
				}
				told.Store(&h)
			}
		})
		<-time.After(time.Duration(100+round*37) * time.Millisecond)
		p.end(syscall.SIGKILL)
		wg.Wait()
		p.begin()
		p.info(quiet.Access)
		spent := quiet.Refresh
		quiet = p.refresh("ververs", quiet.Refresh).held(t)
		p.wantEnded(t, "ververs", ended)
		// The answer to the last request may be lost. Then its token is spent, and the family
		// ends; or it was not served yet, and the token still counts.
		switch a := p.refresh("ververs", told.Load().Refresh); a.StatusCode {
		case http.StatusOK:
			p.info(a.held(t).Access)
		default:
			wantError(t, "after a lost answer", a, http.StatusBadRequest, "invalid_grant")
			p.wantEnded(t, "ververs", *told.Load())
		}
		wantError(t, "spent over the kill", p.refresh("ververs", spent), http.StatusBadRequest, "invalid_grant")
		p.wantEnded(t, "ververs", quiet)
	}
}

// TestContractEndsFamilies: a family of another contract than the app has by now gives
// nothing any more: what is released anew needs a login under the contract of today.
func TestContractEndsFamilies(t *testing.T) {
	t.Parallel()
	w := newWorld(t, familyApps)
	h := w.family("ververs", "yara")
	w.registry = strings.Replace(w.registry, "version: 1\n      basis: public_task\n      inform: never\n      schools: [petteflat, zonder]", "version: 2\n      basis: public_task\n      inform: never\n      schools: [petteflat, zonder]", 1)
	w.write("registry.yaml", w.registry)
	w.until(func() bool { return strings.Contains(w.log.String(), "contract.version") })
	wantError(t, "refresh under another contract", w.refresh("ververs", h.Refresh), http.StatusBadRequest, "invalid_grant")
	w.wantEnded(t, "ververs", h)
}

// TestDenyReachesEveryGrant is O-21: a school that leaves the contract, and an app that
// leaves the registry, are refused within five seconds wherever a grant is used.
func TestDenyReachesEveryGrant(t *testing.T) {
	t.Parallel()
	const schools = "schools: [petteflat, zonder]"
	gone := strings.Index(familyApps, "\n  - id: getekend")
	for name, c := range map[string]struct {
		change func(string) string
		status int
		error  string
	}{
		"the school": {func(r string) string { return strings.ReplaceAll(r, schools, "schools: [zonder]") }, http.StatusBadRequest, "invalid_grant"},
		"the app": {func(string) string {
			return registryText(familyApps[:gone] + familyApp("openbaar", "client_auth: {method: none}"))
		}, http.StatusUnauthorized, "invalid_client"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, familyApps)
			h := w.family("getekend", "yara")
			code := w.newBrowser().login(w.request("getekend", familyURI("getekend")), "petteflat", "yara").Get("code")
			w.write("registry.yaml", c.change(w.registry))
			begun := time.Now()
			w.until(func() bool { return w.userinfo(h.Access).StatusCode == http.StatusUnauthorized })
			t.Logf("refused after %v", time.Since(begun)) // two looks a second apart, and a loaded machine
			wantError(t, "code", w.redeem("getekend", familyURI("getekend"), code), c.status, c.error)
			for _, token := range []string{h.Access, h.Refresh} { // by the app itself, and by another that may ask
				if a := w.endpoint("/oauth/introspect", "portfolio", url.Values{"token": {token}}); a.body != `{"active":false}` {
					t.Errorf("introspection: %d %s", a.StatusCode, a.body)
				}
			}
			wantError(t, "refresh", w.refresh("getekend", h.Refresh), c.status, c.error)
			w.write("registry.yaml", w.registry)
			w.until(func() bool {
				return w.newBrowser().get(w.request("getekend", familyURI("getekend"), "login_hint", "petteflat")).StatusCode != http.StatusBadRequest
			})
			if name == "the school" { // the refusal was final
				wantError(t, "the family, once the school is back", w.refresh("getekend", h.Refresh), http.StatusBadRequest, "invalid_grant")
			}
		})
	}
}

// until waits for what a reload brings.
func (w *world) until(done func() bool) {
	w.t.Helper()
	for patience := time.After(60 * time.Second); !done(); {
		select {
		case <-patience:
			w.t.Fatal("it never came")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestStoreCallsOfARefresh: what a family costs the state beyond an ordinary login.
func TestStoreCallsOfARefresh(t *testing.T) {
	t.Parallel()
	var state, reads, writes atomic.Int64
	w := newWorld(t, familyApps, func(w *world) {
		w.state = func(s store.State) store.State { return countedState{s, &state} }
		w.records = func(r store.Records) store.Records { return countedRecords{r, &reads, &writes} }
	})
	code := w.newBrowser().login(w.request("ververs", familyURI("ververs")), "petteflat", "yara").Get("code")
	r0, w0 := reads.Load(), writes.Load()
	step := func(name string, most int64, do func()) {
		t.Helper()
		before := state.Load()
		do()
		if n := state.Load() - before; n > most || n == 0 {
			t.Errorf("%s makes %d calls of the state, planned were %d", name, n, most)
		}
	}
	var h held
	step("token", 4, func() { h = w.redeem("ververs", familyURI("ververs"), code).held(t) })
	step("introspection", 2, func() { w.endpoint("/oauth/introspect", "ververs", url.Values{"token": {h.Access}}) })
	step("introspection of a refresh token", 2, func() {
		w.endpoint("/oauth/introspect", "ververs", url.Values{"token": {h.Refresh}, "token_type_hint": {"refresh_token"}})
	})
	step("introspection of nothing", 2, func() { w.endpoint("/oauth/introspect", "ververs", url.Values{"token": {"niets"}}) })
	step("refresh", 5, func() { h = w.refresh("ververs", h.Refresh).held(t) })
	step("revocation", 5, func() { w.endpoint("/oauth/revoke", "ververs", url.Values{"token": {h.Access}}) })
	if r, n := reads.Load()-r0, writes.Load()-w0; r != 0 || n != 0 {
		t.Errorf("the records were read %d times and written %d times", r, n)
	}
}
