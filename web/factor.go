package web

import "time"

// StepUp asks for a factor of the person's own. It posts to [PathStepUp]: h, v, lang, and
// by=key with answer, by=code or by=recovery with code, by=skip, or by=decline.
type StepUp struct {
	Frame
	Handle   string
	Verifier string
	Options  string    // what the key is asked with, as JSON; empty: no key will do
	Code     bool      // a code of an app will do
	Recovery bool      // a recovery code will do
	Locked   time.Time // no code is looked at before that; zero: it is
	Skip     bool      // one may go on without
	BySchool bool      // the school wants it, whatever the app asks
	Own      bool      // it is asked for the person's own page, and not by an app
}

// Codes reports whether any code may be typed now.
func (v StepUp) Codes() bool { return v.Locked.IsZero() && (v.Code || v.Recovery) }

// FactorKey asks for a key that is to be added. It posts to [PathFactors]:
// act=key-keep, answer.
type FactorKey struct {
	Frame
	Handle   string
	Verifier string
	Options  string
}

// FactorApp shows what a code generator is set up with, once. It posts to [PathFactors]:
// act=app-keep, e, code.
type FactorApp struct {
	Frame
	Handle    string
	Verifier  string
	Enrolment string
	Seed      string // to be typed over
	URI       string // opens the app, where it is on this very device
}

// FactorCodes shows recovery codes, this once.
type FactorCodes struct {
	Frame
	Handle string
	Codes  []string
}

func (StepUp) layout() layout      { return layout{"gate", "step-up", ""} }
func (FactorKey) layout() layout   { return layout{"gate", "factor-key", ""} }
func (FactorApp) layout() layout   { return layout{"gate", "factor-app", ""} }
func (FactorCodes) layout() layout { return layout{"gate", "factor-codes", ""} }

func (v StepUp) frame() Frame      { return v.Frame }
func (v FactorKey) frame() Frame   { return v.Frame }
func (v FactorApp) frame() Frame   { return v.Frame }
func (v FactorCodes) frame() Frame { return v.Frame }

func (StepUp) title(t texts) string      { return t.StepUpTitle() }
func (FactorKey) title(t texts) string   { return t.FactorAddKey() }
func (FactorApp) title(t texts) string   { return t.FactorAppTitle() }
func (FactorCodes) title(t texts) string { return t.FactorCodesTitle() }

func (StepUp) picture() picture      { return stillPicture() }
func (FactorKey) picture() picture   { return stillPicture() }
func (FactorApp) picture() picture   { return stillPicture() }
func (FactorCodes) picture() picture { return stillPicture() }
