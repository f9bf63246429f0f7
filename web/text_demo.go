package web

// demoTexts are the sentences of the demo app and the demo school's login page.
type demoTexts interface {
	DemoHomeTitle(app string) string
	DemoHomeLead(app string) rich
	DemoLogin() string
	DemoPupils() string
	DemoPupilsHint() string
	DemoPupilHead() [4]string
	DemoTry() string
	DemoTryList() string
	DemoFooter() string
	DemoHubTitle(school string) string
	DemoHubFor(school, federation string) rich
	DemoHubLead() string
	DemoUsername() string
	DemoPassword() string
	DemoSignIn() string
	DemoWrong() string
	DemoHubPupils() string
	DemoResultTitle(person, app string) string
	DemoResultLead(federation string) rich
	DemoFrom(federation string) string
	DemoTo(app string) string
	DemoSideBySide() string
	DemoCaption() string
	DemoRowHead(federation, app string) [4]string
	DemoHeld() string
	DemoToken() string
	DemoLeftTitle(app string) string
	DemoLeftLead(app string) rich
	DemoLeftToken() string
	DemoLeftTold(app string) rich
	DemoLeftUntold() string
	Attribute(wire string) string
}

func (dutch) DemoHomeTitle(app string) string { return app + ", demo-app" }
func (dutch) DemoHomeLead(app string) rich {
	return rich{txt("Dit is een demo. Log in als verzonnen leerling. Dan zie je wat "), name(app), txt(" krijgt.")}
}
func (dutch) DemoLogin() string      { return "Inloggen met je schoolaccount" }
func (dutch) DemoPupils() string     { return "Verzonnen leerlingen" }
func (dutch) DemoPupilsHint() string { return "Kies bij het inloggen de school die erbij staat." }
func (dutch) DemoPupilHead() [4]string {
	return [4]string{"Wie", "School", "Leerling", "Wachtwoord"}
}
func (dutch) DemoTry() string     { return "Probeer ook" }
func (dutch) DemoTryList() string { return "Fout proberen" }
func (dutch) DemoFooter() string  { return "Dit is een demo. De gegevens zijn verzonnen." }
func (dutch) DemoHubTitle(school string) string {
	return "Inloggen bij " + orElse(school, "je school")
}
func (dutch) DemoHubFor(school, federation string) rich {
	return rich{txt("Dit is de inlogpagina van "), bold(orElse(school, "je school")), lineBreak(), txt("nagebootst, via "), bold(orElse(federation, "de demo"))}
}
func (dutch) DemoHubLead() string   { return "In het echt zie je hier de pagina van je eigen school." }
func (dutch) DemoUsername() string  { return "Leerling" }
func (dutch) DemoPassword() string  { return "Wachtwoord" }
func (dutch) DemoSignIn() string    { return "Inloggen" }
func (dutch) DemoWrong() string     { return "Deze leerling en dit wachtwoord horen niet bij elkaar." }
func (dutch) DemoHubPupils() string { return "Met wie kun je inloggen?" }
func (dutch) DemoResultTitle(person, app string) string {
	if person == "" {
		return "Je bent ingelogd bij " + app
	}
	return "Hallo " + person + ", je bent ingelogd bij " + app
}
func (dutch) DemoResultLead(federation string) rich {
	return rich{
		txt("Dit is een demo met een verzonnen leerling. Hieronder staat links wat " + orElse(federation, "de federatie") + " stuurde, en rechts wat de app kreeg. "),
		bold("Wat geel gemarkeerd is, ging door."),
	}
}
func (dutch) DemoFrom(federation string) string { return "van " + orElse(federation, "de federatie") }
func (dutch) DemoTo(app string) string          { return "naar " + app }
func (dutch) DemoSideBySide() string            { return "Naast elkaar" }
func (dutch) DemoCaption() string               { return "Wat de school stuurde en wat de app kreeg" }
func (dutch) DemoRowHead(federation, app string) [4]string {
	return [4]string{"Gegeven", "Stuurde " + orElse(federation, "de federatie"), "Kreeg " + app, "Waarom"}
}
func (dutch) DemoHeld() string  { return "bleef hier" }
func (dutch) DemoToken() string { return "Het token van de app" }

