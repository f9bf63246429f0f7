package web

import (
	"fmt"
	"strings"
)

func (english) LogTitle() string { return "Sign-in log" }
func (english) LogLead(all bool, days int) string {
	if all {
		return fmt.Sprintf("This school keeps each sign-in, for %d days. A row does not say whose it is.", days)
	}
	return fmt.Sprintf("This school keeps failed sign-ins alone, for %d days. A row does not say whose it is.", days)
}
func (english) LogChoose() string      { return "Choose a school." }
func (english) LogSchool() string      { return "School name" }
func (english) LogFrom() string        { return "From" }
func (english) LogTo() string          { return "To" }
func (english) LogOutcome() string     { return "Outcome" }
func (english) LogOutcomes() [3]string { return [3]string{"All", "Refused", "Let in"} }
func (english) LogShow() string        { return "Show" }
func (english) LogHead() [4]string {
	return [4]string{"When", "Application", "Outcome", "Who must act"}
}
func (english) LogReleased() string { return "Let in" }
func (english) LogRefused() string  { return "Refused" }
func (english) LogTurn(owner string) string {
	switch owner {
	case "you":
		return "the pupil"
	case "school":
		return "the school"
	case "app":
		return "the app"
	case "federation":
		return "the federation"
	}
	return "us, Sluis"
}
func (english) LogNone() string { return "There is nothing on these days." }
func (english) LogZone(zone string) string {
	return "The clock is set to " + zone + ". A day runs from midnight to midnight in UTC."
}
func (english) LogWhy() string       { return "Why did this sign-in fail?" }
func (english) LogWhyHint() string   { return "The code or the three words that the pupil sees." }
func (english) LogWhyButton() string { return "Search" }
func (english) LogMore() string      { return "More on this school" }
func (e english) LogToSearch(sector string) string {
	return "Search by " + e.ItemWord("student_number", sector)
}
func (english) LogToWeek() string      { return "The week in numbers" }
func (english) LogToLooks() string     { return "Who looked in this log" }
func (english) LogToday() string       { return "Who could not sign in today?" }
func (english) LogSearchTitle() string { return "Find the sign-ins of one pupil" }
func (e english) LogSearchLead(sector string) string {
	return "You search with a " + e.ItemWord("student_number", sector) + ". We do not keep that number. The school does see that you searched, and why."
}
func (e english) LogNumber(sector string) string {
	w := e.ItemWord("student_number", sector)
	return strings.ToUpper(w[:1]) + w[1:]
}
func (english) LogReason(reason string) string {
	switch reason {
	case "help":
		return "the pupil asks for help"
	case "incident":
		return "an incident is looked into"
	case "request":
		return "somebody asks what is kept"
	}
	return "an order of an authority"
}
func (english) LogSearchButton() string { return "Search and write down" }
func (english) LogFound(n int) string   { return plural(n, "1 sign-in found", "%d sign-ins found") }
func (english) LogFoundNone(all bool) string {
	if all {
		return "Nothing was found for this number on these days."
	}
	return "Nothing was found for this number on these days. This school does not keep sign-ins that went well."
}
func (english) LogWeekTitle() string { return "The week in numbers" }
func (english) LogWeekOf(week, from, to string) string {
	return "The week " + week + ": from " + from + " to " + to + "."
}
func (english) LogWeekFailedOnly() string {
	return "This school keeps failed sign-ins alone. How many went well is written nowhere."
}
func (english) LogWeekDays() string    { return "By day" }
func (english) LogWeekHead() [3]string { return [3]string{"What", "Let in", "Refused"} }
func (english) LogWeekApps() string    { return "By app" }
func (english) LogWeekReasons() string { return "Why refused" }
func (english) LogWeekReasonHead() [4]string {
	return [4]string{"What the pupil read", "Times", "Average of the 4 weeks before", "Who must act"}
}
func (english) LogWeekBusiest(hour, most int) string {
	return fmt.Sprintf("Most was refused between %d:00 and %d:00 UTC: %d times.", hour, hour+1, most)
}
func (english) LogWeekCountries() string { return "Refused from where" }
func (english) LogWeekCountryHead() [3]string {
	return [3]string{"Country", "Times", "Average of the 4 weeks before"}
}
func (english) LogWeekNoCountry() string { return "unknown" }
func (english) LogWeekSheet() string     { return "Download as CSV" }
func (english) LogWeekBefore() string    { return "The week before" }
func (english) LogWeekAfter() string     { return "The week after" }
func (english) LogLooksTitle() string    { return "Who looked in this log" }
func (english) LogLooksLead() string {
	return "Each time that somebody looked for a pupil of this school. For which number is written nowhere."
}
func (english) LogLooksHead() [4]string {
	return [4]string{"When", "Who", "What", "Why"}
}
func (english) LogLooksNone() string      { return "Nobody has looked yet." }
func (english) LogLookVerb(string) string { return "searched the log" }
