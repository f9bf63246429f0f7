package claims

import "strings"

// Category is why a word may not be in a contract.
type Category uint8

// The categories: those of AVG article 9 and what P61 adds in its own words
// (M-12), and the national numbers, which never pass through Sluis (M-18).
const (
	Health Category = iota + 1
	Religion
	Ethnicity
	Politics
	Sexuality
	Genetics
	NationalNumber
	categoryEnd
)

var categoryWords = [categoryEnd]Text{
	{NL: "?", EN: "?"},
	{NL: "gezondheid", EN: "health"},
	{NL: "godsdienst of levensovertuiging", EN: "religion or belief"},
	{NL: "ras of etnische afkomst", EN: "race or ethnic origin"},
	{NL: "politieke opvatting of vakbond", EN: "political opinion or trade union"},
	{NL: "seksuele voorkeur of gerichtheid", EN: "sex life or sexual orientation"},
	{NL: "genetisch of biometrisch gegeven", EN: "genetic or biometric data"},
	{NL: "burgerservicenummer of onderwijsnummer", EN: "national identification number"},
}

// Text names the category in both languages.
func (c Category) Text() Text {
	if c >= categoryEnd {
		c = 0
	}
	return categoryWords[c]
}

// Finding is a word that a contract may not have.
type Finding struct {
	Word     string // as it stands in the text
	Category Category
}

// GuardNames looks at names: of attributes, claims, scopes, items, the app's id.
// A name is taken apart at everything that is no letter and at camelCase, so that
// hasBSN, student_religion and urn:example:def:etniciteit are found, and
// special_needs across the line. There is no way round: the guard is stricter than
// the law on purpose (P62).
func GuardNames(names ...string) []Finding {
	var out []Finding
	for _, name := range names {
		out = appendFindings(out, name, true)
	}
	return out
}

// GuardText looks at free text, such as a purpose, word by word. It refuses text
// that only mentions a category: whoever writes it can write it otherwise, and a
// purpose that needs the word needs the datum.
func GuardText(text string) []Finding { return appendFindings(nil, text, false) }

// Guard looks at the purposes of a contract's items in both languages.
func (c *Contract) Guard() []Finding {
	var out []Finding
	for _, i := range c.Released.List() {
		out = append(out, GuardText(c.Terms[i].Purpose.NL)...)
		out = append(out, GuardText(c.Terms[i].Purpose.EN)...)
	}
	return out
}

// longestPhrase is the number of words that are read as one at most.
const longestPhrase = 3

// appendFindings reports each guarded word of s, and each phrase that ends where
// no word was found.
func appendFindings(out []Finding, s string, name bool) []Finding {
	list := words(s, name)
	for i, w := range list {
		c, found := guarded(w.folded, name)
		from := w.from
		joined := w.folded
		for j := i - 1; !found && j >= 0 && i-j < longestPhrase; j-- {
			joined = list[j].folded + joined
			from = list[j].from
			c, found = phrase(joined, len(joined)-len(w.folded))
		}
		if found {
			out = append(out, Finding{Word: s[from:w.to], Category: c})
		}
	}
	return out
}

// word is one word of a text: where it stands, and how it compares.
type word struct {
	from, to int
	folded   string
}

// words takes s apart. With camel, a capital after a small letter begins a word,
// and so does the last capital of a run (BSNNumber is BSN and Number).
func words(s string, camel bool) []word {
	var out []word
	var b strings.Builder
	from, before := -1, rune(0)
	flush := func(to int) {
		if from >= 0 {
			out = append(out, word{from, to, b.String()})
			b.Reset()
			from = -1
		}
	}
	for i, r := range s {
		folded := fold(r)
		if folded == "" {
			flush(i)
			before = 0
			continue
		}
		if camel && from >= 0 && isUpper(r) && (!isUpper(before) || lowerFollows(s[i:])) {
			flush(i)
		}
		if from < 0 {
			from = i
		}
		b.WriteString(folded)
		before = r
	}
	flush(len(s))
	return out
}

func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }

// lowerFollows reports whether the character after the first is a small letter.
func lowerFollows(s string) bool { return len(s) > 1 && s[1] >= 'a' && s[1] <= 'z' }

// fold gives the letter without case and diacritic, or "" for what is no letter
// of a Dutch or English word.
func fold(r rune) string {
	switch {
	case r >= 'a' && r <= 'z':
		return string(r)
	case r >= 'A' && r <= 'Z':
		return string(r | 0x20)
	}
	switch r {
	case 'à', 'á', 'â', 'ä', 'À', 'Á', 'Â', 'Ä':
		return "a"
	case 'è', 'é', 'ê', 'ë', 'È', 'É', 'Ê', 'Ë':
		return "e"
	case 'ì', 'í', 'î', 'ï', 'Ì', 'Í', 'Î', 'Ï':
		return "i"
	case 'ò', 'ó', 'ô', 'ö', 'Ò', 'Ó', 'Ô', 'Ö':
		return "o"
	case 'ù', 'ú', 'û', 'ü', 'Ù', 'Ú', 'Û', 'Ü':
		return "u"
	case 'ç', 'Ç':
		return "c"
	case 'ĳ', 'Ĳ':
		return "ij"
	}
	return ""
}
