// Package outbound is the one road out: every request that Sluis itself makes goes
// through it. It resolves a host once and pins that address, refuses private
// networks unless the caller says they are registered, follows no redirect to
// another host, and caps size and time (design §5.9).
//
// It refuses to know what is fetched, and to keep or trust it.
package outbound
