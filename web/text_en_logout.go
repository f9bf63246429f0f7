package web

import "time"

func (english) LogoutState(state string) string {
	switch state {
	case "done", "confirmed":
		return "Signed out"
	case "waiting":
		return "No answer yet"
	}
	return "Perhaps still signed in"
}
func (english) LogoutWhy(state string) string {
	switch state {
	case "done":
		return ""
	case "confirmed":
		return "The app has confirmed this."
	case "waiting":
		return "We are telling the app now. Load this page again to look."
	case "untold":
		return "This app cannot hear from us that you sign out. Sign out there yourself."
	case "unreached":
		return "We could not reach this app. Sign out there yourself."
	}
	return "Sluis cannot sign you out here. You have to do that yourself."
}
func (english) LogoutNote() rich {
	return rich{bold("Take care: you may still be signed in at your school."), txt(" Close the browser on a computer that you share.")}
}
func (english) LogoutFor() string   { return "Until next time." }
func (english) LogoutTitle() string { return "Do you want to sign out?" }
func (english) LogoutLead(app string) rich {
	if app == "" {
		return rich{txt("Then we close your session in this browser.")}
	}
	return rich{name(app), txt(" asks whether you want to sign out. Then we close your session in this browser.")}
}
func (english) LogoutWill(told bool) string {
	if told {
		return "Will be signed out"
	}
	return "Sign out there yourself"
}
func (english) LogoutStay() string  { return "Stay signed in" }
func (english) StayedTitle() string { return "You are still signed in" }
func (english) StayedLead(app string) rich {
	if app == "" {
		return rich{txt("We have closed nothing. You can close this window.")}
	}
	return rich{txt("We have closed nothing. Go back to "), name(app), txt(", or close this window.")}
}

func (english) MeOpen() string      { return "Where are you signed in?" }
func (english) MeHere() string      { return "This browser" }
func (english) MeElsewhere() string { return "Another browser" }
func (english) MeLoggedIn() string  { return "Signed in now" }
func (e english) MeSince(t time.Time) string {
	return "Since " + e.Date(t) + ", " + e.Clock(t) + "."
}
func (english) MeNowhere() string    { return "You are signed in nowhere through Sluis." }
func (english) MeEverywhere() string { return "Sign out everywhere" }
func (english) MeEverywhereHint() string {
	return "Did you forget a computer? Sign out everywhere. You may stay signed in at your school."
}
