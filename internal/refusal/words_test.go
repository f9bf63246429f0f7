package refusal

import (
	"regexp"
	"strings"
	"testing"
)

func TestWordsAreReadable(t *testing.T) {
	t.Parallel()
	word := regexp.MustCompile(`^[a-z]{3,11}$`)
	seen := map[string]bool{}
	for n, list := range [...][256]string{firstWords, secondWords, thirdWords} {
		for i, w := range list {
			if !word.MatchString(w) {
				t.Errorf("list %d: %q is hard to type", n, w)
			}
			if seen[w] {
				t.Errorf("list %d: %q is twice in the lists", n, w)
			}
			seen[w] = true
			for _, other := range list[:i] {
				if oneApart(w, other) {
					t.Errorf("list %d: %q and %q sound alike", n, w, other)
				}
			}
		}
	}
}

// oneApart reports whether one letter changed, added or left out makes a into b.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i == len(a) || a[i+1:] == b[i+1:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

func TestWords(t *testing.T) {
	t.Parallel()
	if got, want := Words([]byte{0, 0, 5, 9}), "reiger kade zeven"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if Words([]byte{1, 2, 3, 4}) != Words([]byte{1, 2, 3, 4}) {
		t.Error("the same bytes give other words")
	}
	// Each byte counts, over its whole range.
	seen := map[string]bool{}
	for b := range 256 {
		for at := range 3 {
			random := []byte{7, 7, 7, 7}
			random[at] = byte(b)
			seen[Words(random)] = true
		}
	}
	if want := 3*255 + 1; len(seen) != want {
		t.Errorf("%d triples out of 768, want %d", len(seen), want)
	}
	for short := range 3 {
		if got := Words(make([]byte, short)); got != "" {
			t.Errorf("%d bytes give %q", short, got)
		}
	}
	if n := len(strings.Fields(Words([]byte{255, 255, 255, 255}))); n != 3 {
		t.Errorf("%d words", n)
	}
}
