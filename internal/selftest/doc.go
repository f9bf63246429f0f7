// Package selftest plays the corpus of attacks (providers/saml/attack) against a
// broker over HTTP, and reports what came of each (D-06, F-06 to F-08).
//
// It owns the attacker's and the victim's browsers and the report. It refuses to know
// how the broker is made: it sees an origin, as anybody does. A login is never
// finished: it stops where the page would ask the person, so no code is issued and
// nothing is released.
package selftest
