package flow

import (
	"context"
	"errors"

	"sluis/broker/migration"
	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
)

// admitted is a login whose app, school and contract stand, in one snapshot.
type admitted struct {
	app     *registry.App // nil for a person's own page
	school  *registry.School
	subject string // pairwise, at this app; "" for a person's own page
	person  claims.Person
	role    claims.Role    // in which the contract lets the person in; known once there is a release
	moved   bool           // the school moved, and how this person came along is known
	before  migration.Link // whose subjects the person keeps
}

// contract is what holds between app and school.
func (a admitted) contract() *claims.Contract { return a.app.At(a.school.ID) }

// admit looks at the registry of this moment. What was allowed when the login
// began and is not any more is refused (Keycloak CVE-2026-2603, -3009, -3047: a
// client disabled in the meantime still logged people in).
func (f *Flow) admit(ctx context.Context, r result) (admitted, error) {
	snap := f.Registry()
	t := r.Transaction
	s, ok := snap.School(r.School)
	if !ok {
		return admitted{}, refusal.New(refusal.UnknownSchool, errors.New("flow: school was removed"))
	}
	if f.Halted(t.Request.App, s.ID, t.Connection) {
		return admitted{}, refusal.New(refusal.Halted, nil)
	}
	a := admitted{school: s}
	if err := a.person.UnmarshalBinary(r.Person); err != nil {
		return admitted{}, refusal.New(refusal.Internal, err)
	}
	if err := f.recall(ctx, &a); err != nil {
		return admitted{}, err
	}
	switch t.Request.Destination {
	case Me:
		return a, sameConnection(s.Connection, t.Connection)
	case Admin:
		return a, atOffice(a, t)
	}
	if a.app, ok = snap.App(t.Request.App); !ok {
		return admitted{}, refusal.New(refusal.AppStopped, nil)
	}
	if !a.app.Admits(s.ID) {
		return admitted{}, refusal.New(refusal.AppNotAtSchool, nil)
	}
	if a.app.Contract.Version != t.Contract {
		// Items were dropped by the old version; a new one needs a new login.
		return admitted{}, refusal.New(refusal.StepExpired, errors.New("flow: contract changed during the login"))
	}
	if err := sameConnection(a.app.ConnectionFor(s), t.Connection); err != nil {
		return admitted{}, err
	}
	if f.wanted(snap, t.Request, s.ID).Minus(r.Kept) != 0 {
		// It is not known whether the school sends it: that it does not would be a lie.
		return admitted{}, refusal.New(refusal.StepExpired, errors.New("flow: more is wanted than was kept of the answer"))
	}
	a.subject = f.subjectAt(a, a.app)
	if want := t.Request.Subject; want != "" && want != a.subject {
		// OpenID Connect Core 5.5.1: never tokens for another person than was asked.
		return admitted{}, refusal.New(refusal.OtherPerson, nil)
	}
	return a, nil
}

// sameConnection refuses an answer of another connection than the school is at by now:
// the identifier in it belongs to another registration (contract 11, F-12).
func sameConnection(now *registry.Connection, asked string) error {
	if now.ID != asked {
		return refusal.New(refusal.SchoolOfOtherConnection, errors.New("flow: the school is not at this connection, or not any more"))
	}
	return nil
}

// subjectAt gives who the person is for an app: who that always was, where the school
// moved and the person came along.
func (f *Flow) subjectAt(a admitted, app *registry.App) string {
	if sub, ok := a.before.Subjects[app.Sector]; ok {
		return sub
	}
	return f.subject(app, a.school, a.person.UpstreamID)
}

func (f *Flow) subject(app *registry.App, s *registry.School, upstream string) string {
	return claims.Subject(f.Ring.Pairwise().Reveal(), claims.SubjectID{
		Federation: string(s.Connection.Federation), School: s.ID, UpstreamID: upstream, Sector: app.Sector})
}

// release decides with nothing switched off: what could go at most. The person's
// own choice is applied at issue.
func (f *Flow) release(a *admitted, r result) (claims.Decision, error) {
	d, err := f.decide(*a, r.Transaction.Request.Asked, 0)
	a.role = d.Role
	return d, err
}

func (f *Flow) decide(a admitted, asked, off claims.Items) (claims.Decision, error) {
	return decide(a.contract(), a.school, a.person, asked, off)
}

func decide(c *claims.Contract, s *registry.School, p claims.Person, asked, off claims.Items) (claims.Decision, error) {
	d, err := c.Decide(p, claims.SchoolTerms{ID: s.ID, Admit: s.Admit}, asked, off)
	if err != nil {
		return d, refusal.New(faultCode(err), err).About(faultItem(err))
	}
	return d, nil
}
