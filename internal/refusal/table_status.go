package refusal

var statusEntries = []Entry{
	{
		Code: StatusNoPassive, Name: "status-no-passive", Owner: You, Status: 403, OAuth: "login_required", Guiltless: true,
		NL: Message{
			Title:    "Je bent nog niet ingelogd bij je school",
			Lead:     "{app} vroeg om een login zonder scherm. Dat kan nu niet. " + noGuiltNL,
			Steps:    []string{againNL, stillNL},
			Helpdesk: "De hub antwoordde met status `NoPassive`: er was geen sessie, of er moest eerst een school gekozen worden.",
		},
		EN: Message{
			Title:    "You are not signed in at your school yet",
			Lead:     "{app} asked for a sign-in without a screen. That cannot be done now. " + noGuiltEN,
			Steps:    []string{againEN, stillEN},
			Helpdesk: "The hub answered with status `NoPassive`: there was no session, or a school had to be chosen first.",
		},
	},
	{
		Code: StatusNoAuthnContext, Name: "status-no-authn-context", Owner: School, Status: 403, OAuth: "unmet_authentication_requirements", Guiltless: true,
		NL: Message{
			Title:    "Je school kan niet streng genoeg controleren",
			Lead:     "{app} vraagt een extra controle. Je school biedt die niet aan. " + noGuiltNL,
			Steps:    []string{"Heb je een tweede manier om in te loggen? Stel die in bij je school.", askSchoolNL, giveNL},
			Helpdesk: "De hub antwoordde met status `NoAuthnContext`: de gevraagde zekerheid (`acr_values`) is voor dit account niet haalbaar. Bij SURFconext: activeer een token in SURFsecureID.",
		},
		EN: Message{
			Title:    "Your school cannot check strictly enough",
			Lead:     "{app} asks for an extra check. Your school does not offer it. " + noGuiltEN,
			Steps:    []string{"Do you have a second way to sign in? Set it up at your school.", askSchoolEN, giveEN},
			Helpdesk: "The hub answered with status `NoAuthnContext`: the assurance asked for (`acr_values`) cannot be reached by this account. At SURFconext: activate a token in SURFsecureID.",
		},
	},
	{
		Code: AuthnTooWeak, Name: "authn-too-weak", Owner: School, Status: 403, OAuth: "unmet_authentication_requirements", Guiltless: true,
		NL: Message{
			Title:    "Je school controleerde minder streng dan {app} vraagt",
			Lead:     "{app} vroeg om een extra controle. Die was er nu niet bij. " + noGuiltNL,
			Steps:    []string{"Heb je een tweede manier om in te loggen? Stel die in bij je school.", askSchoolNL, giveNL},
			Helpdesk: "De `AuthnContextClassRef` in het antwoord is zwakker dan de klasse in onze `RequestedAuthnContext` (`acr_values` van de app), of staat niet bij `assurance` van deze koppeling. Bij SURFconext: kijk of SURFsecureID voor deze dienst aan staat en of de persoon een token op dat niveau heeft.",
		},
		EN: Message{
			Title:    "Your school checked less strictly than {app} asks",
			Lead:     "{app} asked for an extra check. It was not there now. " + noGuiltEN,
			Steps:    []string{"Do you have a second way to sign in? Set it up at your school.", askSchoolEN, giveEN},
			Helpdesk: "The `AuthnContextClassRef` in the answer is weaker than the class in our `RequestedAuthnContext` (`acr_values` of the app), or is not in `assurance` of this connection. At SURFconext: check whether SURFsecureID is on for this service, and whether the person has a token of that level.",
		},
	},
	{
		Code: StatusAuthnFailed, Name: "status-authn-failed", Owner: You, Status: 403, OAuth: "access_denied",
		NL: Message{
			Title:    "Het inloggen bij je school is niet gelukt",
			Lead:     "Je bent gestopt, of je school herkende je niet. Er is niets van jou naar {app} gegaan.",
			Steps:    []string{againNL, "Weet je je wachtwoord niet meer? Ga naar de helpdesk van {school}."},
			Helpdesk: "De hub antwoordde met status `AuthnFailed`. De persoon brak af, of de inlogserver van de school weigerde. De oorzaak staat in het log van de school.",
		},
		EN: Message{
			Title:    "Signing in at your school did not work",
			Lead:     "You stopped, or your school did not recognise you. Nothing about you went to {app}.",
			Steps:    []string{againEN, "Have you forgotten your password? Go to the help desk of {school}."},
			Helpdesk: "The hub answered with status `AuthnFailed`. The person broke off, or the school's login server refused. The cause is in the log of the school.",
		},
	},
	{
		Code: StatusRequestDenied, Name: "status-request-denied", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school laat je niet door naar {app}",
			Lead:     "Je school heeft deze login geweigerd. " + noGuiltNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "De hub of de school antwoordde met status `RequestDenied`. Controleer of de dienst geactiveerd is: in Mijn Entree Federatie, of in het SURFconext Dashboard, ook bij de autorisatieregels.",
		},
		EN: Message{
			Title:    "Your school does not let you through to {app}",
			Lead:     "Your school has refused this sign-in. " + noGuiltEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "The hub or the school answered with status `RequestDenied`. Check that the service is activated: in Mijn Entree Federatie, or in the SURFconext dashboard, its authorisation rules included.",
		},
	},
	{
		Code: StatusOther, Name: "status-other", Owner: Federation, Status: 403, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "{federation} kon je login niet afmaken",
			Lead:     "Daar ging iets mis. Wat precies, weten wij niet. " + noGuiltNL,
			Steps:    []string{"Wacht even.", againNL, stillNL},
			Helpdesk: "De hub antwoordde met een andere `StatusCode` dan `Success`. Het log van Sluis noemt de code; de betekenis staat in SAML core 3.2.2.2.",
		},
		EN: Message{
			Title:    "{federation} could not complete your sign-in",
			Lead:     "Something went wrong there. We do not know what. " + noGuiltEN,
			Steps:    []string{"Wait a moment.", againEN, stillEN},
			Helpdesk: "The hub answered with a `StatusCode` other than `Success`. The log of Sluis names the code; its meaning is in SAML core 3.2.2.2.",
		},
	},
	{
		Code: StatusProxyCount, Name: "status-proxy-count", Owner: Sluis, Status: 403, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "{federation} mag je niet verder doorsturen",
			Lead:     "Er zitten te veel tussenstappen in deze login. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "De hub antwoordde met status `ProxyCountExceeded`. Sluis stuurt geen `ProxyCount`; kijk of er een tweede doorgeefstation tussen zit.",
		},
		EN: Message{
			Title:    "{federation} may not send you further",
			Lead:     "There are too many steps in between in this sign-in. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "The hub answered with status `ProxyCountExceeded`. Sluis sends no `ProxyCount`; look for a second proxy in between.",
		},
	},
}
