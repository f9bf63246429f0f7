package conformance

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sluis/broker"
)

// randomRequests is how many authorization requests the law is tried on, and
// randomCalls how many calls of any endpoint.
const (
	randomRequests = 100_000
	randomCalls    = 32_000
)

// seedOf gives a new seed, or the one that a failure named.
func seedOf(t *testing.T) uint64 {
	t.Helper()
	if s := os.Getenv("SLUIS_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return uint64(time.Now().UnixNano())
}

// roll tries the law on n requests of a kind, many at once, and gives what broke
// it first. Each worker has dice of their own, from one seed.
func roll(h http.Handler, l law, n int, seed uint64, next func(dice) *http.Request) (statuses map[int]int, broken error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	statuses = map[int]int{}
	ctx, stop := context.WithCancelCause(context.Background())
	defer stop(nil)
	const workers = 16 // most wait for the store at any moment
	for worker := range workers {
		wg.Go(func() {
			d := newDice(seed + uint64(worker))
			for range n / workers {
				if ctx.Err() != nil {
					return
				}
				r, a := next(d), httptest.NewRecorder()
				h.ServeHTTP(a, r)
				if err := l.broken(r, a); err != nil {
					stop(err)
				}
				mu.Lock()
				statuses[a.Code]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != nil {
		return statuses, err
	}
	return statuses, nil
}

var benchClients = []string{"portfolio", "ander", "post", "sleutel", "andersleutel", "open", "soms", "overheid", "geduwd", "ververs", "getekend"}

// TestRandomAuthorizationRequests: whatever is asked, nothing of ours breaks and
// nobody is sent anywhere that nobody registered (O-03, O-24).
func TestRandomAuthorizationRequests(t *testing.T) {
	t.Parallel()
	w, seed := newWorld(t, benchApps), seedOf(t)
	began := time.Now()
	statuses, err := roll(w.node.Public, w.law(benchClients...), randomRequests, seed, dice.authorization)
	if err != nil {
		t.Errorf("SLUIS_SEED=%d: %v", seed, err)
	}
	t.Logf("%d requests in %s: %v", randomRequests, time.Since(began).Round(time.Millisecond), statuses)
	for _, s := range []int{200, 303, 400, 405, 413} {
		if statuses[s] == 0 {
			t.Errorf("none was answered %d: the requests do not reach far", s)
		}
	}
}

// TestRandomCalls: the same of every route there is, by any method.
func TestRandomCalls(t *testing.T) {
	t.Parallel()
	w, seed := newWorld(t, benchApps), seedOf(t)
	statuses, err := roll(w.node.Public, w.law(benchClients...), randomCalls, seed, anyCall(broker.Routes()))
	if err != nil {
		t.Errorf("SLUIS_SEED=%d: %v", seed, err)
	}
	t.Logf("%d calls: %v", randomCalls, statuses)
}

// anyCall makes calls of any route.
func anyCall(routes []broker.RouteInfo) func(dice) *http.Request {
	return func(d dice) *http.Request {
		rt := pick(d, routes)
		method := pick(d, rt.Methods)
		if d.IntN(4) == 0 {
			method = pick(d, randomMethods)
		}
		path := strings.NewReplacer("{connection}", pick(d, []string{"entree", "elders", "%2e%2e", ""}), "{file}", "x.css").Replace(rt.Path)
		p := d.parameters()
		for name, values := range callValues {
			if d.IntN(3) == 0 {
				p = append(p, params{{Name: name, Value: pick(d, values)}}...)
			}
		}
		query, body := "", p.encode()
		if method == http.MethodGet || d.IntN(8) == 0 {
			query = body
		}
		if d.IntN(8) == 0 {
			body = d.mutated(body)
		}
		if d.IntN(100) == 0 {
			body = strings.Repeat(body+"&", 1+70_000/(len(body)+1))
		}
		r := d.request(method, path, query, body)
		for name, values := range callHeaders {
			for d.IntN(4) == 0 {
				r.Header.Add(name, pick(d, values))
			}
		}
		return r
	}
}

var (
	callValues = map[string][]string{
		"grant_type":               {"authorization_code", "refresh_token", "password", "client_credentials", ""},
		"code":                     {strings.Repeat("c", 43), "", strings.Repeat("c", 9000)},
		"code_verifier":            {verifier, "", "kort"},
		"client_secret":            {secret, "fout"},
		"client_assertion":         {"a.b.c", "eyJhbGciOiJub25lIn0.eyJpc3MiOiJzbGV1dGVsIn0.", ""},
		"client_assertion_type":    {assertionType, ""},
		"token":                    {strings.Repeat("t", 43), ""},
		"token_type_hint":          {"access_token", "refresh_token", "x"},
		"access_token":             {strings.Repeat("t", 43), ""},
		"refresh_token":            {strings.Repeat("r", 43), ""},
		"post_logout_redirect_uri": {"https://kwaad.example/", redirectOf("portfolio"), leftOf("portfolio"), "javascript:alert(1)"},
		"logout_token":             {"a.b.c"},
		"t":                        {"x", strings.Repeat("A", 4000), ""},
		"h":                        {strings.Repeat("h", 43), ""},
		"lang":                     {"nl", "en", "xx"},
		"school":                   {"petteflat", "elders"},
		"SAMLResponse":             {"PGE+", "%", ""},
		"RelayState":               {"x"},
	}
	callHeaders = map[string][]string{
		"Authorization":   {"Bearer " + strings.Repeat("t", 43), "Basic " + "cG9ydGZvbGlvOng=", "DPoP x", "Basic %%%", "Negotiate", "Bearer", ""},
		"Dpop":            {"a.b.c", "", "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6Im5vbmUifQ.e30."},
		"Origin":          {"https://portfolio.example.nl", "https://kwaad.example", "null"},
		"Cookie":          {"sluis=" + strings.Repeat("c", 43), "sluis=x; school=https://kwaad.example", "="},
		"X-Forwarded-For": {"10.1.2.3", "x", "::1, 10.0.0.1"},
		"Accept-Language": {"en", "*;q=0", strings.Repeat("nl,", 300)},
		"Host":            {"kwaad.example"},
	}
)

// FuzzAuthorize lets the fuzzer look for a request that breaks the law.
func FuzzAuthorize(f *testing.F) {
	w := newWorld(f, benchApps)
	for _, seed := range []string{asks("portfolio").encode(), asks("soms", set("response_mode", "form_post"), set("prompt", "none")).encode(), "client_id=portfolio&redirect_uri=https%3A%2F%2Fkwaad.example", "%", "a;b"} {
		f.Add(seed, "", false)
		f.Add("", seed, true)
	}
	l, d := w.law(benchClients...), newDice(1)
	f.Fuzz(func(t *testing.T, query, body string, post bool) {
		method := http.MethodGet
		if post {
			method = http.MethodPost
		}
		r, a := d.request(method, "/oauth/authorize", query, body), httptest.NewRecorder()
		w.node.Public.ServeHTTP(a, r)
		if err := l.broken(r, a); err != nil {
			t.Error(err)
		}
	})
}

// TestPropertyCanFail: the law sees what breaks it. In the planted build a provider
// without its check is caught within the requests that the property makes.
func TestPropertyCanFail(t *testing.T) {
	w := newWorld(t, benchApps)
	l := w.law(benchClients...)
	if planted != nil {
		for _, check := range []string{"registry.Redirects: a.redirects[uri]", "op.Authorize: !ok"} {
			planted.off(check)
			_, err := roll(w.node.Public, l, randomRequests/20, 1, dice.authorization)
			if planted.off(); err == nil {
				t.Errorf("without %q no law is broken", check)
			}
		}
		return
	}
	for name, h := range map[string]http.HandlerFunc{
		"a redirect elsewhere": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://kwaad.example/")
			w.WriteHeader(303)
		},
		"another path of an app": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", redirectOf("portfolio")+"/x")
			w.WriteHeader(303)
		},
		"a protocol-relative place": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "//kwaad.example")
			w.WriteHeader(303)
		},
		"a fault of ours": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) },
		"a form to elsewhere": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, err := w.Write([]byte(`<form action="https:&#x2F;/kwaad.example">`))
			if err != nil && !errors.Is(err, http.ErrBodyNotAllowed) {
				panic(err)
			}
		},
	} {
		if _, err := roll(h, l, 100, 1, dice.authorization); err == nil {
			t.Errorf("%s breaks no law", name)
		}
	}
}
