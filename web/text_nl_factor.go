package web

import (
	"fmt"
	"time"
)

func (dutch) StepUpTitle() string { return "Bevestig dat jij het bent" }
func (dutch) StepUpLead(app string) rich {
	return rich{bold(app), txt(" vraagt om een tweede controle. Je school heeft je al herkend.")}
}
func (dutch) StepUpBySchool(school string) rich {
	return rich{bold(school), txt(" vraagt om een tweede controle. Je wachtwoord klopt al.")}
}
func (dutch) StepUpOwn() string {
	return "Je wilt iets veranderen aan je extra beveiliging. Toon eerst wat je al hebt. Dat geldt 5 minuten."
}
func (dutch) StepUpKey() string { return "Gebruik je beveiligingssleutel" }
func (dutch) StepUpKeyHint() string {
	return "Steek de sleutel in en raak hem aan. Of kies de passkey op je telefoon."
}
func (dutch) StepUpFault() string {
	return "Dat lukte niet. Steek de sleutel in je apparaat en probeer het nog een keer."
}
func (dutch) StepUpNeedsScript() string {
	return "Een beveiligingssleutel werkt alleen met JavaScript. Een code werkt ook zonder."
}
func (dutch) StepUpCode() string      { return "Gebruik een code uit je app" }
func (dutch) StepUpOrCode() string    { return "Of gebruik een code uit je app" }
func (dutch) StepUpCodeLabel() string { return "Code van 6 cijfers" }
func (dutch) StepUpCodeHint() string  { return "Je mag de code plakken. Elke code werkt één keer." }
func (dutch) StepUpConfirm() string   { return "Bevestigen" }
func (dutch) StepUpRecovery() string {
	return "Sleutel en telefoon niet bij je? Gebruik een herstelcode"
}
func (dutch) StepUpRecoveryLabel() string { return "Herstelcode" }
func (dutch) StepUpRecoveryHint() string  { return "Deze code werkt daarna niet meer." }
func (dutch) StepUpRecoveryUse() string   { return "Herstelcode gebruiken" }
func (d dutch) StepUpLocked(until time.Time) rich {
	return rich{txt("Er waren te veel verkeerde codes. We kijken pas weer naar codes om "), moment(d.Clock(until), until, time.RFC3339), txt(". Een sleutel werkt wel.")}
}
func (dutch) StepUpSkip(app string) rich {
	return rich{txt("Je mag dit overslaan. "), name(app), txt(" ziet dan dat deze controle er niet was.")}
}
func (dutch) StepUpSkipButton() string { return "Overslaan" }
func (dutch) StepUpBack() string       { return "Terug zonder iets te veranderen" }
func (dutch) TryAgain() string         { return "Probeer het nog een keer" }

func (dutch) FactorSetUp() string { return "Extra beveiliging instellen" }

func (dutch) FactorTitle() string { return "Extra beveiliging" }
func (dutch) FactorLead() string {
	return "Sommige apps vragen na je schoollogin om een tweede controle. Die stel je hier in. Het werkt daarna bij elke app die erom vraagt."
}
func (dutch) FactorNone() string { return "Je hebt nog geen extra beveiliging." }
func (dutch) FactorFirst() string {
	return "Begin met een sleutel of een app op je telefoon. Daarna kun je herstelcodes maken."
}
func (dutch) FactorAddKey() string  { return "Sleutel toevoegen" }
func (dutch) FactorKeyName() string { return "Naam van de sleutel" }
func (dutch) FactorKeyNameHint() string {
	return "Een losse sleutel, of een passkey op je telefoon. Kies een naam die je later herkent."
}
func (dutch) FactorKeySteps() []string {
	return []string{"Steek de sleutel in, of kies de passkey op je telefoon.", "Typ de pincode, of gebruik je vinger of gezicht.", "Raak de sleutel aan."}
}
func (dutch) FactorAppTitle() string { return "Code uit een app" }
func (dutch) FactorAppName() string  { return "Naam van de telefoon of app" }
func (dutch) FactorAppHint() string {
	return "Een app op je telefoon toont steeds een nieuwe code. Een nieuwe app vervangt de vorige."
}
func (dutch) FactorAppAdd() string { return "App koppelen" }
func (dutch) FactorAppSteps() []string {
	return []string{"Open de app op je telefoon.", "Kies daar voor een nieuwe code, en typ de letters hieronder over.", "Typ de code die de app toont."}
}
func (dutch) FactorAppSeed() string    { return "Typ dit over in de app:" }
func (dutch) FactorAppHere() string    { return "Staat de app op dit apparaat? Open hem hier" }
func (dutch) FactorCodesTitle() string { return "Herstelcodes" }
func (dutch) FactorCodesHint() string {
	return "Tien codes op papier, voor als je sleutel of telefoon weg is. Nieuwe codes vervangen de oude."
}
func (dutch) FactorCodesMake() string { return "Codes maken" }
func (dutch) FactorCodesOnce() string {
	return "Je ziet deze codes één keer. Schrijf ze op en leg ze op een veilige plek. Elke code werkt één keer."
}
func (dutch) FactorCodesKept() string      { return "Ik heb ze bewaard" }
func (dutch) FactorCodesLeft(n int) string { return fmt.Sprintf("Nog %d over.", n) }
func (dutch) FactorKind(kind string) string {
	switch kind {
	case "key":
		return "Beveiligingssleutel"
	case "totp":
		return "Code uit een app"
	}
	return "Herstelcodes"
}
func (d dutch) FactorAdded(at time.Time) string { return "Toegevoegd op " + d.Date(at) + "." }
func (d dutch) FactorUsed(at time.Time) string {
	if at.IsZero() {
		return "Nog niet gebruikt."
	}
	return "Laatst gebruikt op " + d.Date(at) + "."
}
func (dutch) FactorWorks() string     { return "Werkt" }
func (dutch) FactorSuspended() string { return "Werkt niet meer" }
func (dutch) FactorNewName() string   { return "Nieuwe naam voor" }
func (dutch) FactorRename() string    { return "Naam wijzigen" }
func (dutch) FactorRemove() string    { return "Weghalen" }
func (dutch) FactorLast() string {
	return "Haal je de laatste sleutel of app weg? Dan verdwijnen ook je herstelcodes."
}
func (dutch) FactorProve() string { return "Beveiliging wijzigen" }
func (dutch) FactorProveWhy() string {
	return "Voor een wijziging toon je eerst je sleutel of een code. Zo kan een ander met je wachtwoord niets veranderen."
}
