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
		{"admin-app-page", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Preview: preview, Diff: diff, Versions: versions, Authors: true}},
		{"admin-app-page-refused", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Preview: &refused, Diff: &AdminDiff{From: 1, To: 4}, Versions: versions}},
		{"admin-app-page-pending", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Preview: preview, Diff: diff, Versions: versions, Pending: &AdminPending{Version: 4, Held: 3, Schools: []string{"Petteflat College"}, Lines: diff.Lines, Seen: "x", Mine: true, Served: true}}},
		{"admin-app-page-new", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Pending: &AdminPending{Version: 1, Schools: []string{"Petteflat College"}, Lines: diff.Lines, Seen: "x", Mine: true}}},
		{"admin-app-page-waits", AdminAppPage{AdminFrame: f("apps"), Contract: contract, Pending: &AdminPending{Version: 4, Schools: []string{"Petteflat College", "محمد"}}}},
		{"admin-app-page-bare", AdminAppPage{AdminFrame: f("apps"), Contract: AdminContract{ID: "stil", Name: "Stil", Supplier: "Stil", Basis: "consent", Inform: "never"}}},
	}
}
