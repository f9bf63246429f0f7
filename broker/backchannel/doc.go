// Package backchannel tells apps that somebody has logged out (OpenID Connect
// Back-Channel Logout 1.0).
//
// Whom to tell lies in the records, written in the transaction that ended the session
// (package session): what a crash interrupts goes on after it, and two nodes share the
// work by leases. Nothing here is on the way of a request: an app that dawdles delays
// nobody's logout, and one that is away holds up no other app.
//
// It refuses to know what a logout token says (broker/op spells it) and how a server is
// reached (internal/outbound).
package backchannel
