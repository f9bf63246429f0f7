// Package xmlenc decrypts what a hub encrypted to us: the EncryptedData of one
// EncryptedAssertion or EncryptedID (saml-core §6, XML Encryption 1.1).
//
// Whoever holds our metadata can encrypt to us and watch what comes of it. So there
// is nothing to watch: a message costs the same number of private-key operations
// whatever is wrong with it, a key that cannot be unwrapped is replaced by a random
// one and decryption goes on, and what fails in it fails with one [Error].
// Authenticated encryption (AES-GCM) under RSA-OAEP is all that it speaks. RSA
// PKCS #1 v1.5 is not there to be switched on; AES-CBC is for a caller who has
// verified a signature over the ciphertext.
//
// It refuses to know what is inside: the plaintext is hostile bytes again, for
// xmlsec to read and to verify. It imports the standard library, and xmlsec for
// the nodes it reads.
package xmlenc
