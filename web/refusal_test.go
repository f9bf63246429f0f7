package web

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Contract 8, F-14, U-11: code, owner, next steps, the way back with the error.
func TestRefusalPage(t *testing.T) {
	t.Parallel()
	for _, l := range []Lang{NL, EN} {
		v, ok := refusalStories(l)[0].view.(Refusal)
		if !ok {
			t.Fatal("the first story of refusals is none")
		}
		doc, r := render(t, v, l)
		main := text(only(t, doc, "main"))
		for _, want := range []string{"SLUIS-2107", "reiger kade zeven", in(l, "18 november 2026 om 08:31", "18 November 2026 at 08:31")} {
			if !strings.Contains(main, want) {
				t.Errorf("%s: %q is not on the page", l, want)
			}
		}
		now := find(doc, isTag("li"), has("aria-current", "true"))
		if len(now) != 1 || !strings.HasPrefix(text(now[0]), in(l, "Je school", "Your school")) {
			t.Errorf("%s: who is to act is not told once", l)
		}
		bolds := words(find(doc, isTag("b"), within("main")))
		if want := in(l, "Jij hebt niets fout gedaan.", "You did nothing wrong."); !slices.Contains(bolds, want) || strings.Count(main, want) != 1 {
			t.Errorf("%s: guilt is not lifted, or twice: %q", l, bolds)
		}
		if n := len(find(doc, isTag("a"), has("href", v.BackURL))); n != 1 {
			t.Errorf("%s: the way back to the app is not there as given", l)
		}
		if got := words(find(doc, isTag("code"))); !slices.Contains(got, "nlEduPersonProfileId") {
			t.Errorf("the attribute for the help desk is not set as code: %q", got)
		}
		if r.HasForm || r.HasScript || len(find(doc, isTag("mark"))) > 0 {
			t.Error("a refusal has no form, no script and nothing that goes through")
		}
		// A primary button, and one only (ui principle 3).
		if n := len(find(doc, func(n *html.Node) bool { return attr(n, "class") == "btn on" })); n != 1 {
			t.Errorf("%d primary buttons", n)
		}
	}
}

// A missed item is named, in the word of the sector (contract 8); where the title
// names it already, once is enough.
func TestRefusalNamesWhatIsMissed(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, title, sector string
		missing             []string
		want                string
	}{
		{"in the title", "Je school stuurt je leerlingnummer niet mee", "vo", []string{"student_number"}, ""},
		{"not in the title", "Er mist iets", "vo", []string{"student_number"}, "Dit gegeven mist: leerlingnummer."},
		{"university", "Er mist iets", "ho", []string{"student_number"}, "Dit gegeven mist: studentnummer."},
		{"several", "Er mist iets", "mbo", []string{"name", "student_number", "class"}, "Deze gegevens missen: naam, leerlingnummer, klas."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			doc, _ := render(t, Refusal{Frame: Frame{Sector: tc.sector}, Title: tc.title, Missing: tc.missing, Received: 9}, NL)
			main := text(only(t, doc, "main"))
			if tc.want == "" && strings.Contains(main, "mist:") || !strings.Contains(main, tc.want) {
				t.Errorf("got %s, want %q", main, tc.want)
			}
		})
	}
}

func TestRefusalOwners(t *testing.T) {
	t.Parallel()
	for owner, want := range map[string]string{
		"you": "Jij bent aan zet", "school": "Je school is aan zet", "app": "Portfolio is aan zet", "federation": "SURFconext is aan zet", "sluis": "Sluis is aan zet",
	} {
		doc, _ := render(t, Refusal{Frame: Frame{App: "Portfolio"}, Owner: owner, Federation: "SURFconext"}, NL)
		if got := text(find(doc, has("aria-current", "true"))[0]); got != want {
			t.Errorf("%s: %q, want %q", owner, got, want)
		}
	}
	doc, _ := render(t, Refusal{Owner: "app"}, EN)
	if got := text(find(doc, has("aria-current", "true"))[0]); got != "The app is to act" {
		t.Errorf("without names: %q", got)
	}
}

// The one piece of markup that texts may hold; a stray backtick stays text.
func TestInCode(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"a `b` c":      "a [b] c",
		"`b`":          "[b]",
		"a `b":         "a `b",
		"`a` `b` `c":   "[a] [b] `c",
		"":             "",
		"`<script>` x": "[<script>] x",
	} {
		var got strings.Builder
		for _, s := range inCode(in) {
			if s.Kind == "code" {
				got.WriteString("[" + s.Text + "]")
			} else {
				got.WriteString(s.Text)
			}
		}
		if got.String() != want {
			t.Errorf("%q: %q, want %q", in, got.String(), want)
		}
	}
}
