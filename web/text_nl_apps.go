package web

import (
	"fmt"
)

func (dutch) AdminAppOf() string    { return "App van" }
func (dutch) AdminNoApp() string    { return "Geen app" }
func (dutch) AdminAppLabel() string { return "App, bij een ontwikkelaar" }

func (dutch) AppsLead() string {
	return "Elke app krijgt alleen wat in de afspraak staat. Kies een app en zie precies wat die krijgt."
}
func (dutch) AppsNone() string           { return "Er is geen app die je mag zien." }
func (dutch) AppTitle(app string) string { return "Afspraak met " + app }
func (dutch) AppLead(app, supplier, id string) rich {
	return rich{name(app), txt(" is van "), name(supplier), txt(" en heet hier "), span{Kind: "code", Text: id}, txt(". Wat hieronder niet staat, krijgt de app niet.")}
}
func (dutch) AppGets() string { return "Wat krijgt deze app?" }
func (d dutch) ItemCap(item string) string {
	switch item {
	case "name":
		return "Naam"
	case "student_number":
		return "Leerlingnummer"
	case "class":
		return "Klas"
	case "school":
		return "School"
	}
	return "Rol"
}
func (dutch) AppNothing() string   { return "Niets over de persoon" }
func (dutch) AppPseudonym() string { return "De app krijgt alleen een eigen nummer." }
func (dutch) AppOptional() string {
	return "De leerling mag dit uitzetten. De school hoeft het niet te sturen."
}
func (dutch) AppOptionalShort() string { return "mag de leerling uitzetten" }
func (dutch) AppBasis() string         { return "Grondslag" }
func (dutch) BasisWord(basis string) string {
	if basis == "consent" {
		return "Toestemming"
	}
	return "Publieke taak"
}
func (dutch) InformWord(inform string) string {
	switch inform {
	case "every_login":
		return "De leerling ziet bij elke inlog wat er doorgaat."
	case "never":
		return "De leerling ziet vooraf niet wat er doorgaat."
	}
	return "De leerling ziet bij de eerste inlog wat er doorgaat."
}
func (dutch) AppRoles() string { return "Voor wie" }
func (dutch) AdminRoleOfContract(role string) string {
	if role == "staff" {
		return "medewerkers"
	}
	return "leerlingen en studenten"
}
func (dutch) AppSchools() string            { return "Scholen" }
func (dutch) AppVersion() string            { return "Versie van de afspraak" }
func (dutch) AppApproved(day string) string { return "Goedgekeurd op " + day + "." }
func (dutch) AppToken() string              { return "Wat ziet de app precies?" }
func (dutch) AppImaginary() string          { return "nepleerling" }
func (dutch) AppSchool() string             { return "Van welke school?" }
func (dutch) AppRole() string               { return "In welke rol?" }
func (dutch) AppShow() string               { return "Laat zien" }
func (dutch) AppRefused(school string) string {
	return "Inloggen lukt niet met een account van " + school + "."
}
func (dutch) AppMissing() string  { return "De federatie stuurt niet:" }
func (dutch) AppUserInfo() string { return "Antwoord van userinfo" }
func (dutch) AppIDToken() string  { return "Het token bij het inloggen" }
func (dutch) AppMarked() string {
	return "Gemarkeerd is persoonlijk. Bij sub staat een nummer dat alleen deze app kent. E-mail, geboortedatum en BSN kunnen hier nooit in staan."
}
func (dutch) AppNoSchool() string { return "Er is geen school voor een voorbeeld." }
func (dutch) AppReceived() string { return "Wat stuurt de federatie, en wat blijft hier?" }
func (dutch) AppReceivedHead() [3]string {
	return [3]string{"Gegeven", "De federatie stuurt", "De app krijgt"}
}
func (dutch) AppStays() string { return "Blijft hier" }
func (dutch) AppWhy(why string) string {
	switch why {
	case "not_in_contract":
		return "Staat niet in de afspraak."
	case "not_for_role":
		return "Hoort alleen bij leerlingen."
	case "narrowed_by_school":
		return "De school houdt dit tegen."
	case "incomplete":
		return "Er gaat niets door, want er mist iets."
	case "not_sent":
		return "De school stuurt dit niet."
	}
	return "Dit geven we nooit door."
}
func (dutch) AppChanged() string { return "Wat veranderde er?" }
func (dutch) AppBetween(from, to int) string {
	return fmt.Sprintf("registerversie %d → %d", from, to)
}
func (dutch) AppFrom() string    { return "Vergelijk versie" }
func (dutch) AppTo() string      { return "met versie" }
func (dutch) AppCompare() string { return "Vergelijk" }
func (dutch) AppHistory() string { return "Geschiedenis" }
func (dutch) AppVersionHead() [5]string {
	return [5]string{"Versie", "Status", "Wanneer", "Door", "Waarom"}
}
func (dutch) AppNow() string { return "Geldt nu" }
func (dutch) VersionState(state string) string {
	switch state {
	case "waiting":
		return "Wordt ingevoerd"
	case "failed":
		return "Nooit gebruikt"
	}
	return "Voorbij"
}
func (dutch) VersionAuthor(author string) string {
	if author == "the file" {
		return "het bestand"
	}
	return author
}
func (d dutch) VersionReason(reason string) string {
	switch reason {
	case "the first start":
		return "de eerste start"
	case "the file changed", "the file changed while no broker ran":
		return "het bestand veranderde"
	}
	return reason
}
func (dutch) AppTechnical() string { return "Voor de techniek" }
func (dutch) AppProfile() string   { return "Profiel" }
func (dutch) AppRedirects() string { return "Antwoorden gaan naar" }
func (dutch) AppStatement() string { return "Privacy" }

func (dutch) DiffNew() string             { return "Nieuw:" }
func (dutch) DiffGone() string            { return "Vervalt:" }
func (dutch) DiffAlso(role string) string { return "Voor " + dutch{}.AdminRoleOfContract(role) }
func (dutch) DiffSchool(s string) string  { return "Bij " + s }
func (dutch) DiffAddress() string         { return "Antwoorden naar" }
func (dutch) DiffOther() string           { return "Ook anders:" }
func (dutch) DiffNone() string            { return "Niets wat deze app krijgt." }

func (dutch) AppWaits() string {
	return "Wacht op de school"
}

func (dutch) AppWaitsFor(version int) string {
	return fmt.Sprintf("Versie %d wacht op jou", version)
}

func (dutch) AppWaitsAt(version int) string {
	return fmt.Sprintf("Versie %d wacht op goedkeuring van:", version)
}

func (dutch) AppTheirMove() string {
	return "Tot die tijd geldt daar de versie die is goedgekeurd. De privacy officer van de school is aan zet."
}

func (dutch) AppHeld(version int) string {
	return fmt.Sprintf("Versie %d blijft gelden tot je kiest. Wat vervalt, is nu al weg.", version)
}

func (dutch) AppNotServed() string {
	return "Deze app is nieuw voor je school. Niemand kan inloggen tot je kiest."
}

func (dutch) AppNarrow() string {
	return "Komt er iets bij? Dan ziet elke leerling bij de volgende inlog opnieuw wat er doorgaat."
}

func (dutch) AppApprove(version int) string {
	return fmt.Sprintf("Versie %d goedkeuren", version)
}

func (dutch) AppStop(app string) string {
	return app + " stoppen"
}

func (dutch) AppAct() string {
	return "We vragen je eerst om je beveiligingssleutel. Je keuze werkt binnen 5 seconden en komt in de audit."
}
