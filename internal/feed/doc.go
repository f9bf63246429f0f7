// Package feed keeps the metadata of one hub current: it reads it from a file, or
// fetches it by a calendar, keeps the last good copy, knows its age, and says so when
// something is wrong.
//
// Its law (F-03, federations §2.8): a fetch that fails stops no login. What was held
// stays in use until its own validUntil; then logins stop, and the alarm has been
// ringing since the first failure.
//
// It refuses to know what makes a document good (that is providers/saml/metadata),
// how bytes travel (internal/outbound), and whom an alarm reaches: it writes a line
// and a number.
package feed
