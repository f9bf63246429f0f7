package flow

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
)

// Begin takes a request that has been found in order and says what is first: the
// school picker, or the hub at once where the app named a school of its contract.
func (f *Flow) Begin(ctx context.Context, r Request, b Browser) Reply {
	if !f.begins.admit(b.Address) {
		return f.refuse(ctx, refusal.New(refusal.TooManyLogins, nil), &r)
	}
	if err := f.unspent(ctx, r, b); err != nil {
		return f.refuse(ctx, err, &r)
	}
	return f.pick(ctx, r, b)
}

// Resume goes on with a sealed request: the picker's own pages, the return from the
// cookie check, and beginning again after a refusal. lang is the language that the
// person chose on the page, "" for none.
func (f *Flow) Resume(ctx context.Context, sealed, lang string, b Browser) Reply {
	r, err := f.openRequest(sealed)
	if err != nil {
		return f.refuse(ctx, err, nil)
	}
	r.speak(lang)
	return f.pick(ctx, r, b)
}

// Search opens a sealed request for the picker's own pages: it never leaves for a
// hub, whatever the request hints at. abroad is that of the browser.
func (f *Flow) Search(ctx context.Context, sealed, lang, abroad string) Reply {
	r, err := f.openRequest(sealed)
	if err != nil {
		return f.refuse(ctx, err, nil)
	}
	r.speak(lang)
	r.Pick = true
	return f.pick(ctx, r, Browser{Abroad: abroad})
}

// NoCookie ends a request whose browser keeps none of our cookies: it could never
// be told from another one.
func (f *Flow) NoCookie(ctx context.Context, sealed string) Reply {
	r, err := f.openRequest(sealed)
	if err != nil {
		return f.refuse(ctx, err, nil)
	}
	return f.refuse(ctx, refusal.New(refusal.OtherBrowser, errors.New("flow: the browser keeps no cookie")), &r)
}

// Again seals a request anew, for the link that begins again.
func (f *Flow) Again(r Request) (string, error) { return f.sealRequest(r) }

func (f *Flow) pick(ctx context.Context, r Request, b Browser) Reply {
	app, schools, err := f.choices(r, b)
	if err != nil {
		return f.refuseAbroad(ctx, err, r, b)
	}
	if reply := f.fromSession(ctx, r, app, b); reply != nil {
		return f.silent(r, reply)
	}
	if r.Passive && !app.Passive {
		return Denied{Request: r, Error: loginRequired}
	}
	sealed, err := f.sealRequest(r)
	if err != nil {
		return f.refuse(ctx, err, &r)
	}
	if s := hinted(schools, r.SchoolHint); r.Passive && (s == nil || b.Half == "") {
		return Denied{Request: r, Error: loginRequired} // no page may ask which school, or for a cookie
	} else if s != nil && !r.Pick {
		if b.Half == "" {
			return NeedCookie{Sealed: sealed}
		}
		return f.upstream(ctx, r, s, b)
	}
	return AskSchool{Request: r, Sealed: sealed, App: app, Schools: schools}
}

// Choose is the picker's form. A school that is not in the contract is not
// offered and never reaches a hub (contract 6).
func (f *Flow) Choose(ctx context.Context, sealed, school, lang string, b Browser) Reply {
	r, err := f.openRequest(sealed)
	if err != nil {
		return f.refuse(ctx, err, nil)
	}
	r.speak(lang)
	app, schools, err := f.choices(r, b)
	if err != nil {
		return f.refuseAbroad(ctx, err, r, b)
	}
	s := hinted(schools, school)
	if s == nil && b.Abroad != "" && app.Admits(school) {
		return f.refuseAbroad(ctx, refusal.New(refusal.SchoolAbroad, nil), r, b)
	}
	if s == nil {
		return f.refuse(ctx, refusal.New(refusal.SchoolNotOffered, nil), &r)
	}
	if b.Half == "" {
		return f.refuse(ctx, refusal.New(refusal.OtherBrowser, errors.New("flow: choice without our cookie")), &r)
	}
	return f.upstream(ctx, r, s, b)
}

// choices gives the schools that may be chosen: those of the app's contract that are open
// to the browser, or all for a person's own page.
func (f *Flow) choices(r Request, b Browser) (*registry.App, []*registry.School, error) {
	app, schools, err := f.contracted(r)
	if err == nil && b.Abroad != "" {
		schools, err = f.openTo(r, schools, b)
	}
	return app, schools, err
}

