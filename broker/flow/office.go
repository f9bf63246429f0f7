package flow

import (
	"context"
	"errors"

	"sluis/broker/registry"
	"sluis/claims"
	"sluis/internal/refusal"
)

// An admin of a school may have to show, beside a key of their own, that the school still
// vouches for them as staff (S-16). The login goes to that school and to no other, passes
// every check of a login's answer, and ends in who they are among admins: no app hears of
// it, no code is made, and of what the school sent nothing is kept.

// adminSector is the sector of subjects among admins: no app has it, since an app's has no
// such character. It never changes.
const adminSector = "admin\x00"

// Vouched is what a login for an admin comes to.
type Vouched struct {
	Handle  string
	School  *registry.School
	Subject string // who they are at that school, for admins alone: a keyed digest
	Seat    string // the session at /admin that asked
}

func (Vouched) reply() {}

// officeOf gives the one school that is asked: an admin's is known, and nobody picks.
func officeOf(snap *registry.Snapshot, r Request) (*registry.App, []*registry.School, error) {
	s, ok := snap.School(r.SchoolHint)
	if !ok {
		return nil, nil, refusal.New(refusal.UnknownSchool, errors.New("flow: the admin's school was removed"))
	}
	return nil, []*registry.School{s}, nil
}

// atOffice admits staff of the school that was asked. Who is a pupil too is a pupil.
func atOffice(a admitted, t transaction) error {
	if err := sameConnection(a.school.Connection, t.Connection); err != nil {
		return err
	}
	if a.school.ID != t.School {
		return refusal.New(refusal.AdminOtherPerson, errors.New("flow: the hub answered for another school"))
	}
	role, err := a.person.RoleFor([]claims.Role{claims.Student, claims.Staff}, a.school.Admit)
	switch {
	case err != nil:
		return refusal.New(faultCode(err), err)
	case role != claims.Staff:
		return refusal.New(refusal.AdminNotStaff, nil)
	}
	return nil
}

// within goes on with a login that no app asked for: nothing is released.
func (f *Flow) within(ctx context.Context, handle string, r result, a admitted, b Browser, c *Choice) Reply {
	if r.Transaction.Request.Destination == Admin {
		return f.vouched(handle, r, a)
	}
	return f.own(ctx, handle, r, a, b, c)
}

func (f *Flow) vouched(handle string, r result, a admitted) Reply {
	subject := claims.Subject(f.Ring.Pairwise().Reveal(), claims.SubjectID{
		Federation: string(a.school.Connection.Federation), School: a.school.ID, UpstreamID: a.person.UpstreamID, Sector: adminSector})
	f.outcomes.Inc("vouched")
	return Vouched{Handle: handle, School: a.school, Subject: subject, Seat: r.Transaction.Request.Seat}
}
