package web

import "time"

func (dutch) AccessLostKeys() string     { return "Ik heb mijn sleutels niet meer" }
func (dutch) AccessRecoverTitle() string { return "Inloggen met een herstelcode" }
func (dutch) AccessRecoverLead() string {
	return "Typ een van je herstelcodes. Daarna voeg je meteen een nieuwe sleutel toe. Houd die klaar. Elke code werkt één keer."
}
func (dutch) AccessRecoverLabel() string { return "Herstelcode" }
func (dutch) AccessByCode() string {
	return "Je bent binnen met een herstelcode. Voeg nu een nieuwe sleutel toe en log daarmee in. Trek daarna de sleutels in die je kwijt bent."
}
func (dutch) AccessPicture() string     { return "QR-code met de sleutel die hieronder in letters staat" }
func (dutch) AccessSchoolTitle() string { return "Log ook in bij je school" }
func (dutch) AccessSchoolLead(school string) string {
	return "Jouw toegang hoort bij je werk op " + school + ". Daarom zegt ook de school wie je bent, elke keer dat je inlogt."
}
func (dutch) AccessSchoolFirst() string {
	return "Dit is de eerste keer. Je toegang hoort daarna alleen bij wie nu bij de school inlogt."
}
func (dutch) AccessSchoolGo(school string) string { return "Naar de login van " + school }
func (dutch) AccessAtSchool() string              { return "Logt ook in bij de school" }
func (dutch) AccessAtSchoolHint() string {
	return "Alleen voor een rol van een school. De school zegt dan elke keer of deze persoon er nog werkt. De eigen sleutel blijft ook nodig."
}
func (dutch) AccessIsAtSchool() string { return "Logt ook in bij de school." }
func (dutch) AccessLost() string       { return "Iemand wil jouw account herstellen" }
func (d dutch) AccessLostAsked(t time.Time) string {
	return "Een andere beheerder vroeg dit op " + d.Date(t) + " om " + d.Clock(t) + ". Jij zou al je sleutels en codes kwijt zijn. Klopt dat niet? Stop het dan nu."
}
func (dutch) AccessLostStop() string { return "Stop het herstel" }
func (dutch) AccessAsk() string      { return "Alles kwijt" }
func (dutch) AccessAskHint() string {
	return "Een tweede beheerder bevestigt dit. Een dag later krijg je een code voor de eigenaar. De oude sleutels en codes werken dan niet meer. Tot die tijd kan de eigenaar het stoppen."
}
func (dutch) AccessAskButton() string { return "Herstel aanvragen" }
func (dutch) AccessTicketOf() string  { return "Ticketnummer voor" }
func (dutch) AccessAsked() string     { return "Herstel loopt" }
func (dutch) AccessNotices() string   { return "Wat er met je toegang gebeurde" }
func (dutch) AccessNotice(kind string) string {
	switch kind {
	case "code":
		return "Iemand logde in met een herstelcode."
	case "ask":
		return "Een andere beheerder vroeg om jouw account te herstellen."
	case "recover":
		return "Je account is hersteld. Alle oude sleutels en codes zijn weg."
	case "device":
		return "Nieuwe browser: iemand logde in met je sleutel, op een plek waar je nog niet eerder inlogde."
	}
	return "Er veranderde iets aan je toegang."
}
func (d dutch) AccessAt(t time.Time) string { return "Op " + d.Date(t) + " om " + d.Clock(t) + "." }
