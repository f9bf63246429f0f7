package cli

import (
	"context"
	"encoding/json"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// chromium is one running browser; each of its profiles knows nothing of the others.
type chromium struct {
	ctx context.Context
	s   *sites
}

// startChromium starts it, or skips by name; under CI=true a browser that is missing
// is a failure.
func startChromium(t *testing.T, s *sites) *chromium {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		skipOrFail(t, "chromium is not installed: no login was tried in a browser")
	}
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		// chromedp loses track of a page that comes back whole; without that cache Back
		// asks the server again, which is the harder case for us.
		chromedp.Flag("disable-back-forward-cache", true),
		chromedp.Flag("host-resolver-rules", "MAP *.test 127.0.0.1:"+port+", MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("ignore-certificate-errors-spki-list", s.pin))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return &chromium{ctx, s}
}

func skipOrFail(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// tab is a page of the browser.
type tab struct {
	t   *testing.T
	s   *sites
	ctx context.Context

	mu         sync.Mutex
	complaints []string // what the browser logs as an error: what a policy blocked, an exception
}

// profile opens a tab in a fresh profile: another browser, to the broker.
func (c *chromium) profile(t *testing.T) *tab {
	t.Helper()
	return openTab(t, c.s, c.ctx, chromedp.WithNewBrowserContext())
}

// sibling opens another tab of the same profile.
func (b *tab) sibling() *tab { b.t.Helper(); return openTab(b.t, b.s, b.ctx) }

func openTab(t *testing.T, s *sites, parent context.Context, options ...chromedp.ContextOption) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(parent, options...)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(stop)
	b := &tab{t: t, s: s, ctx: ctx}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) hear(event any) {
	if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == log.EntryLevelError {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.complaints = append(b.complaints, e.Entry.Text+" "+e.Entry.URL)
	}
}

// blocked gives what a policy of a page blocked so far.
func (b *tab) blocked() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, c := range b.complaints {
		if strings.Contains(c, "Content Security Policy") {
			out = append(out, c)
		}
	}
	return strings.Join(out, "\n")
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) open(raw string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.s.absolute(raw)))
}

// click presses what a person would press, and waits for nothing.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

func (b *tab) fill(selector, keys string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS(selector), keys))
}

// without switches script off, as some schools and some people do.
func (b *tab) withoutScript() {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// speaks sets the language that the browser asks for.
func (b *tab) speaks(lang string) {
	b.t.Helper()
	call(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": lang}})
}

func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	r, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

// eval gives what an expression says; a promise is awaited.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%v\nat %s: %s", err, b.address(), b.words())
	}
	return v
}

// patience is how long a page may take on a machine that does other things as well.
const patience = 45 * time.Second

// await waits until a page says yes. While one page makes place for the next there is
// nobody to ask, which is no answer.
func (b *tab) await(condition string) {
	b.t.Helper()
	if !b.awaited(condition, patience) {
		b.t.Fatalf("never came: %s\nat %s: %s\n%s", condition, b.address(), b.words(), b.blocked())
	}
}

func (b *tab) awaited(condition string, limit time.Duration) bool {
	b.t.Helper()
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(15 * time.Millisecond) {
		ctx, stop := context.WithTimeout(b.ctx, 5*time.Second) // a page that goes away may never answer
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && !!(`+condition+`)`))
		stop()
		if err == nil && ok {
			return true
		}
	}
	return false
}

// there waits for an element of the page that comes.
func (b *tab) there(selector string) {
	b.t.Helper()
	b.await(`document.querySelector(` + quoted(selector) + `)`)
}

func quoted(s string) string {
	out, _ := json.Marshal(s)
	return string(out)
}

func (b *tab) address() string {
	s, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href`))
	return s
}

// words is what stands on the page, for a person who reads a failed test.
func (b *tab) words() string {
	s, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(document.querySelector("main") || document.body).innerText`))
	return strings.Join(strings.Fields(s), " ")
}

// What the pages of a login are known by.
const (
	atPicker   = `form[action="/login/school"]`
	atPassword = `#password`
	atAsk      = `form[action="/login/answer"]`
	atApp      = `#app`
	atRefusal  = `.ticket`
	goOn       = `[data-action="continue"]`
	decline    = `[data-action="decline"]`
	notMe      = `[data-action="notme"]`
)

// begin starts a login at the app.
func (b *tab) begin(client string, extra ...string) {
	b.t.Helper()
	q := url.Values{"client_id": {client}}
	for i := 0; i < len(extra); i += 2 {
		q.Set(extra[i], extra[i+1])
	}
	b.open("https://" + appHost + "/begin?" + q.Encode())
}

// pick chooses a school of a short list.
func (b *tab) pick(school string) {
	b.t.Helper()
	b.there(atPicker)
	b.click(`button[value="` + school + `"]`)
}

// signIn is the person's part at the hub: where it asks for the school, and the
// password. Without script the answer needs one more press.
func (b *tab) signIn(school, login string) {
	b.t.Helper()
	b.await(`document.querySelector("#password, form[method=get] button[name=school]") && location.host.endsWith("hub.test")`)
	if !eval[bool](b, `!!document.querySelector("#password")`) {
		b.click(`button[value="` + school + `"]`)
		b.there(atPassword)
	}
	b.fill("#username", login)
	b.fill("#password", login+"-wachtwoord\r")
}

// toAsk goes from the app to the page between hub and app.
func (b *tab) toAsk(client, school, login string, extra ...string) {
	b.t.Helper()
	b.begin(client, extra...)
	b.pick(school)
	b.signIn(school, login)
	b.there(atAsk)
}

// claims is what the app shows of whom it let in.
func (b *tab) claims() map[string]any {
	b.t.Helper()
	b.there("#claims")
	var m map[string]any
	if err := json.Unmarshal([]byte(eval[string](b, `document.querySelector("#claims").textContent`)), &m); err != nil {
		b.t.Fatal(err)
	}
	return m
}
