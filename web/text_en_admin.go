package web

import (
	"fmt"
	"time"
)

func (english) AdminSection(section string) string {
	switch section {
	case "home":
		return "Today"
	case "apps":
		return "Apps"
	case "schools":
		return "Schools"
	case "feds":
		return "Federations"
	case "keys":
		return "My keys"
	case "blocks":
		return "Blocks"
	case "people":
		return "Admins"
	}
	return "Audit trail"
}

func (english) AdminRole(role string) string {
	switch role {
	case "platform":
		return "platform admin"
	case "privacy":
		return "privacy officer of a school"
	case "helpdesk":
		return "help desk of a school"
	case "auditor":
		return "auditor"
	}
	return "developer"
}

func (english) AdminKind(kind string) string {
	switch kind {
	case "key":
		return "Security key"
	case "totp":
		return "Code from an app"
	}
	return "Recovery codes"
}

func (english) AdminHelp() string {
	return "Help: the operator of this installation. Everything you do here goes into the audit trail."
}
func (english) AdminSignInTitle() string {
	return "Sign in to administration"
}
func (english) AdminSignInLead() string {
	return "You sign in with your security key. No name or password is needed."
}
func (english) AdminSignInButton() string {
	return "Sign in with my key"
}
func (english) AdminHaveInvite() string {
	return "I have an invitation"
}
func (english) AdminInviteTitle() string {
	return "Your invitation"
}
func (english) AdminInviteLead() string {
	return "With the code of your invitation you make your own access. Have two security keys at hand."
}
func (english) AdminInviteLabel() string {
	return "Code of your invitation"
}
func (english) AdminInviteHint() string {
	return "Capitals, spaces and hyphens do not matter."
}
func (english) AdminGoOn() string {
	return "Continue"
}
func (english) AdminAddKey() string {
	return "Add a key"
}
func (english) AdminShowKey() string {
	return "Use your key"
}
func (english) AdminTouchFault() string {
	return "That did not work. Put the key into your computer and try again."
}
func (english) AdminNeedsScript() string {
	return "A security key works with JavaScript only. Switch JavaScript on for this site."
}
func (english) AdminUseKey() string {
	return "Use the key"
}
func (english) AdminFirstKey() string {
	return "Add a security key. After that one second factor, and you have access."
}
func (english) AdminOneMore() string {
	return "One more step. Add a second key, connect an app, or make recovery codes. Then sign in."
}
func (english) AdminKeyName() string {
	return "Name of the key"
}
func (english) AdminKeyNameHint() string {
	return "Choose a name that you will recognise. For example: blue, on key ring."
}
func (english) AdminKeyHint() string {
	return "A platform admin uses a separate key. A key that copies itself to an account is not possible then."
}
func (english) AdminAppTitle() string {
	return "Code from an app"
}
func (english) AdminAppHint() string {
	return "For when your key does not work. A new app replaces the one before."
}
func (english) AdminAppName() string {
	return "Name of the app or phone"
}
func (english) AdminAppAdd() string {
	return "Connect an app"
}
func (english) AdminAppSeed() string {
	return "The key:"
}
func (english) AdminCodeLabel() string {
	return "Code of six digits"
}
func (english) AdminCodesTitle() string {
	return "Recovery codes"
}
func (english) AdminCodesHint() string {
	return "Ten codes on paper. You see them once. New codes replace the old ones."
}
func (english) AdminCodesMake() string {
	return "Make codes"
}
func (english) AdminCodesOnce() string {
	return "This is the only time that you see these codes. Write them down and keep them in a safe place."
}
func (english) AdminCodesKept() string {
	return "I have kept them"
}
func (english) AdminHave() string {
	return "This you have"
}
func (english) AdminNothingYet() string {
	return "Nothing yet."
}
func (english) AdminWorks() string {
	return "Works"
}
func (english) AdminSuspended() string {
	return "Suspended"
}
func (english) AdminSynced() string {
	return "Is copied to an account."
}
func (english) AdminNewName() string {
	return "Other name for"
}
func (english) AdminLeaveAll() string {
	return "Sign out everywhere"
}
func (english) AdminLeaveAllHint() string {
	return "All your sessions end, this one and those in other browsers too. After that you sign in again."
}
func (english) AdminRename() string {
	return "Rename"
}
func (english) AdminRemove() string {
	return "Remove"
}
func (english) AdminConfirmTitle() string {
	return "Confirm that it is you"
}
func (english) AdminConfirmLead() string {
	return "Your key was not used for more than five minutes. Use it again now. Then do the act once more."
}
func (english) AdminOrCode() string {
	return "Or with a code"
}
func (english) AdminHomeLead() string {
	return "Everything you do here goes into the audit trail."
}
func (english) AdminAuditWhat() string {
	return "Who did what to this installation. Lines cannot be changed unnoticed."
}
func (english) AdminBlocksLead() string {
	return "A block keeps a network out. Browsers that are known notice nothing."
}
func (english) AdminBlocksStanding() string {
	return "Who is out now"
}
func (english) AdminDevice() string {
	return "a device"
}
func (english) AdminLift() string {
	return "Lift"
}
func (english) AdminNoBlocks() string {
	return "Nobody is blocked."
}
func (english) AdminBlock() string {
	return "Block"
}
func (english) AdminNetwork() string {
	return "Network or address"
}
func (english) AdminReason() string {
	return "Reason"
}
func (english) AdminBlockReason(word string) string {
	switch word {
	case "guessing":
		return "guessing passwords or codes"
	case "scan":
		return "looking for weak spots"
	case "flood":
		return "too many requests"
	case "stolen_account":
		return "stolen account"
	case "on_request":
		return "on request"
	case "refusals":
		return "refused too often"
	case "trap":
		return "a request that only an attacker makes"
	}
	return word
}
func (english) AdminTicket() string {
	return "Ticket number"
}
func (english) AdminTicketHint() string {
	return "For example SD-1234. What else there is to tell stands there."
}
func (english) AdminFor() string {
	return "How long"
}
func (english) AdminInvitedAt() string {
	return "For that, open this page:"
}
func (english) AdminNotReady() string {
	return "Not ready yet"
}
func (english) AdminMine() string {
	return "This is you."
}
func (english) AdminRoleOf() string {
	return "Role of"
}
func (english) AdminSchoolOf() string {
	return "School of"
}
func (english) AdminNoSchool() string {
	return "No school"
}
func (english) AdminChangeRole() string {
	return "Change role"
}
func (english) AdminOpenInvites() string {
	return "Open invitations"
}
func (english) AdminInviteOne() string {
	return "Invite an admin"
}
func (english) AdminPersonName() string {
	return "Name"
}
func (english) AdminRoleLabel() string {
	return "Role"
}
func (english) AdminSchoolLabel() string {
	return "School, for a role of a school"
}
func (english) AdminAuditBroken() string {
	return "The chain does not hold: a line is missing or was altered. Call the operator of the installation."
}
func (english) AdminOlder() string {
	return "Older lines"
}

