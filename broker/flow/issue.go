package flow

import (
	"context"
	"encoding/base64"
	"errors"
	"time"

	"sluis/broker/grant"
	"sluis/broker/ledger"
	"sluis/broker/session"
	"sluis/claims"
	"sluis/internal/refusal"
)

// issue computes the release once more with what the person switched off, makes the
// code, writes the books, and only then lets the code out: nobody can know it before,
// so each code that is out has its entry. The code comes first since it refuses a
// second, different release of the same login: the books must not say that went.
func (f *Flow) issue(ctx context.Context, handle string, r result, a admitted, b Browser, off claims.Items, told *ledger.Informed) Reply {
	req := r.Transaction.Request
	d, err := f.decide(a, req.Asked, off)
	if err != nil {
		return f.refuseLogin(ctx, handle, r, err)
	}
	if req.Once != "" && f.late(req) {
		return f.refuseLogin(ctx, handle, r, refusal.New(refusal.RequestSpent, errSpent))
	}
	root := rootOf(handle, req)
	login, code, device := f.loginID(root), f.codeFor(root), f.deviceOf(b, root)
	sid := f.sid(login, a.app.ID)
	joining, err := f.joining(f.sessionFor(root), r, a, b, session.Grant{ID: grant.IDOf(code), App: a.app.ID, School: a.school.ID, SID: sid, Subject: a.subject, At: f.Now(), Step: resultKey(handle)})
	if err != nil {
		return f.refuse(ctx, err, &req)
	}
	class, by := f.strength(r, a)
	err = f.Grants.Hand(ctx, code, bindingOf(req), grant.Grant{
		App: a.app.ID, School: a.school.ID, Subject: a.subject, SID: sid, Release: d.Release,
		Contract: a.contract().Version, Scope: req.Scope, Nonce: req.Nonce, AuthTime: time.Unix(r.AuthnTime, 0),
		ACR: class, Factor: string(by), Issued: f.Now()})
	switch {
	case errors.Is(err, grant.ErrSpent):
		return f.used(ctx, r, a, err)
	case err != nil:
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &req)
	}
	err = f.Ledger.Released(ctx, ledger.Release{Login: login, School: a.school.ID, App: a.app.ID, Subject: a.subject,
		Contract: a.contract().Version, Items: d.Release.Items, LogAll: a.school.LogAll, Finder: r.Finder, Answer: told, Beside: f.beside(joining.Write, device, a)})
	switch {
	case errors.Is(err, session.ErrEnded): // somebody logged out in between
		return f.used(ctx, r, a, err)
	case err == nil:
		err = joining.Settle(ctx)
	}
	if err != nil {
		return f.refuse(ctx, refusal.New(refusal.StoreUnavailable, err), &req)
	}
	f.last.note(r, f.Now())
	f.outcomes.Inc("released")
	return Granted{Request: req, School: a.school, Code: code, Session: joining.Handle(), Device: device.String()}
}

// used refuses a login that is over.
func (f *Flow) used(ctx context.Context, r result, a admitted, err error) Refused {
	out := f.refuse(ctx, refusal.New(refusal.StepUsed, err), &r.Transaction.Request)
	out.School = a.school
	return out
}

// bindingOf is what the code of a request is bound to.
func bindingOf(r Request) grant.Binding {
	return grant.Binding{App: r.App, RedirectURI: r.RedirectURI, Challenge: r.Challenge, JKT: r.JKT}
}

// sid names a login at one app: two apps' tokens of one login share no value
// (design §1.5).
func (f *Flow) sid(login, app string) string {
	m := f.Ring.MAC("handle", []byte("sid"), []byte(login), []byte(app))
	return base64.RawURLEncoding.EncodeToString(m[:16])
}
