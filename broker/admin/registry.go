package admin

import (
	"context"
	"errors"

	"sluis/broker/history"
	"sluis/broker/keys"
	"sluis/broker/registry"
	"sluis/broker/store"
)

// Keeper is who keeps the registry: its versions, and the file.
type Keeper interface {
	// Versions gives the newest versions, the newest first, without their texts.
	Versions(ctx context.Context) ([]history.Version, error)
	// At gives the registry as a version had it, for looking at: the files that it names
	// are not read. [history.ErrNone]: there is no such version, or it cannot be read any
	// more.
	At(ctx context.Context, number int64) (*registry.Snapshot, error)
	// Locked says why the console changes nothing: kept, machines or link; "": it may.
	Locked() string
	// Plan gives what a change would make different, or why it is [Refused].
	Plan(ctx context.Context, c Change) ([]registry.Change, error)
	// Change makes a version with its entry and puts it in use, or does nothing.
	Change(ctx context.Context, c Change, author, by string) error
	// Ready, Write and Use are the three steps of the same for a change that two admins
	// made: before, in and after the transaction of its confirmation.
	Ready(ctx context.Context, id string, c Change, author, by string) error
	Write(tx store.Tx, id string) (lines []string, err error)
	Use(ctx context.Context, id string) error
	// Approvals gives what schools that approve contracts themselves have agreed to.
	Approvals(ctx context.Context) (history.Approvals, error)
	// Agree writes down that a school agreed to a contract, or, with nil, that it agrees to
	// nothing any more, with its entry; and has that hold. false: there was nothing to end.
	Agree(ctx context.Context, at registry.Pair, a *history.Approval, note keys.Note, verb string, lines ...string) (bool, error)
}

// SeesApp reports whether an account may know of an app: a developer of their own, a
// school's roles of those that the school has a contract with.
func (a Account) SeesApp(app *registry.App) bool {
	switch {
	case !a.Role.may(SeeApps):
		return false
	case a.Role.OfApp():
		return app.ID == a.App
	case a.Role.OfSchool():
		return app.Names(a.School)
	}
	return true
}

// SeesSchool reports whether an account may know of a school.
func (a Account) SeesSchool(id string) bool {
	return a.Role.may(SeeSchools) && (!a.Role.OfSchool() || id == a.School)
}

// SeesSchoolOf reports whether an account that sees an app may know that it serves a school:
// a school's roles see their own school alone.
func (a Account) SeesSchoolOf(id string) bool {
	return !a.Role.OfSchool() || id == a.School
}

// SeesAuthors reports whether an account may know who changed the registry, and for which
// ticket: that is the operator's own administration.
func (a Account) SeesAuthors() bool { return !a.Role.OfSchool() && !a.Role.OfApp() }

// RegistryVersions gives the newest versions, the newest first.
func (d *Desk) RegistryVersions(ctx context.Context) ([]history.Version, error) {
	return d.Keeper.Versions(ctx)
}

// RegistryAt gives the registry as a version had it. ErrUnknown: there is none that can be
// read.
func (d *Desk) RegistryAt(ctx context.Context, number int64) (*registry.Snapshot, error) {
	snap, err := d.Keeper.At(ctx, number)
	if errors.Is(err, history.ErrNone) {
		err = ErrUnknown
	}
	return snap, err
}
