// Package ledger keeps the two books (design §3). The login log holds attempts,
// sealed by the key of their school and day, as the school chose: all, or failed
// only. The release ledger holds which items, by name, went to which app under
// which contract version. Beside them stands what a person was told or agreed to.
//
// The audit chain beside them holds what was done to the installation.
//
// No book holds a value of a person. Persons are found by keyed digests alone; the
// release ledger holds days, never times, and never an address.
//
// It refuses to know how a login went: it writes what it is handed, in one durable
// step, and an entry means that a code was handed over.
package ledger
