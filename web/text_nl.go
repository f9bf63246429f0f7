package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// dutch is the first language of the pages.
type dutch struct{}

var _ texts = dutch{}

func (dutch) Date(t time.Time) string {
	months := [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	return fmt.Sprintf("%d %s %d", t.Day(), months[t.Month()-1], t.Year())
}
func (dutch) Clock(t time.Time) string { return t.Format("15:04") }

func (dutch) SkipLink() string      { return "Naar de inhoud" }
func (dutch) HomeLabel() string     { return "Sluis, naar het begin" }
func (dutch) OtherLanguage() string { return "English" }
func (dutch) ForApp(app, school string) rich {
	switch {
	case app == "" && school == "":
		return rich{txt("Inloggen met je schoolaccount")}
	case app == "":
		return rich{txt("Je logt in met je account van "), bold(school)}
	case school == "":
		return rich{txt("Je logt in bij "), bold(app)}
	}
	return rich{txt("Je logt in bij "), bold(app), lineBreak(), txt("met je account van "), bold(school)}
}
func (dutch) Motto() string { return "Sluis laat alleen door wat is afgesproken." }
func (dutch) HelpLine(school, ict string) rich {
	switch {
	case school == "":
		return rich{txt("Hulp nodig? Vraag het aan de helpdesk van je school. Weet je niet wie dat is? Vraag het aan je mentor of docent.")}
	case ict == "":
		return rich{txt("Hulp nodig? Vraag het aan de helpdesk van "), bold(school), txt(".")}
	}
	return rich{txt("Hulp nodig? Vraag het aan de helpdesk van "), bold(school), txt(": "), name(sentence(ict))}
}
func (dutch) LinkConcern() string { return "Meld een zorg" }
func (dutch) LinkPrivacy() string { return "Privacy" }
func (dutch) LinkCookies() string { return "Cookies" }
func (dutch) LinkAccess() string  { return "Toegankelijkheid" }
func (dutch) DemoSign() string    { return "Demo: alles is verzonnen" }
func (dutch) Menu() string        { return "Hoofdmenu" }
func (dutch) LogOut() string      { return "Uitloggen" }
func (dutch) Received(n, missing int) string {
	s := "gegevens ontvangen"
	if n == 1 {
		s = "gegeven ontvangen"
	}
	switch {
	case missing == 1:
		s += ", 1 mist"
	case missing > 1:
		s += ", " + strconv.Itoa(missing) + " missen"
	}
	return s
}
func (dutch) GoThrough(n int) string {
	if n == 1 {
		return "gaat door"
	}
	return "gaan door"
}

func (dutch) PickerTitle() string     { return "Bij welke school hoor je?" }
func (dutch) AllSchoolsTitle() string { return "Alle scholen van A tot Z" }
func (dutch) NoSchoolTitle() string   { return "Geen school gevonden" }
func (dutch) SearchLabel() string     { return "Typ de naam van je school of plaats" }
func (dutch) SearchButton() string    { return "Zoeken" }
func (dutch) SearchHint() string      { return "Typ een paar letters. Kies daarna Zoeken." }
func (dutch) SearchHintLive() string  { return "Na twee letters zie je de eerste scholen." }
func (dutch) SchoolsFound(shown, total int) string {
	switch {
	case total == 1:
		return "1 school gevonden"
	case shown < total:
		return fmt.Sprintf("%d scholen gevonden. Je ziet de eerste %d. Typ meer letters.", total, shown)
	}
	return fmt.Sprintf("%d scholen gevonden", total)
}
func (dutch) NoSchoolFound(query string) rich {
	return rich{txt("We vinden geen school met ‘"), name(query), txt("’.")}
}
func (dutch) NoSchoolAdvice() string {
	return "Kijk of je het goed hebt getypt. Of typ de plaats van je school."
}
func (dutch) DidYouMean() string    { return "Bedoel je misschien" }
func (dutch) SchoolMissing() string { return "Staat je school er niet bij?" }
func (dutch) SchoolMissingAdvice(app string) rich {
	if app == "" {
		return rich{txt("Dan kun je nog niet met je schoolaccount inloggen. Vraag het aan je school.")}
	}
	return rich{txt("Dan kun je nog niet met je schoolaccount bij "), name(app), txt(" inloggen. Vraag je school of ze "), name(app), txt(" willen aanzetten.")}
}
func (dutch) LastTime() string     { return "Vorige keer koos je" }
func (dutch) RatherList() string   { return "Liever kiezen uit een lijst?" }
func (dutch) SeeAll() string       { return "Bekijk alle scholen van A tot Z" }
func (dutch) SeeHigher() string    { return "Ik zit op mbo, hbo of universiteit" }
func (dutch) NotThere() string     { return "Staat je school er niet bij? Bekijk de hele lijst" }
func (dutch) PickFromList() string { return "Kies je school. Daarna log je in bij je school." }
func (dutch) ListLead(searchHref string) rich {
	return rich{txt("Kies de letter waarmee de naam van je school begint. Zoek je liever? "), link("Typ de naam", searchHref), txt(".")}
}
func (dutch) OtherSchools() string  { return "Basisschool en middelbare school" }
func (dutch) HigherSchools() string { return "Mbo, hbo en universiteit" }
func (dutch) SchoolCount(n int) string {
	if n == 1 {
		return "1 school"
	}
	return fmt.Sprintf("%d scholen", n)
}
func (dutch) OtherLetters() string { return "Andere tekens" }
func (dutch) Remember() string     { return "Onthoud mijn keuze op dit apparaat" }
func (dutch) RememberHint() string { return "Doe dit niet op een computer die je deelt." }
func (dutch) Sector(sector string) string {
	switch sector {
	case "po":
		return "basisschool"
	case "vo":
		return "voortgezet onderwijs"
	case "mbo":
		return "mbo"
	case "ho":
		return "hbo of universiteit"
	}
	return ""
}

func (dutch) InfoTitle(app string) string { return "Welke gegevens gaan naar " + app + "?" }
func (dutch) InfoLead(app string) rich {
	return rich{txt("Kijk of het klopt. Wat hier niet staat, krijgt "), name(app), txt(" niet van ons.")}
}
func (dutch) ChangedNote() string { return "Er is iets veranderd. Kijk nog een keer goed." }
func (dutch) OtherSchoolNote(chosen, actual string) rich {
	return rich{txt("Je koos "), bold(chosen), txt(". Maar je logde in bij "), bold(actual), txt(".")}
}
func (d dutch) YourItem(item, sector string) string { return "Je " + d.ItemWord(item, sector) }
func (dutch) ItemWord(item, sector string) string {
	switch item {
	case "name":
		return "naam"
	case "student_number":
		if sector == "ho" {
			return "studentnummer"
		}
		return "leerlingnummer"
	case "class":
		return "klas"
	case "school":
		return "school"
	case "role":
		return "rol"
	}
	return "gegeven"
}
func (dutch) RoleWord(role, sector string) string {
	switch {
	case role == "staff":
		return "medewerker"
	case sector == "ho" || sector == "mbo":
		return "student"
	}
	return "leerling"
}
func (d dutch) SendOptional(item, sector string, on bool) string {
	if on {
		return "Stuur mijn " + d.ItemWord(item, sector) + " mee. Dit mag je uitzetten."
	}
	return "Stuur mijn " + d.ItemWord(item, sector) + " mee. Dit hoeft niet."
}
func (dutch) NothingPersonal(app string) rich {
	return rich{txt("Je naam, nummer en klas gaan niet naar "), name(app), txt(".")}
}
func (dutch) NothingPersonalTag() string { return "niets persoonlijks" }
func (dutch) AppSees(app, role, school string) rich {
	switch {
	case role == "":
		return rich{name(app), txt(" ziet ook dat je bij "), bold(school), txt(" hoort. ")}
	case school == "":
		return rich{name(app), txt(" ziet ook dat je "), bold(role), txt(" bent. ")}
	}
	return rich{name(app), txt(" ziet ook dat je "), bold(role), txt(" bent van "), bold(school), txt(". ")}
}
func (dutch) AppOwnNumber(app string) rich {
	return rich{name(app), txt(" krijgt een eigen nummer voor jou. Andere apps kennen dat nummer niet.")}
}
func (dutch) Receipt(app string, received, passing int) rich {
	return rich{
		txt("We kregen " + nlItems(received) + " van je school. "), name(app), txt(" krijgt er "),
		count(strconv.Itoa(passing)), txt(". "), bold("De rest bewaren we niet."),
	}
}
func nlItems(n int) string {
	if n == 1 {
		return "1 gegeven"
	}
	return strconv.Itoa(n) + " gegevens"
}
func (dutch) Continue(app string) string {
	if app == "" {
		return "Doorgaan"
	}
	return "Doorgaan naar " + app
}
func (dutch) Decline() string    { return "Niet doorgaan" }
func (dutch) WhyAllowed() string { return "Waarom mag dit?" }
func (dutch) BasisTask(app string) rich {
	return rich{name(app), txt(" krijgt dit omdat je school dit nodig heeft voor het onderwijs. ")}
}
func (dutch) BasisConsent() string {
	return "Dit mag alleen als jij het goed vindt. Je kunt dit later weer stoppen. "
}
func (d dutch) Approved(at time.Time) rich {
	return rich{txt("Je school heeft dit goedgekeurd op "), moment(d.Date(at), at, time.DateOnly), txt(". ")}
}
func (dutch) MadeBy(app, supplier string) rich {
	return rich{name(app), txt(" is van "), name(supplier), txt(" en mag je gegevens alleen hiervoor gebruiken.")}
}
func (dutch) AppPrivacy(app, href string) rich {
	return rich{txt("Hoe gaat "), name(app), txt(" met je gegevens om? "), link("Lees hun uitleg", href), txt(".")}
}
func (dutch) WrongData(school string) rich {
	if school == "" {
		return rich{txt("Klopt er iets niet? Dit komt van je school. Neem contact op met je school. ")}
	}
	return rich{txt("Klopt er iets niet? Dit komt van je school. Neem contact op met "), name(school), txt(". ")}
}
func (dutch) SeeLater(href string) rich {
	return rich{link("Bij Mijn gegevens", href), txt(" zie je later alles terug.")}
}

func (dutch) NotYouLine(person string) rich {
	if person == "" {
		return rich{txt("Je was nog ingelogd bij je school. Of iemand anders. ")}
	}
	return rich{txt("Je school weet nog dat "), bold(person), txt(" is ingelogd. ")}
}
func (dutch) NotYouButton() string    { return "Niet jij? Log opnieuw in" }
func (dutch) ConfirmYouTitle() string { return "Ben jij dit?" }
func (dutch) ConfirmYou(person, school string) rich {
	r := rich{txt("Er was nog iemand ingelogd bij je school.")}
	if school != "" {
		r = rich{txt("Er was nog iemand ingelogd bij "), bold(school), txt(".")}
	}
	if person != "" {
		r = append(r, txt(" Dat is "), bold(person), txt("."))
	}
	return r
}
func (dutch) ConfirmSchoolTitle() string { return "Klopt deze school?" }
func (d dutch) ConfirmSchool(chosen, actual string) rich {
	return append(d.OtherSchoolNote(chosen, actual), txt(" Klopt dat?"))
}

func (dutch) Guiltless() string { return "Jij hebt niets fout gedaan." }
func (dutch) MissingLine(words []string) rich {
	if len(words) == 1 {
		return rich{txt("Dit gegeven mist: "), bold(words[0]), txt(".")}
	}
	return rich{txt("Deze gegevens missen: "), bold(strings.Join(words, ", ")), txt(".")}
}
func (dutch) WhoActs() string { return "Wie moet nu iets doen?" }
func (dutch) OwnerName(owner, app, federation string) string {
	switch owner {
	case "you":
		return "Jij"
	case "school":
		return "Je school"
	case "app":
		return orElse(app, "De app")
	case "federation":
		return orElse(federation, "De federatie")
	}
	return "Sluis"
}
func (dutch) OwnerTurn(owner string) string {
	if owner == "you" {
		return "bent aan zet"
	}
	return "is aan zet"
}
func (dutch) SolveIt() string    { return "Zo los je het op" }
func (dutch) CodeLabel() string  { return "Code" }
func (dutch) WordsLabel() string { return "Jouw drie woorden" }
func (dutch) WordsNote() string  { return "Hierin staat niets over jou." }
func (d dutch) At(t time.Time) rich {
	return rich{txt("Op "), moment(d.Date(t)+" om "+d.Clock(t), t, time.RFC3339), txt(".")}
}
func (dutch) Again() string { return "Opnieuw inloggen" }
func (dutch) BackTo(app string) string {
	if app == "" {
		return "Terug naar de app"
	}
	return "Terug naar " + app
}
func (dutch) AnswerNames(chosen, asserted string) rich {
	return rich{txt("Je koos "), bold(chosen), txt(". In het antwoord staat "), bold(asserted), txt(".")}
}
func (dutch) StartAt() string     { return "Bij welke app wil je inloggen?" }
func (dutch) ForHelpdesk() string { return "Voor de helpdesk" }

func (dutch) HandoverTitle(app string) string { return "Je gaat nu naar " + orElse(app, "de app") }
func (dutch) HandoverLead(app string) rich {
	return rich{txt("Gebeurt er niets? Druk dan op de knop. Zo weet "), name(orElse(app, "de app")), txt(" dat je bent ingelogd.")}
}
func (dutch) CookieHelpTitle() string { return "Nog één stap" }
func (dutch) CookieHelpLead() string {
	return "Je school heeft je ingelogd. Druk op de knop om verder te gaan."
}
func (dutch) CookieHelpLink() string { return "Verder met inloggen" }
func (dutch) CookieHelpWhy() string {
	return "Je browser vraagt om deze extra stap. Werkt het niet? Zet cookies aan voor deze site en begin opnieuw bij de app."
}

// orElse gives s, or what to say in its place.
func orElse(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}
