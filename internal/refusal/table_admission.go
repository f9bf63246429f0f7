package refusal

var admissionEntries = []Entry{
	{
		Code: UnknownSchool, Name: "unknown-school", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Jouw school is nog niet aangesloten",
			Lead:     "Het inloggen lukte, maar wij hebben geen afspraak met je school. " + noGuiltNL + " " + keptNL,
			Steps:    []string{"Koos je de verkeerde school? Ga terug naar {app} en kies opnieuw.", askSchoolNL, giveNL},
			Helpdesk: "De organisatie die {federation} noemde, staat niet bij `schools` in het register. Entree: `nlEduPersonHomeOrganizationId` (BRIN). SURFconext: `schacHomeOrganization`. Vergelijk met `home_organisation` van de school.",
		},
		EN: Message{
			Title:    "Your school is not connected yet",
			Lead:     "You signed in, but we have no agreement with your school. " + noGuiltEN + " " + keptEN,
			Steps:    []string{"Did you choose the wrong school? Go back to {app} and choose again.", askSchoolEN, giveEN},
			Helpdesk: "The organisation that {federation} named is not among `schools` in the registry. Entree: `nlEduPersonHomeOrganizationId` (BRIN). SURFconext: `schacHomeOrganization`. Compare it with `home_organisation` of the school.",
		},
	},
	{
		Code: SchoolOfOtherConnection, Name: "school-of-other-connection", Owner: Sluis, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Deze school logt in via een andere weg",
			Lead:     "{federation} noemde een school die niet bij deze weg hoort. Daarom stoppen we. " + noGuiltNL,
			Steps:    []string{"Ga terug naar {app}, log opnieuw in en kies je eigen school.", stillNL, giveNL},
			Helpdesk: "Een school hangt aan één koppeling (`connection`). Deze hub noemde een organisatie van een andere koppeling. Zit de school bij Entree én SURFconext, controleer dan bij welke koppeling zij in het register staat. Gebeurt dit zonder reden, meld het dan als beveiligingsvoorval.",
		},
		EN: Message{
			Title:    "This school signs in by another way",
			Lead:     "{federation} named a school that does not belong to this way. So we stop. " + noGuiltEN,
			Steps:    []string{"Go back to {app}, sign in again and choose your own school.", stillEN, giveEN},
			Helpdesk: "A school belongs to one connection (`connection`). This hub named an organisation of another connection. If the school is with both Entree and SURFconext, check which connection it has in the registry. If there is no such reason, report it as a security incident.",
		},
	},
	{
		Code: AppNotAtSchool, Name: "app-not-at-school", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school heeft {app} nog niet goedgekeurd",
			Lead:     "Een app mag pas gegevens krijgen als je school dat heeft afgesproken. " + noGuiltNL + " " + keptNL,
			Steps:    []string{"Vraag je docent of je school {app} wil gebruiken.", "Koos je de verkeerde school? Ga terug naar {app} en kies opnieuw."},
			Helpdesk: "De school van deze persoon staat niet in `contract.schools` van de app. De gekozen school en de school die inlogde kunnen verschillen: de school die inlogde beslist.",
		},
		EN: Message{
			Title:    "Your school has not approved {app} yet",
			Lead:     "An app may get data only after your school has agreed to it. " + noGuiltEN + " " + keptEN,
			Steps:    []string{"Ask your teacher whether your school wants to use {app}.", "Did you choose the wrong school? Go back to {app} and choose again."},
			Helpdesk: "The school of this person is not in `contract.schools` of the app. The chosen school and the school that answered may differ: the one that answered decides.",
		},
	},
	{
		Code: RoleNotAdmitted, Name: "role-not-admitted", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Je school zegt niet dat je leerling of medewerker bent",
			Lead:     "Alleen leerlingen, studenten en medewerkers kunnen hier inloggen. Je account heeft een andere rol. " + noGuiltNL,
			Steps:    []string{"Heb je nog een schoolaccount? Log dan daarmee in.", askSchoolNL, giveNL},
			Helpdesk: "`eduPersonAffiliation` ontbreekt of bevat alleen `affiliate`, `pre-student` of `member`. Nodig is `student`, `employee`, `staff` of `faculty`. De school zet dit goed in het account, bij beide federaties.",
		},
		EN: Message{
			Title:    "Your school does not say that you are a pupil or staff",
			Lead:     "Only pupils, students and staff can sign in here. Your account has another role. " + noGuiltEN,
			Steps:    []string{"Do you have another school account? Then sign in with that one.", askSchoolEN, giveEN},
			Helpdesk: "`eduPersonAffiliation` is missing, or holds only `affiliate`, `pre-student` or `member`. Needed is `student`, `employee`, `staff` or `faculty`. The school sets this in the account, with either federation.",
		},
	},
	{
		Code: RoleNotInContract, Name: "role-not-in-contract", Owner: School, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "{app} is er niet voor jouw rol",
			Lead:     "Je school sprak af wie {app} mag gebruiken. Jouw rol hoort daar niet bij. " + noGuiltNL,
			Steps:    []string{"Heb je nog een schoolaccount? Log dan daarmee in.", "Vraag je school of je {app} mag gebruiken."},
			Helpdesk: "De rol uit `eduPersonAffiliation` (`student` wordt student; `employee`, `staff`, `faculty` worden staff) staat niet in `contract.roles` van deze app.",
		},
		EN: Message{
			Title:    "{app} is not meant for your role",
			Lead:     "Your school agreed who may use {app}. Your role is not among them. " + noGuiltEN,
			Steps:    []string{"Do you have another school account? Then sign in with that one.", "Ask your school whether you may use {app}."},
			Helpdesk: "The role from `eduPersonAffiliation` (`student` becomes student; `employee`, `staff`, `faculty` become staff) is not in `contract.roles` of this app.",
		},
	},
	{
		Code: AppStopped, Name: "app-stopped", Owner: App, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Inloggen bij {app} is gestopt",
			Lead:     "Je kunt nu niet inloggen bij {app}. " + noGuiltNL + " " + keptNL,
			Steps:    []string{"Vraag je docent hoe je verder kunt werken.", tellAppNL},
			Helpdesk: "De app is na het begin van deze login stopgezet of uit het register gehaald. Een lopende login wordt dan niet afgemaakt.",
		},
		EN: Message{
			Title:    "Signing in to {app} has been stopped",
			Lead:     "You cannot sign in to {app} now. " + noGuiltEN + " " + keptEN,
			Steps:    []string{"Ask your teacher how you can go on working.", tellAppEN},
			Helpdesk: "The app was stopped, or taken out of the registry, after this login began. A login under way is then not completed.",
		},
	},
	{
		Code: OtherPerson, Name: "other-person", Owner: You, Status: 403, OAuth: "login_required",
		NL: Message{
			Title:    "Je logde in als iemand anders",
			Lead:     "{app} verwachtte een ander account dan waarmee je inlogde. " + keptNL,
			Steps:    []string{"Log uit bij je school.", "Ga terug naar {app} en log in met het goede account."},
			Helpdesk: "De app vroeg met `id_token_hint` of `claims` om één bepaalde `sub`. Wie inlogde heeft een andere.",
		},
		EN: Message{
			Title:    "You signed in as someone else",
			Lead:     "{app} expected another account than the one you used. " + keptEN,
			Steps:    []string{"Sign out at your school.", "Go back to {app} and sign in with the right account."},
			Helpdesk: "The app asked for one particular `sub` by `id_token_hint` or `claims`. Who signed in has another one.",
		},
	},
	{
		Code: AccountTaken, Name: "account-taken", Owner: School, Status: 403, OAuth: "access_denied",
		NL: Message{
			Title:    "Dit oude account is al meegenomen",
			Lead:     "Iemand heeft dit oude account al gekoppeld aan een nieuw account. " + keptNL,
			Steps:    []string{"Ga terug naar {app}, log opnieuw in en kies dan: ik had geen account.", "Vraag je school om hulp, als het jouw oude account is."},
			Helpdesk: "Een oud account hoort bij hooguit één nieuw account, en andersom. Deze leerling toonde een oud account dat al gekoppeld is, of heeft al een ander gekoppeld. Is dat niet terecht? Dan kan de beheerder de hele verhuizing terugdraaien met `sluis subjects migrate undo`; één koppeling apart kan niet.",
		},
		EN: Message{
			Title:    "This old account was brought along already",
			Lead:     "Somebody has linked this old account to a new account already. " + keptEN,
			Steps:    []string{"Go back to {app}, sign in again and then choose: I had no account.", "Ask your school for help, if it is your old account."},
			Helpdesk: "An old account belongs to one new account at most, and the other way round. This pupil showed an old account that is linked already, or has linked another one. Is that not right? The operator can undo the whole move with `sluis subjects migrate undo`; one link by itself cannot be undone.",
		},
	},
	{
		Code: MoveOver, Name: "move-over", Owner: School, Status: 403, OAuth: "access_denied",
		NL: Message{
			Title:    "Je oude account meenemen kan niet meer",
			Lead:     "De tijd om je oude account mee te nemen is voorbij. " + keptNL,
			Steps:    []string{againNL, "Vraag je school om hulp, als je nog oud werk mist."},
			Helpdesk: "Het venster voor deze verhuizing is gesloten of verlopen. De school kan een nieuw venster laten openen met `sluis subjects migrate plan`.",
		},
		EN: Message{
			Title:    "Your old account can no longer be brought along",
			Lead:     "The time to bring your old account along is over. " + keptEN,
			Steps:    []string{againEN, "Ask your school for help, if you still miss old work."},
			Helpdesk: "The window for this move was closed, or has ended. The school can have a new one opened with `sluis subjects migrate plan`.",
		},
	},
	{
		Code: NotOldSchool, Name: "not-old-school", Owner: You, Status: 403, OAuth: "access_denied",
		NL: Message{
			Title:    "Dit is niet je oude school",
			Lead:     "Je logde in bij een andere school dan die waar je account vandaan komt. " + keptNL,
			Steps:    []string{againNL, "Gebruik dan het account van je oude school."},
			Helpdesk: "Het antwoord van de hub noemt een andere organisatie dan de oude school van deze verhuizing. Misschien koos de leerling een andere school op de pagina van de hub.",
		},
		EN: Message{
			Title:    "This is not your old school",
			Lead:     "You signed in at another school than the one that your account comes from. " + keptEN,
			Steps:    []string{againEN, "Use the account of your old school then."},
			Helpdesk: "The hub's answer names another organisation than the old school of this move. Perhaps the pupil chose another school on the hub's page.",
		},
	},
	{
		Code: AccountGone, Name: "account-gone", Owner: You, Status: 403, OAuth: "access_denied",
		NL: Message{
			Title:    "Dit account is meegenomen naar een andere school",
			Lead:     "Wie dit account had, logt nu in met een account van de nieuwe school. " + keptNL,
			Steps:    []string{"Ga terug naar {app}, log opnieuw in en kies je nieuwe school.", "Vraag je school om hulp, als dit niet jouw oude account was."},
			Helpdesk: "Dit oude account is bij een verhuizing gekoppeld aan een nieuw account (`sluis subjects migrate`). Sindsdien logt het zelf niet meer in, omdat de oude school het aan een ander kan hebben gegeven.",
		},
		EN: Message{
			Title:    "This account was taken along to another school",
			Lead:     "Whoever had this account signs in with an account of the new school now. " + keptEN,
			Steps:    []string{"Go back to {app}, sign in again and choose your new school.", "Ask your school for help, if this was not your old account."},
			Helpdesk: "In a move this old account was linked to a new account (`sluis subjects migrate`). Since then it does not sign in by itself, as the old school may have given it to somebody else.",
		},
	},
	{
		Code: Halted, Name: "halted", Owner: Sluis, Status: 403, OAuth: "temporarily_unavailable", Guiltless: true,
		NL: Message{
			Title:    "Inloggen is hier even stopgezet",
			Lead:     "De beheerder heeft het inloggen stopgezet. Dat doet hij als er iets met de veiligheid is. " + noGuiltNL + " " + keptNL,
			Steps:    []string{"Probeer het later opnieuw.", "Vraag de helpdesk van je school wanneer het weer kan."},
			Helpdesk: "Een beheerder zette de noodstop aan voor deze app, school of koppeling. Twee beheerders samen heffen die op.",
		},
		EN: Message{
			Title:    "Signing in was stopped here",
			Lead:     "The operator has stopped signing in. That is for safety. " + noGuiltEN + " " + keptEN,
			Steps:    []string{"Try again later.", "Ask your school's help desk when it works again."},
			Helpdesk: "An admin threw the kill switch for this app, school or connection. Two admins together end it.",
		},
	},
}
