package web

import "time"

func (dutch) TodayTitle() string { return "Inlogs" }
func (dutch) TodaySums(released, refused string) string {
	return released + " toegelaten, " + refused + " geweigerd"
}
func (dutch) TodayReleased() string { return "Toegelaten" }
func (dutch) TodayRefused() string  { return "Geweigerd" }
func (d dutch) TodayPeak(n string, at time.Time) string {
	return "hoogste " + n + " om " + d.Clock(at)
}
func (dutch) TodayNone() string     { return "nog geen vandaag" }
func (dutch) TodayUsual() string    { return "stippellijn: een gewone dag" }
func (dutch) TodayOwnScale() string { return "eigen schaal" }
func (dutch) TodayLabel(refused bool) string {
	if refused {
		return "Geweigerde inlogs per 5 minuten"
	}
	return "Toegelaten inlogs per 5 minuten"
}
func (dutch) LiveTitle() string   { return "Inlogpogingen nu" }
func (dutch) LiveTag() string     { return "Live" }
func (dutch) LiveStill() string   { return "Staat stil" }
func (dutch) LivePause() string   { return "Pauzeer" }
func (dutch) LiveGoOn() string    { return "Ga verder" }
func (dutch) LiveReload() string  { return "Ververs" }
func (dutch) LiveWaiting() string { return "Er zijn nieuwe pogingen." }
func (dutch) LiveEnded() string   { return "Er komt niets meer binnen. Ververs de pagina." }
func (dutch) LiveLost() string    { return "Er waren er zoveel dat sommige hier niet staan." }
func (dutch) LiveHead() [7]string {
	return [7]string{"Tijd", "School en app", "Uitkomst", "Netwerk", "Land", "Apparaat", "Wat je kunt doen"}
}
func (dutch) LiveAllSchools() string   { return "Alle scholen" }
func (dutch) LiveCountry() string      { return "Land" }
func (dutch) LiveAllCountries() string { return "Alle landen" }
func (dutch) LiveElsewhere() string    { return "Andere" }
func (dutch) LiveQuery() string        { return "Code of drie woorden" }
func (dutch) LiveNoSchool() string     { return "onbekend" }
func (dutch) LiveNoApp() string        { return "geen app" }
func (dutch) LiveDevice(known bool) string {
	if known {
		return "bekend"
	}
	return "nieuw"
}
func (dutch) LiveBlock() string  { return "Blokkeer" }
func (dutch) LiveReveal() string { return "Toon adres" }
func (dutch) LiveNone() string   { return "Het afgelopen uur was er niets." }
func (dutch) LiveHint() string {
	return "We tonen een netwerk, geen heel adres, en niets ouder dan een uur. Blokkeer je het netwerk van een school? Dan kunnen bekende apparaten daar gewoon verder."
}
func (dutch) LiveQuiet() string {
	return "Scholen die alleen mislukte logins bewaren, zie je hier alleen met wat mislukte. Wat lukte, telt alleen mee in het aantal."
}
func (dutch) LiveMissed(n string) string {
	return "Er waren er te veel om te tonen. Zoveel staan er niet in de lijst: " + n + "."
}
func (dutch) LiveBlockTitle() string { return "Blokkeer dit netwerk" }
func (dutch) LiveBlockLead() string {
	return "Wie daar inlogt met een bekend apparaat, merkt er niets van. Anderen komen er niet in."
}
func (dutch) LiveRevealTitle() string { return "Toon het hele adres" }
func (dutch) LiveRevealLead() string {
	return "Een heel adres kan naar één gezin leiden. Daarom leggen we vast dat jij kijkt, en waarom. De school ziet dat ook."
}
func (dutch) LiveRevealButton() string { return "Toon en leg vast" }
func (dutch) LiveRevealed() string {
	return "Dit adres zie je één keer. Over een uur bewaren we het niet meer."
}
