package claims

// Person is who a federation said is here, in one vocabulary and normal form. It
// lives in memory and in sealed transactions only; it has no String method and
// must never meet a log.
type Person struct {
	Federation   Federation
	UpstreamID   string // stable at the federation: persistent NameID, or Entree's uid
	Organisation string // BRIN4 in upper case, or schacHomeOrganization in lower case
	Affiliations []string
	GivenName    string
	FamilyName   string // Entree: tussenvoegsels and sn; SURFconext: sn
	FullName     string
	Number       string // local student number; empty when the school sends none
	Classes      []string
	Received     int // number of distinct attributes the hub sent, for the receipt
}
