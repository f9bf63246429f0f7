package web

import (
	"fmt"
)

func (english) AdminAppOf() string    { return "App of" }
func (english) AdminNoApp() string    { return "No app" }
func (english) AdminAppLabel() string { return "App, for a developer" }

func (english) AppsLead() string {
	return "Each app gets only what its agreement says. Choose an app and see exactly what it gets."
}
func (english) AppsNone() string           { return "There is no app that you may see." }
func (english) AppTitle(app string) string { return "Agreement with " + app }
func (english) AppLead(app, supplier, id string) rich {
	return rich{name(app), txt(" is made by "), name(supplier), txt(" and is called "), span{Kind: "code", Text: id}, txt(" here. What is not below, the app does not get.")}
}
func (english) AppGets() string { return "What does this app get?" }
func (english) ItemCap(item string) string {
	switch item {
	case "name":
		return "Name"
	case "student_number":
		return "Student number"
	case "class":
		return "Class"
	case "school":
		return "The school"
	}
	return "Role"
}
func (english) AppNothing() string   { return "Nothing about the person" }
func (english) AppPseudonym() string { return "The app gets a number of its own, and no more." }
func (english) AppOptional() string {
	return "The pupil may switch this off. The school need not send it."
}
func (english) AppOptionalShort() string { return "the pupil may switch it off" }
func (english) AppBasis() string         { return "Legal basis" }
func (english) BasisWord(basis string) string {
	if basis == "consent" {
		return "Consent"
	}
	return "Public task"
}
func (english) InformWord(inform string) string {
	switch inform {
	case "every_login":
		return "The pupil sees what goes to the app each time."
	case "never":
		return "The pupil does not see beforehand what goes to the app."
	}
	return "The pupil sees what goes to the app the first time."
}
func (english) AppRoles() string { return "For whom" }
func (english) AdminRoleOfContract(role string) string {
	if role == "staff" {
		return "staff"
	}
	return "pupils and students"
}
func (english) AppSchools() string            { return "Schools" }
func (english) AppVersion() string            { return "Version of the agreement" }
func (english) AppApproved(day string) string { return "Approved on " + day + "." }
func (english) AppToken() string              { return "What exactly does the app see?" }
func (english) AppImaginary() string          { return "imaginary pupil" }
func (english) AppSchool() string             { return "Of which school?" }
func (english) AppRole() string               { return "In which role?" }
func (english) AppShow() string               { return "Show" }
func (english) AppRefused(school string) string {
	return "Nobody of " + school + " can sign in to this app."
}
func (english) AppMissing() string  { return "The federation does not send:" }
func (english) AppUserInfo() string { return "Answer of userinfo" }
func (english) AppIDToken() string  { return "The token of the sign-in" }
func (english) AppMarked() string {
	return "What is marked is personal. At sub stands a number that only this app knows. E-mail, date of birth and BSN can never be in here."
}
func (english) AppNoSchool() string { return "There is no school for an example." }
func (english) AppReceived() string { return "What does the federation send, and what stays here?" }
func (english) AppReceivedHead() [3]string {
	return [3]string{"Item", "The federation sends", "The app gets"}
}
func (english) AppStays() string { return "Stays here" }
func (english) AppWhy(why string) string {
	switch why {
	case "not_in_contract":
		return "Is not in the agreement."
	case "not_for_role":
		return "Belongs to pupils only."
	case "narrowed_by_school":
		return "The school keeps this back."
	case "incomplete":
		return "Nothing goes, because something is missing."
	case "not_sent":
		return "The school does not send this."
	}
	return "We never pass this on."
}
func (english) AppChanged() string { return "What changed?" }
func (english) AppBetween(from, to int) string {
	return fmt.Sprintf("registry version %d → %d", from, to)
}
func (english) AppFrom() string    { return "Compare version" }
func (english) AppTo() string      { return "with version" }
func (english) AppCompare() string { return "Compare" }
func (english) AppHistory() string { return "History" }
func (english) AppVersionHead() [5]string {
	return [5]string{"Version", "State", "When", "By", "Why"}
}
func (english) AppNow() string { return "In force" }
func (english) VersionState(state string) string {
	switch state {
	case "waiting":
		return "Being put in use"
	case "failed":
		return "Never in use"
	}
	return "Over"
}
func (english) VersionAuthor(author string) string { return author }
func (english) VersionReason(reason string) string { return reason }
func (english) AppTechnical() string               { return "For technicians" }
func (english) AppProfile() string                 { return "Profile" }
func (english) AppRedirects() string               { return "Answers go to" }
func (english) AppStatement() string               { return "Privacy page" }

func (english) DiffNew() string             { return "New:" }
func (english) DiffGone() string            { return "Ends:" }
func (english) DiffAlso(role string) string { return "For " + english{}.AdminRoleOfContract(role) }
func (english) DiffSchool(s string) string  { return "At " + s }
func (english) DiffAddress() string         { return "Answers to" }
func (english) DiffOther() string           { return "Also changed:" }
func (english) DiffNone() string            { return "Nothing that this app gets." }

func (english) AppWaits() string {
	return "Waits for the school"
}

func (english) AppWaitsFor(version int) string {
	return fmt.Sprintf("Version %d waits for you", version)
}

func (english) AppWaitsAt(version int) string {
	return fmt.Sprintf("Version %d waits for the approval of:", version)
}

func (english) AppTheirMove() string {
	return "Until then the version that was approved holds there. It is the turn of the school's privacy officer."
}

func (english) AppHeld(version int) string {
	return fmt.Sprintf("Version %d holds until you choose. What ends is gone already.", version)
}

func (english) AppNotServed() string {
	return "This app is new to your school. Nobody can sign in until you choose."
}

func (english) AppNarrow() string {
	return "Is something new? Then each pupil sees again what goes to the app."
}

func (english) AppApprove(version int) string {
	return fmt.Sprintf("Approve version %d", version)
}

func (english) AppStop(app string) string {
	return "Stop " + app
}

func (english) AppAct() string {
	return "We ask for your security key first. Your choice works within 5 seconds, and is in the audit."
}
