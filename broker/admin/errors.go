package admin

import "errors"

// Why something was refused. Compare with errors.Is; any other error means that a store did
// not answer, or is one of package stepup.
var (
	// ErrNoSession: nobody is signed in, or not any more. They sign in.
	ErrNoSession = errors.New("admin: no session")
	// ErrSchool: the account signs in at its school too, and has not in this session (S-16).
	ErrSchool = errors.New("admin: the school has not vouched yet")
	// ErrOther: the school vouches for somebody else than the account's owner.
	ErrOther = errors.New("admin: the school vouches for somebody else")
	// ErrEnrol: two factors are needed before any right, and the account has fewer (S-06).
	ErrEnrol = errors.New("admin: too few factors are enrolled")
	// ErrStale: the act wants a factor that was shown in the last five minutes (S-05).
	ErrStale = errors.New("admin: the factor was shown too long ago")
	// ErrForbidden: the role has no such permission.
	ErrForbidden = errors.New("admin: the role does not permit this")
	// ErrUnknown: there is no such id, or none that this admin may know of (G-01).
	ErrUnknown = errors.New("admin: no such id")
	// ErrInvite: the code is wrong, used or too old. Which of these is not told.
	ErrInvite = errors.New("admin: the invitation is not good")
	// ErrStanding: there is a platform admin, who invites the others.
	ErrStanding = errors.New("admin: there is a platform admin already")
	// ErrInput: what was filled in cannot be carried out as it stands.
	ErrInput = errors.New("admin: the form is not filled in well")
	// ErrGrant: nobody gives or takes a role that is not theirs to give.
	ErrGrant = errors.New("admin: this role is not yours to give")
	// ErrSelf: nobody changes their own role or removes themselves: an installation would
	// be left without an admin by mistake.
	ErrSelf = errors.New("admin: nobody does this to their own account")
	// ErrSecond: this takes another admin than the one who asked for it, and one who was
	// there before it was asked (G-03).
	ErrSecond = errors.New("admin: somebody else has to confirm this")
	// ErrEarly: it was confirmed, and its time has not come.
	ErrEarly = errors.New("admin: the waiting time is not over")
	// ErrFew: an account keeps two factors.
	ErrFew = errors.New("admin: two factors stay")
	// ErrMoved: what was looked at has changed in the meantime.
	ErrMoved = errors.New("admin: it has changed in the meantime")
	// ErrFull: there are [MaxAccounts] admins, or as many invitations, or as many blocks as there is room for.
	ErrFull = errors.New("admin: no room for more")
	// ErrOwnNetwork: the block would keep out whoever gives it (L-12).
	ErrOwnNetwork = errors.New("admin: the network is your own")
)
