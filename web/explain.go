package web

import "time"

// Explain is "Waarom lukte het niet?": where a school's ICT gives the three words of
// a refusal and reads how far that login came. It shows names and times; no value of
// a person exists behind it.
type Explain struct {
	Frame
	Words   string // as they were typed
	Unknown bool   // there is nothing under these words
	Found   *Explained
}

// Explained is the trace of one refused login.
type Explained struct {
	Code       string // SLUIS-2107
	Title      string // of its page, in the language of this one
	Helpdesk   string // its technical line; a word between backticks is set as code
	Owner      string // who is to act: you | school | app | federation | sluis
	App        string // display names; empty where unknown
	School     string // that the hub asserted
	Chosen     string // that the person chose, where it is another one or no other is known
	Federation string // Entree or SURFconext
	Connection string // our id of it

	Asked, Received, Refused time.Time // zero where it did not come so far

	Passed  []string // keys of checks; see CheckName
	Failed  string
	Names   []string // attributes that arrived
	Others  int      // and how many that are not named
	Missing []string // items by key
	Sector  string   // for the word of an item
}

func (Explain) layout() layout         { return layout{"gate", "explain", ""} }
func (v Explain) frame() Frame         { return v.Frame }
func (v Explain) title(t texts) string { return t.ExplainTitle() }
func (Explain) picture() picture       { return stillPicture() }

// Support is the technical line with its code words set apart.
func (e Explained) Support() rich { return inCode(e.Helpdesk) }

// Step is a line of what happened when.
type Step struct {
	At    time.Time
	Text  string
	After string // how long after the line before; empty for the first
}

// Steps lists what happened when, in its order.
func (e Explained) Steps(t texts) []Step {
	var steps []Step
	last := time.Time{}
	add := func(at time.Time, text string) {
		if at.IsZero() {
			return
		}
		s := Step{At: at, Text: text}
		if !last.IsZero() {
			s.After = t.ExplainAfter(at.Sub(last).Round(time.Second))
		}
		steps, last = append(steps, s), at
	}
	add(e.Asked, t.ExplainAsked(e.Federation))
	add(e.Received, t.ExplainReceived(e.Federation))
	add(e.Refused, t.ExplainRefused(e.Code))
	return steps
}
