package registry

import (
	"strings"
	"unicode"
)

// Fold gives text as it is searched and ordered: lower case, Latin letters without
// their diacritics, everything else but letters and digits as one space. The
// picker folds what someone types in the same way (design: search without regard
// to diacritics).
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for _, c := range text {
		switch {
		case c < unicode.MaxASCII && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9'):
		case c >= 'A' && c <= 'Z':
			c |= 0x20
		case c == '\'' || c == '’' || c == '‘' || c == '`' || unicode.Is(unicode.Mn, c):
			continue
		case c >= unicode.MaxASCII && unicode.IsLetter(c):
			c = unicode.ToLower(c)
			if plain, ok := plainLetter(c); ok {
				if gap && b.Len() > 0 {
					b.WriteByte(' ')
				}
				gap = false
				b.WriteString(plain)
				continue
			}
		default:
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(c)
	}
	return b.String()
}

// plainLetter takes the marks off a small letter of the languages whose names occur
// on Dutch schools. A table of our own: the alternative is a Unicode library for
// one list.
func plainLetter(c rune) (string, bool) {
	for i := 0; i+1 < len(marked); i += 2 {
		if strings.ContainsRune(marked[i], c) {
			return marked[i+1], true
		}
	}
	return "", false
}

// marked alternates letters with marks and what they are without.
var marked = [...]string{
	"àáâãäåāăą", "a", "çćčĉċ", "c", "ďđð", "d", "èéêëēĕėęě", "e", "ğĝģġ", "g", "ĥħ", "h", "ìíîïĩīĭįı", "i", "ĵ", "j",
	"ķ", "k", "ĺļľł", "l", "ñńņňŋ", "n", "òóôõöøōŏő", "o", "ŕŗř", "r", "śŝşšș", "s", "ţťŧț", "t", "ùúûüũūŭůűų", "u",
	"ŵ", "w", "ýÿŷ", "y", "źżž", "z", "æ", "ae", "œ", "oe", "ß", "ss", "ĳ", "ij",
}
