package web

import (
	"fmt"
	"time"
)

func (dutch) HomeTitle() string { return "Hier log je in met je schoolaccount" }
func (dutch) HomeLead() string {
	return "Sluis staat tussen je school en de apps die je op school gebruikt."
}
func (dutch) HomeStart() string { return "Begin bij je app" }
func (dutch) HomeStartText() string {
	return "Open de app waarmee je wilt werken. Kies daar voor inloggen met je schoolaccount. Dan kom je vanzelf hier."
}
func (dutch) HomeWhat() string { return "Wat doet Sluis?" }
func (dutch) HomeWhatText() []string {
	return []string{
		"Je school stuurt gegevens over jou.",
		"Sluis laat alleen door wat je school met de app heeft afgesproken.",
		"Meer dan je naam, je nummer en je klas gaat er nooit door.",
		"De rest bewaren we niet.",
	}
}

func (dutch) CookiesTitle() string { return "Welke cookies gebruikt Sluis?" }
func (dutch) CookiesLead(n int) string {
	if n == 1 {
		return "Eén cookie. In de cookie staat niets over jou."
	}
	return fmt.Sprintf("Hooguit %d cookies. In geen ervan staat iets over jou.", n)
}
func (dutch) CookieUse(use string) string {
	switch use {
	case "session":
		return "Zo weten we dat dezelfde browser verdergaat, en dat je bent ingelogd. Zonder deze cookie kun je niet inloggen."
	case "device":
		return "Zo herkennen we een apparaat waarop je eerder inlogde. Dan kan een ander jou niet buitensluiten."
	case "school":
		return "Hierin staat welke school je koos. Alleen als jij dat zelf aanzet."
	}
	return ""
}
func (dutch) CookieLife(days int) string {
	switch days {
	case 0:
		return "Tot je de browser sluit."
	case 1:
		return "Hooguit 1 dag."
	}
	return fmt.Sprintf("Hooguit %d dagen.", days)
}
func (dutch) CookiesRest() string {
	return "We volgen je niet. Er zijn geen advertenties en geen cookies van anderen. Daarom vragen we ook niet of cookies mogen."
}

func (dutch) AccessTitle() string { return "Toegankelijkheid" }
func (dutch) AccessLead() string {
	return "Iedereen moet hier kunnen inloggen. Ook met een schermlezer of alleen met het toetsenbord."
}
func (d dutch) AccessChecked(t time.Time) rich {
	return rich{txt("We toetsen aan WCAG 2.2, niveau AA. De laatste keer was op "), moment(d.Date(t), t, time.DateOnly), txt(".")}
}
func (dutch) AccessHow() []string {
	return []string{
		"Elke pagina werkt met het toetsenbord en zonder script.",
		"Je kunt de tekst tot 400 procent vergroten.",
		"Kleur is nooit het enige teken. Er staat altijd een woord of vorm bij.",
		"De kleuren volgen je apparaat: licht of donker.",
	}
}
func (dutch) AccessGaps() string { return "Wat nog niet goed is" }
func (dutch) AccessGapsText() []string {
	return []string{
		"Een programma controleert elke pagina. Mensen met een beperking hebben de pagina's nog niet getest.",
		"De inlogpagina van je school is niet van ons. Daar kan het anders zijn.",
	}
}
func (dutch) AccessProblem() string { return "Lukt er iets niet?" }
func (dutch) AccessProblemText(contact string) rich {
	if contact == "" {
		return rich{txt("Zeg het tegen de helpdesk van je school. Die geeft het aan ons door.")}
	}
	return rich{txt("Laat het ons weten: "), name(sentence(contact))}
}

func (dutch) NotFoundTitle() string { return "Deze pagina bestaat niet" }
func (dutch) NotFoundLead() string {
	return "Misschien is de link oud, of zit er een typefout in."
}
func (dutch) NotFoundAdvice() string {
	return "Wil je inloggen? Begin dan opnieuw bij je app."
}
func (dutch) ErrorTitle() string { return "Er ging iets mis bij ons" }
func (dutch) ErrorLead() string {
	return "Dit ligt aan Sluis. We hebben de fout opgeschreven en gaan ernaar kijken."
}
func (dutch) ErrorSteps() []string {
	return []string{
		"Wacht een paar minuten.",
		"Begin opnieuw bij je app.",
		"Gaat het weer mis? Geef dan dit nummer aan de helpdesk van je school.",
	}
}
func (dutch) ErrorReference() string { return "Nummer van deze fout" }

