package web

import (
	"fmt"
	"time"
)

func (english) StepUpTitle() string { return "Confirm it is you" }
func (english) StepUpLead(app string) rich {
	return rich{bold(app), txt(" asks for a second check. Your school has recognised you already.")}
}
func (english) StepUpBySchool(school string) rich {
	return rich{bold(school), txt(" asks for a second check. Your password is right already.")}
}
func (english) StepUpOwn() string {
	return "You want to change your extra security. First show what you have already. That lasts 5 minutes."
}
func (english) StepUpKey() string { return "Use your security key" }
func (english) StepUpKeyHint() string {
	return "Put the key in and touch it. Or choose the passkey on your phone."
}
func (english) StepUpFault() string {
	return "That did not work. Put the key into your device and try once more."
}
func (english) StepUpNeedsScript() string {
	return "A security key works with JavaScript only. A code works without it too."
}
func (english) StepUpCode() string      { return "Use a code from your app" }
func (english) StepUpOrCode() string    { return "Or use a code from your app" }
func (english) StepUpCodeLabel() string { return "Code of 6 digits" }
func (english) StepUpCodeHint() string  { return "You may paste the code. Each code works once." }
func (english) StepUpConfirm() string   { return "Confirm" }
func (english) StepUpRecovery() string {
	return "No key and no phone with you? Use a recovery code"
}
func (english) StepUpRecoveryLabel() string { return "Recovery code" }
func (english) StepUpRecoveryHint() string  { return "This code does not work any more after that." }
func (english) StepUpRecoveryUse() string   { return "Use the recovery code" }
func (e english) StepUpLocked(until time.Time) rich {
	return rich{txt("There were too many wrong codes. We look at codes again at "), moment(e.Clock(until), until, time.RFC3339), txt(". A key does work.")}
}
func (english) StepUpSkip(app string) rich {
	return rich{txt("You may skip this. "), name(app), txt(" then sees that this check was not made.")}
}
func (english) StepUpSkipButton() string { return "Skip" }
func (english) StepUpBack() string       { return "Back, without changing anything" }
func (english) TryAgain() string         { return "Try once more" }

func (english) FactorSetUp() string { return "Set up extra security" }

func (english) FactorTitle() string { return "Extra security" }
func (english) FactorLead() string {
	return "Some apps ask for a second check after your school's sign-in. You set it up here. After that it works at every app that asks for it."
}
func (english) FactorNone() string { return "You have no extra security yet." }
func (english) FactorFirst() string {
	return "Begin with a key or an app on your phone. After that you can make recovery codes."
}
func (english) FactorAddKey() string  { return "Add a key" }
func (english) FactorKeyName() string { return "Name of the key" }
func (english) FactorKeyNameHint() string {
	return "A key of its own, or a passkey on your phone. Choose a name that you will know again."
}
func (english) FactorKeySteps() []string {
	return []string{"Put the key in, or choose the passkey on your phone.", "Type the PIN, or use your finger or face.", "Touch the key."}
}
func (english) FactorAppTitle() string { return "Code from an app" }
func (english) FactorAppName() string  { return "Name of the phone or app" }
func (english) FactorAppHint() string {
	return "An app on your phone shows a new code each time. A new app takes the place of the one before."
}
func (english) FactorAppAdd() string { return "Connect an app" }
func (english) FactorAppSteps() []string {
	return []string{"Open the app on your phone.", "Choose a new code there, and type the letters below.", "Type the code that the app shows."}
}
func (english) FactorAppSeed() string    { return "Type this in the app:" }
func (english) FactorAppHere() string    { return "Is the app on this device? Open it here" }
func (english) FactorCodesTitle() string { return "Recovery codes" }
func (english) FactorCodesHint() string {
	return "Ten codes on paper, for when your key or phone is gone. New codes take the place of the old ones."
}
func (english) FactorCodesMake() string { return "Make codes" }
func (english) FactorCodesOnce() string {
	return "You see these codes once. Write them down and keep them in a safe place. Each code works once."
}
func (english) FactorCodesKept() string      { return "I have kept them" }
func (english) FactorCodesLeft(n int) string { return fmt.Sprintf("%d left.", n) }
func (english) FactorKind(kind string) string {
	switch kind {
	case "key":
		return "Security key"
	case "totp":
		return "Code from an app"
	}
	return "Recovery codes"
}
func (e english) FactorAdded(at time.Time) string { return "Added on " + e.Date(at) + "." }
func (e english) FactorUsed(at time.Time) string {
	if at.IsZero() {
		return "Not used yet."
	}
	return "Last used on " + e.Date(at) + "."
}
func (english) FactorWorks() string     { return "Works" }
func (english) FactorSuspended() string { return "Works no more" }
func (english) FactorNewName() string   { return "New name for" }
func (english) FactorRename() string    { return "Change the name" }
func (english) FactorRemove() string    { return "Remove" }
func (english) FactorLast() string {
	return "Do you remove the last key or app? Then your recovery codes go too."
}
func (english) FactorProve() string { return "Change your security" }
func (english) FactorProveWhy() string {
	return "Before a change you show your key or a code. So nobody who has your password can change anything."
}
