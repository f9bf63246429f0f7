package web

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// said is one text in one language, filled with short words.
type said struct{ method, text string }

// saidBy calls every text once per argument that changes it.
func saidBy(t *testing.T, l Lang) []said {
	t.Helper()
	var all []said
	v := reflect.ValueOf(textsOf(l))
	contract := reflect.TypeFor[texts]()
	for i := range contract.NumMethod() {
		m := contract.Method(i)
		for _, args := range arguments(m) {
			for _, out := range flat(v.MethodByName(m.Name).Call(args)[0]) {
				all = append(all, said{m.Name, out})
			}
		}
	}
	return all
}

// keys are the words that choose between texts, by the method that reads them.
var keys = map[string][]string{
	"OwnerName": {"you", "school", "app", "federation", "sluis"}, "OwnerTurn": {"you", "school"},
	"ItemWord": {"name", "student_number", "class", "school", "role"}, "YourItem": {"name", "student_number", "class"}, "SendOptional": {"name", "student_number", "class"},
	"Sector": {"po", "vo", "mbo", "ho"}, "RoleWord": {"student", "staff"},
	"CookieUse": {"session", "device", "school"}, "LogoutState": {"done", "waiting", "maybe"}, "LogoutWhy": {"waiting", "maybe"},
	"CheckName": {"connection", "keys", "encoding", "signature", "response-version", "response-issuer", "destination", "in-response-to", "status", "decryption", "assertion",
		"assertion-version", "assertion-issuer", "issue-instant", "subject", "confirmation", "conditions", "authn-statement", "attributes", "answer", "once", "strength", "person", "school", "admission", "items", "factor"},
	"StopKind": {"school", "app", "connection"}, "RootWord": {"pairwise", "index", "seal", "device", "log", "form", "handle"}, "CheckedCame": {"ok", "missing", "not", "role"}, "FedUntil": {"hub", "metadata", "own", "token"}, "FedFact": {"metadata", "login", "schools", "countries"}, "FedStep": {"none", "stage", "hand", "move", "wait", "retire"},
	"FedSteps": {"stage", "hand", "move", "wait", "retire"}, "FedTurn": {"sluis", "federation"}, "FedEnding": {"hub", "metadata", "own", "token"}, "KeyStageName": {"in use", "published", "retired"},
	"LogTurn": {"you", "school", "app", "federation", "sluis"}, "LogReason": {"help", "incident", "request", "order"},
	"ItemCap": {"name", "student_number", "class", "school", "role"}, "BasisWord": {"public_task", "consent"}, "InformWord": {"first_login", "every_login", "never"}, "AdminRoleOfContract": {"student", "staff"}, "DiffAlso": {"student", "staff"},
	"ChangeReason": {"school_asked", "app_asked", "agreement", "mistake", "incident"}, "ChangeLocked": {"kept", "machines", "link"}, "SchoolAgainWord": {"", "always", "shared_device", "never"},
	"SchoolFactorWord": {"", "https://refeds.org/profile/mfa", "urn:sluis:acr:phishing-resistant"}, "SchoolFactorRoles": {"staff", "student", "student staff"},
	"AppWhy": {"never", "not_in_contract", "not_for_role", "narrowed_by_school", "incomplete", "not_sent"}, "VersionState": {"waiting", "accepted", "failed"},
	"Attribute": {"givenName", "urn:mace:dir:attribute-def:sn", "nlEduPersonProfileId", "uid", "mail"},
}

