package web

import (
	"math/bits"
	"slices"
	"unicode/utf8"
)

// Guessing costs a table per word: what is longer than this is not compared.
const (
	nearWords   = 4
	nearLetters = 24
)

// Near gives up to limit allowed schools for a query that found nothing: those
// whose words begin almost as the query's do. One slip is forgiven in a word of
// three to five letters, two in a longer one; shorter words must be right.
func (f *Finder) Near(query string, allowed func(id string) bool, limit int) []SchoolRow {
	q := parseQuery(query)
	if len(q.words) == 0 {
		return nil
	}
	words := make([][]rune, 0, nearWords)
	for _, w := range q.words[:min(len(q.words), nearWords)] {
		letters := []rune(w)
		words = append(words, letters[:min(len(letters), nearLetters)])
	}
	var room slipTable
	type hit struct{ at, slips int }
	var hits []hit
	for i := range f.entries {
		slips, ok := f.entries[i].slips(words, &room)
		if ok && (allowed == nil || allowed(f.entries[i].row.ID)) {
			hits = append(hits, hit{i, slips})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.slips - b.slips })
	var rows []SchoolRow
	for _, h := range hits[:min(limit, len(hits))] {
		rows = append(rows, f.entries[h.at].row)
	}
	return rows
}

// slips adds up, over the query's words, the slips to the nearest word of the entry.
func (e *entry) slips(words [][]rune, room *slipTable) (total int, ok bool) {
	for _, w := range words {
		allowed, typed := slipsAllowed(len(w)), letterSet(string(w))
		best := allowed + 1
		for _, p := range [2]*plain{&e.name, &e.place} {
			for i, have := range p.words {
				if bits.OnesCount32(typed&^p.letters[i]) < best {
					best = min(best, room.prefixSlips(w, have))
				}
			}
		}
		if best > allowed {
			return 0, false
		}
		total += best
	}
	return total, true
}

// letterSet is which letters a word has, folded into 32 bits. A letter that is typed
// and not in the word is a slip at least, so most words need no table.
func letterSet(word string) uint32 {
	var set uint32
	for _, r := range word {
		set |= 1 << (r & 31)
	}
	return set
}

func slipsAllowed(letters int) int {
	switch {
	case letters < 3:
		return 0
	case letters < 6:
		return 1
	}
	return 2
}

// slipTable is the room for three rows of the table below, used again for each word.
type slipTable [3][nearLetters + 3]int

// prefixSlips is the least number of slips (a letter wrong, missing, too many, or
// two swapped; Damerau and Levenshtein) that makes typed the beginning of word.
func (t *slipTable) prefixSlips(typed []rune, word string) int {
	var letters [nearLetters + 2]rune
	n := 0
	for _, r := range word {
		if n == len(typed)+2 || n == len(letters) {
			break
		}
		letters[n] = r
		n++
	}
	if short := len(typed) - utf8.RuneCountInString(word); short > slipsAllowed(len(typed)) {
		return short // each letter too many is a slip
	}
	for j := range n + 1 {
		t[0][j] = j
	}
	for i := 1; i <= len(typed); i++ {
		now, last, before := &t[i%3], &t[(i+2)%3], &t[(i+1)%3]
		now[0] = i
		for j := 1; j <= n; j++ {
			wrong := 1
			if typed[i-1] == letters[j-1] {
				wrong = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+wrong)
			if i > 1 && j > 1 && typed[i-1] == letters[j-2] && typed[i-2] == letters[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
	}
	return slices.Min(t[len(typed)%3][:n+1])
}
