package web

import "time"

// AdminApps lists the apps that a visitor may know of.
type AdminApps struct {
	AdminFrame
	Apps []AdminAppRow
}

// AdminAppRow is one app in the list.
type AdminAppRow struct {
	ID, Name, Supplier string
	Items              []string // keys
	Schools            int
	Waits              bool // for the approval of a school
}

// AdminAppPage answers "what does this app get?".
type AdminAppPage struct {
	AdminFrame
	Contract AdminContract
	Pending  *AdminPending // nil: nothing waits, and the visitor approves nothing
	Preview  *AdminPreview // nil: no school that the visitor may know of
	Diff     *AdminDiff    // nil: nothing to compare
	Versions []AdminVersion
	Authors  bool // the visitor may know who changed what, and why
	May      bool // change the contract
	MayStop  bool // throw its kill switch (L-22)
	AdminWhy
}

// AdminPending is what waits for schools that approve contracts themselves (M-05).
type AdminPending struct {
	Version, Held int      // of the contract that waits, and of the one that holds; 0: none does
	Schools       []string // where something waits, by name
	Lines         []AdminLine
	Seen          string // hidden field: what is approved
	Mine          bool   // the visitor's own school approves, and they may
	Served        bool   // the app works there
}

// AdminContract is what an app is and gets.
type AdminContract struct {
	ID, Name, Supplier string
	Profile, Method    string
	Version            int
	Approved           time.Time
	Basis, Inform      string
	InIDToken          bool // personal claims stand in the ID token as well
	PrivacyURL         string
	Redirects          []string
	Terms              []AdminTerm
	Roles              []string
	Schools            []AdminSchool
}

// AdminTerm is one released item.
type AdminTerm struct {
	Item     string // key
	Purpose  string
	Optional bool
}

// AdminPreview is what an app would get of somebody who does not exist (M-17).
type AdminPreview struct {
	Schools            []AdminSchool // to choose from
	Roles              []string
	School, SchoolName string
	Sector, Federation string
	Role               string
	Received           []AdminReceived
	IDToken, UserInfo  []AdminMember
	Refused            string   // code of the refusal; "": the login would be granted
	Missing            []string // items that the federation does not send
}

// AdminReceived is one attribute that the federation sends, and what becomes of it.
type AdminReceived struct {
	Name   string
	Values []string
	Marked bool   // personal, and it goes to the app
	Claim  string // that it becomes; "": it stays behind
	Why    string // why it stays: never, or a word of package claims
}

// AdminMember is one member of a token. Its pieces are the JSON of its value.
type AdminMember struct {
	Key    string
	Pieces []AdminPiece
}

// AdminPiece is a part of a value.
type AdminPiece struct {
	Text   string
	Marked bool // it is personal
}

// AdminDiff is what lies between two versions of the registry for one app.
type AdminDiff struct {
	From, To int
	Lines    []AdminLine
}

// AdminLine is one thing that came, went or stayed.
type AdminLine struct {
	Aspect         string // item, basis, inform, role, school, redirect, key
	Value          string
	Purpose        string
	Optional       bool
	Added, Removed bool
}

// AdminVersion is a version of the registry.
type AdminVersion struct {
	Number         int
	At             time.Time
	State          string // waiting, accepted, failed
	Author, Reason string // "" where the visitor may not know
}

// Current reports whether a version is the newest that came into use.
func (v AdminAppPage) Current(number int) bool {
	for _, x := range v.Versions {
		if x.State == "accepted" {
			return x.Number == number
		}
	}
	return false
}

// Token is what the part "token" is drawn from.
func (AdminPreview) Token(all []AdminMember) AdminToken { return AdminToken{all} }

// AdminToken is a JSON object as it is shown.
type AdminToken struct{ All []AdminMember }

// Last is the index of the last member, after which no comma stands.
func (t AdminToken) Last() int { return len(t.All) - 1 }

// changes is what the part "diff" is drawn from.
type changes struct {
	T     texts
	Lines []AdminLine
}

// Changes gives lines with the words of the page.
func (c *common) Changes(lines []AdminLine) changes { return changes{c.T, lines} }

