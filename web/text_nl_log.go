package web

import (
	"fmt"
	"strings"
)

func (dutch) LogTitle() string { return "Inloglogboek" }
func (dutch) LogLead(all bool, days int) string {
	if all {
		return fmt.Sprintf("Deze school bewaart elke login, %d dagen lang. Een regel zegt niet van wie hij is.", days)
	}
	return fmt.Sprintf("Deze school bewaart alleen mislukte logins, %d dagen lang. Een regel zegt niet van wie hij is.", days)
}
func (dutch) LogChoose() string      { return "Kies een school." }
func (dutch) LogSchool() string      { return "School" }
func (dutch) LogFrom() string        { return "Vanaf" }
func (dutch) LogTo() string          { return "Tot en met" }
func (dutch) LogOutcome() string     { return "Uitkomst" }
func (dutch) LogOutcomes() [3]string { return [3]string{"Alles", "Geweigerd", "Toegelaten"} }
func (dutch) LogShow() string        { return "Toon" }
func (dutch) LogHead() [4]string     { return [4]string{"Wanneer", "App", "Uitkomst", "Wie aan zet is"} }
func (dutch) LogReleased() string    { return "Toegelaten" }
func (dutch) LogRefused() string     { return "Geweigerd" }
func (dutch) LogTurn(owner string) string {
	switch owner {
	case "you":
		return "de leerling"
	case "school":
		return "de school"
	case "app":
		return "de app"
	case "federation":
		return "de federatie"
	}
	return "Sluis"
}
func (dutch) LogNone() string { return "Op deze dagen is er niets." }
func (dutch) LogZone(zone string) string {
	return "De klok staat op " + zone + ". Een dag loopt van middernacht tot middernacht in UTC."
}
func (dutch) LogWhy() string       { return "Waarom mislukte deze login?" }
func (dutch) LogWhyHint() string   { return "De code of de drie woorden die de leerling ziet." }
func (dutch) LogWhyButton() string { return "Zoek" }
func (dutch) LogMore() string      { return "Meer over deze school" }
func (d dutch) LogToSearch(sector string) string {
	return "Zoek op " + d.ItemWord("student_number", sector)
}
func (dutch) LogToWeek() string      { return "De week in cijfers" }
func (dutch) LogToLooks() string     { return "Wie keek in dit logboek" }
func (dutch) LogToday() string       { return "Wie kwam er vandaag niet in?" }
func (dutch) LogSearchTitle() string { return "Zoek de logins van één leerling" }
func (d dutch) LogSearchLead(sector string) string {
	return "Je zoekt met een " + d.ItemWord("student_number", sector) + ". Dat nummer bewaren we niet. Dat jij zocht, en waarom, ziet de school wel."
}
func (d dutch) LogNumber(sector string) string {
	w := d.ItemWord("student_number", sector)
	return strings.ToUpper(w[:1]) + w[1:]
}
func (dutch) LogReason(reason string) string {
	switch reason {
	case "help":
		return "de leerling vraagt om hulp"
	case "incident":
		return "onderzoek na een incident"
	case "request":
		return "iemand vraagt wat er bewaard is"
	}
	return "bevel van een instantie"
}
func (dutch) LogSearchButton() string { return "Zoek en leg vast" }
func (dutch) LogFound(n int) string   { return plural(n, "1 login gevonden", "%d logins gevonden") }
func (dutch) LogFoundNone(all bool) string {
	if all {
		return "Er is niets gevonden bij dit nummer op deze dagen."
	}
	return "Er is niets gevonden bij dit nummer op deze dagen. Logins die lukten, bewaart deze school niet."
}
func (dutch) LogWeekTitle() string { return "De week in cijfers" }
func (dutch) LogWeekOf(week, from, to string) string {
	return "Week " + week + ": van " + from + " tot en met " + to + "."
}
func (dutch) LogWeekFailedOnly() string {
	return "Deze school bewaart alleen mislukte logins. Hoeveel er lukten, staat nergens."
}
func (dutch) LogWeekDays() string    { return "Per dag" }
func (dutch) LogWeekHead() [3]string { return [3]string{"Wat", "Toegelaten", "Geweigerd"} }
func (dutch) LogWeekApps() string    { return "Per app" }
func (dutch) LogWeekReasons() string { return "Waarom geweigerd" }
func (dutch) LogWeekReasonHead() [4]string {
	return [4]string{"Wat de leerling las", "Keer", "Gemiddeld in de 4 weken ervoor", "Wie aan zet is"}
}
func (dutch) LogWeekBusiest(hour, most int) string {
	return fmt.Sprintf("De meeste weigeringen waren tussen %d en %d uur (UTC): %d keer.", hour, hour+1, most)
}
func (dutch) LogWeekCountries() string { return "Waarvandaan geweigerd" }
func (dutch) LogWeekCountryHead() [3]string {
	return [3]string{"Land", "Keer", "Gemiddeld in de 4 weken ervoor"}
}
func (dutch) LogWeekNoCountry() string { return "onbekend" }
func (dutch) LogWeekSheet() string     { return "Download als CSV" }
func (dutch) LogWeekBefore() string    { return "De week ervoor" }
func (dutch) LogWeekAfter() string     { return "De week erna" }
func (dutch) LogLooksTitle() string    { return "Wie keek in dit logboek" }
func (dutch) LogLooksLead() string {
	return "Elke keer dat iemand zocht naar een leerling van deze school. Naar welk nummer staat nergens."
}
func (dutch) LogLooksHead() [4]string {
	return [4]string{"Wanneer", "Wie", "Wat", "Waarom"}
}
func (dutch) LogLooksNone() string      { return "Er heeft nog niemand gekeken." }
func (dutch) LogLookVerb(string) string { return "zocht in het logboek" }
