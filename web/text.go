package web

import "time"

// texts is every sentence of the pages. It is an interface so that a text which is
// missing in one language does not compile (U-07). Sentences with an emphasis or a
// link are rich; one that takes a number takes the number.
//
// Pupil texts keep to 15 words a sentence and to B1; a test measures it.
type texts interface {
	frameTexts
	pickerTexts
	informationTexts
	confirmTexts
	bringTexts
	refusalTexts
	explainTexts
	handoverTexts
	standingTexts
	privacyTexts
	meTexts
	factorTexts
	demoTexts
	adminTexts
	logTexts
	liveTexts

	Date(t time.Time) string
	Clock(t time.Time) string
}

type frameTexts interface {
	SkipLink() string
	HomeLabel() string
	OtherLanguage() string
	ForApp(app, school string) rich
	Motto() string
	HelpLine(school, ict string) rich
	LinkConcern() string
	LinkPrivacy() string
	LinkCookies() string
	LinkAccess() string
	DemoSign() string
	Menu() string
	LogOut() string
	Received(n, missing int) string
	GoThrough(n int) string
}

type pickerTexts interface {
	PickerTitle() string
	AllSchoolsTitle() string
	NoSchoolTitle() string
	SearchLabel() string
	SearchButton() string
	SearchHint() string
	SearchHintLive() string
	SchoolsFound(shown, total int) string
	NoSchoolFound(query string) rich
	NoSchoolAdvice() string
	DidYouMean() string
	SchoolMissing() string
	SchoolMissingAdvice(app string) rich
	LastTime() string
	RatherList() string
	SeeAll() string
	SeeHigher() string
	NotThere() string
	PickFromList() string
	ListLead(searchHref string) rich
	OtherSchools() string
	HigherSchools() string
	SchoolCount(n int) string
	OtherLetters() string
	Remember() string
	RememberHint() string
	Sector(sector string) string
}

type informationTexts interface {
	InfoTitle(app string) string
	InfoLead(app string) rich
	ChangedNote() string
	OtherSchoolNote(chosen, actual string) rich
	YourItem(item, sector string) string
	ItemWord(item, sector string) string
	RoleWord(role, sector string) string
	SendOptional(item, sector string, on bool) string
	NothingPersonal(app string) rich
	NothingPersonalTag() string
	AppSees(app, role, school string) rich
	AppOwnNumber(app string) rich
	Receipt(app string, received, passing int) rich
	Continue(app string) string
	Decline() string
	WhyAllowed() string
	BasisTask(app string) rich
	BasisConsent() string
	Approved(at time.Time) rich
	MadeBy(app, supplier string) rich
	AppPrivacy(app, href string) rich
	WrongData(school string) rich
	SeeLater(href string) rich
}

type confirmTexts interface {
	NotYouLine(person string) rich
	NotYouButton() string
	ConfirmYouTitle() string
	ConfirmYou(person, school string) rich
	ConfirmSchoolTitle() string
	ConfirmSchool(chosen, actual string) rich
}

type bringTexts interface {
	BringTitle() string
	BringLead(old, school string) rich
	BringHow(old string) rich
	BringYes() string
	BringNo() string
	BringUntil(t time.Time) rich
	BroughtTitle() string
	BroughtLead(person, old string) rich
	BroughtNow(person, school string) rich
	BroughtWhat() string
	BroughtYes() string
	BroughtNo() string
}

type refusalTexts interface {
	Guiltless() string
	MissingLine(words []string) rich
	WhoActs() string
	OwnerName(owner, app, federation string) string
	OwnerTurn(owner string) string
	SolveIt() string
	CodeLabel() string
	WordsLabel() string
	WordsNote() string
	At(t time.Time) rich
	Again() string
	BackTo(app string) string
	ForHelpdesk() string
	StartAt() string
	AnswerNames(chosen, asserted string) rich
}

type explainTexts interface {
	ExplainTitle() string
	ExplainLead() string
	ExplainLabel() string
	ExplainButton() string
	ExplainHint() string
	ExplainUnknown() string
	ExplainUnknownWhy() string
	ExplainApp() string
	ExplainChosen() string
	ExplainSchool() string
	ExplainConnection() string
	ExplainWhen() string
	ExplainAsked(federation string) string
	ExplainReceived(federation string) string
	ExplainRefused(code string) string
	ExplainAfter(d time.Duration) string
	ExplainChecks() string
	ExplainPassed() string
	ExplainFailed() string
	CheckName(check string) string
	ExplainMissing() string
	ExplainNames() string
	ExplainNamesNote() string
	ExplainOthers(n int) string
	ExplainLink() string
}

type handoverTexts interface {
	HandoverTitle(app string) string
	HandoverLead(app string) rich
	CookieHelpTitle() string
	CookieHelpLead() string
	CookieHelpLink() string
	CookieHelpWhy() string
}

type standingTexts interface {
	HomeTitle() string
	HomeLead() string
	HomeStart() string
	HomeStartText() string
	HomeWhat() string
	HomeWhatText() []string
	CookiesTitle() string
	CookiesLead(n int) string
	CookieUse(use string) string
	CookieLife(days int) string
	CookiesRest() string
	AccessTitle() string
	AccessLead() string
	AccessChecked(t time.Time) rich
	AccessHow() []string
	AccessGaps() string
	AccessGapsText() []string
	AccessProblem() string
	AccessProblemText(contact string) rich
	NotFoundTitle() string
	NotFoundLead() string
	NotFoundAdvice() string
	ErrorTitle() string
	ErrorLead() string
	ErrorSteps() []string
	ErrorReference() string
	LoggedOutTitle() string
	LoggedOutLead() string
	LogoutState(state string) string
	LogoutWhy(state string) string
	LogoutNote() rich
	LogoutFor() string
	LogoutTitle() string
	LogoutLead(app string) rich
	LogoutWill(told bool) string
	LogoutStay() string
	StayedTitle() string
	StayedLead(app string) rich
}

type privacyTexts interface {
	PrivacyTitle() string
	PrivacyLead() rich
	PrivacyPasses() string
	PrivacyPassesText() []string
	PrivacyKeeps() string
	PrivacyKept() []fact
	PrivacyLogs() string
	PrivacyLogsText() []string
	PrivacyLogHead() [4]string
	PrivacyLogKind(all bool) string
	PrivacyDays(n int) string
	PrivacyAskSchool() string
	PrivacyRights() string
	PrivacyRightsText() []string
	PrivacyComplaint(href string) rich
	PrivacyContact() string
	PrivacyContactText(operator, contact string) rich
	PrivacyConcern() string
	PrivacyConcernText(contact string) rich
}

type meTexts interface {
	MeTitle() string
	MeLead() string
	MeWho() string
	MeCount(n int) string
	MeCaption() string
	MeHead() [6]string
	MeNone() string
	MeContract(version int) string
	MeConsent() string
	MeStop() string
	MeStopWith() string
	MeStopped(app string) rich
	MeWrong(school string) rich
	MeOpen() string
	MeHere() string
	MeElsewhere() string
	MeLoggedIn() string
	MeSince(t time.Time) string
	MeNowhere() string
	MeEverywhere() string
	MeEverywhereHint() string
}

// fact is a term with what is to be said of it.
type fact struct{ Term, Text, More string }

func textsOf(l Lang) texts {
	if l == EN {
		return english{}
	}
	return dutch{}
}

// ItemWord is the word for an item in running text: "leerlingnummer", or
// "studentnummer" where the school is of the sector ho (contract 8).
func ItemWord(l Lang, item, sector string) string { return textsOf(l).ItemWord(item, sector) }
