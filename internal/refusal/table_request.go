package refusal

var requestEntries = []Entry{
	{
		Code: UnknownApp, Name: "unknown-app", Owner: App, Status: 400, Guiltless: true,
		NL: Message{
			Title:    "We kennen deze app niet",
			Lead:     "Een app stuurde je hierheen, maar wij hebben geen afspraak met die app. " + noGuiltNL,
			Steps:    []string{"Ga terug naar de app en probeer het nog een keer.", "Meld het bij de maker van de app, met de code op deze pagina."},
			Helpdesk: "De `client_id` in het verzoek staat niet in het register van Sluis. Controleer de `client_id` in de app. Is de app nieuw? Laat de beheerder van Sluis kijken of het register met deze app geladen is.",
		},
		EN: Message{
			Title:    "We do not know this app",
			Lead:     "An app sent you here, but we have no agreement with that app. " + noGuiltEN,
			Steps:    []string{"Go back to the app and try once more.", "Tell the maker of the app, with the code on this page."},
			Helpdesk: "The `client_id` in the request is not in the registry of Sluis. Check the `client_id` in the app. Is the app new? Ask the operator of Sluis whether the registry with this app is loaded.",
		},
	},
	{
		Code: RedirectURI, Name: "redirect-uri", Owner: App, Status: 400, Guiltless: true,
		NL: Message{
			Title:    "We kunnen je niet veilig terugsturen naar {app}",
			Lead:     "{app} gaf een adres op dat niet is afgesproken. Daarom stoppen we hier. " + noGuiltNL,
			Steps:    []string{tellAppNL, "Probeer het opnieuw als de app is aangepast."},
			Helpdesk: "De `redirect_uri` in het verzoek ontbreekt of staat niet teken voor teken in `redirect_uris` van deze app. Let op een schuine streep aan het eind, hoofdletters, poort en `http` of `https`.",
		},
		EN: Message{
			Title:    "We cannot send you back to {app} safely",
			Lead:     "{app} gave an address that was not agreed. So we stop here. " + noGuiltEN,
			Steps:    []string{tellAppEN, "Try again once the app has been changed."},
			Helpdesk: "The `redirect_uri` in the request is missing, or is not in `redirect_uris` of this app character for character. Look at a final slash, capitals, the port, and `http` or `https`.",
		},
	},
	{
		Code: DuplicateParameter, Name: "duplicate-parameter", Owner: App, Status: 400, Guiltless: true,
		NL: Message{
			Title:    "De app stuurde een verzoek dat niet klopt",
			Lead:     "In het verzoek staat iets dubbel. We weten dan niet zeker waar je vandaan komt. " + noGuiltNL,
			Steps:    []string{"Ga terug naar de app en probeer het nog een keer.", "Meld het bij de maker van de app, met de code op deze pagina."},
			Helpdesk: "`client_id` of `redirect_uri` staat meer dan één keer in het verzoek aan `/oauth/authorize` (RFC 6749 §3.1). Pas de aanroep in de app aan.",
		},
		EN: Message{
			Title:    "The app sent a request that is not right",
			Lead:     "Something is in the request twice. Then we cannot be sure where you came from. " + noGuiltEN,
			Steps:    []string{"Go back to the app and try once more.", "Tell the maker of the app, with the code on this page."},
			Helpdesk: "`client_id` or `redirect_uri` is in the request to `/oauth/authorize` more than once (RFC 6749 §3.1). Correct the call in the app.",
		},
	},
	{
		Code: SchoolNotOffered, Name: "school-not-offered", Owner: You, Status: 403, OAuth: "access_denied",
		NL: Message{
			Title:    "Met deze school kun je niet inloggen bij {app}",
			Lead:     "Je kunt alleen inloggen met een school die {app} gebruikt. " + keptNL,
			Steps:    []string{"Ga terug naar {app}, log opnieuw in en kies je eigen school.", "Staat je school er niet bij? Vraag je docent of je school {app} gebruikt."},
			Helpdesk: "De gekozen school, of de school in `login_hint`, staat niet in `contract.schools` van deze app.",
		},
		EN: Message{
			Title:    "You cannot sign in to {app} with this school",
			Lead:     "You can only sign in with a school that uses {app}. " + keptEN,
			Steps:    []string{"Go back to {app}, sign in again and choose your own school.", "Is your school not listed? Ask your teacher whether your school uses {app}."},
			Helpdesk: "The chosen school, or the school in `login_hint`, is not in `contract.schools` of this app.",
		},
	},
	{
		Code: TooManyLogins, Name: "too-many-logins", Owner: You, Status: 429, OAuth: "temporarily_unavailable", Guiltless: true,
		NL: Message{
			Title:    "Er loggen nu te veel mensen tegelijk in",
			Lead:     "Vanaf jouw netwerk begonnen heel veel logins in korte tijd. " + noGuiltNL,
			Steps:    []string{"Wacht een minuut.", againNL, stillNL},
			Helpdesk: "De grens op het aantal begonnen logins per adres of in totaal is bereikt. Eén adres mag er 5.000 per minuut beginnen. Gebeurt dit vaker, kijk dan of één computer of script steeds opnieuw begint.",
		},
		EN: Message{
			Title:    "Too many people are signing in at once",
			Lead:     "A great many logins began from your network in a short time. " + noGuiltEN,
			Steps:    []string{"Wait a minute.", againEN, stillEN},
			Helpdesk: "The limit on logins begun per address, or in all, was reached. One address may begin 5,000 a minute. If this happens often, look for one computer or script that keeps beginning.",
		},
	},
	{
		Code: TooManyGuesses, Name: "too-many-guesses", Owner: You, Status: 429,
		NL: Message{
			Title:    "Er zijn te vaak verkeerde woorden getypt",
			Lead:     "Van dit netwerk kwamen veel woorden die wij niet kennen. Daarom wachten we even.",
			Steps:    []string{"Wacht een kwartier.", "Vraag de drie woorden nog eens aan wie ze zag.", "Probeer het daarna opnieuw."},
			Helpdesk: "Van één adres mogen 20 onbekende drietallen in een kwartier komen. Daarna antwoordt deze pagina een kwartier lang niet. Inloggen gaat gewoon door.",
		},
		EN: Message{
			Title:    "Wrong words were typed too often",
			Lead:     "From this network came many words that we do not know. So we wait for a while.",
			Steps:    []string{"Wait a quarter of an hour.", "Ask again for the three words of whoever saw them.", "Try it again after that."},
			Helpdesk: "One address may send 20 unknown triples in a quarter of an hour. After that this page does not answer for a quarter of an hour. Signing in goes on as usual.",
		},
	},
	{
		Code: RequestTooLarge, Name: "request-too-large", Owner: App, Status: 413, Guiltless: true,
		NL: Message{
			Title:    "Het verzoek is te groot",
			Lead:     "Er kwam meer mee dan wij aannemen. Daarom hebben we het niet gelezen. " + noGuiltNL,
			Steps:    []string{openAppNL, tellAppNL},
			Helpdesk: "De inhoud of de query van het verzoek is groter dan de grens van deze route. Kijk in de app naar de lengte van `state`, `nonce` en `claims`; `state` en `nonce` mogen elk 1 KiB zijn.",
		},
		EN: Message{
			Title:    "The request is too large",
			Lead:     "More came along than we accept. So we did not read it. " + noGuiltEN,
			Steps:    []string{openAppEN, tellAppEN},
			Helpdesk: "The body or the query of the request is over the limit of this route. Look at the length of `state`, `nonce` and `claims` in the app; `state` and `nonce` may be 1 KiB each.",
		},
	},
	{
		Code: FormExpired, Name: "form-expired", Owner: You, Status: 400, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Deze pagina is te oud",
			Lead:     "De pagina stond te lang open, of je kwam er via een oude link. " + noGuiltNL,
			Steps:    []string{againNL, "Gebruik geen bladwijzer van een inlogpagina."},
			Helpdesk: "De verzegelde toestand in het formulier is verlopen of niet door deze installatie gemaakt. Dat is gewoon na lang wachten, na Terug of na een bladwijzer.",
		},
		EN: Message{
			Title:    "This page is too old",
			Lead:     "The page was open too long, or you came by an old link. " + noGuiltEN,
			Steps:    []string{againEN, "Use no bookmark of a sign-in page."},
			Helpdesk: "The sealed state in the form has expired, or was not made by this installation. That is normal after a long wait, after Back, or with a bookmark.",
		},
	},
	{
		Code: AppHasNoSchool, Name: "app-has-no-school", Owner: App, Status: 403, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Nog geen enkele school gebruikt {app}",
			Lead:     "{app} heeft nog geen afspraak met een school. Inloggen kan daarom niet. " + noGuiltNL,
			Steps:    []string{"Vraag aan je docent of je school {app} gebruikt.", tellAppNL},
			Helpdesk: "`contract.schools` van deze app is leeg, of geen van die scholen bestaat nog. Zonder school in de afspraak is er geen login.",
		},
		EN: Message{
			Title:    "No school uses {app} yet",
			Lead:     "{app} has no agreement with a school yet. So nobody can sign in. " + noGuiltEN,
			Steps:    []string{"Ask your teacher whether your school uses {app}.", tellAppEN},
			Helpdesk: "`contract.schools` of this app is empty, or none of those schools exists any more. Without a school in the contract there is no login.",
		},
	},
	{
		Code: Country, Name: "country", Owner: You, Status: 403,
		NL: Message{
			Title:    "Geen toegang vanuit dit land",
			Lead:     "Inloggen kan alleen vanuit een paar landen. Zo houden we misbruik tegen. Jouw netwerk hoort bij een ander land, of we weten niet bij welk land.",
			Steps:    []string{"Zet je vpn uit, als je die gebruikt, en probeer het opnieuw.", "Wacht tot je terug bent, als je op reis bent.", "Ga naar de helpdesk van je school, als je gewoon op school of thuis bent."},
			Helpdesk: "Het adres van de browser hoort niet bij een land uit `guard.countries`, of bij geen bekend land. Welk land dat is, staat in de teller `sluis_border_refusals_total`. Staat er `unknown` en kan niemand inloggen? Dan staat er meestal een proxy voor Sluis die niet in `trusted_proxies` staat, of een eigen netwerk dat niet in `guard.allow_networks` staat.",
		},
		EN: Message{
			Title:    "No access from this country",
			Lead:     "You can sign in from a few countries only. That is how we keep abuse out. Your network belongs to another country, or we do not know to which.",
			Steps:    []string{"Switch off your VPN, if you use one, and try again.", "Wait until you are back, if you are travelling.", "Go to your school's help desk, if you are simply at school or at home."},
			Helpdesk: "The address of the browser belongs to no country of `guard.countries`, or to none that is known. Which country it is, is in the counter `sluis_border_refusals_total`. Does it say `unknown`, and can nobody sign in? Then there is mostly a proxy before Sluis that is not in `trusted_proxies`, or a network of your own that is not in `guard.allow_networks`.",
		},
	},
	{
		Code: TooManyRequests, Name: "too-many-requests", Owner: You, Status: 429, Guiltless: true,
		NL: Message{
			Title:    "Het is hier nu te druk",
			Lead:     "Vanaf dit netwerk of apparaat kwamen in één minuut heel veel verzoeken. " + noGuiltNL,
			Steps:    []string{"Wacht een minuut.", "Probeer het daarna opnieuw.", "Ga naar de helpdesk van je school, als het blijft gebeuren."},
			Helpdesk: "Eén netwerk, of één apparaat dat al eens inlogde, mag elke pagina maar een aantal keer per minuut opvragen. Een school die 5.000 logins per minuut begint, komt daar niet aan. Welke route het is, staat in de teller `sluis_throttled_total`. Zoek een computer of script dat steeds opnieuw begint, of een proxy die niet in `trusted_proxies` staat.",
		},
		EN: Message{
			Title:    "It is too busy here now",
			Lead:     "From this network or device a great many requests came in one minute. " + noGuiltEN,
			Steps:    []string{"Wait a minute.", "Try again after that.", "Go to your school's help desk, if it keeps happening."},
			Helpdesk: "One network, or one device that signed in before, may ask for each page only so often in a minute. A school that begins 5,000 sign-ins a minute does not reach that. Which route it is, is in the counter `sluis_throttled_total`. Look for a computer or script that keeps beginning, or a proxy that is not in `trusted_proxies`.",
		},
	},
	{
		Code: SchoolAbroad, Name: "school-abroad", Owner: School, Status: 403,
		NL: Message{
			Title:    "Je school is vanuit dit land niet open",
			Lead:     "Je school kan inloggen op reis toestaan. Voor het land waar je nu bent, heeft je school dat niet gedaan.",
			Steps:    []string{"Zet je vpn uit, als je die gebruikt, en probeer het opnieuw.", "Vraag je school om dit land open te zetten, als je op schoolreis bent.", "Wacht tot je terug bent, als dat niet kan."},
			Helpdesk: "Het adres van de browser hoort bij een land dat alleen open is voor scholen met een reis (`travel` in de registratie). De gekozen school heeft er voor dit land nu geen, of die is voorbij. De beheerder van Sluis kan er een opschrijven, met een einde binnen 30 dagen.",
		},
		EN: Message{
			Title:    "Your school is not open from this country",
			Lead:     "Your school can allow signing in on a journey. For the country you are in now, your school has not done so.",
			Steps:    []string{"Switch off your VPN, if you use one, and try again.", "Ask your school to open this country, if you are on a school trip.", "Wait until you are back, if it cannot."},
			Helpdesk: "The address of the browser belongs to a country that is open only to schools with a journey (`travel` in the registry). The chosen school has none for this country now, or it is over. The operator of Sluis can write one down, with an end within 30 days.",
		},
	},
	{
		Code: Blocked, Name: "blocked", Owner: You, Status: 429,
		NL: Message{
			Title:    "Inloggen kan hier even niet",
			Lead:     "Vanaf dit netwerk of apparaat ging het te vaak mis. Daarom laten we het even niet toe. Het gaat vanzelf weer open, meestal na een uur.",
			Steps:    []string{"Wacht een uur en probeer het dan opnieuw.", "Gebruik een apparaat waarop je hier al eens was ingelogd, als je dat hebt.", "Ga naar de helpdesk van je school, als het haast heeft."},
			Helpdesk: "Het netwerk of het apparaat van deze browser is geblokkeerd: meer dan 20 weigeringen in vijf minuten, een verzoek dat alleen een aanvaller doet, of een besluit van de beheerder. Browsers die al eens inlogden, merken niets van een blokkade van hun netwerk. De beheerder ziet de blokkade met `sluis blocks` en heft haar op met `sluis blocks lift`.",
		},
		EN: Message{
			Title:    "You cannot sign in here for a while",
			Lead:     "It went wrong too often from this network or device. So we do not let it in for a while. It opens by itself, mostly after an hour.",
			Steps:    []string{"Wait an hour and then try again.", "Use a device on which you signed in here before, if you have one.", "Go to your school's help desk, if it is urgent."},
			Helpdesk: "The network or the device of this browser is blocked: more than 20 refusals in five minutes, a request that only an attacker makes, or a decision of the operator. Browsers that signed in before notice nothing of a block of their network. The operator sees the block with `sluis blocks` and ends it with `sluis blocks lift`.",
		},
	},
	{
		Code: RequestObject, Name: "request-object", Owner: App, Status: 400, Guiltless: true,
		NL: Message{
			Title:    "De app stuurde een verzoek dat niet klopt",
			Lead:     "{app} zette een handtekening onder het verzoek. Wij kunnen die niet controleren. " + noGuiltNL,
			Steps:    []string{againNL, tellAppNL},
			Helpdesk: "Het `request`-object van deze app is niet te lezen, niet goed ondertekend, verlopen of voor een ander bedoeld (RFC 9101). Buiten het object stond geen `redirect_uri` van de app om dat te melden. Controleer sleutel, algoritme, `iss`, `aud`, `exp` en `client_id`.",
		},
		EN: Message{
			Title:    "The app sent a request that is not right",
			Lead:     "{app} put a signature under the request. We cannot check it. " + noGuiltEN,
			Steps:    []string{againEN, tellAppEN},
			Helpdesk: "The `request` object of this app cannot be read, is not signed well, has expired or is meant for somebody else (RFC 9101). Beside the object stood no `redirect_uri` of the app to tell it so. Check key, algorithm, `iss`, `aud`, `exp` and `client_id`.",
		},
	},
	{
		Code: RequestSpent, Name: "request-spent", Owner: You, Status: 400, OAuth: "access_denied", Guiltless: true,
		NL: Message{
			Title:    "Deze login is al gebruikt of verlopen",
			Lead:     "De link om in te loggen werkt één keer, en maar kort. " + noGuiltNL,
			Steps:    []string{againNL, "Gebruik geen bladwijzer en geen doorgestuurde link om in te loggen."},
			Helpdesk: "De `request_uri` is onbekend, verlopen, van een andere app, al gebruikt of in een andere browser begonnen (RFC 9126 §4). Voor een `request`-object met een `jti` geldt hetzelfde. De app moet voor elke login een nieuw verzoek maken.",
		},
		EN: Message{
			Title:    "This sign-in was used already, or is too old",
			Lead:     "The link to sign in works once, and not for long. " + noGuiltEN,
			Steps:    []string{againEN, "Use no bookmark and no forwarded link to sign in."},
			Helpdesk: "The `request_uri` is unknown, has expired, is of another app, was used already, or began in another browser (RFC 9126 §4). The same holds for a `request` object with a `jti`. The app must make a new request for each login.",
		},
	},
}

