package flow

import (
	"context"
	"crypto/hmac"
	"errors"

	"sluis/broker/registry"
	"sluis/internal/refusal"
)

// overview lists what is remembered of the person at the apps of the school. It
// is only reached by a fresh login: on a shared computer the next pupil must not
// see the page of the one before.
func (f *Flow) overview(ctx context.Context, handle string, r result, a admitted, b Browser) Reply {
	device := f.deviceOf(b, handle)
	if err := f.People.Know(ctx, device, string(f.personOf(a))); err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &r.Transaction.Request)
	}
	o := Overview{Handle: handle, Verifier: f.verifier(overview, handle, r.Transaction.Browser, 0), School: a.school, Device: device.String()}
	if err := f.open(ctx, &o, r, a); err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &r.Transaction.Request)
	}
	var err error
	if o.Factors, err = f.Factors.List(ctx, f.accountOf(a)); err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &r.Transaction.Request)
	}
	o.Keys, o.Shown = f.Factors.TakesKeys(), len(o.Factors) == 0 || f.shown(r, a, FactorLife) != nil
	for _, app := range f.Registry().Apps() {
		if !app.Admits(a.school.ID) {
			continue
		}
		k, ok, err := f.kept(ctx, app, a)
		if err != nil {
			return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &r.Transaction.Request)
		}
		if ok {
			o.Kept = append(o.Kept, k)
		}
	}
	return o
}

// kept joins what was handed over, by the release ledger, with what the person was
// told or agreed to. false: nothing is held for this app.
func (f *Flow) kept(ctx context.Context, app *registry.App, a admitted) (Kept, bool, error) {
	subject := f.subjectAt(a, app)
	entries, err := f.Ledger.Of(ctx, subject)
	if err != nil || len(entries) == 0 {
		return Kept{}, false, err
	}
	k := Kept{App: app, Version: app.At(a.school.ID).Version}
	for _, e := range entries {
		k.Items |= e.Items
		if first := e.First.Time(); k.First.IsZero() || first.Before(k.First) {
			k.First = first
		}
		if last := e.Last.Time(); last.After(k.Last) {
			k.Last = last
		}
	}
	_, k.Remembered, err = f.Ledger.Informed(ctx, subject, app.ID, k.Version, a.school.ID)
	return k, true, err
}

// ownPage admits a form of the person's own page: of its browser, with its verifier, and
// of a person who may still be there.
func (f *Flow) ownPage(ctx context.Context, handle string, r result, b Browser, verifier string) (admitted, error) {
	if r.Transaction.Request.Destination != Me || !hmac.Equal(r.Transaction.Browser, f.browser(b.Half)) {
		return admitted{}, refusal.New(refusal.OtherBrowser, errors.New("flow: not the browser of this page"))
	}
	if !hmac.Equal([]byte(verifier), []byte(f.verifier(overview, handle, r.Transaction.Browser, 0))) {
		return admitted{}, refusal.New(refusal.StepMismatch, nil)
	}
	return f.admit(ctx, r)
}

// Withdraw takes back what the person agreed to, or was told, at one app: as easy
// as it was given (AVG article 7(3)). The next login there asks again.
func (f *Flow) Withdraw(ctx context.Context, handle string, b Browser, verifier, app string) Reply {
	r, err := f.getResult(ctx, handle)
	if err != nil {
		return f.refuse(ctx, err, nil)
	}
	req := &r.Transaction.Request
	a, err := f.ownPage(ctx, handle, r, b, verifier)
	if err != nil {
		return f.refuse(ctx, err, req)
	}
	target, ok := f.Registry().App(app)
	if !ok {
		return f.refuse(ctx, refusal.New(refusal.AppStopped, nil), req)
	}
	if err := f.Ledger.Withdraw(ctx, f.subjectAt(a, target), app); err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), req)
	}
	if err := f.endTokens(ctx, a, app); err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), req)
	}
	return Redirect{URL: StepPath + "?h=" + handle}
}

// endTokens ends what one app holds of a person, in whatever browser that began: who took
// back a consent is not asked about any more, nor refreshed (C-05).
func (f *Flow) endTokens(ctx context.Context, a admitted, app string) error {
	all, err := f.Sessions.Of(ctx, f.personOf(a))
	if err != nil {
		return err
	}
	for _, one := range all {
		for _, g := range one.Grants {
			if g.App != app {
				continue
			}
			if err := f.Grants.Revoke(ctx, g.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
