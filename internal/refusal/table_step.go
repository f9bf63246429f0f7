package refusal

var stepEntries = []Entry{
	{
		Code: OtherBrowser, Name: "other-browser", Owner: You, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Deze login begon in een andere browser",
			Lead:     "Een login moet eindigen in de browser waarin hij begon. Dat beschermt je account. " + noGuiltNL,
			Steps:    []string{"Open {app} in deze browser en log daar in.", "Sta cookies toe voor deze site.", stillNL},
			Helpdesk: "De cookie van de browser die begon ontbreekt of past niet bij deze login. Oorzaken: een link van iemand anders, een tweede browser of privévenster, of een browser die alle cookies weigert. Sluis gebruikt één noodzakelijke cookie, `SameSite=Lax`.",
		},
		EN: Message{
			Title:    "This sign-in began in another browser",
			Lead:     "A sign-in must end in the browser in which it began. That protects your account. " + noGuiltEN,
			Steps:    []string{"Open {app} in this browser and sign in there.", "Allow cookies for this site.", stillEN},
			Helpdesk: "The cookie of the browser that began is missing or does not fit this login. Causes: a link from somebody else, a second browser or private window, or a browser that refuses all cookies. Sluis uses one necessary cookie, `SameSite=Lax`.",
		},
	},
	{
		Code: StepExpired, Name: "step-expired", Owner: You, Status: 400, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je was te lang onderweg met inloggen",
			Lead:     "Een login blijft niet onbeperkt open. Dat is veiliger op een gedeelde computer. " + noGuiltNL,
			Steps:    []string{againNL},
			Helpdesk: "De transactie of de stap is verlopen, of bestaat niet (meer). Een login blijft ten hoogste 60 minuten open.",
		},
		EN: Message{
			Title:    "You took too long to sign in",
			Lead:     "A sign-in does not stay open for ever. That is safer on a shared computer. " + noGuiltEN,
			Steps:    []string{againEN},
			Helpdesk: "The transaction or the step has expired, or does not exist (any more). A login stays open for at most 60 minutes.",
		},
	},
	{
		Code: StepUsed, Name: "step-used", Owner: You, Status: 400, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Deze login is al gebruikt",
			Lead:     "Je bent met deze login al bij {app} binnen geweest. Hij werkt maar één keer. " + noGuiltNL,
			Steps:    []string{"Ga terug naar {app}; misschien ben je daar al ingelogd.", "Log anders opnieuw in."},
			Helpdesk: "De code van deze login is al ingewisseld. Dat gebeurt na Terug of na herladen. De app moet een nieuwe login beginnen.",
		},
		EN: Message{
			Title:    "This sign-in has been used already",
			Lead:     "You have been let in to {app} with this sign-in. It works only once. " + noGuiltEN,
			Steps:    []string{"Go back to {app}; you may be signed in there already.", "Sign in again if you are not."},
			Helpdesk: "The code of this login has been redeemed. It happens after Back or a reload. The app must begin a new login.",
		},
	},
	{
		Code: CrossOrigin, Name: "cross-origin", Owner: You, Status: 403, Guiltless: true,
		NL: Message{
			Title:    "Deze knop werd vanaf een andere site ingedrukt",
			Lead:     "Onze knoppen werken alleen op onze eigen pagina's. Dat beschermt je tegen nagemaakte pagina's. " + noGuiltNL,
			Steps:    []string{openAppNL, "Meld het bij je school als een vreemde pagina je hierheen stuurde."},
			Helpdesk: "Een formulier van Sluis kwam binnen met `Sec-Fetch-Site` of `Origin` van een andere site. Oorzaken: een nagemaakte pagina, of een proxy die `Host` of `Origin` verandert.",
		},
		EN: Message{
			Title:    "This button was pressed from another site",
			Lead:     "Our buttons work only on our own pages. That protects you against copied pages. " + noGuiltEN,
			Steps:    []string{openAppEN, "Tell your school if a strange page sent you here."},
			Helpdesk: "A form of Sluis arrived with `Sec-Fetch-Site` or `Origin` of another site. Causes: a copied page, or a proxy that changes `Host` or `Origin`.",
		},
	},
	{
		Code: MethodNotAllowed, Name: "method-not-allowed", Owner: App, Status: 405, Guiltless: true,
		NL: Message{
			Title:    "Dit adres werkt op een andere manier",
			Lead:     "Je kwam hier via een link of app die dit adres verkeerd gebruikt. " + noGuiltNL,
			Steps:    []string{openAppNL, tellAppNL},
			Helpdesk: "De HTTP-methode past niet bij dit adres. De header `Allow` van dit antwoord noemt wat wel mag.",
		},
		EN: Message{
			Title:    "This address works in another way",
			Lead:     "You came here by a link or app that uses this address wrongly. " + noGuiltEN,
			Steps:    []string{openAppEN, tellAppEN},
			Helpdesk: "The HTTP method does not fit this address. The header `Allow` of this answer names what does.",
		},
	},
	{
		Code: StepMismatch, Name: "step-mismatch", Owner: You, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Deze pagina hoort niet bij je login",
			Lead:     "De knop kwam van een oudere pagina, of van een andere login. " + noGuiltNL,
			Steps:    []string{"Sluit andere tabbladen waarin je aan het inloggen was.", againNL},
			Helpdesk: "Het bewijs in het formulier past niet bij deze transactie, deze stap en deze browser. Dat gebeurt met een opgeslagen pagina, of als een stap wordt overgeslagen.",
		},
		EN: Message{
			Title:    "This page does not belong to your sign-in",
			Lead:     "The button came from an older page, or from another sign-in. " + noGuiltEN,
			Steps:    []string{"Close other tabs in which you were signing in.", againEN},
			Helpdesk: "The proof in the form does not fit this transaction, this step and this browser. It happens with a saved page, or when a step is skipped.",
		},
	},
	{
		Code: FactorWrong, Name: "factor-wrong", Owner: You, Status: 403, OAuth: "access_denied",
		NL: Message{
			Title:    "Deze code of sleutel klopt niet",
			Lead:     "Er is niets van jou naar een app gegaan.",
			Steps:    []string{"Gebruik een nieuwe code. Elke code werkt maar één keer.", "Heb je een sleutel of een andere app? Neem dan die.", giveNL},
			Helpdesk: "De eigen sleutel of code van de persoon werd niet aangenomen: verkeerd, al gebruikt, verlopen, opgeschort, of van een soort die hier niet mag. Loopt de klok van de telefoon gelijk? De oorzaak staat in het logboek.",
		},
		EN: Message{
			Title:    "This code or key is not right",
			Lead:     "Nothing about you went to an app.",
			Steps:    []string{"Use a new code. Each code works only once.", "Do you have a key or another app? Use that one.", giveEN},
			Helpdesk: "The person's own key or code was not accepted: wrong, used before, expired, suspended, or of a kind that is not taken here. Is the clock of the phone right? The cause is in the log.",
		},
	},
	{
		Code: FactorLocked, Name: "factor-locked", Owner: You, Status: 429, OAuth: "unmet_authentication_requirements",
		NL: Message{
			Title:    "Er waren te veel verkeerde codes",
			Lead:     "Daarom kijken we hier nu even niet naar codes. Zo kan niemand jouw code raden.",
			Steps:    []string{"Gebruik je beveiligingssleutel, of een apparaat waarop dit eerder lukte.", "Wacht anders een uur.", giveNL},
			Helpdesk: "Na 5 fouten in 15 minuten, of 11 in een uur, slaat Sluis codes van deze browser over. Fouten van onbekende browsers tellen samen. Een browser waarin deze persoon eerder een code of sleutel toonde, telt apart en blijft werken.",
		},
		EN: Message{
			Title:    "There were too many wrong codes",
			Lead:     "That is why we do not look at codes here for a while. So nobody can guess yours.",
			Steps:    []string{"Use your security key, or a device on which this worked before.", "Wait for an hour if not.", giveEN},
			Helpdesk: "After 5 failures in 15 minutes, or 11 in an hour, Sluis passes over codes from this browser. Failures of unknown browsers count together. A browser in which this person showed a code or a key before counts by itself, and goes on working.",
		},
	},
	{
		Code: FactorNone, Name: "factor-none", Owner: You, Status: 403, OAuth: "unmet_authentication_requirements",
		NL: Message{
			Title:    "Voor {app} heb je extra beveiliging nodig",
			Lead:     "Daarvoor heb je nog geen sleutel of code. Soms is alleen een sleutel goed. Er is niets van jou naar {app} gegaan.",
			Steps:    []string{"Open Mijn gegevens met de knop hieronder. Voeg daar een sleutel of app toe.", "Log daarna opnieuw in bij {app}.", giveNL},
			Helpdesk: "De app (`acr` met `essential`), de afspraak (`step_up`) of de school (`second_factor`) eist een klasse die de hub niet gaf, en de persoon heeft bij Sluis geen factor die daarvoor volstaat. `https://refeds.org/profile/mfa`: een sleutel of een code-app. `urn:sluis:acr:phishing-resistant`: alleen een sleutel.",
		},
		EN: Message{
			Title:    "For {app} you need extra security",
			Lead:     "You have no key or code for that yet. Sometimes a key alone will do. Nothing about you went to {app}.",
			Steps:    []string{"Open My data with the button below. Add a key or an app there.", "Sign in to {app} again after that.", giveEN},
			Helpdesk: "The app (`acr` with `essential`), the contract (`step_up`) or the school (`second_factor`) demands a class that the hub did not give, and at Sluis the person has no factor that will do. `https://refeds.org/profile/mfa`: a key or a code app. `urn:sluis:acr:phishing-resistant`: a key alone.",
		},
	},
	{
		Code: FactorInput, Name: "factor-input", Owner: You, Status: 400, OAuth: "access_denied",
		NL: Message{
			Title:    "Dit kan niet zo",
			Lead:     "We hebben niets veranderd aan je extra beveiliging.",
			Steps:    []string{"Ga terug, en kies een naam voor je sleutel of app.", "Heb je deze sleutel al toegevoegd? Dan is er niets meer nodig.", giveNL},
			Helpdesk: "Een naam ontbreekt, de sleutel is al geregistreerd, er zijn al 20 factoren, de factor bestaat niet (meer), of er zijn herstelcodes gevraagd zonder sleutel of app. Bij een issuer zonder hostnaam werken sleutels niet.",
		},
		EN: Message{
			Title:    "This cannot be done like this",
			Lead:     "We changed nothing about your extra security.",
			Steps:    []string{"Go back, and choose a name for your key or app.", "Did you add this key before? Then nothing is needed any more.", giveEN},
			Helpdesk: "A name is missing, the key is registered already, there are 20 factors, the factor does not exist (any more), or recovery codes were asked for without a key or an app. With an issuer that is no host name, keys do not work.",
		},
	},
}