// logoutEntries are of the end session endpoint. Nobody was logged out, so each names
// the page where a person can do it without the app.
var logoutEntries = []Entry{
	{
		Code: LogoutURI, Name: "logout-uri", Owner: App, Status: 400, Guiltless: true,
		NL: Message{
			Title:    "{app} wil je naar een onbekend adres sturen",
			Lead:     "Na het uitloggen wil de app je naar een adres sturen dat wij niet kennen. Je bent nog niet uitgelogd. " + noGuiltNL,
			Steps:    []string{"Log zelf uit: ga naar Mijn gegevens op deze site (/me).", "Sluit de browser op een computer die je deelt.", tellAppNL},
			Helpdesk: "`post_logout_redirect_uri` is niet byte voor byte gelijk aan een geregistreerde, of er kwam geen `id_token_hint` of `client_id` mee die zegt van welke app hij is.",
		},
		EN: Message{
			Title:    "{app} wants to send you to an unknown address",
			Lead:     "The app wants to send you on to an address that we do not know. You are not signed out yet. " + noGuiltEN,
			Steps:    []string{"Sign out yourself: go to My data on this site (/me).", "Close the browser on a computer that you share.", tellAppEN},
			Helpdesk: "`post_logout_redirect_uri` is not equal to a registered one, byte for byte, or came without an `id_token_hint` or `client_id` that says whose it is.",
		},
	},
	{
		Code: LogoutHint, Name: "logout-hint", Owner: App, Status: 400, Guiltless: true,
		NL: Message{
			Title:    "We weten niet welke app je wil uitloggen",
			Lead:     "De app stuurde een bewijs mee dat niet klopt. Je bent nog niet uitgelogd. " + noGuiltNL,
			Steps:    []string{"Log zelf uit: ga naar Mijn gegevens op deze site (/me).", "Sluit de browser op een computer die je deelt.", tellAppNL},
			Helpdesk: "`id_token_hint` is geen ID-token van deze installatie, is ondertekend met een sleutel die er niet meer is, of hoort bij een andere app dan `client_id`. Een verlopen token mag.",
		},
		EN: Message{
			Title:    "We do not know which app wants to sign you out",
			Lead:     "The app sent a proof that is not right. You are not signed out yet. " + noGuiltEN,
			Steps:    []string{"Sign out yourself: go to My data on this site (/me).", "Close the browser on a computer that you share.", tellAppEN},
			Helpdesk: "`id_token_hint` is no ID token of this installation, is signed with a key that is gone, or belongs to another app than `client_id`. An expired token is fine.",
		},
	},
}
