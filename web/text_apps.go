package web

// appTexts are the sentences of the pages about apps and their agreements.
type appTexts interface {
	AppsLead() string
	AppsNone() string
	AppTitle(app string) string
	AppLead(app, supplier, id string) rich
	AppGets() string
	ItemCap(item string) string
	AppNothing() string
	AppPseudonym() string
	AppOptional() string
	AppOptionalShort() string
	AppBasis() string
	BasisWord(basis string) string
	InformWord(inform string) string
	AppRoles() string
	AdminRoleOfContract(role string) string
	AppSchools() string
	AppVersion() string
	AppApproved(day string) string
	AppToken() string
	AppImaginary() string
	AppSchool() string
	AppRole() string
	AppShow() string
	AppRefused(school string) string
	AppMissing() string
	AppUserInfo() string
	AppIDToken() string
	AppMarked() string
	AppNoSchool() string
	AppReceived() string
	AppReceivedHead() [3]string
	AppStays() string
	AppWhy(why string) string
	AppChanged() string
	AppBetween(from, to int) string
	AppFrom() string
	AppTo() string
	AppCompare() string
	AppHistory() string
	AppVersionHead() [5]string
	AppNow() string
	VersionState(state string) string
	VersionAuthor(author string) string
	VersionReason(reason string) string
	AppTechnical() string
	AppProfile() string
	AppRedirects() string
	AppStatement() string
	DiffNew() string
	DiffGone() string
	DiffAlso(role string) string
	DiffSchool(school string) string
	DiffAddress() string
	DiffOther() string
	DiffNone() string
	AppWaits() string
	AppWaitsFor(version int) string
	AppWaitsAt(version int) string
	AppTheirMove() string
	AppHeld(version int) string
	AppNotServed() string
	AppNarrow() string
	AppApprove(version int) string
	AppStop(app string) string
	AppAct() string
}
