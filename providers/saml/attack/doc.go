// Package attack holds what has been tried against SAML service providers, as text:
// testdata/attacks has the cases, each with the refusal that it must meet, the check
// that refuses it, and a recipe that makes the message out of a genuine one. New
// attacks become a few lines there.
//
// It owns the language of those files and the forger that carries a recipe out: it
// writes messages in canonical form from the start and signs them with keys that are
// made at that moment ([NewKeys]). So it needs no canonicalisation, and a fault in
// the validator's cannot cancel itself out.
//
// It refuses to know the validator, HTTP and browsers. It imports none of our
// packages but the table of refusals; who plays the cases against what, decides the
// caller: the tests of this package against a connection, `sluis selftest` against an
// installation.
package attack
