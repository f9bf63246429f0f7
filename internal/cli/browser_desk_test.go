package cli

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"sluis/broker/admin"
)

// notBeside are the pages of admins that no link leads to from the first one, each with what
// does.
var notBeside = map[string]string{
	admin.PathSchool:            "of an admin whom a school vouches for alone",
	admin.PathSchool + "/back":  "the hub's answer leads there",
	admin.PathCheck + "/result": "the hub's answer to a test login leads there",
	admin.PathSignIn:            "nobody is signed in there",
	admin.PathInvite:            "nobody is signed in there",
	admin.PathRecover:           "nobody is signed in there",
	admin.PathConfirm:           "an act leads there",
	admin.PathKeys + "/app":     "adding a code app leads there",
	admin.PathSecond:            "shown where something waits",

	admin.PathMonitor + "/block":  "an attempt leads there",
	admin.PathMonitor + "/reveal": "an attempt leads there",
}

// within are the questions of the walk-through (docs/admin.md), and where each is answered:
// three clicks at most from the first page.
var within = map[string]string{
	"add a second key":           admin.PathKeys,
	"who failed to log in today": admin.PathLog,
	"why did this login fail":    admin.PathLog + "/why",
	"what does this app get":     admin.PathApps + "/{id}",
}

// found is a page of the desk as the walk comes upon it.
type found struct {
	route  string
	path   string
	clicks int
}

// Every page that an admin can reach: from the first one by links alone, in at most three
// clicks; without violations of axe, in both languages and schemes, without sideways
// scrolling at 320 px, which is 400 % of 1280; and each of its controls by the keyboard, in the
// order of the page (U-06).
func browserDesk(t *testing.T, c *chromium) {
	axe, err := os.ReadFile(filepath.Join("..", "..", ".scratch", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		skipOrFail(t, "axe-core is not in .scratch (make tools installs it): accessibility was not checked")
	}
	a := c.profile(t)
	a.speaks("nl")
	a.comesIn(c.s.operatorInvites(t, "Iris de Groot"))
	pages := a.walkDesk()
	deskIsWhole(t, pages)
	for _, p := range fullest(pages) {
		t.Run(p.path, func(t *testing.T) {
			b := a.sibling()
			b.t = t
			for _, lang := range []string{"nl", "en"} {
				b.open(withLang(p.path, lang))
				b.await(`document.documentElement.lang === "` + lang + `" && document.querySelector("h1")`)
				b.keyboard()
				b.checkWithAxe(string(axe), lang, state{route: p.route})
			}
			if blocked := b.blocked(); blocked != "" {
				t.Error(blocked)
			}
		})
	}
	t.Run("a block by the keyboard alone", func(t *testing.T) { blockByKeyboard(t, a.sibling()) })
}

func withLang(path, lang string) string {
	u, err := url.Parse(path)
	if err != nil {
		panic(err)
	}
	q := u.Query()
	q.Set("lang", lang)
	u.RawQuery = q.Encode()
	return u.String()
}

// walkDesk follows the links of the pages, the nearest first, to one page of each route and
// each set of words in its query.
func (b *tab) walkDesk() (out []found) {
	b.t.Helper()
	seen := map[string]bool{admin.PathHome: true}
	out = []found{{route: admin.PathHome, path: admin.PathHome}}
	for i := 0; i < len(out); i++ {
		b.open(out[i].path)
		b.there("h1")
		for _, link := range eval[[]string](b, leadsTo) {
			u, err := url.Parse(link)
			if err != nil {
				b.t.Fatal(err)
			}
			route := pageOf(u.Path)
			if route == "" {
				b.t.Errorf("%s leads to %s, which the table of actions does not have", out[i].path, link)
			}
			q := u.Query()
			q.Del("lang")
			kind := route
			for _, name := range slices.Sorted(maps.Keys(q)) {
				if q.Get(name) != "" {
					kind += " " + name
				}
			}
			if route == "" || seen[kind] || download[route] {
				continue
			}
			seen[kind] = true
			u.RawQuery = q.Encode()
			out = append(out, found{route, u.String(), out[i].clicks + 1})
		}
	}
	return out
}

// fullest gives one page of each route: that whose query says the most.
func fullest(pages []found) (out []found) {
	for _, p := range pages {
		at := slices.IndexFunc(out, func(o found) bool { return o.route == p.route })
		switch {
		case at < 0:
			out = append(out, p)
		case len(p.path) > len(out[at].path):
			out[at] = p
		}
	}
	return out
}

// leadsTo gives where the links and the searches of a page lead within the desk. A search that
// wants a word gets the code of a refusal.
const leadsTo = `[...[...document.querySelectorAll("nav a[href], main a[href]")].map(a => a.getAttribute("href")),
	...[...document.querySelectorAll('main form[method="get"]')].map(f => {
		f.querySelectorAll("input[required]").forEach(i => i.value ||= "SLUIS-2107");
		return f.getAttribute("action") + "?" + new URLSearchParams(new FormData(f))
	})].filter(h => h.startsWith("/admin"))`

// download are the addresses that give a file or a stream.
var download = map[string]bool{admin.PathLog + "/week.csv": true, admin.PathMonitor + "/stream": true}

// pageOf gives the path of the GET action that an address belongs to; "": none.
func pageOf(path string) string {
	for _, x := range admin.Actions() {
		pattern := "^" + parameter.ReplaceAllString(regexp.QuoteMeta(x.Path), "[^/]+") + "$"
		if x.Method == "GET" && regexp.MustCompile(pattern).MatchString(path) {
			return x.Path
		}
	}
	return ""
}

// deskIsWhole holds the pages that were found against the table of actions.
func deskIsWhole(t *testing.T, pages []found) {
	t.Helper()
	have := map[string]found{}
	for _, p := range pages {
		if _, ok := have[p.route]; ok {
			continue
		}
		have[p.route] = p
		if p.clicks > 3 {
			t.Errorf("%s is %d clicks from the first page", p.path, p.clicks)
		}
	}
	for _, x := range admin.Actions() {
		_, found := have[x.Path]
		_, excused := notBeside[x.Path]
		if x.Method == "GET" && !found && !excused && !download[x.Path] {
			t.Errorf("no link leads to %s", x.Path)
		}
	}
	for question, route := range within {
		if _, ok := have[route]; !ok {
			t.Errorf("%s: %s is not reached", question, route)
		}
	}
}

// keyboard goes through a page with the tabulator: each control once, in the order of the
// page, with its focus to be seen and large enough to be hit.
func (b *tab) keyboard() {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(1280, 800))
	want := eval[[]string](b, ofControls(`return all.map(name)`))
	eval[chromedp.Void](b, `document.activeElement.blur(), getSelection().removeAllRanges(), scrollTo(0, 0)`)
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	for i, w := range want {
		b.do(chromedp.KeyEvent("\t"))
		for range 4 { // a date is a day, a month, a year and a calendar
			if i == 0 || !eval[bool](b, ofControls(`return document.activeElement === all[`+fmt.Sprint(i-1)+`] && all[`+fmt.Sprint(i-1)+`].type === "date"`)) {
				break
			}
			b.do(chromedp.KeyEvent("\t"))
		}
		got := eval[string](b, ofControls(`const e = document.activeElement, s = getComputedStyle(e);
			return (e === all[`+fmt.Sprint(i)+`] ? "" : "focus is on " + name(e)) +
			(e.matches(":focus-visible") && (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) ? "" : " the focus is not seen")`))
		if got != "" {
			b.t.Errorf("%s, tab %d, at %s: %s", b.address(), i+1, w, got)
			return
		}
	}
	for _, small := range eval[[]string](b, ofControls(`return all.filter(e => !e.closest("p, li, dd, td, .skip") && (e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24) && !e.matches(".skip, input[type=checkbox], input[type=radio]")).map(name)`)) {
		b.t.Errorf("%s: %s is smaller than 24 px", b.address(), small)
	}
}

