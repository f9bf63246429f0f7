package hub

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/hex"
	"slices"
	"strings"
)

// DemoPeople gives invented schools with invented people for a hub of one style.
// Logins are unique over both styles; neither logins nor passwords hold a blank.
// Between them they have what makes logins go wrong in schools: names of every
// script, surnames with infixes, two classes at once, schools that
// send no name, no student number or no class, staff, guests, codes of another organisation.
func DemoPeople(style Style) ([]School, []Person) {
	if style == Entree {
		return demoEntree()
	}
	return demoSURFconext()
}

// account is an invented person before the attributes of a federation are made.
type account struct {
	login                string
	school               School
	given, infix, family string   // all empty: the school sends no name
	display              string   // SURFconext; default given, infix, family
	number               string   // student number; empty: the school sends none
	classes              []string // Entree
	roles                []string
	note                 string
}

func (a account) name() string {
	if a.display != "" {
		return a.display
	}
	return strings.Join(strings.Fields(a.given+" "+a.infix+" "+a.family), " ")
}

// password is easy to type and differs per person: this is a demo, and it says so
// on every page.
func (a account) password() string { return a.login + "-sluis" }

// entree gives the account in Entree's vocabulary, with what no app of ours may
// ever see: pseudonym, e-mail address, ECK iD, the name of the account.
func (a account) entree() Person {
	realm := a.school.ID
	hash := sha256.Sum256([]byte(a.login + "@" + realm))
	uid := strings.ToLower(base32.StdEncoding.EncodeToString(hash[:10])) + "@" + realm
	known := []Attribute{
		{"uid", []string{uid}},
		{"givenName", []string{a.given}},
		{"sn", []string{a.family}},
		{"eduPersonAffiliation", a.roles},
		{"nlEduPersonRealId", []string{a.login + "@" + realm}},
		{"mail", []string{a.login + "@" + realm + ".example"}},
		{"nlEduPersonHomeOrganizationBranchId", []string{a.school.Organisation + "00"}},
	}
	known = filled(known)
	if a.infix != "" {
		known = append(known, Attribute{"nlEduPersonTussenvoegsels", []string{a.infix}})
	}
	if a.number != "" {
		known = append(known,
			Attribute{"nlEduPersonProfileId", []string{a.number + "@" + realm}},
			Attribute{"employeeNumber", []string{a.number}})
	}
	if len(a.classes) > 0 {
		known = append(known, Attribute{"nlEduPersonUnit", a.classes})
	}
	if a.roles[0] == "student" {
		known = append(known, Attribute{"eckId", []string{a.eckID()}})
	}
	return Person{Login: a.login, Password: a.password(), School: realm, Note: a.note, Attributes: known}
}

// filled leaves out what a school does not send.
func filled(all []Attribute) []Attribute {
	return slices.DeleteFunc(all, func(a Attribute) bool { return a.Values[0] == "" })
}

// eckID is empty for every pupil without a number, as schools were seen to send it
// (federations §1.3).
func (a account) eckID() string {
	if a.number == "" {
		return ""
	}
	sum := sha512.Sum512([]byte(a.login))
	return "https://ketenid.nl/201703/" + hex.EncodeToString(sum[:])
}

// surfconext gives the account in SURFconext's vocabulary; codes are further
// values of schacPersonalUniqueCode.
func (a account) surfconext(codes ...string) Person {
	org := a.school.Organisation
	family := strings.TrimSpace(a.infix + " " + a.family)
	scoped := make([]string, len(a.roles))
	for i, role := range a.roles {
		scoped[i] = role + "@" + org
	}
	known := []Attribute{
		{"uid", []string{a.login}},
		{"givenName", []string{a.given}},
		{"sn", []string{family}},
		{"cn", []string{a.name()}},
		{"displayName", []string{a.name()}},
		{"mail", []string{a.login + "@" + org}},
		{"eduPersonAffiliation", a.roles},
		{"eduPersonScopedAffiliation", scoped},
		{"eduPersonPrincipalName", []string{a.login + "@" + org}},
		{"preferredLanguage", []string{"nl"}},
	}
	known = filled(known)
	if a.roles[0] != "affiliate" { // the hub marks who is no guest
		known = append(known, Attribute{"isMemberOf", []string{"urn:collab:org:surf.nl"}})
	}
	if a.number != "" {
		codes = append(codes, studentCode(org, a.number), "urn:schac:personalUniqueCode:int:esi:"+org+":"+a.number)
	}
	if len(codes) > 0 {
		known = append(known, Attribute{"schacPersonalUniqueCode", codes})
	}
	return Person{Login: a.login, Password: a.password(), School: a.school.ID, Note: a.note, Attributes: known}
}
