package web

// adminStories are the admins' pages, empty and full.
func adminStories() []story {
	f := func(here string) AdminFrame {
		return AdminFrame{Frame: Frame{Path: "/admin"}, Who: "Iris de Groot", Role: "platform", Nav: []string{"home", "apps", "schools", "feds", "blocks", "audit", "keys"}, Here: here}
	}
	door := AdminFrame{Frame: Frame{Path: "/admin/sign-in"}}
	factors := []AdminFactor{
		{ID: "A", Kind: "key", Name: "Blauw, aan sleutelbos", Made: approved, Used: approved},
		{ID: "B", Kind: "key", Name: "Telefoon", Made: approved, Synced: true, Suspended: true},
		{ID: "C", Kind: "totp", Name: "App", Made: approved},
		{ID: "recovery", Kind: "recovery", Made: approved, Left: 9},
	}
	schools := []AdminSchool{{"petteflat", "Petteflat College"}, {"harderwijk", "Universiteit Harderwijk"}}
	people := []AdminPerson{
		{ID: "A", Name: "Iris de Groot", Role: "platform", Ready: true, Mine: true, Keys: 2},
		{ID: "B", Name: "محمد العربي", Role: "privacy", School: "Petteflat College", May: true, AtSchool: true},
		{ID: "C", Name: "Noor", Role: "auditor", Ready: true, May: true, Lost: true},
	}
	all := []story{
		{"admin-sign-in", AdminSignIn{door}},
		{"admin-invite", AdminInvite{door}},
		{"admin-recover", AdminRecover{door}},
		{"admin-school-door", AdminSchoolDoor{AdminFrame: AdminFrame{Frame: Frame{Path: "/admin/school"}, Who: "Noor", Role: "privacy"}, School: "Petteflat College", First: true}},
		{"admin-school-door-again", AdminSchoolDoor{AdminFrame: AdminFrame{Frame: Frame{Path: "/admin/school"}, Who: "Noor", Role: "privacy"}, School: "Petteflat College"}},
		{"admin-keys-by-code", AdminKeys{AdminFrame: AdminFrame{Frame: Frame{Path: "/admin/keys"}, Who: "Iris", Role: "platform"}, Enough: true, HasKey: true, ByCode: true, Factors: factors}},
		{"admin-home-lost", AdminHome{AdminFrame: AdminFrame{Frame: Frame{Path: "/admin"}, Who: "Iris", Role: "platform", Nav: []string{"home", "keys"}, Here: "home", Lost: approved}, Notices: []AdminNotice{{"ask", approved}, {"recover", approved}}}},
		{"admin-home-notices", AdminHome{AdminFrame: f("home"), Keys: 2, Notices: []AdminNotice{{"device", approved}, {"code", approved}}}},
		{"admin-touch-create", AdminTouch{AdminFrame: f("keys"), Create: true, Options: `{"challenge":"<x>"}`, Action: "/admin/keys/add"}},
		{"admin-touch-get", AdminTouch{AdminFrame: door, Options: `{}`, Action: "/admin/sign-in/enter"}},
		{"admin-keys", AdminKeys{AdminFrame: f("keys"), Enough: true, HasKey: true, Factors: factors, MayGo: true}},
		{"admin-keys-first", AdminKeys{AdminFrame: AdminFrame{Frame: Frame{Path: "/admin/keys"}, Who: "Iris", Role: "platform"}}},
		{"admin-keys-one-more", AdminKeys{AdminFrame: f("keys"), HasKey: true, Factors: factors[:1]}},
		{"admin-app", AdminApp{AdminFrame: f("keys"), Handle: "h", Seed: "JBSWY3DPEHPK3PXP", Side: 21, Path: "M0 0h7v1h-7zM8 0h1v1h-1zM0 1h1v1h-1zM6 1h1v1h-1z"}},
		{"admin-codes", AdminCodes{AdminFrame: f("keys"), Codes: []string{"AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "2222-3333-4444-5555-6666-7777"}, SignedIn: true}},
		{"admin-confirm", AdminConfirm{AdminFrame: f("blocks"), To: "/admin/blocks", HasApp: true}},
		{"admin-home", AdminHome{AdminFrame: f("home"), SeesLogs: true, Keys: 2, Blocks: 1, People: 12, SeesBlocks: true, SeesPeople: true, SeesAudit: true}},
		{"admin-home-asked", AdminHome{AdminFrame: f("home"), Keys: 2, Asked: 1, Waiting: 2}},
		{"admin-home-waiting", AdminHome{AdminFrame: f("home"), Keys: 2, Waiting: 2}},
		{"admin-second", AdminSecond{AdminFrame: f("home"), Shown: "AAAA-BBBB", Waiting: []AdminWaiting{
			{ID: "A", Kind: "contract", Asker: "Noor", Made: approved, Ends: approved, Lines: []string{"app portfolio: class"}, May: true},
			{ID: "B", Kind: "recover", About: "محمد العربي", School: "Petteflat College", Asker: "Iris de Groot", Seconder: "محمد", Made: approved, Ends: approved, Due: approved, Mine: true},
			{ID: "C", Kind: "registry", Asker: "Iris de Groot", Made: approved, Ends: approved, Mine: true}}}},
		{"admin-second-none", AdminSecond{AdminFrame: f("home")}},
		{"admin-home-developer", AdminHome{AdminFrame: f("home"), Keys: 2}},
		{"admin-blocks", AdminBlocks{AdminFrame: f("blocks"), May: true, Own: "192.0.2.7", Reasons: []string{"guessing", "scan"}, Blocks: []AdminBlock{{"A", "198.51.100.0/24", "sluis", "trap", "", approved}, {"B", "", "admin A", "<scan>", "SD-1", approved}}}},
		{"admin-blocks-none", AdminBlocks{AdminFrame: f("blocks")}},
		{"admin-people", AdminPeople{AdminFrame: f("people"), May: true, People: people, Roles: []string{"platform", "privacy"}, Schools: schools, Apps: []AdminSchool{{"portfolio", "Portfolio"}}, Code: "AAAA-BBBB", Until: approved, URL: "https://sluis.test/admin/invite",
			Invited: []AdminInvited{{"Noor", "helpdesk", "Petteflat College", "", approved}, {"Sam", "developer", "", "Portfolio", approved}}}},
		{"admin-people-read", AdminPeople{AdminFrame: f("people"), People: people[:1]}},
		{"admin-audit", AdminAudit{AdminFrame: f("audit"), Older: "/admin/audit?before=2", Entries: []AdminEntry{{3, approved, "admin A", "block.add", []string{"B", "x"}}, {2, approved, "operator", "admin.invite", nil}}}},
		{"admin-audit-broken", AdminAudit{AdminFrame: f("audit"), Broken: true}},
	}
	all = append(all, logStories(f)...)
	all = append(append(all, appStories(f)...), changeStories(f)...)
	all = append(all, fedStories(f("feds"))...)
	return append(all, append(checkStories(f("feds")), append(signingStories(f("feds")), stopStories(f("feds"))...)...)...)
}
