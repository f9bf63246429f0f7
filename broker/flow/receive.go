package flow

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"sluis/broker/registry"
	"sluis/broker/store"
	"sluis/broker/trace"
	"sluis/claims"
	"sluis/internal/refusal"
	"sluis/providers"
)

// StepPath is our own page that a received answer leads to.
const StepPath = "/login/continue"

// Receive takes what was posted to a connection's assertion consumer service. It
// reads no cookie: the post comes from the hub's site. The result is parked under
// a handle, and a redirect to our own page lets the browser that began show its
// cookie (design §5.2).
func (f *Flow) Receive(ctx context.Context, connection, relay, samlResponse string) Reply {
	t, err := f.getTransaction(ctx, relay)
	if err != nil {
		out := f.refuse(ctx, err, nil)
		out.Connection, _ = f.Registry().Connection(connection)
		return out
	}
	return f.silent(t.Request, f.take(ctx, t, connection, relay, samlResponse))
}

func (f *Flow) take(ctx context.Context, t transaction, connection, relay, samlResponse string) Reply {
	if t.Connection != connection {
		return f.refuseAnswer(ctx, t, refusal.New(refusal.WrongConnection, fmt.Errorf("flow: request went to connection %s", t.Connection)))
	}
	horizon := f.State.Horizon()
	id, err := f.verify(t, samlResponse, horizon)
	if reply := f.askPlainly(ctx, t, err); reply != nil {
		return reply
	}
	if err != nil {
		return f.refuseAnswer(ctx, t, err)
	}
	if err := f.useOnce(ctx, t, id); err != nil {
		return f.refuseAnswer(ctx, t, err)
	}
	// Where the store failed over between the two, the mark of an earlier use is lost and
	// the horizon has moved beyond this answer; the mark above says so from now on.
	if !f.State.Horizon().Equal(horizon) {
		return f.refuseAnswer(ctx, t, refusal.New(refusal.BeforeRestart, errors.New("flow: the state store began anew meanwhile")))
	}
	handle := f.resultHandle(relay, id.Digest)
	r, err := f.keep(ctx, t, id)
	if err != nil {
		return f.refuseAnswer(ctx, t, err)
	}
	if err := f.putResult(ctx, handle, r); err != nil {
		return f.refuseAnswer(ctx, t, refusal.New(refusal.StoreUnavailable, err))
	}
	if r.Check != nil {
		return Redirect{URL: CheckPath + "?h=" + handle}
	}
	return Redirect{URL: StepPath + "?h=" + handle}
}

// verify hands the answer to the connection that was asked, never to the one that
// the message names.
func (f *Flow) verify(t transaction, samlResponse string, horizon time.Time) (*providers.Identity, error) {
	p, ok := f.Provider(t.Connection)
	if !ok {
		return nil, refusal.New(refusal.HubUnavailable, fmt.Errorf("flow: connection %s has no usable metadata", t.Connection))
	}
	return p.Verify(providers.Answer{
		SAMLResponse: samlResponse,
		RequestID:    t.ID,
		KeySet:       t.KeySet,
		Asked:        time.Unix(t.Asked, 0),
		ForceAuthn:   t.ForceAuthn,
		Now:          f.Now(),
		Horizon:      horizon,
	})
}

// useOnce marks the question as answered. An assertion answers exactly one
// question (its InResponseTo is signed), so one mark per question is one use per
// assertion, across restarts and nodes (F-07). The same answer once more is let
// through for five minutes: it leads to the same step, where the same browser must
// show its cookie; another answer to the same question is a replay.
func (f *Flow) useOnce(ctx context.Context, t transaction, id *providers.Identity) error {
	key := store.KeyOf("answered", t.Connection, t.ID)
	mark := binary.BigEndian.AppendUint64(bytes.Clone(id.Digest[:]), uint64(f.Now().Unix()))
	life := max(answeredLife, id.NotOnOrAfter.Add(skew).Sub(f.Now()))
	err := f.State.Create(ctx, key, mark, life)
	if err == nil {
		return nil
	}
	if !errors.Is(err, store.ErrExists) {
		return refusal.New(refusal.StoreUnavailable, err)
	}
	v, err := f.State.Get(ctx, key)
	if err != nil || len(v.Data) != len(mark) {
		return refusal.New(refusal.StoreUnavailable, errors.Join(err, errors.New("flow: unreadable replay mark")))
	}
	first := time.Unix(int64(binary.BigEndian.Uint64(v.Data[32:])), 0)
	if !bytes.Equal(v.Data[:32], id.Digest[:]) || f.Now().Sub(first) > RepeatLife {
		return refusal.New(refusal.Replayed, errors.New("flow: question was answered before"))
	}
	return nil
}

// keep makes of an identity what this login can need, and drops the rest before
// anything is stored: that is where minimisation happens (M-02).
func (f *Flow) keep(ctx context.Context, t transaction, id *providers.Identity) (result, error) {
	r := result{Transaction: t, AuthnTime: id.AuthnInstant.Unix(), At: f.Now().Unix()}
	r.Names, r.Others = trace.Names(id.Attributes)
	snap := f.Registry()
	conn, ok := snap.Connection(t.Connection)
	if !ok {
		return r, refusal.New(refusal.WrongConnection, errors.New("flow: connection was removed"))
	}
	for _, name := range claims.Surplus(conn.Federation, conn.Needs, id.Attributes) {
		f.surplus.Inc(conn.ID, name)
	}
	r.ACR = conn.Told(id.ACR)
	if !conn.Assurance.Satisfies(t.Classes, id.ACR) && len(OwnClasses(t.Request.Classes)) == 0 {
		return r.refused(refusal.AuthnTooWeak, ""), nil
	}
	if t.Request.Destination == AttributeCheck {
		return f.keepCheck(r, snap, conn, id), nil
	}
	if t.Brings != nil {
		return f.keepOld(r, snap, conn, id)
	}
	p, s, err := asserted(snap, t.Request.App, conn, id, f.MaySpeak)
	if s != nil {
		r.School = s.ID // also where it is refused: the page names it beside the chosen one
	}
	if err != nil {
		e := refusal.Of(err)
		if e.Code == refusal.HubUnavailable {
			return r, err
		}
		return r.refused(e.Code, e.Item), nil
	}
	r.Received = p.Received
	if r.Finder, err = f.Ledger.Finder(ctx, s.ID, p.Number); err != nil {
		return r, refusal.New(refusal.StoreUnavailable, err)
	}
	r.Kept = f.wanted(snap, t.Request, s.ID)
	if r.Person, err = p.Keep(r.Kept).MarshalBinary(); err != nil {
		return r, fmt.Errorf("flow: encode person: %w", err)
	}
	return r, nil
}

func (r result) refused(code refusal.Code, item string) result {
	r.Refuse, r.RefuseItem = code, item
	return r
}

// wanted is asked ∩ contract as it holds at the school: taken before admission, so that what
// is not asked is neither shown nor required (contract 13).
func (f *Flow) wanted(snap *registry.Snapshot, r Request, school string) claims.Items {
	app, ok := snap.App(r.App)
	if !ok {
		return 0
	}
	return r.Asked.And(app.At(school).Released)
}
