package web

import (
	"fmt"
	"time"
)

func (dutch) AdminSection(section string) string {
	switch section {
	case "home":
		return "Vandaag"
	case "apps":
		return "Apps"
	case "schools":
		return "Scholen"
	case "feds":
		return "Federaties"
	case "keys":
		return "Mijn sleutels"
	case "blocks":
		return "Blokkades"
	case "people":
		return "Beheerders"
	}
	return "Audit"
}

func (dutch) AdminRole(role string) string {
	switch role {
	case "platform":
		return "platformbeheerder"
	case "privacy":
		return "privacy officer van een school"
	case "helpdesk":
		return "helpdesk van een school"
	case "auditor":
		return "auditor"
	}
	return "ontwikkelaar"
}

func (dutch) AdminKind(kind string) string {
	switch kind {
	case "key":
		return "Beveiligingssleutel"
	case "totp":
		return "Code uit een app"
	}
	return "Herstelcodes"
}

func (dutch) AdminHelp() string {
	return "Hulp bij beheer: de beheerder van deze installatie. Alles wat je hier doet, komt in de audit."
}
func (dutch) AdminSignInTitle() string {
	return "Inloggen bij het beheer"
}
func (dutch) AdminSignInLead() string {
	return "Je logt in met je beveiligingssleutel. Een naam of wachtwoord is niet nodig."
}
func (dutch) AdminSignInButton() string {
	return "Inloggen met mijn sleutel"
}
func (dutch) AdminHaveInvite() string {
	return "Ik heb een uitnodiging"
}
func (dutch) AdminInviteTitle() string {
	return "Je uitnodiging"
}
func (dutch) AdminInviteLead() string {
	return "Met de code van je uitnodiging maak je je eigen toegang. Houd twee beveiligingssleutels klaar."
}
func (dutch) AdminInviteLabel() string {
	return "Code van je uitnodiging"
}
func (dutch) AdminInviteHint() string {
	return "Hoofdletters, spaties en streepjes maken niet uit."
}
func (dutch) AdminGoOn() string {
	return "Verder"
}
func (dutch) AdminAddKey() string {
	return "Sleutel toevoegen"
}
func (dutch) AdminShowKey() string {
	return "Gebruik je sleutel"
}
func (dutch) AdminTouchFault() string {
	return "Dat lukte niet. Steek de sleutel in je computer en probeer het nog eens."
}
func (dutch) AdminNeedsScript() string {
	return "Een beveiligingssleutel werkt alleen met JavaScript. Zet JavaScript aan voor deze site."
}
func (dutch) AdminUseKey() string {
	return "Sleutel gebruiken"
}
func (dutch) AdminFirstKey() string {
	return "Voeg een beveiligingssleutel toe. Daarna nog een tweede factor, en je krijgt toegang."
}
func (dutch) AdminOneMore() string {
	return "Nog één stap. Voeg een tweede sleutel toe, koppel een app, of maak herstelcodes. Daarna log je in."
}
func (dutch) AdminKeyName() string {
	return "Naam van de sleutel"
}
func (dutch) AdminKeyNameHint() string {
	return "Kies een naam die je later herkent. Bijvoorbeeld: blauw, aan sleutelbos."
}
func (dutch) AdminKeyHint() string {
	return "Een beheerder van het platform gebruikt een losse sleutel. Een sleutel die zichzelf kopieert naar een account, kan dan niet."
}
func (dutch) AdminAppTitle() string {
	return "Code uit een app"
}
func (dutch) AdminAppHint() string {
	return "Voor als je sleutel het niet doet. Een nieuwe app vervangt de vorige."
}
func (dutch) AdminAppName() string {
	return "Naam van de app of telefoon"
}
func (dutch) AdminAppAdd() string {
	return "App koppelen"
}
func (dutch) AdminAppSeed() string {
	return "De sleutel:"
}
func (dutch) AdminCodeLabel() string {
	return "Code van zes cijfers"
}
func (dutch) AdminCodesTitle() string {
	return "Herstelcodes"
}
func (dutch) AdminCodesHint() string {
	return "Tien codes op papier. Je ziet ze één keer. Nieuwe codes vervangen de oude."
}
func (dutch) AdminCodesMake() string {
	return "Codes maken"
}
func (dutch) AdminCodesOnce() string {
	return "Dit is de enige keer dat je deze codes ziet. Schrijf ze op en leg ze op een veilige plek."
}
func (dutch) AdminCodesKept() string {
	return "Ik heb ze bewaard"
}
func (dutch) AdminHave() string {
	return "Dit heb je al"
}
func (dutch) AdminNothingYet() string {
	return "Nog niets."
}
func (dutch) AdminWorks() string {
	return "Werkt"
}
func (dutch) AdminSuspended() string {
	return "Opgeschort"
}
func (dutch) AdminSynced() string {
	return "Wordt gekopieerd naar een account."
}
func (dutch) AdminNewName() string {
	return "Andere naam voor"
}
func (dutch) AdminLeaveAll() string {
	return "Overal uitloggen"
}
func (dutch) AdminLeaveAllHint() string {
	return "Al je sessies stoppen, ook deze en die in andere browsers. Daarna log je opnieuw in."
}
func (dutch) AdminRename() string {
	return "Andere naam"
}
func (dutch) AdminRemove() string {
	return "Intrekken"
}
func (dutch) AdminConfirmTitle() string {
	return "Bevestig dat jij het bent"
}
func (dutch) AdminConfirmLead() string {
	return "Je sleutel is langer dan vijf minuten niet gebruikt. Gebruik hem nu opnieuw. Doe daarna de handeling nog een keer."
}
func (dutch) AdminOrCode() string {
	return "Of met een code"
}
func (dutch) AdminHomeLead() string {
	return "Alles wat je hier doet, komt in de audit."
}
func (dutch) AdminAuditWhat() string {
	return "Wie wat deed aan deze installatie. Regels zijn niet te wijzigen zonder dat het opvalt."
}
func (dutch) AdminBlocksLead() string {
	return "Een blokkade houdt een netwerk buiten de deur. Bekende browsers merken er niets van."
}
func (dutch) AdminBlocksStanding() string {
	return "Wie nu buiten staat"
}
func (dutch) AdminDevice() string {
	return "een apparaat"
}
func (dutch) AdminLift() string {
	return "Opheffen"
}
func (dutch) AdminNoBlocks() string {
	return "Niemand is geblokkeerd."
}
func (dutch) AdminBlock() string {
	return "Blokkeren"
}
func (dutch) AdminNetwork() string {
	return "Netwerk of adres"
}
func (dutch) AdminReason() string {
	return "Reden"
}
func (dutch) AdminBlockReason(word string) string {
	switch word {
	case "guessing":
		return "raden van wachtwoorden of codes"
	case "scan":
		return "zoeken naar zwakke plekken"
	case "flood":
		return "te veel verzoeken"
	case "stolen_account":
		return "gestolen account"
	case "on_request":
		return "op verzoek"
	case "refusals":
		return "te vaak geweigerd"
	case "trap":
		return "een verzoek dat alleen een aanvaller doet"
	}
	return word
}
func (dutch) AdminTicket() string {
	return "Ticketnummer"
}
func (dutch) AdminTicketHint() string {
	return "Bijvoorbeeld SD-1234. Wat er verder te vertellen is, staat daar."
}
func (dutch) AdminFor() string {
	return "Hoe lang"
}
func (dutch) AdminInvitedAt() string {
	return "Open daarvoor deze pagina:"
}
func (dutch) AdminNotReady() string {
	return "Nog niet klaar"
}
func (dutch) AdminMine() string {
	return "Dit ben jij."
}
func (dutch) AdminRoleOf() string {
	return "Rol van"
}
func (dutch) AdminSchoolOf() string {
	return "School van"
}
func (dutch) AdminNoSchool() string {
	return "Geen school"
}
func (dutch) AdminChangeRole() string {
	return "Rol wijzigen"
}
func (dutch) AdminOpenInvites() string {
	return "Open uitnodigingen"
}
func (dutch) AdminInviteOne() string {
	return "Beheerder uitnodigen"
}
func (dutch) AdminPersonName() string {
	return "Naam"
}
func (dutch) AdminRoleLabel() string {
	return "Rol"
}
func (dutch) AdminSchoolLabel() string {
	return "School, bij een rol van een school"
}
func (dutch) AdminAuditBroken() string {
	return "De keten klopt niet: een regel ontbreekt of is veranderd. Bel de beheerder van de installatie."
}
func (dutch) AdminOlder() string {
	return "Oudere regels"
}

