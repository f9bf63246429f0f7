// Package monitor shows logins as they happen, and counts them (P30, L-10).
//
// It owns the [Attempt], how long one is kept, and the counts. A login notes its attempt in
// memory and goes on; twice a second each node writes what was noted to the state that all
// nodes share, as one sealed box, and reads the boxes of the others. So an attempt is seen
// on every node within two seconds, and a login pays for no write.
//
// What may be relied on:
//
//   - An attempt holds no name, number, class or subject. Its address is in the shared
//     state alone, for [Life], and only where the login was refused; everything that is
//     shown has the network.
//   - A login that went well at a school that keeps failed logins alone is a number, and
//     never a row (P14).
//   - Memory and state are bounded, whatever a flood does: what is beyond a bound is
//     counted and told.
//   - Counts are numbers of a school in five minutes. Nothing says who.
//
// It refuses to know what a school or an app is, and who may look.
package monitor
