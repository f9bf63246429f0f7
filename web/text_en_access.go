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
func (english) AccessNotices() string { return "What happened to your access" }
func (english) AccessNotice(kind string) string {
	switch kind {
	case "code":
		return "Somebody signed in with a recovery code."
	case "device":
		return "New browser: somebody signed in with your key where you had not signed in before."
	}
	return "Something about your access changed."
}
func (e english) AccessAt(t time.Time) string { return "On " + e.Date(t) + " at " + e.Clock(t) + "." }
