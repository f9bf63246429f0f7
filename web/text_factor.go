package web

import "time"

// factorTexts are about a person's own factors: at an app that asks for more than the
// school's login, and on the person's own page.
type factorTexts interface {
	StepUpTitle() string
	StepUpLead(app string) rich
	StepUpBySchool(school string) rich
	StepUpOwn() string
	StepUpKey() string
	StepUpKeyHint() string
	StepUpFault() string
	StepUpNeedsScript() string
	StepUpCode() string
	StepUpOrCode() string
	StepUpCodeLabel() string
	StepUpCodeHint() string
	StepUpConfirm() string
	StepUpRecovery() string
	StepUpRecoveryLabel() string
	StepUpRecoveryHint() string
	StepUpRecoveryUse() string
	StepUpLocked(until time.Time) rich
	StepUpSkip(app string) rich
	StepUpSkipButton() string
	StepUpBack() string
	TryAgain() string
	FactorSetUp() string

	FactorTitle() string
	FactorLead() string
	FactorNone() string
	FactorFirst() string
	FactorAddKey() string
	FactorKeyName() string
	FactorKeyNameHint() string
	FactorKeySteps() []string
	FactorAppTitle() string
	FactorAppName() string
	FactorAppHint() string
	FactorAppAdd() string
	FactorAppSteps() []string
	FactorAppSeed() string
	FactorAppHere() string
	FactorCodesTitle() string
	FactorCodesHint() string
	FactorCodesMake() string
	FactorCodesOnce() string
	FactorCodesKept() string
	FactorCodesLeft(n int) string
	FactorKind(kind string) string
	FactorAdded(at time.Time) string
	FactorUsed(at time.Time) string
	FactorWorks() string
	FactorSuspended() string
	FactorNewName() string
	FactorRename() string
	FactorRemove() string
	FactorLast() string
	FactorProve() string
	FactorProveWhy() string
}
