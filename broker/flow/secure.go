package flow

import (
	"context"
	"encoding/json"

	"sluis/broker/registry"
	"sluis/broker/stepup"
	"sluis/broker/store"
	"sluis/internal/refusal"
	"sluis/internal/secret"
)

// Act is what a person does about their own factors, on their own page.
type Act string

// The acts.
const (
	AddKey    Act = "key"      // makes a challenge for a new key
	KeepKey   Act = "key-keep" // its answer
	AddApp    Act = "app"      // makes a seed for a code generator
	KeepApp   Act = "app-keep" // its first code
	MakeCodes Act = "codes"
	Rename    Act = "rename"
	Remove    Act = "remove"
)

// Secure is a form of the section for factors.
type Secure struct {
	Handle, Verifier string
	Act              Act
	ID, Name         string // of a factor
	Enrolment, Shown string // a seed's handle; a code or a key's answer
}

// own is the person's own page, and what is asked before its factors may be changed.
func (f *Flow) own(ctx context.Context, handle string, r result, a admitted, b Browser, c *Choice) Reply {
	if c == nil || !c.Kind.aboutFactors() {
		return f.overview(ctx, handle, r, a, b)
	}
	req := &r.Transaction.Request
	t := takes{recovery: true}
	h, err := f.has(ctx, a, t)
	if err != nil {
		return f.refuse(ctx, err, req)
	}
	switch {
	case h.none() || f.shown(r, a, FactorLife) != nil || c.Kind == Skip:
	case c.Kind == Look:
		page, err := f.askFactor(ctx, handle, r, a, h, t, b)
		if err != nil {
			return f.refuse(ctx, err, req)
		}
		page.Skip = true
		return page
	default:
		if _, err := f.prove(ctx, handle, r, a, t, b, *c); err != nil {
			return f.retry(f.refuse(ctx, err, req), handle)
		}
	}
	return Redirect{URL: StepPath + "?h=" + handle}
}

// retry leads back to the page that asks.
func (f *Flow) retry(r Refused, handle string) Refused {
	if r.Err.Code == refusal.FactorWrong || r.Err.Code == refusal.FactorLocked {
		r.Retry = StepUpPath + "?h=" + handle
	}
	return r
}

// StepUpPath is the page that asks for a factor.
const StepUpPath = "/login/step-up"

// AppPath shows the seed of a code generator.
const AppPath = "/me/factors/app"

// Secure carries out a form of the section for factors. The first factor of a person wants
// a login of a moment ago; after that each change wants one that was shown here a moment
// ago, so that a password alone never gets a factor of its own beside the owner's.
func (f *Flow) Secure(ctx context.Context, b Browser, s Secure) Reply {
	r, err := f.getResult(ctx, s.Handle)
	if err != nil {
		return f.refuse(ctx, err, nil)
	}
	req := &r.Transaction.Request
	a, err := f.ownPage(ctx, s.Handle, r, b, s.Verifier)
	if err != nil {
		return f.refuse(ctx, err, req)
	}
	all, err := f.Factors.List(ctx, f.accountOf(a))
	switch {
	case err != nil:
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), req)
	case len(all) == 0 && !f.fresh(r):
		return f.refuse(ctx, refusal.New(refusal.StepExpired, nil), req)
	case len(all) > 0 && f.shown(r, a, FactorLife) == nil:
		return Redirect{URL: StepUpPath + "?h=" + s.Handle}
	}
	reply, err := f.secure(ctx, r, a, b, s, len(all))
	if err != nil {
		return f.refuse(ctx, factorRefusal(err), req)
	}
	return reply
}

