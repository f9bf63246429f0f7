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
func (dutch) AccessNotices() string { return "Wat er met je toegang gebeurde" }
func (dutch) AccessNotice(kind string) string {
	switch kind {
	case "code":
		return "Iemand logde in met een herstelcode."
	case "device":
		return "Nieuwe browser: iemand logde in met je sleutel, op een plek waar je nog niet eerder inlogde."
	}
	return "Er veranderde iets aan je toegang."
}
func (d dutch) AccessAt(t time.Time) string { return "Op " + d.Date(t) + " om " + d.Clock(t) + "." }
