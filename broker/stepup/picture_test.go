package stepup

import (
	"fmt"
	"strings"
	"testing"
)

// layout is what one version of a QR code at level M looks like (ISO/IEC 18004 tables 9 and
// E.1): where alignment patterns stand, and the data codewords of each block.
type layout struct {
	align  []int
	blocks []int
}

var layouts = map[int]layout{
	5: {[]int{6, 30}, []int{43, 43}},
	6: {[]int{6, 34}, []int{27, 27, 27, 27}},
	7: {[]int{6, 22, 38}, []int{31, 31, 31, 31}},
	8: {[]int{6, 24, 42}, []int{38, 38, 39, 39}},
	9: {[]int{6, 26, 46}, []int{36, 36, 36, 37, 37}},
}

// modules reads a picture's path back.
func modules(tb testing.TB, p Picture) [][]bool {
	tb.Helper()
	m := make([][]bool, p.Side)
	for y := range m {
		m[y] = make([]bool, p.Side)
	}
	for run := range strings.SplitSeq(strings.TrimSuffix(p.Path.Reveal(), "z"), "z") {
		var x, y, n, back int
		if got, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &n, &back); got != 4 || err != nil || n != back {
			tb.Fatalf("a run %q: %v", run, err)
		}
		for i := range n {
			m[y][x+i] = true
		}
	}
	return m
}

// function reports whether a module holds no data (ISO/IEC 18004 §6.3).
func (l layout) function(side, x, y int) bool {
	if x == 6 || y == 6 || x < 9 && y < 9 || x >= side-8 && y < 9 || x < 9 && y >= side-8 {
		return true
	}
	if side >= 45 && (x >= side-11 && y < 6 || y >= side-11 && x < 6) {
		return true
	}
	for _, ay := range l.align {
		for _, ax := range l.align {
			corner := ax == 6 && (ay == 6 || ay == l.align[len(l.align)-1]) || ay == 6 && ax == l.align[len(l.align)-1]
			if !corner && max(x-ax, ax-x) <= 2 && max(y-ay, ay-y) <= 2 {
				return true
			}
		}
	}
	return false
}

func masked(mask, x, y int) bool {
	return [8]bool{(y+x)%2 == 0, y%2 == 0, x%3 == 0, (y+x)%3 == 0, (y/2+x/3)%2 == 0, y*x%2+y*x%3 == 0, (y*x%2+y*x%3)%2 == 0, ((y+x)%2+y*x%3)%2 == 0}[mask]
}

// read is a QR reader without error correction (ISO/IEC 18004 §12): the text of one byte
// segment.
func read(tb testing.TB, m [][]bool) string {
	tb.Helper()
	side := len(m)
	l, ok := layouts[(side-17)/4]
	if !ok {
		tb.Fatalf("no layout for %d modules", side)
	}
	mask := 0
	for i, x := range []int{2, 3, 4} { // the format's bits 12 to 10, less their own mask
		if m[8][x] != [3]bool{true, false, true}[i] {
			mask |= 4 >> i
		}
	}
	var bits []bool
	for right, up := side-1, true; right > 0; right, up = right-2, !up {
		if right == 6 {
			right--
		}
		for i := range side {
			y := i
			if up {
				y = side - 1 - i
			}
			for _, x := range []int{right, right - 1} {
				if !l.function(side, x, y) {
					bits = append(bits, m[y][x] != masked(mask, x, y))
				}
			}
		}
	}
	blocks := make([][]byte, len(l.blocks))
	at := 0
	for i := range l.blocks[len(l.blocks)-1] {
		for b, n := range l.blocks {
			if i < n {
				blocks[b] = append(blocks[b], number(bits[at:at+8]))
				at += 8
			}
		}
	}
	var all []byte
	for _, b := range blocks {
		all = append(all, b...)
	}
	if all[0]>>4 != 4 {
		tb.Fatalf("mode %d", all[0]>>4)
	}
	out := make([]byte, all[0]<<4|all[1]>>4)
	for i := range out {
		out[i] = all[i+1]<<4 | all[i+2]>>4
	}
	return string(out)
}

func number(bits []bool) (n byte) {
	for _, b := range bits {
		n <<= 1
		if b {
			n |= 1
		}
	}
	return n
}

// TestPicture: a camera reads the enrolment's address off the page.
func TestPicture(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, name := range []string{"I", "Iris", "Iris de Groot", "Iris de Groot van Ommen tot den Dam"} {
		e, err := b.BeginTOTP(t.Context(), anna, name, "app")
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Picture()
		if err != nil {
			t.Fatal(err)
		}
		m := modules(t, p)
		if got := read(t, m); got != e.URI.Reveal() || !strings.Contains(got, "secret="+e.Seed.Reveal()) {
			t.Errorf("%s: %d modules say %q", name, p.Side, got)
		}
		m[p.Side-1][p.Side-5] = !m[p.Side-1][p.Side-5] // the control: one module, another text
		if read(t, m) == e.URI.Reveal() {
			t.Error("a module says nothing")
		}
	}
	long, err := b.BeginTOTP(t.Context(), anna, strings.Repeat("é", 1000), "app")
	if err != nil {
		t.Fatal(err)
	}
	if p, err := long.Picture(); err != nil || strings.Contains(fmt.Sprint(p), "M0 0h7") {
		t.Errorf("the longest name: %v", err)
	}
}
