package hub

func demoEntree() ([]School, []Person) {
	petteflat := School{ID: "petteflat", Name: "Petteflat College", Sector: "vo", Organisation: "01AB", IdP: "https://idp.petteflat.example/metadata"}
	zandloper := School{ID: "zandloper", Name: "Basisschool De Zandloper", Sector: "po", Organisation: "02CD", IdP: "https://idp.zandloper.example/metadata"}
	waterkant := School{ID: "waterkant", Name: "ROC Waterkant", Sector: "mbo", Organisation: "25ZZ", IdP: "https://idp.waterkant.example/metadata"}
	pupil, staff := []string{"student"}, []string{"employee"}
	accounts := []account{
		{login: "yara", school: petteflat, given: "Yara", infix: "van den", family: "Heuvel", number: "2041187", classes: []string{"H2A"}, roles: pupil, note: "tussenvoegsels"},
		{login: "lukasz", school: petteflat, given: "Łukasz", family: "Wójcik", number: "2041190", classes: []string{"H2A"}, roles: pupil, note: "Poolse letters"},
		{login: "thi", school: petteflat, given: "Thị Hương", family: "Đỗ", number: "0041203", classes: []string{"H2B"}, roles: pupil, note: "leerlingnummer begint met een nul"},
		{login: "zoe", school: petteflat, given: "Ζωή", family: "Παπαδοπούλου", number: "2041222", classes: []string{"V3C", "V3 wiskunde D"}, roles: pupil, note: "twee klassen"},
		{login: "omar", school: petteflat, given: "عمر", family: "الفاسي", number: "2041231", classes: []string{"H2B"}, roles: pupil, note: "van rechts naar links"},
		{login: "noor", school: petteflat, given: "Noor", infix: "'t", family: "Hart", number: "2041240", roles: pupil, note: "school stuurt geen klas"},
		{login: "renee", school: petteflat, given: "Renée", family: "d'Août-Özdemir", number: "2041258", classes: []string{"V3C"}, roles: pupil, note: "accenten en een koppelteken"},
		{login: "sam", school: petteflat, number: "2041266", classes: []string{"H2B"}, roles: pupil, note: "school stuurt geen naam"},
		// A teacher whose school sends a number and a class too: both must stay behind.
		{login: "debruin", school: petteflat, given: "Marieke", infix: "de", family: "Bruin", number: "p0077", classes: []string{"sectie Nederlands"}, roles: staff, note: "docent"},
		{login: "daan", school: waterkant, given: "Daan", infix: "de", family: "Wit", number: "500412", classes: []string{"SD2A"}, roles: pupil, note: "mbo"},
		{login: "evi", school: zandloper, given: "Evi", family: "Smit", number: "00317", classes: []string{"groep 6"}, roles: pupil, note: "basisschool die een nummer stuurt"},
		{login: "bram", school: zandloper, given: "Bram", family: "Visser", classes: []string{"groep 8"}, roles: pupil, note: "school stuurt geen leerlingnummer"},
		{login: "na", school: zandloper, given: "娜", family: "李", classes: []string{"groep 7", "plusklas"}, roles: pupil, note: "school stuurt geen leerlingnummer, twee klassen"},
	}
	people := make([]Person, len(accounts))
	for i, a := range accounts {
		people[i] = a.entree()
	}
	return []School{petteflat, zandloper, waterkant}, people
}

func demoSURFconext() ([]School, []Person) {
	harderwijk := School{ID: "uniharderwijk", Name: "Universiteit Harderwijk", Sector: "ho", Organisation: "uniharderwijk.nl", IdP: "https://idp.uniharderwijk.example/metadata"}
	zuiderzee := School{
		ID: "zuiderzee", Name: "Hogeschool Zuiderzee", Sector: "ho", Organisation: "zuiderzee.example", IdP: "https://idp.zuiderzee.example/metadata",
		Via: []string{"https://proxy.zuiderzee.example/metadata"},
	}
	student, staff := []string{"student", "member"}, []string{"employee", "staff", "faculty", "member"}
	const local = "urn:schac:personalUniqueCode:nl:local:"
	both := account{login: "bjorn", school: harderwijk, given: "Björn", infix: "van der", family: "Ångström", number: "s1200345", roles: []string{"student", "employee", "member"}, note: "student-assistent"}
	elsewhere := account{login: "isaac", school: harderwijk, given: "Isaac", family: "Ní Dhomhnaill", number: "s1200456", roles: student, note: "heeft ook een nummer van een andere instelling"}
	double := account{login: "dubbel", school: harderwijk, given: "Sanne", infix: "ten", family: "Brink", number: "s1200567", roles: student, note: "twee studentnummers: inloggen wordt geweigerd"}
	people := []Person{
		account{login: "jaantje", school: harderwijk, given: "Jaantje", infix: "van der", family: "Sanden", number: "s1234567", roles: student, note: "tussenvoegsels"}.surfconext(),
		account{login: "ming", school: harderwijk, given: "明", family: "李", display: "李明", number: "s1200123", roles: student, note: "achternaam staat voorop"}.surfconext(),
		account{login: "olga", school: harderwijk, given: "Ольга", family: "Соколова", number: "s1200234", roles: student, note: "cyrillisch"}.surfconext(),
		both.surfconext(local + harderwijk.Organisation + ":employeeid:e777"),
		elsewhere.surfconext(studentCode("another.example", "99999999")),
		double.surfconext(studentCode(harderwijk.Organisation, "s1200568")),
		account{login: "okafor", school: harderwijk, given: "Adaeze", family: "Ọkáfọ̀", roles: staff, note: "docent"}.surfconext(local + harderwijk.Organisation + ":employeeid:e042"),
		account{login: "gast", school: harderwijk, given: "Gerrit", infix: "op den", family: "Dijk", roles: []string{"affiliate"}, note: "gast: geen student en geen medewerker"}.surfconext(),
		account{login: "anoniem", school: zuiderzee, number: "z0004711", roles: student, note: "school stuurt geen naam"}.surfconext(),
		account{login: "fatma", school: zuiderzee, given: "Fatma", family: "Yıldız", roles: student, note: "school stuurt geen studentnummer"}.surfconext(),
	}
	return []School{harderwijk, zuiderzee}, people
}
