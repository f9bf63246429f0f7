package config

import (
	"errors"
	"strings"
	"testing"
)

const editable = `# De scholen van de stad.
connections: []   # leeg
schools:
  # Petteflat verhuist in 2027.
  - id: petteflat
    name: "Petteflat \"College\""   # met aanhalingstekens
    login_log: failed_only   # besluit 2026-03
    contact: {ict: 'kamer B.07, ''s middags', privacy: fg@petteflat.nl}
    travel:
      - countries: [ES, FR]   # werkweek
        until: 2026-10-02
      # Rome
      - {countries: [IT], until: 2026-10-09}

  - id: elders
    name: School Elders

# De apps.
apps:
- id: portfolio
  name: {nl: Portfolio, en: Portfolio}
  redirect_uris:
  - https://portfolio.example.nl/callback  # productie
  # acceptatie
  - "https://acc.portfolio.example.nl/callback"
  contract:
    version: 1   # telt op
    schools: [petteflat,
      elders,   # sinds september
    ]
    roles: [ student ]
    release:
      name: {purpose: {nl: Zo staat je naam boven je werk., en: Your name.}}
      class:
        purpose:
          nl: Zo ziet je docent je werk.
          en: Your teacher sees your work.
        optional: true
    # het einde
- {id: stil, name: {nl: Stil, en: Quiet}, contract: {version: 2, release: {}, roles: []}}`

