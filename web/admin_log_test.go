package web

// logStories are the pages of the login log.
func logStories(f func(string) AdminFrame) []story {
	school := AdminSchool{"petteflat", "Petteflat College"}
	choose := []AdminSchool{school, {"harderwijk", "Universiteit Harderwijk"}}
	rows := []AdminAttempt{
		{At: approved, App: "Portfolio", Released: true},
		{At: approved, App: "محمد", Name: "student-number-missing", Code: "SLUIS-2107", Title: "Je school stuurt je leerlingnummer niet mee", Owner: "school"},
	}
	days := make([]AdminTally, 7)
	for i := range days {
		days[i] = AdminTally{At: approved.AddDate(0, 0, i), Released: "-", Refused: i}
	}
	return append(liveStories(f), []story{
		{"admin-log", AdminLog{AdminFrame: f("home"), Choose: choose, School: school, Term: 365, From: approved, To: approved, Outcome: "student-number-missing", Code: "SLUIS-2107", Rows: rows, Older: "/admin/log?page=1", MaySearch: true, Zone: "CET"}},
		{"admin-log-none", AdminLog{AdminFrame: f("home"), Choose: choose[:1], School: school, LogAll: true, Term: 183, From: approved, To: approved, Zone: "UTC"}},
		{"admin-log-choose", AdminLog{AdminFrame: f("home"), Choose: choose, Outcome: "refused"}},
		{"admin-log-search", AdminLogSearch{AdminFrame: f("home"), School: school, Sector: "ho", Reasons: []string{"help", "order"}, From: approved, To: approved}},
		{"admin-log-found", AdminLogSearch{AdminFrame: f("home"), School: school, Sector: "vo", From: approved, To: approved, Zone: "CET", Asked: true, Rows: rows}},
		{"admin-log-found-none", AdminLogSearch{AdminFrame: f("home"), School: school, Asked: true}},
		{"admin-week", AdminWeek{AdminFrame: f("home"), School: school, Week: "2026-W36", Before: "2026-W35", After: "2026-W37", From: approved, To: approved.AddDate(0, 0, 6), Refused: 21, Days: days,
			Apps: []AdminTally{{Name: "Portfolio", Released: "-", Refused: 21}}, Reasons: []AdminTally{{Name: rows[1].Title, Code: "SLUIS-2107", Owner: "school", Refused: 21, Average: 1.5}}, Hour: 8, Most: 12,
			Countries: []AdminTally{{Name: "NL", Refused: 20, Average: 1.25}, {Refused: 1}}}},
		{"admin-week-none", AdminWeek{AdminFrame: f("home"), School: school, LogAll: true, Week: "2026-W36", Before: "2026-W35", From: approved, To: approved.AddDate(0, 0, 6), Days: days[:1]}},
		{"admin-looks", AdminLooks{AdminFrame: f("home"), School: school, Zone: "CET", Rows: []AdminLook{{approved, "log.search", "Iris de Groot", "platform", "2026-09-01 – 2026-09-01", "help", "SD-12"}, {approved, "log.search", "operator jan", "", "", "order", "7"}}}},
		{"admin-looks-none", AdminLooks{AdminFrame: f("home"), School: school}},
	}...)
}
