package web

import "strconv"

func (english) CheckTitle() string { return "Test sign-in" }
func (english) CheckLead() string {
	return "Sign in with an account of the school. Then you see what the school sends, and what each app lacks."
}
func (english) CheckWhat() string { return "What does a school send, and what does an app lack?" }
func (english) CheckSteps() []string {
	return []string{"Choose the school.", "Sign in at the school's page, with your own account.", "See what arrives for each app."}
}
func (english) CheckSchool() string { return "The school" }
func (english) CheckBegin() string  { return "Begin the test" }
func (english) CheckHint() string {
	return "Nothing goes to an app. You see values in part only. We do not keep them. That you made a test goes into the audit trail."
}
func (english) CheckNone() string  { return "There is no school at which you can make a test." }
func (english) CheckAgain() string { return "Another test" }
func (english) CheckActs() string  { return "To act:" }
func (english) CheckedTitle(school string) string {
	return "Test sign-in at " + school
}
func (english) CheckedLead() string {
	return "This is what the school sends about you. Nothing went to an app. In five minutes this page is gone."
}
func (english) CheckedIn() string  { return "Signing in works" }
func (english) CheckedOut() string { return "Signing in does not work" }
func (english) CheckedVersion(n int) string {
	return "agreement version " + strconv.Itoa(n)
}
func (english) CheckedHead() [3]string { return [3]string{"Item", "Did it arrive?", "Value, hidden"} }
func (english) CheckedCame(came string) string {
	switch came {
	case "ok":
		return "Yes"
	case "missing":
		return "No, and the app needs it"
	case "role":
		return "Not for your role"
	}
	return "No, and it need not"
}
func (english) CheckedNoApps() string { return "This school has no app yet." }
func (english) CheckedNames() string {
	return "These are the names alone. What no app needs is dropped at once."
}
