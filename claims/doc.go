// Package claims is the pure engine between what a hub asserted and what an app
// gets: attributes in either federation's vocabulary become a [Person]
// ([Normalise]), and a [Contract] turns a Person into a [Release]
// ([Contract.Decide]).
//
// It owns the ceiling of the product (name, student number, class, and two facts
// of context), the reasons why an item is withheld, the pairwise [Subject], and
// the guards on what a contract may say at all ([GuardNames], [GuardText],
// [ShareGuard]). It refuses to know about SAML messages, HTTP, storage, time and
// configuration files: everything it needs is an argument, everything it says is
// a result. Its errors are [Fault]s, which have no room for a value.
package claims
