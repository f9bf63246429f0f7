package web

import "strings"

// shortName is the readable end of an attribute's wire name:
// urn:mace:dir:attribute-def:givenName is givenName.
func shortName(wire string) string {
	return wire[strings.LastIndexByte(wire, ':')+1:]
}

// Attribute is a plain word for an attribute of the hubs; for one that we do not
// know, the end of its name.
func (dutch) Attribute(wire string) string {
	switch short := shortName(wire); short {
	case "givenName":
		return "Voornaam"
	case "nlEduPersonTussenvoegsels":
		return "Tussenvoegsels"
	case "sn":
		return "Achternaam"
	case "displayName", "cn":
		return "Naam"
	case "nlEduPersonProfileId", "employeeNumber":
		return "Nummer in de administratie"
	case "schacPersonalUniqueCode":
		return "Studentnummer en andere codes"
	case "nlEduPersonUnit", "department":
		return "Klas of afdeling"
	case "nlEduPersonHomeOrganizationId", "schacHomeOrganization":
		return "Code van de school"
	case "nlEduPersonHomeOrganization", "o", "company":
		return "Naam van de school"
	case "nlEduPersonHomeOrganizationBranchId":
		return "Vestiging"
	case "eduPersonAffiliation", "eduPersonScopedAffiliation":
		return "Rol"
	case "uid", "eduPersonTargetedID", "eduPersonUniqueId", "subject-id", "pairwise-id":
		return "Vast kenmerk"
	case "mail":
		return "E-mail"
	case "eckId":
		return "ECK iD"
	case "nlEduPersonRealId", "eduPersonPrincipalName", "sAMAccountName":
		return "Inlognaam"
	case "nlEduPersonBirthDate", "schacDateOfBirth":
		return "Geboortedatum"
	case "isMemberOf", "eduPersonEntitlement":
		return "Groepen en rechten"
	default:
		return short
	}
}

func (english) Attribute(wire string) string {
	switch short := shortName(wire); short {
	case "givenName":
		return "Given name"
	case "nlEduPersonTussenvoegsels":
		return "Surname prefix"
	case "sn":
		return "Surname"
	case "displayName", "cn":
		return "Name"
	case "nlEduPersonProfileId", "employeeNumber":
		return "Number in the school's records"
	case "schacPersonalUniqueCode":
		return "Student number and other codes"
	case "nlEduPersonUnit", "department":
		return "Class or department"
	case "nlEduPersonHomeOrganizationId", "schacHomeOrganization":
		return "Code of the school"
	case "nlEduPersonHomeOrganization", "o", "company":
		return "Name of the school"
	case "nlEduPersonHomeOrganizationBranchId":
		return "Branch"
	case "eduPersonAffiliation", "eduPersonScopedAffiliation":
		return "Role"
	case "uid", "eduPersonTargetedID", "eduPersonUniqueId", "subject-id", "pairwise-id":
		return "Fixed identifier"
	case "mail":
		return "E-mail"
	case "eckId":
		return "ECK iD"
	case "nlEduPersonRealId", "eduPersonPrincipalName", "sAMAccountName":
		return "Login name"
	case "nlEduPersonBirthDate", "schacDateOfBirth":
		return "Date of birth"
	case "isMemberOf", "eduPersonEntitlement":
		return "Groups and rights"
	default:
		return short
	}
}
