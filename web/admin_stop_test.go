package web

// stopStories are the kill switches: none thrown, some, and for who reads only.
func stopStories(f AdminFrame) []story {
	full := AdminStop{AdminFrame: f, May: true, Asked: true, Chosen: "school:petteflat", Reasons: []string{"guessing", "stolen_account"},
		Stopped: []Stopped{{"app:portfolio", "app", "Portfolio", "admin A", "stolen_account", "SD-12", approved}, {"school:x", "school", "<b>محمد", "admin A", "scan", "SD-13", approved}, {"connection:entree", "connection", "Entree (entree)", "admin A", "scan", "SD-14", approved}},
		Options: []StopOption{{"app:portfolio", "app", "Portfolio"}, {"school:petteflat", "school", "Petteflat College"}, {"connection:entree", "connection", "Entree (entree)"}}}
	read := full
	read.May, read.Asked = false, false
	return []story{{"admin-stop", full}, {"admin-stop-read", read}, {"admin-stop-none", AdminStop{AdminFrame: f, May: true}}}
}
