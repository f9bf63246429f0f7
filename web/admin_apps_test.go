package web

// appStories are the pages about apps and their agreements.
func appStories(f func(here string) AdminFrame) []story {
	contract := AdminContract{ID: "portfolio", Name: "Portfolio", Supplier: "Voorbeeld B.V.", Profile: "basic", Method: "client_secret_basic", Version: 3, Approved: approved,
		Basis: "public_task", Inform: "first_login", Redirects: []string{"https://portfolio.example.nl/callback", "https://portfolio.example.nl/een/heel/lang/adres/dat/nergens/past/en/toch/helemaal/leesbaar/moet/zijn"},
		PrivacyURL: "https://portfolio.example.nl/privacy", Roles: []string{"student", "staff"},
		Schools: []AdminSchool{{"petteflat", "Petteflat College"}, {"harderwijk", "Universiteit Harderwijk"}},
		Terms:   []AdminTerm{{"name", "Zo staat je naam boven je werk.", false}, {"class", "Zo ziet je docent <je werk> bij de goede klas.", true}}}
	piece := func(s string) []AdminPiece { return []AdminPiece{{Text: s}} }
	mark := func(s string) []AdminPiece { return []AdminPiece{{Text: `"`}, {s, true}, {Text: `"`}} }
	preview := &AdminPreview{Schools: contract.Schools, Roles: contract.Roles, School: "petteflat", SchoolName: "Petteflat College", Sector: "vo", Role: "student", Federation: "entree",
		Received: []AdminReceived{
			{"givenName", []string{"Noor"}, true, "name", ""}, {"nlEduPersonProfileId", []string{"9900001@school.example"}, false, "", "not_in_contract"},
			{"eckId", []string{"https://ketenid.nl/201703/m-17"}, false, "", "never"}, {"uid", []string{"m-17@school.example"}, false, "sub", ""},
		},
		UserInfo: []AdminMember{{"sub", piece(`"k7t4q2mz5xw3n6abk7t4q2mz5xw3n6abk7t4q2mz5xw3n6ab"`)}, {"name", mark("Noor van der Test")}, {"class", []AdminPiece{{Text: `["`}, {"T1B", true}, {Text: `"]`}}}},
		IDToken:  []AdminMember{{"iss", piece(`"https://sluis.test"`)}, {"exp", piece("1790000000")}}}
	refused := *preview
	refused.Refused, refused.Missing, refused.IDToken = "SLUIS-2107", []string{"class"}, nil
	versions := []AdminVersion{{4, approved, "accepted", "Iris de Groot", "SD-1"}, {3, approved, "failed", "the file", "the file changed"}, {1, approved, "accepted", "the file", "the first start"}}
	diff := &AdminDiff{From: 1, To: 4, Lines: []AdminLine{
		{Aspect: "item", Value: "name", Purpose: "Zo staat je naam boven je werk."}, {Aspect: "item", Value: "class", Purpose: "Zo ziet je docent je werk.", Optional: true, Added: true},
		{Aspect: "role", Value: "staff", Removed: true}, {Aspect: "school", Value: "Petteflat College", Added: true}, {Aspect: "basis", Value: "public_task"}, {Aspect: "inform", Value: "never", Added: true},
		{Aspect: "redirect", Value: "https://x.example/", Added: true}, {Aspect: "key", Value: "session"},
	}}
	return []story{
		{"admin-apps", AdminApps{f("apps"), []AdminAppRow{{"portfolio", "Portfolio", "Voorbeeld B.V.", []string{"name", "class"}, 12, true}, {"stil", "محمد", "Stil", nil, 1, false}}}},
		{"admin-apps-none", AdminApps{AdminFrame: f("apps")}},
		{"admin-app-page", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Preview: preview, Diff: diff, Versions: versions, Authors: true, May: true, MayStop: true, AdminWhy: AdminWhy{Reasons: []string{"mistake"}}}},
		{"admin-app-page-refused", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Preview: &refused, Diff: &AdminDiff{From: 1, To: 4}, Versions: versions}},
		{"admin-app-page-pending", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Preview: preview, Diff: diff, Versions: versions, Pending: &AdminPending{Version: 4, Held: 3, Schools: []string{"Petteflat College"}, Lines: diff.Lines, Seen: "x", Mine: true, Served: true}}},
		{"admin-app-page-new", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Pending: &AdminPending{Version: 1, Schools: []string{"Petteflat College"}, Lines: diff.Lines, Seen: "x", Mine: true}}},
		{"admin-app-page-waits", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Pending: &AdminPending{Version: 4, Schools: []string{"Petteflat College", "محمد"}}}},
		{"admin-app-page-bare", AdminAppPage{AdminFrame: f("apps"), Contract: AdminContract{ID: "stil", Name: "Stil", Supplier: "Stil", Basis: "consent", Inform: "never"}}},
	}
}

// changeStories are the forms in which the registry is changed.
func changeStories(f func(here string) AdminFrame) []story {
	why := AdminWhy{Reasons: []string{"school_asked", "mistake"}}
	school := AdminSchoolPage{AdminFrame: f("schools"), AdminWhy: why, ID: "petteflat", Name: "Petteflat College", Sector: "vo", Connection: "entree", Organisation: "01AB", LoginLog: "all", LogDays: 365,
		Approval: "required", ICT: "kamer B.07", Travel: []AdminJourney{{"ES FR", "2026-10-02"}, {}}, May: true, Apps: []AdminSchool{{"portfolio", "Portfolio"}}, People: []AdminPerson{{Name: "Noor", Role: "privacy"}}}
	school.MayStop = true
	school.Factor, school.FactorRoles = "https://refeds.org/profile/mfa", "student staff"
	read, kept := school, school
	read.May = false
	kept.Locked = "kept"
	app := AdminAppChange{AdminFrame: f("apps"), AdminWhy: why, ID: "portfolio", Name: "Portfolio", Schools: "petteflat\nharderwijk", Redirects: "https://portfolio.example.nl/callback",
		Items: []AdminItemForm{{"name", "Zo staat je naam boven je werk.", "Your name.", true, false}, {Item: "class"}}, Roles: []AdminTick{{"student", true}, {"staff", false}}}
	refused, machines := app, app
	refused.Problems = "registry.yaml:12: apps[portfolio].redirect_uris[1]: \"http://x\" is not https"
	machines.Locked = "machines"
	return []story{
		{"admin-schools", AdminSchools{f("schools"), []AdminSchoolRow{{"petteflat", "Petteflat College", "vo", 3, true}, {"x", "محمد", "ho", 1, false}}}},
		{"admin-schools-none", AdminSchools{AdminFrame: f("schools")}}, {"admin-school-page", school}, {"admin-school-page-read", read}, {"admin-school-page-kept", kept},
		{"admin-app-change", app}, {"admin-app-change-refused", refused}, {"admin-app-change-machines", machines},
	}
}
