package conformance

import (
	"html"
	"net/url"
	"regexp"
)

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	formAction  = regexp.MustCompile(`<form[^>]*action="([^"]*)"`)
)

// formOf reads a form that posts itself: where to, and what.
func formOf(a answer) (action string, fields url.Values) {
	fields = url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(string(a.body), -1) {
		fields.Add(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	if m := formAction.FindStringSubmatch(string(a.body)); m != nil {
		action = html.UnescapeString(m[1])
	}
	return action, fields
}
