package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// english says what dutch says, no more.
type english struct{}

var _ texts = english{}

func (english) Date(t time.Time) string  { return t.Format("2 January 2006") }
func (english) Clock(t time.Time) string { return t.Format("15:04") }

func (english) SkipLink() string      { return "To the content" }
func (english) HomeLabel() string     { return "Sluis, to the start" }
func (english) OtherLanguage() string { return "Nederlands" }
func (english) ForApp(app, school string) rich {
	switch {
	case app == "" && school == "":
		return rich{txt("Signing in with your school account")}
	case app == "":
		return rich{txt("You are signing in with your account of "), bold(school)}
	case school == "":
		return rich{txt("You are signing in to "), bold(app)}
	}
	return rich{txt("You are signing in to "), bold(app), lineBreak(), txt("with your account of "), bold(school)}
}
func (english) Motto() string { return "Sluis lets through only what was agreed." }
func (english) HelpLine(school, ict string) rich {
	switch {
	case school == "":
		return rich{txt("Need help? Ask the help desk of your school. Not sure who that is? Ask your mentor or teacher.")}
	case ict == "":
		return rich{txt("Need help? Ask the help desk of "), bold(school), txt(".")}
	}
	return rich{txt("Need help? Ask the help desk of "), bold(school), txt(": "), name(sentence(ict))}
}
func (english) LinkConcern() string { return "Report a concern" }
func (english) LinkPrivacy() string { return "Privacy" }
func (english) LinkCookies() string { return "Cookies" }
func (english) LinkAccess() string  { return "Accessibility" }
func (english) DemoSign() string    { return "Demo: everything is invented" }
func (english) Menu() string        { return "Main menu" }
func (english) LogOut() string      { return "Sign out" }
func (english) Received(n, missing int) string {
	s := "items received"
	if n == 1 {
		s = "item received"
	}
	if missing > 0 {
		s += ", " + strconv.Itoa(missing) + " missing"
	}
	return s
}
func (english) GoThrough(n int) string {
	if n == 1 {
		return "goes through"
	}
	return "go through"
}

func (english) PickerTitle() string     { return "Which school are you at?" }
func (english) AllSchoolsTitle() string { return "All schools from A to Z" }
func (english) NoSchoolTitle() string   { return "No school found" }
func (english) SearchLabel() string     { return "Type your school or town" }
func (english) SearchButton() string    { return "Search" }
func (english) SearchHint() string      { return "Type a few letters. Then choose Search." }
func (english) SearchHintLive() string  { return "After two letters you see the first schools." }
func (english) SchoolsFound(shown, total int) string {
	switch {
	case total == 1:
		return "1 school found"
	case shown < total:
		return fmt.Sprintf("%d schools found. You see the first %d. Type more letters.", total, shown)
	}
	return fmt.Sprintf("%d schools found", total)
}
func (english) NoSchoolFound(query string) rich {
	return rich{txt("We find no school with ‘"), name(query), txt("’.")}
}
func (english) NoSchoolAdvice() string {
	return "Check your typing. Or type the town of your school."
}
func (english) DidYouMean() string    { return "Do you mean" }
func (english) SchoolMissing() string { return "Is your school not there?" }
func (english) SchoolMissingAdvice(app string) rich {
	if app == "" {
		return rich{txt("Then you cannot sign in with your school account yet. Ask your school.")}
	}
	return rich{txt("Then you cannot sign in to "), name(app), txt(" with your school account yet. Ask your school to switch on "), name(app), txt(".")}
}
func (english) LastTime() string     { return "Last time you chose" }
func (english) RatherList() string   { return "Would you rather choose from a list?" }
func (english) SeeAll() string       { return "See all schools from A to Z" }
func (english) SeeHigher() string    { return "I am at mbo, hbo or university" }
func (english) NotThere() string     { return "Is your school not there? See the whole list" }
func (english) PickFromList() string { return "Choose your school. Then you sign in at your school." }
func (english) ListLead(searchHref string) rich {
	return rich{txt("Choose the first letter of the name of your school. Would you rather search? "), link("Type the name", searchHref), txt(".")}
}
func (english) OtherSchools() string  { return "Primary and secondary school" }
func (english) HigherSchools() string { return "Mbo, hbo and university" }
func (english) SchoolCount(n int) string {
	if n == 1 {
		return "1 school"
	}
	return fmt.Sprintf("%d schools", n)
}
func (english) OtherLetters() string { return "Other signs" }
func (english) Remember() string     { return "Remember my choice on this device" }
func (english) RememberHint() string { return "Do not do this on a computer that you share." }
func (english) Sector(sector string) string {
	switch sector {
	case "po":
		return "primary school"
	case "vo":
		return "secondary school"
	case "mbo":
		return "mbo"
	case "ho":
		return "hbo or university"
	}
	return ""
}