var faultEntries = []Entry{
	{
		Code: Internal, Name: "internal", Owner: Sluis, Status: 500, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Er ging iets mis bij ons",
			Lead:     "Dit is een fout van Sluis. " + noGuiltNL + " We weten dat het gebeurd is.",
			Steps:    []string{"Wacht even en log dan opnieuw in.", stillNL, giveNL},
			Helpdesk: "Een fout die Sluis niet verwachtte. Met de code en de drie woorden vindt de beheerder van Sluis de regel in het log.",
		},
		EN: Message{
			Title:    "Something went wrong on our side",
			Lead:     "This is a fault of Sluis. " + noGuiltEN + " We know that it happened.",
			Steps:    []string{"Wait a moment and sign in again.", stillEN, giveEN},
			Helpdesk: "A fault that Sluis did not expect. With the code and the three words the operator of Sluis finds the line in the log.",
		},
	},
	{
		Code: NotFound, Name: "not-found", Owner: You, Status: 404,
		NL: Message{
			Title:    "Deze pagina bestaat niet",
			Lead:     "Het adres klopt niet, of de pagina is weg.",
			Steps:    []string{"Controleer het adres.", "Wilde je inloggen? Begin dan in de app."},
			Helpdesk: "Op dit pad staat niets. Een login begint altijd in de app, nooit op een adres van Sluis.",
		},
		EN: Message{
			Title:    "This page does not exist",
			Lead:     "The address is not right, or the page has gone.",
			Steps:    []string{"Check the address.", "Did you want to sign in? Then begin in the app."},
			Helpdesk: "There is nothing at this path. A login always begins in the app, never at an address of Sluis.",
		},
	},
	{
		Code: StoreUnavailable, Name: "store-unavailable", Owner: Sluis, Status: 503, OAuth: "temporarily_unavailable", Guiltless: true,
		NL: Message{
			Title:    "Inloggen lukt nu even niet",
			Lead:     "Sluis kan op dit moment niets bewaren. Dan laten we niemand door. " + noGuiltNL,
			Steps:    []string{"Wacht een paar minuten.", againNL, stillNL},
			Helpdesk: "De opslag van Sluis antwoordt niet of weigert te schrijven. De beheerder kijkt naar schijfruimte, rechten op de datamap en `/readyz`.",
		},
		EN: Message{
			Title:    "Signing in does not work just now",
			Lead:     "Sluis cannot store anything at this moment. Then we let nobody through. " + noGuiltEN,
			Steps:    []string{"Wait a few minutes.", againEN, stillEN},
			Helpdesk: "The store of Sluis does not answer, or refuses to write. The operator looks at disk space, permissions of the data directory and `/readyz`.",
		},
	},
	{
		Code: Busy, Name: "busy", Owner: Sluis, Status: 503, OAuth: "temporarily_unavailable", Guiltless: true,
		NL: Message{
			Title:    "Het is nu erg druk",
			Lead:     "Er loggen meer mensen in dan we nu aankunnen. " + noGuiltNL,
			Steps:    []string{"Wacht een minuut.", againNL},
			Helpdesk: "Een grens op gelijktijdig werk is bereikt, of de server sluit netjes af. `/readyz` en `/metrics` op het beheeradres zeggen welk van de twee.",
		},
		EN: Message{
			Title:    "It is very busy just now",
			Lead:     "More people are signing in than we can handle at the moment. " + noGuiltEN,
			Steps:    []string{"Wait a minute.", againEN},
			Helpdesk: "A limit on work at the same time was reached, or the server is shutting down in good order. `/readyz` and `/metrics` at the admin address say which of the two.",
		},
	},
	{
		Code: HubUnavailable, Name: "hub-unavailable", Owner: Sluis, Status: 503, OAuth: "temporarily_unavailable", Guiltless: true,
		NL: Message{
			Title:    "We kunnen {federation} nu niet bereiken",
			Lead:     "We hebben geen geldige gegevens van {federation}. Zonder die gegevens sturen we niemand erheen. " + noGuiltNL,
			Steps:    []string{"Wacht een paar minuten.", againNL, stillNL},
			Helpdesk: "De metadata van de hub ontbreekt of is voorbij `validUntil`. De beheerder van Sluis kijkt in het log waarom de laatste poging om ze te verversen faalde.",
		},
		EN: Message{
			Title:    "We cannot reach {federation} just now",
			Lead:     "We have no valid data of {federation}. Without it we send nobody there. " + noGuiltEN,
			Steps:    []string{"Wait a few minutes.", againEN, stillEN},
			Helpdesk: "The metadata of the hub is missing, or past `validUntil`. The operator of Sluis looks in the log for why the last refresh failed.",
		},
	},
}
