package refusal

var messageEntries = []Entry{
	{
		Code: Unsolicited, Name: "unsolicited", Owner: You, Status: 400, Guiltless: true,
		NL: Message{
			Title:    "Begin opnieuw bij de app",
			Lead:     "Er kwam een antwoord van je school, maar hier stond geen login open. " + noGuiltNL,
			Steps:    []string{"Open de app en log daar in.", "Gebruik geen bladwijzer van een inlogpagina."},
			Helpdesk: "Er kwam een `Response` zonder open verzoek van ons (`InResponseTo` en `RelayState`). Sluis neemt geen login aan die bij de hub begint. Geef de school het startadres van de app, niet dat van de hub.",
		},
		EN: Message{
			Title:    "Begin again at the app",
			Lead:     "An answer from your school arrived, but no sign-in was open here. " + noGuiltEN,
			Steps:    []string{"Open the app and sign in there.", "Use no bookmark of a sign-in page."},
			Helpdesk: "A `Response` arrived without an open request of ours (`InResponseTo` and `RelayState`). Sluis accepts no login that begins at the hub. Give the school the start address of the app, not that of the hub.",
		},
	},
	{
		Code: Replayed, Name: "replayed", Owner: You, Status: 400, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Deze login is al eens gebruikt",
			Lead:     "Hetzelfde antwoord van je school kwam een tweede keer. Het werkt maar één keer. " + noGuiltNL,
			Steps:    []string{againNL, stillNL},
			Helpdesk: "De `Assertion` met deze `ID` is al verwerkt. Gewoon na Terug of herladen na meer dan vijf minuten. Komt het vaak voor bij één persoon, laat de school dan kijken of iemand antwoorden onderschept.",
		},
		EN: Message{
			Title:    "This sign-in has been used before",
			Lead:     "The same answer from your school came a second time. It works only once. " + noGuiltEN,
			Steps:    []string{againEN, stillEN},
			Helpdesk: "The `Assertion` with this `ID` has been processed. Normal after Back or a reload after more than five minutes. If it happens often to one person, let the school check whether somebody intercepts answers.",
		},
	},
	{
		Code: MalformedXML, Name: "malformed-xml", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord van {federation} is niet te lezen",
			Lead:     "Het bericht waarmee je school je doorstuurt, is beschadigd. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "De `SAMLResponse` is geen welgevormde XML in UTF-8, of is te diep of te uitgebreid. Vang het bericht op met een SAML-tracer en geef de code aan de beheerder van {federation}.",
		},
		EN: Message{
			Title:    "The answer of {federation} cannot be read",
			Lead:     "The message with which your school sends you on is damaged. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "The `SAMLResponse` is not well-formed XML in UTF-8, or is too deep or too elaborate. Catch the message with a SAML tracer and give the code to the operator of {federation}.",
		},
	},
	{
		Code: Signature, Name: "signature", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "We kunnen het antwoord van {federation} niet vertrouwen",
			Lead:     "De handtekening eronder klopt niet. Dan laten we niemand door. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "De handtekening (`ds:Signature`) ontbreekt, klopt niet, dekt niet wat gelezen wordt, of is van een andere sleutel dan die in de metadata van {federation}. Wisselde de hub van sleutel? Dan moet Sluis de nieuwe metadata laden. Anders is het een beveiligingsvoorval.",
		},
		EN: Message{
			Title:    "We cannot trust the answer of {federation}",
			Lead:     "The signature under it is not right. Then we let nobody through. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "The signature (`ds:Signature`) is missing, wrong, does not cover what is read, or is of another key than those in the metadata of {federation}. Did the hub change keys? Then Sluis must load the new metadata. Otherwise it is a security incident.",
		},
	},
	{
		Code: SecondAssertion, Name: "second-assertion", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "{federation} stuurde twee antwoorden in één",
			Lead:     "We weten dan niet welk antwoord over jou gaat. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "De `Response` bevat meer dan één `Assertion`, ergens in het bericht. Geen van beide hubs stuurt dat. Behandel het als een beveiligingsvoorval als het terugkomt.",
		},
		EN: Message{
			Title:    "{federation} sent two answers in one",
			Lead:     "Then we do not know which answer is about you. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "The `Response` holds more than one `Assertion`, somewhere in the message. Neither hub sends that. Treat it as a security incident if it comes back.",
		},
	},
	{
		Code: Encrypted, Name: "encrypted", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "{federation} stuurde een antwoord dat op slot zit",
			Lead:     "Wij verwachten een ondertekend antwoord dat we kunnen lezen. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "De `Response` bevat een `EncryptedAttribute`, of is versleuteld terwijl `encryption` voor deze koppeling uit staat in `registry.yaml`. Zet versleuteling voor deze dienst uit bij {federation}, of hier aan.",
		},
		EN: Message{
			Title:    "{federation} sent an answer that is locked",
			Lead:     "We expect a signed answer that we can read. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "The `Response` holds an `EncryptedAttribute`, or is encrypted while `encryption` is off for this connection in `registry.yaml`. Switch encryption off for this service at {federation}, or on here.",
		},
	},
	{
		Code: Undecryptable, Name: "undecryptable", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "We krijgen het antwoord van {federation} niet open",
			Lead:     "Het antwoord zit op slot, en er klopt iets niet aan. Dan laten we niemand door. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "Er is iets mis met een `EncryptedAssertion` of `EncryptedID`; om aanvallers niet te helpen zegt Sluis niet wat. Versleutelt {federation} met het certificaat uit onze huidige metadata? Met AES-GCM en RSA-OAEP (geen `rsa-1_5`, geen CBC)? Is de `Assertion` binnenin ondertekend, en noemt zij haar eigen naamruimten? Het logboek van Sluis zegt meer.",
		},
		EN: Message{
			Title:    "We cannot open the answer of {federation}",
			Lead:     "The answer is locked, and something about it is not right. Then we let nobody through. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "Something is wrong with an `EncryptedAssertion` or `EncryptedID`; so as not to help attackers, Sluis does not say what. Does {federation} encrypt to the certificate in our current metadata? With AES-GCM and RSA-OAEP (no `rsa-1_5`, no CBC)? Is the `Assertion` inside signed, and does it declare its own namespaces? The log of Sluis says more.",
		},
	},
	{
		Code: ElementInValue, Name: "element-in-value", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord van {federation} heeft een vreemde vorm",
			Lead:     "Op een plek voor tekst staat iets anders. Dan stoppen we. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "Er staat een element in een `NameID` of `AttributeValue`. Alleen `eduPersonTargetedID` mag een `NameID` bevatten. Zo wordt ook vervalst: meld het als het terugkomt.",
		},
		EN: Message{
			Title:    "The answer of {federation} has an odd form",
			Lead:     "Where text should be there is something else. Then we stop. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "There is an element in a `NameID` or `AttributeValue`. Only `eduPersonTargetedID` may hold a `NameID`. Forgers do this too: report it if it comes back.",
		},
	},
	{
		Code: SAMLVersion, Name: "saml-version", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "{federation} gebruikt een andere versie",
			Lead:     "Wij kunnen dit soort antwoord niet lezen. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "`Version` van `Response` of `Assertion` is niet `2.0`.",
		},
		EN: Message{
			Title:    "{federation} uses another version",
			Lead:     "We cannot read this kind of answer. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "`Version` of the `Response` or `Assertion` is not `2.0`.",
		},
	},
	{
		Code: AnswerTooLarge, Name: "answer-too-large", Owner: School, Status: 413, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Je school stuurt te veel mee",
			Lead:     "Het antwoord is groter dan wij aannemen. We hebben het niet gelezen. " + noGuiltNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "De `SAMLResponse` is groter dan 256 KiB. Meestal staan er honderden groepen in, zoals `isMemberOf`. Sluis heeft die niet nodig: haal ze voor deze dienst weg bij {federation}.",
		},
		EN: Message{
			Title:    "Your school sends too much",
			Lead:     "The answer is larger than we accept. We have not read it. " + noGuiltEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "The `SAMLResponse` is over 256 KiB. Mostly there are hundreds of groups in it, such as `isMemberOf`. Sluis does not need them: remove them for this service at {federation}.",
		},
	},
	{
		Code: AnswerForm, Name: "answer-form", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "Het antwoord kwam verkeerd binnen",
			Lead:     "Onderweg van {federation} naar ons ging er iets mis. " + noGuiltNL,
			Steps:    []string{againNL, "Zet extensies van je browser uit en probeer het nog eens.", stillNL},
			Helpdesk: "Het ACS-adres neemt alleen POST `application/x-www-form-urlencoded` aan, met één `SAMLResponse` in base64 en hoogstens één `RelayState`. Kijk met een SAML-tracer wat de browser stuurde.",
		},
		EN: Message{
			Title:    "The answer arrived in the wrong way",
			Lead:     "Something went wrong on the way from {federation} to us. " + noGuiltEN,
			Steps:    []string{againEN, "Switch off extensions of your browser and try once more.", stillEN},
			Helpdesk: "The ACS address accepts only POST `application/x-www-form-urlencoded`, with one `SAMLResponse` in base64 and at most one `RelayState`. Use a SAML tracer to see what the browser sent.",
		},
	},
	{
		Code: NoAssertion, Name: "no-assertion", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "In het antwoord van {federation} staat niets over jou",
			Lead:     "Je login is gelukt, maar het belangrijkste deel ontbreekt. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "De `Response` heeft status `Success`, maar geen `Assertion` direct eronder.",
		},
		EN: Message{
			Title:    "The answer of {federation} says nothing about you",
			Lead:     "You signed in, but the main part is missing. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "The `Response` has status `Success`, but no `Assertion` directly below it.",
		},
	},
	{
		Code: ForbiddenXML, Name: "forbidden-xml", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "In het antwoord staat iets wat er niet in hoort",
			Lead:     "Zulke antwoorden lezen we niet, want zo wordt er soms geknoeid. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "De `SAMLResponse` bevat een `DOCTYPE`, commentaar, een processing instruction of `CDATA`. Geen van beide hubs stuurt dat. Behandel het als een beveiligingsvoorval als het terugkomt.",
		},
		EN: Message{
			Title:    "The answer holds something that does not belong there",
			Lead:     "We do not read such answers, because that is how some are forged. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "The `SAMLResponse` holds a `DOCTYPE`, a comment, a processing instruction or `CDATA`. Neither hub sends that. Treat it as a security incident if it comes back.",
		},
	},
	{
		Code: Algorithm, Name: "algorithm", Owner: Federation, Status: 400, OAuth: "server_error", Guiltless: true,
		NL: Message{
			Title:    "De handtekening van {federation} is te zwak",
			Lead:     "Wij nemen alleen sterke handtekeningen aan. " + noGuiltNL,
			Steps:    []string{againNL, stillNL, giveNL},
			Helpdesk: "`SignatureMethod`, `DigestMethod`, `CanonicalizationMethod` of `Transform` staat niet op de lijst. Nodig zijn RSA vanaf 2048 bit of ECDSA met SHA-256 of beter, en exclusieve canonicalisatie. SHA-1 wordt geweigerd. Zet `coin:signature_method` op `rsa-sha256`.",
		},
		EN: Message{
			Title:    "The signature of {federation} is too weak",
			Lead:     "We accept strong signatures only. " + noGuiltEN,
			Steps:    []string{againEN, stillEN, giveEN},
			Helpdesk: "`SignatureMethod`, `DigestMethod`, `CanonicalizationMethod` or `Transform` is not on the list. Needed are RSA of 2048 bits or more, or ECDSA, with SHA-256 or better, and exclusive canonicalisation. SHA-1 is refused. Set `coin:signature_method` to `rsa-sha256`.",
		},
	},
}
