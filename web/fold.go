package web

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plain is a text as the search sees it: lower case, without diacritics. Words are
// the runs of letters and digits in it.
type plain struct {
	text    string
	words   []string
	letters []uint32 // the letterSet of each word, for Near; only in the index
}

func (p plain) indexed() plain {
	p.letters = make([]uint32, len(p.words))
	for i, w := range p.words {
		p.letters[i] = letterSet(w)
	}
	return p
}

func plainOf(s string) plain {
	p := plain{text: fold(s)}
	for from := 0; from < len(p.text); {
		at := strings.IndexFunc(p.text[from:], isWord)
		if at < 0 {
			break
		}
		from += at
		end := strings.IndexFunc(p.text[from:], func(r rune) bool { return !isWord(r) })
		if end < 0 {
			end = len(p.text) - from
		}
		p.words = append(p.words, p.text[from:from+end])
		from += end
	}
	return p
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// fold writes s in lower case and without diacritics.
func fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return foldText(s).text
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// folded leads from each byte of a folded text back to the bytes of the original, so
// that a match can be shown in the name as the school writes it: text[i] comes from
// the original's from[i] up to upto[i].
type folded struct {
	text       string
	from, upto []int
}

func foldText(s string) folded {
	f := folded{from: make([]int, 0, len(s)), upto: make([]int, 0, len(s))}
	b := make([]byte, 0, len(s))
	for at, r := range s {
		_, size := utf8.DecodeRuneInString(s[at:])
		if unicode.Is(unicode.Mn, r) { // a diacritic written apart belongs to its letter
			for i := len(f.upto) - 1; i >= 0 && f.upto[i] == at; i-- {
				f.upto[i] = at + size
			}
			continue
		}
		b = appendPlain(b, r)
		for len(f.from) < len(b) {
			f.from = append(f.from, at)
			f.upto = append(f.upto, at+size)
		}
	}
	f.text = string(b)
	return f
}

// appendPlain takes a rune apart: é gives e, ĳ gives ij. Letters that Unicode does not
// decompose, but that people type without their stroke, are listed.
func appendPlain(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(b, byte(unicode.ToLower(r)))
	}
	switch unicode.ToLower(r) {
	case 'ø':
		return append(b, 'o')
	case 'ł':
		return append(b, 'l')
	case 'đ', 'ð':
		return append(b, 'd')
	case 'ı':
		return append(b, 'i')
	case 'ß':
		return append(b, "ss"...)
	case 'æ':
		return append(b, "ae"...)
	case 'œ':
		return append(b, "oe"...)
	}
	for _, d := range norm.NFKD.String(string(r)) {
		if !unicode.Is(unicode.Mn, d) {
			b = utf8.AppendRune(b, unicode.ToLower(d))
		}
	}
	return b
}
