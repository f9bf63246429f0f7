package web

import "time"

// Bring asks a pupil whose school moved for the account of before, so that the apps see
// who it always was. It posts to [PathAnswer]: h, v, lang, answer=bring|new|decline.
type Bring struct {
	Frame            // School is the one of now
	Handle    string // hidden field h
	Verifier  string // hidden field v
	OldSchool string // the same as Frame.School where only its way to us changed
	Until     time.Time
}

func (Bring) layout() layout         { return layout{"gate", "bring", ""} }
func (v Bring) frame() Frame         { return v.Frame }
func (v Bring) title(t texts) string { return t.BringTitle() }
func (Bring) picture() picture       { return stillPicture() }

// Brought asks whether the old account that was shown is the person's own. It posts as
// [Bring] does: answer=continue|notme.
type Brought struct {
	Frame
	Handle    string
	Verifier  string
	OldSchool string
	Now       string // the name in the new account; may be empty
	Person    string // the name in the old account; may be empty
}

func (Brought) layout() layout         { return layout{"gate", "brought", ""} }
func (v Brought) frame() Frame         { return v.Frame }
func (v Brought) title(t texts) string { return t.BroughtTitle() }
func (Brought) picture() picture       { return stillPicture() }
