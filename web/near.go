package web

import "slices"

// Near gives up to limit allowed schools for a query that found nothing: those
// whose words begin almost as the query's do. One slip is forgiven in a word of
// three to five letters, two in a longer one; shorter words must be right.
func (f *Finder) Near(query string, allowed func(id string) bool, limit int) []SchoolRow {
	q := parseQuery(query)
	if len(q.words) == 0 {
		return nil
	}
	words := make([][]rune, len(q.words))
	for i, w := range q.words {
		words[i] = []rune(w)
	}
	type hit struct{ at, slips int }
	var hits []hit
	for i := range f.entries {
		slips, ok := f.entries[i].slips(words)
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
func (e *entry) slips(words [][]rune) (total int, ok bool) {
	for _, w := range words {
		best, allowedSlips := 1<<10, slipsAllowed(len(w))
		for _, text := range []folded{e.name, e.place} {
			for _, have := range text.words {
				best = min(best, prefixSlips(w, []rune(have.text)))
			}
		}
		if best > allowedSlips {
			return 0, false
		}
		total += best
	}
	return total, true
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

// prefixSlips is the least number of slips (a letter wrong, missing, too many, or
// two swapped) that makes typed the beginning of word.
func prefixSlips(typed, word []rune) int {
	word = word[:min(len(word), len(typed)+2)]
	rows := [3][]int{make([]int, len(word)+1), make([]int, len(word)+1), make([]int, len(word)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(typed); i++ {
		now, last, before := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		now[0] = i
		for j := 1; j <= len(word); j++ {
			swap := 1
			if typed[i-1] == word[j-1] {
				swap = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+swap)
			if i > 1 && j > 1 && typed[i-1] == word[j-2] && typed[i-2] == word[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
	}
	return slices.Min(rows[len(typed)%3])
}
