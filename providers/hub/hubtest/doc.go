// Package hubtest is a browser as far as logging in needs one: cookies with their
// SameSite rules, redirects, forms, the login page of a test hub. Tests and the
// smoke run of the demo import it, and nothing else.
//
// It refuses to know what it logs in to: a page that it cannot pass is handed to
// the caller. It runs no script and checks no certificate beyond what its transport
// does; what depends on a real browser is tested in one.
package hubtest
