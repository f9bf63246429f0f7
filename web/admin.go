package web

import (
	"fmt"
	"time"
)

// AdminFrame is what surrounds every page of the admins: where they can go, and who is
// signed in. Without Who there is no menu and no button to leave.
type AdminFrame struct {
	Frame
	Who  string    // the admin's own name for themselves
	Lost time.Time // when another admin asked to recover this account; zero: nobody did
	Role string    // key of the role
	Nav  []string
	Here string // the section of the page, one of Nav
}

// The sections of the menu with their paths.
var adminSections = map[string]string{
	"home": "/admin", "apps": "/admin/apps", "schools": "/admin/schools", "feds": "/admin/feds",
	"blocks": "/admin/blocks", "audit": "/admin/audit", "people": "/admin/people", "keys": "/admin/keys",
}

// Sections are the links of the menu.
func (f AdminFrame) Sections() []NavLink {
	var out []NavLink
	for _, s := range f.Nav {
		if at, ok := adminSections[s]; ok {
			out = append(out, NavLink{Text: s, URL: at, Current: s == f.Here})
		}
	}
	return out
}

// AdminSignIn is the door: one button, and no name to type (L-20).
type AdminSignIn struct{ AdminFrame }

// AdminInvite asks for the code of an invitation.
type AdminInvite struct{ AdminFrame }

// AdminTouch asks for a security key. Create: a new one is registered; else one is shown.
// Options is what navigator.credentials is called with, as JSON; the answer posts to Action
// as the field "answer", with To.
type AdminTouch struct {
	AdminFrame
	Create  bool
	Options string
	Action  string
	To      string
}

// AdminKeys is "my keys".
type AdminKeys struct {
	AdminFrame
	Enough  bool // what rights need is there
	HasKey  bool
	ByCode  bool // a recovery code opened the session: a new key comes first
	Factors []AdminFactor
	Notices []AdminNotice
	MayGo   bool // any of them may be removed without going below two
}

// AdminFactor is one factor in a list.
type AdminFactor struct {
	ID        string
	Kind      string // key | totp | recovery
	Name      string
	Made      time.Time
	Used      time.Time // zero: never
	Suspended bool
	Synced    bool
	Left      int // recovery codes
}

// AdminApp shows the seed of a code generator, to be typed over.
type AdminApp struct {
	AdminFrame
	Handle string // hidden field h
	Seed   string
	Side   int    // of the same as a QR code, in modules
	Path   string // of that code, as an SVG has it
}

// AdminCodes shows recovery codes, this once.
type AdminCodes struct {
	AdminFrame
	Codes    []string
	SignedIn bool // else the next step is to sign in
}

// AdminConfirm asks for a fresh factor before To.
type AdminConfirm struct {
	AdminFrame
	To     string
	HasApp bool
}

// AdminHome is the dashboard.
type AdminHome struct {
	AdminFrame
	Health
	Today
	Notices              []AdminNotice // the recent ones
	Keys, Blocks, People int
	SeesBlocks           bool
	SeesPeople           bool
	SeesAudit            bool
	SeesLogs             bool
	SeesCheck            bool
	Asked                int // proposals that wait for the visitor as the second admin
	Waiting              int // all that the visitor may know of
}

// quiet is the margin around the QR code (ISO/IEC 18004 §6.3.8).
const quiet = 4

// Wide is the side of the QR code with its margin.
func (v AdminApp) Wide() int { return v.Side + 2*quiet }

// ViewBox is what of the picture is seen: the QR code with its margin.
func (v AdminApp) ViewBox() string {
	return fmt.Sprintf("-%d -%d %d %d", quiet, quiet, v.Wide(), v.Wide())
}

// AdminBlocks lists who is kept from the door.
type AdminBlocks struct {
	AdminFrame
	Blocks  []AdminBlock
	May     bool     // add and lift
	Own     string   // the visitor's address
	Reasons []string // of which one is chosen
}

