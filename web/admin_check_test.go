package web

// checkStories are the test login before and after: all well, something missing, and
// nothing of use.
func checkStories(f AdminFrame) []story {
	schools := []AdminSchool{{"petteflat", "Petteflat College"}, {"zonder", "محمد <b>"}}
	why := &CheckedRefusal{Code: "SLUIS-2204", Title: "Je account hoort niet bij een leerling", Helpdesk: "De rol die de school stuurt, laat niemand toe.", Owner: "school", Federation: "Entree", App: "Portfolio"}
	items := []CheckedItem{{"name", "ok", []string{"Y•••"}}, {"student_number", "missing", nil}, {"class", "not", nil}, {"school", "ok", nil}}
	full := AdminChecked{AdminFrame: f, ID: "petteflat", School: "Petteflat College", Sector: "vo", At: approved, Names: []string{"givenName", "sn", "uid"}, Others: 2, Apps: []CheckedApp{
		{Name: "Portfolio", Version: 3, Items: items}, {Name: "<b>", Version: 1, Items: items[:1]}, {Name: "Rekenrups", Version: 1, Refused: why}}}
	return []story{
		{"admin-check", AdminCheck{AdminFrame: f, School: "zonder", Schools: schools}}, {"admin-check-none", AdminCheck{AdminFrame: f}},
		{"admin-checked", full}, {"admin-checked-refused", AdminChecked{AdminFrame: f, School: "Petteflat College", Refused: why}}, {"admin-checked-none", AdminChecked{AdminFrame: f, School: "A"}},
	}
}
