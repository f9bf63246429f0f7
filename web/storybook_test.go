package web

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var storybook = flag.String("storybook", "", "write every page in every state and language to this folder")

// story is one page in one state. The structure tests, the hostile-value tests and
// the browser checks all run over the same list.
type story struct {
	name string
	view View
}

// TestStorybook writes the stories to files, with the assets beside them, so that
// they can be looked at and put through axe:
//
//	go test ./web -run TestStorybook -storybook DIR
func TestStorybook(t *testing.T) {
	if *storybook == "" {
		t.Log("no -storybook DIR given: nothing is written, every story is only rendered")
	}
	p := newPages(t, Site{Issuer: "http://localhost:8080"})
	demo := newPages(t, Site{Issuer: "http://localhost:8080", Demo: true})
	var index strings.Builder
	for _, l := range []Lang{NL, EN} {
		for _, s := range stories(l) {
			pages := p
			if strings.HasPrefix(s.name, "demo-") {
				pages = demo
			}
			r, err := pages.Render(s.view, l)
			if err != nil {
				t.Fatalf("%s %s: %v", s.name, l, err)
			}
			file := fmt.Sprintf("%s.%s.html", s.name, l)
			fmt.Fprintf(&index, "<li><a href=%q>%s</a></li>\n", file, file)
			writeStory(t, file, r.Body)
		}
	}
	writeStory(t, "index.html", []byte("<!doctype html><html lang=nl><title>Storybook</title><h1>Storybook</h1><ul>\n"+index.String()+"</ul>"))
	for path, a := range p.assets.byPath {
		writeStory(t, path, a.body)
	}
}

func writeStory(t *testing.T, name string, body []byte) {
	t.Helper()
	if *storybook == "" {
		return
	}
	file := filepath.Join(*storybook, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, body, 0o644); err != nil {
		t.Fatal(err)
	}
}

// in picks the sentence of a language, as the broker does with a contract's purposes.
func in(l Lang, nl, en string) string {
	if l == EN {
		return en
	}
	return nl
}

var approved = time.Date(2026, time.September, 1, 0, 0, 0, 0, time.UTC)

func frameOf() Frame {
	return Frame{
		App: "Portfolio", School: "Petteflat College", Sector: "vo", Path: "/login/inform?h=abc",
		Help: Help{School: "Petteflat College", ICT: "kamer B.07 of 015 000 00 00"},
	}
}

func noSchool() Frame { return Frame{App: "Portfolio", Path: "/login/school?t=abc&q=pet"} }

func stories(l Lang) []story {
	var all []story
	all = append(all, pickerStories()...)
	all = append(all, informationStories(l)...)
	all = append(all, refusalStories(l)...)
	all = append(all, standingStories(l)...)
	all = append(all, factorStories()...)
	all = append(all, adminStories()...)
	return append(all, demoStories(l)...)
}

func schoolRows() []SchoolRow {
	return []SchoolRow{
		{ID: "boei", Name: "Basisschool De Boei", Place: "Enkhuizen", Sector: "po"},
		{ID: "hetpetje", Name: "Basisschool Het Petje", Place: "Kampen", Sector: "po"},
		{ID: "fryslan", Name: "Skoalle Tsjûkemar", Place: "Súdwest-Fryslân", Sector: "vo"},
		{ID: "peilschaal", Name: "Peilschaal Lyceum", Place: "Petten", Sector: "vo"},
		{ID: "petteflat", Name: "Petteflat College", Place: "Delft", Sector: "vo"},
		{ID: "polderlicht", Name: "Polderlicht", Sector: "vo"},
		{ID: "uniharderwijk", Name: "Universiteit Harderwijk", Place: "Harderwijk", Sector: "ho"},
		{ID: "petterdijk", Name: "Vakschool Petterdijk", Place: "Alkmaar", Sector: "mbo"},
		{ID: "cijfer", Name: "3e Montessori", Place: "Amsterdam", Sector: "po"},
	}
}

