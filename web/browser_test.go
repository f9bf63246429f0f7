package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
)

// tab is one page of a real Chromium.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu         sync.Mutex
	complaints []string // what the browser logs as an error: a blocked script or style, a missing file, an exception
}

// browser starts Chromium, or skips by name; under CI=true a browser that is missing
// is a failure.
func browser(t *testing.T) *tab {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		skipOrFail(t, "chromium is not installed: nothing was checked in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 8*time.Minute)
	t.Cleanup(stop)
	b := &tab{t: t, ctx: ctx}
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

// quiet fails the test for each complaint of the browser so far.
func (b *tab) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range b.complaints {
		b.t.Errorf("the browser complains: %s", text)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) open(url string) { b.t.Helper(); b.do(chromedp.Navigate(url)) }

func (b *tab) click(selector string) { b.t.Helper(); b.do(chromedp.Click(chromedp.CSS(selector))) }

func (b *tab) press(selector, keys string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS(selector), keys))
}

func (b *tab) wait(selector string) { b.t.Helper(); b.do(chromedp.WaitReady(chromedp.CSS(selector))) }

func (b *tab) text(selector string) string {
	b.t.Helper()
	s, err := chromedp.Run(b.ctx, chromedp.TextContent(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatal(err)
	}
	return s
}

// eval gives what an expression says; a promise is awaited.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.t.Fatal(err)
	}
}

func skipOrFail(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// serveStories is a small stand-in for the broker: the stories under the policy of ui
// §6, the picker with its search, and an echo of what forms post.
func serveStories(t *testing.T, silent bool) *httptest.Server {
	t.Helper()
	p := newPages(t, Site{Issuer: "http://localhost:8080"})
	finder := NewFinder(schoolRows())
	show := func(w http.ResponseWriter, v View, l Lang) {
		r, err := p.Render(v, l)
		if err != nil {
			t.Error(err)
			return
		}
		policy := "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
		if r.HasScript {
			policy += "; script-src 'self'"
		}
		if r.HasFetch {
			policy += "; connect-src 'self'"
		}
		if r.HasForm {
			policy += "; form-action 'self' https: http:"
		}
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(r.Body)
	}
	mux := http.NewServeMux()
	for _, l := range []Lang{NL, EN} {
		for _, s := range stories(l) {
			mux.HandleFunc("GET /story/"+s.name+"."+string(l), func(w http.ResponseWriter, _ *http.Request) { show(w, s.view, l) })
		}
	}
	mux.HandleFunc("GET /assets/{file}", func(w http.ResponseWriter, r *http.Request) {
		body, kind, _, ok := p.Asset(r.URL.Path)
		if !ok {
			http.NotFound(w, r)
			return
		}
		if silent && r.URL.Path == p.AssetURL("formpost.js") {
			body = nil // the page is looked at, not left
		}
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(body)
	})
	mux.HandleFunc("GET "+PathSchool, func(w http.ResponseWriter, r *http.Request) {
		q := r.FormValue("q")
		rows, total := finder.Find(q, nil, ShowAtMost)
		if q == "" {
			total = 1500
		}
		show(w, SchoolPicker{Sealed: r.FormValue("t"), Query: q, Schools: rows, Total: total, Remember: r.FormValue("remember") != ""}, ParseLang(r.FormValue("lang"), ""))
	})
	mux.HandleFunc("GET "+PathSchools, func(w http.ResponseWriter, r *http.Request) {
		q := r.FormValue("q")
		rows, total := finder.Find(q, nil, ShowAtMost)
		show(w, SchoolResults{Query: q, Schools: rows, Total: total, Near: finder.Near(q, nil, 3)}, ParseLang(r.FormValue("lang"), ""))
	})
	mux.HandleFunc("GET /admin/monitor/stream", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = w.Write([]byte("event: end\ndata: \n\n"))
	})
	mux.HandleFunc("GET /handover", func(w http.ResponseWriter, _ *http.Request) {
		show(w, FormPost{Action: "/landed", Fields: []Field{{"code", "abc"}, {"state", "x' y\""}, {"submit", "1"}}}, NL)
	})
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = fmt.Fprintf(w, "%s %s", r.URL.Path, r.PostForm.Encode())
	})
	mux.HandleFunc("GET /favicon.ico", func(http.ResponseWriter, *http.Request) {})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// axeSource is axe-core as `make tools` installs it.
func axeSource(t *testing.T) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("..", ".scratch", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		skipOrFail(t, "axe-core is not in .scratch (make tools installs it): accessibility was not checked")
	}
	return string(body)
}

// TestAxe: 0 violations in light and dark, on a phone and on a desk, in every state
// and both languages, and no sideways scrolling at 320 px (U-06, ui §6).
func TestAxe(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: axe over every page takes a minute")
	}
	axe := axeSource(t)
	b := browser(t)
	server := serveStories(t, true)
	for _, look := range []struct {
		scheme string
		width  int64
		lang   Lang
	}{{"light", 360, NL}, {"dark", 1280, NL}, {"light", 1280, EN}, {"dark", 360, EN}} {
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: look.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		for _, s := range stories(look.lang) {
			if s.view.layout().frame != "bare" {
				b.checkWithAxe(axe, fmt.Sprintf("%s/story/%s.%s", server.URL, s.name, look.lang), look.width)
			}
		}
	}
	b.quiet()
}

func (b *tab) checkWithAxe(axe, url string, width int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(320, 640))
	b.open(url)
	if eval[bool](b, `document.documentElement.scrollWidth > innerWidth`) {
		b.t.Errorf("%s scrolls sideways at 320 px", url)
	}
	b.do(chromedp.EmulateViewport(width, 800))
	eval[chromedp.Void](b, `document.querySelectorAll("details").forEach(d => d.open = true);`+axe)
	for _, v := range eval[[]string](b, `axe.run(document, {resultTypes: ["violations"], preload: false}).then(r => r.violations.map(v => v.id + ": " + v.nodes[0].html + " " + v.nodes[0].failureSummary))`) {
		b.t.Errorf("%s at %d px: %s", url, width, v)
	}
}

// TestAxeFinds: the check must be able to fail. A page with one fault of each kind that
// the templates could have.
func TestAxeFinds(t *testing.T) {
	axe := axeSource(t)
	b := browser(t)
	server := serveStories(t, true)
	b.open(server.URL + "/story/school-start.nl")
	eval[chromedp.Void](b, `document.querySelector("label[for=q]").remove(); document.querySelector("html").lang = ""; document.querySelector(".hint").style.color = "#eee";`+axe)
	got := eval[[]string](b, `axe.run(document).then(r => r.violations.map(v => v.id))`)
	for _, want := range []string{"label", "html-has-lang", "color-contrast"} {
		if !slices.Contains(got, want) {
			t.Errorf("axe does not find %s, only %v", want, got)
		}
	}
}
