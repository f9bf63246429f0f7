package web

import "time"

// AdminSecond lists what one admin asked for and another one has to confirm.
type AdminSecond struct {
	AdminFrame
	Waiting []AdminWaiting
	Shown   string // what an act that was just carried out shows, this once
}

// AdminWaiting is one of them.
type AdminWaiting struct {
	ID, Kind, School, Asker, Seconder string
	About                             string // name of the admin whom it is about
	Made, Ends                        time.Time
	Due                               time.Time // zero: a second admin is missing
	Lines                             []string  // what it does
	May, Mine                         bool
}

func (AdminSecond) layout() layout       { return layout{"desk", "admin-second", "admin-parts"} }
func (AdminSecond) title(t texts) string { return t.SecondTitle() }

// secondTexts are the sentences of four eyes.
type secondTexts interface {
	SecondTitle() string
	SecondLead() string
	SecondNone() string
	SecondCount(n int) string
	SecondKind(kind string) string
	SecondAsked(name string, at time.Time) string
	SecondConfirmed(name string, due time.Time) string
	SecondMine() string
	SecondNotYou() string
	SecondUntil(t time.Time) string
	SecondConfirm() string
	SecondCarry() string
	SecondDrop() string
	SecondWithdraw() string
	SecondShown() string
}
