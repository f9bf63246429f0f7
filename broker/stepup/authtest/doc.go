// Package authtest is a browser and its security key as software, for tests: it answers
// registration and assertion options as navigator.credentials does, with ES256, EdDSA or
// RS256, with attestation of a maker of its own, and, where a test asks, wrongly at any
// stage (WebAuthn L3 §6 and §7).
//
// It writes its own CBOR and COSE, so that what it sends was not made by the library that
// reads it. It refuses to know what is a right answer: it judges nothing.
package authtest
