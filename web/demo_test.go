package web

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Contract 22: the last page of the demo shows sub, what was released, and what was
// withheld and why. Each row says in words what it is.
func TestDemoResult(t *testing.T) {
	t.Parallel()
	sub := strings.Repeat("k7t4q2mz", 7)
	v := DemoResult{
		Frame: Frame{App: "Portfolio", Sector: "ho"}, Federation: "SURFconext", Person: "Zoë", Received: 4, Passing: 2,
		Rows: []DemoRow{
			{Names: []string{"givenName", "sn"}, Sent: []string{"Zoë", "Łuk"}, Got: []string{"Zoë Łuk"}, Claim: "name", Marked: true, Why: "a"},
			{Names: []string{"schacPersonalUniqueCode"}, Sent: []string{"urn:x:77"}, Got: []string{"77"}, Claim: "student_number", Marked: true, Why: "b"},
			{Names: []string{"NameID"}, Sent: []string{"zz"}, Got: []string{sub}, Claim: "sub", Why: "c"},
			{Names: []string{"urn:mace:dir:attribute-def:mail"}, Sent: []string{strings.Repeat("m", 90)}, Why: "Staat niet in de afspraak."},
		},
		Token: []TokenLine{{"sub", `"` + sub + `"`, false}, {"name", `"Zoë Łuk"`, true}},
	}
	doc, r := render(t, v, NL)
	if r.Title != "Hallo Zoë, je bent ingelogd bij Portfolio" {
		t.Errorf("title %q", r.Title)
	}
	var rows []string
	for _, tr := range find(doc, isTag("tr"), within("tbody")) {
		var cells []string
		for _, c := range find(tr, func(n *html.Node) bool { return n.Data == "th" || n.Data == "td" }) {
			cells = append(cells, strings.Join(strings.Fields(text(c)), " "))
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	want := []string{
		"NaamgivenNamesn | Zoë Łuk | Zoë Łuk name | a",
		"StudentnummerschacPersonalUniqueCode | urn:x:77 | 77 student_number | b",
		"NameIDNameID | zz | " + sub + " sub | c",
		"E-mailurn:mace:dir:attribute-def:mail | " + strings.Repeat("m", 47) + "… | bleef hier | Staat niet in de afspraak.",
	}
	if !slices.Equal(rows, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	if got, want := text(find(doc, isTag("pre"))[0]), "{\n  \"sub\": \""+sub+"\",\n  \"name\": \"Zoë Łuk\"\n}"; got != want {
		t.Errorf("token %q, want %q", got, want)
	}
	if got := words(find(doc, isTag("mark"))); len(got) != 6 {
		t.Errorf("marked %q", got)
	}
}

func TestDemoHub(t *testing.T) {
	t.Parallel()
	doc, _ := render(t, DemoHub{Frame: Frame{School: "Petteflat College"}, Action: "/login", Hidden: []Field{{"request", "x"}}, Wrong: true, Username: "yara"}, EN)
	for _, name := range []string{"request", "username", "password"} {
		if len(find(doc, isTag("input"), has("name", name), within("form"))) != 1 {
			t.Errorf("field %s is missing", name)
		}
	}
	field := find(doc, has("id", "username"))[0]
	if attr(field, "aria-invalid") != "true" || attr(field, "value") != "yara" || len(find(doc, has("id", attr(field, "aria-describedby")), has("role", "alert"))) != 1 {
		t.Error("a wrong pair is not told to a screen reader (WCAG 3.3.1)")
	}
}
