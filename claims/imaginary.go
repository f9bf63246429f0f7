package claims

// Imaginary gives what a hub sends of somebody who does not exist, at a school with this
// organisation code: pupil M-17, or a teacher of the same name for staff (M-17). It has
// all that schools were seen to send, so that what stays behind can be shown as well. The
// names are short ones, each attribute once.
func Imaginary(f Federation, organisation string, role Role) (NameID, []Attribute) {
	affiliation := "student"
	if role == Staff {
		affiliation = "employee"
	}
	all := []Attribute{
		{"givenName", []string{"Noor"}},
		{atAffiliation.plainName(), []string{affiliation}},
		{"mail", []string{"m-17@school.example"}},
	}
	if f == SURFconext {
		id := NameID{Format: FormatPersistent, Value: "0000000000000000000000000000000000000m17"}
		return id, append(all,
			Attribute{atUID.plainName(), []string{"m-17"}},
			Attribute{atSurname.plainName(), []string{"van der Test"}},
			Attribute{atDisplayName.plainName(), []string{"Noor van der Test"}},
			Attribute{"cn", []string{"Noor van der Test"}},
			Attribute{atHomeOrg.plainName(), []string{organisation}},
			Attribute{atPersonalCode.plainName(), []string{codePrefix + organisation + ":" + studentWord + ":9900001"}},
			Attribute{"eduPersonPrincipalName", []string{"m-17@" + organisation}},
			Attribute{"eduPersonScopedAffiliation", []string{affiliation + "@" + organisation}})
	}
	all = append(all,
		Attribute{atUID.plainName(), []string{"m-17@school.example"}},
		Attribute{atInfix.plainName(), []string{"van der"}},
		Attribute{atSurname.plainName(), []string{"Test"}},
		Attribute{atBRIN.plainName(), []string{organisation}},
		Attribute{atProfileID.plainName(), []string{"9900001@school.example"}},
		Attribute{"employeeNumber", []string{"9900001"}})
	if role != Staff {
		all = append(all, Attribute{atUnit.plainName(), []string{"T1B"}}, Attribute{"eckId", []string{"https://ketenid.nl/201703/m-17"}})
	}
	return NameID{}, all
}
