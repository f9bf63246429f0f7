package web

import "time"

func (english) AccessLostKeys() string     { return "I no longer have my keys" }
func (english) AccessRecoverTitle() string { return "Sign in with a recovery code" }
func (english) AccessRecoverLead() string {
	return "Type one of your recovery codes. You then add a new key at once, so have it at hand. Each code works once."
}
func (english) AccessRecoverLabel() string { return "Recovery code" }
func (english) AccessByCode() string {
	return "You came in with a recovery code. Add a new key now and sign in with it. Then remove the keys that you lost."
}
func (english) AccessPicture() string     { return "QR code with the key that stands below in letters" }
func (english) AccessSchoolTitle() string { return "Sign in at your school too" }
func (english) AccessSchoolLead(school string) string {
	return "Your access belongs to your work at " + school + ". So the school says who you are too, each time you sign in."
}
func (english) AccessSchoolFirst() string {
	return "This is the first time. Your access then belongs only to whoever signs in at the school now."
}
func (english) AccessSchoolGo(school string) string { return "To the sign-in of " + school }
func (english) AccessAtSchool() string              { return "Signs in at the school too" }
func (english) AccessAtSchoolHint() string {
	return "Only for a role of a school. The school then says each time whether this person still works there. Their own key stays needed."
}
func (english) AccessIsAtSchool() string { return "Signs in at the school too." }
func (english) AccessLost() string       { return "Somebody wants to recover your account" }
func (e english) AccessLostAsked(t time.Time) string {
	return "Another admin asked for it on " + e.Date(t) + " at " + e.Clock(t) + ". You would have lost all your keys and codes. Is that not so? Then stop it now."
}
func (english) AccessLostStop() string { return "Stop the recovery" }
func (english) AccessAsk() string      { return "Lost everything" }
func (english) AccessAskHint() string {
	return "A second admin confirms this. A day later you get a code for the owner. The old keys and codes then work no more. Until then the owner can stop it."
}
func (english) AccessAskButton() string { return "Ask for recovery" }
func (english) AccessTicketOf() string  { return "Ticket number for" }
func (english) AccessAsked() string     { return "Being recovered" }
func (english) AccessNotices() string   { return "What happened to your access" }
func (english) AccessNotice(kind string) string {
	switch kind {
	case "code":
		return "Somebody signed in with a recovery code."
	case "ask":
		return "Another admin asked to recover your account."
	case "recover":
		return "Your account was recovered. All old keys and codes are gone."
	case "device":
		return "New browser: somebody signed in with your key where you had not signed in before."
	}
	return "Something about your access changed."
}
func (e english) AccessAt(t time.Time) string { return "On " + e.Date(t) + " at " + e.Clock(t) + "." }