func (f *Flow) secure(ctx context.Context, r result, a admitted, b Browser, s Secure, enrolled int) (Reply, error) {
	c, err := f.caller(ctx, s.Handle, r, a, b)
	if err != nil {
		return nil, err
	}
	back := Redirect{URL: StepPath + "?h=" + s.Handle + "#extra"}
	switch s.Act {
	case AddKey:
		options, err := f.Factors.BeginRegistration(ctx, c, a.school.Name, s.Name, stepup.Policy{})
		return f.newKey(r, a, s, options), named(s.Name, err)
	case KeepKey:
		if _, err := f.Factors.FinishRegistration(ctx, c, []byte(s.Shown), stepup.Policy{}, f.noting(a)); err != nil {
			return nil, err
		}
		return back, f.enrolledNow(ctx, s.Handle, a, b, stepup.Key)
	case AddApp:
		e, err := f.Factors.BeginTOTP(ctx, c, a.school.Name, s.Name)
		return Redirect{URL: AppPath + "?h=" + s.Handle + "&e=" + e.Handle}, named(s.Name, err)
	case KeepApp:
		if _, err := f.Factors.ConfirmTOTP(ctx, c, s.Enrolment, s.Shown, f.noting(a)); err != nil {
			return nil, err
		}
		return back, f.enrolledNow(ctx, s.Handle, a, b, stepup.TOTP)
	case MakeCodes:
		if enrolled == 0 { // codes replace a factor that is lost, and there is none to lose
			return nil, errInput
		}
		codes, err := f.Factors.MakeRecoveryCodes(ctx, c.Account, f.noting(a))
		return Codes{Handle: s.Handle, School: a.school, Codes: codes}, err
	case Rename:
		return back, named(s.Name, f.Factors.Rename(ctx, c.Account, s.ID, s.Name, f.noting(a)))
	case Remove:
		return back, f.takeAway(ctx, a, s.ID)
	}
	return nil, errInput
}

// named refuses a factor without a name: among several nobody knows which it is.
func named(name string, err error) error {
	if stepup.CleanName(name) == "" {
		return errInput
	}
	return err
}

// takeAway removes a factor. With the last key or generator everything goes, the recovery
// codes too: nobody is held to extra security that they chose themselves.
func (f *Flow) takeAway(ctx context.Context, a admitted, id string) error {
	account := f.accountOf(a)
	all, err := f.Factors.List(ctx, account)
	if err != nil {
		return err
	}
	others, mine := 0, false
	for _, x := range all {
		if x.ID == id {
			mine = true
		} else if x.Kind != stepup.Recovery {
			others++
		}
	}
	if mine && others == 0 {
		return f.People.Records.Update(ctx, func(tx store.Tx) error { return f.Factors.RemoveAll(tx, account, f.noting(a)) })
	}
	return f.Factors.Remove(ctx, account, id, f.noting(a))
}

func (f *Flow) newKey(r result, a admitted, s Secure, options json.RawMessage) NewKey {
	return NewKey{Handle: s.Handle, Verifier: s.Verifier, Request: r.Transaction.Request, School: a.school, Options: string(options)}
}

// SeedOf shows the seed of an enrolment once more: reloading its page makes no other one.
func (f *Flow) SeedOf(ctx context.Context, handle, enrolment string, b Browser) Reply {
	r, err := f.getResult(ctx, handle)
	if err != nil {
		return f.refuse(ctx, err, nil)
	}
	req := &r.Transaction.Request
	v := f.verifier(overview, handle, r.Transaction.Browser, 0)
	a, err := f.ownPage(ctx, handle, r, b, v)
	if err != nil {
		return f.refuse(ctx, err, req)
	}
	c, err := f.caller(ctx, handle, r, a, b)
	if err != nil {
		return f.refuse(ctx, err, req)
	}
	e, err := f.Factors.ResumeTOTP(ctx, c, enrolment)
	if err != nil {
		return f.refuse(ctx, factorRefusal(err), req)
	}
	return NewApp{Handle: handle, Verifier: v, School: a.school, Enrolment: e.Handle, Seed: e.Seed, URI: e.URI}
}

// NewKey asks for a key to be added.
type NewKey struct {
	Handle, Verifier string
	Request          Request
	School           *registry.School
	Options          string // what navigator.credentials.create is called with, as JSON
}

// NewApp shows the seed of a code generator to its owner.
type NewApp struct {
	Handle, Verifier, Enrolment string
	School                      *registry.School
	Seed, URI                   secret.Text
}

// Codes shows recovery codes, this once.
type Codes struct {
	Handle string
	School *registry.School
	Codes  []secret.Text
}

func (NewKey) reply() {}
func (NewApp) reply() {}
func (Codes) reply()  {}