// Word is what a line is about.
func (c changes) Word(l AdminLine) string {
	switch l.Aspect {
	case "item":
		return c.T.ItemCap(l.Value)
	case "basis":
		return c.T.AppBasis() + ": " + c.T.BasisWord(l.Value)
	case "inform":
		return c.T.InformWord(l.Value)
	case "role":
		return c.T.DiffAlso(l.Value)
	case "school":
		return c.T.DiffSchool(l.Value)
	case "redirect":
		return c.T.DiffAddress() + " " + l.Value
	}
	return c.T.DiffOther() + " " + l.Value
}

// AdminWhy is what every change of the registry asks for, and whether there can be one.
type AdminWhy struct {
	Reasons  []string // of which one is chosen
	Locked   string   // kept, machines or link: whose move it is; "": the console may
	Problems string   // why the last one was refused, as sluis check words it
}

// AdminAppChange is the form in which a contract is changed.
type AdminAppChange struct {
	AdminFrame
	AdminWhy
	ID, Name  string
	Items     []AdminItemForm
	Roles     []AdminTick
	Schools   string // ids, one a line
	Redirects string // addresses, one a line
}

// AdminItemForm is one item, released or not.
type AdminItemForm struct {
	Item, NL, EN string
	On, Optional bool
}

// AdminTick is one box.
type AdminTick struct {
	Key string
	On  bool
}

// AdminSchools lists the schools that a visitor may know of.
type AdminSchools struct {
	AdminFrame
	Schools []AdminSchoolRow
}

// AdminSchoolRow is one school in the list.
type AdminSchoolRow struct {
	ID, Name, Sector string
	Apps             int
	All              bool // every attempt is logged
}

// AdminSchoolPage is a school's policy, its apps and its admins.
type AdminSchoolPage struct {
	AdminFrame
	AdminWhy
	ID, Name, Sector, Connection, Organisation string
	LoginLog, Reauthenticate, Approval         string
	LogDays                                    int
	ICT, Privacy                               string
	Factor, FactorRoles                        string         // the second factor that every app wants, and of whom (S-13)
	Travel                                     []AdminJourney // the last one is empty
	May                                        bool
	MayStop                                    bool // throw the school's kill switch (L-22)
	Apps                                       []AdminSchool
	People                                     []AdminPerson
}

// StopURL leads to the app's kill switch.
func (v AdminAppPage) StopURL() string { return "/admin/stop?of=app:" + v.Contract.ID }

// StopURL leads to the school's kill switch.
func (v AdminSchoolPage) StopURL() string { return "/admin/stop?of=school:" + v.ID }

// Again are the ways to ask people again, in their order.
func (AdminSchoolPage) Again() []string { return []string{"", "always", "shared_device", "never"} }

// Floors are the classes of a second factor that can be wanted, in their order.
func (AdminSchoolPage) Floors() []string {
	return []string{"", "https://refeds.org/profile/mfa", "urn:sluis:acr:phishing-resistant"}
}

// Whose are the roles that it can be wanted of, in their order.
func (AdminSchoolPage) Whose() []string { return []string{"staff", "student", "student staff"} }

// AdminJourney is one exception to the border.
type AdminJourney struct{ Countries, Until string }

func (AdminAppChange) layout() layout  { return layout{"desk", "admin-app-change", "admin-parts"} }
func (AdminSchools) layout() layout    { return layout{"desk", "admin-schools", "admin-parts"} }
func (AdminSchoolPage) layout() layout { return layout{"desk", "admin-school-page", "admin-parts"} }

func (v AdminAppChange) title(t texts) string  { return t.AppChangeTitle(v.Name) }
func (AdminSchools) title(t texts) string      { return t.AdminSection("schools") }
func (v AdminSchoolPage) title(_ texts) string { return v.Name }

func (AdminApps) layout() layout    { return layout{"desk", "admin-apps", "admin-parts"} }
func (AdminAppPage) layout() layout { return layout{"desk", "admin-app-page", "admin-parts"} }

func (AdminApps) title(t texts) string      { return t.AdminSection("apps") }
func (v AdminAppPage) title(t texts) string { return t.AppTitle(v.Contract.Name) }
