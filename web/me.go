package web

import "time"

// Me is "Mijn gegevens": which apps got what, and the way to stop where the basis
// is consent (R-02, C-05). Withdrawing posts to [PathWithdraw]: h, v, app, lang.
type Me struct {
	Frame
	Handle    string // hidden field h
	Verifier  string // hidden field v
	Person    string // shown beside the log-out button; may be empty
	RoleWord  string // may be empty
	Apps      []MeApp
	Withdrawn string // name of the app that was just stopped; may be empty
	LogoutURL string // where the log-out buttons post h, v, d, lang and, for everywhere, all; empty: no buttons
	Farewell  string // hidden field d
	Sessions  []MeSession
	Factors   []MeFactor
	Keys      bool // security keys can be added
	Shown     bool // factors may be changed now; else one is shown first
}

// MeFactor is a factor of the person's own.
type MeFactor struct {
	ID        string
	Kind      string // key | totp | recovery
	Name      string // recovery codes have none
	Made      time.Time
	Used      time.Time // zero: never
	Suspended bool
	Left      int // recovery codes
}

// Own counts the factors that are no recovery codes.
func (v Me) Own() (n int) {
	for _, f := range v.Factors {
		if f.Kind != "recovery" {
			n++
		}
	}
	return n
}

// MeSession is a browser in which the person is logged in.
type MeSession struct {
	Here  bool // it is the one that shows the page
	Apps  []string
	Since time.Time
}

// MeApp is one app in the ledger. Dates have the precision of a day.
type MeApp struct {
	ID       string
	Name     string
	Supplier string
	Items    []string // item keys; empty: nothing personal
	Purposes []string // in the language of the page
	Consent  bool     // the basis is consent, so it can be withdrawn here
	Version  int      // of the contract
	First    time.Time
	Last     time.Time
}

func (Me) layout() layout       { return layout{"desk", "me", ""} }
func (v Me) frame() Frame       { return v.Frame }
func (Me) title(t texts) string { return t.MeTitle() }
func (Me) picture() picture     { return stillPicture() }
