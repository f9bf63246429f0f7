package web

import (
	"fmt"
	"testing"

	"github.com/jba/templatecheck"
)

// TestTemplatesMatchTheirViews gives the templates a compiler: a misspelt field or a
// text that does not exist fails here, not on a pupil's screen.
func TestTemplatesMatchTheirViews(t *testing.T) {
	t.Parallel()
	p := newPages(t, Site{})
	for _, v := range views() {
		t.Run(fmt.Sprintf("%T", v), func(t *testing.T) {
			t.Parallel()
			set := p.sets[v.layout().file]
			if err := templatecheck.CheckHTMLStrict(set, v.bind(common{T: dutch{}})); err != nil {
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
