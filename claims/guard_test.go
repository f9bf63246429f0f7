package claims

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestGuardNames: M-12 and M-18, "attribute or claim name on list ⇒ contract refused".
func TestGuardNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		word     string // "" for a name that may be used
		category Category
	}{
		{"bsn", "bsn", NationalNumber}, {"hasBSN", "BSN", NationalNumber}, {"BSNNumber", "BSN", NationalNumber},
		{"student_bsn_2", "bsn", NationalNumber}, {"PGN", "PGN", NationalNumber}, {"burgerservicenummer", "burgerservicenummer", NationalNumber},
		{"burger_service_nummer", "burger_service_nummer", NationalNumber}, {"onderwijsnummer", "onderwijsnummer", NationalNumber},
		{"OnderwijsNummer", "OnderwijsNummer", NationalNumber}, {"urn:example:def:hPGN", "PGN", NationalNumber},
		{"citizenServiceNumber", "citizenServiceN", NationalNumber}, {"social-security-number", "social-security-number", NationalNumber},
		{"student_religion", "religion", Religion}, {"nlEduPersonReligie", "Religie", Religion}, {"geloof", "geloof", Religion},
		{"urn:example:def:etniciteit", "etniciteit", Ethnicity}, {"ethnic_origin", "ethnic", Ethnicity}, {"race", "race", Ethnicity},
		{"health_status", "health", Health}, {"gezondheidsgegevens", "gezondheidsgegevens", Health}, {"allergieën", "allergieën", Health},
		{"special_needs", "special_needs", Health}, {"specialNeeds", "specialNeeds", Health}, {"diagnosis", "diagnosis", Health},
		{"politieke-voorkeur", "politieke-voorkeur", Politics}, {"trade_union_membership", "trade_union", Politics},
		{"sexualOrientation", "sexual", Sexuality}, {"seksuele_voorkeur", "seksuele", Sexuality},
		{"biometricTemplate", "biometric", Genetics}, {"vingerafdruk", "vingerafdruk", Genetics},

		{"name", "", 0}, {"student_number", "", 0}, {"class", "", 0}, {"school", "", 0}, {"role", "", 0}, {"profile", "", 0},
		{"portfolio", "", 0}, {"rasterwerk", "", 0}, {"tracer", "", 0}, {"embrace", "", 0}, {"geloofwaardig", "", 0}, {"jobsnl", "", 0},
		{"nlEduPersonProfileId", "", 0}, {"urn:mace:dir:attribute-def:eduPersonAffiliation", "", 0}, {"third_party", "", 0},
		{"is_lam", "", 0}, {"", "", 0}, {"b_s_n", "", 0},
	} {
		got := GuardNames(c.name)
		switch {
		case c.word == "" && len(got) > 0:
			t.Errorf("%q is refused for %v", c.name, got)
		case c.word != "" && (len(got) == 0 || got[0].Category != c.category || !strings.HasPrefix(got[0].Word, c.word)):
			t.Errorf("%q gives %v, want %q in %s", c.name, got, c.word, c.category.Text().EN)
		}
	}
	if got := GuardNames("name", "bsn", "class", "religion"); len(got) != 2 {
		t.Errorf("of four names %v are refused, want two", got)
	}
	for _, name := range append(Needed(Entree, Everything), Needed(SURFconext, Everything)...) {
		if got := GuardNames(name); len(got) > 0 {
			t.Errorf("our own attribute %q is refused for %v", name, got)
		}
	}
}

// TestGuardText: purposes, in both languages.
func TestGuardText(t *testing.T) {
	t.Parallel()
	for text, word := range map[string]string{
		"Om je godsdienst te weten":                                                    "godsdienst",
		"Voor de registratie van je GEZONDHEID.":                                       "GEZONDHEID",
		"so that we know your ethnicity":                                               "ethnicity",
		"Vanwege je politieke\nvoorkeur":                                               "politieke\nvoorkeur",
		"to store your special needs":                                                  "special needs",
		"Om je BSN te controleren":                                                     "BSN",
		"Het persoonsgebonden nummer staat op je diploma":                              "persoonsgebonden nummer",
		"Voor je seksuele voorkeur":                                                    "seksuele",
		"je lidmaatschap van een vakbond":                                              "vakbond",
		"Wij vragen naar je geloofsovertuiging":                                        "geloofsovertuiging",
		"Zo ziet je docent van wie het werk is":                                        "",
		"To add your results to your portfolio, class by class":                        "",
		"Een diagnose van je rekenniveau en de juiste toets":                           "",
		"Om teaching aids klaar te zetten":                                             "",
		"Om je in te delen bij de juiste klas; dat is lam":                             "",
		"Zodat je leerlingnummer op je toets staat":                                    "",
		"Om je naam boven je werk te zetten, ook als je ziet dat hij geloofwaardig is": "",
	} {
		got := GuardText(text)
		if word == "" && len(got) > 0 || word != "" && (len(got) != 1 || got[0].Word != word) {
			t.Errorf("%q gives %v, want %q", text, got, word)
		}
	}
}

