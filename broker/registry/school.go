package registry

import (
	"bytes"
	"slices"
	"time"

	"sluis/claims"
)

// School is one school at one federation, with its policy.
type School struct {
	ID             string // never changes: subjects hang on it
	Name           string
	Place          string
	Sector         string // po, vo, mbo or ho
	Connection     *Connection
	Organisation   string // BRIN of four in upper case, or schacHomeOrganization in lower case
	IdP            string // entityID of the school's own login; "" where any will do
	Contact        Contact
	LogAll         bool // every attempt is logged; else the failed ones only
	LogDays        int  // 183..365
	Reauthenticate string
	Approves       bool                   // a contract that becomes wider waits for its privacy officer (M-05)
	Admit          map[string]claims.Role // affiliations that let a person in who is no student and no staff
	SecondFactor   Floor                  // whom every app lets in only after a second factor
	Travel         []Travel               // countries that are open to its people for a while (L-04)
	Folded         string                 // name and place without case and diacritics, for search
}

// Floor is whose login wants more than the school's, whatever an app asks (S-13).
type Floor struct {
	Roles []claims.Role
	Class string // context class that must be reached; "": no floor
}

// For gives the class that a role must reach; "": none.
func (f Floor) For(r claims.Role) string {
	if slices.Contains(f.Roles, r) {
		return f.Class
	}
	return ""
}

// Travel opens countries outside the border until a moment.
type Travel struct {
	Countries []string
	Until     time.Time // the first moment at which it has ended
}

// Opens reports whether the school has opened a country that the border keeps out.
func (s *School) Opens(country string, now time.Time) bool {
	for _, t := range s.Travel {
		if now.Before(t.Until) && slices.Contains(t.Countries, country) {
			return true
		}
	}
	return false
}

// Contact is whom a person can turn to, as the school wrote it.
type Contact struct{ ICT, Privacy string }

// What a school can say of its own session (contract 7, 15). ReauthenticateAsk is
// the absence of a choice: the session is taken, and where it was, a page asks.
const (
	ReauthenticateAsk    = ""
	ReauthenticateAlways = "always"
	ReauthenticateShared = "shared_device"
	ReauthenticateNever  = "never"
)

// Connection is one registration of ours at one federation.
type Connection struct {
	ID         string
	Federation claims.Federation
	EntityID   string
	ACS        string // our assertion consumer service: issuer/saml/{id}/acs
	Attributes []string
	Assurance  Ladder // of the classes that can be asked for
	Metadata   Metadata
	IdPs       Metadata // of the schools' own identity providers; zero: the hub's word is taken
	Encryption Encryption

	Needs claims.Items // what contracts release through it, of all apps together
}

// Encryption says which encrypted answers are taken.
type Encryption struct {
	Accepted         bool
	InsecureCBCUntil time.Time // when AES-CBC ends; zero: it never began
}

// Metadata is where metadata comes from: a File, or a URL with Signing.
type Metadata struct {
	File    string
	Sum     [32]byte // SHA-256 of what File held
	URL     string   // what is fetched, a query service's answer included
	Entity  string   // the entityID that is wanted; "" where the document describes one
	Signing []byte   // PEM certificate that fetched metadata must be signed with
	Refresh time.Duration
}

// Named reports whether there is a source at all.
func (m Metadata) Named() bool { return m.File != "" || m.URL != "" }

// Same reports whether the source is trusted by the same road: the same entity of the
// same place under the same key, whatever stands there now.
func (m Metadata) Same(o Metadata) bool {
	return m.File == o.File && m.URL == o.URL && m.Entity == o.Entity && bytes.Equal(m.Signing, o.Signing)
}