func pickerStories() []story {
	find := NewFinder(schoolRows())
	rows, total := find.Find("pet", nil, ShowAtMost)
	return []story{
		{"school-start", SchoolPicker{Frame: noSchool(), Sealed: "abc", Total: 1500, Higher: true}},
		{"school-before", SchoolPicker{Frame: noSchool(), Sealed: "abc", Schools: schoolRows()[4:5], Total: 1500}},
		{"school-few", SchoolPicker{Frame: noSchool(), Sealed: "abc", Schools: find.All(nil), Total: 9}},
		{"school-results", SchoolPicker{Frame: noSchool(), Sealed: "abc", Query: "pet", Schools: rows, Total: total, Remember: true}},
		{"school-results-many", SchoolPicker{Frame: noSchool(), Sealed: "abc", Query: "pet", Schools: rows, Total: 143}},
		{"school-none", SchoolPicker{Frame: noSchool(), Sealed: "abc", Query: "zzz", Total: 0}},
		{"school-none-near", SchoolPicker{Frame: noSchool(), Sealed: "abc", Query: "petefalt", Near: find.Near("petefalt", nil, 3)}},
		{"school-list", SchoolPicker{Frame: noSchool(), Sealed: "abc", Schools: find.All(nil), All: true, Total: 9}},
		{"school-bare", SchoolPicker{}},
		{"results-fragment", SchoolResults{Frame: noSchool(), Query: "pet", Schools: rows, Total: total}},
		{"results-fragment-none", SchoolResults{Frame: noSchool(), Query: "petefalt", Near: find.Near("petefalt", nil, 3)}},
	}
}

func information(l Lang) Information {
	return Information{
		Frame: frameOf(), Handle: "handle", Verifier: "verifier", Supplier: "Voorbeeld B.V.",
		PrivacyURL: "https://portfolio.example/privacy", Basis: "public_task", Approved: approved,
		Items: []ItemRow{
			{Item: "name", Values: []string{"Yara van den Heuvel"}, Why: in(l, "Zo staat je naam boven je werk.", "It puts your name on your work.")},
			{Item: "student_number", Values: []string{"2041187"}, Why: in(l, "Zo herkent Portfolio jou en niet iemand met dezelfde naam.", "It tells you apart from someone with the same name.")},
			{Item: "class", Values: []string{"H2A"}, Why: in(l, "Zo ziet je docent je werk bij de goede klas.", "Your teacher finds your work in the right class."), Optional: true, On: true},
		},
		Role: "student", ShowsSchool: true, ShowsRole: true, Received: 14, Passing: 3, MeURL: "/me",
	}
}

