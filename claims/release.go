package claims

import "slices"

// FullName is the item name with its parts. Given and Family may be empty where a
// hub sends only a whole name.
type FullName struct {
	Full, Given, Family string
}

// Release is the only type that can leave Sluis (design §1.1). It is closed: no
// map, no any, no extension point, so that a sixth thing cannot be spelled. ID
// token, userinfo, the information page, the ledger and every log take a Release
// or nothing. A field has a value only where Items names it.
type Release struct {
	Items         Items
	Name          FullName
	StudentNumber string
	Class         []string
	School        string
	Role          Role
}

// Given gives the items that hold a value. For every Release that [Contract.Decide]
// makes it equals Items.
func (r Release) Given() Items {
	var s Items
	if r.Name != (FullName{}) {
		s = s.With(Name)
	}
	if r.StudentNumber != "" {
		s = s.With(StudentNumber)
	}
	if len(r.Class) > 0 {
		s = s.With(Class)
	}
	if r.School != "" {
		s = s.With(School)
	}
	if r.Role != "" {
		s = s.With(RoleItem)
	}
	return s
}

// Equal reports whether both say the same, classes in the same order. The page
// that a pupil answered and the token that follows must be Equal (design §1.3).
func (r Release) Equal(o Release) bool {
	return r.Items == o.Items && r.Name == o.Name && r.StudentNumber == o.StudentNumber &&
		slices.Equal(r.Class, o.Class) && r.School == o.School && r.Role == o.Role
}

// Without gives a release that holds less.
func (r Release) Without(items Items) Release {
	if items.Has(Name) {
		r.Name = FullName{}
	}
	if items.Has(StudentNumber) {
		r.StudentNumber = ""
	}
	if items.Has(Class) {
		r.Class = nil
	}
	if items.Has(School) {
		r.School = ""
	}
	if items.Has(RoleItem) {
		r.Role = ""
	}
	r.Items = r.Items.Minus(items)
	return r
}
