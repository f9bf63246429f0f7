// Package grant owns what a login gives an app: the code, the access token and
// the sealed release behind both (design §1.6).
//
// A handle's row is found by a digest of the handle and opens only with the
// handle itself, so a dump of the store opens no session and shows no pupil. A
// code's row is also found only together with the client, the redirect URI and
// the PKCE challenge it was given for: a request that presents the wrong one
// finds nothing, and spends nothing (contract 17).
//
// It refuses to know about OAuth messages, JWTs and pages.
package grant