func informationStories(l Lang) []story {
	full := information(l)

	asked := full
	asked.NotYou, asked.Person, asked.OtherSchool, asked.Changed = true, "Yara van den Heuvel", "Polderlicht", true

	consent := full
	consent.Frame.School, consent.Frame.Sector, consent.Frame.Help = "Universiteit Harderwijk", "ho", Help{School: "Universiteit Harderwijk"}
	consent.Basis, consent.Approved, consent.Passing = "consent", time.Time{}, 2
	consent.Items = append([]ItemRow{}, full.Items...)
	consent.Items[2].On = false

	pseudonym := full
	pseudonym.Items, pseudonym.Passing, pseudonym.ShowsRole, pseudonym.ShowsSchool = nil, 0, false, false

	staff := full
	staff.Role, staff.Passing, staff.NotYou = "staff", 1, true
	staff.Items = []ItemRow{
		full.Items[0],
		{Item: "school", Values: []string{"Petteflat College"}, Why: in(l, "Zo houdt de app scholen uit elkaar.", "It tells schools apart.")},
		{Item: "role", Values: []string{"staff"}, Why: in(l, "Docenten zien andere knoppen.", "Teachers see other buttons.")},
	}

	long := full
	long.Frame.App = "Digitaal Leerlingvolgsysteem en Portfolio voor het Voortgezet Onderwijs in Noord-Nederland"
	long.Frame.School = "Openbare Scholengemeenschap Sint-Maartensvlotbrug en Omstreken"
	long.Received, long.Passing = 41, 3
	long.Items = []ItemRow{
		{Item: "name", Values: []string{"محمد بن عبد الله آل سعود"}, Why: strings.Repeat("Dit is een lange uitleg. ", 12)},
		{Item: "student_number", Values: []string{strings.Repeat("9", 120)}},
		{Item: "class", Values: []string{strings.Repeat("LWOO-2b/", 25), "Ångström Ωmega 東京 🎓", "H2A", "H2B", "Nîšíć"}, Optional: true, On: true},
	}
	one := full // the tick decides between one and two
	one.Items, one.Passing = []ItemRow{full.Items[0], full.Items[2]}, 2
	return []story{
		{"information", full}, {"information-one", one}, {"information-asked", asked}, {"information-consent", consent},
		{"information-pseudonym", pseudonym}, {"information-staff", staff}, {"information-long", long},
		{"information-empty", Information{}},
		{"confirm-you", Confirm{Frame: frameOf(), Handle: "h", Verifier: "v", NotYou: true, Person: "Jan van der Berg"}},
		{"confirm-school", Confirm{Frame: frameOf(), Handle: "h", Verifier: "v", OtherSchool: "Polderlicht"}},
		{"confirm-both", Confirm{Frame: frameOf(), Handle: "h", Verifier: "v", NotYou: true, OtherSchool: "Polderlicht"}},
		{"confirm-empty", Confirm{}},
		{"bring", Bring{Frame: frameOf(), Handle: "h", Verifier: "v", OldSchool: "Scholengemeenschap Polderlicht", Until: approved}},
		{"bring-same", Bring{Frame: frameOf(), Handle: "h", Verifier: "v", OldSchool: frameOf().School, Until: approved}},
		{"brought", Brought{Frame: frameOf(), Handle: "h", Verifier: "v", OldSchool: "Scholengemeenschap Polderlicht", Person: "Jan van der Berg", Now: "Jan van der Berg"}},
		{"brought-nameless", Brought{Frame: frameOf(), Handle: "h", Verifier: "v", OldSchool: "Scholengemeenschap Polderlicht"}},
	}
}

