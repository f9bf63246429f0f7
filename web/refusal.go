package web

import (
	"strings"
	"time"
)

// Refusal is the page of a login that ends here (design §5.6). Title, Lead, Steps
// and Helpdesk come from the table of refusals, already in the language of the
// page; a word between backticks is set as code in Helpdesk. No value of a person
// and no internals belong in any field (contract 8).
type Refusal struct {
	Frame
	Code        string // SLUIS-2107
	Title       string
	Lead        string
	Guiltless   bool     // "Jij hebt niets fout gedaan." stands out in Lead, or is added to it
	Owner       string   // who is to act: you | school | app | federation | sluis
	OtherSchool string   // the school that was chosen, where the answer speaks for another one
	Federation  string   // its display name, Entree or SURFconext; may be empty
	Steps       []string // two to four, each begins with a verb
	Words       string   // three words that find the attempt again; may be empty
	At          time.Time
	BackURL     string     // back to the app, with error, state and iss; may be empty
	AgainURL    string     // where a new login begins; may be empty
	Again       Again      // what AgainURL is
	Starts      []AppStart // apps where a login can begin, where none is known
	Helpdesk    string
	TraceURL    string   // where the words lead the help desk; may be empty
	Received    int      // items that came in; 0 where the hub had not answered
	Missing     []string // items by key (student_number), where one is missed (F-14)
}

// Again is what the first button of a refusal does.
type Again string

// The buttons. The zero Again begins a new login.
const (
	AgainStep  Again = "step"   // tries the same step once more
	AgainSetUp Again = "set-up" // leads to where the person enrols a factor
)

// AppStart is an app and the address where a login there begins.
type AppStart struct{ Name, URL string }

func (Refusal) layout() layout       { return layout{"gate", "refusal", ""} }
func (v Refusal) frame() Frame       { return v.Frame }
func (v Refusal) title(texts) string { return v.Title }
func (v Refusal) picture() picture   { return lockPicture(v.Received, 0, len(v.Missing)) }

// Support is the text for the help desk with its code words set apart.
func (v Refusal) Support() rich { return inCode(v.Helpdesk) }

// Owners lists who could act, in the fixed order of the page.
func (Refusal) Owners() []string { return []string{"you", "school", "app", "federation", "sluis"} }

// LeadLine is the lead with the sentence that lifts the guilt in bold (ui principle
// 5). It is added where the lead does not hold it.
func (v Refusal) LeadLine(t texts) rich {
	if !v.Guiltless {
		return rich{txt(v.Lead)}
	}
	before, after, ok := strings.Cut(v.Lead, t.Guiltless())
	if !ok {
		return rich{txt(strings.TrimSpace(v.Lead) + " "), bold(t.Guiltless())}
	}
	return rich{txt(before), bold(t.Guiltless()), txt(after)}
}

// Unnamed are the words of missed items that the title does not name (contract 8).
func (v Refusal) Unnamed(t texts) []string {
	var words []string
	for _, item := range v.Missing {
		if w := t.ItemWord(item, v.Sector); !strings.Contains(strings.ToLower(v.Title), w) {
			words = append(words, w)
		}
	}
	return words
}
