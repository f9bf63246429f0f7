package op

import "testing"

// TestSameURI: htu is compared without query and fragment, after the normalisation of
// RFC 3986 §6.2.2 and §6.2.3, and in no other way (RFC 9449 §4.3).
func TestSameURI(t *testing.T) {
	t.Parallel()
	const ours = "https://login.example.nl/oauth/token"
	for _, c := range []struct {
		htu  string
		same bool
	}{
		{ours, true},
		{ours + "?a=b", true},
		{ours + "#f", true},
		{"HTTPS://LOGIN.example.NL/oauth/token", true},
		{"https://login.example.nl:443/oauth/token", true},
		{"https://login.example.nl/oauth/%74oken", true},
		{"https://login.example.nl:8443/oauth/token", false},
		{"http://login.example.nl/oauth/token", false},
		{"http://login.example.nl:443/oauth/token", false},
		{"https://login.example.nl/oauth/token/", false},
		{"https://login.example.nl//oauth/token", false},
		{"https://login.example.nl/oauth/TOKEN", false},
		{"https://login.example.nl/oauth%2Ftoken", false},
		{"https://login.example.nl/oauth%2ftoken", false},
		{"https://login.example.nl/oauth/../oauth/token", false},
		{"https://login.example.nl/oauth/userinfo", false},
		{"https://login.example.nl.kwaad.example/oauth/token", false},
		{"https://login.example.nl@kwaad.example/oauth/token", false},
		{"https://a@login.example.nl/oauth/token", false},
		{"https:login.example.nl/oauth/token", false},
		{"//login.example.nl/oauth/token", false},
		{"/oauth/token", false},
		{"login.example.nl/oauth/token", false},
		{"", false},
		{"https://login.example.nl/oauth/token\x00", false},
		{"https://[::1/oauth/token", false},
	} {
		if got := sameURI(c.htu, ours); got != c.same {
			t.Errorf("%q: %t", c.htu, got)
		}
	}
	long := ours + "?"
	for len(long) <= 1<<10 {
		long += "x"
	}
	if sameURI(long, ours) {
		t.Error("an htu without end is taken")
	}
}
