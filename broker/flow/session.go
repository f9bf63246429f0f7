package flow

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sluis/broker/grant"
	"sluis/broker/keys"
	"sluis/broker/ledger"
	"sluis/broker/registry"
	"sluis/broker/session"
	"sluis/claims"
	"sluis/internal/refusal"
)

// A session answers in the place of a hub and of nothing else: what it remembers
// becomes a result, as a verified answer does, and the dispatcher takes every step from
// there anew (design §5.5).

// remembered is the verified login that a session keeps, pruned to what the app that
// it was for could need.
type remembered struct {
	App        string        `json:"a"`
	Shared     bool          `json:"x,omitempty"` // other apps may be answered from it
	School     string        `json:"s"`
	Connection string        `json:"c"`
	Person     []byte        `json:"p"`
	Kept       claims.Items  `json:"k"`
	Received   int           `json:"n"`
	AuthnTime  int64         `json:"t"`
	ACR        string        `json:"l,omitempty"`
	Finder     ledger.Finder `json:"f,omitzero"`
	Browser    []byte        `json:"b"`
	Used       int64         `json:"u"` // Unix seconds
}

// joining makes a login part of the session of its browser and person.
func (f *Flow) joining(half string, r result, a admitted, b Browser, g session.Grant) (*session.Joining, error) {
	l := session.Login{Handle: half, Old: b.Session, Browser: r.Transaction.Browser,
		Person: f.personOf(a),
		Grant:  g, Ends: f.Now().Add(reach(a.app)), Continues: r.ours()}
	if a.app.Session.Answers() && !forces(a.school) {
		var err error
		if l.Memory, err = f.memory(r, a.app); err != nil {
			return nil, refusal.New(refusal.Internal, err)
		}
	}
	j, err := f.Sessions.Join(l)
	if err != nil {
		return nil, refusal.New(refusal.Internal, err)
	}
	return j, nil
}

// reach is how long a login at an app can be ended: while it is part of a session, and
// while the app may refresh its tokens.
func reach(app *registry.App) time.Duration {
	if app.Refresh {
		return grant.FamilyLife
	}
	return min(app.Session.Absolute, session.Longest)
}

func (f *Flow) memory(r result, app *registry.App) (*session.Memory, error) {
	now := f.Now()
	m := &session.Memory{Began: now}
	if r.ours() {
		m.Began = time.Unix(r.Began, 0)
	}
	m.Until = earlier(now.Add(app.Session.Idle), m.Began.Add(app.Session.Absolute))
	var err error
	m.Login, err = json.Marshal(remembered{App: app.ID, Shared: app.Session.Shared(), School: r.School, Connection: r.Transaction.Connection,
		Person: r.Person, Kept: r.Kept, Received: r.Received, AuthnTime: r.AuthnTime, ACR: r.ACR, Finder: r.Finder,
		Browser: r.Transaction.Browser, Used: now.Unix()})
	if err != nil {
		return nil, fmt.Errorf("flow: encode memory: %w", err)
	}
	return m, nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// fromSession answers a request from the browser's session, where the app lets it and
// the request does not ask for more. nil: the school is asked.
func (f *Flow) fromSession(ctx context.Context, r Request, app *registry.App, b Browser) Reply {
	if r.Destination != App || !app.Session.Answers() || r.Pick || b.Session == "" || b.Half == "" {
		return nil
	}
	m, err := f.Sessions.Recall(ctx, b.Session)
	switch {
	case errors.Is(err, session.ErrNone):
		return nil
	case err != nil:
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &r)
	}
	var login remembered
	if err := json.Unmarshal(m.Login, &login); err != nil {
		return f.refuse(ctx, refusal.New(refusal.Internal, fmt.Errorf("flow: decode memory: %w", err)), &r)
	}
	if !bytes.Equal(login.Browser, f.browser(b.Half)) || !f.fits(r, app, m, login) {
		return nil
	}
	if !f.leaves.admit(b.Address) {
		return f.refuse(ctx, refusal.New(refusal.TooManyLogins, nil), &r)
	}
	if err := f.claim(ctx, r, b); err != nil {
		return f.refuse(ctx, err, &r)
	}
	handle := keys.NewHandle()
	if err := f.putResult(ctx, handle, f.resultOf(r, app, m, login)); err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &r)
	}
	return Redirect{URL: StepPath + "?h=" + handle}
}

// fits tells whether what is remembered may answer this request of this app.
func (f *Flow) fits(r Request, app *registry.App, m *session.Memory, login remembered) bool {
	now, of := f.Now(), app.Session
	switch {
	case login.App != app.ID && !(login.Shared && of.Shared()):
		return false
	case now.Sub(time.Unix(login.Used, 0)) >= of.Idle || now.Sub(m.Began) >= of.Absolute:
		return false
	case r.Fresh && (r.MaxAge == 0 || now.Sub(time.Unix(login.AuthnTime, 0)) > time.Duration(r.MaxAge)*time.Second):
		return false // prompt=login, or a login that is older than max_age
	}
	snap := f.Registry()
	school, ok := app.School(login.School)
	if !ok || forces(school) || app.ConnectionFor(school).ID != login.Connection {
		return false
	}
	if hinted(app.Schools, r.SchoolHint) != nil && r.SchoolHint != login.School {
		return false
	}
	if app.StepUp.Class != "" || school.SecondFactor.Class != "" {
		return false // both factors are shown in one login
	}
	if r.Essential || len(OwnClasses(r.Classes)) > 0 || len(app.ConnectionFor(school).Assurance.Known(r.Classes)) > 0 {
		return false // how strong the login was, the hub says
	}
	if f.wanted(snap, r, school.ID).Minus(login.Kept) != 0 {
		return false // never more than the school sent for what was shown
	}
	return r.Subject == "" || r.Subject == f.subjectOf(app, school, login)
}

// subjectOf gives who is remembered, as app knows them; "" where that cannot be read.
func (f *Flow) subjectOf(app *registry.App, s *registry.School, login remembered) string {
	var p claims.Person
	if p.UnmarshalBinary(login.Person) != nil {
		return ""
	}
	return f.subject(app, s, p.UpstreamID)
}

// resultOf makes a result as the ACS would, in the place of a hub's answer.
func (f *Flow) resultOf(r Request, app *registry.App, m *session.Memory, login remembered) result {
	now := f.Now().Unix()
	return result{Transaction: transaction{Request: r, School: login.School, Connection: login.Connection, Asked: now,
		Contract: app.Contract.Version, Browser: login.Browser},
		School: login.School, Person: login.Person, Kept: login.Kept, Received: login.Received, AuthnTime: login.AuthnTime,
		ACR: login.ACR, Finder: login.Finder, At: now, Began: m.Began.Unix()}
}
