package refusal

import (
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	t.Parallel()
	m := Message{
		Lang: "nl", Title: "{app} is er niet", Lead: "{school} stuurde je {item}. {federation} ook.",
		Steps: []string{"Kies {chosen}."}, Helpdesk: "Zie `x` bij {federation}.",
	}
	cases := map[string]struct {
		lang  string
		facts Facts
		want  string
	}{
		"facts as they are": {"nl",
			Facts{App: "eLoo", School: "de Vlieger", Item: "klas", Federation: "Entree", Chosen: "’t Hof"},
			"eLoo is er niet|de Vlieger stuurde je klas. Entree ook.|Kies ’t Hof.|Zie `x` bij Entree."},
		"generic words in Dutch": {"nl", Facts{},
			"De app is er niet|Je school stuurde je gegeven. De federatie ook.|Kies een andere school.|Zie `x` bij de federatie."},
		"generic words in English": {"en", Facts{},
			"The app is er niet|Your school stuurde je detail. The federation ook.|Kies another school.|Zie `x` bij the federation."},
		// A name that an operator or an app chose is not read a second time.
		"a fact is not a text": {"nl", Facts{App: "{school}", School: "{item}", Item: "{app}", Federation: "{", Chosen: "`"},
			"{school} is er niet|{item} stuurde je {app}. { ook.|Kies `.|Zie `x` bij {."},
	}
	for name, c := range cases {
		m.Lang = c.lang
		got := m.Fill(c.facts)
		if line := strings.Join([]string{got.Title, got.Lead, got.Steps[0], got.Helpdesk}, "|"); line != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, line, c.want)
		}
	}
	if m.Steps[0] != "Kies {chosen}." {
		t.Error("Fill changed its receiver")
	}
}

// Every text reads well without any fact: the first refusals come before the app
// is known.
func TestEveryTextFillsWhole(t *testing.T) {
	t.Parallel()
	for place, m := range messages() {
		m = m.Fill(Facts{})
		for _, s := range append([]string{m.Title, m.Lead}, m.Steps...) {
			if strings.ContainsAny(s, "{}") {
				t.Errorf("%s: a hole is left in %q", place, s)
			}
			if first := s[0]; first < 'A' || first > 'Z' {
				t.Errorf("%s: begins small: %q", place, s)
			}
		}
	}
}

func TestItemWord(t *testing.T) {
	t.Parallel()
	cases := []struct{ item, sector, lang, want string }{
		{"name", "vo", "nl", "naam"},
		{"name", "vo", "en", "name"},
		// requirements §7: leerling at a school, student at a university
		{"student_number", "po", "nl", "leerlingnummer"},
		{"student_number", "vo", "nl", "leerlingnummer"},
		{"student_number", "mbo", "nl", "leerlingnummer"},
		{"student_number", "ho", "nl", "studentnummer"},
		{"student_number", "", "nl", "leerlingnummer"},
		{"student_number", "ho", "en", "student number"},
		{"class", "vo", "nl", "klas"},
		{"class", "vo", "en", "class"},
		{"school", "vo", "en", "school"},
		{"role", "vo", "nl", "rol"},
		{"name,class", "vo", "nl", "naam en klas"},
		{"name, student_number,class", "vo", "en", "name, student number and class"},
		{"name,name", "vo", "nl", "naam"},
		// What is not an item is never shown as it came.
		{"<b>", "vo", "nl", "gegeven"},
		{"", "vo", "en", "detail"},
	}
	for _, c := range cases {
		if got := ItemWord(c.item, c.sector, c.lang); got != c.want {
			t.Errorf("ItemWord(%q, %q, %q) = %q, want %q", c.item, c.sector, c.lang, got, c.want)
		}
	}
}

func BenchmarkFill(b *testing.B) {
	m := Lookup(StudentNumberMissing).NL
	facts := Facts{App: "Portfolio", School: "Petteflat College", Item: "leerlingnummer", Federation: "Entree"}
	b.ReportAllocs()
	for b.Loop() {
		m.Fill(facts)
	}
}
