package flow

import (
	"time"

	"sluis/broker/registry"
	"sluis/broker/session"
	"sluis/broker/stepup"
	"sluis/claims"
	"sluis/internal/refusal"
)

// Reply is what comes next. Package broker turns each kind into HTTP.
type Reply interface{ reply() }

// Redirect sends the browser on with 303.
type Redirect struct{ URL string }

// AskSchool is the school picker.
type AskSchool struct {
	Request Request
	Sealed  string // the hidden field that carries the request
	App     *registry.App
	Schools []*registry.School
}

// NeedCookie says that the browser must first show that it keeps our cookie: a
// redirect to an own page that carries Sealed.
type NeedCookie struct{ Sealed string }

// Ask is the one page between hub and app (contract 7): what goes, and the
// questions that are due. It is made from the Decision that will be issued.
type Ask struct {
	Handle   string // names the step
	Verifier string // binds the form to transaction, step and browser
	Request  Request
	App      *registry.App
	School   *registry.School
	Decision claims.Decision
	Off      claims.Items // optional items that start switched off
	Received int
	Inform   bool             // items are due to be shown, or agreed to
	NotYou   bool             // the school reused its own session
	Chosen   *registry.School // set when the answer came from another school than was chosen
	Changed  bool             // something differs from what was last shown
}

// Bring asks a person whose school moved for the account of before (decision 0012).
type Bring struct {
	Handle   string
	Verifier string
	Request  Request
	App      *registry.App
	School   *registry.School // of now
	Old      *registry.School // of then; the same where it only moved to another connection
	Until    time.Time
}

// Brought asks whether the account that was shown is the person's own.
type Brought struct {
	Handle   string
	Verifier string
	Request  Request
	School   *registry.School // of now
	Old      *registry.School
	Now      string // the name in the new account; "" where the app gets no name
	Person   string // the name in the old account; "" where the hub sent none
}

// AskFactor is the page that asks for a factor of the person's own (S-15).
type AskFactor struct {
	Handle   string
	Verifier string
	Request  Request
	App      *registry.App // nil for a person's own page
	School   *registry.School
	Key      string    // what navigator.credentials.get is called with, as JSON; "": no key will do
	Code     bool      // a code of a generator will do
	Recovery bool      // a recovery code will do
	Locked   time.Time // no code is looked at before that; zero: it is
	Skip     bool      // one may go on without
	BySchool bool      // the school wants it, whatever the app asks
}

// Granted ends a login: the app gets this code, and the browser the session half of its
// cookie.
type Granted struct {
	Request Request
	School  *registry.School
	Code    string
	Session string
	Device  string // that the browser is known as from now on
}

// Denied ends a login with an OAuth error at the app.
type Denied struct {
	Request Request
	Error   string // an OAuth error code, e.g. access_denied
}

// Overview is the person's own page.
type Overview struct {
	Handle   string
	Verifier string
	Farewell string // sealed: what the last page tells, should the person log out here
	School   *registry.School
	Kept     []Kept
	Open     []Open
	Device   string // as in Granted
	Factors  []stepup.Factor
	Keys     bool // security keys can be added here
	Shown    bool // a factor was shown here a moment ago, or there is none yet: factors may be changed
}

// Checked is what a test login of an admin came to. Nothing in it is a person's value in
// full.
type Checked struct {
	School     *registry.School
	Connection *registry.Connection
	At         time.Time
	Names      []string // attributes that arrived (trace.Names)
	Others     int
	Refused    *refusal.Error // every app would refuse; nil: it depends on the app
	Apps       []CheckedApp
}

// CheckedApp is how one contract of the school stands.
type CheckedApp struct {
	App     *registry.App
	Refused *refusal.Error // it has no use for this person, whatever was sent
	Rows    []CheckRow
}

// Open is one browser in which the person is logged in.
type Open struct {
	Here  bool // it is this one
	Apps  []*registry.App
	Since time.Time // of its first login that is open
}

// AskLogout is the page that asks whether to log out.
type AskLogout struct {
	Leaving  Leaving
	Sealed   string
	Verifier string
	Farewell string
	App      *registry.App   // that asked; nil: none did, or none is named
	Apps     []*registry.App // that will be logged out
	School   *registry.School
}

// LoggedOut says that nothing of this browser's session is open: the browser loses its
// cookie, and goes to the app or to our last page.
type LoggedOut struct {
	Leaving  Leaving
	Farewell string // sealed, for our last page
}

// Stayed is the page of who did not log out.
type Stayed struct {
	Leaving Leaving
	App     *registry.App
}

// Goodbye is the last page.
type Goodbye struct {
	App    *registry.App // that asked
	School *registry.School
	Rows   []GoodbyeRow
}

// GoodbyeRow is an app that was logged out, and how far telling it is.
type GoodbyeRow struct {
	App  *registry.App
	Told session.Told
}

// Kept is what is held of one person at one app.
type Kept struct {
	App         *registry.App
	Version     int
	Items       claims.Items
	First, Last time.Time // days of the first and the last release
	Remembered  bool      // the page is not shown again, or consent was given: it can be taken back
}

// Refused is a refusal page. Request is set when the transaction is known: its
// app gets a way back.
type Refused struct {
	Err        *refusal.Error
	Request    *Request
	App        *registry.App
	School     *registry.School
	Chosen     *registry.School
	Connection *registry.Connection // the hub that was asked, once one was
	Received   int
	Missing    claims.Items
	Trail      Trail
	Device     string // the known device that began the login, where the request itself cannot show it
	Retry      string // a path of ours where the same step is tried once more
	SetUp      bool   // the person can enrol a factor, and come back
}

// Trail is how far a refused login came: for the school's ICT, who may ask why
// (package trace). It holds names and times, and nothing about a person.
type Trail struct {
	Asked, Received time.Time // zero where there was none
	Passed          []string  // checks, in their order
	Failed          string    // the check that it ended at
	Names           []string  // attributes that arrived (trace.Names)
	Others          int
}

func (Redirect) reply()   {}
func (AskSchool) reply()  {}
func (NeedCookie) reply() {}
func (Ask) reply()        {}
func (Bring) reply()      {}
func (Brought) reply()    {}
func (AskFactor) reply()  {}
func (Granted) reply()    {}
func (Denied) reply()     {}
func (AskLogout) reply()  {}
func (LoggedOut) reply()  {}
func (Stayed) reply()     {}
func (Goodbye) reply()    {}
func (Overview) reply()   {}
func (Checked) reply()    {}
func (Refused) reply()    {}
