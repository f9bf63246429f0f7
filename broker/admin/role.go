package admin

import (
	"crypto/x509"
	"slices"

	"sluis/broker/stepup"
)

// Role is what an admin is for. The words stand in the records and never change.
type Role string

// The roles. A school's roles hold at one school, and see nothing of another one.
const (
	Platform  Role = "platform"  // runs the installation
	Privacy   Role = "privacy"   // privacy officer of a school
	Helpdesk  Role = "helpdesk"  // of a school
	Auditor   Role = "auditor"   // reads, and changes nothing
	Developer Role = "developer" // of an app
)

// Permission is one thing that a role may do.
type Permission string

// The permissions. "" asks for none: one's own keys and session, and what is shown for each
// visitor apart.
const (
	SeeBlocks     Permission = "blocks.see"
	ChangeBlocks  Permission = "blocks.change"
	SeeAdmins     Permission = "admins.see"
	ChangeAdmins  Permission = "admins.change"
	SeeAudit      Permission = "audit.see"
	SeeApps       Permission = "apps.see"
	ChangeApps    Permission = "apps.change"
	ApproveApps   Permission = "apps.approve" // what one's school gives an app
	SeeSchools    Permission = "schools.see"
	ChangeSchools Permission = "schools.change" // how a school's logins are logged and guarded
	SeeLogs       Permission = "logs.see"
	SearchLogs    Permission = "logs.search" // one pupil's, or a whole address
	SeeFeds       Permission = "feds.see"
	ChangeFeds    Permission = "feds.change"
	TestLogin     Permission = "feds.test"
	SeeSwitches   Permission = "switches.see"
	ChangeSwitch  Permission = "switches.change"
)

// permissions is least privilege on one page: what is not here is denied. Blocks, federations
// and the audit chain are the installation's, not a school's: the schools' roles do not see
// them. What a role of a school sees of apps, schools and logs is its own school's.
func permissions(r Role) []Permission {
	switch r {
	case Platform:
		return []Permission{SeeBlocks, ChangeBlocks, SeeAdmins, ChangeAdmins, SeeAudit, SeeApps, ChangeApps, SeeSchools, ChangeSchools,
			SeeLogs, SearchLogs, SeeFeds, ChangeFeds, TestLogin, SeeSwitches, ChangeSwitch}
	case Privacy:
		return []Permission{SeeAdmins, ChangeAdmins, SeeApps, ApproveApps, SeeSchools, ChangeSchools, SeeLogs, SearchLogs, TestLogin}
	case Helpdesk:
		return []Permission{SeeApps, SeeSchools, SeeLogs}
	case Auditor:
		return []Permission{SeeBlocks, SeeAdmins, SeeAudit, SeeApps, SeeSchools, SeeLogs, SeeFeds, SeeSwitches}
	case Developer:
		return []Permission{SeeApps}
	}
	return nil
}

// Roles lists the roles, the widest first.
func Roles() []Role { return []Role{Platform, Privacy, Helpdesk, Auditor, Developer} }

func (r Role) known() bool { return slices.Contains(Roles(), r) }

// OfSchool reports whether the role is held at one school.
func (r Role) OfSchool() bool { return r == Privacy || r == Helpdesk }

// OfApp reports whether the role is for one app, and sees no other.
func (r Role) OfApp() bool { return r == Developer }

func (r Role) may(p Permission) bool { return p == "" || slices.Contains(permissions(r), p) }

// Makers are whose security keys are taken, and which of their models; no models: all.
type Makers struct {
	Roots  *x509.CertPool
	Models []stepup.AAGUID
}

// policy is what a role asks of factors here.
func (d *Desk) policy(r Role) stepup.Policy {
	p := r.policy()
	if m, ok := d.Makers[r]; ok {
		p.Attested, p.Roots, p.Models = true, m.Roots, m.Models
	}
	return p
}

// policy is what a role asks of factors everywhere. Keys of whoever can change everything cannot be
// copied to another device (S-09).
func (r Role) policy() stepup.Policy { return stepup.Policy{NoSynced: r == Platform} }

// MayGrant reports whether an account may give a role, at a school where it is of one, and
// may take it away. A school's privacy officer rules over that school's roles alone.
func (a Account) MayGrant(r Role, school string) bool {
	switch {
	case !r.known() || r.OfSchool() != (school != "") || !a.Role.may(ChangeAdmins):
		return false
	case a.Role.OfSchool():
		return r.OfSchool() && school == a.School
	}
	return true
}

// sees reports whether an account may know that another one exists.
func (a Account) sees(other Account) bool {
	return a.ID == other.ID || a.Role.may(SeeAdmins) && (!a.Role.OfSchool() || other.Role.OfSchool() && other.School == a.School)
}
