package web

// changeTexts are the sentences of changing the registry, and of schools.
type changeTexts interface {
	AppChange() string
	AppChangeTitle(app string) string
	AppChangeLead() string
	AppChangeOn() string
	AppChangeNL() string
	AppChangeEN() string
	AppChangeLines() string
	AppSecond() string
	ChangeSave() string
	ChangeReason(reason string) string
	ChangeLocked(by string) string
	ChangeRefused() string
	BackTitle() string
	BackHint() string
	BackVersion() string
	BackDo() string
	SchoolsLead() string
	SchoolsNone() string
	SchoolApps(n int) string
	SchoolLog(all bool) string
	SchoolPolicy() string
	SchoolLogLabel() string
	SchoolLogHint() string
	SchoolDays() string
	SchoolAgain() string
	SchoolAgainWord(key string) string
	SchoolApproval() string
	SchoolApprovalWord(own bool) string
	SchoolICT() string
	SchoolPrivacy() string
	SchoolTravel() string
	SchoolTravelHint() string
	SchoolCountries() string
	SchoolUntil() string
	SchoolSecond() string
	SchoolFactor() string
	SchoolFactorHint() string
	SchoolFactorWord(class string) string
	SchoolFactorOf() string
	SchoolFactorRoles(roles string) string
	SchoolAdmins() string
}
