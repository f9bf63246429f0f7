package flow

import (
	"time"

	"sluis/broker/registry"
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

// Granted ends a login: the app gets this code.
type Granted struct {
	Request Request
	Code    string
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
	School   *registry.School
	Kept     []Kept
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
func (Granted) reply()    {}
func (Denied) reply()     {}
func (Overview) reply()   {}
func (Refused) reply()    {}
