package web

import "time"

func (dutch) SecondTitle() string { return "Wacht op een tweede beheerder" }
func (dutch) SecondLead() string {
	return "Sommige wijzigingen doet niemand alleen. Een andere beheerder kijkt mee en bevestigt."
}
func (dutch) SecondNone() string { return "Er wacht niets." }
func (dutch) SecondCount(n int) string {
	return plural(n, "1 wijziging wacht op jou als tweede.", "%d wijzigingen wachten op jou als tweede.")
}
func (dutch) SecondKind(kind string) string {
	switch kind {
	case "registry":
		return "Registratie wijzigen"
	case "contract":
		return "Afspraak verruimen"
	case "recover":
		return "Account herstellen"
	case "key.delete":
		return "Sleutel verwijderen"
	case "switch.undo":
		return "Noodstop opheffen"
	}
	return "Een wijziging"
}
func (d dutch) SecondAsked(who string, at time.Time) string {
	return "Gevraagd door " + who + " op " + d.Date(at) + " om " + d.Clock(at) + "."
}
func (d dutch) SecondConfirmed(who string, due time.Time) string {
	return "Bevestigd door " + who + ". Uitvoeren kan vanaf " + d.Date(due) + " om " + d.Clock(due) + "."
}
func (dutch) SecondMine() string {
	return "Jij hebt dit gevraagd. Een andere beheerder moet het bevestigen."
}
func (dutch) SecondNotYou() string { return "Jij kunt nu niets doen." }
func (d dutch) SecondUntil(t time.Time) string {
	return "Vervalt op " + d.Date(t) + "."
}
func (dutch) SecondConfirm() string  { return "Bevestig als tweede" }
func (dutch) SecondCarry() string    { return "Voer uit" }
func (dutch) SecondDrop() string     { return "Wijs af" }
func (dutch) SecondWithdraw() string { return "Trek in" }
func (dutch) SecondShown() string    { return "Gelukt. Dit staat hier maar één keer:" }
