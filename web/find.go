package web

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// ShowAtMost is the number of results that a picker page shows; more letters narrow it.
const ShowAtMost = 20

// A query is what a stranger typed: what is longer than this is cut.
const (
	maxQueryRunes = 100
	maxQueryWords = 8
	// shortestInside is from how many bytes on a word may match inside another: a
	// letter or two stand in nearly every name.
	shortestInside = 3
)

// Finder searches schools by name and place without regard to case and diacritics
// (U-08). It is built once for a registry, read-only after that, and safe for any
// number of goroutines.
type Finder struct {
	entries []entry // by folded name, then place
}

type entry struct {
	row         SchoolRow
	name, place plain
}

// NewFinder prepares the search. The rows' own parts are ignored.
func NewFinder(schools []SchoolRow) *Finder {
	f := &Finder{entries: make([]entry, 0, len(schools))}
	for _, s := range schools {
		s.NameParts, s.PlaceParts = nil, nil
		f.entries = append(f.entries, entry{row: s, name: plainOf(s.Name).indexed(), place: plainOf(s.Place).indexed()})
	}
	slices.SortStableFunc(f.entries, func(a, b entry) int {
		if c := strings.Compare(a.name.text, b.name.text); c != 0 {
			return c
		}
		return strings.Compare(a.place.text, b.place.text)
	})
	return f
}

// All lists the allowed schools from A to Z. A nil allowed admits every school.
func (f *Finder) All(allowed func(id string) bool) []SchoolRow {
	var rows []SchoolRow
	for i := range f.entries {
		if allowed == nil || allowed(f.entries[i].row.ID) {
			rows = append(rows, f.entries[i].row)
		}
	}
	return rows
}

// Ranks of a match, best first.
const (
	nameBegins  = iota // the name begins with the whole query
	namePrefix         // each word begins a word of the name
	placePrefix        // or of the place
	inside             // some word stands in the middle of one
	ranks
)

// Find gives the first limit of the allowed schools that match every word of the
// query, and how many match in all. A word matches where it begins a word of the
// name or the place, or, from three letters, stands inside the name. Those whose
// name begins with the query come first, then names, then places. A query without
// letters or digits finds nothing.
func (f *Finder) Find(query string, allowed func(id string) bool, limit int) (rows []SchoolRow, total int) {
	q := parseQuery(query)
	if len(q.words) == 0 {
		return nil, 0
	}
	var buckets [ranks][]int
	for i := range f.entries {
		rank, ok := f.entries[i].matches(q)
		if !ok || allowed != nil && !allowed(f.entries[i].row.ID) {
			continue
		}
		total++
		if len(buckets[rank]) < limit {
			buckets[rank] = append(buckets[rank], i)
		}
	}
	for _, bucket := range buckets {
		for _, i := range bucket {
			if len(rows) == limit {
				return rows, total
			}
			rows = append(rows, f.entries[i].marked(q))
		}
	}
	return rows, total
}

type parsedQuery struct {
	whole string // the words joined by one space
	words []string
}

func parseQuery(query string) parsedQuery {
	if utf8.RuneCountInString(query) > maxQueryRunes {
		query = string([]rune(query)[:maxQueryRunes])
	}
	words := plainOf(query).words
	words = words[:min(len(words), maxQueryWords)]
	return parsedQuery{whole: strings.Join(words, " "), words: words}
}

func (e *entry) matches(q parsedQuery) (rank int, ok bool) {
	if strings.HasPrefix(e.name.text, q.whole) {
		return nameBegins, true
	}
	rank = namePrefix
	for _, w := range q.words {
		switch {
		case begins(e.name.words, w):
		case begins(e.place.words, w):
			rank = max(rank, placePrefix)
		case len(w) >= shortestInside && strings.Contains(e.name.text, w):
			rank = inside
		default:
			return 0, false
		}
	}
	return rank, true
}

func begins(words []string, prefix string) bool {
	for _, w := range words {
		if strings.HasPrefix(w, prefix) {
			return true
		}
	}
	return false
}

// marked gives the row with the matched letters apart. Only the rows that are shown
// pay for it.
func (e *entry) marked(q parsedQuery) SchoolRow {
	row := e.row
	row.NameParts = cut(row.Name, e.name, q.words, true)
	row.PlaceParts = cut(row.Place, e.place, q.words, false)
	return row
}

// stretch is a run of bytes, from inclusive, upto exclusive.
type stretch struct{ from, upto int }

// hits are the places in p's text where a word of the query shows.
func (p plain) hits(words []string, alsoInside bool) []stretch {
	var hits []stretch
	for _, w := range words {
		at, found := 0, false
		for _, have := range p.words {
			at += strings.Index(p.text[at:], have)
			if strings.HasPrefix(have, w) {
				hits = append(hits, stretch{at, at + len(w)})
				found = true
			}
			at += len(have)
		}
		if !found && alsoInside && len(w) >= shortestInside {
			if at := strings.Index(p.text, w); at >= 0 {
				hits = append(hits, stretch{at, at + len(w)})
			}
		}
	}
	slices.SortFunc(hits, func(a, b stretch) int { return a.from - b.from })
	return hits
}

// cut splits s where hits begin and end; hits that touch become one.
func cut(s string, p plain, words []string, alsoInside bool) []Part {
	hits := p.hits(words, alsoInside)
	if len(hits) == 0 {
		return nil
	}
	f := foldText(s)
	var parts []Part
	done := 0
	for _, h := range hits {
		from, upto := max(f.from[h.from], done), f.upto[h.upto-1]
		if upto <= done {
			continue
		}
		if from > done {
			parts = append(parts, Part{Text: s[done:from]})
		}
		if n := len(parts); n > 0 && parts[n-1].Hit {
			parts[n-1].Text += s[from:upto]
		} else {
			parts = append(parts, Part{Text: s[from:upto], Hit: true})
		}
		done = upto
	}
	if done < len(s) {
		parts = append(parts, Part{Text: s[done:]})
	}
	return parts
}
