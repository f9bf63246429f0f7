package flow

import (
	"context"
	"errors"

	"sluis/broker/ledger"
	"sluis/claims"
	"sluis/internal/refusal"
)

// refuse makes the page of a refusal. What is known of the request gives it a way
// back to the app.
func (f *Flow) refuse(_ context.Context, err error, r *Request) Refused {
	e := refusal.Of(err)
	f.outcomes.Inc(refusal.Lookup(e.Code).Name)
	out := Refused{Err: e, Request: r}
	if r != nil && r.Destination == App {
		out.App, _ = f.Registry().App(r.App)
	}
	return out
}

// refuseAnswer is a refusal of what a hub sent, before a person is known.
func (f *Flow) refuseAnswer(ctx context.Context, t transaction, err error) Refused {
	out := f.refuse(ctx, err, &t.Request)
	snap := f.Registry()
	out.Connection, _ = snap.Connection(t.Connection)
	out.Chosen, _ = snap.School(t.School)
	out.Trail = answerTrail(t, f.Now(), err)
	out.Device = t.Device
	return out
}

// refuseLogin is a refusal of a known login: it goes into the school's log in both
// modes (D4). That it cannot be written does not change the refusal.
func (f *Flow) refuseLogin(ctx context.Context, handle string, r result, err error) Refused {
	out := f.refuse(ctx, err, &r.Transaction.Request)
	out.Received = r.Received
	out.Trail = loginTrail(r, out.Err.Code)
	snap := f.Registry()
	out.Connection, _ = snap.Connection(r.Transaction.Connection)
	out.Chosen, _ = snap.School(r.Transaction.School)
	s, ok := snap.School(r.School)
	if !ok {
		return out
	}
	out.School = s
	name := refusal.Lookup(out.Err.Code).Name
	err = f.Ledger.Refused(ctx, f.loginID(handle+name), s.ID, r.Finder, ledger.Attempt{App: r.Transaction.Request.App, Outcome: name})
	if err != nil {
		f.Logger.Error("login log not written", "school", s.ID, "error", err.Error())
	}
	return out
}

// refuseMissing names the items that the school does not send (F-14).
func (f *Flow) refuseMissing(ctx context.Context, handle string, r result, missing claims.Items) Refused {
	out := f.refuseLogin(ctx, handle, r, missingError(missing))
	out.Missing = missing
	return out
}

func missingCode(i claims.Item) refusal.Code {
	switch i {
	case claims.Name:
		return refusal.NameMissing
	case claims.StudentNumber:
		return refusal.StudentNumberMissing
	default:
		return refusal.ClassMissing
	}
}

// faultCode gives the code of what the claims engine found wrong.
func faultCode(err error) refusal.Code {
	var fault *claims.Fault
	if !errors.As(err, &fault) {
		return refusal.Internal
	}
	switch fault.Kind {
	case claims.FaultOrganisationMissing:
		return refusal.HomeOrganisationMissing
	case claims.FaultUpstreamMissing:
		return refusal.UpstreamIDMissing
	case claims.FaultNameIDFormat:
		return refusal.NameIDFormat
	case claims.FaultConflict:
		return refusal.AttributeConflict
	case claims.FaultTwoCodes:
		return refusal.TwoStudentCodes
	case claims.FaultMalformed:
		return refusal.MalformedAttribute
	case claims.FaultNoRole:
		return refusal.RoleNotAdmitted
	case claims.FaultRoleNotInContract:
		return refusal.RoleNotInContract
	}
	return refusal.Internal
}

func faultItem(err error) string {
	var fault *claims.Fault
	if errors.As(err, &fault) && fault.HasItem {
		return fault.Item.String()
	}
	return ""
}
