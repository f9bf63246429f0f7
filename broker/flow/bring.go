package flow

import (
	"bytes"
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"time"

	"sluis/broker/keys"
	"sluis/broker/migration"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
)

// A pupil whose school moved shows the old account by logging in with it, in the same
// browser, in the middle of a login with the new one. Nothing else counts: names are
// shared and numbers are given out again (decision 0012).

// brings is what a login with an old account belongs to.
type brings struct {
	Handle string `json:"h"` // of the login that waits
	Window string `json:"w"`
}

// identityOf is who a person is for a hub, at a school.
func identityOf(s *registry.School, p claims.Person) migration.Identity {
	return migration.Identity{Federation: string(p.Federation), School: s.ID, UpstreamID: p.UpstreamID}
}

// recall finds how a person of a school that moved came along, and refuses an account that
// somebody took along to another school. Other schools cost nothing.
func (f *Flow) recall(ctx context.Context, a *admitted) (err error) {
	if f.Moves.Left(a.school.ID) {
		switch gone, err := f.Moves.Gone(ctx, identityOf(a.school, a.person)); {
		case err != nil:
			return refusal.New(refusal.StoreUnavailable, err)
		case gone:
			return refusal.New(refusal.AccountGone, nil)
		}
	}
	if !f.Moves.Touches(a.school.ID) {
		return nil
	}
	a.before, a.moved, err = f.Moves.Of(ctx, identityOf(a.school, a.person))
	if err != nil {
		return refusal.New(refusal.StoreUnavailable, err)
	}
	return nil
}

// mayBring gives the window in which this person may still say who that was.
func (f *Flow) mayBring(r result, a admitted) (migration.Window, bool) {
	if a.moved || !f.Moves.Touches(a.school.ID) {
		return migration.Window{}, false
	}
	return f.Moves.For(migration.Side{School: a.school.ID, Connection: r.Transaction.Connection})
}

// bring asks, and does what was chosen.
func (f *Flow) bring(ctx context.Context, handle string, r result, a admitted, w migration.Window, b Browser, c *Choice) Reply {
	req := r.Transaction.Request
	from, ok := f.Registry().School(w.From.School)
	if !ok {
		return f.refuse(ctx, refusal.New(refusal.UnknownSchool, errors.New("flow: the old school is in no registry any more")), &req)
	}
	v := f.verifier(bringing, handle, r.Transaction.Browser, 0)
	page := Bring{Handle: handle, Verifier: v, Request: req, App: a.app, School: a.school, Old: from, Until: w.Until}
	if c == nil || !hmac.Equal([]byte(c.Verifier), []byte(v)) {
		return page
	}
	switch c.Kind {
	case Fetch:
		if !f.fresh(r) { // another pupil may sit there by now; the school says who it is
			return f.anew(ctx, r, b)
		}
		return f.askOld(ctx, handle, r, w, from, b)
	case NewHere:
		err := f.Moves.Stranger(ctx, w.ID, identityOf(a.school, a.person))
		if err != nil && !errors.Is(err, migration.ErrClosed) {
			return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &req)
		}
		return Redirect{URL: StepPath + "?h=" + handle}
	case Decline:
		f.outcomes.Inc("declined")
		return Denied{Request: req, Error: "access_denied"}
	}
	return page
}

// freshFor is how long a login may lie back that an old account is linked to.
const freshFor = 15 * time.Minute

// fresh reports whether the school asked for the password in this very login, a moment ago:
// on a shared computer a session of the school, or of ours, may be somebody else's.
func (f *Flow) fresh(r result) bool {
	return !r.reused() && r.Began == 0 && f.Now().Sub(time.Unix(r.At, 0)) <= freshFor
}

// askOld sends the browser to the old school. It must ask for the password: on a shared
// computer the session there may be another pupil's.
func (f *Flow) askOld(ctx context.Context, handle string, r result, w migration.Window, from *registry.School, b Browser) Reply {
	req := r.Transaction.Request
	if !f.leaves.admit(b.Address) {
		return f.refuse(ctx, refusal.New(refusal.TooManyLogins, nil), &req)
	}
	p, ok := f.Provider(w.From.Connection)
	if !ok {
		return f.refuse(ctx, refusal.New(refusal.HubUnavailable, fmt.Errorf("flow: connection %s has no usable metadata", w.From.Connection)), &req)
	}
	t := transaction{Request: req, School: from.ID, Connection: w.From.Connection, Browser: r.Transaction.Browser, Device: b.Device,
		Contract: r.Transaction.Contract, ForceAuthn: true, Brings: &brings{handle, w.ID}}
	return f.leave(ctx, p, t, providers.Question{ForceAuthn: true, IdP: from.IdP})
}