// TestContractGuard looks at the purposes of what is released, and at those only.
func TestContractGuard(t *testing.T) {
	t.Parallel()
	c := contract(ItemsOf(Name, Class))
	if got := c.Guard(); got != nil {
		t.Fatalf("an innocent contract is refused for %v", got)
	}
	c.Terms[Class].Purpose.EN = "to know your religion"
	c.Terms[Name].Purpose.NL = "om je bsn te vinden"
	c.Terms[School].Purpose.NL = "om je etniciteit te weten" // not released: no such term
	if got := c.Guard(); len(got) != 2 || got[0].Word != "bsn" || got[1].Word != "religion" {
		t.Errorf("findings are %v", got)
	}
	for k := range categoryEnd {
		if k.Text().NL == "" || k.Text().EN == "" {
			t.Errorf("category %d has no words", k)
		}
	}
	if Category(200).Text() != categoryWords[0] {
		t.Error("an unknown category has words of its own")
	}
}

func FuzzGuard(f *testing.F) {
	f.Add("hasBSNNumber")                 // camelCase on both sides
	f.Add("allergieën\u2028GEZONDHEID")   // folding, other separators
	f.Add("b\xffsn is lam tr\xc3ade ĳs")  // bytes that are not UTF-8
	f.Add("special   educational__needs") // three words as one
	f.Fuzz(func(t *testing.T, s string) {
		for _, found := range append(GuardNames(s), GuardText(s)...) {
			if found.Word == "" || !strings.Contains(s, found.Word) || found.Category == 0 || found.Category >= categoryEnd {
				t.Errorf("finding %v does not stand in the text", found)
			}
		}
		if len(GuardText(s+" bsn")) == 0 || len(GuardNames(s+"_bsn")) == 0 {
			t.Error("what stands before a word hides it")
		}
	})
}

func TestElevenProof(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]bool{
		"111222333": true, "123456782": true, "063138219": true, // public test numbers
		"111222334": false, "123456789": false, "000000000": false, "11122233": false, "1112223330": false,
		"11122233a": false, "": false, "111 22333": false, "１１１": false, "111222\x2f33": false,
	} {
		if got := ElevenProof(number); got != want {
			t.Errorf("%q passes: %v, want %v", number, got, want)
		}
	}
	passed := 0
	for n := range 99_000 {
		if ElevenProof(fmt.Sprintf("%09d", 100_000_000+n)) {
			passed++
		}
	}
	if passed < 8_800 || passed > 9_200 {
		t.Errorf("%d of 99,000 consecutive numbers pass, want one in eleven (less the check digit ten)", passed)
	}
}

// TestShareGuard: M-18, more than 20 % in a school.
func TestShareGuard(t *testing.T) {
	t.Parallel()
	count := func(proof, other int) (g ShareGuard) {
		for range proof {
			g.Count("111222333")
		}
		for range other {
			g.Count("s1234567")
		}
		g.Count("") // a pupil without a number is not one that was sent
		return g
	}
	for _, c := range []struct {
		proof, other int
		want         bool
	}{
		{49, 0, false}, {50, 0, true}, {11, 39, true}, {10, 40, false}, {0, 50, false}, {20, 80, false}, {21, 79, true}, {0, 0, false},
	} {
		if g := count(c.proof, c.other); g.Alert() != c.want || g.Seen != uint32(c.proof+c.other) || g.Proof != uint32(c.proof) {
			t.Errorf("%d of %d: alert is %v, want %v (%+v)", c.proof, c.proof+c.other, g.Alert(), c.want, g)
		}
	}
	g := count(4000, 0)
	for range 20_000 {
		g.Count("s1234567")
	}
	if g.Alert() || g.Seen > shareWindow || g.Proof > g.Seen {
		t.Errorf("a school that mended its ways is still accused: %+v", g)
	}
	random := rand.New(rand.NewPCG(1, 2)) // seeded: the test says the same every time
	var chance ShareGuard
	for range 10_000 {
		chance.Count(fmt.Sprintf("%09d", random.IntN(1_000_000_000)))
		if chance.Alert() {
			t.Fatalf("nine random digits alert after %d numbers", chance.Seen)
		}
	}
}
