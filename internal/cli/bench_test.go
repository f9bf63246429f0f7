package cli

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sluis/providers/hub"
)

// benchApps are one app per algorithm, for pupils who have been informed before.
var benchApps = benchApp("rs", "RS256") + benchApp("es", "ES256")

const benchURI = "http://127.0.0.1:9/bench"

func benchApp(id, alg string) string {
	return fmt.Sprintf(`
  - id: %s
    name: {nl: Meting, en: Bench}
    supplier: Voorbeeld B.V.
    profile: basic
    client_auth: {method: client_secret_basic, secret_file: app.secret}
    redirect_uris: [%s]
    id_token_alg: %s
    claims_in: id_token
    contract:
      version: 1
      basis: public_task
      inform: never
      schools: [petteflat]
      roles: [student]
      release:
        name: {purpose: {nl: Naam., en: Name.}}
        student_number: {purpose: {nl: Nummer., en: Number.}}
        class: {purpose: {nl: Klas., en: Class.}}
`, id, benchURI, alg)
}

// BenchmarkLogin is whole logins over loopback HTTP against the real program: a
// signed AuthnRequest, a Response of 8 KiB, a durable row in the login log of a
// school that keeps all, a code, a client secret, an ID token whose signature is
// checked. Counted is the CPU of the broker's process alone; beside it stands the
// price of the signatures, measured in turn with the logins.
func BenchmarkLogin(b *testing.B) {
	for _, alg := range []string{"RS256", "ES256"} {
		for _, workers := range []int{1, 8} {
			b.Run(fmt.Sprintf("%s/in-flight-%d", alg, workers), func(b *testing.B) { benchLogins(b, alg, workers) })
		}
	}
}

func benchLogins(b *testing.B, alg string, workers int) {
	p := newProcess(b, benchApps)
	w := make([]*worker, workers)
	for i := range w {
		w[i] = p.newWorker()
	}
	classes := make([]class, workers)
	for i := range classes {
		classes[i] = newClass(b, i, max(pupils, b.N/workers/loginsEach))
		for range classes[i].people { // the cookies, the connections, the first pages
			classes[i].next(w[i])
			w[i].login(strings.ToLower(alg[:2]), p.verifierOf(alg))
		}
	}
	check := p.verifierOf(alg)
	floor := newFloor(alg)
	const round = 64
	var spent, priced time.Duration
	b.ResetTimer()
	for left := b.N; left > 0; left -= round {
		n := min(round, left)
		before := cpuOf(p.cmd.Process.Pid)
		var next atomic.Int64
		var wg sync.WaitGroup
		for i, one := range w {
			wg.Go(func() {
				for next.Add(1) <= int64(n) {
					classes[i].next(one)
					one.login(strings.ToLower(alg[:2]), check)
				}
			})
		}
		wg.Wait()
		spent += cpuOf(p.cmd.Process.Pid) - before
		priced += floor.priceOf(n, min(workers, runtime.GOMAXPROCS(0)))
	}
	b.StopTimer()
	per := float64(spent.Microseconds()) / float64(b.N)
	least := float64(priced.Microseconds()) / float64(b.N)
	b.ReportMetric(per/1000, "server-ms/login")
	b.ReportMetric(least/1000, "floor-ms/login")
	b.ReportMetric(per/least, "x-floor")
	b.ReportMetric(float64(runtime.GOMAXPROCS(0)), "GOMAXPROCS")
	b.ReportMetric(float64(residentOf(p.cmd.Process.Pid))/(1<<20), "resident-MiB")
}

// At least so many pupils share one connection of the benchmark, each with a browser, and
// none logs in much oftener than so: a pupil does it some times a day. One who did it a
// thousand times would measure how sessions are bounded.
const pupils, loginsEach = 40, 5

// class is pupils who log in one after the other.
type class struct {
	jars   []http.CookieJar
	people []hub.Person
	at     *int
}

