package flow

import (
	"context"
	"crypto/hmac"
	"errors"
	"slices"
	"time"

	"sluis/broker/guard"
	"sluis/broker/stepup"
	"sluis/internal/refusal"
)

// takes is what is asked for in one place.
type takes struct {
	policy   stepup.Policy
	recovery bool // a recovery code will do: to enrol anew, never to enter an app
}

// have is what a person could show there.
type have struct {
	any, key, code, recovery bool // any: something is enrolled, whether it is taken here or not
}

func (h have) none() bool { return !h.key && !h.code && !h.recovery }

func (f *Flow) has(ctx context.Context, a admitted, t takes) (have, error) {
	all, err := f.Factors.List(ctx, f.accountOf(a))
	if err != nil {
		return have{}, refusal.New(refusal.StoreUnavailable, err)
	}
	return f.among(all, t), nil
}

func (f *Flow) among(all []stepup.Factor, t takes) have {
	takes := func(kind stepup.Kind) bool {
		return slices.ContainsFunc(all, func(x stepup.Factor) bool { return x.Kind == kind && t.policy.Admits(x) == nil })
	}
	return have{any: len(all) > 0, key: f.Factors.TakesKeys() && takes(stepup.Key), code: takes(stepup.TOTP), recovery: t.recovery && takes(stepup.Recovery)}
}

// askFactor makes the page that asks for one.
func (f *Flow) askFactor(ctx context.Context, handle string, r result, a admitted, h have, t takes, b Browser) (AskFactor, error) {
	page := AskFactor{Handle: handle, Verifier: f.verifier(proving, handle, r.Transaction.Browser, 0), Request: r.Transaction.Request, App: a.app, School: a.school,
		Code: h.code, Recovery: h.recovery}
	standing, err := f.lockout.Ask(ctx, f.accountOf(a), guard.ParseDevice(b.Device))
	if err != nil {
		return page, refusal.New(refusal.StoreUnavailable, err)
	}
	page.Locked = standing.Until
	if !h.key {
		return page, nil
	}
	c, err := f.caller(ctx, handle, r, a, b)
	if err != nil {
		return page, err
	}
	options, err := f.Factors.BeginAssertion(ctx, c, t.policy)
	if err != nil {
		return page, factorRefusal(err)
	}
	page.Key = string(options)
	return page, nil
}

// prove judges what was shown on that page, and keeps the outcome in the step: with the
// handle alone, from another browser, nobody gets this far. The second of two clicks at once
// finds what the first one brought about.
func (f *Flow) prove(ctx context.Context, handle string, r result, a admitted, t takes, b Browser, c Choice) (result, error) {
	if !hmac.Equal([]byte(c.Verifier), []byte(f.verifier(proving, handle, r.Transaction.Browser, 0))) {
		return r, refusal.New(refusal.StepMismatch, nil)
	}
	p, err := f.judge(ctx, handle, r, a, t, b, c)
	if errors.Is(err, stepup.ErrReplayed) || errors.Is(err, stepup.ErrChallenge) {
		now, errRead := f.getResult(ctx, handle)
		if errRead == nil && f.shown(now, a, FactorLife) != nil {
			return now, nil
		}
	}
	if err != nil {
		return r, factorRefusal(err)
	}
	return f.keepProof(ctx, handle, p)
}

func (f *Flow) keepProof(ctx context.Context, handle string, p stepup.Proof) (result, error) {
	return f.amend(ctx, handle, func(r *result) { r.Proof = &proven{p.Account, p.Kind, p.At.Unix()} })
}

// judge lets package stepup decide. A code can be guessed, and so stands behind the lock
// that shuts out browsers in which this person never showed a factor, and never the others
// (L-14). A key cannot, and is never locked.
func (f *Flow) judge(ctx context.Context, handle string, r result, a admitted, t takes, b Browser, c Choice) (stepup.Proof, error) {
	caller, err := f.caller(ctx, handle, r, a, b)
	if err != nil {
		return stepup.Proof{}, err
	}
	if c.Kind == ShowKey {
		p, err := f.Factors.FinishAssertion(ctx, caller, []byte(c.Shown), t.policy, f.noting(a))
		if err == nil {
			err = f.People.Know(ctx, f.deviceOf(b, rootOf(handle, r.Transaction.Request)), caller.Account)
		}
		return p, err
	}
	device := guard.ParseDevice(b.Device)
	standing, err := f.lockout.Try(ctx, caller.Account, device)
	switch {
	case err != nil:
		return stepup.Proof{}, err
	case standing.Locked():
		return stepup.Proof{}, stepup.ErrThrottled
	}
	p, err := f.check(ctx, caller, a, t, c)
	if err != nil {
		_, counted := f.lockout.Failed(ctx, caller.Account, device)
		return p, errors.Join(err, counted)
	}
	return p, f.lockout.Succeeded(ctx, caller.Account, f.deviceOf(b, rootOf(handle, r.Transaction.Request)))
}

func (f *Flow) check(ctx context.Context, caller stepup.Caller, a admitted, t takes, c Choice) (stepup.Proof, error) {
	switch {
	case c.Kind == ShowCode:
		return f.Factors.CheckTOTP(ctx, caller, c.Shown, t.policy, f.noting(a))
	case c.Kind == ShowRecovery && t.recovery:
		return f.Factors.UseRecoveryCode(ctx, caller, c.Shown, f.noting(a), nil)
	}
	return stepup.Proof{}, stepup.ErrKind
}

// enrolledNow: whoever has just added a factor has shown it, in this browser.
func (f *Flow) enrolledNow(ctx context.Context, handle string, a admitted, b Browser, kind stepup.Kind) error {
	account := f.accountOf(a)
	if err := f.People.Know(ctx, f.deviceOf(b, handle), account); err != nil {
		return err
	}
	_, err := f.keepProof(ctx, handle, stepup.Proof{Account: account, Kind: kind, At: f.Now().Truncate(time.Second)})
	return err
}