// keepOld keeps of the old account what links it and the name that the person is asked
// about, and nothing else.
func (f *Flow) keepOld(r result, snap *registry.Snapshot, conn *registry.Connection, id *providers.Identity) (result, error) {
	w, ok := f.Moves.ByID(r.Transaction.Brings.Window)
	from, known := snap.School(w.From.School)
	if !ok || !known || !w.IsOpen(f.Now()) {
		return r.refused(refusal.MoveOver, ""), nil
	}
	p, err := claims.Normalise(conn.Federation, id.NameID, id.Attributes)
	if err != nil {
		return r.refused(faultCode(err), faultItem(err)), nil
	}
	r.School = from.ID
	switch {
	case from.Organisation != p.Organisation || from.Connection.Federation != conn.Federation:
		return r.refused(refusal.NotOldSchool, ""), nil
	case from.IdP != "" && from.IdP != id.Authority:
		return r.refused(refusal.WrongAuthority, ""), nil
	}
	if err := speaks(conn, id.Authority, p.Organisation, f.MaySpeak); err != nil {
		if e := refusal.Of(err); e.Code != refusal.HubUnavailable {
			return r.refused(e.Code, ""), nil
		}
		return r, err
	}
	r.Received, r.Kept = p.Received, claims.Items(0).With(claims.Name)
	if r.Person, err = p.Keep(r.Kept).MarshalBinary(); err != nil {
		return r, fmt.Errorf("flow: encode person: %w", err)
	}
	return r, nil
}

// brought asks whether the account that was shown is the person's own, and links it. Then
// the login that waited goes on, as who the person always was.
func (f *Flow) brought(ctx context.Context, handle string, r result, c *Choice) Reply {
	req := r.Transaction.Request
	waits := r.Transaction.Brings
	first, err := f.getResult(ctx, waits.Handle)
	if err != nil {
		return f.refuse(ctx, err, &req)
	}
	if !bytes.Equal(first.Transaction.Browser, r.Transaction.Browser) {
		return f.refuse(ctx, refusal.New(refusal.OtherBrowser, errors.New("flow: the login that waits is another browser's")), &req)
	}
	a, err := f.admit(ctx, first)
	if err != nil {
		return f.refuse(ctx, err, &req)
	}
	w, ok := f.Moves.ByID(waits.Window)
	from, known := f.Registry().School(w.From.School)
	if !f.fresh(first) || !f.fresh(r) {
		return f.refuseAnswer(ctx, r.Transaction, refusal.New(refusal.StepExpired, errors.New("flow: one of the two logins lies too far back to link")))
	}
	if !ok || !known || w.To.School != a.school.ID || !w.IsOpen(f.Now()) {
		return f.refuseAnswer(ctx, r.Transaction, refusal.New(refusal.MoveOver, nil))
	}
	var old claims.Person
	if err := old.UnmarshalBinary(r.Person); err != nil {
		return f.refuse(ctx, refusal.New(refusal.Internal, err), &req)
	}
	v := f.verifier(bringsIt, handle, r.Transaction.Browser, 0)
	switch {
	case c == nil || !hmac.Equal([]byte(c.Verifier), []byte(v)):
		return Brought{Handle: handle, Verifier: v, Request: req, School: a.school, Old: from, Now: a.person.FullName, Person: old.FullName}
	case c.Kind == Proceed:
		return f.link(ctx, r, a, w, from, old)
	}
	return Redirect{URL: StepPath + "?h=" + waits.Handle}
}

func (f *Flow) link(ctx context.Context, r result, a admitted, w migration.Window, from *registry.School, old claims.Person) Reply {
	pair := migration.Pair{Fresh: identityOf(a.school, a.person), Old: identityOf(from, old), Subjects: SubjectsOf(f.Ring, f.Registry(), identityOf(from, old))}
	if pair.Fresh == pair.Old { // nothing moved for this person
		err := f.Moves.Stranger(ctx, w.ID, pair.Fresh)
		if err != nil && !errors.Is(err, migration.ErrClosed) {
			return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &r.Transaction.Request)
		}
		return Redirect{URL: StepPath + "?h=" + r.Transaction.Brings.Handle}
	}
	_, err := f.Moves.Link(ctx, w.ID, true, []migration.Pair{pair}, migration.Note(f.Ledger.Noting("pupil")))
	switch {
	case errors.Is(err, migration.ErrTaken):
		return f.refuseAnswer(ctx, r.Transaction, refusal.New(refusal.AccountTaken, nil))
	case errors.Is(err, migration.ErrClosed):
		return f.refuseAnswer(ctx, r.Transaction, refusal.New(refusal.MoveOver, nil))
	case err != nil:
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &r.Transaction.Request)
	}
	return Redirect{URL: StepPath + "?h=" + r.Transaction.Brings.Handle}
}

// SubjectsOf gives who somebody is at every app that there is.
func SubjectsOf(ring *keys.Ring, snap *registry.Snapshot, i migration.Identity) migration.Subjects {
	out := migration.Subjects{}
	for _, app := range snap.Apps() {
		out[app.Sector] = claims.Subject(ring.Pairwise().Reveal(), claims.SubjectID{
			Federation: i.Federation, School: i.School, UpstreamID: i.UpstreamID, Sector: app.Sector})
	}
	return out
}