func (f *Flow) contracted(r Request) (*registry.App, []*registry.School, error) {
	snap := f.Registry()
	switch r.Destination {
	case Me:
		return nil, snap.Schools(), nil
	case Admin:
		return officeOf(snap, r)
	case AttributeCheck: // it begins at the admins' page alone, where its school was judged
		return nil, nil, refusal.New(refusal.StepMismatch, nil)
	case App:
	}
	app, ok := snap.App(r.App)
	if !ok {
		return nil, nil, refusal.New(refusal.AppStopped, nil)
	}
	if f.Halted(app.ID, "", "") {
		return nil, nil, refusal.New(refusal.Halted, nil)
	}
	if len(app.Schools) == 0 {
		return nil, nil, refusal.New(refusal.AppHasNoSchool, nil)
	}
	return app, app.Schools, nil
}

func hinted(schools []*registry.School, id string) *registry.School {
	if id == "" {
		return nil
	}
	for _, s := range schools {
		if s.ID == id {
			return s
		}
	}
	return nil
}

// upstream asks the hub of a school. The row is in the store before the signed request
// leaves: an answer always finds its question. One sealed form can be posted without end, so leaving is capped as beginning is.
func (f *Flow) upstream(ctx context.Context, r Request, s *registry.School, b Browser) Reply {
	if !f.leaves.admit(b.Address) {
		return f.refuse(ctx, refusal.New(refusal.TooManyLogins, nil), &r)
	}
	app, _ := f.Registry().App(r.App)
	conn := s.Connection
	if app != nil {
		conn = app.ConnectionFor(s)
	}
	if f.Halted(r.App, s.ID, conn.ID) {
		out := f.refuse(ctx, refusal.New(refusal.Halted, nil), &r)
		out.Chosen, out.Connection = s, conn
		return f.silent(r, out)
	}
	p, ok := f.Provider(conn.ID)
	if !ok {
		return f.refuse(ctx, refusal.New(refusal.HubUnavailable, fmt.Errorf("flow: connection %s has no usable metadata", conn.ID)), &r)
	}
	if err := f.claim(ctx, r, b); err != nil {
		return f.silent(r, f.refuse(ctx, err, &r))
	}
	t := transaction{Request: r, School: s.ID, Connection: conn.ID, Browser: f.browser(b.Half), Device: b.Device,
		ForceAuthn: r.Fresh || r.Destination != App || forces(s)}
	if app != nil {
		t.Contract = app.Contract.Version
	}
	t.Classes = conn.Assurance.Known(r.Classes)
	switch {
	case r.Essential && len(t.Classes) == 0 && len(OwnClasses(r.Classes)) == 0:
		return Denied{Request: r, Error: unmet}
	case r.Passive && t.ForceAuthn:
		return Denied{Request: r, Error: loginRequired}
	}
	return f.leave(ctx, p, t, question(t, app, s, conn))
}

func question(t transaction, app *registry.App, s *registry.School, conn *registry.Connection) providers.Question {
	q := providers.Question{ForceAuthn: t.ForceAuthn, IdP: s.IdP, Passive: t.Request.Passive, Classes: t.Classes}
	if app != nil && conn.Federation == claims.SURFconext {
		q.Requester = app.RequesterID
	}
	return q
}

// leave writes the transaction and sends the browser on with the question.
func (f *Flow) leave(ctx context.Context, p providers.Provider, t transaction, q providers.Question) Reply {
	relay := keys.NewHandle()
	id := f.Ring.MAC("handle", []byte("authn request"), []byte(relay))
	t.ID, t.Asked = "_"+hex.EncodeToString(id[:20]), f.Now().Unix()
	q.ID, q.RelayState, q.Now = t.ID, relay, f.Now()
	started, err := p.Start(q)
	if err != nil {
		return f.silent(t.Request, f.refuse(ctx, err, &t.Request))
	}
	t.KeySet = started.KeySet
	if err := f.putTransaction(ctx, relay, t); err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &t.Request)
	}
	return Redirect{URL: started.URL}
}

// forces reports whether the school wants its pupils to log in anew each time.
// Which devices are shared cannot be told without a device cookie, so a school
// that asks it for shared devices gets it for all.
func forces(s *registry.School) bool {
	return s.Reauthenticate == "always" || s.Reauthenticate == "shared_device"
}
