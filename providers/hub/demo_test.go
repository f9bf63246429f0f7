package hub

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestDemoPeople holds what the demo promises of its people (contract 22 and the
// demo's own list): who is there, and that each can be typed in and told apart.
func TestDemoPeople(t *testing.T) {
	t.Parallel()
	logins := make(map[string]bool)
	var pupils, accents, infixes, beyond, rightToLeft, twoClasses, noClass, staff, noNumber, noName, affiliate, foreign, two int
	for _, style := range []Style{Entree, SURFconext} {
		schools, people := DemoPeople(style)
		h := testHub(t, style)
		for _, p := range people {
			if logins[p.Login] || strings.ContainsAny(p.Login+p.Password, " \t") || p.Login == "" || p.Password == "" || p.Note == "" {
				t.Errorf("%s: login %q, password %q, note %q", style, p.Login, p.Password, p.Note)
			}
			logins[p.Login] = true
			get := func(name string) []string { return valuesOf(p.Attributes, name) }
			role := get("eduPersonAffiliation")[0]
			name := strings.Join(get("givenName"), "") + strings.Join(get("sn"), "")
			v := h.vocabulary()
			numbers := slices.DeleteFunc(slices.Clone(get(v.number)), func(s string) bool { return !h.holdsNumber(s) })
			switch role {
			case "student":
				pupils++
			case "employee":
				staff++
			case "affiliate":
				affiliate++
			}
			for _, r := range name {
				switch {
				case unicode.In(r, unicode.Arabic):
					rightToLeft++
				case r > 0xff:
					beyond++
				case r > unicode.MaxASCII:
					accents++
				}
			}
			if len(get("nlEduPersonTussenvoegsels")) == 1 || strings.Contains(strings.Join(get("sn"), ""), " ") {
				infixes++
			}
			if role == "student" && style == Entree {
				switch len(get("nlEduPersonUnit")) {
				case 0:
					noClass++
				case 2:
					twoClasses++
				}
			}
			if role == "student" && name+strings.Join(get("displayName"), "") == "" {
				noName++
			}
			if role == "student" && len(numbers) == 0 {
				noNumber++
			}
			own := 0
			for _, n := range numbers {
				s, _ := h.school(p.School)
				if style == SURFconext && !strings.Contains(n, ":"+s.Organisation+":") {
					foreign++
				} else {
					own++
				}
			}
			if own > 1 {
				two++
			}
			for _, a := range p.Attributes {
				for _, value := range a.Values {
					if err := xml.EscapeText(&strings.Builder{}, []byte(value)); err != nil || strings.ContainsRune(value, unicode.ReplacementChar) {
						t.Errorf("%s: %s cannot be written", p.Login, a.Name)
					}
				}
			}
		}
		if len(schools) < 2 {
			t.Errorf("%s: %d schools", style, len(schools))
		}
	}
	for what, n := range map[string]int{
		"accents": accents, "infixes": infixes, "letters beyond Latin-1": beyond, "right to left": rightToLeft,
		"two classes": twoClasses, "no class": noClass, "staff": staff, "no student number": noNumber, "no name": noName,
		"affiliate only": affiliate, "a number of another organisation": foreign, "two numbers": two,
	} {
		if n == 0 {
			t.Errorf("nobody has %s", what)
		}
	}
	if pupils < 12 {
		t.Errorf("%d pupils", pupils)
	}
}

// TestConfig: what cannot be is refused by name.
func TestConfig(t *testing.T) {
	t.Parallel()
	good := func() Config {
		schools, people := DemoPeople(Entree)
		return Config{Style: Entree, BaseURL: "http://127.0.0.1:1", Key: testKeys()[0].private, Certificate: testKeys()[0].der, Schools: schools, People: people}
	}
	for _, c := range []struct {
		name   string
		change func(*Config)
		says   string
	}{
		{"style", func(c *Config) { c.Style = "other" }, "style"},
		{"no base URL", func(c *Config) { c.BaseURL = "" }, "not an origin"},
		{"slash at the end", func(c *Config) { c.BaseURL += "/" }, "not an origin"},
		{"path", func(c *Config) { c.BaseURL += "/hub" }, "not an origin"},
		{"school without id", func(c *Config) { c.Schools = append(c.Schools, School{Organisation: "99ZZ"}) }, "needs an id"},
		{"school twice", func(c *Config) { c.Schools = append(c.Schools, c.Schools[0]) }, "two schools"},
		{"person nowhere", func(c *Config) { c.People = append(c.People, Person{Login: "x", School: "nowhere"}) }, "not here"},
		{"login twice", func(c *Config) { c.People = append(c.People, c.People[0]) }, "taken"},
		{"certificate of another key", func(c *Config) { c.Certificate = testKeys()[1].der }, "does not belong"},
		{"broken certificate", func(c *Config) { c.Certificate = []byte("x") }, "parse certificate"},
		{"service provider without ACS", func(c *Config) { c.SPs = []SP{{EntityID: "x"}} }, "assertion consumer"},
		{"service provider without key", func(c *Config) { c.SPs = []SP{{EntityID: "x", ACS: []string{"y"}}} }, "no signing certificate"},
	} {
		config := good()
		c.change(&config)
		if _, err := New(config); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	h, err := New(good())
	if err != nil || h.EntityID() != "http://127.0.0.1:1/metadata" {
		t.Errorf("the good one: %v", err)
	}
}

// TestNames: names are unique and stable in form, and each does something.
func TestNames(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, n := range Misbehaviours() {
		if seen[n.Name] || strings.ToLower(n.Name) != n.Name || strings.Contains(n.Name, " ") {
			t.Errorf("name %q", n.Name)
		}
		seen[n.Name] = true
		if n.Honest && n.Either {
			t.Errorf("%s is honest and either", n.Name)
		}
	}
	if len(seen) < 120 {
		t.Errorf("%d misbehaviours", len(seen))
	}
}

// TestFaultsOfTheAsker: a misbehaviour that cannot be is an error, not an honest
// answer.
func TestFaultsOfTheAsker(t *testing.T) {
	t.Parallel()
	h := testHub(t, Entree)
	p := person(t, h, "yara")
	for name, m := range map[string]Misbehaviour{
		"unknown part":           {Tamper: "shoe-size"},
		"unknown wrapping":       {Wrap: 9},
		"wrap without a seal":    {Sign: SignNothing, Wrap: 3},
		"response not signed":    {Wrap: 1},
		"nothing to encrypt":     {NoAssertion: true, Encrypt: new(Encryption)},
		"unknown content cipher": {Encrypt: &Encryption{Data: "urn:x"}},
		"unknown key cipher":     {Encrypt: &Encryption{Key: "urn:x"}},
		"unknown OAEP digest":    {Encrypt: &Encryption{Digest: "urn:x"}},
		"unknown OAEP mask":      {Encrypt: &Encryption{MGF: "urn:x"}},
		"unknown encoding":       {Encoding: "ebcdic"},
		"unknown c14n":           {C14N: "urn:x"},
		"unknown signature":      {SignatureMethod: "urn:x"},
		"unknown digest":         {DigestMethod: "urn:x"},
		"part that is not here":  {NoConditions: true, Tamper: "audience"},
	} {
		if _, err := h.Answer(theRequest, p, m); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	lost := theRequest
	lost.KeyID = "unknown"
	if _, err := h.Answer(lost, p, Misbehaviour{}); err == nil {
		t.Error("unknown key: no error")
	}
}
