package web

import "time"

// Information is "Welke gegevens gaan naar …?": each value that will be released,
// why, on what basis, and a way to stop as large as the way on (U-09, contract 7).
// The values are those of the Release that is issued (design §1.3).
//
// It posts to [PathAnswer]: h, v, answer=continue|decline|notme, lang, and
// item=<item> for each optional item that is ticked. The buttons carry
// data-action with the same word.
type Information struct {
	Frame
	Handle     string // hidden field h
	Verifier   string // hidden field v, bound to this step
	Supplier   string // legal name of who makes the app
	PrivacyURL string // of the app; may be empty
	Basis      string // public_task | consent
	Approved   time.Time
	Items      []ItemRow
	Role       string // student | staff
	RoleWord   string // overrides the word that Role and Sector give
	// ShowsSchool and ShowsRole: the app gets these two facts of context. Where Items
	// has a row for one, the row tells it; else a sentence does.
	ShowsSchool bool
	ShowsRole   bool
	Received    int // items the school sent
	Passing     int // personal items that go if the person continues unchanged
	NotYou      bool
	Person      string // who the school says it is; may be empty
	OtherSchool string // the school that was chosen, where another one answered
	Changed     bool   // something changed since the page was shown: look again
	MeURL       string // "Mijn gegevens", where it can be reached; may be empty
}

// ItemRow is one item with its values. Item is name, student_number, class, school
// or role; the first three are personal and are marked as going through. The value of
// role may be the claim's (student, staff): the page says it in words.
type ItemRow struct {
	Item     string
	Values   []string
	Why      string // the contract's purpose in the language of the page
	Optional bool   // may be switched off
	On       bool   // ticked; only read where Optional
}

// Personal reports whether the item is a personal datum: only those are yellow and
// counted (ui principle 1). An unknown item is taken for personal.
func (r ItemRow) Personal() bool { return r.Item != "school" && r.Item != "role" }

func (Information) layout() layout         { return layout{"gate", "information", "answer"} }
func (v Information) frame() Frame         { return v.Frame }
func (v Information) title(t texts) string { return t.InfoTitle(v.App) }
func (v Information) picture() picture {
	possible := v.Passing
	for _, r := range v.Items {
		if r.Optional && !r.On && r.Personal() {
			possible++
		}
	}
	return tickedPicture(v.Received, v.Passing, possible, 0)
}

// Said gives the values of a row as the person reads them.
func (v Information) Said(r ItemRow, t texts) []string {
	if r.Item != "role" {
		return r.Values
	}
	if v.RoleWord != "" {
		return []string{v.RoleWord}
	}
	role := v.Role
	if len(r.Values) > 0 {
		role = r.Values[0]
	}
	if role == "student" || role == "staff" {
		role = t.RoleWord(role, v.Sector)
	}
	return []string{role}
}

// HasPersonal reports whether any personal item may go.
func (v Information) HasPersonal() bool {
	for _, r := range v.Items {
		if r.Personal() {
			return true
		}
	}
	return false
}

// HasOptional reports whether there is a tick to follow.
func (v Information) HasOptional() bool {
	for _, r := range v.Items {
		if r.Optional {
			return true
		}
	}
	return false
}

// Fixed counts the personal items that go whatever is ticked; ticks.js adds the ticks.
func (v Information) Fixed() int {
	n := v.Passing
	for _, r := range v.Items {
		if r.Optional && r.On && r.Personal() {
			n--
		}
	}
	return n
}

// Sees tells in a sentence which facts of context the app gets, as far as no row
// tells it.
func (v Information) Sees(t texts) rich {
	role, school := "", ""
	if v.ShowsRole && !v.lists("role") {
		role = v.RoleWord
		if role == "" {
			role = t.RoleWord(v.Role, v.Sector)
		}
	}
	if v.ShowsSchool && !v.lists("school") {
		school = v.School
	}
	if role == "" && school == "" {
		return nil
	}
	return t.AppSees(v.App, role, school)
}

func (v Information) lists(item string) bool {
	for _, r := range v.Items {
		if r.Item == item {
			return true
		}
	}
	return false
}

// Confirm is the one-line page for where no information page is due but something
// must still be asked: "Niet jij?", "you chose another school", or both (contract
// 7). It posts as [Information] does.
type Confirm struct {
	Frame
	Handle      string
	Verifier    string
	NotYou      bool
	Person      string
	OtherSchool string
}

func (Confirm) layout() layout   { return layout{"gate", "confirm", ""} }
func (v Confirm) frame() Frame   { return v.Frame }
func (Confirm) picture() picture { return stillPicture() }
func (v Confirm) title(t texts) string {
	if v.NotYou {
		return t.ConfirmYouTitle()
	}
	return t.ConfirmSchoolTitle()
}