// ofControls is a script about what can be reached by the tabulator. Of a group of radio
// buttons one is.
func ofControls(script string) string {
	return `(() => { const name = e => (e ? e.tagName + " " + (e.getAttribute("aria-label") || e.textContent.trim() || e.name || "").slice(0, 40) : "nothing");
	const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(e => !e.disabled && e.type !== "hidden" &&
		e.getClientRects().length && getComputedStyle(e).visibility !== "hidden" && !(e.closest("details:not([open])") && e.tagName !== "SUMMARY") &&
		!(e.type === "radio" && !e.checked && [...document.getElementsByName(e.name)].some((o, i, g) => o.checked || o === g[0] && o !== e)));
	` + script + ` })()`
}

// blockByKeyboard never touches the mouse.
func blockByKeyboard(t *testing.T, b *tab) {
	b.t = t
	b.open("/admin")
	b.there("h1")
	b.tabTo(`e.getAttribute("href")?.startsWith("/admin/blocks")`)
	b.do(chromedp.KeyEvent("\r"))
	b.there("#net")
	b.tabTo(`e.id === "net"`)
	b.do(chromedp.KeyEvent("203.0.113.0/24"))
	b.tabTo(`e.id === "tick"`)
	b.do(chromedp.KeyEvent("SD-77"))
	b.tabTo(`e.dataset.action === "block"`)
	b.do(chromedp.KeyEvent("\r"))
	b.await(`[...document.querySelectorAll("table.rows th")].some(e => e.textContent.includes("203.0.113.0/24"))`)
}

// tabTo presses the tabulator until an element has the focus.
func (b *tab) tabTo(is string) {
	b.t.Helper()
	for range 60 {
		b.do(chromedp.KeyEvent("\t"))
		if eval[bool](b, `(e => !!(`+is+`))(document.activeElement)`) {
			return
		}
	}
	b.t.Fatalf("60 tabs do not come to %s at %s", is, b.address())
}
