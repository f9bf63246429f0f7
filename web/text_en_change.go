package web

func (english) AppChange() string {
	return "Change the agreement"
}

func (english) AppChangeTitle(app string) string {
	return "Change the agreement with " + app
}

func (english) AppChangeLead() string {
	return "What you switch off ends at once. What you add, a second admin confirms."
}

func (english) AppChangeOn() string {
	return "Goes to the app"
}

func (english) AppChangeNL() string {
	return "Why, in Dutch"
}

func (english) AppChangeEN() string {
	return "Why, in English"
}

func (english) AppChangeLines() string {
	return "One on each line."
}

func (english) AppSecond() string {
	return "Is something added, or do answers go elsewhere? Then a second admin confirms it."
}

func (english) ChangeSave() string {
	return "Save the change"
}

func (english) ChangeReason(reason string) string {
	switch reason {
	case "school_asked":
		return "The school asked for it"
	case "app_asked":
		return "The supplier asked for it"
	case "agreement":
		return "A new agreement"
	case "incident":
		return "An incident"
	}
	return "A mistake put right"
}

func (english) ChangeLocked(by string) string {
	switch by {
	case "kept":
		return "You cannot change anything here. The registry file is kept elsewhere, in Git for example. Change it there."
	case "machines":
		return "You cannot change anything here. There are several machines, each with its own file. Change it where they get it from."
	}
	return "You cannot change anything here. The registry file is a link. Change the file that it points to."
}

func (english) ChangeRefused() string {
	return "Nothing has changed. The check found this:"
}

func (english) BackTitle() string {
	return "Back to an older version"
}

func (english) BackHint() string {
	return "The whole registry goes back, of other apps and schools too."
}

func (english) BackVersion() string {
	return "To which version?"
}

func (english) BackDo() string {
	return "Go back"
}

func (english) SchoolsLead() string {
	return "Each school decides how its sign-ins are kept and guarded."
}

func (english) SchoolsNone() string {
	return "There is no school that you may see."
}

func (english) SchoolApps(n int) string {
	return plural(n, "1 app for this school", "%d apps for this school")
}

func (english) SchoolLog(all bool) string {
	if all {
		return "Every sign-in"
	}
	return "Failed sign-ins only"
}

func (english) SchoolPolicy() string {
	return "What the school decides"
}

func (english) SchoolLogLabel() string {
	return "What does the log keep?"
}

func (english) SchoolLogHint() string {
	return "A second admin confirms another choice."
}

func (english) SchoolDays() string {
	return "For how many days? From 183 to 365"
}

func (english) SchoolAgain() string {
	return "Sign in at the school again"
}

func (english) SchoolAgainWord(key string) string {
	switch key {
	case "always":
		return "Always"
	case "shared_device":
		return "On shared devices"
	case "never":
		return "Never, and do not ask who is there"
	}
	return "The school decides, we ask who is there"
}

func (english) SchoolApproval() string {
	return "Who approves what apps get?"
}

func (english) SchoolApprovalWord(own bool) string {
	if own {
		return "Our privacy officer, each time something is added"
	}
	return "What the operator agrees on holds at once"
}

func (english) SchoolICT() string {
	return "The school's help desk"
}

func (english) SchoolPrivacy() string {
	return "The school's privacy officer"
}

func (english) SchoolTravel() string {
	return "On a journey"
}

func (english) SchoolTravelHint() string {
	return "Countries in two capitals, such as ES FR. The last day is at most 30 days ahead. An empty line ends."
}

func (english) SchoolCountries() string {
	return "Countries"
}

func (english) SchoolUntil() string {
	return "Until"
}

func (english) SchoolSecond() string {
	return "Another choice for the log or the second factor is confirmed by a second admin."
}

func (english) SchoolFactor() string {
	return "A second factor at every app"
}

func (english) SchoolFactorHint() string {
	return "An app may ask for more, and never for less. People set up their factor under My data. Who has none cannot sign in any more after that."
}

func (english) SchoolFactorWord(class string) string {
	switch class {
	case "https://refeds.org/profile/mfa":
		return "A key or a code"
	case "urn:sluis:acr:phishing-resistant":
		return "A key alone"
	}
	return "Not needed"
}

func (english) SchoolFactorOf() string {
	return "Of whom?"
}

func (english) SchoolFactorRoles(roles string) string {
	switch roles {
	case "student":
		return "Pupils and students"
	case "student staff":
		return "Everybody"
	}
	return "Staff"
}

func (english) SchoolAdmins() string {
	return "Admins of this school"
}
