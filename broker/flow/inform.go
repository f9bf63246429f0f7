package flow

import (
	"context"
	"crypto/hmac"

	"sluis/broker/ledger"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
)

// ChoiceKind is which button was pressed.
type ChoiceKind string

// The buttons.
const (
	Proceed ChoiceKind = "continue"
	Decline ChoiceKind = "decline"
	NotMe   ChoiceKind = "notme"
	Fetch   ChoiceKind = "bring" // fetch my old account
	NewHere ChoiceKind = "new"   // I had none

	Look         ChoiceKind = "look" // at the page that asks for a factor; nothing was pressed
	ShowKey      ChoiceKind = "key"
	ShowCode     ChoiceKind = "code"
	ShowRecovery ChoiceKind = "recovery"
	Skip         ChoiceKind = "skip"
)

// aboutFactors: it is of the page that asks for a factor.
func (k ChoiceKind) aboutFactors() bool {
	switch k {
	case Look, ShowKey, ShowCode, ShowRecovery, Skip:
		return true
	}
	return false
}

// Choice is the answer on the page between hub and app.
type Choice struct {
	Kind     ChoiceKind
	Verifier string
	On       claims.Items // ticked optional items
	Shown    string       // a code, or a key's answer
}

// is reports whether a choice was made, and is of a kind.
func (c *Choice) is(k ChoiceKind) bool { return c != nil && c.Kind == k }

// said is what was answered to the questions: now, or before a factor was asked. nil: nothing.
func (r result) said(c *Choice) *Choice {
	if c != nil && c.Kind.aboutFactors() {
		return r.Said
	}
	return c
}

// page is which of our pages a form is on. Only the one with the items has ticks:
// taken from any other, an empty form would switch every optional item off.
type page byte

const (
	oneLine page = iota
	withItems
	overview
	bringing // who were you before?
	bringsIt // is that you?
	proving  // shows a factor
)

// questions are what must be asked on the one page (contract 7).
type questions struct {
	inform bool
	notYou bool
	chosen *registry.School
	off    claims.Items // what the person switched off before
}

func (q questions) due() bool { return q.inform || q.notYou || q.chosen != nil }

func (f *Flow) questions(ctx context.Context, r result, a admitted, d claims.Decision) (questions, error) {
	q := questions{notYou: r.reused() && a.school.Reauthenticate != "never", inform: r.Transaction.Request.Show}
	if r.Transaction.School != r.School {
		q.chosen, _ = f.Registry().School(r.Transaction.School)
	}
	c := a.contract()
	if c.Inform == claims.Never {
		return q, nil
	}
	mark, found, err := f.Ledger.Informed(ctx, a.subject, a.app.ID, c.Version, a.school.ID)
	if err != nil {
		return q, refusal.New(refusal.StoreUnavailable, err)
	}
	shown := mark
	shown.Items |= mark.Off // switched off is shown, too
	q.inform = q.inform || !found || c.Inform == claims.EveryLogin || !shown.Covers(d.Release.Items) || c.Basis == claims.Consent && !mark.Consent
	q.off = d.Optional.And(mark.Off)
	if c.Basis == claims.Consent { // a tick is there only where the person set it (AVG article 4(11))
		q.off = d.Optional
		if mark.Consent {
			q.off = d.Optional.Minus(mark.Items)
		}
	}
	return q, nil
}

// stillOpen refuses a page of a login that is over: at a shared computer the next pupil has
// the same browser, and its history.
func (f *Flow) stillOpen(ctx context.Context, handle string, r result) error {
	over, err := f.Grants.Over(ctx, f.codeFor(rootOf(handle, r.Transaction.Request)), bindingOf(r.Transaction.Request))
	switch {
	case err != nil:
		return refusal.New(refusal.StoreUnavailable, err)
	case over:
		return refusal.New(refusal.StepUsed, nil)
	}
	return nil
}

// ask makes the page, unless the login that it belongs to is over.
func (f *Flow) ask(ctx context.Context, handle string, r result, a admitted, d claims.Decision, q questions, changed bool) Reply {
	if err := f.stillOpen(ctx, handle, r); err != nil {
		return f.refuse(ctx, err, &r.Transaction.Request)
	}
	which := oneLine
	if q.inform || changed {
		which = withItems
	}
	return Ask{
		Handle: handle, Verifier: f.verifier(which, handle, r.Transaction.Browser, d.Release.Items),
		Request: r.Transaction.Request, App: a.app, School: a.school, Decision: d, Off: q.off,
		Received: r.Received, Inform: which == withItems, NotYou: q.notYou, Chosen: q.chosen, Changed: changed,
	}
}

// anew begins again at the same school for the person who says "Niet jij?": the
// school must ask who is there.
func (f *Flow) anew(ctx context.Context, r result, b Browser) Reply {
	req := r.Transaction.Request
	req.Fresh = true
	s, ok := f.Registry().School(r.School)
	if !ok {
		return f.refuse(ctx, refusal.New(refusal.UnknownSchool, nil), &req)
	}
	return f.upstream(ctx, req, s, b)
}

// heard reads an answer: what it leaves switched off, and what will be remembered of
// it, nil where nothing is. false: it is of another page than is due, or of another set
// of items than would go now.
func (f *Flow) heard(handle string, r result, a admitted, d claims.Decision, q questions, c *Choice) (claims.Items, *ledger.Informed, bool) {
	if c == nil { // nothing was due
		return q.off, nil, true
	}
	on := func(p page) bool {
		return hmac.Equal([]byte(c.Verifier), []byte(f.verifier(p, handle, r.Transaction.Browser, d.Release.Items)))
	}
	off := d.Optional.Minus(c.On)
	switch {
	case !on(withItems): // what was chosen before stands
		return q.off, nil, !q.inform && on(oneLine)
	case a.contract().Inform == claims.Never:
		return off, nil, true
	}
	return off, &ledger.Informed{Items: d.Release.Items.Minus(off), Off: off, Consent: a.contract().Basis == claims.Consent}, true
}
