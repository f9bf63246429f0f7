package claims

// FaultKind says what is wrong with an assertion. The dispatcher turns kinds into
// refusal codes; the words are for the process log.
type FaultKind uint8

// The kinds. Zero is no fault.
const (
	FaultConflict            FaultKind = iota + 1 // two different values of a single-valued attribute (contract 11)
	FaultMalformed                                // too long, too many, not UTF-8, control characters, or not its attribute's form
	FaultTwoCodes                                 // two student codes of the person's own organisation (contract 11)
	FaultUpstreamMissing                          // no uid (Entree) or an empty NameID (SURFconext) (contract 12)
	FaultNameIDFormat                             // SURFconext sent a NameID that is not persistent (contract 12)
	FaultOrganisationMissing                      // no organisation: the school is unknown (contract 11)
	FaultNoRole                                   // no affiliation that gives a role here (contract 10, F-13)
	FaultRoleNotInContract                        // a role, but not one that the contract admits (F-13)
	FaultFederation                               // neither Entree nor SURFconext: our own fault
	faultEnd
)

var faultWords = [faultEnd]string{
	"no fault", "attribute has two different values", "attribute is malformed",
	"two student codes of the same organisation", "upstream identifier is missing",
	"name id is not persistent", "home organisation is missing",
	"no affiliation that the school admits", "role is not in the contract", "federation is unknown",
}

// String gives the kind in words.
func (k FaultKind) String() string {
	if k >= faultEnd {
		return "?"
	}
	return faultWords[k]
}

// Fault is why an assertion cannot become a login, or not for this contract. It
// names attributes and items and has no room for a value: it may be logged.
type Fault struct {
	Kind      FaultKind
	Item      Item // the item that needs the attribute, where HasItem
	HasItem   bool
	Attribute string // short name of the attribute, or of those that make the item; "" where none is to blame
}

// Error names the kind, the attribute and the item.
func (f *Fault) Error() string {
	s := "claims: " + f.Kind.String()
	if f.Attribute != "" {
		s += ": " + f.Attribute
	}
	if f.HasItem {
		s += " (for " + f.Item.String() + ")"
	}
	return s
}

// loginFault is a fault in what every login needs.
func loginFault(k FaultKind, w wire) *Fault {
	return &Fault{Kind: k, Attribute: w.plainName()}
}
