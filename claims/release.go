package claims

// FullName is the item name with its parts.
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

// Why says why an item of the ceiling did not go to the app.
type Why uint8

// The reasons, in the order in which they are looked at.
const (
	NotInContract Why = iota + 1 // the contract does not name it
	NotAsked                     // the app did not ask for it this time
	NotForRole                   // it cannot exist for this role: withheld, not missing (contract 10)
	NotSent                      // optional, and the school does not send it
	SwitchedOff                  // optional, and the pupil switched it off
)

// Withheld is one item that stays here, and why.
type Withheld struct {
	Item Item
	Why  Why
}

// Decision is what a contract says of a person: what goes, what stays, and what
// is missing. A Decision with missing items is a refusal of the login.
type Decision struct {
	Role     Role
	Release  Release
	Withheld []Withheld
	Missing  Items // required, and the school does not send it
	Optional Items // released (or switched off) items the pupil may switch
}
