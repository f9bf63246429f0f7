package flow

import (
	"context"
	"crypto/hmac"
	"errors"

	"sluis/internal/refusal"
)

// Continue is our own page after the hub; a reload, Back and a second tab come
// here too.
func (f *Flow) Continue(ctx context.Context, handle string, b Browser) Reply {
	return f.step(ctx, handle, b, nil)
}

// Answer is the form of that page.
func (f *Flow) Answer(ctx context.Context, handle string, b Browser, c Choice) Reply {
	return f.step(ctx, handle, b, &c)
}

func (f *Flow) step(ctx context.Context, handle string, b Browser, c *Choice) Reply {
	r, err := f.getResult(ctx, handle)
	if err == nil && r.Check != nil { // its page is the admins' (CheckPath)
		err = refusal.New(refusal.StepMismatch, nil)
	}
	if err != nil {
		return f.refuse(ctx, err, nil)
	}
	return f.silent(r.Transaction.Request, f.next(ctx, handle, r, b, c))
}

// next is the dispatcher: it reads what is stored and says what comes next. This
// is the order of security; no step calls another, and each login passes all of
// it on every visit, so that a step cannot be skipped or its outcome kept.
func (f *Flow) next(ctx context.Context, handle string, r result, b Browser, c *Choice) Reply {
	// The browser that began. Before this line nothing about the login is shown or
	// decided: a stolen Response or a planted one ends here (saml-profiles 4.1.5).
	if !hmac.Equal(r.Transaction.Browser, f.browser(b.Half)) {
		return f.refuse(ctx, refusal.New(refusal.OtherBrowser, errors.New("flow: cookie is not the one that began")), &r.Transaction.Request)
	}

	// The border, where its country is open to some schools alone (L-04).
	if err := f.mayStay(r, b); err != nil {
		return f.refuse(ctx, err, nil)
	}

	// Verify: what the hub said could be of no use to anybody.
	if r.Refuse != 0 {
		return f.refuseLogin(ctx, handle, r, refusal.New(r.Refuse, nil).About(r.RefuseItem))
	}

	// Bring: the second login of somebody whose school moved, which shows the old account.
	if r.Transaction.Brings != nil {
		return f.brought(ctx, handle, r, c)
	}

	// Admit: app, school and contract as they are now. A denial is never pinned.
	a, err := f.admit(ctx, r)
	if err != nil {
		return f.refuseLogin(ctx, handle, r, err)
	}
	if r.Transaction.Request.Destination != App {
		return f.within(ctx, handle, r, a, b, c)
	}

	// Bring: before anything is released to a new subject, who was here before says so.
	if w, ok := f.mayBring(r, a); ok {
		return f.bring(ctx, handle, r, a, w, b, c)
	}

	// Release: from here on everything speaks of one Decision.
	d, err := f.release(&a, r)
	if err != nil {
		return f.refuseLogin(ctx, handle, r, err)
	}
	if d.Missing != 0 {
		return f.refuseMissing(ctx, handle, r, d.Missing)
	}

	// Inform or consent: what must still be asked.
	q, err := f.questions(ctx, r, a, d)
	if err != nil {
		return f.refuseLogin(ctx, handle, r, err)
	}
	said := r.said(c)
	if said == nil && q.due() {
		return f.ask(ctx, handle, r, a, d, q, false)
	}
	off, told, ok := f.heard(handle, r, a, d, q, said)
	switch {
	case said.is(Decline):
		f.outcomes.Inc("declined")
		return Denied{Request: r.Transaction.Request, Error: "access_denied"}
	case !ok:
		return f.ask(ctx, handle, r, a, d, q, true)
	case said.is(NotMe):
		return f.anew(ctx, r, b)
	}

	// Step up: what the hub did not say and the app asks, a factor of the person's own shows.
	if reply := f.stepUp(ctx, handle, &r, a, said, b, c); reply != nil {
		return reply
	}

	// Issue.
	return f.issue(ctx, handle, r, a, b, off, told)
}
