package web

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// U-09, contract 7: every value that will be released stands on the page, marked;
// the buttons carry data-action and say what they do.
func TestInformationShowsWhatGoes(t *testing.T) {
	t.Parallel()
	for _, l := range []Lang{NL, EN} {
		doc, r := render(t, information(l), l)
		if want := in(l, "Welke gegevens gaan naar Portfolio?", "What does Portfolio get to know?"); r.Title != want {
			t.Errorf("title %q", r.Title)
		}
		if got, want := words(find(doc, isTag("mark"))), []string{"Yara van den Heuvel", "2041187", "H2A"}; !slices.Equal(got, want) {
			t.Errorf("marked %q, want %q", got, want)
		}
		main := text(only(t, doc, "main"))
		for _, want := range []string{
			in(l, "Je leerlingnummer", "Your student number"), in(l, "Zo staat je naam boven je werk.", "It puts your name on your work."),
			in(l, "omdat je school dit nodig heeft voor het onderwijs", "because your school needs it for teaching"),
			in(l, "1 september 2026", "1 September 2026"), "Voorbeeld B.V.",
			in(l, "Portfolio krijgt er 3. De rest bewaren we niet.", "Portfolio gets 3. We keep none of the rest."),
			in(l, "ziet ook dat je leerling bent van Petteflat College", "also sees that you are a pupil at Petteflat College"),
		} {
			if !strings.Contains(main, want) {
				t.Errorf("%s: %q is not on the page", l, want)
			}
		}
		if !r.HasForm || !r.HasScript || r.HasFetch {
			t.Errorf("form %v, script %v, fetch %v", r.HasForm, r.HasScript, r.HasFetch)
		}
		checkAnswer(t, r.Body, l, []string{"continue", "decline"})
	}
}

