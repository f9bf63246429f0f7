package web

func (dutch) AppChange() string {
	return "Afspraak wijzigen"
}

func (dutch) AppChangeTitle(app string) string {
	return "Afspraak met " + app + " wijzigen"
}

func (dutch) AppChangeLead() string {
	return "Wat je uitzet, vervalt meteen. Wat erbij komt, bevestigt een tweede beheerder."
}

func (dutch) AppChangeOn() string {
	return "Gaat naar de app"
}

func (dutch) AppChangeNL() string {
	return "Waarom, in het Nederlands"
}

func (dutch) AppChangeEN() string {
	return "Waarom, in het Engels"
}

func (dutch) AppChangeLines() string {
	return "Een per regel."
}

func (dutch) AppSecond() string {
	return "Komt er iets bij, of gaan antwoorden ergens anders heen? Dan bevestigt een tweede beheerder het."
}

func (dutch) ChangeSave() string {
	return "Wijziging bewaren"
}

func (dutch) ChangeReason(reason string) string {
	switch reason {
	case "school_asked":
		return "De school vroeg het"
	case "app_asked":
		return "De leverancier vroeg het"
	case "agreement":
		return "Nieuwe afspraak"
	case "incident":
		return "Incident"
	}
	return "Fout hersteld"
}

func (dutch) ChangeLocked(by string) string {
	switch by {
	case "kept":
		return "Hier kun je niets wijzigen. Het registerbestand wordt ergens anders bijgehouden, bijvoorbeeld in Git. Wijzig het daar."
	case "machines":
		return "Hier kun je niets wijzigen. Er draaien meer machines, elk met een eigen registerbestand. Wijzig het waar ze het vandaan halen."
	}
	return "Hier kun je niets wijzigen. Het registerbestand is een verwijzing. Wijzig het bestand waar die naar wijst."
}

func (dutch) ChangeRefused() string {
	return "Er is niets veranderd. De controle vond dit:"
}

func (dutch) BackTitle() string {
	return "Terug naar een oudere versie"
}

func (dutch) BackHint() string {
	return "Het hele register gaat terug, ook van andere apps en scholen."
}

func (dutch) BackVersion() string {
	return "Naar welke versie?"
}

func (dutch) BackDo() string {
	return "Ga terug"
}

func (dutch) SchoolsLead() string {
	return "Elke school bepaalt zelf hoe haar inlogs worden bewaard en bewaakt."
}

func (dutch) SchoolsNone() string {
	return "Er is geen school die je mag zien."
}

func (dutch) SchoolApps(n int) string {
	return plural(n, "1 app voor deze school", "%d apps voor deze school")
}

func (dutch) SchoolLog(all bool) string {
	if all {
		return "Elke inlog"
	}
	return "Alleen mislukte inlogs"
}

func (dutch) SchoolPolicy() string {
	return "Wat de school bepaalt"
}

func (dutch) SchoolLogLabel() string {
	return "Wat bewaart het logboek?"
}

func (dutch) SchoolLogHint() string {
	return "Een andere keuze bevestigt een tweede beheerder."
}

func (dutch) SchoolDays() string {
	return "Hoeveel dagen? Van 183 tot 365"
}

func (dutch) SchoolAgain() string {
	return "Opnieuw inloggen bij de school"
}

func (dutch) SchoolAgainWord(key string) string {
	switch key {
	case "always":
		return "Altijd"
	case "shared_device":
		return "Op gedeelde apparaten"
	case "never":
		return "Nooit, en vraag ook niet wie er zit"
	}
	return "De school beslist, wij vragen wie er zit"
}

func (dutch) SchoolApproval() string {
	return "Wie keurt goed wat apps krijgen?"
}

func (dutch) SchoolApprovalWord(own bool) string {
	if own {
		return "Onze privacy officer, elke keer als er iets bij komt"
	}
	return "Wat de beheerder afspreekt, geldt meteen"
}

func (dutch) SchoolICT() string {
	return "Helpdesk van de school"
}

func (dutch) SchoolPrivacy() string {
	return "Privacy officer van de school"
}

func (dutch) SchoolTravel() string {
	return "Op reis"
}

func (dutch) SchoolTravelHint() string {
	return "Landen met twee hoofdletters, zoals ES FR. De laatste dag is hooguit 30 dagen ver. Een lege regel vervalt."
}

func (dutch) SchoolCountries() string {
	return "Landen"
}

func (dutch) SchoolUntil() string {
	return "Tot en met"
}

func (dutch) SchoolSecond() string {
	return "Een andere keuze voor het logboek of de tweede factor bevestigt een tweede beheerder."
}

func (dutch) SchoolFactor() string {
	return "Tweede factor bij elke app"
}

func (dutch) SchoolFactorHint() string {
	return "Een app mag meer vragen, nooit minder. Mensen stellen hun factor in bij Mijn gegevens. Wie er geen heeft, kan daarna niet meer inloggen."
}

func (dutch) SchoolFactorWord(class string) string {
	switch class {
	case "https://refeds.org/profile/mfa":
		return "Een sleutel of een code"
	case "urn:sluis:acr:phishing-resistant":
		return "Alleen een sleutel"
	}
	return "Niet nodig"
}

func (dutch) SchoolFactorOf() string {
	return "Van wie?"
}

func (dutch) SchoolFactorRoles(roles string) string {
	switch roles {
	case "student":
		return "Leerlingen en studenten"
	case "student staff":
		return "Iedereen"
	}
	return "Medewerkers"
}

func (dutch) SchoolAdmins() string {
	return "Beheerders van deze school"
}
