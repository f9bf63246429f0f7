package refusal

var adminEntries = []Entry{
	{
		Code: AdminInvite, Name: "admin-invite", Owner: You, Status: 403,
		NL: Message{
			Title:    "Deze uitnodiging werkt niet",
			Lead:     "De code klopt niet, is al gebruikt, of is verlopen.",
			Steps:    []string{"Controleer de code en probeer het nog eens.", "Vraag anders een nieuwe uitnodiging."},
			Helpdesk: "De code is onbekend, gebruikt of te oud, of wie hem gaf mag dat niet meer. Een code van `sluis admin invite` werkt 15 minuten, die van een beheerder 24 uur.",
		},
		EN: Message{
			Title:    "This invitation does not work",
			Lead:     "The code is wrong, was used already, or is too old.",
			Steps:    []string{"Check the code and try again.", "Ask for a new invitation if it does not."},
			Helpdesk: "The code is unknown, used or too old, or whoever gave it may not any more. A code of `sluis admin invite` works for 15 minutes, one of an admin for 24 hours.",
		},
	},
	{
		Code: AdminFactor, Name: "admin-factor", Owner: You, Status: 403,
		NL: Message{
			Title:    "Dit bewijst niet dat jij het bent",
			Lead:     "De sleutel of de code werd niet aangenomen.",
			Steps:    []string{"Begin opnieuw op de vorige pagina.", "Gebruik anders je tweede sleutel of je app."},
			Helpdesk: "De oorzaak staat in het logboek: een onbekende of opgeschorte sleutel, een verlopen vraag, een verkeerde of gebruikte code, of een soort die de rol niet toelaat.",
		},
		EN: Message{
			Title:    "This does not prove that it is you",
			Lead:     "The key or the code was not accepted.",
			Steps:    []string{"Begin again on the page before.", "Use your second key or your app if that fails."},
			Helpdesk: "The cause is in the log: an unknown or suspended key, a question that expired, a wrong or used code, or a kind that the role does not take.",
		},
	},
	{
		Code: AdminThrottled, Name: "admin-throttled", Owner: You, Status: 429,
		NL: Message{
			Title:    "Te vaak een verkeerde code",
			Lead:     "Na vijf verkeerde codes wachten we een kwartier.",
			Steps:    []string{"Wacht een kwartier.", "Gebruik intussen je sleutel."},
			Helpdesk: "Vijf fouten in 15 minuten voor dit account, van dit apparaat of van onbekende apparaten samen.",
		},
		EN: Message{
			Title:    "Too many wrong codes",
			Lead:     "After five wrong codes we wait a quarter of an hour.",
			Steps:    []string{"Wait for a quarter of an hour.", "Use your key meanwhile."},
			Helpdesk: "Five failures in 15 minutes for this account, of this device or of unknown devices together.",
		},
	},
	{
		Code: AdminForbidden, Name: "admin-forbidden", Owner: Sluis, Status: 403,
		NL: Message{
			Title:    "Je rol staat dit niet toe",
			Lead:     "Deze handeling hoort bij een andere rol.",
			Steps:    []string{"Vraag het aan een beheerder met die rol."},
			Helpdesk: "De rol heeft de bevoegdheid niet die de tabel van handelingen vraagt. De weigering staat in de audit als `admin.denied`.",
		},
		EN: Message{
			Title:    "Your role does not permit this",
			Lead:     "This act belongs to another role.",
			Steps:    []string{"Ask an admin who has that role."},
			Helpdesk: "The role lacks the permission that the table of actions asks. The refusal is in the audit trail as `admin.denied`.",
		},
	},
	{
		Code: AdminInput, Name: "admin-input", Owner: You, Status: 400,
		NL: Message{
			Title:    "Het formulier klopt nog niet",
			Lead:     "Er ontbreekt iets, of iets kan zo niet.",
			Steps:    []string{"Ga terug en kijk wat je hebt ingevuld."},
			Helpdesk: "Een veld is leeg, te lang of geen geldige waarde; een rol van een school heeft een school nodig, een andere juist niet.",
		},
		EN: Message{
			Title:    "The form is not right yet",
			Lead:     "Something is missing, or is not possible this way.",
			Steps:    []string{"Go back and look at what you filled in."},
			Helpdesk: "A field is empty, too long or no valid value; a role of a school needs a school, another one must have none.",
		},
	},
	{
		Code: AdminFew, Name: "admin-few", Owner: You, Status: 400,
		NL: Message{
			Title:    "Je houdt altijd twee factoren",
			Lead:     "Zonder een sleutel en een tweede factor kun je er niet meer in.",
			Steps:    []string{"Voeg eerst een andere sleutel toe.", "Trek deze daarna in."},
			Helpdesk: "Na deze handeling zou het account minder dan twee factoren hebben, of geen sleutel.",
		},
		EN: Message{
			Title:    "You always keep two factors",
			Lead:     "Without a key and a second factor you could not come in any more.",
			Steps:    []string{"Add another key first.", "Remove this one after that."},
			Helpdesk: "After this act the account would have fewer than two factors, or no key.",
		},
	},
	{
		Code: AdminSelf, Name: "admin-self", Owner: You, Status: 400,
		NL: Message{
			Title:    "Dit doe je niet bij jezelf",
			Lead:     "Je eigen rol en toegang wijzigt een andere beheerder.",
			Steps:    []string{"Vraag het aan een andere beheerder."},
			Helpdesk: "Niemand wijzigt of verwijdert het eigen account.",
		},
		EN: Message{
			Title:    "You do not do this to yourself",
			Lead:     "Another admin changes your role and your access.",
			Steps:    []string{"Ask another admin."},
			Helpdesk: "Nobody changes or removes their own account.",
		},
	},
	{
		Code: AdminOwnNetwork, Name: "admin-own-network", Owner: You, Status: 400,
		NL: Message{
			Title:    "Je zit zelf in dat netwerk",
			Lead:     "Met deze blokkade sluit je jezelf buiten.",
			Steps:    []string{"Kies een kleiner netwerk."},
			Helpdesk: "Het adres van deze browser valt in het netwerk dat geblokkeerd zou worden.",
		},
		EN: Message{
			Title:    "You are in that network yourself",
			Lead:     "This block would shut you out.",
			Steps:    []string{"Choose a smaller network."},
			Helpdesk: "The address of this browser is in the network that would be blocked.",
		},
	},
	{
		Code: AdminSecond, Name: "admin-second", Owner: You, Status: 400,
		NL: Message{
			Title:    "Dit moet iemand anders bevestigen",
			Lead:     "Deze wijziging doet niemand alleen. Wie erom vroeg, bevestigt niet zelf.",
			Steps:    []string{"Vraag een andere beheerder om mee te kijken."},
			Helpdesk: "Wie vroeg en wie bevestigt zijn twee accounts. Het tweede account moet ouder zijn dan de vraag.",
		},
		EN: Message{
			Title:    "Somebody else has to confirm this",
			Lead:     "Nobody makes this change alone. Whoever asked for it does not confirm it.",
			Steps:    []string{"Ask another admin to look at it."},
			Helpdesk: "Who asks and who confirms are two accounts. The second account must be older than the question.",
		},
	},
	{
		Code: AdminEarly, Name: "admin-early", Owner: You, Status: 400,
		NL: Message{
			Title:    "De wachttijd is nog niet om",
			Lead:     "Deze wijziging is bevestigd, maar kan nog niet worden uitgevoerd.",
			Steps:    []string{"Wacht tot het tijdstip dat op de pagina staat.", "Probeer het dan opnieuw."},
			Helpdesk: "Tussen bevestigen en uitvoeren zit een wachttijd, zodat de eigenaar van het account kan ingrijpen.",
		},
		EN: Message{
			Title:    "The waiting time is not over yet",
			Lead:     "This change is confirmed, but cannot be carried out yet.",
			Steps:    []string{"Wait until the time that the page gives.", "Try it again then."},
			Helpdesk: "Between confirming and carrying out there is a waiting time, so that the owner of the account can step in.",
		},
	},
	{
		Code: AdminCheck, Name: "admin-check", Owner: You, Status: 400,
		NL: Message{
			Title:    "Je logde in bij een andere school",
			Lead:     "De testlogin was voor een andere school. Daarom zie je er niets van. We bewaren niets.",
			Steps:    []string{"Begin de testlogin opnieuw.", "Log in met een account van de school die je test."},
			Helpdesk: "Het antwoord van de hub noemt een andere school dan die van de testlogin. Gegevens van een andere school laten we niet zien.",
		},
		EN: Message{
			Title:    "You signed in at another school",
			Lead:     "The test was for another school. So you see nothing of it. We keep nothing.",
			Steps:    []string{"Begin the test again.", "Sign in with an account of the school that you test."},
			Helpdesk: "The hub's answer names another school than the one of the test. What is of another school is not shown.",
		},
	},
	{
		Code: AdminNotStaff, Name: "admin-not-staff", Owner: School, Status: 403,
		NL: Message{
			Title:    "Je bent hier geen medewerker",
			Lead:     "Beheren kan alleen wie bij de school werkt. Volgens de school ben jij daar geen medewerker.",
			Steps:    []string{"Log bij de school in met je account als medewerker.", "Vraag anders de ICT van de school om je rol recht te zetten."},
			Helpdesk: "De school noemt deze persoon geen medewerker, of ook leerling. Wie ook leerling is, beheert niet.",
		},
		EN: Message{
			Title:    "You are not staff here",
			Lead:     "Only staff of the school can be an admin. The school says that you are not.",
			Steps:    []string{"Sign in at the school with your account as staff.", "Ask the school's ICT to set your role right if it is wrong."},
			Helpdesk: "The school does not call this person staff, or a pupil as well. Who is a pupil too is no admin.",
		},
	},
	{
		Code: AdminOtherPerson, Name: "admin-other-person", Owner: You, Status: 403,
		NL: Message{
			Title:    "Je logde bij de school in als iemand anders",
			Lead:     "Dit account hoort bij een andere persoon of een andere school.",
			Steps:    []string{"Log bij je school uit en log in met je eigen account.", "Vraag anders een andere beheerder om een nieuwe uitnodiging."},
			Helpdesk: "Het account is gebonden aan één persoon van één school, bij het gebruik van de uitnodiging. Eén persoon heeft één account. De weigering staat in de audit als `admin.denied`.",
		},
		EN: Message{
			Title:    "You signed in at the school as somebody else",
			Lead:     "This account belongs to another person, or to another school.",
			Steps:    []string{"Sign out at your school and sign in with your own account.", "Ask another admin for a new invitation if that fails."},
			Helpdesk: "The account is bound to one person of one school, since the invitation was used. One person has one account. The refusal is in the audit chain as `admin.denied`.",
		},
	},
	{
		Code: AdminModel, Name: "admin-model", Owner: You, Status: 403,
		NL: Message{
			Title:    "Deze sleutel kan hier niet",
			Lead:     "Jouw rol vraagt een losse beveiligingssleutel van een soort die deze installatie toelaat.",
			Steps:    []string{"Gebruik een sleutel die zichzelf niet kopieert, van een toegelaten merk en model.", "Log anders in met een herstelcode en voeg zo een sleutel toe.", "Vraag de beheerder van de installatie welke modellen mogen."},
			Helpdesk: "De sleutel kan gekopieerd worden (bij platformbeheer mag dat niet), niemand staat in voor zijn model, of het model staat niet in `admin_keys` van sluis.yaml. Welke van de drie staat in het logboek en in de audit als `factor.refused`.",
		},
		EN: Message{
			Title:    "This key cannot be used here",
			Lead:     "Your role asks for a separate security key of a kind that this installation takes.",
			Steps:    []string{"Use a key that does not copy itself, of a model that is taken.", "Sign in with a recovery code and add it, if you have none that works.", "Ask the operator of the installation which models are taken."},
			Helpdesk: "The key can be copied (not taken for platform admins), nobody vouches for its model, or the model is not in `admin_keys` of sluis.yaml. Which of the three is in the log, and in the audit chain as `factor.refused`.",
		},
	},
}
