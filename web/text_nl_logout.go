package web

import "time"

func (dutch) LogoutState(state string) string {
	switch state {
	case "done", "confirmed":
		return "Uitgelogd"
	case "waiting":
		return "Nog geen antwoord"
	}
	return "Misschien nog ingelogd"
}
func (dutch) LogoutWhy(state string) string {
	switch state {
	case "done":
		return ""
	case "confirmed":
		return "De app heeft dit bevestigd."
	case "waiting":
		return "We vertellen het nu aan de app. Laad deze pagina opnieuw om te kijken."
	case "untold":
		return "Deze app kan niet van ons horen dat je uitlogt. Log daar zelf uit."
	case "unreached":
		return "We konden deze app niet bereiken. Log daar zelf uit."
	}
	return "Sluis kan je hier niet uitloggen. Dat moet je zelf doen."
}
func (dutch) LogoutNote() rich {
	return rich{bold("Let op: bij je school kun je nog ingelogd zijn."), txt(" Sluit de browser op een computer die je deelt.")}
}
func (dutch) LogoutFor() string   { return "Tot de volgende keer." }
func (dutch) LogoutTitle() string { return "Wil je uitloggen?" }
func (dutch) LogoutLead(app string) rich {
	if app == "" {
		return rich{txt("Dan sluiten we je sessie in deze browser.")}
	}
	return rich{name(app), txt(" vraagt of je wilt uitloggen. Dan sluiten we je sessie in deze browser.")}
}
func (dutch) LogoutWill(told bool) string {
	if told {
		return "Wordt uitgelogd"
	}
	return "Daar log je zelf uit"
}
func (dutch) LogoutStay() string  { return "Ingelogd blijven" }
func (dutch) StayedTitle() string { return "Je bent nog ingelogd" }
func (dutch) StayedLead(app string) rich {
	if app == "" {
		return rich{txt("We hebben niets gesloten. Je kunt dit venster sluiten.")}
	}
	return rich{txt("We hebben niets gesloten. Ga terug naar "), name(app), txt(", of sluit dit venster.")}
}

func (dutch) MeOpen() string      { return "Waar ben je ingelogd?" }
func (dutch) MeHere() string      { return "Deze browser" }
func (dutch) MeElsewhere() string { return "Een andere browser" }
func (dutch) MeLoggedIn() string  { return "Nu ingelogd" }
func (d dutch) MeSince(t time.Time) string {
	return "Sinds " + d.Date(t) + ", " + d.Clock(t) + "."
}
func (dutch) MeNowhere() string    { return "Je bent nergens ingelogd via Sluis." }
func (dutch) MeEverywhere() string { return "Overal uitloggen" }
func (dutch) MeEverywhereHint() string {
	return "Ben je een computer vergeten? Log overal uit. Bij je school blijf je misschien ingelogd."
}