// Term is how long a block is to stand, as Go writes it, in the order of its words.
func (AdminBlocks) Term(i int) string { return [5]string{"1h", "24h", "168h", "720h", "8760h"}[i] }

// AdminBlock is one block. Network is empty for a device.
type AdminBlock struct {
	ID, Network, By, Reason, Ticket string
	Until                           time.Time
}

// AdminPeople lists the admins.
type AdminPeople struct {
	AdminFrame
	People  []AdminPerson
	Invited []AdminInvited
	May     bool
	Roles   []string // that the visitor may give
	Schools []AdminSchool
	Apps    []AdminSchool // for developers
	Code    string        // of an invitation that was just made, shown this once
	Until   time.Time
	URL     string // where the code is typed in
}

// AdminPerson is one admin.
type AdminPerson struct {
	ID, Name, Role, School string
	App                    string // of a developer
	Ready, Mine, May, Lost bool
	AtSchool               bool // signs in at the school too
	Keys                   int
}

// AdminInvited is an open invitation.
type AdminInvited struct {
	Name, Role, School string
	App                string
	Until              time.Time
}

// AdminSchool is a school that a role can be held at, or an app.
type AdminSchool struct{ ID, Name string }

// AdminAudit shows the audit chain, the last entry first.
type AdminAudit struct {
	AdminFrame
	Entries []AdminEntry
	Older   string // path of the entries before these; empty: there are none
	Broken  bool   // the chain does not hold
}

// AdminEntry is one entry.
type AdminEntry struct {
	Number   int
	At       time.Time
	By, Verb string
	Lines    []string
}

func (AdminSignIn) layout() layout  { return layout{"desk", "admin-sign-in", "admin-parts"} }
func (AdminInvite) layout() layout  { return layout{"desk", "admin-invite", "admin-parts"} }
func (AdminTouch) layout() layout   { return layout{"desk", "admin-touch", "admin-parts"} }
func (AdminKeys) layout() layout    { return layout{"desk", "admin-keys", "admin-parts"} }
func (AdminApp) layout() layout     { return layout{"desk", "admin-app", "admin-parts"} }
func (AdminCodes) layout() layout   { return layout{"desk", "admin-codes", "admin-parts"} }
func (AdminConfirm) layout() layout { return layout{"desk", "admin-confirm", "admin-parts"} }
func (AdminHome) layout() layout    { return layout{"desk", "admin-home", "admin-parts admin-live-parts"} }
func (AdminBlocks) layout() layout  { return layout{"desk", "admin-blocks", "admin-parts"} }
func (AdminPeople) layout() layout  { return layout{"desk", "admin-people", "admin-parts"} }
func (AdminAudit) layout() layout   { return layout{"desk", "admin-audit", "admin-parts"} }

func (f AdminFrame) frame() Frame   { return f.Frame }
func (AdminFrame) picture() picture { return stillPicture() }

func (AdminSignIn) title(t texts) string { return t.AdminSignInTitle() }
func (AdminInvite) title(t texts) string { return t.AdminInviteTitle() }
func (v AdminTouch) title(t texts) string {
	if v.Create {
		return t.AdminAddKey()
	}
	return t.AdminShowKey()
}
func (AdminKeys) title(t texts) string    { return t.AdminSection("keys") }
func (AdminApp) title(t texts) string     { return t.AdminAppTitle() }
func (AdminCodes) title(t texts) string   { return t.AdminCodesTitle() }
func (AdminConfirm) title(t texts) string { return t.AdminConfirmTitle() }
func (AdminHome) title(t texts) string    { return t.AdminSection("home") }
func (AdminBlocks) title(t texts) string  { return t.AdminSection("blocks") }
func (AdminPeople) title(t texts) string  { return t.AdminSection("people") }
func (AdminAudit) title(t texts) string   { return t.AdminSection("audit") }
