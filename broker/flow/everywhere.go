package flow

import (
	"bytes"
	"context"
	"slices"

	"sluis/broker/session"
	"sluis/internal/refusal"
)

// personOf is how the person of a page is found in every browser.
func (f *Flow) personOf(a admitted) []byte {
	s := a.school
	return f.Sessions.Person(string(s.Connection.Federation), s.ID, a.person.UpstreamID)
}

// open adds where the person is logged in, this browser first.
func (f *Flow) open(ctx context.Context, o *Overview, r result, a admitted) error {
	all, err := f.Sessions.Of(ctx, f.personOf(a))
	if err != nil {
		return err
	}
	snap := f.Registry()
	var grants []session.Grant
	for _, s := range all {
		one := Open{Here: bytes.Equal(s.Browser, r.Transaction.Browser)}
		for _, g := range s.Grants {
			if one.Since.IsZero() || g.At.Before(one.Since) {
				one.Since = g.At
			}
			if app, ok := snap.App(g.App); ok && !slices.Contains(one.Apps, app) {
				one.Apps = append(one.Apps, app)
			}
		}
		grants = append(grants, s.Grants...)
		if one.Here {
			o.Open = slices.Insert(o.Open, 0, one)
		} else {
			o.Open = append(o.Open, one)
		}
	}
	o.Farewell, err = f.farewell("", grants)
	return err
}

// LeaveMe is a form on the person's own page: it ends the session of this browser, or
// everywhere those of the person, and the page itself, which at a shared computer would
// stay in the history. The second press of a double click finds no page any more, and
// leads where the first one led.
func (f *Flow) LeaveMe(ctx context.Context, handle string, b Browser, verifier, last string, everywhere bool) Reply {
	r, err := f.getResult(ctx, handle)
	if err != nil {
		if _, ok := unseal[farewell](f, farewellLabel, last, TransactionLife); ok && refusal.Of(err).Code == refusal.StepExpired {
			return LoggedOut{Farewell: last}
		}
		return f.refuse(ctx, err, nil)
	}
	req := &r.Transaction.Request
	a, err := f.ownPage(ctx, handle, r, b, verifier)
	if err != nil {
		return f.refuse(ctx, err, req)
	}
	if err = f.endFor(ctx, r, a, everywhere); err == nil {
		err = f.State.Delete(ctx, resultKey(handle))
	}
	if err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), req)
	}
	if w, ok := unseal[farewell](f, farewellLabel, last, TransactionLife); ok { // the last page counts from now
		if last, err = sealFor(f, farewellLabel, w); err != nil {
			return f.refuse(ctx, refusal.New(refusal.Internal, err), req)
		}
	}
	return LoggedOut{Leaving: Leaving{Lang: req.Lang}, Farewell: last}
}

func (f *Flow) endFor(ctx context.Context, r result, a admitted, everywhere bool) error {
	if everywhere {
		f.logouts.Inc("everywhere")
		_, err := f.Sessions.EndAll(ctx, f.personOf(a))
		return err
	}
	f.logouts.Inc("session")
	_, err := f.Sessions.End(ctx, session.Session{Browser: r.Transaction.Browser, Person: f.personOf(a)})
	return err
}
