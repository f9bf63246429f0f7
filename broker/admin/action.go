package admin

import (
	"slices"
	"strings"
	"time"
)

// Fresh is how old a factor may be for a sensitive act (S-05).
const Fresh = 5 * time.Minute

// Stage is how far somebody must have come for an action.
type Stage uint8

// The stages, each within the one before.
const (
	Signed  Stage = iota // two factors are enrolled, and a key was shown: the zero Stage is the strictest
	Proved               // a key was shown; the account may be short of a second factor
	Begins               // an invitation was redeemed, and nothing else
	Enrolls              // or a recovery code was taken: a key comes first
	Comes                // any of these, and the school has still to vouch for its admin
	Anyone               // nobody is known yet: the door itself
)

// Action is one thing that can be asked at /admin. The table of them is where its routes
// come from: what is not in it has no address.
type Action struct {
	Name      string // names it in the program and, where it is denied, in the chain
	Method    string // GET or POST
	Path      string
	Stage     Stage
	Needs     Permission // "": one's own matters
	Sensitive bool       // wants a factor that was shown within [Fresh]
	Streams   bool       // its answer goes on; it is judged anew while it does
	Verb      string     // of its entry in the audit chain; "": it changes nothing
}

// The paths of the pages. Others are below them.
const (
	PathHome    = "/admin"
	PathSignIn  = "/admin/sign-in"
	PathInvite  = "/admin/invite"
	PathRecover = "/admin/recover"
	PathSchool  = "/admin/school"
	PathKeys    = "/admin/keys"
	PathConfirm = "/admin/confirm"
	PathApps    = "/admin/apps"
	PathSchools = "/admin/schools"
	PathFeds    = "/admin/feds"
	PathSigning = "/admin/signing"
	PathStop    = "/admin/stop"
	PathCheck   = "/admin/check"
	PathLog     = "/admin/log"
	PathBlocks  = "/admin/blocks"
	PathPeople  = "/admin/people"
	PathAudit   = "/admin/audit"
	PathSecond  = "/admin/second"
	PathMonitor = "/admin/monitor"
)

// Section is an item of the menu; those that a visitor may not open are not in it.
type Section struct {
	Name  string
	Path  string
	Needs Permission
}

// Sections is what a menu may have, in its order.
func Sections() []Section {
	return []Section{
		{"home", PathHome, ""},
		{"apps", PathApps, SeeApps},
		{"schools", PathSchools, SeeSchools},
		{"feds", PathFeds, SeeFeds},
		{"blocks", PathBlocks, SeeBlocks},
		{"audit", PathAudit, SeeAudit},
		{"people", PathPeople, SeeAdmins},
		{"keys", PathKeys, ""},
	}
}

// Actions is the table.
func Actions() []Action {
	return slices.Concat(doorActions(), deskActions(), logActions(), fedActions(), registryActions())
}

func deskActions() []Action {
	return []Action{
		{Name: "home", Method: "GET", Path: PathHome},

		{Name: "keys", Method: "GET", Path: PathKeys, Stage: Enrolls},
		{Name: "keys.touch", Method: "POST", Path: PathKeys + "/touch", Stage: Enrolls, Sensitive: true},
		{Name: "keys.add", Method: "POST", Path: PathKeys + "/add", Stage: Enrolls, Sensitive: true, Verb: "factor.add"},
		{Name: "keys.app", Method: "POST", Path: PathKeys + "/app", Stage: Begins, Sensitive: true},
		{Name: "keys.app.show", Method: "GET", Path: PathKeys + "/app", Stage: Begins, Sensitive: true},
		{Name: "keys.app.add", Method: "POST", Path: PathKeys + "/code", Stage: Begins, Sensitive: true, Verb: "factor.add"},
		{Name: "keys.recovery", Method: "POST", Path: PathKeys + "/recovery", Stage: Begins, Sensitive: true, Verb: "factor.codes"},
		{Name: "keys.rename", Method: "POST", Path: PathKeys + "/rename", Verb: "factor.rename"},
		{Name: "keys.remove", Method: "POST", Path: PathKeys + "/remove", Sensitive: true, Verb: "factor.remove"},

		{Name: "confirm", Method: "GET", Path: PathConfirm, Stage: Proved},
		{Name: "confirm.touch", Method: "POST", Path: PathConfirm, Stage: Proved},
		{Name: "confirm.key", Method: "POST", Path: PathConfirm + "/key", Stage: Proved, Verb: "factor.proof"},
		{Name: "confirm.code", Method: "POST", Path: PathConfirm + "/code", Stage: Proved, Verb: "factor.proof"},

		{Name: "blocks", Method: "GET", Path: PathBlocks, Needs: SeeBlocks},
		{Name: "blocks.add", Method: "POST", Path: PathBlocks + "/add", Needs: ChangeBlocks, Sensitive: true, Verb: "block.add"},
		{Name: "blocks.lift", Method: "POST", Path: PathBlocks + "/lift", Needs: ChangeBlocks, Sensitive: true, Verb: "block.lift"},

		{Name: "people", Method: "GET", Path: PathPeople, Needs: SeeAdmins},
		{Name: "people.invite", Method: "POST", Path: PathPeople + "/invite", Needs: ChangeAdmins, Sensitive: true, Verb: "admin.invite"},
		{Name: "people.role", Method: "POST", Path: PathPeople + "/role", Needs: ChangeAdmins, Sensitive: true, Verb: "admin.role"},
		{Name: "people.recover", Method: "POST", Path: PathPeople + "/recover", Needs: ChangeAdmins, Sensitive: true, Verb: "second.ask"},
		{Name: "people.remove", Method: "POST", Path: PathPeople + "/remove", Needs: ChangeAdmins, Sensitive: true, Verb: "admin.remove"},

		{Name: "audit", Method: "GET", Path: PathAudit, Needs: SeeAudit},

		{Name: "second", Method: "GET", Path: PathSecond},
		{Name: "second.carry", Method: "POST", Path: PathSecond + "/carry", Sensitive: true, Verb: "second.carry"},
		{Name: "second.drop", Method: "POST", Path: PathSecond + "/drop", Sensitive: true, Verb: "second.drop"},
	}
}

