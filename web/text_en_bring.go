package web

import "time"

func (english) BringTitle() string { return "Did you have an account here before?" }
func (english) BringLead(old, school string) rich {
	if old == school {
		return rich{txt("You sign in at "), bold(school), txt(" in a new way. Apps still know you from the old way.")}
	}
	return rich{bold(old), txt(" is part of "), bold(school), txt(" now. Apps still know you from your old school.")}
}
func (english) BringHow(old string) rich {
	return rich{txt("Sign in once with your old account of "), name(old), txt(". Then apps see that it is still you. You keep your work.")}
}
func (english) BringYes() string { return "Yes, I bring it along" }
func (english) BringNo() string  { return "No, I am new" }
func (e english) BringUntil(t time.Time) rich {
	return rich{txt("You can do this until "), moment(e.Date(t), t, time.DateOnly), txt(". Do you choose that you are new? Then we do not ask again.")}
}
func (english) BroughtTitle() string { return "Is this your old account?" }
func (english) BroughtLead(person, old string) rich {
	if person == "" {
		return rich{txt("You signed in with an old account of "), bold(old), txt(".")}
	}
	return rich{txt("This is the old account of "), bold(person), txt(" at "), bold(old), txt(".")}
}
func (english) BroughtNow(person, school string) rich {
	return rich{txt("Your new account is of "), bold(person), txt(" at "), name(school), txt(".")}
}
func (english) BroughtWhat() string {
	return "If you say yes, your old and your new account belong together. You cannot undo that yourself."
}
func (english) BroughtYes() string { return "Yes, this is me" }
func (english) BroughtNo() string  { return "No, this is not me" }
