// Package keys holds every key of Sluis (design §3): the keyring of random keys
// under one master key, the signing keys of OpenID Connect and SAML with their
// calendar, and the daily ratchet of the login log. It makes handles and seals under
// them, and reads the keys that clients register.
//
// The master key is in a file, never in the data directory; all else is in the
// lasting records, sealed. Rewrapping under another master changes no key, and so no
// subject. Keys leave this package as [secret.Bytes], as a signer, or not at all.
//
// It refuses to know what is sealed, signed or found with a key, and decides nothing
// about a token but whose signature it bears. It alone imports go-jose.
package keys
