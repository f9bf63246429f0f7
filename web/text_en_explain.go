package web

import (
	"strconv"
	"time"
)

func (english) ExplainTitle() string { return "Why did signing in fail?" }
func (english) ExplainLead() string {
	return "A sign-in that failed shows three words. Type them here to see how far it came."
}
func (english) ExplainLabel() string  { return "The three words" }
func (english) ExplainButton() string { return "Look" }
func (english) ExplainHint() string {
	return "For example: reiger kade zeven. We keep this for seven days. It says nothing about the person."
}
func (english) ExplainUnknown() string { return "We find nothing under these words." }
func (english) ExplainUnknownWhy() string {
	return "Check the words. Was it more than seven days ago? Then it has been erased. Did very many sign-ins fail at once? Then we keep only some of them."
}
func (english) ExplainApp() string                    { return "App" }
func (english) ExplainChosen() string                 { return "Chosen school" }
func (english) ExplainSchool() string                 { return "School in the answer" }
func (english) ExplainConnection() string             { return "Connection" }
func (english) ExplainWhen() string                   { return "What happened when?" }
func (english) ExplainAsked(federation string) string { return "Our request went to " + federation }
func (english) ExplainReceived(federation string) string {
	return "The answer of " + federation + " arrived"
}
func (english) ExplainRefused(code string) string { return "The sign-in ended with " + code }
func (english) ExplainChecks() string             { return "What was checked?" }
func (english) ExplainPassed() string             { return "in order" }
func (english) ExplainFailed() string             { return "it ended here" }
func (english) ExplainMissing() string            { return "What was missing?" }
func (english) ExplainNames() string              { return "Which fields arrived?" }
func (english) ExplainNamesNote() string {
	return "These are the names only. We do not keep what was in them."
}
func (english) ExplainLink() string { return "See how far this sign-in came" }

func (english) ExplainAfter(d time.Duration) string {
	if d < 2*time.Minute {
		return strconv.Itoa(int(d/time.Second)) + " seconds later"
	}
	return strconv.Itoa(int(d/time.Minute)) + " minutes later"
}

func (english) ExplainOthers(n int) string {
	return strconv.Itoa(n) + " others, which Sluis does not know"
}

func (english) CheckName(check string) string {
	switch check {
	case "connection":
		return "The answer came to the connection that asked"
	case "keys":
		return "The keys of the hub are valid"
	case "encoding":
		return "The answer is a readable form field (base64)"
	case "signature":
		return "XML and signature"
	case "response-version":
		return "Version of the Response"
	case "response-issuer":
		return "Sender of the Response (Issuer)"
	case "destination":
		return "Destination"
	case "in-response-to":
		return "Belongs to our request (InResponseTo)"
	case "status":
		return "Status of the answer (StatusCode)"
	case "decryption":
		return "Decryption"
	case "assertion":
		return "There is an Assertion"
	case "assertion-version":
		return "Version of the Assertion"
	case "assertion-issuer":
		return "Sender of the Assertion (Issuer)"
	case "issue-instant":
		return "Time of issue (IssueInstant)"
	case "subject":
		return "Subject and NameID"
	case "confirmation":
		return "Confirmation (SubjectConfirmation)"
	case "conditions":
		return "Conditions and Audience"
	case "authn-statement":
		return "Moment of signing in (AuthnStatement)"
	case "attributes":
		return "The fields are readable"
	case "answer":
		return "All checks of the answer itself"
	case "once":
		return "The answer was not used before"
	case "strength":
		return "The sign-in was as strong as the app asked"
	case "person":
		return "Identifier, school and role can be read"
	case "school":
		return "The school belongs to this connection"
	case "admission":
		return "App, school and contract as they are now"
	case "items":
		return "Role and items that the contract asks"
	case "factor":
		return "A key or code of the person, where the app asks for one"
	}
	return check
}
