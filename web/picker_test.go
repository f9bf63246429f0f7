package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

func buttonIDs(doc *html.Node) []string {
	var ids []string
	for _, b := range find(doc, isTag("button"), has("name", "school")) {
		ids = append(ids, attr(b, "value"))
	}
	return ids
}

// Contract 6: with at most twenty schools the first page lists them all; with more
// it has a search field and a link to the whole list; all without script.
func TestPickerStates(t *testing.T) {
	t.Parallel()
	rows := NewFinder(schoolRows()).All(nil)
	for _, tc := range []struct {
		name                  string
		v                     SchoolPicker
		search, script, toAll bool
		schools               int
	}{
		{"few", SchoolPicker{Sealed: "a+b", Schools: rows, Total: 9}, false, false, false, 9},
		{"start", SchoolPicker{Sealed: "a+b", Total: 1500}, true, true, true, 0},
		{"start, chosen before", SchoolPicker{Sealed: "a+b", Schools: rows[:1], Total: 1500}, true, true, true, 1},
		{"results", SchoolPicker{Sealed: "a+b", Query: "pet", Schools: rows[:4], Total: 4}, true, true, true, 4},
		{"none", SchoolPicker{Sealed: "a+b", Query: "zzz"}, true, true, true, 0},
		{"none, but near", SchoolPicker{Sealed: "a+b", Query: "zzz", Near: rows[:2]}, true, true, true, 2},
		{"list", SchoolPicker{Sealed: "a+b", Schools: rows, All: true, Total: 9}, false, false, false, 9},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			doc, r := render(t, tc.v, NL)
			if got := len(find(doc, isTag("input"), has("type", "search"))) == 1; got != tc.search {
				t.Errorf("search field: %v", got)
			}
			if got := buttonIDs(doc); len(got) != tc.schools {
				t.Errorf("%d schools, want %d", len(got), tc.schools)
			}
			if r.HasScript != tc.script || r.HasFetch != tc.script {
				t.Errorf("HasFetch is %v", r.HasFetch)
			}
			toAll := find(doc, isTag("a"), func(n *html.Node) bool { return strings.Contains(attr(n, "href"), "all=1") })
			if (len(toAll) > 0) != tc.toAll {
				t.Errorf("%d links to the list", len(toAll))
			}
			for _, a := range toAll {
				u, err := url.Parse(attr(a, "href"))
				if err != nil || u.Path != PathSchool || u.Query().Get("t") != "a+b" {
					t.Errorf("the link to the list is %q", attr(a, "href"))
				}
			}
			forms := find(doc, isTag("form"))
			if len(forms) != 1 || attr(forms[0], "action") != PathSchool {
				t.Fatal("one form, to the picker's own path")
			}
			if got := find(doc, isTag("input"), has("name", "t"), has("value", "a+b")); len(got) != 1 {
				t.Error("the sealed transaction is not in the form")
			}
			if got := find(doc, isTag("input"), has("name", "remember")); len(got) != 1 || slices.ContainsFunc(got[0].Attr, isChecked) {
				t.Error("remembering is opt-in (U-08)")
			}
		})
	}
}

// Enter in the search field must search: the first submit button of the form is the
// one that does (HTML §4.10.21.2), and it is a GET.
func TestEnterSearches(t *testing.T) {
	t.Parallel()
	doc, _ := render(t, SchoolPicker{Query: "pet", Schools: schoolRows(), Total: 9}, NL)
	first := find(doc, isTag("button"))[0]
	if attr(first, "formmethod") != "get" || attr(first, "name") != "" {
		t.Errorf("Enter would press %q", text(first))
	}
}

// What picker.js puts in place is the same markup as the page's own.
func TestFragmentIsThePagesPart(t *testing.T) {
	t.Parallel()
	rows, total := NewFinder(schoolRows()).Find("pet", nil, ShowAtMost)
	whole, _ := render(t, SchoolPicker{Query: "pet", Schools: rows, Total: total}, EN)
	part, r := render(t, SchoolResults{Query: "pet", Schools: rows, Total: total}, EN)
	if r.HasForm || r.HasScript {
		t.Error("a fragment has no form and no script")
	}
	for _, id := range []string{"status", "found"} {
		a, b := find(whole, has("id", id)), find(part, has("id", id))
		if len(a) != 1 || len(b) != 1 || markup(t, a[0]) != markup(t, b[0]) {
			t.Errorf("#%s differs", id)
		}
	}
}

func markup(t *testing.T, n *html.Node) string {
	t.Helper()
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestListByLetter(t *testing.T) {
	t.Parallel()
	var got []string
	for _, s := range byLetter(NewFinder(schoolRows()).All(nil)) {
		for _, g := range s.Groups {
			ids := make([]string, len(g.Schools))
			for i, r := range g.Schools {
				ids[i] = r.ID
			}
			got = append(got, g.Letter+":"+strings.Join(ids, ","))
		}
		got = append(got, "/")
	}
	want := []string{"B:boei,hetpetje", "P:peilschaal,petteflat,polderlicht", "S:fryslan", "#:cijfer", "/", "U:uniharderwijk", "V:petterdijk", "/"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for name, want := range map[string]string{"Ångström": "A", "'t Hart": "T", "2e": "#", "": "#", "école": "E", "東京": "東"} {
		if got := letter(name); got != want {
			t.Errorf("%q is under %q, want %q", name, got, want)
		}
	}
}
