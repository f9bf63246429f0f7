package broker

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
)

func TestParsePost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want answerPost
		bad  bool
	}{
		"both":                   {body: "SAMLResponse=PHg%2B&RelayState=ab", want: answerPost{"PHg+", "ab"}},
		"other order":            {body: "RelayState=ab&SAMLResponse=PHg%2b", want: answerPost{"PHg+", "ab"}},
		"without RelayState":     {body: "SAMLResponse=PHg", want: answerPost{"PHg", ""}},
		"blanks":                 {body: "SAMLResponse=P+H%20g&RelayState=%2B+", want: answerPost{"P H g", "+ "}},
		"a further field":        {body: "SAMLResponse=PHg&submit=Continue%21", want: answerPost{"PHg", ""}},
		"escaped name":           {body: "%53AMLResponse=PHg", want: answerPost{"PHg", ""}},
		"empty pairs":            {body: "&&SAMLResponse=PHg&", want: answerPost{"PHg", ""}},
		"empty":                  {body: "", bad: true},
		"RelayState alone":       {body: "RelayState=ab", bad: true},
		"two SAMLResponses":      {body: "SAMLResponse=PHg&SAMLResponse=PHg", bad: true},
		"two, one name escaped":  {body: "SAMLResponse=PHg&SAMLRespons%65=PHg", bad: true},
		"two RelayStates":        {body: "SAMLResponse=PHg&RelayState=a&RelayState=a", bad: true},
		"half an escape":         {body: "SAMLResponse=PHg%2", bad: true},
		"no hex":                 {body: "SAMLResponse=PHg%zz", bad: true},
		"half an escape in name": {body: "SAMLResponse=PHg&%4=1", bad: true},
		"a semicolon":            {body: "SAMLResponse=PHg;RelayState=a", bad: true},
	} {
		got, err := parsePost(c.body)
		if (err != nil) != c.bad || got != c.want {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

// FuzzParsePost: what is taken is what the standard library reads in the same bytes.
func FuzzParsePost(f *testing.F) {
	f.Add("SAMLResponse=PHg%2B&RelayState=ab")
	f.Add("SAMLResponse=P+H%20g%0d%0A&x=%zz")
	f.Add("%53AMLResponse=a;b")
	f.Fuzz(func(t *testing.T, body string) {
		got, err := parsePost(body)
		want, parseErr := url.ParseQuery(body)
		if err == nil && parseErr == nil {
			if len(want["SAMLResponse"]) != 1 || want.Get("SAMLResponse") != got.response || want.Get("RelayState") != got.relay || len(want["RelayState"]) > 1 {
				t.Errorf("%q: got %q, want %q", body, got, want)
			}
		}
		if err != nil && parseErr == nil && len(want["SAMLResponse"]) == 1 && len(want["RelayState"]) <= 1 {
			t.Errorf("%q: refused, and the form is good", body)
		}
	})
}

func BenchmarkParsePost(b *testing.B) {
	response := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("<saml:AttributeValue>x</saml:AttributeValue>~?", 180)))
	body := url.Values{"SAMLResponse": {response}, "RelayState": {"0123456789abcdef"}}.Encode()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parsePost(body); err != nil {
			b.Fatal(err)
		}
	}
}
