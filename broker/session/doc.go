// Package session owns what is known of a browser that is logged in: at which apps,
// so that a logout reaches all of them, and, where an app wants it, enough to answer
// its next request (design §1.6, §5.5).
//
// A session is the logins of one person in one browser. Its rows lie in the lasting
// records, in the transaction that writes a release down anyway: a login pays no call
// of a store for its session, and a session ends together with the list of whom to
// tell, in one transaction. They hold digests and what is sealed under the keyring, and
// no attribute value.
//
// What a session needs to answer for the school lies in the short-lived state, sealed
// under the session half of the cookie: without the browser it opens for nobody.
//
// The session half is made anew at each login (design §5.3). Five tabs that log in at
// once hold five halves, of which the browser keeps the last; each of them names the
// same browser and person, hence the same session.
//
// It refuses to know what an app is told, and how: package backchannel does that.
package session
