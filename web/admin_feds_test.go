package web

import "time"

// fedStories are the pages of connections: in good order, when somebody must act, and
// when no login can begin.
func fedStories(f AdminFrame) []story {
	now := approved.Add(12 * time.Minute)
	facts := []Fact{{Kind: "metadata", At: approved, Now: now}, {Kind: "login", At: now.Add(-4 * time.Second), Now: now}, {Kind: "schools", N: 41}}
	levels := []Level{
		{Name: "Entree", Kind: "hub", Days: 26, Known: true, URL: "/admin/feds/entree", Facts: facts},
		{Name: "SURFconext", Kind: "own", Days: 212, Known: true, URL: "/admin/feds/surfconext", Facts: facts},
		{Name: "Sluis", Kind: "token", Days: -3, Known: true, URL: "/admin/feds", Facts: []Fact{{Kind: "countries", At: approved, Now: now}}},
		{Name: "Entree (<b>)", Facts: []Fact{{Kind: "metadata"}, {Kind: "login"}, {Kind: "schools"}}},
	}
	health := Health{Levels: levels, Ending: []Ending{{"hub", "Entree", 26, "/admin/feds/entree"}}}
	home := f
	home.Here = "home"
	print := "a3f1c09b2d4e5f60718293a4b5c6d7e8f90112233445566778899aabbccddeef"
	key := FedKey{KID: "k1", Alg: "RS256", Fingerprint: print, Stage: "in use", Published: approved, Used: approved, CertificateTo: approved.AddDate(5, 0, 0)}
	next := FedKey{KID: "k2", Alg: "RS256", Fingerprint: print, Stage: "published", Published: now, CertificateTo: approved.AddDate(5, 0, 0)}
	full := AdminFed{AdminFrame: f, Level: levels[0], ID: "entree", Hub: "https://hub.example/idp", Usable: true, EntityID: "https://sluis.test/saml/entree",
		MetadataURL: "https://sluis.test/saml/entree/metadata", ACS: "https://sluis.test/saml/entree/acs", Now: now, LastLogin: now.Add(-time.Minute), May: true, MayStop: true,
		Sources:      []FedSource{{From: "https://hub.example/metadata", Fetched: true, Usable: true, Confirmed: approved, ValidUntil: approved.AddDate(0, 0, 1), Due: now.Add(time.Hour)}},
		Certificates: []FedCertificate{{print, approved.AddDate(0, 0, 26), 26}, {print, approved.AddDate(3, 0, 0), 1095}},
		Calendar:     FedCalendar{Step: "none", Keys: []FedKey{key}}, Schools: []AdminSchool{{"petteflat", "Petteflat College"}, {"zonder", "محمد <b>"}}}
	all := []story{{"admin-home-levels", AdminHome{AdminFrame: home, Health: health, SeesCheck: true}}, {"admin-feds", AdminFeds{AdminFrame: f, Health: health, MayCheck: true}}, {"admin-feds-none", AdminFeds{AdminFrame: f}}, {"admin-fed", full}, {"admin-fed-empty", AdminFed{AdminFrame: f, MetadataURL: "https://sluis.test/saml/leeg/metadata", Level: levels[3]}}}
	for _, step := range []string{"stage", "hand", "move", "wait", "retire"} {
		v := full
		v.Calendar = FedCalendar{Step: step, Day: approved.AddDate(0, 0, 7), Keys: []FedKey{key, next}}
		all = append(all, story{"admin-fed-" + step, v})
	}
	broken := full
	broken.Usable, broken.Asked, broken.May, broken.LastLogin, broken.Certificates = false, true, false, time.Time{}, nil
	broken.Sources = []FedSource{{From: "https://hub.example/metadata", Fetched: true, Failed: now, Failures: 3, Cause: "expired", Due: now}, {Schools: true, From: "/etc/sluis/schools.xml", Usable: true, Confirmed: approved}}
	return append(all, story{"admin-fed-broken", broken})
}