func (dutch) LoggedOutTitle() string { return "Je bent uitgelogd" }
func (dutch) LoggedOutLead() string {
	return "Sluis heeft je sessie gesloten. Je naam, nummer en klas staan niet meer bij ons."
}
func (dutch) PrivacyTitle() string { return "Wat bewaart Sluis over jou?" }
func (dutch) PrivacyLead() rich {
	return rich{txt("Weinig. Sluis geeft gegevens door. "), bold("We bewaren je naam, nummer en klas niet.")}
}
func (dutch) PrivacyPasses() string { return "Wat gaat er door?" }
func (dutch) PrivacyPassesText() []string {
	return []string{
		"Je school stuurt gegevens als je inlogt. Sluis laat alleen door wat is afgesproken.",
		"Dat is nooit meer dan je naam, je nummer en je klas. Ook kan een app zien van welke school je bent. En of je leerling of medewerker bent.",
		"Elke app krijgt een eigen nummer voor jou. Apps kunnen die nummers niet met elkaar vergelijken.",
		"Je ziet vooraf wat er naar een app gaat. Soms spreekt je school af dat dit niet hoeft.",
	}
}
func (dutch) PrivacyKeeps() string { return "Wat bewaren we, en hoe lang?" }
func (dutch) PrivacyKept() []fact {
	return []fact{
		{"Naam, nummer en klas", "Alleen rond het inloggen", "Versleuteld, en hooguit 60 minuten. Houdt een app je langer ingelogd? Dan hooguit 24 uur."},
		{"Wie kreeg wat", "Tot 400 dagen na je laatste login", "Welke app welk soort gegevens kreeg. Bijvoorbeeld: naam en klas. De gegevens zelf staan er niet bij."},
		{"Waar je bent ingelogd", "Hooguit 24 uur", "Zo kun je overal tegelijk uitloggen. Log je uit? Dan is het meteen weg."},
		{"Inlogs", "183 tot 365 dagen", "Je school kiest hoe lang. Je naam staat er niet in."},
		{"Wat nu gebeurt", "Hooguit een uur", "Zo vindt een beheerder snel een storing of aanval. Mislukt je login? Dan hoort je internetadres erbij, versleuteld. Een beheerder ziet alleen het netwerk. Het hele adres ziet hij alleen met een reden, en je school ziet dat."},
		{"Aantallen", "45 dagen", "Hoeveel inlogs er waren per school, in vijf minuten. En uit welke landen we ze weigerden. Niet van wie."},
		{"Jouw keuzes", "Tot je ze verandert", "Of je de uitleg zag. En waar je ja of nee op zei."},
	}
}
func (dutch) PrivacyLogs() string { return "Inlogs per school" }
func (dutch) PrivacyLogsText() []string {
	return []string{
		"Elke school kiest zelf welke inlogs we bewaren, en hoe lang.",
		"Na die tijd kan niemand ze meer lezen. Ook niet in een reservekopie.",
	}
}
func (dutch) PrivacyLogHead() [4]string {
	return [4]string{"School", "Welke inlogs", "Hoe lang", "Vragen aan"}
}
func (dutch) PrivacyLogKind(all bool) string {
	if all {
		return "alle inlogs"
	}
	return "alleen mislukte inlogs"
}
func (dutch) PrivacyDays(n int) string { return fmt.Sprintf("%d dagen", n) }
func (dutch) PrivacyAskSchool() string { return "je school" }
func (dutch) PrivacyRights() string    { return "Wat mag jij?" }
func (dutch) PrivacyRightsText() []string {
	return []string{
		"Je mag zien welke app iets van je kreeg.",
		"Je mag je gegevens laten verbeteren. Dat doet je school, want daar komen ze vandaan.",
		"Je mag vragen om te wissen wat wij bewaren.",
		"Gaf je toestemming? Dan mag je altijd stoppen.",
	}
}
func (dutch) PrivacyComplaint(href string) rich {
	return rich{txt("Niet tevreden? Je kunt een klacht indienen bij de "), link("Autoriteit Persoonsgegevens", href), txt(".")}
}
func (dutch) PrivacyContact() string { return "Bij wie kun je terecht?" }
func (dutch) PrivacyContactText(operator, contact string) rich {
	r := rich{txt("Je school beslist over je gegevens. Vraag het dus eerst aan je school.")}
	switch {
	case operator != "" && contact != "":
		r = append(r, txt(" Deze Sluis is van "), name(operator), txt(": "), name(sentence(contact)))
	case operator != "":
		r = append(r, txt(" Deze Sluis is van "), name(sentence(operator)))
	case contact != "":
		r = append(r, txt(" Wie Sluis beheert, bereik je zo: "), name(sentence(contact)))
	}
	return r
}
func (dutch) PrivacyConcern() string { return "Meld een zorg" }
func (dutch) PrivacyConcernText(contact string) rich {
	if contact == "" {
		return rich{txt("Zie je een lek, of iets dat niet klopt? Meld het bij je school. Die geeft het door aan wie Sluis beheert.")}
	}
	return rich{txt("Zie je een lek, of iets dat niet klopt? Meld het: "), name(sentence(contact))}
}

func (dutch) MeTitle() string { return "Mijn gegevens" }
func (dutch) MeLead() string {
	return "Hier zie je welke apps iets van je kregen. We bewaren zelf je naam, nummer en klas niet."
}
func (dutch) MeWho() string { return "Wie kreeg wat?" }
func (dutch) MeCount(n int) string {
	if n == 1 {
		return "1 app"
	}
	return fmt.Sprintf("%d apps", n)
}
func (dutch) MeCaption() string { return "Apps die gegevens van je kregen" }
func (dutch) MeHead() [6]string {
	return [6]string{"App", "Kreeg", "Waarvoor", "Eerste keer", "Laatste keer", "Actie"}
}
func (dutch) MeNone() string { return "Er is nog geen app die iets van je kreeg." }
func (dutch) MeContract(version int) string {
	return fmt.Sprintf("Afspraak %d van je school", version)
}
func (dutch) MeConsent() string  { return "Jij gaf toestemming" }
func (dutch) MeStop() string     { return "Stop" }
func (dutch) MeStopWith() string { return "met" }
func (dutch) MeStopped(app string) rich {
	return rich{bold("Je bent gestopt."), txt(" "), name(app), txt(" krijgt niets meer van ons. Log je weer in? Dan vragen we het opnieuw.")}
}
func (dutch) MeWrong(school string) rich {
	if school == "" {
		return rich{txt("Klopt er iets niet? Dit komt van je school. Vraag het daar.")}
	}
	return rich{txt("Klopt er iets niet? Dit komt van je school: "), bold(school), txt(".")}
}