// logActions are about logins: as they happen, and as they were.
func logActions() []Action {
	return []Action{
		{Name: "monitor.block", Method: "GET", Path: PathMonitor + "/block", Needs: ChangeBlocks, Sensitive: true},
		{Name: "monitor.reveal", Method: "GET", Path: PathMonitor + "/reveal", Needs: SearchLogs, Sensitive: true},
		{Name: "monitor.reveal.show", Method: "POST", Path: PathMonitor + "/reveal", Needs: SearchLogs, Sensitive: true, Verb: "log.address"},
		{Name: "monitor.stream", Method: "GET", Path: PathMonitor + "/stream", Needs: SeeLogs, Streams: true},
		{Name: "log", Method: "GET", Path: PathLog, Needs: SeeLogs},
		{Name: "log.looks", Method: "GET", Path: PathLog + "/looks", Needs: SeeLogs},
		{Name: "log.search", Method: "GET", Path: PathLog + "/search", Needs: SearchLogs, Sensitive: true},
		{Name: "log.search.find", Method: "POST", Path: PathLog + "/search", Needs: SearchLogs, Sensitive: true, Verb: "log.search"},
		{Name: "log.week", Method: "GET", Path: PathLog + "/week", Needs: SeeLogs},
		{Name: "log.week.csv", Method: "GET", Path: PathLog + "/week.csv", Needs: SeeLogs},
		{Name: "log.why", Method: "GET", Path: PathLog + "/why", Needs: SeeLogs},
	}
}

// doorActions are how somebody comes in, comes in again, and leaves.
func doorActions() []Action {
	return []Action{
		{Name: "sign-in", Method: "GET", Path: PathSignIn, Stage: Anyone},
		{Name: "sign-in.touch", Method: "POST", Path: PathSignIn, Stage: Anyone},
		{Name: "sign-in.enter", Method: "POST", Path: PathSignIn + "/enter", Stage: Anyone, Verb: "admin.sign-in"},
		{Name: "invite", Method: "GET", Path: PathInvite, Stage: Anyone},
		{Name: "invite.redeem", Method: "POST", Path: PathInvite, Stage: Anyone, Verb: "admin.redeem"},
		{Name: "recover", Method: "GET", Path: PathRecover, Stage: Anyone},
		{Name: "recover.code", Method: "POST", Path: PathRecover, Stage: Anyone, Verb: "admin.sign-in"},
		{Name: "recover.stop", Method: "POST", Path: PathRecover + "/stop", Stage: Comes, Verb: "admin.recover.stop"},
		{Name: "school", Method: "GET", Path: PathSchool, Stage: Comes},
		{Name: "school.go", Method: "POST", Path: PathSchool, Stage: Comes},
		// A login ends in a GET: the hub's answer leads to it. Its entry is admin.school.
		{Name: "school.back", Method: "GET", Path: PathSchool + "/back", Stage: Comes},
		{Name: "leave", Method: "POST", Path: "/admin/leave", Stage: Comes, Verb: "admin.sign-out"},
		{Name: "leave.all", Method: "POST", Path: "/admin/leave/all", Stage: Enrolls, Verb: "admin.sign-out"},
	}
}

// PageOf gives an address as a page of the table: its path without the query, where a
// browser can open it; "" for anything else. It is what a fresh factor may lead back to.
func PageOf(address string) string {
	path, _, _ := strings.Cut(address, "?")
	if slices.ContainsFunc(Actions(), func(a Action) bool { return a.Method == "GET" && a.Stage == Signed && !a.Streams && a.Path == path }) {
		return path
	}
	return ""
}

// authorize judges a visitor by an action, in the order in which they can do something
// about it: sign in, enrol, ask for a role, show the key again.
func authorize(v Visitor, a Action, now time.Time) error {
	switch {
	case a.Stage == Anyone:
		return nil
	case v.Account.ID == "" || a.Stage == Proved && v.Factor == "":
		return ErrNoSession
	case a.Stage != Comes && v.Account.AtSchool && !v.Vouched:
		return ErrSchool
	case a.Stage == Signed && (!v.Enough || v.Code), a.Stage == Begins && v.Code:
		return ErrEnrol
	case a.Stage == Signed && v.Factor == "":
		return ErrNoSession // an invitation's session is not what a key opens
	case !v.Account.Role.may(a.Needs):
		return ErrForbidden
	case a.Sensitive && !v.fresh(now):
		return ErrStale
	}
	return nil
}

// fresh: whoever has just redeemed an invitation, or has a recovery code alone, has no
// factor to show, and their session ends as soon as they have.
func (v Visitor) fresh(now time.Time) bool {
	if v.Factor == "" && (!v.Enough || v.Code) {
		return true
	}
	age := now.Truncate(time.Second).Sub(v.Shown) // both in whole seconds
	return age >= 0 && age <= Fresh
}