func refusalStories(l Lang) []story {
	at := time.Date(2026, time.November, 18, 8, 31, 0, 0, time.UTC)
	missing := Refusal{
		Frame: frameOf(), Code: "SLUIS-2107", Title: in(l, "Je school stuurt je leerlingnummer niet mee", "Your school does not send your student number"),
		Lead: in(l, "Zonder dat nummer kan Portfolio je niet herkennen. Daarom kun je nu niet verder. Jij hebt niets fout gedaan. Er is niets van jou naar Portfolio gegaan.",
			"Without that number Portfolio cannot recognise you. So you cannot go on now. You did nothing wrong. Nothing about you went to Portfolio."),
		Guiltless: true, Owner: "school", Federation: "Entree",
		Steps: []string{
			in(l, "Ga naar de helpdesk van Petteflat College.", "Go to the help desk of Petteflat College."),
			in(l, "Geef ze de code en de drie woorden op deze pagina.", "Give them the code and the three words on this page."),
			in(l, "Heeft je school het opgelost? Log dan opnieuw in.", "Has your school solved it? Then sign in again."),
		},
		Words: "reiger kade zeven", At: at, BackURL: "https://portfolio.example/cb?error=access_denied&state=x&iss=y", AgainURL: "/login/again?t=abc",
		Helpdesk: in(l, "Entree stuurde geen `nlEduPersonProfileId`. Je school zet het zelf aan.", "Entree sent no `nlEduPersonProfileId`. Your school switches it on itself."),
		Received: 13, Missing: []string{"student_number"}, TraceURL: PathExplain + "?w=reiger+kade+zeven",
	}
	missing.Frame.Path = ""

	two := missing
	two.Title, two.AgainURL = in(l, "Je school stuurt niet alles mee", "Your school does not send everything"), ""
	two.Missing = []string{"student_number", "class"}
	two.Frame.Sector = "ho"

	start := Refusal{
		Frame: Frame{Path: "/login/refused?r=1"}, Code: "SLUIS-2001", Title: in(l, "Begin opnieuw bij de app", "Begin again at the app"),
		Lead:  in(l, "Er kwam een antwoord van je school, maar hier stond geen login open.", "An answer from your school arrived, but no sign-in was open here."),
		Owner: "you", Guiltless: true, Steps: []string{in(l, "Open de app en log daar in.", "Open the app and sign in there.")}, At: at,
	}
	elsewhere := missing
	elsewhere.Code, elsewhere.Missing, elsewhere.OtherSchool = "SLUIS-2022", nil, "Polderlicht"
	elsewhere.Title = in(l, "Het antwoord komt van een andere school", "The answer comes from another school")
	start.Starts = []AppStart{{"Portfolio", "https://portfolio.example/start?iss=x"}, {"Leeslijst", "https://leeslijst.example/start?iss=x"}}
	return []story{
		{"refusal-missing", missing}, {"refusal-two", two}, {"refusal-elsewhere", elsewhere}, {"refusal-start", start}, {"refusal-empty", Refusal{Title: "SLUIS-9999"}},
		{"explain-start", Explain{Frame: Frame{Path: PathExplain}}},
		{"explain-unknown", Explain{Frame: Frame{Path: PathExplain + "?w=x"}, Words: "reiger kade zeven", Unknown: true}},
		{"explain-answer", Explain{Frame: Frame{Path: PathExplain + "?w=x"}, Words: "reiger kade zeven", Found: &Explained{
			Code: "SLUIS-2010", Title: in(l, "Het antwoord van Entree was niet voor ons", "The answer of Entree was not for us"), Helpdesk: "`Audience`", Owner: "federation",
			App: "Portfolio", Chosen: "Petteflat College", Federation: "Entree", Connection: "entree", Asked: at, Received: at.Add(38 * time.Second), Refused: at.Add(38 * time.Second),
			Passed: []string{"connection", "keys", "encoding", "signature", "response-version", "status"}, Failed: "conditions"}}},
		{"explain-missing", Explain{Frame: Frame{Path: PathExplain + "?w=x"}, Words: "reiger kade zeven", Found: &Explained{
			Code: "SLUIS-2107", Title: missing.Title, Helpdesk: missing.Helpdesk, Owner: "school", App: "Portfolio", School: "Petteflat College", Chosen: "Petteflat College", Sector: "vo",
			Federation: "Entree", Connection: "entree", Asked: at, Received: at.Add(38 * time.Second), Refused: at.Add(12 * time.Minute),
			Passed: []string{"connection", "answer", "once", "person", "school", "admission"}, Failed: "items",
			Names: []string{"uid", "givenName", "sn", "nlEduPersonHomeOrganizationId"}, Others: 3, Missing: []string{"student_number"}}}},
		{"form-post", FormPost{Frame: frameOf(), Action: "https://portfolio.example/cb", Fields: []Field{{"code", "abc"}, {"state", "x y"}}}},
		{"cookie-help", CookieHelp{Frame: frameOf(), URL: "/login/continue?h=abc&again=1"}},
	}
}

