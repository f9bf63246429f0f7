package web

import (
	"fmt"
	"time"
)

// adminTexts are the sentences of the admins' pages.
type adminTexts interface {
	accessTexts
	secondTexts
	fedTexts
	appTexts
	changeTexts
	checkTexts
	AdminSection(section string) string
	AdminRole(role string) string
	AdminKind(kind string) string
	AdminHelp() string
	AdminSignInTitle() string
	AdminSignInLead() string
	AdminSignInButton() string
	AdminHaveInvite() string
	AdminInviteTitle() string
	AdminInviteLead() string
	AdminInviteLabel() string
	AdminInviteHint() string
	AdminGoOn() string
	AdminAddKey() string
	AdminShowKey() string
	AdminTouchSteps() []string
	AdminTouchFault() string
	AdminNeedsScript() string
	AdminUseKey() string
	AdminFirstKey() string
	AdminOneMore() string
	AdminKeyName() string
	AdminKeyNameHint() string
	AdminKeyHint() string
	AdminAppTitle() string
	AdminAppHint() string
	AdminAppName() string
	AdminAppAdd() string
	AdminAppSteps() []string
	AdminAppSeed() string
	AdminCodeLabel() string
	AdminCodesTitle() string
	AdminCodesHint() string
	AdminCodesMake() string
	AdminCodesOnce() string
	AdminCodesKept() string
	AdminCodesLeft(n int) string
	AdminHave() string
	AdminNothingYet() string
	AdminWorks() string
	AdminSuspended() string
	AdminSynced() string
	AdminAdded(t time.Time) string
	AdminUsed(t time.Time) string
	AdminNewName() string
	AdminRename() string
	AdminLeaveAll() string
	AdminLeaveAllHint() string
	AdminRemove() string
	AdminConfirmTitle() string
	AdminConfirmLead() string
	AdminOrCode() string
	AdminHomeLead() string
	AdminKeysCount(n int) string
	AdminBlocksCount(n int) string
	AdminPeopleCount(n int) string
	AdminAuditWhat() string
	AdminBlocksLead() string
	AdminBlocksStanding() string
	AdminBlocksHead() [5]string
	AdminDevice() string
	AdminLift() string
	AdminNoBlocks() string
	AdminBlock() string
	AdminNetwork() string
	AdminNetworkHint(own string) string
	AdminReason() string
	AdminBlockReason(word string) string
	AdminTicket() string
	AdminTicketHint() string
	AdminFor() string
	AdminTerms() [5]string
	AdminInvitedNote(t time.Time) string
	AdminInvitedAt() string
	AdminNotReady() string
	AdminMine() string
	AdminRoleOf() string
	AdminSchoolOf() string
	AdminAppOf() string
	AdminNoApp() string
	AdminAppLabel() string
	AdminNoSchool() string
	AdminChangeRole() string
	AdminOpenInvites() string
	AdminUntil(t time.Time) string
	AdminInviteOne() string
	AdminPersonName() string
	AdminRoleLabel() string
	AdminSchoolLabel() string
	AdminAuditBroken() string
	AdminAuditHead() [5]string
	AdminOlder() string
}

// plural picks the sentence that fits a number.
func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}