func newClass(tb testing.TB, number, size int) class {
	c := class{at: new(int)}
	for i := range size {
		jar, err := cookiejar.New(nil)
		if err != nil {
			tb.Fatal(err)
		}
		who := yaraOne
		who.Attributes = slices.Clone(who.Attributes)
		who.Attributes[0] = attr("uid", fmt.Sprintf("leerling%d-%d@petteflat", number, i))
		c.jars, c.people = append(c.jars, jar), append(c.people, who)
	}
	return c
}

// next gives the worker the next pupil's browser.
func (c class) next(o *worker) {
	*c.at = (*c.at + 1) % len(c.people)
	o.c.Jar, o.who = c.jars[*c.at], c.people[*c.at]
}

func (p *process) newWorker() *worker {
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	return &worker{p: p, who: yaraOne, address: fmt.Sprint("198.51.100.", p.workers.Add(1)%250), c: &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 4},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (o *worker) do(req *http.Request) (*http.Response, []byte) {
	req.Header.Set("X-Forwarded-For", o.address)
	res, err := o.c.Do(req)
	if err != nil {
		panic(err) // a benchmark's goroutine has nobody to tell
	}
	body, err := io.ReadAll(res.Body)
	if err := res.Body.Close(); err != nil {
		panic(err)
	}
	if err != nil {
		panic(err)
	}
	return res, body
}

func (o *worker) get(address string) string {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		panic(err)
	}
	res, body := o.do(req)
	if res.StatusCode != http.StatusSeeOther {
		panic(fmt.Sprintf("%s: %d\n%s", req.URL.Path, res.StatusCode, text(string(body))))
	}
	to, err := res.Location()
	if err != nil {
		panic(err)
	}
	return to.String()
}

func (o *worker) post(address string, form url.Values, basic string) (*http.Response, []byte) {
	req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		panic(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if basic != "" {
		req.SetBasicAuth(basic, appSecret)
	}
	return o.do(req)
}

var (
	size8k  = hub.Misbehaviour{Size: 8 << 10}
	yaraOne = entreePeople[0]
)

// code goes from the app's request to the code that the app is called with.
func (o *worker) code(client, redirect string) string {
	to := o.get(o.p.issuer + o.p.request(client, redirect, "login_hint", "petteflat"))
	for strings.HasPrefix(to, o.p.issuer) { // the first time: does the browser keep our cookie?
		to = o.get(to)
	}
	asked, err := o.p.entree.ParseRequest(to)
	if err != nil {
		panic(err)
	}
	field, err := o.p.entree.Answer(asked, o.who, size8k)
	if err != nil {
		panic(err)
	}
	res, body := o.post(asked.ACS, url.Values{"SAMLResponse": {field}, "RelayState": {asked.RelayState}}, "")
	if res.StatusCode != http.StatusSeeOther {
		panic(fmt.Sprintf("ACS: %d\n%s", res.StatusCode, text(string(body))))
	}
	step, err := res.Location()
	if err != nil {
		panic(err)
	}
	called, err := url.Parse(o.get(step.String()))
	if err != nil {
		panic(err)
	}
	return called.Query().Get("code")
}

func (o *worker) login(client string, check func(jwt string) bool) {
	_, body := o.post(o.p.issuer+"/oauth/token", url.Values{"grant_type": {"authorization_code"}, "code": {o.code(client, benchURI)},
		"redirect_uri": {benchURI}, "code_verifier": {verifier}}, client)
	var t tokens
	if err := json.Unmarshal(body, &t); err != nil || !check(t.IDToken) {
		panic(fmt.Sprintf("token: %v\n%s", err, body))
	}
}

// verifierOf checks ID tokens as an app does, under the broker's published key.
func (p *process) verifierOf(alg string) func(jwt string) bool {
	var set struct{ Keys []map[string]string }
	a := p.newBrowser().get("/oauth/jwks")
	if err := json.Unmarshal([]byte(a.body), &set); err != nil {
		p.t.Fatal(err)
	}
	number := func(s string) *big.Int {
		b, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			p.t.Fatal(err)
		}
		return new(big.Int).SetBytes(b)
	}
	var checks []func(digest, sig []byte) bool
	for _, k := range set.Keys {
		switch {
		case k["alg"] != alg:
		case alg == "RS256":
			key := &rsa.PublicKey{N: number(k["n"]), E: 65537}
			checks = append(checks, func(d, sig []byte) bool { return rsa.VerifyPKCS1v15(key, crypto.SHA256, d, sig) == nil })
		default:
			key := &ecdsa.PublicKey{Curve: elliptic.P256(), X: number(k["x"]), Y: number(k["y"])}
			checks = append(checks, func(d, sig []byte) bool {
				return len(sig) == 64 && ecdsa.Verify(key, d, new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:]))
			})
		}
	}
	return func(jwt string) bool {
		at := strings.LastIndexByte(jwt, '.')
		if at < 0 {
			return false
		}
		sig, err := base64.RawURLEncoding.DecodeString(jwt[at+1:])
		digest := sha256.Sum256([]byte(jwt[:at]))
		for _, ok := range checks {
			if err == nil && ok(digest[:], sig) {
				return true
			}
		}
		return false
	}
}