func standingStories(l Lang) []story {
	f := Frame{Path: "/privacy"}
	terms := []LogTerm{
		{School: "Petteflat College", Days: 365, Contact: "privacy@petteflat.example"},
		{School: "Universiteit Harderwijk", All: true, Days: 183},
	}
	many := make([]LogTerm, 0, 40)
	for i := range 40 {
		many = append(many, LogTerm{School: fmt.Sprintf("School %d", i), Days: 183 + i})
	}
	apps := []MeApp{
		{
			ID: "portfolio", Name: "Portfolio", Supplier: "Voorbeeld B.V.", Items: []string{"name", "student_number", "class"}, Version: 1,
			Purposes: []string{in(l, "Zo staat je naam boven je werk.", "It puts your name on your work.")}, First: approved, Last: approved.AddDate(0, 2, 3),
		},
		{ID: "rekenrups", Name: "Rekenrups", Supplier: "Rups Onderwijs B.V.", Consent: true, Version: 2, First: approved},
	}
	return []story{
		{"home", Home{Frame{Path: "/"}}},
		{"privacy", Privacy{Frame: f, Operator: "Stichting Sluiswachter", Contact: "privacy@sluis.example", Schools: terms}},
		{"privacy-many", Privacy{Frame: f, Schools: many}},
		{"privacy-empty", Privacy{Frame: f}},
		{"cookies", Cookies{Frame{Path: "/cookies"}, []CookieRow{{"__Host-sluis", "session", 0}, {"__Host-device", "device", 365}, {"__Host-school", "school", 1}}}},
		{"cookies-one", Cookies{Frame{Path: "/cookies"}, []CookieRow{{"sluis", "session", 0}}}},
		{"accessibility", Accessibility{Frame{Path: "/accessibility"}, approved, "toegankelijk@sluis.example"}},
		{"accessibility-empty", Accessibility{}},
		{"not-found", NotFound{Frame{Path: "/nergens"}}},
		{"error", Error{Frame{}, "7F3A-91C2", approved}},
		{"logged-out", LoggedOut{frameOf(), []LogoutRow{{"Sluis", "done"}, {"Portfolio", "confirmed"}, {"Leesplein", "waiting"}, {"Rekenrups", "untold"}, {"Leeshoek", "unreached"}, {"Petteflat College", "maybe"}}, "/"}},
		{"logged-out-empty", LoggedOut{}},
		{"logout", Logout{Frame: frameOf(), Sealed: "t", Verifier: "v", Farewell: "d", Apps: []LogoutApp{{"Portfolio", true}, {"Leesplein", false}}}},
		{"logout-empty", Logout{}},
		{"stayed", Stayed{frameOf()}},
		{"stayed-empty", Stayed{}},
		{"me", Me{Frame: frameOf(), Handle: "h", Verifier: "v", Person: "Yara", RoleWord: in(l, "leerling", "pupil"), Apps: apps, LogoutURL: "/me/logout", Farewell: "d",
			Sessions: []MeSession{{true, []string{"Portfolio", "Rekenrups"}, approved}, {false, []string{"Leesplein"}, approved}}}},
		{"me-nowhere", Me{Frame: frameOf(), Handle: "h", Verifier: "v", Apps: apps[:1], LogoutURL: "/me/logout"}},
		{"me-withdrawn", Me{Frame: frameOf(), Handle: "h", Verifier: "v", Apps: apps[:1], Withdrawn: "Rekenrups"}},
		{"me-empty", Me{Frame: Frame{Path: "/me"}}},
		{"me-first-factor", Me{Frame: frameOf(), Handle: "h", Verifier: "v", Keys: true, Shown: true}},
		{"me-factors", Me{Frame: frameOf(), Handle: "h", Verifier: "v", Keys: true, Shown: true, Factors: factors}},
		{"me-one-factor", Me{Frame: frameOf(), Handle: "h", Verifier: "v", Shown: true, Factors: factors[2:3]}},
		{"me-prove-first", Me{Frame: frameOf(), Handle: "h", Verifier: "v", Keys: true, Factors: factors}},
	}
}

var factors = []MeFactor{
	{ID: "A", Kind: "key", Name: "Blauw, aan sleutelbos", Made: approved, Used: approved},
	{ID: "B", Kind: "key", Name: "مفتاح قديم", Made: approved, Suspended: true},
	{ID: "C", Kind: "totp", Name: "Telefoon", Made: approved},
	{ID: "recovery", Kind: "recovery", Made: approved, Left: 9},
}

