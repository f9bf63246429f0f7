package flow

import (
	"cmp"
	"context"
	"crypto/hmac"
	"errors"
	"slices"
	"time"

	"sluis/broker/registry"
	"sluis/broker/stepup"
	"sluis/broker/store"
	"sluis/internal/refusal"
)

// The context classes that a factor gives.
const (
	ClassMFA               = registry.ClassMFA
	ClassPhishingResistant = registry.ClassPhishingResistant
)

// OwnClasses gives those of the asked classes that a factor can give, in their order.
func OwnClasses(asked []string) (out []string) {
	for _, c := range asked {
		if c == ClassMFA || c == ClassPhishingResistant {
			out = append(out, c)
		}
	}
	return out
}

// Classes lists what a factor can give in this installation: no key, and so nothing
// phishing-resistant, where the issuer is an address.
func (f *Flow) Classes() []string {
	if f.Factors.TakesKeys() {
		return []string{ClassMFA, ClassPhishingResistant}
	}
	return []string{ClassMFA}
}

// demand is what is wanted beyond the school's login, that the hub has not said.
type demand struct {
	classes   []string      // that the app asks and a factor can give, the most wanted first
	essential bool          // without one of them the app wants nobody
	floor     string        // that the contract or the school wants in any case (S-13); "": none
	school    bool          // the school wants the floor
	hub       bool          // what the app asks the hub has said
	within    time.Duration // how long ago a factor may have been shown
}

// demanded: where the hub itself said that it asked for more, nothing is asked again.
func demanded(r result, a admitted) demand {
	req := r.Transaction.Request
	ladder := a.app.ConnectionFor(a.school).Assurance
	said := func(asked []string) bool {
		known := ladder.Known(asked)
		return len(known) > 0 && ladder.Satisfies(known, r.ACR)
	}
	d := demand{within: FactorLife}
	if d.hub = said(req.Classes); !d.hub {
		d.classes, d.essential = OwnClasses(req.Classes), req.Essential
	}
	d.floor = a.app.StepUp.For(a.role)
	if class := a.school.SecondFactor.For(a.role); d.floor == "" || class == ClassPhishingResistant {
		d.school = class != ""
		d.floor = cmp.Or(class, d.floor)
	}
	if said([]string{d.floor}) {
		d.floor, d.school = "", false
	}
	if age := time.Duration(req.MaxAge) * time.Second; age > 0 && age < d.within {
		d.within = age
	}
	return d
}

// nothing: no factor is wanted.
func (d demand) nothing() bool { return len(d.classes) == 0 && d.floor == "" }

// must: without a factor the login ends.
func (d demand) must() bool { return d.floor != "" || d.essential && len(d.classes) > 0 }

func (d demand) takes() takes {
	code := d.enough(stepup.TOTP)
	return takes{policy: stepup.Policy{KeysOnly: !code}}
}

// gives reports whether a kind of factor reaches a class.
func gives(k stepup.Kind, class string) bool {
	return k == stepup.Key && OwnClasses([]string{class}) != nil || k == stepup.TOTP && class == ClassMFA
}

// class is what a kind of factor comes to: the first of the asked classes that it reaches,
// or else the floor; "": nothing that is wanted, or the hub's word is what the app asked.
func (d demand) class(k stepup.Kind) string {
	if d.hub {
		return ""
	}
	for _, c := range append(slices.Clone(d.classes), d.floor) {
		if gives(k, c) {
			return c
		}
	}
	return ""
}

// enough reports whether a kind of factor reaches all that must be, and something that is
// wanted.
func (d demand) enough(k stepup.Kind) bool {
	asked := slices.ContainsFunc(d.classes, func(c string) bool { return gives(k, c) })
	return (d.floor == "" || gives(k, d.floor)) && (!d.essential || len(d.classes) == 0 || asked) && (asked || d.floor != "")
}

