package web

// checkTexts are the sentences of the test login.
type checkTexts interface {
	CheckTitle() string
	CheckLead() string
	CheckWhat() string
	CheckSteps() []string
	CheckSchool() string
	CheckBegin() string
	CheckHint() string
	CheckNone() string
	CheckAgain() string
	CheckActs() string
	CheckedTitle(school string) string
	CheckedLead() string
	CheckedIn() string
	CheckedOut() string
	CheckedVersion(n int) string
	CheckedHead() [3]string
	CheckedCame(came string) string
	CheckedNoApps() string
	CheckedNames() string
}