func factorStories() []story {
	f, own := frameOf(), frameOf()
	own.App = ""
	const options = `{"challenge":"<x>","rpId":"sluis.test"}`
	return []story{
		{"step-up", StepUp{Frame: f, Handle: "h", Verifier: "v", Options: options, Code: true}},
		{"step-up-key", StepUp{Frame: f, Handle: "h", Verifier: "v", Options: options}},
		{"step-up-code", StepUp{Frame: f, Handle: "h", Verifier: "v", Code: true}},
		{"step-up-skip", StepUp{Frame: f, Handle: "h", Verifier: "v", Options: options, Code: true, Skip: true}},
		{"step-up-school", StepUp{Frame: f, Handle: "h", Verifier: "v", Options: options, Code: true, BySchool: true}},
		{"step-up-locked", StepUp{Frame: f, Handle: "h", Verifier: "v", Options: options, Code: true, Locked: approved}},
		{"step-up-own", StepUp{Frame: own, Handle: "h", Verifier: "v", Options: options, Code: true, Recovery: true, Skip: true, Own: true}},
		{"factor-key", FactorKey{Frame: own, Handle: "h", Verifier: "v", Options: options}},
		{"factor-app", FactorApp{Frame: own, Handle: "h", Verifier: "v", Enrolment: "e", Seed: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", URI: "otpauth://totp/Sluis:Petteflat?secret=JBSWY3DPEHPK3PXP"}},
		{"factor-codes", FactorCodes{Frame: own, Handle: "h", Codes: []string{"AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "2222-3333-4444-5555-6666-7777"}}},
	}
}

func demoStories(l Lang) []story {
	f := frameOf()
	nav := []NavLink{{in(l, "Resultaat", "Result"), "/", true}, {in(l, "Opnieuw inloggen", "Sign in again"), "/login", false}}
	pupils := []DemoPupil{
		{"yara", "water-42", "Yara van den Heuvel", "Petteflat College", "Entree", ""},
		{"zoe", "kade-7", "Zoë Łukasiewicz-Ångström", "Petteflat College", "Entree", in(l, "zonder klas", "without a class")},
		{"mo", "brug-19", "محمد العربي", "Universiteit Harderwijk", "SURFconext", in(l, "student", "student")},
	}
	tries := []NavLink{{in(l, "Een leerling zonder leerlingnummer", "A pupil without a student number"), "/try/1", false}}
	kept := in(l, "Staat niet in de afspraak.", "Not in the agreement.")
	agreed := in(l, "Staat in de afspraak.", "In the agreement.")
	result := DemoResult{
		Frame: f, Nav: nav, Federation: "Entree", Person: "Yara", Received: 14, Passing: 3, Tries: tries, LogoutURL: "/logout",
		Rows: []DemoRow{
			{"", []string{"givenName", "nlEduPersonTussenvoegsels", "sn"}, []string{"Yara", "van den", "Heuvel"}, []string{"Yara van den Heuvel"}, "name", true, agreed},
			{"", []string{"nlEduPersonHomeOrganizationId"}, []string{"01AB"}, []string{"petteflat"}, "school", false, agreed},
			{"", []string{"urn:mace:dir:attribute-def:mail"}, []string{"yaravdh@petteflat.example"}, nil, "", false, kept},
			{"", []string{"onbekend"}, []string{strings.Repeat("x", 200)}, nil, "", false, kept},
		},
		Token: []TokenLine{{"iss", `"http://localhost:8080"`, false}, {"name", `"Yara van den Heuvel"`, true}, {"class", `["H2A"]`, true}},
	}
	return []story{
		{"demo-home", DemoHome{Frame: f, Nav: nav, Login: "/login", Pupils: pupils, Tries: tries}},
		{"demo-home-empty", DemoHome{}},
		{"demo-hub", DemoHub{Frame: f, Federation: "Entree", Action: "/hub/login", Hidden: []Field{{"request", "x"}}, Pupils: pupils}},
		{"demo-hub-wrong", DemoHub{Frame: f, Federation: "Entree", Action: "/hub/login", Wrong: true, Username: "yara"}},
		{"demo-result", result},
		{"demo-result-empty", DemoResult{}},
		{"demo-left", DemoLeft{Frame: f, Nav: nav, Login: "/login", Me: "/me", Told: []TokenLine{{"iss", `"http://localhost:8080"`, false}, {"sid", `"x"`, false}}}},
		{"demo-left-empty", DemoLeft{}},
		{"demo-information", information(l)},
	}
}
