package claims

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The caps on what may leave or be kept, in characters. The hubs set none but
// uid's 256 (federations §2.4); class and number are short by nature (§1.4).
const (
	maxValue   = 256
	maxShort   = 64
	maxClasses = 64
)

// trim takes off outer white space. It is the only change that a value undergoes:
// no Unicode normal form is imposed, so that a name leaves as the school spells
// it. Pretty-printed assertions are the reason to trim at all.
func trim(v string) string { return strings.TrimSpace(v) }

// legal reports whether v is UTF-8 of at most limit characters without control
// characters, line or paragraph separators, or bidirectional embeddings,
// overrides and isolates: with those the page would show the pupil something else
// than the app gets (design §1.3). Marks that real names use, such as the
// zero-width non-joiner of Persian, stay legal.
func legal(v string, limit int) bool {
	n := 0
	for i := 0; i < len(v); {
		c := v[i]
		if c < utf8.RuneSelf {
			if c < 0x20 || c == 0x7f {
				return false
			}
			i++
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(v[i:])
		if r == utf8.RuneError && size == 1 {
			return false
		}
		if unicode.IsControl(r) || redirects(r) {
			return false
		}
		i += size
		n++
	}
	return n <= limit
}

// redirects reports the characters that reorder or break the text around them.
func redirects(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029
}

// lowerASCII and upperASCII change the 26 letters only. strings.ToLower would
// make U+212A (Kelvin) a k and strings.ToUpper would make U+017F a S: two
// organisations that are not one.
func lowerASCII(s string) string {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			return mapASCII(s, 'A', 'Z')
		}
	}
	return s
}

func upperASCII(s string) string {
	for i := range len(s) {
		if s[i] >= 'a' && s[i] <= 'z' {
			return mapASCII(s, 'a', 'z')
		}
	}
	return s
}

// mapASCII flips the case of the letters from lo to hi.
func mapASCII(s string, lo, hi byte) string {
	b := []byte(s)
	for i, c := range b {
		if c >= lo && c <= hi {
			b[i] = c ^ 0x20
		}
	}
	return string(b)
}

// sameFold compares without regard to the case of the 26 letters.
func sameFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// joined puts one space between the parts that are there, in memory of its own.
func joined(parts ...string) string {
	size := 0
	for _, p := range parts {
		size += len(p) + 1
	}
	var b strings.Builder
	b.Grow(size)
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p)
	}
	return b.String()
}
