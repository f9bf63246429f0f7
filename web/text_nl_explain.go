package web

import (
	"strconv"
	"time"
)

func (dutch) ExplainTitle() string { return "Waarom lukte het inloggen niet?" }
func (dutch) ExplainLead() string {
	return "Bij een mislukte login staan drie woorden. Typ ze hier. Dan zie je hoe ver de login kwam."
}
func (dutch) ExplainLabel() string  { return "De drie woorden" }
func (dutch) ExplainButton() string { return "Bekijken" }
func (dutch) ExplainHint() string {
	return "Bijvoorbeeld: reiger kade zeven. We bewaren dit zeven dagen. Er staat niets in over de persoon."
}
func (dutch) ExplainUnknown() string { return "We vinden niets bij deze woorden." }
func (dutch) ExplainUnknownWhy() string {
	return "Kijk of de woorden kloppen. Is het langer dan zeven dagen geleden? Dan is het gewist. Mislukten er heel veel logins tegelijk? Dan bewaren we er maar een deel van."
}
func (dutch) ExplainApp() string                    { return "App" }
func (dutch) ExplainChosen() string                 { return "Gekozen school" }
func (dutch) ExplainSchool() string                 { return "School in het antwoord" }
func (dutch) ExplainConnection() string             { return "Koppeling" }
func (dutch) ExplainWhen() string                   { return "Wat gebeurde er wanneer?" }
func (dutch) ExplainAsked(federation string) string { return "Onze vraag ging naar " + federation }
func (dutch) ExplainReceived(federation string) string {
	return "Het antwoord van " + federation + " kwam binnen"
}
func (dutch) ExplainRefused(code string) string { return "De login stopte met " + code }
func (dutch) ExplainChecks() string             { return "Wat is gecontroleerd?" }
func (dutch) ExplainPassed() string             { return "in orde" }
func (dutch) ExplainFailed() string             { return "hier stopte het" }
func (dutch) ExplainMissing() string            { return "Wat ontbrak er?" }
func (dutch) ExplainNames() string              { return "Welke velden kwamen er binnen?" }
func (dutch) ExplainNamesNote() string          { return "Dit zijn alleen de namen. De inhoud bewaren we niet." }
func (dutch) ExplainLink() string               { return "Bekijk hoe ver deze login kwam" }

func (dutch) ExplainAfter(d time.Duration) string {
	if d < 2*time.Minute {
		return strconv.Itoa(int(d/time.Second)) + " seconden later"
	}
	return strconv.Itoa(int(d/time.Minute)) + " minuten later"
}

func (dutch) ExplainOthers(n int) string { return strconv.Itoa(n) + " andere, die Sluis niet kent" }

func (dutch) CheckName(check string) string {
	switch check {
	case "connection":
		return "Het antwoord kwam bij de koppeling die het vroeg"
	case "keys":
		return "De sleutels van de hub zijn geldig"
	case "encoding":
		return "Het antwoord is een leesbaar formulierveld (base64)"
	case "signature":
		return "XML en handtekening"
	case "response-version":
		return "Versie van de Response"
	case "response-issuer":
		return "Afzender van de Response (Issuer)"
	case "destination":
		return "Bestemming (Destination)"
	case "in-response-to":
		return "Hoort bij onze vraag (InResponseTo)"
	case "status":
		return "Status van het antwoord (StatusCode)"
	case "decryption":
		return "Ontsleuteling"
	case "assertion":
		return "Er is een Assertion"
	case "assertion-version":
		return "Versie van de Assertion"
	case "assertion-issuer":
		return "Afzender van de Assertion (Issuer)"
	case "issue-instant":
		return "Tijd van uitgifte (IssueInstant)"
	case "subject":
		return "Onderwerp (Subject en NameID)"
	case "confirmation":
		return "Bevestiging (SubjectConfirmation)"
	case "conditions":
		return "Voorwaarden (Conditions en Audience)"
	case "authn-statement":
		return "Moment van inloggen (AuthnStatement)"
	case "attributes":
		return "De velden zijn leesbaar"
	case "answer":
		return "Alle controles op het antwoord zelf"
	case "once":
		return "Het antwoord is niet eerder gebruikt"
	case "strength":
		return "De login was zo sterk als de app vroeg"
	case "person":
		return "Nummer, school en rol zijn te lezen"
	case "school":
		return "De school hoort bij deze koppeling"
	case "admission":
		return "App, school en afspraak van nu"
	case "items":
		return "Rol en gegevens die de afspraak vraagt"
	case "factor":
		return "Een eigen sleutel of code, waar de app die vraagt"
	}
	return check
}
