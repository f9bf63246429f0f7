package registry

import (
	"slices"

	"sluis/claims"
)

// At is the contract of an app as it holds at a school: what the registry says, or, where
// the school approves contracts itself and has not approved all of it, what it did approve
// without what was left out since (M-05).
func (a *App) At(school string) *claims.Contract {
	if c := a.held[school]; c != nil {
		return c
	}
	return &a.Contract
}

// Names reports whether the registry's contract names a school, be it that the app still
// waits for the school's approval.
func (a *App) Names(school string) bool {
	return slices.ContainsFunc(a.Named, func(s *School) bool { return s.ID == school })
}

// Waits reports whether something of the contract waits for a school's approval; all of it
// does where the app is not admitted there at all.
func (a *App) Waits(school string) bool {
	return a.held[school] != nil || a.Names(school) && !a.Admits(school)
}

// Pair is an app at a school.
type Pair struct{ School, App string }

// Agreed is what schools that approve contracts themselves have agreed to.
type Agreed map[Pair]claims.Contract

// Agree gives what is agreed once next is in use: what was, narrowed by what next leaves
// out. prev is the registry before it; nil: there was none, and what stands there at the
// first start is agreed. Where a school begins to approve, what was in force until then is
// agreed. A school or an app that is gone takes its agreement along: what comes back is new.
func Agree(prev, next *Snapshot, was Agreed) Agreed {
	out := Agreed{}
	for _, a := range next.apps {
		for _, s := range a.Named {
			if !s.Approves {
				continue
			}
			at := Pair{s.ID, a.ID}
			if had, ok := before(prev, at, a.Contract, was); ok {
				out[at] = had.NarrowedBy(a.Contract)
			}
		}
	}
	return out
}

// before is what was in force of a pair; false: nothing was.
func before(prev *Snapshot, at Pair, asked claims.Contract, was Agreed) (claims.Contract, bool) {
	if prev == nil {
		return asked, true
	}
	school, known := prev.School(at.School)
	if known && school.Approves {
		had, ok := was[at]
		return had, ok
	}
	app, ok := prev.App(at.App)
	if !known || !ok || !app.Names(at.School) {
		return claims.Contract{}, false
	}
	return app.Contract, true
}

// Hold makes a snapshot that was just compiled keep to what is agreed. It is not for one
// that is in use: a snapshot in use never changes.
func (s *Snapshot) Hold(agreed Agreed) {
	for _, a := range s.apps {
		a.hold(agreed)
	}
}

func (a *App) hold(agreed Agreed) {
	for _, s := range a.Named {
		if !s.Approves {
			continue
		}
		had, ok := agreed[Pair{s.ID, a.ID}]
		if !ok {
			delete(a.admitted, s.ID)
			continue
		}
		if c := had.NarrowedBy(a.Contract); !c.Allows(a.Contract) {
			if a.held == nil {
				a.held = map[string]*claims.Contract{}
			}
			a.held[s.ID] = &c
		}
	}
	a.Schools = slices.DeleteFunc(slices.Clone(a.Named), func(s *School) bool { return a.admitted[s.ID] == nil })
}

// Approving reports whether a school of the registry approves contracts itself.
func (s *Snapshot) Approving() bool {
	return slices.ContainsFunc(s.schools, func(c *School) bool { return c.Approves })
}
