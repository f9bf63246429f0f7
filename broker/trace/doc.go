// Package trace answers "why did my login fail?" for a week: what a login passed
// before it was refused, found by the three words on the page of the refusal.
//
// It owns the [Trace], how long it is kept, how many are kept, and how many wrong
// guesses an address has. It refuses to know who logged in: a trace has no field
// for a value of an attribute, an address, a subject or a handle, so that the page
// that shows it can be read by whoever holds the words (decision 0011).
package trace
