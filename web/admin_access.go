package web

import "time"

// AdminRecover asks for a recovery code, and for no name (L-20).
type AdminRecover struct{ AdminFrame }

// AdminSchoolDoor asks an admin of a school to sign in there too. First: the account is bound
// to who that is.
type AdminSchoolDoor struct {
	AdminFrame
	School string
	First  bool
}

// AdminNotice is something that happened to the access of whoever is signed in.
type AdminNotice struct {
	Kind string // ask | code | device | recover
	At   time.Time
}

func (AdminRecover) layout() layout       { return layout{"desk", "admin-recover", "admin-parts"} }
func (AdminRecover) title(t texts) string { return t.AccessRecoverTitle() }

func (AdminSchoolDoor) layout() layout       { return layout{"desk", "admin-school-door", "admin-parts"} }
func (AdminSchoolDoor) title(t texts) string { return t.AccessSchoolTitle() }

// accessTexts are the sentences of who comes in, and how somebody comes in again.
type accessTexts interface {
	AccessLostKeys() string
	AccessRecoverTitle() string
	AccessRecoverLead() string
	AccessRecoverLabel() string
	AccessByCode() string
	AccessPicture() string
	AccessSchoolTitle() string
	AccessSchoolLead(school string) string
	AccessSchoolFirst() string
	AccessSchoolGo(school string) string
	AccessAtSchool() string
	AccessAtSchoolHint() string
	AccessIsAtSchool() string
	AccessLost() string
	AccessLostAsked(t time.Time) string
	AccessLostStop() string
	AccessAsk() string
	AccessAskHint() string
	AccessAskButton() string
	AccessTicketOf() string
	AccessAsked() string
	AccessNotices() string
	AccessNotice(kind string) string
	AccessAt(t time.Time) string
}