// floor is what a login's signatures cost, and nothing else: the AuthnRequest and
// the ID token are signed, the answer is verified.
type floor struct {
	rsa *rsa.PrivateKey
	ec  *ecdsa.PrivateKey
	sig []byte
	alg string
}

var floorDigest = sha256.Sum256([]byte("sluis"))

func newFloor(alg string) *floor {
	r, err1 := rsa.GenerateKey(rand.Reader, 2048)
	e, err2 := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err1 != nil || err2 != nil {
		panic("no keys")
	}
	f := &floor{rsa: r, ec: e, alg: alg}
	f.sig, _ = rsa.SignPKCS1v15(nil, r, crypto.SHA256, floorDigest[:])
	return f
}

// priceOf gives the CPU of n logins' signatures on as many threads at once as the
// logins kept busy: two threads of one core share it, and a signature then costs more.
func (f *floor) priceOf(n, threads int) time.Duration {
	var sum atomic.Int64
	var wg sync.WaitGroup
	for range threads {
		wg.Go(func() { sum.Add(int64(f.price(max(n/threads, 1)))) })
	}
	wg.Wait()
	return time.Duration(sum.Load()) * time.Duration(n) / time.Duration(threads*max(n/threads, 1))
}

// price gives the CPU of n logins' signatures on this thread.
func (f *floor) price(n int) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := threadCPU()
	for range n {
		_, err1 := rsa.SignPKCS1v15(nil, f.rsa, crypto.SHA256, floorDigest[:])
		err2 := rsa.VerifyPKCS1v15(&f.rsa.PublicKey, crypto.SHA256, floorDigest[:], f.sig)
		var err3 error
		if f.alg == "RS256" {
			_, err3 = rsa.SignPKCS1v15(nil, f.rsa, crypto.SHA256, floorDigest[:])
		} else {
			_, err3 = ecdsa.SignASN1(rand.Reader, f.ec, floorDigest[:])
		}
		if err1 != nil || err2 != nil || err3 != nil {
			panic("no signature")
		}
	}
	return threadCPU() - before
}

func threadCPU() time.Duration {
	const rusageThread = 1
	var u syscall.Rusage
	if err := syscall.Getrusage(rusageThread, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// cpuOf is the CPU that a process has used, in steps of the scheduler's own clock
// where the kernel has one.
func cpuOf(pid int) time.Duration {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		panic(err)
	}
	var sum time.Duration
	for _, th := range threads {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/schedstat", pid, th.Name()))
		if err != nil {
			continue // the thread has just ended
		}
		first, _, _ := strings.Cut(string(b), " ")
		n, err := strconv.ParseInt(first, 10, 64)
		if err != nil {
			panic(err)
		}
		sum += time.Duration(n)
	}
	return sum
}

// residentOf gives a process's resident bytes.
func residentOf(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		panic(err)
	}
	fields := strings.Fields(string(b))
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	if err != nil {
		panic(err)
	}
	return pages * int64(os.Getpagesize())
}
