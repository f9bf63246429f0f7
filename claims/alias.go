package claims

// wire is an attribute by its meaning, whatever name it came under. An
// EngineBlock hub sends most attributes twice, as urn:mace and as urn:oid
// (federations §2.3), and some identity providers add the plain name.
type wire uint8

// The attributes that a rule of contract 10–12 reads. Up to atUnit they can be
// asked of a hub; what follows in alsoKnown is known only so that twins count
// once.
const (
	atOther wire = iota
	atUID
	atGivenName
	atInfix
	atSurname
	atDisplayName
	atBRIN
	atHomeOrg
	atProfileID
	singleEnd // attributes above have one value
	atAffiliation
	atPersonalCode
	atUnit
	readEnd // attributes above are read; those below are only counted
)

// canonical gives an attribute's meaning. Names are compared whole and exactly:
// this list is all there is, and a FriendlyName never gets here.
//
// Sources: EngineBlock's attributes.json, Kennisnet's table for service
// providers. urn:oid:1.3.6.1.4.1.1466.115.121.1.15 is a syntax OID that old
// EngineBlocks sent as a third name of schacHomeOrganization; the terena.org
// name of schacPersonalUniqueCode is deprecated and still in use (contract 13).
func canonical(name string) wire {
	switch name {
	case "uid", "urn:mace:dir:attribute-def:uid", "urn:oid:0.9.2342.19200300.100.1.1":
		return atUID
	case "givenName", "urn:mace:dir:attribute-def:givenName", "urn:oid:2.5.4.42":
		return atGivenName
	case "nlEduPersonTussenvoegsels":
		return atInfix
	case "sn", "urn:mace:dir:attribute-def:sn", "urn:oid:2.5.4.4":
		return atSurname
	case "displayName", "urn:mace:dir:attribute-def:displayName", "urn:oid:2.16.840.1.113730.3.1.241":
		return atDisplayName
	case "nlEduPersonHomeOrganizationId":
		return atBRIN
	case "schacHomeOrganization", "urn:mace:terena.org:attribute-def:schacHomeOrganization",
		"urn:oid:1.3.6.1.4.1.25178.1.2.9", "urn:oid:1.3.6.1.4.1.1466.115.121.1.15":
		return atHomeOrg
	case "nlEduPersonProfileId":
		return atProfileID
	case "eduPersonAffiliation", "urn:mace:dir:attribute-def:eduPersonAffiliation",
		"urn:oid:1.3.6.1.4.1.5923.1.1.1.1":
		return atAffiliation
	case "schacPersonalUniqueCode", "urn:schac:attribute-def:schacPersonalUniqueCode",
		"urn:mace:terena.org:attribute-def:schacPersonalUniqueCode", "urn:oid:1.3.6.1.4.1.25178.1.2.14":
		return atPersonalCode
	case "nlEduPersonUnit":
		return atUnit
	}
	return alsoKnown(name)
}

