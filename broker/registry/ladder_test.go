package registry

import (
	"fmt"
	"strings"
	"testing"

	"sluis/claims"
)

var loas = Ladder{"http://surfconext.nl/assurance/loa1.5", "http://surfconext.nl/assurance/loa2", "http://surfconext.nl/assurance/loa3"}

// TestLadder: the weakest of what was asked is enough, and anything that is not on
// the ladder is not (F-19).
func TestLadder(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		asked []string
		came  string
		want  bool
	}{
		"nothing asked":               {nil, "", true},
		"nothing asked, any came":     {nil, "urn:x", true},
		"the same":                    {loas[1:2], loas[1], true},
		"stronger":                    {loas[1:2], loas[2], true},
		"weaker":                      {loas[1:2], loas[0], false},
		"the weaker of two wishes":    {[]string{loas[2], loas[0]}, loas[0], true},
		"between two wishes":          {[]string{loas[2], loas[0]}, loas[1], true},
		"not on the ladder":           {loas[:1], "urn:x", false},
		"nothing came":                {loas[:1], "", false},
		"asked what is not on it":     {[]string{"urn:x"}, "urn:x", false},
		"asked what is not, top came": {[]string{"urn:x"}, loas[2], false},
	} {
		if got := loas.Satisfies(c.asked, c.came); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := fmt.Sprint(loas.Known([]string{"urn:x", loas[2], loas[0], loas[2]})); got != fmt.Sprint([]string{loas[2], loas[0]}) {
		t.Errorf("known: %v", got)
	}
}

// TestTold: nobody's claim to a strength goes on to an app but the hub's own (O-16).
func TestTold(t *testing.T) {
	t.Parallel()
	const password, refeds = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password", "https://refeds.org/profile/mfa"
	for name, c := range map[string]struct {
		connection Connection
		came       string
		want       bool
	}{
		"a plain class":                      {Connection{Federation: claims.Entree}, password, true},
		"a level of SURF, from SURFconext":   {Connection{Federation: claims.SURFconext}, loas[2], true},
		"a level of SURF's test environment": {Connection{Federation: claims.SURFconext}, "http://test.surfconext.nl/assurance/loa2", true},
		"a level of SURF, from Entree":       {Connection{Federation: claims.Entree}, loas[2], false},
		"another factor, not registered":     {Connection{Federation: claims.SURFconext}, refeds, false},
		"another factor, registered":         {Connection{Federation: claims.Entree, Assurance: Ladder{refeds}}, refeds, true},
		"nothing":                            {Connection{Federation: claims.SURFconext}, "", false},
		"without end":                        {Connection{Federation: claims.Entree}, password + strings.Repeat("x", 300), false},
	} {
		if got := c.connection.Told(c.came); (got == c.came && got != "") != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
