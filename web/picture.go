package web

import (
	"html/template"
	"strconv"
)

// picture is the lock seen from above: left what came in, right what goes on.
// It is drawn from the same counts that the caption tells (ui principle 7).
type picture struct {
	Open    bool // the gate stands open: something goes through
	Ripples bool // nothing to tell: still water on the left
	Calm    bool // shut with a fault: still water on the right
	In      []dot
	Out     []dot // those that may go through; the first passing ones are seen
	Gone    *dot
	Caption *caption // nil: no words, and on a phone no picture

	received, passing, missing int
}

type dot struct{ X, Y int }

// caption says in words what the picture shows; the picture itself is hidden from
// assistive technology.
type caption struct {
	Received     int
	ReceivedWord string
	Passing      int
	PassingOne   string
	PassingMany  string
}

// maxIn and maxOut are what fits into the drawing; the caption tells the true number.
const (
	maxIn  = 15
	maxOut = 6
)

// stillPicture is the shut gate of a page that has no counts.
func stillPicture() picture { return picture{Ripples: true} }

// lockPicture draws counts: received items, those that go through, and how many
// are missed. Nothing received is nothing to tell.
func lockPicture(received, passing, missing int) picture {
	return tickedPicture(received, passing, passing, missing)
}

// tickedPicture is lockPicture for a page with ticks: beyond those that go through
// unchanged it holds dots for those that may, for ticks.js to show.
func tickedPicture(received, passing, possible, missing int) picture {
	if received <= 0 && possible <= 0 {
		return stillPicture()
	}
	p := picture{
		Open: possible > 0 && missing == 0, In: incoming(received),
		received: received, passing: passing, missing: missing,
	}
	if missing > 0 {
		p.Calm = true
		p.In = p.In[:min(len(p.In), maxIn-1)]
		gone := place(len(p.In))
		p.Gone = &gone
		return p
	}
	p.Calm = possible <= 0
	p.Out = outgoing(possible)
	return p
}

func incoming(n int) []dot {
	dots := make([]dot, 0, maxIn)
	for i := range min(n, maxIn) {
		dots = append(dots, place(i))
	}
	return dots
}

// place is where the i-th item floats: three rows of five, the middle one shifted.
func place(i int) dot {
	row, column := i/5, i%5
	return dot{X: 20 + 26*column + 8*(row%2), Y: 38 + 30*row}
}

// outgoing puts the first dot furthest downstream; more than three sail two abreast.
func outgoing(n int) []dot {
	n = min(n, maxOut)
	dots := make([]dot, 0, max(n, 0))
	for i := range n {
		d := dot{X: 288 - 38*(i%3), Y: 68}
		if n > 3 {
			d.Y = 46 + 44*(i/3)
		}
		dots = append(dots, d)
	}
	return dots
}

// SVG draws the picture. It is written here and not in the template because it holds
// numbers only, and each escaped number of a template costs allocations.
func (p picture) SVG() template.HTML {
	b := make([]byte, 0, 1600)
	b = append(b, `<svg viewBox="0 0 320 136" aria-hidden="true"><path class="hi" d="M4 12h176l-28 56 28 56H4z"/><path d="M4 10h312M4 126h312"/>`...)
	if p.Open {
		b = append(b, `<path class="leafs" d="M181 14l-24 41M181 122l-24-41"/>`...)
	} else {
		b = append(b, `<path class="leafs" d="M181 14l-29 54 29 54"/>`...)
	}
	if p.Ripples {
		b = append(b, `<path class="rip" d="M28 44q5-5 10 0t10 0 10 0M74 78q5-5 10 0t10 0 10 0M104 40q5-5 10 0t10 0 10 0M214 58q5-5 10 0t10 0 10 0M252 90q5-5 10 0t10 0 10 0"/>`...)
	}
	for _, d := range p.In {
		b = appendDot(b, `class="in"`, d, "7.5")
	}
	if p.Gone != nil {
		b = appendDot(b, `class="gone"`, *p.Gone, "9")
	}
	for i, d := range p.Out {
		if i < p.passing {
			b = appendDot(b, `class="out"`, d, "9.5")
		} else {
			b = appendDot(b, `class="out" visibility="hidden"`, d, "9.5")
		}
	}
	if p.Calm {
		b = append(b, `<path class="rip" d="M214 58q5-5 10 0t10 0 10 0M252 84q5-5 10 0t10 0 10 0"/>`...)
	}
	return template.HTML(append(b, `</svg>`...))
}

func appendDot(b []byte, attributes string, d dot, radius string) []byte {
	b = append(append(append(b, `<circle `...), attributes...), ` cx="`...)
	b = strconv.AppendInt(b, int64(d.X), 10)
	b = append(b, `" cy="`...)
	b = strconv.AppendInt(b, int64(d.Y), 10)
	return append(append(append(b, `" r="`...), radius...), `"/>`...)
}
