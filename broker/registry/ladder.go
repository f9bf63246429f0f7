package registry

import (
	"slices"
	"strings"

	"sluis/claims"
)

// The context classes that a factor of the person's own gives, after the school's login
// (docs/apps/step-up.md).
const (
	// ClassMFA is the REFEDS MFA Profile: a key, or a code of a generator.
	ClassMFA = "https://refeds.org/profile/mfa"
	// ClassPhishingResistant wants a key, which signs for our origin and no other: a code
	// that a person types can be typed on a copy of our page.
	ClassPhishingResistant = "urn:sluis:acr:phishing-resistant"
)

// Ladder is the context classes that a connection can ask for, the weakest first:
// who stands on one has passed those before it (federations §2.7).
type Ladder []string

// Known gives those of the asked classes that are on the ladder, in their order.
func (l Ladder) Known(asked []string) []string {
	var out []string
	for _, v := range asked {
		if slices.Contains(l, v) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// Satisfies reports whether a class that came is at least the weakest of those that
// were asked. Nothing asked is satisfied by anything.
func (l Ladder) Satisfies(asked []string, came string) bool {
	if len(asked) == 0 {
		return true
	}
	least := len(l)
	for _, v := range asked {
		if i := slices.Index(l, v); i >= 0 {
			least = min(least, i)
		}
	}
	at := slices.Index(l, came)
	return at >= 0 && at >= least
}

// plainClasses are the classes of SAML itself (saml-authn-context §3): they name a
// way of logging in and promise no strength.
const plainClasses = "urn:oasis:names:tc:SAML:2.0:ac:classes:"

// surfLevels is how SURF names its levels, in production, test and pilot. SURFconext
// lets no school assert one: where it comes from there, its own step-up says so
// (federations §2.7).
var surfLevels = []string{"http://surfconext.nl/assurance/", "http://test.surfconext.nl/assurance/", "http://pilot.surfconext.nl/assurance/"}

// Told gives the class as an app may be told it: one that the connection is known to
// grant, a level of SURF's from SURFconext, or a plain class. Anything else could be
// a school's own claim to a strength that only the hub gives, and becomes "" (O-16).
func (c *Connection) Told(came string) string {
	known := slices.Contains(c.Assurance, came) || strings.HasPrefix(came, plainClasses) ||
		c.Federation == claims.SURFconext && slices.ContainsFunc(surfLevels, func(p string) bool { return strings.HasPrefix(came, p) })
	if !known || len(came) > maxTold {
		return ""
	}
	return came
}

// maxTold bounds what a hub can make an ID token carry.
const maxTold = 256