// checkAnswer holds the form of a page that asks to contract 7.
func checkAnswer(t *testing.T, body []byte, l Lang, want []string) {
	t.Helper()
	doc := parse(t, body)
	var got []string
	for _, b := range find(doc, isTag("button"), within("form")) {
		action := attr(b, "data-action")
		got = append(got, action)
		if attr(b, "name") != "answer" || attr(b, "value") != action {
			t.Errorf("button %q posts %s=%s", action, attr(b, "name"), attr(b, "value"))
		}
		words := map[string]string{
			"continue": in(l, "Doorgaan", "Continue"), "decline": in(l, "Niet doorgaan", "Do not continue"), "notme": in(l, "Niet jij?", "Not you?"),
		}
		if !strings.Contains(text(b), words[action]) {
			t.Errorf("button %q says %q", action, text(b))
		}
		if hint := "btn sm"; action == "decline" && strings.Contains(attr(b, "class"), hint) {
			t.Error("no is as large as yes (ui principle 4)")
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("buttons %v, want %v", got, want)
	}
	form := find(doc, isTag("form"))[0]
	if attr(form, "action") != PathAnswer {
		t.Errorf("the form posts to %q", attr(form, "action"))
	}
	for _, name := range []string{"h", "v", "lang"} {
		if len(find(doc, isTag("input"), has("name", name), has("type", "hidden"))) != 1 {
			t.Errorf("hidden field %s is missing", name)
		}
	}
}

// What must be asked shares the one page (contract 7), with one note at most (ui §4).
func TestInformationAsksTheRest(t *testing.T) {
	t.Parallel()
	v := information(NL)
	v.NotYou, v.Person, v.OtherSchool, v.Changed = true, "Yara van den Heuvel", "Polderlicht", true
	doc, r := render(t, v, NL)
	checkAnswer(t, r.Body, NL, []string{"continue", "decline", "notme"})
	main := text(only(t, doc, "main"))
	for _, want := range []string{"Je koos Polderlicht. Maar je logde in bij Petteflat College.", "Er is iets veranderd", "Je school weet nog dat Yara van den Heuvel is ingelogd. Niet jij?"} {
		if !strings.Contains(main, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if n := len(find(doc, func(n *html.Node) bool { return strings.HasPrefix(attr(n, "class"), "note") })); n != 1 {
		t.Errorf("%d notes", n)
	}
}

// Consent: every tick starts empty, and what is off is not counted (C-10, design §4).
func TestInformationTicks(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		on      bool
		passing int
	}{{"public task starts on", true, 3}, {"consent starts empty", false, 2}} {
		v := information(NL)
		v.Items[2].On, v.Passing = tc.on, tc.passing
		doc, _ := render(t, v, NL)
		tick := find(doc, isTag("input"), has("name", "item"))
		if len(tick) != 1 || attr(tick[0], "value") != "class" || slices.ContainsFunc(tick[0].Attr, isChecked) != tc.on {
			t.Errorf("%s: the tick is wrong", tc.name)
		}
		if got := attr(find(doc, isTag("form"))[0], "data-fixed"); got != "2" {
			t.Errorf("%s: data-fixed is %s, want 2", tc.name, got)
		}
	}
	v := information(NL)
	v.Items = v.Items[:2]
	if _, r := render(t, v, NL); r.HasScript {
		t.Error("a page without a tick needs no script")
	}
}

// Words follow the sector and the role (contract 8, requirements §6.1).
func TestInformationWords(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		l                          Lang
		sector, role, number, word string
	}{
		{NL, "po", "student", "Je leerlingnummer", "leerling"},
		{NL, "vo", "student", "Je leerlingnummer", "leerling"},
		{NL, "mbo", "student", "Je leerlingnummer", "student"},
		{NL, "ho", "student", "Je studentnummer", "student"},
		{NL, "ho", "staff", "Je studentnummer", "medewerker"},
		{EN, "vo", "student", "Your student number", "pupil"},
		{EN, "ho", "student", "Your student number", "student"},
		{EN, "vo", "staff", "Your student number", "member of staff"},
	} {
		v := information(tc.l)
		v.Frame.Sector, v.Role = tc.sector, tc.role
		doc, _ := render(t, v, tc.l)
		if got := text(find(doc, isTag("dt"))[1]); got != tc.number {
			t.Errorf("%s %s: %q, want %q", tc.l, tc.sector, got, tc.number)
		}
		if got := words(find(doc, isTag("b"), within("main"))); !slices.Contains(got, tc.word) {
			t.Errorf("%s %s %s: %q does not say %q", tc.l, tc.sector, tc.role, got, tc.word)
		}
	}
}

// School and role as rows: said in words, not yellow (they are facts of context), and
// not said twice (U-09, contract 7).
func TestInformationFactsOfContext(t *testing.T) {
	t.Parallel()
	v := information(NL)
	v.Items = append(v.Items[:1:1], ItemRow{Item: "school", Values: []string{"Petteflat College"}}, ItemRow{Item: "role", Values: []string{"student"}})
	doc, _ := render(t, v, NL)
	main := text(only(t, doc, "main"))
	if n := len(find(doc, isTag("mark"))); n != 1 || !strings.Contains(main, "Je rolleerling") || strings.Contains(main, "ziet ook") {
		t.Errorf("%d marked: %s", n, main)
	}
}

// A pseudonymous app: `release: {}` is a valid contract (contract 1, M-08).
func TestInformationWithoutAnyItem(t *testing.T) {
	t.Parallel()
	doc, _ := render(t, Information{Frame: frameOf(), Received: 12}, NL)
	if n := len(find(doc, isTag("mark"))); n != 0 {
		t.Error("something is marked, though nothing goes")
	}
	if main := text(only(t, doc, "main")); !strings.Contains(main, "niets persoonlijks") || !strings.Contains(main, "Portfolio krijgt er 0") {
		t.Errorf("the page does not say that nothing goes: %s", main)
	}
	if n := len(find(doc, isTag("dl"))); n != 0 {
		t.Error("an empty list")
	}
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		v       Confirm
		title   string
		says    string
		buttons []string
	}{
		{"not you", Confirm{Frame: frameOf(), NotYou: true, Person: "Jan"}, "Ben jij dit?", "Dat is Jan.", []string{"continue", "decline", "notme"}},
		{"other school", Confirm{Frame: frameOf(), OtherSchool: "Polderlicht"}, "Klopt deze school?", "Je koos Polderlicht. Maar je logde in bij Petteflat College.", []string{"continue", "decline"}},
		{"both", Confirm{Frame: frameOf(), NotYou: true, OtherSchool: "Polderlicht"}, "Ben jij dit?", "Je koos Polderlicht.", []string{"continue", "decline", "notme"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			doc, r := render(t, tc.v, NL)
			if r.Title != tc.title || !strings.Contains(text(only(t, doc, "main")), tc.says) {
				t.Errorf("%q: %s", r.Title, text(only(t, doc, "main")))
			}
			checkAnswer(t, r.Body, NL, tc.buttons)
		})
	}
}