// arguments gives the calls that a method needs: every key, both numbers, both bools.
func arguments(m reflect.Method) [][]reflect.Value {
	calls := [][]reflect.Value{nil}
	for i := range m.Type.NumIn() {
		var values []reflect.Value
		switch in := m.Type.In(i); {
		case in.Kind() == reflect.String && i == 0 && keys[m.Name] != nil:
			for _, k := range keys[m.Name] {
				values = append(values, reflect.ValueOf(k))
			}
		case in.Kind() == reflect.String:
			values = []reflect.Value{reflect.ValueOf("Noord")}
		case in.Kind() == reflect.Int:
			values = []reflect.Value{reflect.ValueOf(1), reflect.ValueOf(3)}
		case in.Kind() == reflect.Bool:
			values = []reflect.Value{reflect.ValueOf(true), reflect.ValueOf(false)}
		case in == reflect.TypeFor[time.Time]():
			values = []reflect.Value{reflect.ValueOf(approved)}
		case in == reflect.TypeFor[time.Duration]():
			values = []reflect.Value{reflect.ValueOf(38 * time.Second), reflect.ValueOf(12 * time.Minute)}
		case in == reflect.TypeFor[[]string]():
			values = []reflect.Value{reflect.ValueOf([]string{"naam"}), reflect.ValueOf([]string{"naam", "klas"})}
		default:
			panic("a text takes a " + in.String() + ", which this test does not know")
		}
		var longer [][]reflect.Value
		for _, c := range calls {
			for _, v := range values {
				longer = append(longer, append(slices.Clone(c), v))
			}
		}
		calls = longer
	}
	return calls
}

// flat takes a text of any shape apart into strings.
func flat(v reflect.Value) []string {
	switch x := v.Interface().(type) {
	case string:
		return []string{x}
	case rich:
		var b strings.Builder
		for _, s := range x {
			if s.Kind == "br" {
				b.WriteByte(' ')
			}
			b.WriteString(s.Text)
		}
		return []string{b.String()}
	case fact:
		return []string{x.Term, x.Text, x.More}
	}
	var all []string
	for i := range v.Len() {
		all = append(all, flat(v.Index(i))...)
	}
	return all
}

// U-07: nothing is empty, and English is not Dutch. That a text is missing altogether
// does not compile; that it was forgotten is found here.
func TestTextsAreCompleteInBothLanguages(t *testing.T) {
	t.Parallel()
	nl, en := saidBy(t, NL), saidBy(t, EN)
	if len(nl) != len(en) || len(nl) < 150 {
		t.Fatalf("%d Dutch texts, %d English ones", len(nl), len(en))
	}
	same := []string{"Clock", "LinkPrivacy", "LinkCookies", "Sector", "CodeLabel", "OwnerName", "ItemWord", "RoleWord", "MeHead", "MeCount", "MeStop", "MeStopWith", "DemoPupilHead", "PrivacyLogHead", "Attribute", "LogoutState", "PrivacyAskSchool", "MeCaption", "SchoolCount", "ExplainApp", "AdminBlockReason", "VersionAuthor", "VersionReason", "AppVersionHead"}
	for i := range nl {
		if strings.TrimSpace(nl[i].text) == "" || strings.TrimSpace(en[i].text) == "" {
			t.Errorf("%s is empty: %q, %q", nl[i].method, nl[i].text, en[i].text)
		}
		if nl[i].text == en[i].text && !slices.Contains(same, nl[i].method) {
			t.Errorf("%s says %q in both languages", nl[i].method, nl[i].text)
		}
	}
}

// Ui §5: je, never u; no exclamation marks; the words of the table.
func TestVoice(t *testing.T) {
	t.Parallel()
	banned := map[Lang]*regexp.Regexp{
		NL: regexp.MustCompile(`(?i)\b(u|uw|gebruiker|aanmelden|afmelden|aangemeld|afgemeld|attribuut|attributen|gefilterd|ID)\b|!|  `),
		EN: regexp.MustCompile(`(?i)\b(user|log ?in|attribute|attributes|please note|filtered|OK)\b|!|  `),
	}
	for l, pattern := range banned {
		for _, s := range saidBy(t, l) {
			if found := pattern.FindString(s.text); found != "" && s.method != "Attribute" {
				t.Errorf("%s %s: %q in %q", l, s.method, found, s.text)
			}
		}
	}
}

