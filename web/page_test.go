package web

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplatesMatchTheirViews gives the templates a compiler: a misspelt field or a
// text that does not exist fails here, not on a pupil's screen.
func TestTemplatesMatchTheirViews(t *testing.T) {
	t.Parallel()
	p, typed := newPages(t, Site{}), dots()
	for _, v := range views() {
		t.Run(fmt.Sprintf("%T", v), func(t *testing.T) {
			t.Parallel()
			set, err := p.sets[v.layout().file]()
			if err != nil {
				t.Fatal(err)
			}
			d := typed[reflect.TypeOf(v)]
			if d == nil {
				t.Fatal("dots does not have it: its template is not checked")
			}
			if err := templatecheck.CheckHTMLStrict(set, d); err != nil {
				t.Error(err)
			}
		})
	}
}

func newPages(t testing.TB, site Site) *Pages {
	t.Helper()
	p, err := New(site)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The demo says on every page that it is one; an ordinary installation on none.
func TestDemoSign(t *testing.T) {
	t.Parallel()
	plain := newPages(t, Site{Issuer: "https://login.example.nl"})
	for _, s := range stories(NL) {
		if strings.HasPrefix(s.name, "demo-") || strings.HasPrefix(s.name, "results-") {
			continue
		}
		r, err := plain.Render(s.view, NL)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(r.Body), "Demo") {
			t.Errorf("%s says that it is a demo", s.name)
		}
	}
}

// Links keep the language; the demo's own pages, on another origin, lead to the
// broker's pages and not to their own.
func TestFooterLinks(t *testing.T) {
	t.Parallel()
	p := newPages(t, Site{Issuer: "http://localhost:8080/", Demo: true})
	for _, tc := range []struct {
		v    View
		want string
	}{{NotFound{}, "/privacy?lang=en"}, {DemoHub{}, "http://localhost:8080/privacy?lang=en"}, {DemoResult{}, "http://localhost:8080/privacy?lang=en"}} {
		r, err := p.Render(tc.v, EN)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(find(parse(t, r.Body), isTag("a"), within("footer"), has("href", tc.want))); n != 1 {
			t.Errorf("%T: %d links to %s", tc.v, n, tc.want)
		}
	}
}

// A language that we do not have gives Dutch, the default.
func TestUnknownLanguageIsDutch(t *testing.T) {
	t.Parallel()
	doc, r := render(t, NotFound{}, "fr")
	if attr(only(t, doc, "html"), "lang") != "nl" || r.Title != "Deze pagina bestaat niet" {
		t.Errorf("%q", r.Title)
	}
}

// Pages is shared by every request: rendering at once must give the same bytes.
func TestRenderAtOnce(t *testing.T) {
	t.Parallel()
	p := newPages(t, Site{})
	want, err := p.Render(information(NL), NL)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 8 {
				if r, err := p.Render(information(NL), NL); err != nil || !bytes.Equal(r.Body, want.Body) {
					t.Error("another page, or an error: ", err)
				}
			}
		})
	}
	wg.Wait()
}

// Help stands in the same place on every page: the first paragraph of the footer (U-16).
func TestHelpIsInTheSamePlace(t *testing.T) {
	t.Parallel()
	for _, l := range []Lang{NL, EN} {
		for _, s := range stories(l) {
			if s.view.layout().frame == "bare" { // part of a page
				continue
			}
			doc, _ := render(t, s.view, l)
			p := find(doc, isTag("p"), within("footer"))
			if len(p) != 1 || strings.TrimSpace(text(p[0])) == "" {
				t.Errorf("%s.%s: %d paragraphs of help", s.name, l, len(p))
			}
		}
	}
}

func BenchmarkRender(b *testing.B) {
	p := newPages(b, Site{Issuer: "https://login.example.nl"})
	rows, total := NewFinder(generatedSchools(2000)).Find("ber", nil, ShowAtMost)
	for name, v := range map[string]View{
		"information": information(NL),
		"refusal":     refusalStories(NL)[0].view,
		"picker":      SchoolPicker{Sealed: "abc", Query: "ber", Schools: rows, Total: total},
		"list-2000":   SchoolPicker{Sealed: "abc", Schools: generatedSchools(2000), All: true, Total: 2000},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := p.Render(v, NL)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(r.Body)))
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newPages(b, Site{})
	}
}