// strength is what is true of a login, and all that an app is told: the class that was
// reached, and the factor of ours that reached it, if one did.
func (f *Flow) strength(r result, a admitted) (class string, by stepup.Kind) {
	d := demanded(r, a)
	if p := f.shown(r, a, d.within); p != nil && d.enough(p.Kind) {
		return cmp.Or(d.class(p.Kind), r.ACR), p.Kind
	}
	return r.ACR, ""
}

// stepUp asks for a factor where one is due, and judges what is shown. nil: the login goes
// on, as r then says. What was said to the questions before is kept in the step meanwhile,
// and heard anew afterwards.
func (f *Flow) stepUp(ctx context.Context, handle string, r *result, a admitted, said *Choice, b Browser, c *Choice) Reply {
	d := demanded(*r, a)
	if _, by := f.strength(*r, a); d.nothing() || by != "" || r.Skipped && !d.must() {
		return nil
	}
	req := r.Transaction.Request
	h, err := f.has(ctx, a, d.takes())
	if err == nil {
		err = f.stillOpen(ctx, handle, *r)
	}
	switch {
	case err != nil:
		return f.refuse(ctx, err, &req)
	case h.none() && d.must():
		return f.setUp(f.refuseLogin(ctx, handle, *r, refusal.New(refusal.FactorNone, nil)))
	case h.none() || req.Passive && !d.must():
		return nil
	case req.Passive:
		return Denied{Request: req, Error: interactionRequired}
	case c == nil || !c.Kind.aboutFactors():
		if said != nil || r.Said != nil {
			if _, err := f.amend(ctx, handle, func(r *result) { r.Said = said }); err != nil {
				return f.refuse(ctx, err, &req)
			}
		}
		return Redirect{URL: StepUpPath + "?h=" + handle}
	case c.Kind == Look:
		page, err := f.askFactor(ctx, handle, *r, a, h, d.takes(), b)
		if err != nil {
			return f.refuse(ctx, err, &req)
		}
		page.Skip, page.BySchool = !d.must(), d.school
		return page
	}
	if *r, err = f.stepped(ctx, handle, *r, a, d, b, *c); err != nil {
		return f.retry(f.refuseLogin(ctx, handle, *r, err), handle)
	}
	return nil
}

// stepped carries out the form of the page.
func (f *Flow) stepped(ctx context.Context, handle string, r result, a admitted, d demand, b Browser, c Choice) (result, error) {
	if c.Kind != Skip {
		return f.prove(ctx, handle, r, a, d.takes(), b, c)
	}
	if d.must() || !hmac.Equal([]byte(c.Verifier), []byte(f.verifier(proving, handle, r.Transaction.Browser, 0))) {
		return r, refusal.New(refusal.StepMismatch, nil)
	}
	return f.amend(ctx, handle, func(r *result) { r.Skipped = true })
}

// setUp leads to where a person enrols.
func (f *Flow) setUp(r Refused) Refused {
	r.SetUp = true
	return r
}

// askPlainly asks the hub once more, for no class, where it cannot give what it was asked
// and a factor of the person's own may: a hub that was asked exactly gives a login of that
// class or none (saml-core §3.3.2.2.1). One question is asked again once, however often its
// refusal is posted. nil: the answer stands.
func (f *Flow) askPlainly(ctx context.Context, t transaction, err error) Reply {
	if err == nil || refusal.Of(err).Code != refusal.StatusNoAuthnContext || len(t.Classes) == 0 || len(OwnClasses(t.Request.Classes)) == 0 {
		return nil
	}
	snap := f.Registry()
	app, known := snap.App(t.Request.App)
	s, atSchool := snap.School(t.School)
	conn, connected := snap.Connection(t.Connection)
	p, speaks := f.Provider(t.Connection)
	if !known || !atSchool || !connected || !speaks {
		return nil
	}
	switch err := f.State.Create(ctx, store.KeyOf("asked plainly", t.Connection, t.ID), nil, TransactionLife); {
	case errors.Is(err, store.ErrExists):
		return nil
	case err != nil:
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &t.Request)
	}
	t.Classes = nil
	return f.leave(ctx, p, t, question(t, app, s, conn))
}
