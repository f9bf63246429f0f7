package web

import (
	"strings"
	"testing"
)

// Ui principle 7: a picture, a count and the token come from one and the same release.
func TestPictureIsDrawnFromTheCounts(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name                       string
		received, passing, missing int
		in, out                    int
		open, gone, ripples        bool
	}{
		{"three of fourteen", 14, 3, 0, 14, 3, true, false, false},
		{"one of one", 1, 1, 0, 1, 1, true, false, false},
		{"more than fit", 41, 9, 0, 15, 6, true, false, false},
		{"nothing goes through", 12, 0, 0, 12, 0, false, false, false},
		{"one is missed", 13, 0, 1, 13, 0, false, true, false},
		{"one is missed of very many", 40, 0, 1, 14, 0, false, true, false},
		{"nothing to tell", 0, 0, 0, 0, 0, false, false, true},
		{"nonsense", -3, -1, 0, 0, 0, false, false, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			p := lockPicture(tc.received, tc.passing, tc.missing)
			if len(p.In) != tc.in || len(p.Out) != tc.out || p.Open != tc.open || (p.Gone != nil) != tc.gone || p.Ripples != tc.ripples {
				t.Errorf("in %d, out %d, open %v, gone %v, ripples %v", len(p.In), len(p.Out), p.Open, p.Gone != nil, p.Ripples)
			}
			seen := map[dot]bool{}
			for _, d := range append(append([]dot{}, p.In...), p.Out...) {
				if seen[d] || d.X < 8 || d.X > 312 || d.Y < 20 || d.Y > 116 {
					t.Errorf("dot %v lies on another or outside the lock", d)
				}
				seen[d] = true
			}
			if p.Gone != nil && seen[*p.Gone] {
				t.Error("the missing dot lies on one that is there")
			}
		})
	}
}

// The pictures of the visual language, to the pixel.
func TestPictureOfTheExamples(t *testing.T) {
	t.Parallel()
	p := lockPicture(14, 3, 0)
	if p.In[13] != (dot{98, 98}) || p.In[5] != (dot{28, 68}) || p.Out[0] != (dot{288, 68}) || p.Out[2] != (dot{212, 68}) {
		t.Errorf("%v %v", p.In, p.Out)
	}
	if g := lockPicture(13, 0, 1).Gone; *g != (dot{98, 98}) {
		t.Errorf("the missing dot is at %v", *g)
	}
}

// The caption tells the true number, also where the dots stop.
func TestCaptionTellsTheTrueNumber(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		l    Lang
		v    View
		want string
	}{
		{NL, Information{Received: 41, Passing: 3}, "41 gegevens ontvangen 3 gaan door"},
		{EN, Information{Received: 41, Passing: 3}, "41 items received 3 go through"},
		{NL, Information{Received: 1, Passing: 1}, "1 gegeven ontvangen 1 gaat door"},
		{NL, Refusal{Received: 13, Missing: []string{"student_number"}}, "13 gegevens ontvangen, 1 mist 0 gaan door"},
		{EN, Refusal{Received: 13, Missing: []string{"name", "class"}}, "13 items received, 2 missing 0 go through"},
	} {
		doc, _ := render(t, tc.v, tc.l)
		if got := text(find(doc, isTag("figcaption"))[0]); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.l, got, tc.want)
		}
	}
	doc, _ := render(t, Refusal{}, NL)
	if n := len(find(doc, isTag("figcaption"))); n != 0 {
		t.Error("a page that knows no counts tells some")
	}
}

// What goes if the person continues unchanged is what is seen, without script too; the
// dot of an empty tick waits for ticks.js.
func TestPictureHoldsADotForAnEmptyTick(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ passing, possible, seen, waiting int }{{3, 3, 3, 0}, {2, 3, 2, 1}, {0, 1, 0, 1}} {
		svg := string(tickedPicture(14, tc.passing, tc.possible, 0).SVG())
		seen, waiting := strings.Count(svg, `class="out" cx`), strings.Count(svg, `class="out" visibility="hidden" cx`)
		if seen != tc.seen || waiting != tc.waiting {
			t.Errorf("%d of %d: %d seen, %d waiting", tc.passing, tc.possible, seen, waiting)
		}
	}
}
