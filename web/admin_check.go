package web

import "time"

// AdminCheck offers a test login: what does a school send?
type AdminCheck struct {
	AdminFrame
	School  string // that is chosen already
	Schools []AdminSchool
}

// AdminChecked is what a test login came to. Its values are masked before they come here.
type AdminChecked struct {
	AdminFrame
	ID, School, Sector string
	At                 time.Time
	Refused            *CheckedRefusal // every app would refuse
	Apps               []CheckedApp
	Names              []string // of what arrived
	Others             int
}

// CheckedRefusal tells why nobody would be let in.
type CheckedRefusal struct{ Code, Title, Helpdesk, Owner, Federation, App string }

// CheckedApp is one contract of the school.
type CheckedApp struct {
	Name    string
	Version int
	Refused *CheckedRefusal
	Items   []CheckedItem
}

// Whole reports that the app would let this person in.
func (a CheckedApp) Whole() bool {
	for _, i := range a.Items {
		if i.Came == "missing" {
			return false
		}
	}
	return a.Refused == nil
}

// CheckedItem is one item of a contract.
type CheckedItem struct {
	Item   string
	Came   string // ok, missing, not, role
	Masked []string
}

// Tag is the class of its tag.
func (i CheckedItem) Tag() string {
	switch i.Came {
	case "ok":
		return "go"
	case "missing":
		return "no"
	}
	return "held"
}

// why is what a refusal is told with.
type why struct {
	*common
	R CheckedRefusal
}

// Why gives the template of a refusal what it needs.
func (c *common) Why(r *CheckedRefusal) why { return why{c, *r} }

func (AdminCheck) layout() layout   { return layout{"desk", "admin-check", "admin-parts"} }
func (AdminChecked) layout() layout { return layout{"desk", "admin-checked", "admin-parts"} }

func (AdminCheck) title(t texts) string     { return t.CheckTitle() }
func (v AdminChecked) title(t texts) string { return t.CheckedTitle(v.School) }