// pupil texts at B1. Measured: at most 15 words in a sentence (ui §5), fewer
// than 10 on average, and the reading ease of Flesch, for Dutch in Douma's form:
// 60 and more is plain language.
func TestPupilTextsArePlain(t *testing.T) {
	t.Parallel()
	for _, l := range []Lang{NL, EN} {
		words, syllables, sentences := 0, 0, 0
		for _, s := range saidBy(t, l) {
			if strings.HasPrefix(s.method, "Demo") || s.method == "Attribute" {
				continue
			}
			for _, one := range sentencesOf(s.text) {
				w := strings.FieldsFunc(one, func(r rune) bool {
					return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\'' && r != '’'
				})
				if len(w) > 15 {
					t.Errorf("%s %s: %d words: %q", l, s.method, len(w), one)
				}
				if len(w) < 4 {
					continue // a label is no sentence; counting it would flatter the mean
				}
				sentences++
				words += len(w)
				for _, x := range w {
					syllables += syllablesOf(x, l)
				}
			}
		}
		perSentence, perWord := float64(words)/float64(sentences), float64(syllables)/float64(words)
		ease := 206.84 - 0.93*perSentence - 77*perWord // Douma 1960
		if l == EN {
			ease = 206.835 - 1.015*perSentence - 84.6*perWord // Flesch 1948
		}
		report := fmt.Sprintf("%s: %d sentences, %.1f words each, %.2f syllables a word, reading ease %.0f", l, sentences, perSentence, perWord, ease)
		t.Log(report)
		if sentences < 100 || perSentence > 10 || ease < 60 {
			t.Error(report)
		}
	}
}

var sentenceEnd = regexp.MustCompile(`[.?:](\s|$)`)

func sentencesOf(s string) []string { return sentenceEnd.Split(s, -1) }

var (
	vowels     = regexp.MustCompile(`(?i)[aeiouyéèëïöüáà]+`)
	silentEnd  = regexp.MustCompile(`(?i)([^aeiouyl]e|[^aeiouytd]ed)$`)
	newSyllabe = regexp.MustCompile(`(?i)[ëïöü]`)
)

// syllablesOf counts groups of vowels; a diaeresis begins a new one, an English final
// e is silent.
func syllablesOf(word string, l Lang) int {
	if l == EN && len(word) > 3 {
		word = silentEnd.ReplaceAllString(word, "x")
	}
	n := len(vowels.FindAllString(newSyllabe.ReplaceAllString(word, "xe"), -1))
	return max(n, 1)
}

// The measure must be able to fail: the sentence that B1 is there to prevent.
func TestPlainMeasureFindsOfficialese(t *testing.T) {
	t.Parallel()
	hard := "Verwerkingsverantwoordelijke onderwijsinstellingen verstrekken uitsluitend noodzakelijke persoonsgegevens"
	syllables, words := 0, strings.Fields(hard)
	for _, w := range words {
		syllables += syllablesOf(w, NL)
	}
	if ease := 206.84 - 0.93*float64(len(words)) - 77*float64(syllables)/float64(len(words)); ease > 0 {
		t.Errorf("reading ease %.0f for officialese", ease)
	}
	for word, want := range map[string]int{"leerlingnummer": 4, "school": 1, "naam": 1, "gegevens": 3, "financiën": 4} {
		if got := syllablesOf(word, NL); got != want {
			t.Errorf("%s: %d syllables, want %d", word, got, want)
		}
	}
	for word, want := range map[string]int{"school": 1, "name": 1, "number": 2, "agreed": 2, "title": 2} {
		if got := syllablesOf(word, EN); got != want {
			t.Errorf("%s: %d syllables, want %d", word, got, want)
		}
	}
}

func TestItemWord(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		l                  Lang
		item, sector, want string
	}{
		{NL, "student_number", "vo", "leerlingnummer"}, {NL, "student_number", "mbo", "leerlingnummer"},
		{NL, "student_number", "ho", "studentnummer"}, {EN, "student_number", "ho", "student number"},
		{NL, "class", "", "klas"}, {NL, "iets anders", "", "gegeven"}, {EN, "", "", "item"},
	} {
		if got := ItemWord(tc.l, tc.item, tc.sector); got != tc.want {
			t.Errorf("%s %s %s: %q, want %q", tc.l, tc.item, tc.sector, got, tc.want)
		}
	}
}