// alsoKnown names the twins that no rule reads, so that the receipt ("received
// 12 attributes", M-13) does not count one datum three times.
func alsoKnown(name string) wire {
	switch name {
	case "mail", "urn:mace:dir:attribute-def:mail", "urn:oid:0.9.2342.19200300.100.1.3":
		return readEnd
	case "cn", "urn:mace:dir:attribute-def:cn", "urn:oid:2.5.4.3":
		return readEnd + 1
	case "ou", "urn:mace:dir:attribute-def:ou", "urn:oid:2.5.4.11":
		return readEnd + 2
	case "preferredLanguage", "urn:mace:dir:attribute-def:preferredLanguage", "urn:oid:2.16.840.1.113730.3.1.39":
		return readEnd + 3
	case "eduPersonScopedAffiliation", "urn:mace:dir:attribute-def:eduPersonScopedAffiliation",
		"urn:oid:1.3.6.1.4.1.5923.1.1.1.9":
		return readEnd + 4
	case "eduPersonPrincipalName", "urn:mace:dir:attribute-def:eduPersonPrincipalName",
		"urn:oid:1.3.6.1.4.1.5923.1.1.1.6":
		return readEnd + 5
	case "eduPersonEntitlement", "urn:mace:dir:attribute-def:eduPersonEntitlement",
		"urn:oid:1.3.6.1.4.1.5923.1.1.1.7":
		return readEnd + 6
	case "eduPersonTargetedID", "urn:mace:dir:attribute-def:eduPersonTargetedID",
		"urn:oid:1.3.6.1.4.1.5923.1.1.1.10":
		return readEnd + 7
	case "eduPersonAssurance", "urn:mace:dir:attribute-def:eduPersonAssurance",
		"urn:oid:1.3.6.1.4.1.5923.1.1.1.11":
		return readEnd + 8
	case "eduPersonOrcid", "urn:mace:dir:attribute-def:eduPersonOrcid", "urn:oid:1.3.6.1.4.1.5923.1.1.1.16":
		return readEnd + 9
	case "isMemberOf", "urn:mace:dir:attribute-def:isMemberOf", "urn:oid:1.3.6.1.4.1.5923.1.5.1.1":
		return readEnd + 10
	case "schacHomeOrganizationType", "urn:mace:terena.org:attribute-def:schacHomeOrganizationType",
		"urn:oid:1.3.6.1.4.1.25178.1.2.10":
		return readEnd + 11
	case "employeeNumber", "urn:mace:dir:attribute-def:employeeNumber", "urn:oid:2.16.840.1.113730.3.1.3":
		return readEnd + 12
	case "eckId", "urn:mace:surf.nl:attribute-def:eckid":
		return readEnd + 13
	case "nlEduPersonHomeOrganization", "urn:mace:surffederatie.nl:attribute-def:nlEduPersonHomeOrganization":
		return readEnd + 14
	case "urn:mace:surffederatie.nl:attribute-def:nlEduPersonOrgUnit", "urn:oid:1.3.6.1.4.1.1076.20.40.20.10.1":
		return readEnd + 15
	case "urn:mace:surf.nl:attribute-def:surf-crm-id", "urn:oid:1.3.6.1.4.1.1076.20.100.10.50.2":
		return readEnd + 16
	}
	return atOther
}

// plainName is how faults and pages name an attribute: short, and what a school's
// ICT coordinator finds in either hub's manual.
func (w wire) plainName() string {
	switch w {
	case atUID:
		return "uid"
	case atGivenName:
		return "givenName"
	case atInfix:
		return "nlEduPersonTussenvoegsels"
	case atSurname:
		return "sn"
	case atDisplayName:
		return "displayName"
	case atBRIN:
		return "nlEduPersonHomeOrganizationId"
	case atHomeOrg:
		return "schacHomeOrganization"
	case atProfileID:
		return "nlEduPersonProfileId"
	case atAffiliation:
		return "eduPersonAffiliation"
	case atPersonalCode:
		return "schacPersonalUniqueCode"
	case atUnit:
		return "nlEduPersonUnit"
	}
	return ""
}

// Canonical gives the short name of the attribute that name stands for in either
// vocabulary, or "" where no rule reads it. Configuration compares a connection's
// pinned attributes with it.
func Canonical(name string) string { return canonical(name).plainName() }

// Needed lists the short names of the attributes that a connection must ask of
// its hub so that contracts with these items can be met: first those that every
// login takes (identifier, organisation, affiliation).
func Needed(f Federation, items Items) []string {
	var out []string
	switch f {
	case Entree:
		out = append(out, atUID.plainName(), atBRIN.plainName(), atAffiliation.plainName())
	case SURFconext:
		out = append(out, atHomeOrg.plainName(), atAffiliation.plainName())
	}
	for _, i := range items.List() {
		out = append(out, Makes(f, i)...)
	}
	return out
}

// Sources lists the short names of the attributes that decide what an item says: those that
// make it, and for school and role those that they are found by.
func Sources(f Federation, i Item) []string {
	switch {
	case i == RoleItem:
		return []string{atAffiliation.plainName()}
	case i == School && f == SURFconext:
		return []string{atHomeOrg.plainName()}
	case i == School:
		return []string{atBRIN.plainName()}
	}
	return Makes(f, i)
}

// Makes lists the short names of the attributes that an item is made of; none for
// an item that this federation cannot send (class in SURFconext) or that is no
// attribute (school, role).
func Makes(f Federation, i Item) []string {
	entree := f == Entree
	switch {
	case i == Name && entree:
		return []string{atGivenName.plainName(), atInfix.plainName(), atSurname.plainName()}
	case i == Name && f == SURFconext:
		return []string{atDisplayName.plainName(), atGivenName.plainName(), atSurname.plainName()}
	case i == StudentNumber && entree:
		return []string{atProfileID.plainName()}
	case i == StudentNumber && f == SURFconext:
		return []string{atPersonalCode.plainName()}
	case i == Class && entree:
		return []string{atUnit.plainName()}
	}
	return nil
}
