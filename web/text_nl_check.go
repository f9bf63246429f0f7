package web

import "strconv"

func (dutch) CheckTitle() string { return "Testlogin" }
func (dutch) CheckLead() string {
	return "Log in met een account van de school. Je ziet dan wat de school stuurt, en wat elke app mist."
}
func (dutch) CheckWhat() string { return "Wat stuurt een school, en wat mist een app?" }
func (dutch) CheckSteps() []string {
	return []string{"Kies de school.", "Log in op de pagina van de school, met je eigen account.", "Bekijk per app wat er binnenkomt."}
}
func (dutch) CheckSchool() string { return "School" }
func (dutch) CheckBegin() string  { return "Begin de testlogin" }
func (dutch) CheckHint() string {
	return "Er gaat niets naar een app. Waarden zie je maar voor een deel. We bewaren ze niet. Dat je een testlogin deed, komt in de audit."
}
func (dutch) CheckNone() string  { return "Er is geen school waar je een testlogin kunt doen." }
func (dutch) CheckAgain() string { return "Nog een testlogin" }
func (dutch) CheckActs() string  { return "Aan zet:" }
func (dutch) CheckedTitle(school string) string {
	return "Testlogin bij " + school
}
func (dutch) CheckedLead() string {
	return "Dit stuurt de school over jou. Er ging niets naar een app. Over vijf minuten is deze pagina weg."
}
func (dutch) CheckedIn() string  { return "Inloggen lukt" }
func (dutch) CheckedOut() string { return "Inloggen lukt niet" }
func (dutch) CheckedVersion(n int) string {
	return "afspraak versie " + strconv.Itoa(n)
}
func (dutch) CheckedHead() [3]string {
	return [3]string{"Gegeven", "Kwam het binnen?", "Waarde, verborgen"}
}
func (dutch) CheckedCame(came string) string {
	switch came {
	case "ok":
		return "Ja"
	case "missing":
		return "Nee, en de app heeft het nodig"
	case "role":
		return "Hoort niet bij je rol"
	}
	return "Nee, en dat mag"
}
func (dutch) CheckedNoApps() string { return "Deze school heeft nog geen app." }
func (dutch) CheckedNames() string {
	return "Dit zijn alleen de namen. Wat geen app nodig heeft, laten we meteen vallen."
}
