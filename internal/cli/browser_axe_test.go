package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"sluis/broker"
)

// look is how a page is looked at.
type look struct {
	scheme string
	width  int64
}

// looks pairs languages with schemes and widths: each language is seen light and dark,
// small and wide, and all four of one page's looks are seen over both languages.
var looks = map[string][]look{
	"nl": {{"light", 360}, {"dark", 1280}},
	"en": {{"light", 1280}, {"dark", 360}},
}

// Every page that the running broker can give: 0 violations of axe, in both languages,
// light and dark, on a phone and on a desk, and no sideways scrolling at 320 px (U-06,
// ui §6). A route without a state fails.
func browserPages(t *testing.T, c *chromium) {
	axe, err := os.ReadFile(filepath.Join("..", "..", ".scratch", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		skipOrFail(t, "axe-core is not in .scratch (make tools installs it): accessibility was not checked")
	}
	t.Run("every route has a state", func(t *testing.T) { everyRoute(t, c.s) })
	for _, st := range states() {
		t.Run(strings.TrimSpace(st.route+" "+st.name), func(t *testing.T) {
			var b *tab
			for _, lang := range []string{"nl", "en"} {
				if st.twin && lang == "en" {
					continue
				}
				c.s.visits()
				if link := `a[hreflang="en"]`; lang == "en" && st.route == "/login/continue" && eval[bool](b, `!!document.querySelector('`+link+`')`) {
					b.click(link) // saves a login, and tries the link
				} else {
					b = c.profile(t)
					b.speaks(lang)
					st.reach(b)
				}
				b.there(st.shows)
				b.await(`document.documentElement.lang === "` + lang + `"`)
				b.cameFrom(st.route)
				if got := eval[string](b, `document.contentType + " " + location.host`); got != "text/html "+brokerHost {
					t.Errorf("type and host: %s", got)
				}
				b.checkWithAxe(string(axe), lang, st)
			}
		})
	}
}

// everyRoute holds the states against the surface.
func everyRoute(t *testing.T, s *sites) {
	have := map[string]bool{"": true}
	for _, st := range states() {
		have[st.route] = true
	}
	for _, r := range broker.Routes() {
		switch {
		case strings.HasPrefix(r.Path, "/admin"): // browserDesk walks them
		case jsonOnly[r.Path]:
			if s.isHTML(r.Path) {
				t.Errorf("%s gives a page, and none is looked at", r.Path)
			}
		case !have[r.Path]:
			t.Errorf("no state of %s is looked at", r.Path)
		}
	}
}

var parameter = regexp.MustCompile(`\\\{[a-z]+\\\}`)

// cameFrom fails the test where the broker was never asked for the route.
func (b *tab) cameFrom(route string) {
	b.t.Helper()
	if route == "" {
		return
	}
	pattern := regexp.MustCompile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(route), "[^/]+") + "$")
	var paths []string
	for _, v := range b.s.visits() {
		if pattern.MatchString(v.path) {
			return
		}
		paths = append(paths, v.path)
	}
	b.t.Errorf("the broker was asked for %v, not for %s", paths, route)
}

func (b *tab) checkWithAxe(axe, lang string, st state) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(320, 640))
	if eval[bool](b, `document.documentElement.scrollWidth > innerWidth`) {
		b.t.Errorf("%s scrolls sideways at 320 px", lang)
	}
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false})
	eval[chromedp.Void](b, `document.querySelectorAll("details").forEach(d => d.open = true);`+axe)
	for _, l := range looks[lang] {
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: l.scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		b.do(chromedp.EmulateViewport(l.width, 800))
		for _, v := range eval[[]string](b, `axe.run(document, {resultTypes: ["violations"], preload: false}).then(r => r.violations.map(v => v.id + ": " + v.nodes[0].html + " " + v.nodes[0].failureSummary))`) {
			b.t.Errorf("%s, %s at %d px: %s", lang, l.scheme, l.width, v)
		}
		b.shot(lang, l, st)
	}
}

// shot writes a picture where SLUIS_SHOTS names a directory, for whoever works on the
// pages.
func (b *tab) shot(lang string, l look, st state) {
	b.t.Helper()
	dir := os.Getenv("SLUIS_SHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	size := "desk"
	if l.width < 1000 {
		size = "phone"
	}
	name := strings.NewReplacer("/", "_", " ", "-", "{", "", "}", "", ":", "", ",", "").Replace(st.route + " " + st.name)
	if err := os.WriteFile(filepath.Join(dir, name+"-"+lang+"-"+size+"-"+l.scheme+".png"), png, 0o600); err != nil {
		b.t.Fatal(err)
	}
}
