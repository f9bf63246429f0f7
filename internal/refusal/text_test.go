package refusal

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// messages gives each text of the table with its place.
func messages() map[string]Message {
	all := map[string]Message{}
	for _, e := range All() {
		all[fmt.Sprintf("%s/nl", e.Code)] = e.NL
		all[fmt.Sprintf("%s/en", e.Code)] = e.EN
	}
	return all
}

func TestTextsAreComplete(t *testing.T) {
	t.Parallel()
	for place, m := range messages() {
		if m.Lang != place[len(place)-2:] {
			t.Errorf("%s: language %q", place, m.Lang)
		}
		if m.Title == "" || m.Lead == "" || m.Helpdesk == "" {
			t.Errorf("%s: a text is empty", place)
		}
		if n := len(m.Steps); n < 1 || n > 3 {
			t.Errorf("%s: %d steps", place, n)
		}
		if strings.ContainsAny(m.Title[len(m.Title)-1:], ".!?") {
			t.Errorf("%s: the title is a heading: %q", place, m.Title)
		}
		for _, s := range append([]string{m.Lead, m.Helpdesk}, m.Steps...) {
			if !strings.HasSuffix(s, ".") {
				t.Errorf("%s: no full stop: %q", place, s)
			}
		}
		if strings.Count(m.Helpdesk, "`")%2 != 0 {
			t.Errorf("%s: an open backtick: %q", place, m.Helpdesk)
		}
		if strings.Contains(m.Title+m.Lead+strings.Join(m.Steps, ""), "`") {
			t.Errorf("%s: a name of the machinery stands above the fold", place)
		}
	}
	for _, e := range All() {
		if len(e.NL.Steps) != len(e.EN.Steps) {
			t.Errorf("%s: %d steps in Dutch, %d in English", e.Code, len(e.NL.Steps), len(e.EN.Steps))
		}
		if e.NL.Title == e.EN.Title || e.NL.Lead == e.EN.Lead {
			t.Errorf("%s: not translated", e.Code)
		}
		if nl, en := holes(e.NL), holes(e.EN); !slices.Equal(nl, en) {
			t.Errorf("%s: Dutch says %v, English %v", e.Code, nl, en)
		}
		// ui/README §1.5: guilt is lifted in the lead, in both languages or in neither.
		nl, en := strings.Contains(e.NL.Lead, noGuiltNL), strings.Contains(e.EN.Lead, noGuiltEN)
		if nl != e.Guiltless || en != e.Guiltless {
			t.Errorf("%s: Guiltless is %v, Dutch says %v, English %v", e.Code, e.Guiltless, nl, en)
		}
	}
}

func holes(m Message) []string {
	found := regexp.MustCompile(`\{[^}]*\}`).FindAllString(m.Title+m.Lead+strings.Join(m.Steps, " "), -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Only names and the word for an item can be put in a text: there is no hole that
// a value of a person would fit (contract 8, F-14).
func TestOnlyKnownPlaceholders(t *testing.T) {
	t.Parallel()
	known := []string{"{app}", "{school}", "{item}", "{federation}", "{chosen}"}
	for place, m := range messages() {
		whole := strings.Join(append(m.Steps, m.Title, m.Lead, m.Helpdesk), " ")
		// A path in the help-desk line may hold the name of its variable part.
		whole = strings.ReplaceAll(whole, "/saml/{connection}/acs", "")
		for _, hole := range regexp.MustCompile(`\{[^}]*\}?`).FindAllString(whole, -1) {
			if !slices.Contains(known, hole) {
				t.Errorf("%s: placeholder %s", place, hole)
			}
		}
	}
	for _, code := range []Code{NameMissing, StudentNumberMissing, ClassMissing, SeveralMissing} {
		for _, m := range []Message{Lookup(code).NL, Lookup(code).EN} {
			if !strings.Contains(m.Title, "{item}") {
				t.Errorf("%s: the title does not name the item (F-14)", code)
			}
		}
	}
}

// B1 is measured. Facts are filled in as long as real ones are.
func TestSentencesAreShort(t *testing.T) {
	t.Parallel()
	facts := Facts{App: "Portfolio", School: "Petteflat College", Item: "leerlingnummer", Federation: "Entree", Chosen: "Hooglanden Lyceum"}
	const longest = 15
	words, sentences := 0, 0
	for place, m := range messages() {
		m = m.Fill(facts)
		for _, text := range append([]string{m.Title, m.Lead}, m.Steps...) {
			for sentence := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(".?!;:", r) }) {
				n := len(strings.Fields(sentence))
				if n > longest {
					t.Errorf("%s: %d words: %q", place, n, sentence)
				}
				if n > 0 {
					words, sentences = words+n, sentences+1
				}
			}
			for word := range strings.FieldsSeq(text) {
				if len(strings.Trim(word, ".,?")) > 20 {
					t.Errorf("%s: long word %q", place, word)
				}
			}
		}
	}
	t.Logf("%d sentences, %.1f words on average", sentences, float64(words)/float64(sentences))
}

// ui/README §4: a step starts with a verb. The list is what the texts use; a new
// verb is added here with its step.
func TestStepsStartWithAVerb(t *testing.T) {
	t.Parallel()
	verbs := strings.Fields(`Ga Open Meld Wacht Vraag Geef Heeft Heb Koos Staat Sta Sluit Gebruik Log Lukt Probeer Controleer Wilde Zet Weet
		Begin Voeg Trek Kies Add Remove Choose
		Go Open Tell Wait Ask Give Has Have Do Did Is Allow Close Use Sign Does Try Check Switch Set`)
	for place, m := range messages() {
		for _, s := range m.Steps {
			if first, _, _ := strings.Cut(s, " "); !slices.Contains(verbs, first) {
				t.Errorf("%s: %q", place, s)
			}
		}
	}
}

// ui/README §5: the words that are said, and those that are not.
func TestVoice(t *testing.T) {
	t.Parallel()
	jargon := regexp.MustCompile(`(?i)\b(u|uw|gebruiker|user|aanmelden|afmelden|attribuut|attribute|assertion|SAML|token|sessie|session|transactie|ACS|authenticatie|helaas|oeps|sorry|wordt verstuurd|ID)\b`)
	for place, m := range messages() {
		text := strings.Join(append([]string{m.Title, m.Lead}, m.Steps...), " ")
		if found := jargon.FindString(text); found != "" {
			t.Errorf("%s: says %q: %s", place, found, text)
		}
		if strings.Contains(text+m.Helpdesk, "!") {
			t.Errorf("%s: an exclamation mark", place)
		}
	}
}