func (dutch) AdminTouchSteps() []string {
	return []string{"Steek de sleutel in je computer, of houd hem bij je telefoon.", "Typ de pincode van de sleutel.", "Raak de sleutel aan."}
}

func (dutch) AdminAppSteps() []string {
	return []string{"Open de app op je telefoon.", "Kies daar voor een nieuwe code. Richt de camera op de QR-code, of typ de sleutel eronder over.", "Typ de code die de app toont."}
}

func (dutch) AdminCodesLeft(n int) string      { return fmt.Sprintf("Nog %d ongebruikt.", n) }
func (d dutch) AdminAdded(at time.Time) string { return "Toegevoegd op " + d.Date(at) + "." }
func (d dutch) AdminUsed(at time.Time) string {
	if at.IsZero() {
		return "Nog niet gebruikt."
	}
	return "Laatst gebruikt op " + d.Date(at) + " om " + d.Clock(at) + "."
}
func (dutch) AdminKeysCount(n int) string {
	return plural(n, "1 sleutel of code-app.", "%d sleutels en code-apps.")
}
func (dutch) AdminBlocksCount(n int) string {
	return plural(n, "1 blokkade staat.", "%d blokkades staan.")
}
func (dutch) AdminPeopleCount(n int) string { return plural(n, "1 beheerder", "%d beheerders") }
func (dutch) AdminBlocksHead() [5]string {
	return [5]string{"Wie", "Tot", "Reden", "Door", "Wat je kunt doen"}
}
func (dutch) AdminNetworkHint(own string) string {
	return "Bijvoorbeeld 192.0.2.0/24, 2001:db8::/48 of één adres. Je eigen adres is " + own + "."
}
func (dutch) AdminTerms() [5]string {
	return [5]string{"een uur", "een dag", "een week", "30 dagen", "een jaar"}
}
func (d dutch) AdminInvitedNote(until time.Time) string {
	return "Geef deze code zelf aan de nieuwe beheerder. Je ziet hem één keer. Hij werkt één keer, tot " + d.Date(until) + " om " + d.Clock(until) + "."
}
func (d dutch) AdminUntil(until time.Time) string {
	return "Geldig tot " + d.Date(until) + " om " + d.Clock(until) + "."
}
func (dutch) AdminAuditHead() [5]string {
	return [5]string{"Nummer", "Wanneer", "Wat", "Wie", "Waarover"}
}
