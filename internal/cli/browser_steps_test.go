package cli

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"sluis/internal/refusal"
)

// What people do: reload, press twice, go back, use more tabs. At each hop it ends in a
// login or in a page that explains, the app gets one code, and the app still works
// (design §5.2, contract 14).

// hops is a login in steps, each of which takes the tab from one page to the next.
var hops = []struct {
	name   string
	at     string // the page that the step starts from
	button string // what is pressed there
	fill   bool   // the name and the password come first
}{
	{name: "picker", at: atPicker, button: `button[value="petteflat"]`},
	{name: "hub's choice", at: `form[method="get"] button[name="school"]`, button: `button[value="petteflat"]`},
	{name: "password", at: atPassword, button: `main form button`, fill: true},
	{name: "page between hub and app", at: atAsk, button: goOn},
	{name: "form_post", at: `form[action^="https://app.test/callback"]`, button: `main form button`},
}

// walk goes through the steps; at the one called here, gesture is done first and press
// is how its button is pressed.
func (b *tab) walk(here string, gesture func(), press func(selector string)) {
	b.t.Helper()
	b.withoutScript() // or form_post would not wait for anybody
	b.begin("portfolio", "prompt", "consent", "response_mode", "form_post")
	for _, h := range hops {
		b.there(h.at)
		if h.name == here && gesture != nil {
			gesture()
			b.there(h.at)
		}
		if h.fill {
			b.fill("#username", "yara")
			b.fill("#password", "yara-wachtwoord")
		}
		if h.name == here && press != nil {
			press(h.button)
		} else {
			b.click(h.button)
		}
		if h.name == "password" {
			b.pressAnswer(false)
		}
	}
}

func browserReload(t *testing.T, c *chromium) {
	for _, h := range hops {
		t.Run(h.name, func(t *testing.T) {
			c.s.app.attempts()
			b := c.profile(t)
			b.walk(h.name, func() { b.do(chromedp.Reload()) }, nil)
			b.claims()
			b.do(chromedp.Reload())
			b.claims()
			c.s.app.oneCodeEach(t, 1)
		})
	}
}

// The second click falls on the old page, as it does for a person: nobody is answered
// before both are done. What Chromium makes of them, two requests or one, is its own.
func browserDoubleClick(t *testing.T, c *chromium) {
	for _, h := range hops {
		t.Run(h.name, func(t *testing.T) {
			c.s.app.attempts()
			b := c.profile(t)
			b.walk(h.name, nil, func(selector string) {
				c.s.gate.Lock()
				defer c.s.gate.Unlock()
				b.do(chromedp.DoubleClick(chromedp.CSS(selector)))
			})
			b.claims()
			c.s.app.oneCodeEach(t, 1)
		})
	}
}

// The same button in two tabs, with both requests at the broker at the same moment.
func browserSamePage(t *testing.T, c *chromium) {
	c.s.app.attempts()
	both := &pairUp{path: "/login/answer"}
	c.s.faulty(t, both.before)
	b := c.profile(t)
	b.toAsk("portfolio", "petteflat", "yara", "prompt", "consent")
	other := b.sibling()
	other.open(b.address())
	other.there(atAsk)
	b.click(goOn)
	other.click(goOn)
	b.await(`document.querySelector("#claims, .ticket")`)
	other.await(`document.querySelector("#claims, .ticket")`)
	if both.came() != 2 {
		t.Errorf("%d answers came", both.came())
	}
	c.s.app.oneCodeEach(t, 1)
}

// pairUp holds the first post to a path until the second comes, so that both are at
// the broker at the same moment.
type pairUp struct {
	path string
	mu   sync.Mutex
	n    int
	two  chan struct{}
}

func (p *pairUp) before(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == p.path {
			select {
			case <-p.arrive():
			case <-time.After(patience):
			}
		}
		h.ServeHTTP(w, r)
	})
}

func (p *pairUp) arrive() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.two == nil {
		p.two = make(chan struct{})
	}
	if p.n++; p.n == 2 {
		close(p.two)
	}
	return p.two
}

func (p *pairUp) came() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n
}

// back is the browser's Back button.
func (b *tab) back() {
	b.t.Helper()
	h := call(b, page.GetNavigationHistory, cdp.Empty{})
	call(b, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: h.Entries[h.CurrentIndex-1].ID})
}

func browserBack(t *testing.T, c *chromium) {
	t.Run("to the picker, and another choice", func(t *testing.T) {
		b := c.profile(t)
		b.begin("portfolio", "prompt", "consent")
		b.pick("harderwijk")
		b.there(atPassword)
		b.back()
		b.pick("petteflat")
		b.signIn("petteflat", "yara")
		b.there(atAsk)
		b.click(goOn)
		if got := b.claims(); got["school"] != "petteflat" {
			t.Errorf("the app got %v", got)
		}
		c.s.app.oneCodeEach(t, 1)
	})
	t.Run("to the hub, which answers the question once more", func(t *testing.T) {
		b := c.profile(t)
		b.toAsk("portfolio", "harderwijk", "lukasz", "prompt", "consent")
		b.back()
		b.await(`document.querySelector("#password, .ticket")`)
		if eval[bool](b, `!!document.querySelector("#password")`) {
			b.fill("#username", "lukasz")
			b.fill("#password", "lukasz-wachtwoord\r")
		}
		b.refused(refusal.Replayed)
		b.click(".acts a.btn.on") // log in again
		b.pick("petteflat")
		b.signIn("petteflat", "yara")
		b.there(atAsk)
		b.click(goOn)
		b.claims()
		c.s.app.oneCodeEach(t, 1)
	})
	t.Run("from the app, and continue again", func(t *testing.T) {
		b := c.profile(t)
		b.toAsk("portfolio", "petteflat", "yara", "prompt", "consent")
		step := b.address()
		b.click(goOn)
		b.claims()
		b.back()
		b.await(`document.querySelector('.ticket, form[action="/login/answer"]')`)
		if eval[bool](b, `!document.querySelector(".ticket")`) {
			b.click(goOn)
		}
		b.refused(refusal.StepUsed)
		b.open(step)
		b.await(`document.querySelector('.ticket, form[action="/login/answer"]')`)
		b.begin("portfolio") // the app works
		b.pick("petteflat")
		b.await(`document.querySelector('#claims, form[action="/login/answer"]')`)
		c.s.app.oneCodeEach(t, 1)
	})
}

func browserTabs(t *testing.T, c *chromium) {
	for _, n := range []struct {
		name string
		tabs int
	}{{"two", 2}, {"five at once", 5}} {
		t.Run(n.name, func(t *testing.T) {
			c.s.app.attempts()
			tabs := []*tab{c.profile(t)}
			for len(tabs) < n.tabs {
				tabs = append(tabs, tabs[0].sibling())
			}
			each := func(do func(*tab)) {
				for _, b := range tabs {
					do(b)
				}
			}
			each(func(b *tab) { b.begin("portfolio", "prompt", "consent login") })
			each(func(b *tab) { b.pick("petteflat") })
			each(func(b *tab) { b.signIn("petteflat", "yara") })
			each(func(b *tab) { b.there(atAsk) })
			each(func(b *tab) { b.click(goOn) })
			each(func(b *tab) { b.claims() })
			c.s.app.oneCodeEach(t, n.tabs)
		})
	}
}
