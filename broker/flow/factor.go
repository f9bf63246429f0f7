package flow

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"time"

	"sluis/broker/guard"
	"sluis/broker/keys"
	"sluis/broker/stepup"
	"sluis/broker/store"
	"sluis/internal/refusal"
)

// A person may have factors of their own at Sluis (S-15). They belong to who somebody is at
// a school, and not to an app: whoever enrolled a key once shows it at every app that asks.

// FactorLife is how long a factor that was shown in a step counts there (S-05).
const FactorLife = 5 * time.Minute

var accountIDs = base32.StdEncoding.WithPadding(base32.NoPadding)

// accountOf names a person to package stepup: a keyed digest, with a label of its own, so
// that the rows of factors cannot be laid beside those of sessions. It is what keys keep as
// user handle, which must tell nothing of a person (WebAuthn L3 §14.6.1).
func (f *Flow) accountOf(a admitted) string {
	s := a.school
	m := f.Ring.MAC("index", []byte("stepup person"), []byte(s.Connection.Federation), []byte(s.ID), []byte(a.person.UpstreamID))
	return "person-" + accountIDs.EncodeToString(m[:20])
}

// proven is a factor that was shown in a step, by the browser of that step.
type proven struct {
	Account string      `json:"a"`
	Kind    stepup.Kind `json:"k"`
	At      int64       `json:"t"` // Unix seconds
}

// shown gives the factor that this person has shown in this step, not longer than within
// ago; nil: none.
func (f *Flow) shown(r result, a admitted, within time.Duration) *proven {
	p := r.Proof
	if p == nil || p.Account != f.accountOf(a) {
		return nil
	}
	if age := f.Now().Unix() - p.At; age < 0 || age > int64(within/time.Second) {
		return nil
	}
	return p
}

// caller is a person for package stepup. What is asked is bound to the step and to its
// browser. A device counts as known only where this person has shown a factor: who merely
// has the password logs in somewhere, and must not become known by that (L-14).
func (f *Flow) caller(ctx context.Context, handle string, r result, a admitted, b Browser) (stepup.Caller, error) {
	c := stepup.Caller{Account: f.accountOf(a), Browser: handle + " " + hex.EncodeToString(r.Transaction.Browser)}
	known, err := f.People.Knows(ctx, guard.ParseDevice(b.Device), c.Account)
	if err != nil {
		return c, refusal.New(refusal.StoreUnavailable, err)
	}
	if known {
		c.Device = b.Device
	}
	return c, nil
}

// noting writes down what a person changes about their own factors. The chain stays when
// the person is gone, so an entry names the school alone. That a factor was shown is no
// entry: with its time it would be a second login log, beyond the school's own term.
func (f *Flow) noting(a admitted) keys.Note {
	note := f.Ledger.Noting("person")
	return func(tx store.Tx, verb string, _ ...string) error {
		if verb == "factor.proof" || verb == "factor.refused" {
			return nil
		}
		return note(tx, verb, "school "+a.school.ID)
	}
}

// amend changes what is kept of a step. Of two requests at once each sees what the other
// wrote; a step that is gone stays gone.
func (f *Flow) amend(ctx context.Context, handle string, do func(*result)) (result, error) {
	for range 4 {
		r, version, err := f.readResult(ctx, handle)
		if err != nil {
			return r, err
		}
		do(&r)
		err = f.swapResult(ctx, handle, r, version)
		if errors.Is(err, store.ErrConflict) {
			continue
		}
		if errors.Is(err, store.ErrNotFound) {
			return r, refusal.New(refusal.StepExpired, err)
		}
		if err != nil {
			return r, refusal.New(refusal.StoreUnavailable, err)
		}
		return r, nil
	}
	return result{}, refusal.New(refusal.StoreUnavailable, errors.New("flow: a step changes without end"))
}

// factorRefusal gives what a person is told of an error of package stepup.
func factorRefusal(err error) error {
	if errors.Is(err, stepup.ErrThrottled) {
		return refusal.New(refusal.FactorLocked, err)
	}
	for _, input := range []error{errInput, stepup.ErrKnown, stepup.ErrFull, stepup.ErrNoFactor, stepup.ErrLast, stepup.ErrAddress} {
		if errors.Is(err, input) {
			return refusal.New(refusal.FactorInput, err)
		}
	}
	for _, wrong := range []error{stepup.ErrAnswer, stepup.ErrChallenge, stepup.ErrUnverified, stepup.ErrClone, stepup.ErrSuspended, stepup.ErrCode,
		stepup.ErrReplayed, stepup.ErrKind, stepup.ErrSynced, stepup.ErrAttestation, stepup.ErrModel} {
		if errors.Is(err, wrong) {
			return refusal.New(refusal.FactorWrong, err)
		}
	}
	if _, ok := errors.AsType[*refusal.Error](err); ok {
		return err
	}
	return refusal.New(refusal.StoreUnavailable, err)
}

// errInput: a form about factors that says too little.
var errInput = errors.New("flow: the form is not filled in well")
