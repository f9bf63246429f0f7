package web

import (
	"fmt"
	"time"
)

func (english) HomeTitle() string { return "Here you sign in with your school account" }
func (english) HomeLead() string {
	return "Sluis stands between your school and the apps that you use at school."
}
func (english) HomeStart() string { return "Begin at your app" }
func (english) HomeStartText() string {
	return "Open the app that you want to use. There, choose to sign in with your school account. Then you get here by itself."
}
func (english) HomeWhat() string { return "What does Sluis do?" }
func (english) HomeWhatText() []string {
	return []string{
		"Your school sends data about you.",
		"Sluis lets through only what your school agreed with the app.",
		"More than your name, your number and your class never goes through.",
		"We keep none of the rest.",
	}
}

func (english) CookiesTitle() string { return "Which cookies does Sluis use?" }
func (english) CookiesLead(n int) string {
	if n == 1 {
		return "One cookie. It says nothing about you."
	}
	return fmt.Sprintf("At most %d cookies. None of them says anything about you.", n)
}
func (english) CookieUse(use string) string {
	switch use {
	case "session":
		return "It tells us that the same browser goes on, and that you are signed in. Without this cookie you cannot sign in."
	case "device":
		return "It tells us that you signed in on this device before. Then someone else cannot lock you out."
	case "school":
		return "It holds the school that you chose. Only if you switch that on yourself."
	}
	return ""
}
func (english) CookieLife(days int) string {
	switch days {
	case 0:
		return "Until you close the browser."
	case 1:
		return "1 day at most."
	}
	return fmt.Sprintf("%d days at most.", days)
}
func (english) CookiesRest() string {
	return "We do not follow you. There are no adverts and no cookies of others. That is why we do not ask whether you accept cookies."
}

func (english) AccessTitle() string { return "Accessibility" }
func (english) AccessLead() string {
	return "Everyone must be able to sign in here. Also with a screen reader, or with the keyboard only."
}
func (e english) AccessChecked(t time.Time) rich {
	return rich{txt("We test against WCAG 2.2, level AA. The last time was on "), moment(e.Date(t), t, time.DateOnly), txt(".")}
}
func (english) AccessHow() []string {
	return []string{
		"Every page works with the keyboard and without script.",
		"You can enlarge the text to 400 per cent.",
		"Colour is never the only sign. There is always a word or a shape with it.",
		"The colours follow your device: light or dark.",
	}
}
func (english) AccessGaps() string { return "What is not good yet" }
func (english) AccessGapsText() []string {
	return []string{
		"A program checks every page. People with a disability have not tested the pages yet.",
		"The sign-in page of your school is not ours. There it may be different.",
	}
}
func (english) AccessProblem() string { return "Does something not work?" }
func (english) AccessProblemText(contact string) rich {
	if contact == "" {
		return rich{txt("Tell the help desk of your school. They pass it on to us.")}
	}
	return rich{txt("Let us know: "), name(sentence(contact))}
}

func (english) NotFoundTitle() string { return "This page does not exist" }
func (english) NotFoundLead() string {
	return "Perhaps the link is old, or there is a typing error in it."
}
func (english) NotFoundAdvice() string {
	return "Do you want to sign in? Then begin again at your app."
}
func (english) ErrorTitle() string { return "Something went wrong on our side" }
func (english) ErrorLead() string {
	return "The fault is with Sluis. We have noted it and will look into it."
}
func (english) ErrorSteps() []string {
	return []string{
		"Wait a few minutes.",
		"Begin again at your app.",
		"Does it go wrong again? Then give this number to the help desk of your school.",
	}
}
func (english) ErrorReference() string { return "Number of this fault" }

