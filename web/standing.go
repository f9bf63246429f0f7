package web

import "time"

// Home is "/": for someone who came to the broker without an app.
type Home struct{ Frame }

// Privacy tells what Sluis keeps, how long each school keeps its login log, which
// rights there are and whom to ask. It is also where security.txt points to, so it
// tells how to report a weakness.
type Privacy struct {
	Frame
	Operator string // who runs this installation; may be empty
	Contact  string // how to reach them; may be empty
	Schools  []LogTerm
}

// Many reports whether the list of schools is folded away.
func (v Privacy) Many() bool { return len(v.Schools) > ListAtOnce }

// LogTerm is a school's choice about its login log.
type LogTerm struct {
	School  string
	All     bool // every login; otherwise only failed ones
	Days    int  // 183 to 365
	Contact string
}

// Cookies lists the cookies by the names this installation gives them.
type Cookies struct {
	Frame
	Rows []CookieRow // at most three (U-01)
}

// CookieRow is one cookie. Use is session, device or school. Days is how long the
// browser keeps it; 0 means until it is closed.
type CookieRow struct {
	Name string
	Use  string
	Days int
}

// Accessibility is the statement of EN 301 549 and U-14.
type Accessibility struct {
	Frame
	Date    time.Time // of the last check
	Contact string    // may be empty
}

// NotFound is the page of an unknown path (contract 5).
type NotFound struct{ Frame }

// Error is the page of a fault of ours. It shows a reference, never internals (U-11).
type Error struct {
	Frame
	Reference string
	At        time.Time
}

// LoggedOut tells what is closed and what may still be open. It is honest: neither
// hub can log someone out at the school (design §5.5).
type LoggedOut struct {
	Frame
	Rows     []LogoutRow
	AgainURL string
}

// LogoutRow is one party of the session. State is done (we closed it), confirmed (the
// app did), waiting (the app is being told), untold (it cannot be), unreached (it was
// not), or maybe (a school).
type LogoutRow struct {
	Name  string
	State string
}

// Closed reports whether the party is logged out for certain.
func (r LogoutRow) Closed() bool { return r.State == "done" || r.State == "confirmed" }

// Logout asks whether to log out, where no app proved that the person wants it: a link
// on any page can lead there. It posts to [PathLogout]: t, v, d, lang, answer (logout
// or stay).
type Logout struct {
	Frame
	Sealed   string // hidden field t
	Verifier string // hidden field v
	Farewell string // hidden field d
	Apps     []LogoutApp
}

// LogoutApp is an app of the session. Told: it will hear of the logout.
type LogoutApp struct {
	Name string
	Told bool
}

// Stayed is for who chose not to log out.
type Stayed struct{ Frame }

func (Logout) layout() layout       { return layout{"gate", "logout", ""} }
func (v Logout) frame() Frame       { return v.Frame }
func (Logout) title(t texts) string { return t.LogoutTitle() }
func (Logout) picture() picture     { return stillPicture() }

func (Stayed) layout() layout       { return layout{"gate", "stayed", ""} }
func (v Stayed) frame() Frame       { return v.Frame }
func (Stayed) title(t texts) string { return t.StayedTitle() }
func (Stayed) picture() picture     { return stillPicture() }

func (Home) layout() layout       { return layout{"gate", "home", ""} }
func (v Home) frame() Frame       { return v.Frame }
func (Home) title(t texts) string { return t.HomeTitle() }
func (Home) picture() picture     { return stillPicture() }

func (Privacy) layout() layout       { return layout{"gate", "privacy", ""} }
func (v Privacy) frame() Frame       { return v.Frame }
func (Privacy) title(t texts) string { return t.PrivacyTitle() }
func (Privacy) picture() picture     { return stillPicture() }

func (Cookies) layout() layout       { return layout{"gate", "cookies", ""} }
func (v Cookies) frame() Frame       { return v.Frame }
func (Cookies) title(t texts) string { return t.CookiesTitle() }
func (Cookies) picture() picture     { return stillPicture() }

func (Accessibility) layout() layout       { return layout{"gate", "accessibility", ""} }
func (v Accessibility) frame() Frame       { return v.Frame }
func (Accessibility) title(t texts) string { return t.AccessTitle() }
func (Accessibility) picture() picture     { return stillPicture() }

func (NotFound) layout() layout       { return layout{"gate", "not-found", ""} }
func (v NotFound) frame() Frame       { return v.Frame }
func (NotFound) title(t texts) string { return t.NotFoundTitle() }
func (NotFound) picture() picture     { return stillPicture() }

func (Error) layout() layout       { return layout{"gate", "error", ""} }
func (v Error) frame() Frame       { return v.Frame }
func (Error) title(t texts) string { return t.ErrorTitle() }
func (Error) picture() picture     { return stillPicture() }

func (LoggedOut) layout() layout       { return layout{"gate", "logged-out", ""} }
func (v LoggedOut) frame() Frame       { return v.Frame }
func (LoggedOut) title(t texts) string { return t.LoggedOutTitle() }
func (LoggedOut) picture() picture     { return stillPicture() }
