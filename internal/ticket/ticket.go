// Package ticket owns what the number of a request looks like, where somebody must say
// why they did something: the story stands in the school's or the operator's own system.
// It refuses to know which system that is.
package ticket

import "regexp"

// number has digits in it, and no room for a sentence or a name.
var number = regexp.MustCompile(`^[A-Za-z#]{0,10}[-/]?[0-9]{1,12}$`)

// Valid reports whether s may be written down as a ticket, such as SD-1234 or 2026118 (G-02).
func Valid(s string) bool { return number.MatchString(s) }
