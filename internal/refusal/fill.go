package refusal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Facts are the words that a page may say about a login: names of an app, a
// school and a federation, and the word for an item. They are already in the
// right language. None of them is a datum of a person.
type Facts struct {
	App        string
	School     string // the school that the hub asserted, else the chosen one
	Item       string // from ItemWord
	Federation string // "Entree" or "SURFconext"
	Chosen     string // the school that was chosen, where another one answered
}

// Fill puts the facts in the text. A missing fact becomes a generic word ("de
// app", "je school"), with a capital where it begins a sentence. Facts are not
// read for placeholders: a school called "{app}" stays that.
func (m Message) Fill(f Facts) Message {
	words := [...]struct{ hole, fact, nl, en string }{
		{"{app}", f.App, "de app", "the app"},
		{"{school}", f.School, "je school", "your school"},
		{"{item}", f.Item, "gegeven", "detail"},
		{"{federation}", f.Federation, "de federatie", "the federation"},
		{"{chosen}", f.Chosen, "een andere school", "another school"},
	}
	word := func(hole, before string) string {
		for _, w := range words {
			switch {
			case w.hole != hole:
			case w.fact != "" && hole == "{item}":
				return cased(w.fact, before)
			case w.fact != "":
				return w.fact // a name has capitals of its own
			case m.Lang == "en":
				return cased(w.en, before)
			default:
				return cased(w.nl, before)
			}
		}
		return hole // a variable part of a path, in a line for the help desk
	}
	fill := func(s string) string {
		var out strings.Builder
		for at := 0; ; {
			open := strings.IndexByte(s[at:], '{')
			if open < 0 {
				out.WriteString(s[at:])
				return out.String()
			}
			open += at
			end := open + strings.IndexByte(s[open:], '}') + 1
			if end <= open {
				end = len(s)
			}
			out.WriteString(s[at:open])
			out.WriteString(word(s[open:end], s[:open]))
			at = end
		}
	}
	m.Title, m.Lead, m.Helpdesk = fill(m.Title), fill(m.Lead), fill(m.Helpdesk)
	steps := make([]string, len(m.Steps))
	for i, s := range m.Steps {
		steps[i] = fill(s)
	}
	m.Steps = steps
	return m
}

// cased gives an ordinary word a capital where it begins a sentence.
func cased(word, before string) string {
	before = strings.TrimRight(before, " ")
	if before != "" && !strings.ContainsAny(before[len(before)-1:], ".?!") {
		return word
	}
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}

// ItemWord is the word for an item in a sentence about a person of a school of
// this sector (po, vo, mbo or ho; requirements §7): leerlingnummer at a school,
// studentnummer at a university. Several items with commas between become "naam
// en klas". An unknown item becomes a generic word, never its own text.
func ItemWord(item, sector, lang string) string {
	items := strings.Split(item, ",")
	words := make([]string, 0, len(items))
	for _, one := range items {
		if w := itemWord(strings.TrimSpace(one), sector, lang); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	and := " en "
	if lang == "en" {
		and = " and "
	}
	return strings.Join(words[:last], ", ") + and + words[last]
}

func itemWord(item, sector, lang string) string {
	nl, en := "gegeven", "detail"
	switch item {
	case "name":
		nl, en = "naam", "name"
	case "student_number":
		nl, en = "leerlingnummer", "student number"
		if sector == "ho" {
			nl = "studentnummer"
		}
	case "class":
		nl, en = "klas", "class"
	case "school":
		nl, en = "school", "school"
	case "role":
		nl, en = "rol", "role"
	}
	if lang == "en" {
		return en
	}
	return nl
}
