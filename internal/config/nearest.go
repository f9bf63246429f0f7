package config

import (
	"fmt"
	"strings"
)

// meant says which keys or names exist, beginning with the one that a typing error
// could have made of the given word.
func meant(word string, known []string) string {
	best, distance := "", 1+len(word)/3
	for _, k := range known {
		if d := edits(strings.ToLower(word), strings.ToLower(k), distance); d <= distance && (best == "" || d < distance) {
			best, distance = k, d
		}
	}
	switch {
	case best != "":
		return "did you mean " + best + "?"
	case len(known) == 0:
		return "there is none"
	case len(known) > 40:
		return fmt.Sprintf("none of the %d known ones looks like it", len(known))
	default:
		return "known are " + strings.Join(known, ", ")
	}
}

// edits counts insertions, deletions, replacements and swaps of neighbours between
// two words; beyond limit it may give any larger number.
func edits(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
