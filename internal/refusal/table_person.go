package refusal

var personEntries = []Entry{
	{
		Code: AttributeConflict, Name: "attribute-conflict", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school stuurt twee verschillende gegevens over hetzelfde",
			Lead:     "We weten niet welk van de twee klopt, en we raden niet. " + noGuiltNL + " " + keptNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "Een attribuut dat één waarde moet hebben, kwam met twee verschillende waarden. Dat kan ook onder twee namen zijn, zoals `urn:mace:` en `urn:oid:`. Zoek in het schoolaccount en in de koppeling met {federation} waar de tweede waarde vandaan komt. Het log van Sluis noemt het attribuut.",
		},
		EN: Message{
			Title:    "Your school sends two different details for one thing",
			Lead:     "We do not know which of the two is right, and we do not guess. " + noGuiltEN + " " + keptEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "An attribute that must have one value came with two different ones. They may stand under two names, such as `urn:mace:` and `urn:oid:`. Find in the school account and in the connection with {federation} where the second value comes from. The log of Sluis names the attribute.",
		},
	},
	{
		Code: HomeOrganisationMissing, Name: "home-organisation-missing", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "We kunnen niet zien van welke school je bent",
			Lead:     "{federation} stuurde niet mee bij welke school je hoort. " + noGuiltNL + " " + keptNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "De organisatie ontbreekt. Entree: `nlEduPersonHomeOrganizationId` (BRIN), in te stellen in de koppeling van de school in Mijn Entree Federatie. SURFconext: `schacHomeOrganization`, aan te zetten voor deze dienst in het SURFconext Dashboard.",
		},
		EN: Message{
			Title:    "We cannot see which school you are from",
			Lead:     "{federation} did not send which school you belong to. " + noGuiltEN + " " + keptEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "The organisation is missing. Entree: `nlEduPersonHomeOrganizationId` (BRIN), set in the school's connection in Mijn Entree Federatie. SURFconext: `schacHomeOrganization`, switched on for this service in the SURFconext dashboard.",
		},
	},
	{
		Code: TwoStudentCodes, Name: "two-student-codes", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school stuurt twee nummers voor jou",
			Lead:     "{app} heeft één nummer nodig. We kiezen niet zelf welk nummer klopt. " + noGuiltNL + " " + keptNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "`schacPersonalUniqueCode` bevat twee verschillende codes `…:studentid:…` van de eigen organisatie, of `nlEduPersonProfileId` twee nummers. Haal bij het account van deze persoon het oude nummer weg.",
		},
		EN: Message{
			Title:    "Your school sends two numbers for you",
			Lead:     "{app} needs one number. We do not choose for you which one is right. " + noGuiltEN + " " + keptEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "`schacPersonalUniqueCode` holds two different codes `…:studentid:…` of the own organisation, or `nlEduPersonProfileId` holds two numbers. Remove the old number from this person's account.",
		},
	},
	{
		Code: UpstreamIDMissing, Name: "upstream-id-missing", Owner: Federation, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "{federation} vertelt ons niet welk account van jou is",
			Lead:     "Zonder dat kan {app} je de volgende keer niet herkennen. " + noGuiltNL + " " + keptNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "De vaste sleutel van de persoon ontbreekt. Entree: attribuut `uid`. SURFconext: een `NameID`, formaat `persistent`. De beheerder van Sluis vraagt dit aan in Mijn Entree Federatie of zet het goed in het SURFconext Dashboard.",
		},
		EN: Message{
			Title:    "{federation} does not tell us which account is yours",
			Lead:     "Without that, {app} cannot recognise you next time. " + noGuiltEN + " " + keptEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "The stable key of the person is missing. Entree: attribute `uid`. SURFconext: a `NameID`, format `persistent`. The operator of Sluis asks for it in Mijn Entree Federatie, or sets it in the SURFconext dashboard.",
		},
	},
	{
		Code: NameMissing, Name: "name-missing", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school stuurt je {item} niet mee",
			Lead:     "Zonder je {item} kan {app} je niet laten beginnen. " + noGuiltNL + " " + keptNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "De naam ontbreekt. Entree: `givenName`, `nlEduPersonTussenvoegsels` en `sn`; `nlEduPersonTussenvoegsels` is aanvullend, de school zet het aan in Mijn Entree Federatie. SURFconext: `displayName`, of `givenName` en `sn`; aan te zetten voor deze dienst in het SURFconext Dashboard. Vul de velden in het schoolaccount.",
		},
		EN: Message{
			Title:    "Your school does not send your {item}",
			Lead:     "Without your {item}, {app} cannot let you begin. " + noGuiltEN + " " + keptEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "The name is missing. Entree: `givenName`, `nlEduPersonTussenvoegsels` and `sn`; `nlEduPersonTussenvoegsels` is additional, the school switches it on in Mijn Entree Federatie. SURFconext: `displayName`, or `givenName` and `sn`; switched on for this service in the SURFconext dashboard. Fill the fields in the school account.",
		},
	},
	{
		Code: StudentNumberMissing, Name: "student-number-missing", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school stuurt je {item} niet mee",
			Lead:     "Zonder dat nummer kan {app} je niet herkennen. Daarom kun je nu niet verder. " + noGuiltNL + " " + keptNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "Het nummer ontbreekt. Entree: `nlEduPersonProfileId`, een aanvullend attribuut; de school geeft er toestemming voor in Mijn Entree Federatie en vult het nummer in het schoolaccount. SURFconext: `schacPersonalUniqueCode` met `…:studentid:…`, waarin de organisatie gelijk is aan `schacHomeOrganization`; aan te zetten voor deze dienst in het SURFconext Dashboard. Een ESI of een medewerkersnummer telt niet.",
		},
		EN: Message{
			Title:    "Your school does not send your {item}",
			Lead:     "Without that number {app} cannot recognise you. So you cannot go on now. " + noGuiltEN + " " + keptEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "The number is missing. Entree: `nlEduPersonProfileId`, an additional attribute; the school permits it in Mijn Entree Federatie and fills in the number in the school account. SURFconext: `schacPersonalUniqueCode` with `…:studentid:…`, in which the organisation equals `schacHomeOrganization`; switched on for this service in the SURFconext dashboard. An ESI or an employee number does not count.",
		},
	},
	{
		Code: ClassMissing, Name: "class-missing", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school stuurt je {item} niet mee",
			Lead:     "{app} heeft je {item} nodig om je bij de juiste groep te zetten. " + noGuiltNL + " " + keptNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "De klas ontbreekt. Entree: `nlEduPersonUnit`, een aanvullend attribuut; de school geeft er toestemming voor in Mijn Entree Federatie. SURFconext heeft geen attribuut voor een klas. Kan een school in de afspraak geen klas sturen, dan hoort `class` daarin `optional: true` te zijn.",
		},
		EN: Message{
			Title:    "Your school does not send your {item}",
			Lead:     "{app} needs your {item} to put you in the right group. " + noGuiltEN + " " + keptEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "The class is missing. Entree: `nlEduPersonUnit`, an additional attribute; the school permits it in Mijn Entree Federatie. SURFconext has no attribute for a class. If a school in the contract cannot send a class, `class` should be `optional: true` there.",
		},
	},
	{
		Code: MalformedAttribute, Name: "malformed-attribute", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school stuurt een gegeven dat niet klopt",
			Lead:     "Een gegeven over jou is te lang of heeft de verkeerde vorm. " + noGuiltNL + " " + keptNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "Een nodig attribuut heeft een vorm die niet is toegestaan: te lang, met stuurtekens, of zonder het deel dat erin hoort. Entree: `nlEduPersonProfileId` is `nummer@domein`, een BRIN heeft vier of zes tekens. SURFconext: `schacPersonalUniqueCode` begint met `urn:schac:personalUniqueCode:`. Het log van Sluis noemt het attribuut.",
		},
		EN: Message{
			Title:    "Your school sends a detail that is not right",
			Lead:     "A detail about you is too long or has the wrong form. " + noGuiltEN + " " + keptEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "A needed attribute has a form that is not allowed: too long, with control characters, or without a part that belongs in it. Entree: `nlEduPersonProfileId` is `number@domain`, a BRIN has four or six characters. SURFconext: `schacPersonalUniqueCode` begins with `urn:schac:personalUniqueCode:`. The log of Sluis names the attribute.",
		},
	},
	{
		Code: SeveralMissing, Name: "several-missing", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school stuurt je {item} niet mee",
			Lead:     "{app} heeft dit nodig om je te laten beginnen. " + noGuiltNL + " " + keptNL,
			Steps:    []string{askSchoolNL, giveNL, solvedNL},
			Helpdesk: "Meer dan één nodig gegeven ontbreekt. Entree: `givenName`, `sn`, `nlEduPersonProfileId`, `nlEduPersonUnit`; geef toestemming in Mijn Entree Federatie. SURFconext: `displayName`, `schacPersonalUniqueCode`; zet ze voor deze dienst aan in het SURFconext Dashboard. Ontbreekt alles, dan is de dienst vaak nog niet geactiveerd.",
		},
		EN: Message{
			Title:    "Your school does not send your {item}",
			Lead:     "{app} needs this to let you begin. " + noGuiltEN + " " + keptEN,
			Steps:    []string{askSchoolEN, giveEN, solvedEN},
			Helpdesk: "More than one needed detail is missing. Entree: `givenName`, `sn`, `nlEduPersonProfileId`, `nlEduPersonUnit`; permit them in Mijn Entree Federatie. SURFconext: `displayName`, `schacPersonalUniqueCode`; switch them on for this service in the SURFconext dashboard. If all are missing, the service has often not been activated yet.",
		},
	},
}
