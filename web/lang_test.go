package web

import (
	"strings"
	"testing"
)

// U-07: Dutch unless English is asked for, by choice first, by the browser second.
func TestParseLang(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, choice, accept string
		want                 Lang
	}{
		{"nothing", "", "", NL},
		{"choice wins", "en", "nl", EN},
		{"choice back", "nl", "en-GB,en;q=0.9", NL},
		{"ui_locales in order", "fr en nl", "", EN},
		{"ui_locales with region", "EN-gb", "", EN},
		{"ui_locales in another script", "nl-Latn-NL", "en", NL},
		{"choice that we do not have", "fr", "en", EN},
		{"browser in English", "", "en-US,en;q=0.9", EN},
		{"browser prefers Dutch", "", "en;q=0.3, nl;q=0.9", NL},
		{"browser prefers a third", "", "de, en;q=0.5", EN},
		{"browser refuses English", "", "en;q=0, fr", NL},
		{"star", "", "*", NL},
		{"garbage", "<script>", ";;;=q", NL},
		{"header of a hundred thousand letters", "", strings.Repeat("en,", 40_000), NL},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := ParseLang(tc.choice, tc.accept); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func FuzzParseLang(f *testing.F) {
	f.Add("", "nl-NL,nl;q=0.9,en;q=0.8") // an ordinary browser
	f.Add("en nl", "")                   // ui_locales
	f.Add("x-", "en;q=1.0001")           // a weight beyond RFC 9110 §12.4.2
	f.Add("", "i-klingon, *;q=0")        // grandfathered tag, nothing wanted
	f.Fuzz(func(t *testing.T, choice, accept string) {
		if l := ParseLang(choice, accept); l != NL && l != EN {
			t.Errorf("got %q", l)
		}
	})
}

// The language link is this page again; whatever is not plainly a path of ours
// gives no link, so that the header can never send someone away.
func TestLanguageLink(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, path, want string }{
		{"plain", "/privacy", "/privacy?lang=en"},
		{"replaces", "/privacy?lang=nl", "/privacy?lang=en"},
		{"keeps the rest", "/login/school?t=a%2Bb&q=het+petje", "/login/school?lang=en&q=het+petje&t=a%2Bb"},
		{"none for the answer to a POST", "", ""},
		{"other host", "//evil.example/", ""},
		{"other host by backslash", `/\evil.example`, ""},
		{"other host by an escape that is written anew", "/%2F evil.example", ""},
		{"whole address", "https://evil.example/", ""},
		{"broken", "/%zz", ""},
		{"relative", "privacy", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := languageLink(tc.path, EN); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
	doc, _ := render(t, NotFound{Frame{Path: "/x"}}, EN)
	links := find(doc, isTag("a"), has("hreflang", "nl"))
	if len(links) != 1 || attr(links[0], "lang") != "nl" || attr(links[0], "href") != "/x?lang=nl" || text(links[0]) != "Nederlands" {
		t.Errorf("the link to the Dutch page is not there, or not in Dutch")
	}
}

func FuzzLanguageLink(f *testing.F) {
	f.Add("/login/school?t=abc&q=pet")    // an ordinary page
	f.Add("//evil.example/")              // another host without a scheme
	f.Add(`/\evil.example`)               // the same, as browsers read a backslash
	f.Add("/%2F/evil.example?lang=nl#x")  // an escaped slash
	f.Add("/.//evil.example")             // a path that cleaning would turn into a host
	f.Add("/\t/evil.example\r\nLocation") // signs that browsers drop
	f.Fuzz(func(t *testing.T, path string) {
		got := languageLink(path, EN)
		if got == "" {
			return
		}
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t \"<>") || !strings.Contains(got, "lang=en") {
			t.Errorf("%q gives %q", path, got)
		}
	})
}