func (english) InfoTitle(app string) string { return "What does " + app + " get to know?" }
func (english) InfoLead(app string) rich {
	return rich{txt("Check that it is right. What is not on this page, "), name(app), txt(" does not get from us.")}
}
func (english) ChangedNote() string { return "Something has changed. Please look once more." }
func (english) OtherSchoolNote(chosen, actual string) rich {
	return rich{txt("You chose "), bold(chosen), txt(". But you signed in at "), bold(actual), txt(".")}
}
func (e english) YourItem(item, sector string) string { return "Your " + e.ItemWord(item, sector) }
func (english) ItemWord(item, _ string) string {
	switch item {
	case "name":
		return "name"
	case "student_number":
		return "student number"
	case "class":
		return "class"
	case "school":
		return "school"
	case "role":
		return "role"
	}
	return "item"
}
func (english) RoleWord(role, sector string) string {
	switch {
	case role == "staff":
		return "member of staff"
	case sector == "ho" || sector == "mbo":
		return "student"
	}
	return "pupil"
}
func (e english) SendOptional(item, sector string, on bool) string {
	if on {
		return "Send my " + e.ItemWord(item, sector) + ". You may switch this off."
	}
	return "Send my " + e.ItemWord(item, sector) + ". You do not have to."
}
func (english) NothingPersonal(app string) rich {
	return rich{txt("Your name, number and class do not go to "), name(app), txt(".")}
}
func (english) NothingPersonalTag() string { return "nothing personal" }
func (english) AppSees(app, role, school string) rich {
	switch {
	case role == "":
		return rich{name(app), txt(" also sees that you belong to "), bold(school), txt(". ")}
	case school == "":
		return rich{name(app), txt(" also sees that you are a "), bold(role), txt(". ")}
	}
	return rich{name(app), txt(" also sees that you are a "), bold(role), txt(" at "), bold(school), txt(". ")}
}
func (english) AppOwnNumber(app string) rich {
	return rich{name(app), txt(" gets a number of its own for you. Other apps do not know that number.")}
}
func (english) Receipt(app string, received, passing int) rich {
	items := strconv.Itoa(received) + " items"
	if received == 1 {
		items = "1 item"
	}
	return rich{
		txt("We received " + items + " from your school. "), name(app), txt(" gets "),
		count(strconv.Itoa(passing)), txt(". "), bold("We keep none of the rest."),
	}
}
func (english) Continue(app string) string {
	if app == "" {
		return "Continue"
	}
	return "Continue to " + app
}
func (english) Decline() string    { return "Do not continue" }
func (english) WhyAllowed() string { return "Why is this allowed?" }
func (english) BasisTask(app string) rich {
	return rich{name(app), txt(" gets this because your school needs it for teaching. ")}
}
func (english) BasisConsent() string { return "Only if you agree. You can stop it later. " }
func (e english) Approved(at time.Time) rich {
	return rich{txt("Your school approved this on "), moment(e.Date(at), at, time.DateOnly), txt(". ")}
}
func (english) MadeBy(app, supplier string) rich {
	return rich{name(app), txt(" is made by "), name(supplier), txt(", which may use your data for this only.")}
}
func (english) AppPrivacy(app, href string) rich {
	return rich{txt("How does "), name(app), txt(" treat your data? "), link("Read their explanation", href), txt(".")}
}
func (english) WrongData(school string) rich {
	if school == "" {
		return rich{txt("Something wrong? This comes from your school. Contact your school. ")}
	}
	return rich{txt("Something wrong? This comes from your school. Contact "), name(school), txt(". ")}
}
func (english) SeeLater(href string) rich {
	return rich{txt("You can see everything again later in "), link("My data", href), txt(".")}
}