// TestEditRegistry: what is changed is changed where it stands, and nothing else is.
func TestEditRegistry(t *testing.T) {
	t.Parallel()
	school := func(id, key string, to Value) Edit { return Edit{"schools", id, []string{key}, to} }
	app := func(to Value, keys ...string) Edit { return Edit{"apps", "portfolio", keys, to} }
	purpose := func(nl, en string) Value {
		return MapValue(Pair{"purpose", MapValue(Pair{"nl", TextValue(nl)}, Pair{"en", TextValue(en)})})
	}
	for _, c := range []struct {
		name     string
		edit     Edit
		old, new string // the one place that differs
	}{
		{"nothing", school("petteflat", "login_log", TextValue("failed_only")), "", ""},
		{"a scalar", school("petteflat", "login_log", TextValue("all")), "login_log: failed_only ", "login_log: all "},
		{"a quoted text", school("petteflat", "name", TextValue(`Petteflat: "nieuw"`)), `"Petteflat \"College\""`, `"Petteflat: \"nieuw\""`},
		{"a text within a mapping", school("petteflat", "contact", MapValue(Pair{"ict", TextValue("kamer 1")}, Pair{"privacy", TextValue("fg@petteflat.nl")})), `'kamer B.07, ''s middags'`, `"kamer 1"`},
		{"a key of a flow mapping goes", school("petteflat", "contact", MapValue(Pair{"privacy", TextValue("fg@petteflat.nl")})), `{ict: 'kamer B.07, ''s middags', privacy`, `{privacy`},
		{"the last key of a flow mapping goes", school("petteflat", "contact", MapValue(Pair{"ict", TextValue("kamer B.07, 's middags")})), `middags', privacy: fg@petteflat.nl}`, `middags'}`},
		{"a key comes at the end of a school", school("elders", "log_retention_days", NumberValue(200)), "name: School Elders\n", "name: School Elders\n    log_retention_days: 200\n"},
		{"a key comes behind a list", school("petteflat", "reauthenticate", TextValue("always")), "until: 2026-10-09}\n", "until: 2026-10-09}\n    reauthenticate: always\n"},
		{"a key goes", school("petteflat", "login_log", Value{}), "    login_log: failed_only   # besluit 2026-03\n", ""},
		{"a block goes", school("petteflat", "travel", Value{}), "    travel:\n      - countries: [ES, FR]   # werkweek\n        until: 2026-10-02\n      # Rome\n      - {countries: [IT], until: 2026-10-09}\n", ""},
		{"a journey goes", school("petteflat", "travel", ListValue(MapValue(Pair{"countries", TextsValue("IT")}, Pair{"until", DayValue("2026-10-09")}))), "      - countries: [ES, FR]   # werkweek\n        until: 2026-10-02\n      # Rome\n", "      # Rome\n"},
		{"an address comes", app(TextsValue("https://portfolio.example.nl/callback", "https://acc.portfolio.example.nl/callback", "https://x.example.nl/"), "redirect_uris"), `callback"` + "\n", `callback"` + "\n  - \"https://x.example.nl/\"\n"},
		{"an address goes", app(TextsValue("https://acc.portfolio.example.nl/callback"), "redirect_uris"), "  - https://portfolio.example.nl/callback  # productie\n", ""},
		{"a school goes from a flow list", app(TextsValue("elders"), "contract", "schools"), "[petteflat,\n      elders,", "[elders,"},
		{"a school comes in a flow list", app(TextsValue("petteflat", "elders", "derde"), "contract", "schools"), "elders,   #", "elders, derde,   #"},
		{"a role comes", app(TextsValue("student", "staff"), "contract", "roles"), "[ student ]", "[ student, staff ]"},
		{"an item comes", app(MapValue(Pair{"name", purpose("Zo staat je naam boven je werk.", "Your name.")}, Pair{"class", MapValue(Pair{"purpose", MapValue(Pair{"nl", TextValue("Zo ziet je docent je werk.")}, Pair{"en", TextValue("Your teacher sees your work.")})}, Pair{"optional", TruthValue(true)})}, Pair{"school", purpose("Zo: #dus", "So")}), "contract", "release"),
			"optional: true\n", "optional: true\n      school: {purpose: {nl: \"Zo: #dus\", en: So}}\n"},
		{"an item goes", app(MapValue(Pair{"class", MapValue(Pair{"purpose", MapValue(Pair{"nl", TextValue("Zo ziet je docent je werk.")}, Pair{"en", TextValue("Your teacher sees your work.")})}, Pair{"optional", TruthValue(true)})}), "contract", "release"),
			"      name: {purpose: {nl: Zo staat je naam boven je werk., en: Your name.}}\n", ""},
		{"a purpose changes", app(MapValue(Pair{"name", purpose("Anders.", "Your name.")}, Pair{"class", MapValue(Pair{"purpose", MapValue(Pair{"nl", TextValue("Zo ziet je docent je werk.")}, Pair{"en", TextValue("Your teacher sees your work.")})}, Pair{"optional", TruthValue(true)})}), "contract", "release"),
			"nl: Zo staat je naam boven je werk.,", `nl: "Anders.",`},
		{"the version goes up", app(NumberValue(2), "contract", "version"), "version: 1 ", "version: 2 "},
		{"all items go", app(MapValue(), "contract", "release"), "release:\n      name: {purpose: {nl: Zo staat je naam boven je werk., en: Your name.}}\n      class:\n        purpose:\n          nl: Zo ziet je docent je werk.\n          en: Your teacher sees your work.\n        optional: true\n", "release: {}\n"},
		{"within a flow app", Edit{"apps", "stil", []string{"contract", "roles"}, TextsValue("staff")}, "roles: []", "roles: [staff]"},
		{"an item in a flow app", Edit{"apps", "stil", []string{"contract", "release"}, MapValue(Pair{"name", purpose("N.", "N.")})}, "release: {}", `release: {name: {purpose: {nl: "N.", en: "N."}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if strings.Count(editable, c.old) != 1 && c.old != "" {
				t.Fatalf("%q does not stand there once", c.old)
			}
			want := strings.Replace(editable, c.old, c.new, 1)
			got, err := EditRegistry([]byte(editable), []Edit{c.edit})
			if err != nil || string(got) != want {
				t.Errorf("%v\n%s", err, got)
			}
		})
	}
}

// What cannot be found, or is written in a way that needs a person, is an error and no text.
func TestEditRegistryRefuses(t *testing.T) {
	t.Parallel()
	all := Edit{"schools", "petteflat", []string{"login_log"}, TextValue("all")}
	for name, c := range map[string]struct {
		text string
		edit Edit
		want error
	}{
		"no such school":       {editable, Edit{"schools", "nergens", []string{"login_log"}, TextValue("all")}, ErrNoEntry},
		"no such list":         {editable, Edit{"pupils", "petteflat", []string{"login_log"}, TextValue("all")}, ErrNoEntry},
		"no such key above":    {editable, Edit{"schools", "petteflat", []string{"contract", "roles"}, TextValue("all")}, ErrNoEntry},
		"no key at all":        {editable, Edit{"schools", "petteflat", nil, TextValue("all")}, ErrNoEntry},
		"a folded text":        {strings.Replace(editable, "login_log: failed_only ", "login_log: >-\n      failed_only\n    x: y ", 1), all, ErrShape},
		"an anchor":            {strings.Replace(editable, "login_log: failed", "login_log: &a failed", 1), all, ErrShape},
		"line breaks of DOS":   {strings.ReplaceAll(editable, "\n", "\r\n"), all, ErrShape},
		"a tab":                {editable + "\t", all, ErrShape},
		"two documents":        {editable + "\n---\na: b\n", all, ErrShape},
		"no YAML":              {"schools: [", all, ErrShape},
		"nothing":              {"", all, ErrShape},
		"the id is not edited": {editable, Edit{"schools", "petteflat", []string{"id"}, Value{}}, ErrShape},
	} {
		if got, err := EditRegistry([]byte(c.text), []Edit{c.edit}); !errors.Is(err, c.want) || got != nil {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
}

// FuzzEditRegistry: whatever the text, the edit is made and nothing but it, or it is refused.
func FuzzEditRegistry(f *testing.F) {
	f.Add(editable, "petteflat", "login_log", "all", uint8(0))
	f.Add(editable, "petteflat", "contact", "x: #y", uint8(1))
	f.Add(editable, "elders", "travel", "ES", uint8(2))
	f.Add("schools:\n- id: a\n  k: |\n    # text\n", "a", "k", "b", uint8(0))
	f.Add("schools: [{id: a, k: 'b'}]", "a", "k", "", uint8(3))
	f.Add("schools:\n- {id: a,\n  k: [b, # c\n  d]}\n", "a", "k", "d", uint8(2))
	f.Add("schools:\n- id: a\n  k:\n  - b\n  # c\n  - d\n...\n", "a", "k", "d", uint8(2))
	f.Fuzz(func(t *testing.T, text, id, key, value string, kind uint8) {
		to := []Value{TextValue(value), MapValue(Pair{"ict", TextValue(value)}), TextsValue(value, "d"), {}}[kind%4]
		x := Edit{"schools", id, []string{key}, to}
		got, err := EditRegistry([]byte(text), []Edit{x})
		if err != nil {
			return
		}
		before, after := &editor{text: text}, &editor{text: string(got)}
		if before.parse() != nil || after.parse() != nil {
			t.Fatalf("%q became %q, which is no registry", text, got)
		}
		want := fromLibrary(before.root)
		if x.apply(want) != nil || !says(fromLibrary(after.root), want) {
			t.Fatalf("%q became %q", text, got)
		}
		if again, err := EditRegistry(got, []Edit{x}); err != nil || string(again) != string(got) {
			t.Fatalf("twice: %q became %q, %v", got, again, err)
		}
	})
}
