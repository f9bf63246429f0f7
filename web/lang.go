package web

import (
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/language"
)

// Lang is the language of a page. Dutch is the default; English says the same,
// no more (U-07).
type Lang string

// The two languages.
const (
	NL Lang = "nl"
	EN Lang = "en"
)

// Other is the language that the language link offers.
func (l Lang) Other() Lang {
	if l == EN {
		return NL
	}
	return EN
}

// Date writes a day as the pages of a language do: 23 november 2026.
func Date(l Lang, t time.Time) string { return textsOf(l).Date(t) }

// ParseLang chooses the language of a page. choice is what the person or the app
// asked for: the lang query field, or the space-separated list of ui_locales
// (OpenID Connect Core §3.1.2.1); it wins. Otherwise acceptLanguage, the header of
// that name, decides. Whatever is unreadable or names neither language gives Dutch.
func ParseLang(choice, acceptLanguage string) Lang {
	for tag := range strings.FieldsSeq(choice) {
		if l, ok := known(tag); ok {
			return l
		}
	}
	if len(acceptLanguage) > maxAcceptLanguage {
		return NL
	}
	tags, weights, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return NL
	}
	for i, tag := range tags {
		if weights[i] == 0 {
			continue // q=0 says "not this one" (RFC 9110 §12.4.2)
		}
		if l, ok := known(tag.String()); ok {
			return l
		}
	}
	return NL
}

// maxAcceptLanguage bounds the work a hostile header can ask for.
const maxAcceptLanguage = 1 << 10

func known(tag string) (Lang, bool) {
	primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch primary {
	case "nl":
		return NL, true
	case "en":
		return EN, true
	}
	return "", false
}

// languageLink is the address of the same page in the other language. It gives
// nothing for a path that is not plainly on this origin.
func languageLink(path string, to Lang) string {
	if !onThisOrigin(path) {
		return ""
	}
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" {
		return ""
	}
	q := u.Query()
	q.Set("lang", string(to))
	u.RawQuery = q.Encode()
	// String writes an escaping of its own where the given one is not valid, and so
	// made "//" of "/%2F ": what goes out is looked at again.
	if link := u.String(); onThisOrigin(link) {
		return link
	}
	return ""
}

// onThisOrigin reports whether a browser takes the address for a path of the page's
// own origin: "//host" and "/\host" leave it, and tabs and line ends are dropped
// before it looks (URL standard §4.4).
func onThisOrigin(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.HasPrefix(address, `/\`) &&
		!strings.ContainsAny(address, "\t\r\n")
}