func (english) LoggedOutTitle() string { return "You are signed out" }
func (english) LoggedOutLead() string {
	return "Sluis has closed your session. Your name, number and class are no longer with us."
}
func (english) PrivacyTitle() string { return "What does Sluis keep about you?" }
func (english) PrivacyLead() rich {
	return rich{txt("Little. Sluis passes data on. "), bold("We do not keep your name, number and class.")}
}
func (english) PrivacyPasses() string { return "What goes through?" }
func (english) PrivacyPassesText() []string {
	return []string{
		"Your school sends data when you sign in. Sluis lets through only what was agreed.",
		"That is never more than your name, your number and your class. An app can also see which school you are from. And whether you are a pupil or a member of staff.",
		"Each app gets a number of its own for you. Apps cannot compare those numbers with each other.",
		"You see beforehand what goes to an app. Sometimes your school agrees that this is not needed.",
	}
}
func (english) PrivacyKeeps() string { return "What do we keep, and for how long?" }
func (english) PrivacyKept() []fact {
	return []fact{
		{"Name, number and class", "Only around signing in", "Encrypted, and 60 minutes at most. Does an app keep you signed in longer? Then 24 hours at most."},
		{"Who got what", "Until 400 days after you last signed in", "Which app got which kind of data. For example: name and class. The data themselves are not in it."},
		{"Where you are signed in", "24 hours at most", "So that you can sign out everywhere at once. Do you sign out? Then it is gone at once."},
		{"Sign-ins", "183 to 365 days", "Your school chooses how long. Your name is not in it."},
		{"What happens now", "An hour at most", "So that an admin soon finds a fault or an attack. Does your sign-in fail? Then your internet address is with it, encrypted. An admin sees the network only. The whole address takes a reason, and your school sees that."},
		{"Numbers", "45 days", "How many sign-ins there were at a school, in five minutes. And from which countries we refused them. Not whose."},
		{"Your choices", "Until you change them", "Whether you saw the explanation. And what you said yes or no to."},
	}
}
func (english) PrivacyLogs() string { return "Sign-ins per school" }
func (english) PrivacyLogsText() []string {
	return []string{
		"Each school chooses which sign-ins we keep, and for how long.",
		"After that time nobody can read them. Not in a backup either.",
	}
}
func (english) PrivacyLogHead() [4]string {
	return [4]string{"School", "Which sign-ins", "How long", "Questions to"}
}
func (english) PrivacyLogKind(all bool) string {
	if all {
		return "all sign-ins"
	}
	return "failed sign-ins only"
}
func (english) PrivacyDays(n int) string { return fmt.Sprintf("%d days", n) }
func (english) PrivacyAskSchool() string { return "your school" }
func (english) PrivacyRights() string    { return "What are your rights?" }
func (english) PrivacyRightsText() []string {
	return []string{
		"You may see which app got something about you.",
		"You may have your data corrected. Your school does that, because they come from there.",
		"You may ask us to erase what we keep.",
		"Did you give consent? Then you may stop at any time.",
	}
}
func (english) PrivacyComplaint(href string) rich {
	return rich{txt("Not satisfied? You can complain to the "), link("Dutch data protection authority", href), txt(".")}
}
func (english) PrivacyContact() string { return "Whom can you ask?" }
func (english) PrivacyContactText(operator, contact string) rich {
	r := rich{txt("Your school decides about your data. So ask your school first.")}
	switch {
	case operator != "" && contact != "":
		r = append(r, txt(" This Sluis is run by "), name(operator), txt(": "), name(sentence(contact)))
	case operator != "":
		r = append(r, txt(" This Sluis is run by "), name(sentence(operator)))
	case contact != "":
		r = append(r, txt(" You can reach those who run Sluis here: "), name(sentence(contact)))
	}
	return r
}
func (english) PrivacyConcern() string { return "Report a concern" }
func (english) PrivacyConcernText(contact string) rich {
	if contact == "" {
		return rich{txt("Do you see a leak, or something that is not right? Report it to your school. They pass it on to those who run Sluis.")}
	}
	return rich{txt("Do you see a leak, or something that is not right? Report it: "), name(sentence(contact))}
}

func (english) MeTitle() string { return "My data" }
func (english) MeLead() string {
	return "Here you see which apps got something about you. We do not keep your name, number and class."
}
func (english) MeWho() string { return "Who got what?" }
func (english) MeCount(n int) string {
	if n == 1 {
		return "1 app"
	}
	return fmt.Sprintf("%d apps", n)
}
func (english) MeCaption() string { return "Apps that got data about you" }
func (english) MeHead() [6]string {
	return [6]string{"App", "Got", "What for", "First time", "Last time", "Action"}
}
func (english) MeNone() string { return "No app has got anything about you yet." }
func (english) MeContract(version int) string {
	return fmt.Sprintf("Agreement %d of your school", version)
}
func (english) MeConsent() string  { return "You gave consent" }
func (english) MeStop() string     { return "Stop" }
func (english) MeStopWith() string { return "with" }
func (english) MeStopped(app string) rich {
	return rich{bold("You have stopped."), txt(" "), name(app), txt(" gets nothing more from us. Do you sign in again? Then we ask you anew.")}
}
func (english) MeWrong(school string) rich {
	if school == "" {
		return rich{txt("Something wrong? This comes from your school. Ask there.")}
	}
	return rich{txt("Something wrong? This comes from your school: "), bold(school), txt(".")}
}