func (english) AdminTouchSteps() []string {
	return []string{"Put the key into your computer, or hold it to your phone.", "Type the key's PIN.", "Touch the key."}
}

func (english) AdminAppSteps() []string {
	return []string{"Open the app on your phone.", "Choose a new code there. Point the camera at the QR code, or type the key below it.", "Type the code that the app shows."}
}

func (english) AdminCodesLeft(n int) string      { return fmt.Sprintf("%d not used yet.", n) }
func (e english) AdminAdded(at time.Time) string { return "Added on " + e.Date(at) + "." }
func (e english) AdminUsed(at time.Time) string {
	if at.IsZero() {
		return "Not used yet."
	}
	return "Last used on " + e.Date(at) + " at " + e.Clock(at) + "."
}
func (english) AdminKeysCount(n int) string {
	return plural(n, "1 key or code app.", "%d keys and code apps.")
}
func (english) AdminBlocksCount(n int) string {
	return plural(n, "1 block stands.", "%d blocks stand.")
}
func (english) AdminPeopleCount(n int) string { return plural(n, "1 admin", "%d admins") }
func (english) AdminBlocksHead() [5]string {
	return [5]string{"Who", "Until", "Reason", "By", "What you can do"}
}
func (english) AdminNetworkHint(own string) string {
	return "For example 192.0.2.0/24, 2001:db8::/48 or one address. Your own address is " + own + "."
}
func (english) AdminTerms() [5]string {
	return [5]string{"an hour", "a day", "a week", "30 days", "a year"}
}
func (e english) AdminInvitedNote(until time.Time) string {
	return "Hand this code to the new admin yourself. You see it once. It works once, until " + e.Date(until) + " at " + e.Clock(until) + "."
}
func (e english) AdminUntil(until time.Time) string {
	return "Good until " + e.Date(until) + " at " + e.Clock(until) + "."
}
func (english) AdminAuditHead() [5]string { return [5]string{"Number", "When", "What", "Who", "About"} }
