package web

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded is a text as the search sees it: lower case, without diacritics, words
// apart. from and upto lead from each folded rune back to its bytes in the original,
// so that a match can be shown in the name as the school writes it.
type folded struct {
	runes      []rune
	from, upto []int
	words      []wordAt
}

// wordAt is one run of letters and digits, as indices of runes; text is the same run.
type wordAt struct {
	start int
	text  string
}

// fold gives only the folded runes of s.
func fold(s string) string { return string(foldText(s).runes) }

func foldText(s string) folded {
	var f folded
	for at, r := range s {
		end := at + runeLen(s, at, r)
		if unicode.Is(unicode.Mn, r) { // a diacritic written apart belongs to its letter
			if n := len(f.upto); n > 0 {
				f.upto[n-1] = end
			}
			continue
		}
		for _, small := range plainLetters(r) {
			f.runes = append(f.runes, small)
			f.from = append(f.from, at)
			f.upto = append(f.upto, end)
		}
	}
	f.words = wordsOf(f.runes)
	return f
}

func runeLen(s string, at int, r rune) int {
	if r == unicode.ReplacementChar && !strings.HasPrefix(s[at:], string(unicode.ReplacementChar)) {
		return 1 // a byte that is no UTF-8
	}
	return len(string(r))
}

// plainLetters takes a rune apart: é gives e, ĳ gives ij. Letters that Unicode does not
// decompose but people type without their stroke are listed.
func plainLetters(r rune) []rune {
	if r < unicode.MaxASCII {
		return []rune{unicode.ToLower(r)}
	}
	switch unicode.ToLower(r) {
	case 'ø':
		return []rune{'o'}
	case 'ł':
		return []rune{'l'}
	case 'đ', 'ð':
		return []rune{'d'}
	case 'ı':
		return []rune{'i'}
	case 'ß':
		return []rune{'s', 's'}
	case 'æ':
		return []rune{'a', 'e'}
	case 'œ':
		return []rune{'o', 'e'}
	case '’', '‘':
		return []rune{'\''}
	}
	var out []rune
	for _, d := range norm.NFKD.String(string(r)) {
		if !unicode.Is(unicode.Mn, d) {
			out = append(out, unicode.ToLower(d))
		}
	}
	return out
}

func wordsOf(runes []rune) []wordAt {
	var words []wordAt
	for i := 0; i < len(runes); {
		if !isWord(runes[i]) {
			i++
			continue
		}
		start := i
		for i < len(runes) && isWord(runes[i]) {
			i++
		}
		words = append(words, wordAt{start, string(runes[start:i])})
	}
	return words
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