func (dutch) DemoLeftTitle(app string) string { return "Je bent uitgelogd bij " + app }
func (dutch) DemoLeftLead(app string) rich {
	return rich{name(app), txt(" sloot eerst zijn eigen sessie. Daarna ging je langs Sluis, en nu ben je terug.")}
}
func (dutch) DemoLeftToken() string { return "Wat Sluis zelf vertelde" }
func (dutch) DemoLeftTold(app string) rich {
	return rich{txt("Sluis vertelt het ook aan elke app waar je was. Dit kreeg "), name(app), txt(", buiten je browser om.")}
}
func (dutch) DemoLeftUntold() string {
	return "Er kwam geen bericht van Sluis. Er was geen sessie meer, of het bericht is nog onderweg."
}

func (english) DemoHomeTitle(app string) string { return app + ", demo app" }
func (english) DemoHomeLead(app string) rich {
	return rich{txt("This is a demo. Sign in as an invented pupil. Then you see what "), name(app), txt(" gets.")}
}
func (english) DemoLogin() string      { return "Sign in with your school account" }
func (english) DemoPupils() string     { return "Invented pupils" }
func (english) DemoPupilsHint() string { return "When you sign in, choose the school beside the name." }
func (english) DemoPupilHead() [4]string {
	return [4]string{"Who", "School", "Pupil", "Password"}
}
func (english) DemoTry() string     { return "Also try" }
func (english) DemoTryList() string { return "Try a refusal" }
func (english) DemoFooter() string  { return "This is a demo. The data are invented." }
func (english) DemoHubTitle(school string) string {
	return "Sign in at " + orElse(school, "your school")
}
func (english) DemoHubFor(school, federation string) rich {
	return rich{txt("This is the sign-in page of "), bold(orElse(school, "your school")), lineBreak(), txt("imitated, through "), bold(orElse(federation, "the demo"))}
}
func (english) DemoHubLead() string   { return "In real life you see the page of your own school here." }
func (english) DemoUsername() string  { return "Pupil" }
func (english) DemoPassword() string  { return "Password" }
func (english) DemoSignIn() string    { return "Sign in" }
func (english) DemoWrong() string     { return "This pupil and this password do not belong together." }
func (english) DemoHubPupils() string { return "Who can you sign in as?" }
func (english) DemoResultTitle(person, app string) string {
	if person == "" {
		return "You are signed in to " + app
	}
	return "Hello " + person + ", you are signed in to " + app
}
func (english) DemoResultLead(federation string) rich {
	return rich{
		txt("This is a demo with an invented pupil. Left is what " + orElse(federation, "the federation") + " sent, right what the app got. "),
		bold("What is marked yellow went through."),
	}
}
func (english) DemoFrom(federation string) string {
	return "from " + orElse(federation, "the federation")
}
func (english) DemoTo(app string) string { return "to " + app }
func (english) DemoSideBySide() string   { return "Side by side" }
func (english) DemoCaption() string      { return "What the school sent and what the app got" }
func (english) DemoRowHead(federation, app string) [4]string {
	return [4]string{"Item", "Sent by " + orElse(federation, "the federation"), app + " got", "Why"}
}
func (english) DemoHeld() string  { return "stayed here" }
func (english) DemoToken() string { return "The app's token" }

func (english) DemoLeftTitle(app string) string { return "You are signed out of " + app }
func (english) DemoLeftLead(app string) rich {
	return rich{name(app), txt(" first closed its own session. Then you passed by Sluis, and now you are back.")}
}
func (english) DemoLeftToken() string { return "What Sluis told by itself" }
func (english) DemoLeftTold(app string) rich {
	return rich{txt("Sluis also tells every app where you were. This is what "), name(app), txt(" got, not through your browser.")}
}
func (english) DemoLeftUntold() string {
	return "No message came from Sluis. There was no session any more, or the message is still on its way."
}
