package refusal

var profileEntries = []Entry{
	{
		Code: Issuer, Name: "issuer", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord komt niet van {federation}",
			Lead:     "Wij vroegen {federation} om een antwoord, maar een ander gaf het. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "`Issuer` van `Response` of `Assertion` is niet de `entityID` van de hub waaraan het verzoek ging. Controleer de metadata van deze koppeling.",
		},
		EN: Message{
			Title:    "The answer does not come from {federation}",
			Lead:     "We asked {federation} for an answer, but another one gave it. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "`Issuer` of the `Response` or `Assertion` is not the `entityID` of the hub that the request went to. Check the metadata of this connection.",
		},
	},
	{
		Code: Destination, Name: "destination", Owner: Sluis, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord is voor een ander adres bedoeld",
			Lead:     "Wij nemen alleen antwoorden aan die voor ons bedoeld zijn. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "`Destination` van de ondertekende `Response` ontbreekt of is niet ons ACS-adres `/saml/{connection}/acs`. Vergelijk `issuer` in `sluis.yaml` met de ACS-URL die bij {federation} geregistreerd is.",
		},
		EN: Message{
			Title:    "The answer is meant for another address",
			Lead:     "We only accept answers that are meant for us. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "`Destination` of the signed `Response` is missing or is not our ACS address `/saml/{connection}/acs`. Compare `issuer` in `sluis.yaml` with the ACS URL registered at {federation}.",
		},
	},
	{
		Code: Recipient, Name: "recipient", Owner: Sluis, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord is voor een andere ontvanger bedoeld",
			Lead:     "Wij nemen alleen antwoorden aan die voor ons bedoeld zijn. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "`Recipient` in `SubjectConfirmationData` ontbreekt of is niet ons ACS-adres. Vergelijk `issuer` in `sluis.yaml` met de ACS-URL die bij {federation} geregistreerd is.",
		},
		EN: Message{
			Title:    "The answer is meant for another recipient",
			Lead:     "We only accept answers that are meant for us. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "`Recipient` in `SubjectConfirmationData` is missing or is not our ACS address. Compare `issuer` in `sluis.yaml` with the ACS URL registered at {federation}.",
		},
	},
	{
		Code: Audience, Name: "audience", Owner: Sluis, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord is voor een andere dienst bedoeld",
			Lead:     "Je school stuurde een antwoord dat voor een andere dienst is. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "`Audience` in `AudienceRestriction` ontbreekt of is niet de `entity_id` van deze koppeling. Vergelijk `entity_id` in het register met de registratie bij {federation}.",
		},
		EN: Message{
			Title:    "The answer is meant for another service",
			Lead:     "Your school sent an answer that is for another service. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "`Audience` in `AudienceRestriction` is missing or is not the `entity_id` of this connection. Compare `entity_id` in the registry with the registration at {federation}.",
		},
	},
	{
		Code: InResponseTo, Name: "in-response-to", Owner: You, Status: 400, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Dit antwoord hoort bij een andere login",
			Lead:     "Misschien was je in twee tabbladen tegelijk aan het inloggen. " + noGuiltNL,
			Steps:    []string{"Sluit andere tabbladen waarin je aan het inloggen was.", againNL, stillNL},
			Helpdesk: "`InResponseTo` van de `Response` of van `SubjectConfirmationData` is niet de `ID` van ons verzoek.",
		},
		EN: Message{
			Title:    "This answer belongs to another sign-in",
			Lead:     "Perhaps you were signing in in two tabs at once. " + noGuiltEN,
			Steps:    []string{"Close other tabs in which you were signing in.", againEN, stillEN},
			Helpdesk: "`InResponseTo` of the `Response` or of `SubjectConfirmationData` is not the `ID` of our request.",
		},
	},
	{
		Code: Conditions, Name: "conditions", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "In het antwoord van {federation} staan andere voorwaarden",
			Lead:     "Wij kunnen niet nagaan of dit antwoord nu mag gelden. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "`Conditions` ontbreekt, staat er twee keer, mist `NotBefore` of `NotOnOrAfter`, of bevat een voorwaarde die Sluis niet kent.",
		},
		EN: Message{
			Title:    "The answer of {federation} has other conditions",
			Lead:     "We cannot check whether this answer may count now. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "`Conditions` is missing, is there twice, lacks `NotBefore` or `NotOnOrAfter`, or holds a condition that Sluis does not know.",
		},
	},
	{
		Code: Expired, Name: "expired", Owner: You, Status: 400, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord van je school is te oud",
			Lead:     "Het werkt maar een paar minuten. Misschien ging je terug in je browser. " + noGuiltNL,
			Steps:    []string{againNL, "Controleer of de klok van je apparaat goed staat.", stillNL},
			Helpdesk: "`NotOnOrAfter` is voorbij, met 180 seconden speling. Komt het bij iedereen voor, dan loopt de klok van Sluis of van {federation} niet gelijk.",
		},
		EN: Message{
			Title:    "The answer of your school is too old",
			Lead:     "It works for a few minutes only. Perhaps you went back in your browser. " + noGuiltEN,
			Steps:    []string{againEN, "Check that the clock of your device is right.", stillEN},
			Helpdesk: "`NotOnOrAfter` has passed, with 180 seconds of slack. If it happens to everybody, the clock of Sluis or of {federation} is not right.",
		},
	},
	{
		Code: NotYetValid, Name: "not-yet-valid", Owner: Sluis, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord van {federation} geldt nog niet",
			Lead:     "De klokken van {federation} en van ons lopen niet gelijk. " + noGuiltNL,
			Steps:    []string{"Wacht een paar minuten.", againNL, stillNL},
			Helpdesk: "`NotBefore` of `IssueInstant` ligt meer dan 180 seconden in de toekomst. Controleer de tijd (NTP) van de server van Sluis.",
		},
		EN: Message{
			Title:    "The answer of {federation} does not count yet",
			Lead:     "The clocks of {federation} and of ours differ. " + noGuiltEN,
			Steps:    []string{"Wait a few minutes.", againEN, stillEN},
			Helpdesk: "`NotBefore` or `IssueInstant` is more than 180 seconds ahead. Check the time (NTP) of the server of Sluis.",
		},
	},
	{
		Code: SubjectConfirmation, Name: "subject-confirmation", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord van {federation} mist een bewijs",
			Lead:     "Er staat niet in dat jij het mag gebruiken. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "Geen `SubjectConfirmation` met methode `bearer`, met `SubjectConfirmationData` en `NotOnOrAfter` (SAML-profielen 4.1.4.2), of een die `NotBefore` heeft.",
		},
		EN: Message{
			Title:    "The answer of {federation} lacks a proof",
			Lead:     "It does not say that you may use it. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "No `SubjectConfirmation` with method `bearer`, with `SubjectConfirmationData` and `NotOnOrAfter` (SAML profiles 4.1.4.2), or one that has `NotBefore`.",
		},
	},
	{
		Code: AuthnStatement, Name: "authn-statement", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord zegt niet wanneer je inlogde",
			Lead:     "Zonder dat weten we niet of jij het nu bent. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "`AuthnStatement` ontbreekt, staat er twee keer, of mist een geldige `AuthnInstant`.",
		},
		EN: Message{
			Title:    "The answer does not say when you signed in",
			Lead:     "Without that we do not know whether it is you now. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "`AuthnStatement` is missing, is there twice, or lacks a valid `AuthnInstant`.",
		},
	},
	{
		Code: AuthnTooOld, Name: "authn-too-old", Owner: School, Status: 403, OAuth: "login_required", Guiltless: true,
		NL: Message{
			Title:    "Je moet opnieuw inloggen bij je school",
			Lead:     "{app} vraagt een verse login. Je school gebruikte je oude login. " + noGuiltNL,
			Steps:    []string{"Log uit bij je school, of sluit je browser helemaal.", againNL, stillNL},
			Helpdesk: "Sluis stuurde `ForceAuthn`, maar `AuthnInstant` ligt van vóór ons verzoek (meer dan 180 seconden). Stel de inlogserver van de school zo in dat hij `ForceAuthn` volgt.",
		},
		EN: Message{
			Title:    "You must sign in at your school again",
			Lead:     "{app} asks for a fresh sign-in. Your school used your old one. " + noGuiltEN,
			Steps:    []string{"Sign out at your school, or close your browser altogether.", againEN, stillEN},
			Helpdesk: "Sluis sent `ForceAuthn`, but `AuthnInstant` is from before our request (more than 180 seconds). Set the school's login server so that it honours `ForceAuthn`.",
		},
	},
	{
		Code: NameIDFormat, Name: "name-id-format", Owner: Sluis, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "{federation} stuurde een ander soort sleutel",
			Lead:     "Daarmee kan {app} je de volgende keer niet herkennen. " + noGuiltNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "De `NameID` heeft niet het formaat `urn:oasis:names:tc:SAML:2.0:nameid-format:persistent`. Zet voor deze dienst `persistent` aan in het SURFconext Dashboard. Entree gebruikt `uid`; daar telt de `NameID` niet.",
		},
		EN: Message{
			Title:    "{federation} sent another kind of key",
			Lead:     "With it {app} cannot recognise you next time. " + noGuiltEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "The `NameID` does not have the format `urn:oasis:names:tc:SAML:2.0:nameid-format:persistent`. Choose `persistent` for this service in the SURFconext dashboard. Entree uses `uid`; the `NameID` does not count there.",
		},
	},
	{
		Code: BeforeRestart, Name: "before-restart", Owner: You, Status: 400, OAuth: "temporarily_unavailable", Guiltless: true,
		NL: Message{
			Title:    "Wij zijn net opnieuw gestart",
			Lead:     "Je login begon daarvoor. Daarom moet je nog één keer inloggen. " + noGuiltNL,
			Steps:    []string{againNL, stillNL},
			Helpdesk: "De `Assertion` is uitgegeven vóór de laatste start na een storing. Sluis kan dan niet zeker weten of zij al gebruikt is, en weigert haar. Het gaat vanzelf over.",
		},
		EN: Message{
			Title:    "We have just restarted",
			Lead:     "Your sign-in began before that. So you must sign in once more. " + noGuiltEN,
			Steps:    []string{againEN, stillEN},
			Helpdesk: "The `Assertion` was issued before the last start after a failure. Sluis cannot be sure then whether it has been used, and refuses it. It passes by itself.",
		},
	},
	{
		Code: WrongAuthority, Name: "wrong-authority", Owner: Federation, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord komt van een andere school",
			Lead:     "De school die jou liet inloggen, is niet de school die in het antwoord staat. " + noGuiltNL,
			Steps:    []string{"Ga terug naar {app}, log opnieuw in en kies je eigen school.", stillNL, giveNL},
			Helpdesk: "De laatste `AuthenticatingAuthority` is niet de `idp` die het register voor deze school noemt, of mag volgens de metadata van {federation} (`shibmd:Scope`) niet voor deze organisatie spreken. Kreeg de school een nieuwe inlogserver? Pas dan `idp` aan. Anders is het een beveiligingsvoorval.",
		},
		EN: Message{
			Title:    "The answer comes from another school",
			Lead:     "The school that signed you in is not the one in the answer. " + noGuiltEN,
			Steps:    []string{"Go back to {app}, sign in again and choose your own school.", stillEN, giveEN},
			Helpdesk: "The last `AuthenticatingAuthority` is not the `idp` that the registry names for this school, or may not speak for this organisation by the metadata of {federation} (`shibmd:Scope`). Did the school get a new login server? Then change `idp`. Otherwise it is a security incident.",
		},
	},
	{
		Code: WrongConnection, Name: "wrong-connection", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord kwam langs een andere weg",
			Lead:     "Wij vroegen het langs de ene weg en kregen het langs een andere. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "Het antwoord kwam op `/saml/{connection}/acs` van een andere koppeling dan die waarlangs het verzoek ging. Controleer de ACS-URL's die bij {federation} geregistreerd zijn.",
		},
		EN: Message{
			Title:    "The answer came by another way",
			Lead:     "We asked by one way and got the answer by another. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "The answer arrived at `/saml/{connection}/acs` of another connection than the one the request went by. Check the ACS URLs registered at {federation}.",
		},
	},
	{
		Code: SessionEnded, Name: "session-ended", Owner: You, Status: 403, OAuth: "login_required", Guiltless: true,
		NL: Message{
			Title:    "Je login bij je school is voorbij",
			Lead:     "Je school laat een login maar een bepaalde tijd gelden. " + noGuiltNL,
			Steps:    []string{"Log uit bij je school en log daar opnieuw in.", againNL, stillNL},
			Helpdesk: "`SessionNotOnOrAfter` in `AuthnStatement` is voorbij.",
		},
		EN: Message{
			Title:    "Your sign-in at your school has ended",
			Lead:     "Your school lets a sign-in count for a certain time only. " + noGuiltEN,
			Steps:    []string{"Sign out at your school and sign in there again.", againEN, stillEN},
			Helpdesk: "`SessionNotOnOrAfter` in `AuthnStatement` has passed.",
		},
	},
}