func (english) NotYouLine(person string) rich {
	if person == "" {
		return rich{txt("You were still signed in at your school. Or someone else was. ")}
	}
	return rich{txt("Your school still has "), bold(person), txt(" signed in. ")}
}
func (english) NotYouButton() string    { return "Not you? Sign in again" }
func (english) ConfirmYouTitle() string { return "Is this you?" }
func (english) ConfirmYou(person, school string) rich {
	r := rich{txt("Someone was still signed in at your school.")}
	if school != "" {
		r = rich{txt("Someone was still signed in at "), bold(school), txt(".")}
	}
	if person != "" {
		r = append(r, txt(" That is "), bold(person), txt("."))
	}
	return r
}
func (english) ConfirmSchoolTitle() string { return "Is this the right school?" }
func (e english) ConfirmSchool(chosen, actual string) rich {
	return append(e.OtherSchoolNote(chosen, actual), txt(" Is that right?"))
}

func (english) Guiltless() string { return "You did nothing wrong." }
func (english) MissingLine(words []string) rich {
	if len(words) == 1 {
		return rich{txt("This item is missing: "), bold(words[0]), txt(".")}
	}
	return rich{txt("These items are missing: "), bold(strings.Join(words, ", ")), txt(".")}
}
func (english) WhoActs() string { return "Who must do something now?" }
func (english) OwnerName(owner, app, federation string) string {
	switch owner {
	case "you":
		return "You"
	case "school":
		return "Your school"
	case "app":
		return orElse(app, "The app")
	case "federation":
		return orElse(federation, "The federation")
	}
	return "Sluis"
}
func (english) OwnerTurn(owner string) string {
	if owner == "you" {
		return "are to act"
	}
	return "is to act"
}
func (english) SolveIt() string    { return "This is how you solve it" }
func (english) CodeLabel() string  { return "Code" }
func (english) WordsLabel() string { return "Your three words" }
func (english) WordsNote() string  { return "They say nothing about you." }
func (e english) At(t time.Time) rich {
	return rich{txt("On "), moment(e.Date(t)+" at "+e.Clock(t), t, time.RFC3339), txt(".")}
}
func (english) Again() string { return "Sign in again" }
func (english) BackTo(app string) string {
	if app == "" {
		return "Back to the app"
	}
	return "Back to " + app
}
func (english) AnswerNames(chosen, asserted string) rich {
	return rich{txt("You chose "), bold(chosen), txt(". The answer says "), bold(asserted), txt(".")}
}
func (english) StartAt() string     { return "Which app do you want to sign in to?" }
func (english) ForHelpdesk() string { return "For the help desk" }

func (english) HandoverTitle(app string) string {
	return "You are now going to " + orElse(app, "the app")
}
func (english) HandoverLead(app string) rich {
	return rich{txt("Does nothing happen? Then press the button. It tells "), name(orElse(app, "the app")), txt(" that you are signed in.")}
}
func (english) CookieHelpTitle() string { return "One more step" }
func (english) CookieHelpLead() string {
	return "Your school has signed you in. Press the button to go on."
}
func (english) CookieHelpLink() string { return "Go on signing in" }
func (english) CookieHelpWhy() string {
	return "Your browser asks for this extra step. Does it not work? Switch on cookies for this site and begin again at the app."
}
